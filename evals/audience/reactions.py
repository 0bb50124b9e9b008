"""How viewers respond to tactics: what is true of a simulated audience and unknown to the host."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import get_args

from agent.strategy.tactics import Asking, Coupon, Length, Order, Tactics

SLOTS: Mapping[str, tuple[str, ...]] = {
    "length": get_args(Length),
    "order": get_args(Order),
    "asking": get_args(Asking),
    "coupon": get_args(Coupon),
}
RATES: Mapping[str, float] = {
    "comment": 0.06,
    "question": 0.08,
    "like": 0.25,
    "follow": 0.008,
    "click": 0.03,
    "gift": 0.002,
    "order": 0.005,
}
"""Events a viewer and minute, with tactics that change nothing."""
EFFECT_SD = 0.08
"""Standard deviation of an option's effect (log of the factor): the best of three brings some seven per cent
more than the mean of them. Nobody knows them for a given room, so they are drawn anew for each seed."""
LINGERS = 0.2
"""Share of the response that still goes to the tactics of the window before."""


@dataclass(frozen=True, slots=True)
class Reactions:
    """What each option multiplies engagement by."""

    effects: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By slot and option; 1 where nothing is said."""
    turns_at: float = math.inf
    """Seconds on air after which taste changes: each slot's effects go to its next option."""

    @classmethod
    def drawn(cls, rng: random.Random, *, sd: float = EFFECT_SD, turns_at: float = math.inf) -> Reactions:
        """An audience with tastes of its own."""
        effects = {
            slot: {option: math.exp(rng.gauss(0.0, sd)) for option in options}
            for slot, options in SLOTS.items()
        }
        return cls(effects, turns_at)

    def factor(self, tactics: Tactics, at: float) -> float:
        """What tactics multiply engagement by, ``at`` seconds on air."""
        product = 1.0
        for slot, option in asdict(tactics).items():
            key = option if at < self.turns_at else _before(SLOTS[slot], option)
            product *= self.effects.get(slot, {}).get(key, 1.0)
        return product

    def response(self, tactics: Tactics, before: Tactics, at: float) -> float:
        """The same, while the tactics before still linger."""
        return (1 - LINGERS) * self.factor(tactics, at) + LINGERS * self.factor(before, at)


def _before(options: Sequence[str], option: str) -> str:
    return options[options.index(option) - 1]


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number (Knuth 1969, 3.4.1; a rounded normal above 50)."""
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
