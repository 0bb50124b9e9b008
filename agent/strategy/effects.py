"""What each option of each tactic brings: a Bayesian model that forgets, and Thompson sampling from it.

Reward = level + one effect for each slot's option + noise. All slots are varied at once and independently
(a factorial design), so that every window teaches something of every slot. The model is a dynamic linear
model with unknown noise (West and Harrison, "Bayesian Forecasting and Dynamic Models", 2nd ed. 1997,
sections 4.5 and 9.2): the level wanders, which takes in the hour of the day, and effects go back to their
prior with a half-life, which takes in viewers who change. Choosing by one draw from the posterior is Thompson
sampling for linear rewards (Agrawal and Goyal, ICML 2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EFFECT_SD = 0.5
"""Prior standard deviation of an effect, in standard deviations of one well attended window."""
LEVEL_SD = 10.0
"""The same of the level: next to nothing is known of it."""
LEVEL_DRIFT_S = 3600.0
"""Seconds in which the level is expected to wander by one standard deviation of a window."""
NOISE = 0.05
"""The reward's standard deviation in one window, as believed before the first."""
LEAST_WEIGHT = 1e-6
"""A window that weighs less says nothing."""
MOST_NOISE_WINDOWS = 200.0
"""Windows that the estimate of the noise rests on at most, so that it follows changes."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of one option."""

    mean: float
    """Expected reward with this option and the other slots as they are on average."""
    low: float
    high: float
    """The 95 % interval of that."""
    best: float
    """Chance that no other option of the slot is better."""


class Effects:
    """The posterior over all slots' options."""

    def __init__(self, slots: Mapping[str, Sequence[str]], *, half_life_s: float) -> None:
        """Know nothing yet.

        Args:
            slots: The options of each slot.
            half_life_s: Seconds in which half of what is known of an option is forgotten.
        """
        self._places: dict[str, dict[str, int]] = {}
        size = 1
        for slot, options in slots.items():
            self._places[slot] = {option: size + place for place, option in enumerate(options)}
            size += len(options)
        self._half_life_s = half_life_s
        self._prior = np.full(size, EFFECT_SD**2)
        self._prior[0] = LEVEL_SD**2
        self._mean: Floats = np.zeros(size)
        self._spread: Floats = np.diag(self._prior)
        self._noise = NOISE**2
        self._seen = 1.0
        self._at: float | None = None

    def learn(self, chosen: Mapping[str, str], reward: float, weight: float, at: float) -> None:
        """Take in the outcome of one window.

        Args:
            chosen: The option of each slot; what is not known here is passed over.
            reward: 0 … 1.
            weight: How much the window tells: 1 for a well attended one, towards 0 for an empty one.
            at: Unix seconds of its end.
        """
        if weight < LEAST_WEIGHT:
            return
        self._pass(at)
        row = np.zeros(len(self._mean))
        row[0] = 1.0
        for slot, option in chosen.items():
            place = self._places.get(slot, {}).get(option)
            if place is not None:
                row[place] = 1.0
        towards = self._spread @ row
        variance = float(row @ towards) + 1.0 / weight
        error = reward - float(row @ self._mean)
        gain = towards / variance
        self._mean = self._mean + gain * error
        spread = self._spread - np.outer(gain, gain) * variance
        self._spread = (spread + spread.T) / 2
        seen = min(self._seen, MOST_NOISE_WINDOWS)
        self._noise = (seen * self._noise + error * error / variance) / (seen + 1.0)
        self._seen = seen + 1.0

    def _pass(self, at: float) -> None:
        """Let time go by: effects go back to the prior, the level wanders."""
        elapsed = max(0.0, at - self._at) if self._at is not None else 0.0
        self._at = at if self._at is None else max(at, self._at)
        kept = np.full(len(self._mean), 2.0 ** (-elapsed / self._half_life_s))
        kept[0] = 1.0
        self._mean = self._mean * kept
        added = (1.0 - kept**2) * self._prior
        added[0] = elapsed / LEVEL_DRIFT_S
        self._spread = self._spread * np.outer(kept, kept) + np.diag(added)
        self._spread[0, 0] = min(self._spread[0, 0], LEVEL_SD**2)

    def choose(self, rng: np.random.Generator) -> dict[str, str]:
        """One option for each slot, each as often as it may be the best."""
        drawn = self._draw(rng, 1)[0]
        return {
            slot: max(places, key=lambda option: drawn[places[option]])
            for slot, places in self._places.items()
        }

    def beliefs(self, draws: int = 4000) -> dict[str, dict[str, Belief]]:
        """What is believed of each slot's options; the same each time it is asked."""
        drawn = self._draw(np.random.default_rng(0), draws)
        averages = {
            slot: drawn[:, list(places.values())].mean(axis=1) for slot, places in self._places.items()
        }
        whole = drawn[:, 0] + sum(averages.values(), start=np.zeros(draws))
        found: dict[str, dict[str, Belief]] = {}
        for slot, places in self._places.items():
            columns = list(places.values())
            wins = np.bincount(drawn[:, columns].argmax(axis=1), minlength=len(columns)) / draws
            found[slot] = {
                option: _belief(whole - averages[slot] + drawn[:, place], float(win))
                for (option, place), win in zip(places.items(), wins, strict=True)
            }
        return found

    def _draw(self, rng: np.random.Generator, number: int) -> Floats:
        """Rows of possible coefficients: a multivariate t distribution."""
        size = len(self._mean)
        values, vectors = np.linalg.eigh(self._spread)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = rng.standard_normal((number, size)) @ root.T
        heavy = np.sqrt(self._seen / rng.chisquare(self._seen, (number, 1)))
        drawn: Floats = self._mean + np.sqrt(self._noise) * heavy * normal
        return drawn


def _belief(rewards: Floats, best: float) -> Belief:
    low, high = np.quantile(rewards, (0.025, 0.975))
    return Belief(float(rewards.mean()), float(low), float(high), best)
