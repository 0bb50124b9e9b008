"""A few conversations for all of a set."""

from __future__ import annotations

from collections.abc import Sequence

from evals.conversations.schema import Conversation


def spread(found: Sequence[Conversation], limit: int) -> list[Conversation]:
    """So many of a set, evenly spread over it; all of it for 0."""
    if not limit or limit >= len(found):
        return list(found)
    return [found[number * len(found) // limit] for number in range(limit)]
