"""From the shapes of the rows to how the mouth moves, while the shapes come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.lips.coarticulation import AHEAD, PAST, SHORTEST_CLOSURE, articulate, bounded
from avatar.media import VISEMES

Rows = NDArray[np.float64]
Weights = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIL = VISEMES.index("sil")
_CLOSURES = [VISEMES.index(name) for name in ("PP", "FF")]
_HEARD_AHEAD = 6
"""Rows of sound that are always there after a row whose shape is known: the net needs them."""
_FULL = 0.99
"""Weight at which a closure counts as full."""


class Movement:
    """One utterance's movement; before it and after it the mouth is closed.

    With what comes known (``ahead``) a row waits for the rows it depends on. Without, each row is shaped
    from what was and what is expected, at once, and a closure begun is held until it has been seen.
    """

    def __init__(self, sigma: float, *, ahead: bool) -> None:
        """Begin with a closed mouth.

        Args:
            sigma: Standard deviation of the smoothing, in rows.
            ahead: Whether rows may wait for later ones.
        """
        self._sigma = sigma
        self._ahead = ahead
        self._targets: Rows = _closed(PAST)
        self._loudness: Rows = np.zeros(PAST)
        self._quiet: Flags = np.ones(PAST, np.bool_)
        self._full = 0
        self._held = 0

    def hear(self, loudness: Rows, quiet: Flags) -> None:
        """Take in the level of rows whose shapes may come later; as for ``articulate``."""
        self._loudness = np.concatenate((self._loudness, loudness))
        self._quiet = np.concatenate((self._quiet, quiet))

    def over(self) -> None:
        """The sound is over: nothing but silence follows what was heard."""
        self.hear(np.zeros(AHEAD), np.ones(AHEAD, np.bool_))

    def push(self, targets: Rows, expected: Rows) -> Weights:
        """Go on by some rows.

        Args:
            targets: float64 (rows, 15), as for ``articulate``.
            expected: float64 (rows, AHEAD, 15): what is expected after each row; only used where rows
                do not wait, else it may be empty.

        Returns:
            float32 (rows that are final now, 15).
        """
        if not self._ahead:
            found = [self._now(target, coming) for target, coming in zip(targets, expected, strict=True)]
            return bounded(np.array(found).reshape(-1, len(VISEMES)))
        self._targets = np.concatenate((self._targets, targets))
        return self._emit(len(self._targets) - PAST - AHEAD)

    def finish(self) -> Weights:
        """The rest, when the utterance is over."""
        if not self._ahead:
            return np.zeros((0, len(VISEMES)), np.float32)
        left = len(self._targets) - PAST
        self._targets = np.concatenate((self._targets, _closed(AHEAD)))
        return self._emit(left)

    def _emit(self, count: int) -> Weights:
        if count <= 0:
            return np.zeros((0, len(VISEMES)), np.float32)
        length = PAST + count + AHEAD
        rows = articulate(
            self._targets[:length], *self._levels(length, length), self._sigma, slice(PAST, PAST + count)
        )
        self._drop(count)
        return bounded(rows)

    def _levels(self, length: int, known: int) -> tuple[Rows, Flags]:
        """Levels of ``length`` rows; after those known, neither sound nor long silence."""
        known = min(known, len(self._loudness))
        loudness, quiet = np.ones(length), np.zeros(length, np.bool_)
        loudness[:known], quiet[:known] = self._loudness[:known], self._quiet[:known]
        return loudness, quiet

    def _drop(self, count: int) -> None:
        self._targets = self._targets[count:]
        self._loudness = self._loudness[count:]
        self._quiet = self._quiet[count:]

    def _now(self, target: Rows, coming: Rows) -> Rows:
        """One row at once."""
        window = np.concatenate((self._targets, target[None], coming))
        row: Rows = articulate(
            window, *self._levels(len(window), PAST + 1 + _HEARD_AHEAD), self._sigma, slice(PAST, PAST + 1)
        )[0]
        self._targets = np.concatenate((self._targets, target[None]))
        self._drop(1)
        if self._full and row[self._held] <= _FULL and self._full < SHORTEST_CLOSURE:
            row = np.eye(len(VISEMES))[self._held]
        closed = [viseme for viseme in _CLOSURES if row[viseme] > _FULL]
        self._full = self._full + 1 if closed and (not self._full or closed[0] == self._held) else len(closed)
        self._held = closed[0] if closed else self._held
        return row


def _closed(count: int) -> Rows:
    rows = np.zeros((count, len(VISEMES)))
    rows[:, _SIL] = 1.0
    return rows
