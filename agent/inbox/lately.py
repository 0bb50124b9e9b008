"""What was answered lately, and who was here: small, bounded memories."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from agent.inbox.sameness import Key
from knowledge.agreement import Marks

KEPT = 512
"""Answered questions remembered; the one longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given."""

    question: str
    """The id of the question it answered."""
    at: float
    """Unix seconds, of its end."""
    whole: bool
    """Whether it was heard to its end."""
    marks: Marks
    """What the question says that another with the same answer must not say otherwise."""


class Lately:
    """When questions were answered."""

    def __init__(self, for_s: float) -> None:
        """Remember.

        Args:
            for_s: Seconds for which an answer counts as lately given.
        """
        self._for_s = for_s
        self._given: OrderedDict[Key, Given] = OrderedDict()

    def answered(self, given: Given, *keys: Key | None) -> None:
        """What has one of these keys was answered."""
        for key in keys:
            if key is not None:
                self._given.pop(key, None)
                self._given[key] = given
        while len(self._given) > 3 * KEPT:
            self._given.popitem(last=False)

    def latest(self, now: float, *keys: Key | None) -> Given | None:
        """The latest answer to what has one of these keys; ``None`` if that was not lately."""
        found = [self._given[key] for key in keys if key is not None and key in self._given]
        last = max(found, key=lambda given: given.at, default=None)
        return last if last is not None and now - last.at < self._for_s else None


class Known:
    """Names seen before, so many of them."""

    def __init__(self, size: int) -> None:
        """Remember ``size`` names; the one longest unseen is forgotten first."""
        self._size = size
        self._names: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str) -> bool:
        """See a name; whether it is new."""
        if name in self._names:
            self._names.move_to_end(name)
            return False
        self._names[name] = None
        if len(self._names) > self._size:
            self._names.popitem(last=False)
        return True
