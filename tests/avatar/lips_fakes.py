"""A net for tests that hears exactly what it is told, and sound to go with it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from avatar.lips.follow_level import FRAME
from avatar.lips.g2p import Phone, Unit
from avatar.lips.phones import CLASS_VISEMES, CLASSES
from avatar.media import VISEMES, Pcm

Floats = NDArray[np.float32]

LOOK_AHEAD = 3240
"""Samples that a row needs after its beginning, like the real net's."""
_PROJECTION = np.zeros((len(CLASSES), len(VISEMES)), np.float32)
for _row, _viseme in enumerate(CLASS_VISEMES):
    _PROJECTION[_row, VISEMES.index(_viseme or "aa")] = 1.0


class FakeRows(NamedTuple):
    """Rows of a net."""

    phones: Floats
    visemes: Floats


class FakeNet:
    """Says, for every sound, the rows it was made with; nothing beyond them."""

    def __init__(self, log_posteriors: Floats) -> None:
        self.log_priors = np.zeros(len(CLASSES), np.float32)
        self.log_posteriors = log_posteriors

    def stream(self) -> FakeStream:
        return FakeStream(self.log_posteriors)


class FakeStream:
    """One sound."""

    def __init__(self, rows: Floats) -> None:
        self._rows = rows
        self._samples = 0
        self._given = 0

    def push(self, pcm: Pcm) -> FakeRows:
        self._samples += len(pcm)
        return self._upto((self._samples - LOOK_AHEAD) // FRAME + 1)

    def finish(self) -> FakeRows:
        return self._upto(-(-self._samples // FRAME))

    def _upto(self, row: int) -> FakeRows:
        row = max(row, self._given)
        missing = max(0, row - len(self._rows))
        rows = np.pad(self._rows, ((0, missing), (0, 0)), constant_values=-4.0)[self._given : row]
        self._given = row
        return FakeRows(rows, np.log(np.exp(rows) @ _PROJECTION + 1e-6))


def heard(timed: str, *, seed: int = 0, noise: float = 0.5) -> Floats:
    """Log posteriors for ``"sil:20 m:8 aa:12"``: classes with their rows, a little noisy."""
    names = [
        name for item in timed.split() for name in [item.partition(":")[0]] * int(item.partition(":")[2])
    ]
    logits = np.full((len(names), len(CLASSES)), 0.0)
    logits[np.arange(len(names)), [CLASSES.index(name) for name in names]] = 7.0
    logits += np.random.default_rng(seed).normal(0, noise, logits.shape)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits.astype(np.float32)


def sounding(timed: str) -> Pcm:
    """Sound for the same: a tone, nothing in ``sil`` and in stops."""
    pieces = []
    for item in timed.split():
        name, _, rows = item.partition(":")
        level = 0.0 if name in ("sil", "p", "b", "t", "d", "k", "g") else 0.2
        pieces.append(level * np.sin(np.arange(int(rows) * FRAME) * 0.03))
    return np.concatenate(pieces).astype(np.float32)


def words(*spoken: str, text_step: int = 10) -> tuple[Unit, ...]:
    """Words from their classes, ``words("m aa", "p iy,")``; ``|`` parts ways to say one, ``,`` is a pause."""
    units = []
    for number, each in enumerate(spoken):
        readings = tuple(
            tuple(Phone(CLASSES.index(name), 8.0, stressed=True) for name in way.replace(",", "").split())
            for way in each.split("|")
        )
        start = number * text_step
        units.append(Unit(start, start + text_step - 1, readings, pause=each.endswith(",")))
    return tuple(units)
