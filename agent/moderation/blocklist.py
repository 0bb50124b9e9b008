"""Authors whom the operator does not want to hear."""

from __future__ import annotations

from collections.abc import Iterable

from agent.chat.page import clean
from agent.journal import Entry

EVENT = "viewer.blocked"
"""The kind of journal event: ``author`` and ``blocked``, true or false."""


def same_name(author: str) -> str:
    """What two spellings of a name have in common: what is invisible, and case, make no other one."""
    return clean(author).casefold() or author


class Blocklist:
    """Names, in the order of blocking; bounded."""

    def __init__(self, most: int) -> None:
        """Block nobody.

        Args:
            most: Names kept.
        """
        self._most = most
        self._names: dict[str, str] = {}

    def __contains__(self, author: str) -> bool:
        return same_name(author) in self._names

    def __len__(self) -> int:
        return len(self._names)

    def add(self, author: str) -> None:
        """Block somebody; over the bound the one blocked first goes."""
        self._names.pop(key := same_name(author), None)
        self._names[key] = author
        if len(self._names) > self._most:
            del self._names[next(iter(self._names))]

    def remove(self, author: str) -> bool:
        """Unblock somebody; whether they were blocked."""
        return self._names.pop(same_name(author), None) is not None

    def authors(self) -> tuple[str, ...]:
        """Who is blocked."""
        return tuple(self._names.values())

    def restore(self, entries: Iterable[Entry]) -> None:
        """Apply what the journal says, in its order; entries of other kinds are passed over."""
        for entry in entries:
            author = entry.data.get("author")
            if entry.kind == EVENT and isinstance(author, str):
                if entry.data.get("blocked", True):
                    self.add(author)
                else:
                    self.remove(author)
