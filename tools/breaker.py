"""A circuit breaker: a server that fails again and again is left alone for a while.

Closed, open, half open as in M. Nygard, *Release It!* (2007), chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable


class Breaker:
    """Counts failures in a row."""

    def __init__(self, after: int, rest_s: float, clock: Callable[[], float]) -> None:
        """Begin closed.

        Args:
            after: Failures in a row that open it.
            rest_s: Seconds it stays open; then one call may try.
            clock: Seconds, monotonic.
        """
        self._after = after
        self._rest_s = rest_s
        self._clock = clock
        self._failed = 0
        self._open_until = 0.0
        self._trying = False

    def allows(self) -> bool:
        """Whether a call may go out now. One that may must be followed by ``record`` or ``abandon``."""
        if self._failed < self._after:
            return True
        if self._trying or self._clock() < self._open_until:
            return False
        self._trying = True
        return True

    def record(self, *, ok: bool) -> None:
        """What became of a call."""
        self._trying = False
        if ok:
            self._failed = 0
            return
        self._failed += 1
        if self._failed >= self._after:
            self._open_until = self._clock() + self._rest_s

    def abandon(self) -> None:
        """A call was given up before anything became of it."""
        self._trying = False
