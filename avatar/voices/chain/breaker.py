"""A circuit breaker: an engine that keeps failing rests, and is tried again with one sentence.

After M. T. Nygard, "Release It!". Own, because the libraries (circuitbreaker, aiobreaker, purgatory) read the
system's clock themselves, and a room must run in virtual time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, Field

_LONGEST_TRIAL_S = 30.0
"""Seconds after which a trial that never reported back no longer counts as going on."""


class BreakerConfig(BaseModel):
    """When an engine rests, and how long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    failures: int = Field(default=3, ge=1, le=100)
    """In a row, after which it rests."""
    rest_s: float = Field(default=5.0, gt=0.0, le=3600.0)
    """Seconds of the first rest; each rest after another is twice as long."""
    longest_rest_s: float = Field(default=120.0, gt=0.0, le=86_400.0)
    """Seconds of a rest, at most."""


class Breaker:
    """Counts one engine's failures."""

    def __init__(self, config: BreakerConfig, now: Callable[[], float]) -> None:
        """Set it up, closed: the engine may be used.

        Args:
            config: When it rests.
            now: Seconds, monotonic.
        """
        self._config = config
        self._now = now
        self._failures = 0
        self._until = -math.inf
        self._trial_until = -math.inf

    @property
    def resting(self) -> bool:
        """Whether the engine rests now."""
        return self._failures >= self._config.failures and self._now() < self._until

    @property
    def rest_s(self) -> float:
        """Seconds of rest that are left."""
        return max(0.0, self._until - self._now()) if self.resting else 0.0

    def allows(self) -> bool:
        """Whether the engine may be used. After a rest one caller may; the others once that succeeded."""
        if self._failures < self._config.failures:
            return True
        now = self._now()
        if now < self._until or now < self._trial_until:
            return False
        self._trial_until = now + _LONGEST_TRIAL_S
        return True

    def succeeded(self) -> None:
        """The engine did what it should."""
        self._failures = 0
        self._until = self._trial_until = -math.inf

    def failed(self) -> bool:
        """The engine failed.

        Returns:
            Whether it rests from now on and did not before.
        """
        before = self.resting
        self._failures += 1
        self._trial_until = -math.inf
        rests = self._failures - self._config.failures
        if rests < 0 or before:
            return False
        rest_s = min(self._config.rest_s * 2.0 ** min(rests, 30), self._config.longest_rest_s)
        self._until = self._now() + rest_s
        return True
