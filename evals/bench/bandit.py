"""Whether the strategy learns what works: against a fixed rotation and fixed defaults, on simulated viewers.

In some worlds tactics matter, by effects drawn anew for each seed (``evals.audience.reactions``); in one they
change nothing; in one tastes turn half way. Windows follow one another without the room, so that hours take a
fraction of a second; ``evals.bench.day`` runs the same strategy in the whole room.

``expected`` compares the engagement (points a viewer-minute) that an audience is expected to give for the
tactics chosen; ``realised`` what came, each way of choosing with luck of its own. Each seed is one audience,
shown to all three, and the intervals are over seeds.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from agent.strategy.config import StrategyConfig, Weights
from agent.strategy.strategy import OUTCOME, Strategy
from agent.strategy.tactics import Tactics
from evals.audience.arrivals import day_curve
from evals.audience.reactions import EFFECT_SD, RATES, SLOTS, Reactions, poisson
from evals.bench.machine import machine

SEEDS = 30
QUICK_SEEDS = 6
HOURS = 6.0
STEP_S = 10.0
"""Seconds of one step of the world."""
VIEWERS = 120.0
LINGER_S = 60.0
"""Seconds for which the tactics before still show."""
ROUGH = 0.2
"""Standard deviation of what makes two minutes differ beside tactics (log of the factor)."""
FIRST_HOUR = 18.0
WORLDS: dict[str, tuple[float, bool]] = {
    "tactics matter": (EFFECT_SD, False),
    "they matter little": (EFFECT_SD / 2, False),
    "tastes turn": (EFFECT_SD, True),
    "all equal": (0.0, False),
}
"""Standard deviation of an option's effect, and whether tastes turn half way."""
_T95 = {5: 2.571, 9: 2.262, 14: 2.145, 19: 2.093, 29: 2.045, 49: 2.010, 99: 1.984}
"""Student's t, 97.5 %, by degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Run:
    """One audience before one way of choosing."""

    engagement: float
    """Expected points a viewer-minute, over the whole run."""
    last: float
    """The same over the last third."""
    realised: float
    """Points a viewer-minute that really came, luck included."""
    tactics: Tactics
    """In use at the end."""


class Chooser:
    """A way of choosing tactics; gets what viewers do."""

    def tactics(self, at: float) -> Tactics:
        """What is in use at a time (seconds on air)."""
        raise NotImplementedError

    def saw(self, kind: str, n: int) -> None:
        """Viewers did something."""

    def viewers(self, n: int) -> None:
        """So many watch."""


class Fixed(Chooser):
    """The defaults, always."""

    def tactics(self, at: float) -> Tactics:
        """The defaults."""
        return Tactics(coupon="with_price")


class Rotation(Chooser):
    """Every combination in turn, one a window, in an order shuffled once."""

    def __init__(self, window_s: float, seed: int) -> None:
        """Shuffle them."""
        self._all: list[Tactics] = [
            Tactics(**dict(zip(SLOTS, options, strict=True)))  # type: ignore[arg-type]
            for options in product(*SLOTS.values())
        ]
        random.Random(seed).shuffle(self._all)
        self._window_s = window_s

    def tactics(self, at: float) -> Tactics:
        """The one whose turn it is."""
        return self._all[int(at / self._window_s) % len(self._all)]


class Learning(Chooser):
    """The strategy of a room."""

    def __init__(self, config: StrategyConfig, seed: int) -> None:
        """Know nothing yet."""
        self._at = 0.0
        self.strategy = Strategy(config, seed, now=lambda: self._at)
        self.strategy.coupon_exists(True)
        self.windows = 0

    def tactics(self, at: float) -> Tactics:
        """What was chosen."""
        self._at = at
        self.windows += sum(decision.kind == OUTCOME for decision in self.strategy.tick(at))
        self.strategy.take_effect()
        return self.strategy.tactics()

    def saw(self, kind: str, n: int) -> None:
        """Tell the strategy."""
        self.strategy.saw(kind, n)

    def viewers(self, n: int) -> None:
        """Tell the strategy."""
        self.strategy.viewers(n)


def show(chooser: Chooser, reactions: Reactions, seed: int, hours: float) -> Run:
    """One audience for some hours.

    Args:
        chooser: Chooses the tactics.
        reactions: What they do to this audience.
        seed: Of the luck.
        hours: On air.
    """
    rng = random.Random(seed)
    weights = Weights()
    worth = {kind: weights.of(kind) for kind in RATES}
    points = {kind: rate * worth[kind] for kind, rate in RATES.items()}
    base = sum(points.values())
    expected: list[tuple[float, float]] = []
    came = 0.0
    before = now = chooser.tactics(0.0)
    changed = 0.0
    rough = 1.0
    for step in range(int(hours * 3600 / STEP_S)):
        at = step * STEP_S
        chosen = chooser.tactics(at)
        if chosen != now:
            before, now, changed = now, chosen, at
        if at - changed > LINGER_S:
            before = now
        if step % 6 == 0:
            rough = math.exp(rng.gauss(0.0, ROUGH) - ROUGH**2 / 2)
        viewers = poisson(rng, VIEWERS * day_curve((FIRST_HOUR + at / 3600) % 24, 0.5))
        chooser.viewers(viewers)
        factor = reactions.response(now, before, at)
        minutes = viewers * STEP_S / 60
        expected.append((factor * base * minutes, minutes))
        for kind, rate in RATES.items():
            count = poisson(rng, rate * factor * rough * minutes)
            if count:
                chooser.saw(kind, count)
                came += count * worth[kind]
    return Run(_mean(expected), _mean(expected[-len(expected) // 3 :]), came / _minutes(expected), now)


def _mean(steps: Sequence[tuple[float, float]]) -> float:
    return sum(points for points, _ in steps) / _minutes(steps)


def _minutes(steps: Sequence[tuple[float, float]]) -> float:
    return max(1e-9, sum(minutes for _, minutes in steps))


def run(*, quick: bool, seeds: int | None = None, hours: float | None = None) -> dict[str, Any]:
    """Compare.

    Args:
        quick: A few audiences only.
        seeds: How many audiences.
        hours: On air, each.

    Raises:
        ValueError: There are fewer than two audiences.
    """
    number, length = seeds or (QUICK_SEEDS if quick else SEEDS), hours or HOURS
    if number < 2:
        raise ValueError("an interval over seeds needs at least 2 of them")
    began = time.perf_counter()
    worlds = {name: _world(sd, turns, number, length) for name, (sd, turns) in WORLDS.items()}
    return {
        "machine": machine(),
        "seeds": number,
        "hours": length,
        "viewers": VIEWERS,
        "worlds": worlds,
        "real_s": round(time.perf_counter() - began, 1),
    }


def _world(sd: float, turns: bool, seeds: int, hours: float) -> dict[str, Any]:
    config = StrategyConfig()
    runs: dict[str, list[Run]] = {"bandit": [], "rotation": [], "defaults": []}
    best: list[float] = []
    right: list[float] = []
    for seed in range(1, seeds + 1):
        turns_at = hours * 1800 if turns else math.inf
        reactions = Reactions.drawn(random.Random(1000 + seed), sd=sd, turns_at=turns_at)
        choosers: dict[str, Callable[[int], Chooser]] = {
            "bandit": lambda seed: Learning(config, seed),
            "rotation": lambda seed: Rotation(config.window_s, seed),
            "defaults": lambda seed: Fixed(),
        }
        for luck, (name, make) in enumerate(choosers.items()):
            runs[name].append(show(make(seed), reactions, len(choosers) * seed + luck, hours))
        best.append(_oracle(reactions, runs["defaults"][-1]))
        right += _right(reactions, runs["bandit"][-1].tactics, hours * 3600)
    found = {
        name: {
            "engagement": round(float(np.mean([one.engagement for one in of])), 4),
            "last_third": round(float(np.mean([one.last for one in of])), 4),
        }
        for name, of in runs.items()
    }
    return {
        **found,
        "best_possible": round(float(np.mean(best)), 4),
        "bandit_against": {
            name: {
                "expected_per_cent": interval(_gains(runs["bandit"], runs[name], "engagement")),
                "expected_last_third_per_cent": interval(_gains(runs["bandit"], runs[name], "last")),
                "realised_per_cent": interval(_gains(runs["bandit"], runs[name], "realised")),
            }
            for name in ("rotation", "defaults")
        },
        "slots_at_their_best_at_the_end": round(float(np.mean(right)), 3) if sd else None,
    }


def _gains(ours: Sequence[Run], theirs: Sequence[Run], what: str) -> list[float]:
    return [100 * (getattr(a, what) / getattr(b, what) - 1) for a, b in zip(ours, theirs, strict=True)]


def _oracle(reactions: Reactions, plain: Run) -> float:
    """Engagement of whoever knew the best option of each slot from the start."""
    gain = math.prod(max(options.values()) for options in reactions.effects.values())
    return plain.engagement / reactions.factor(Tactics(coupon="with_price"), 0.0) * gain


def _right(reactions: Reactions, tactics: Tactics, at: float) -> Iterator[float]:
    """For each slot whether its option in use is the best at a time."""
    here = reactions.factor(tactics, at)
    for slot, options in SLOTS.items():
        others = (replace(tactics, **{slot: option}) for option in options)  # type: ignore[arg-type]
        yield float(here >= max(reactions.factor(other, at) for other in others) - 1e-12)


def interval(values: Sequence[float]) -> dict[str, float]:
    """Mean and its 95 % interval over seeds (Student's t)."""
    mean, degrees = float(np.mean(values)), len(values) - 1
    t = next((value for least, value in sorted(_T95.items(), reverse=True) if degrees >= least), 12.7)
    half = t * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return {"mean": round(mean, 2), "low": round(mean - half, 2), "high": round(mean + half, 2)}
