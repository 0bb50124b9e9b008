"""When each word of the text is said, from the aligner's path."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.lips.align_graph import Graph

Ints = NDArray[np.int32]

_SHORTEST = 3
"""Rows."""


@dataclass(frozen=True, slots=True)
class Span:
    """A word in time."""

    unit: int
    """Number of the word in the graph."""
    start: int
    """Row in which it begins."""
    end: int
    """Row after its last; expected, where it was not heard to its end yet."""


class Spans:
    """Collects words from a path that comes in portions."""

    def __init__(self, graph: Graph) -> None:
        """Begin before the first word."""
        self._graph = graph
        self._usual = graph.usual
        self._rows = 0
        self._unit = -1
        self._going = False
        self._waiting: deque[list[int]] = deque()
        self._spoken = self._expected = 20.0

    def push(self, states: Ints) -> None:
        """Go on by some rows of the path."""
        phones, units = self._graph.phone[states].tolist(), self._graph.unit[states].tolist()
        for phone, unit in zip(phones, units, strict=True):
            self._going = phone >= 0
            if self._going and unit > self._unit:
                self._unit = unit
                self._waiting.append([unit, self._rows, self._rows + 1])
                self._expected += self._usual[unit]
            elif self._going and self._waiting and self._waiting[-1][0] == unit:
                self._waiting[-1][2] = self._rows + 1
            self._spoken += self._going
            self._rows += 1

    def before(self, row: int) -> list[Span]:
        """Take out the words that begin before a row, none twice."""
        found = []
        while self._waiting and self._waiting[0][1] < row:
            unit, start, end = self._waiting.popleft()
            if self._going and not self._waiting:
                tempo = min(max(self._spoken / self._expected, 0.6), 1.6)
                end = max(end, start + max(_SHORTEST, round(self._usual[unit] * tempo)))
            found.append(Span(unit, start, end))
        return found
