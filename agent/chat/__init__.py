"""Chat sources, one file a platform."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import Any

from agent.chat.base import ChatError

SOURCES = {
    "stdin": "agent.chat.stdin:StdinChat",
    "replay": "agent.chat.replay:ReplayChat",
}
"""Sources by name; ``module:Class`` is accepted as well."""


def load(name: str) -> Any:
    """The source's class.

    Raises:
        ChatError: No such source.
    """
    target = SOURCES.get(name, name)
    if ":" not in target:
        raise ChatError(
            f"no chat source named {name!r}; there are: {', '.join(sorted(SOURCES))}, or module:Class"
        )
    try:
        return resolve_name(target)
    except (ImportError, AttributeError) as error:
        raise ChatError(f"the chat source {name!r} does not load: {error}") from error
