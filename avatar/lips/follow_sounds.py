"""Shapes without a text: the net's posteriors of the visemes, steadied."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from avatar.media import VISEMES

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_SIL, _AA, _E = (VISEMES.index(name) for name in ("sil", "aa", "E"))
_CHANGE = 2.5
"""Nats against changing the shape: keeps single rows from flickering."""
_CLOSURES = {VISEMES.index("PP"): -2.0, VISEMES.index("FF"): -1.0}
"""Nats more against beginning a closure: they are short, and a missed one is noticed."""
_FLOOR = 1e-3


class Steady:
    """The likeliest row of visemes when each change costs something: Viterbi with a fixed lag."""

    def __init__(self, *, lag: int) -> None:
        """Begin with a closed mouth.

        Args:
            lag: Rows that a row waits for what follows before it is final.
        """
        self._lag = lag
        self._scores = np.full(len(VISEMES), -20.0)
        self._scores[_SIL] = 0.0
        self._into = np.full(len(VISEMES), _CHANGE)
        for viseme, cost in _CLOSURES.items():
            self._into[viseme] += cost
        self._back: deque[Ints] = deque()

    def push(self, log_posteriors: Floats) -> Ints:
        """Go on by some rows, float32 (rows, 15); returns the visemes that are final, int32."""
        emissions = np.log(np.exp(log_posteriors.astype(np.float64)) + _FLOOR)
        found = []
        stay = np.arange(len(VISEMES), dtype=np.int32)
        for row in emissions:
            best = int(np.argmax(self._scores))
            change = self._scores[best] - self._into
            back = np.where(change > self._scores, best, stay).astype(np.int32)
            self._scores = np.maximum(self._scores, change) + row
            self._scores -= self._scores.max()
            self._back.append(back)
            if len(self._back) > self._lag:
                state = int(np.argmax(self._scores))
                for index in range(len(self._back) - 1, 0, -1):
                    state = int(self._back[index][state])
                self._back.popleft()
                found.append(state)
        return np.array(found, np.int32)

    def finish(self) -> Ints:
        """The rest."""
        found = []
        state = int(np.argmax(self._scores))
        while self._back:
            found.append(state)
            state = int(self._back.pop()[state])
        return np.array(found[::-1], np.int32)


def from_loudness(loudness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without a net: the louder, the wider. float64 (rows, 15) for levels relative to usual speech."""
    level_db = 20 * np.log10(loudness + 1e-6)
    opening = np.clip((level_db + 24) / 24, 0.0, 1.0)
    rows = np.zeros((len(loudness), len(VISEMES)))
    rows[:, _AA] = 0.6 * opening
    rows[:, _E] = 0.2 * opening
    rows[:, _SIL] = 1.0 - opening
    return rows
