"""Motion without jumps."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_REST = 1e-3
"""Units, and units a second, that nobody sees."""


class Spring:
    """Follows a target, critically damped: position and speed never jump, whatever the target does.

    The step is the closed solution of x'' = -2wx' - w²(x - target), so it is exact for any length.
    """

    def __init__(self, at: Vector, rate_hz: float) -> None:
        """Rest at ``at``.

        Args:
            at: float64 (n,), where it begins.
            rate_hz: Angular rate w in 1/s; it is 95 % there after about 4.7 / w seconds.
        """
        self.at = at.copy()
        self._speed = np.zeros_like(at)
        self._rate = rate_hz

    def rests_at(self, target: Vector) -> bool:
        """Whether it is where it is drawn to, and stays there."""
        return bool(np.abs(self.at - target).max() < _REST and np.abs(self._speed).max() < _REST)

    def step(self, target: Vector, seconds: float) -> Vector:
        """Move on towards ``target`` and return where it is."""
        decay = exp(-self._rate * seconds)
        away = self.at - target
        push = (self._speed + self._rate * away) * seconds
        self.at = target + (away + push) * decay
        self._speed = (self._speed - self._rate * push) * decay
        return self.at
