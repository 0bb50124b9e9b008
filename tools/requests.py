"""One request to the merchant, made from its template. Parameters cannot change where it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tools.base import ToolError
from tools.config import LookupConfig

_STRUCTURE = frozenset("/\\%?#")
"""Characters that some server somewhere reads as structure, even percent-encoded, in a path."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    method: str
    target: str
    """Path and query, percent-encoded; begins with ``/``."""
    content: bytes | None = None
    """JSON, of a POST."""


def request(config: LookupConfig, values: Mapping[str, str]) -> Request:
    """A lookup's request.

    Args:
        config: Its templates.
        values: Every parameter that they name.

    Raises:
        ToolError: A value cannot stand in a path.
    """
    segments = []
    for segment in config.path.split("/")[1:]:
        filled = segment.format_map(_Segment(values))
        if filled in (".", ".."):
            raise ToolError("a parameter cannot stand in the address", "arguments")
        segments.append(filled)
    target = "/" + "/".join(segments)
    query = [
        f"{quote(name, safe='')}={quote(text.format_map(values), safe='')}"
        for name, text in config.query.items()
        if not _left_out(text, values)
    ]
    if query:
        target += "?" + "&".join(query)
    content = None
    if config.method == "POST":
        content = json.dumps(_filled(config.body or {}, values), ensure_ascii=False).encode()
    return Request(config.method, target, content)


class _Segment(dict[str, str]):
    """Values as they may stand in a path."""

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if not value or _STRUCTURE & set(value) or any(ord(char) < 33 or ord(char) == 127 for char in value):
            raise ToolError(f"this {name} cannot stand in an address", "arguments")
        return quote(value, safe="")


def _left_out(template: str, values: Mapping[str, str]) -> bool:
    """Whether a query's text is nothing but a parameter that is not given."""
    return template.startswith("{") and template.endswith("}") and values.get(template[1:-1]) == ""


def _filled(held: Any, values: Mapping[str, str]) -> Any:
    if isinstance(held, str):
        return held.format_map(values)
    if isinstance(held, Mapping):
        return {key: _filled(one, values) for key, one in held.items()}
    if isinstance(held, list):
        return [_filled(one, values) for one in held]
    return held
