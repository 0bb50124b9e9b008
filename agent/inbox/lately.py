"""What is being answered, and what was answered lately: small, bounded memories."""

from __future__ import annotations

from collections import OrderedDict

from agent.inbox.sameness import Key, Sameness

KEPT = 512
"""Answered questions remembered; the one longest ago is forgotten first."""


class Lately:
    """When questions were answered."""

    def __init__(self, for_s: float) -> None:
        """Remember.

        Args:
            for_s: Seconds for which an answer counts as lately given.
        """
        self._for_s = for_s
        self._at: OrderedDict[Key, float] = OrderedDict()

    def answered(self, same: Sameness, at: float, *more: Key) -> None:
        """It, and what else has one of these keys, was answered at ``at`` (Unix seconds)."""
        for key in (same.exact, same.about, *more):
            if key is not None:
                self._at.pop(key, None)
                self._at[key] = at
        while len(self._at) > 3 * KEPT:
            self._at.popitem(last=False)

    def since(self, now: float, *keys: Key | None) -> float | None:
        """Seconds since what has one of these keys was answered; ``None`` if that was not lately."""
        found = [self._at[key] for key in keys if key is not None and key in self._at]
        if not found or now - max(found) >= self._for_s:
            return None
        return max(0.0, now - max(found))


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
