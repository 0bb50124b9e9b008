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
        self._graph = graph
        self._threshold = threshold
        self._ahead = ahead
        self._sums = np.zeros((1, 2))
        self._judged = 0
        self._trusted = graph.units > 0

    def push(self, states: NDArray[np.int32], surprise: NDArray[np.float32]) -> tuple[Flags, Floats]:
        """Go on by some rows of the path; returns whether to trust those judged now, and how sure."""
        phones = self._graph.phone[states]
        weight = np.where(phones == PAUSE, _PAUSE_WEIGHT, 1.0)
        felt = np.where(phones == FILLER, _FILLER_SURPRISE, surprise)
        grown = self._sums[-1] + np.cumsum(np.stack((weight * felt, weight), axis=1), axis=0)
        self._sums = np.concatenate((self._sums, grown))
        return self._judge(len(self._sums) - 1 - self._judged - self._ahead)

    def finish(self) -> tuple[Flags, Floats]:
        """The rest."""
        return self._judge(len(self._sums) - 1 - self._judged)

    def _judge(self, count: int) -> tuple[Flags, Floats]:
        rows = self._judged + np.arange(max(0, count))
        last = np.minimum(rows + self._ahead, len(self._sums) - 2) + 1
        sums = self._sums[last] - self._sums[np.maximum(rows - _BACK, 0)]
        mean = (sums[:, 0] + _SURE) / (sums[:, 1] + 1.0)
        confidence = np.clip((_UNSURE - mean) / (_UNSURE - _SURE), 0.0, 1.0)
        trusted = np.zeros(len(rows), np.bool_)
        for index, sure in enumerate(confidence):
            needed = self._threshold + (-_HYSTERESIS if self._trusted else _HYSTERESIS)
            self._trusted = self._graph.units > 0 and sure >= needed
            trusted[index] = self._trusted
        self._judged += len(rows)
        self._forget()
        return trusted, confidence

    def _forget(self) -> None:
        """Sums that no later row needs; what is kept is relative to the first, so nothing grows."""
        extra = self._judged - _BACK
        if extra > 0:
            self._sums = self._sums[extra:] - self._sums[extra]
            self._judged -= extra
