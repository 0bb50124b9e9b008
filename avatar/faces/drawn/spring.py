"""Motion without jumps."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_REST = 1e-3
"""Units that nobody sees."""


class Spring:
    """Follows a target, critically damped: position and speed never jump, whatever the target does.

    The step is the closed solution of x'' = -2wx' - w²(x - target), so it is exact for any length. From rest
    it never goes faster than w / e times the way to go.
    """

    def __init__(self, at: Vector, rate: float) -> None:
        """Rest at ``at``.

        Args:
            at: float64 (n,), where it begins.
            rate: Angular rate w in 1/s; it is 95 % there after about 4.7 / w seconds.
        """
        self.at = at.copy()
        self._speed = np.zeros_like(at)
        self._rate = rate

    def rests_at(self, target: Vector, within: Vector | float = _REST) -> bool:
        """Whether it is where it is drawn to, and stays there.

        Args:
            target: float64 (n,).
            within: How far off nobody sees, in units; and in units per second as many times its rate.
        """
        away = np.abs(self.at - target)
        return bool((away < within).all() and (np.abs(self._speed) < within * self._rate).all())

    def step(self, target: Vector, seconds: float, rate: float | None = None) -> Vector:
        """Move on towards ``target`` and return where it is.

        Args:
            target: float64 (n,).
            seconds: Since the last step.
            rate: Another angular rate from now on; so attack and release differ.
        """
        if rate is not None:
            self._rate = rate
        decay = exp(-self._rate * seconds)
        away = self.at - target
        push = (self._speed + self._rate * away) * seconds
        self.at = target + (away + push) * decay
        self._speed = (self._speed - self._rate * push) * decay
        return self.at
