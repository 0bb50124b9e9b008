"""Whether the text is what is being said, row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.lips.align_graph import FILLER, PAUSE, Graph

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BACK = 40
"""Rows before a row that tell whether it fits."""
_PAUSE_WEIGHT = 0.15
"""How much a pause tells, next to a phone: wrong texts fit silence as well."""
_SURE, _UNSURE = 0.6, 3.2
"""Mean surprise, in nats, at which confidence is 1 and 0."""
_FILLER_SURPRISE = 4.0
_HYSTERESIS = 0.12


class Trust:
    """Averages the surprise of an alignment around each row; loses trust below a confidence, with hysteresis.

    Portions do not matter: a row is judged by itself, those before it and a fixed number after it.
    """

    def __init__(self, graph: Graph, threshold: float, *, ahead: int) -> None:
        """Begin with trust.

        Args:
            graph: What may be said.
            threshold: Confidence, 0 … 1, below which the alignment is not used.
            ahead: Rows after a row that judge it too; it waits for them.
        """
        self._phone = graph.phone
        self._words = graph.units > 0
        self._threshold = threshold
        self._ahead = ahead
        self._felt = [0.0]
        self._weight = [0.0]
        self._judged = 0
        self._trusted = self._words

    def push(self, states: NDArray[np.int32], surprise: NDArray[np.float32]) -> tuple[Flags, Floats]:
        """Go on by some rows of the path; returns whether to trust those judged now, and how sure."""
        for phone, felt in zip(self._phone[states].tolist(), surprise.tolist(), strict=True):
            weight = _PAUSE_WEIGHT if phone == PAUSE else 1.0
            self._felt.append(self._felt[-1] + weight * (_FILLER_SURPRISE if phone == FILLER else felt))
            self._weight.append(self._weight[-1] + weight)
        return self._judge(len(self._felt) - 1 - self._judged - self._ahead)

    def finish(self) -> tuple[Flags, Floats]:
        """The rest."""
        return self._judge(len(self._felt) - 1 - self._judged)

    def _judge(self, count: int) -> tuple[Flags, Floats]:
        trusted, confidence = [], []
        for row in range(self._judged, self._judged + max(0, count)):
            first, last = max(row - _BACK, 0), min(row + self._ahead, len(self._felt) - 2) + 1
            felt, weight = self._felt[last] - self._felt[first], self._weight[last] - self._weight[first]
            mean = (felt + _SURE) / (weight + 1.0)
            sure = min(max((_UNSURE - mean) / (_UNSURE - _SURE), 0.0), 1.0)
            needed = self._threshold + (-_HYSTERESIS if self._trusted else _HYSTERESIS)
            self._trusted = self._words and sure >= needed
            trusted.append(self._trusted)
            confidence.append(sure)
        self._judged += len(trusted)
        self._forget()
        return np.array(trusted, np.bool_), np.array(confidence, np.float64)

    def _forget(self) -> None:
        """Sums that no later row needs; what is kept is relative to the first, so nothing grows."""
        extra = self._judged - _BACK
        if extra > 0:
            for sums in (self._felt, self._weight):
                base = sums[extra]
                sums[:] = [each - base for each in sums[extra:]]
            self._judged -= extra
