"""When viewers come: a Poisson process with a daily curve and bursts."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

BURST_S = 60.0
"""Seconds a burst lasts."""


def day_curve(hour: float, swing: float) -> float:
    """How busy an hour of the day is; 1 on average, highest at 21, lowest at 9 hours.

    Args:
        hour: Of the day, 0 … 24.
        swing: 0: all hours alike; 1: nobody at the lowest.
    """
    return 1.0 + swing * math.cos((hour - 21.0) / 24.0 * 2 * math.pi)


def arrivals(
    rng: random.Random,
    per_minute: float,
    *,
    hour: float,
    swing: float,
    bursts_per_hour: float,
    burst_factor: float,
) -> Iterator[float]:
    """Seconds of each arrival from now on, without end (thinning: Lewis and Shedler 1979).

    Args:
        rng: Whose luck decides.
        per_minute: Arrivals on the average of a day, bursts apart.
        hour: Of the day, now.
        swing: Of the daily curve.
        bursts_per_hour: How often a minute comes in which many arrive.
        burst_factor: How many times more.
    """
    rate = per_minute / 60.0
    most = rate * (1.0 + swing) * max(1.0, burst_factor)
    at = 0.0
    burst_at, burst_ends = _next_burst(rng, 0.0, bursts_per_hour)
    while True:
        at += rng.expovariate(most)
        while at > burst_ends:
            burst_at, burst_ends = _next_burst(rng, burst_ends, bursts_per_hour)
        here = rate * day_curve((hour + at / 3600.0) % 24.0, swing)
        if burst_at <= at <= burst_ends:
            here *= burst_factor
        if rng.random() * most < here:
            yield at


def _next_burst(rng: random.Random, after: float, per_hour: float) -> tuple[float, float]:
    if per_hour <= 0:
        return math.inf, math.inf
    begins = after + rng.expovariate(per_hour / 3600.0)
    return begins, begins + BURST_S
