"""How many questions there is air for."""

from __future__ import annotations

FIRST_S = 5.0
"""Seconds an answer is thought to take before any was heard."""
LEAST = 3
"""Questions that may always wait."""
_WEIGHT = 0.2
_SHORTEST_S, _LONGEST_S = 0.5, 60.0


class Pace:
    """Seconds from the beginning of an answer to its end, smoothed exponentially."""

    def __init__(self) -> None:
        self.answer_s = FIRST_S
        self._began: float | None = None

    def begins(self, now: float) -> None:
        """An answer begins."""
        self._began = now

    def ends(self, now: float) -> None:
        """The answer is over."""
        if self._began is not None:
            took = min(max(now - self._began, _SHORTEST_S), _LONGEST_S)
            self.answer_s += _WEIGHT * (took - self.answer_s)
        self._began = None

    def forget(self) -> None:
        """The answer was thrown away; it says nothing of the pace."""
        self._began = None

    def room_for(self, horizon_s: float) -> int:
        """Questions that can be answered within so many seconds; ``LEAST`` at least."""
        return max(LEAST, int(horizon_s / self.answer_s))
