"""The shape that each row wants: the text's where it is trusted, else what the net hears."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.lips.align_graph import FILLER, Graph
from avatar.lips.coarticulation import AHEAD
from avatar.lips.phones import CLASSES
from avatar.media import VISEMES

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Rows = NDArray[np.float64]

_SHAPES = np.eye(len(VISEMES))
_WEAK, _WEAK_WEIGHT = CLASSES.index("ah"), 0.65
"""An unstressed schwa is formed less fully."""
_HEARD = 0.35
"""Part of a shape without text that follows the net's doubts."""


class Queue:
    """Rows of an array that wait for others; the oldest come out first."""

    def __init__(self, empty: NDArray[Any]) -> None:
        """Begin with ``empty``, which gives the shape and type of a row."""
        self._rows = empty

    def add(self, rows: NDArray[Any]) -> None:
        """Append rows."""
        self._rows = np.concatenate((self._rows, rows))

    def take(self, count: int) -> NDArray[Any]:
        """Remove and return the first rows."""
        taken, self._rows = self._rows[:count], self._rows[count:]
        return taken


class Targets:
    """Shapes of one utterance's rows, in order."""

    def __init__(self, graph: Graph, *, expecting: bool) -> None:
        """Begin at the first row.

        Args:
            graph: What may be said.
            expecting: Whether to foresee, for each row, the rows after it.
        """
        self._graph = graph
        self._expecting = expecting
        weak = [phone.sound == _WEAK and not phone.stressed for phone in graph.phones]
        weights = np.where(weak, _WEAK_WEIGHT, 1.0)
        self._shapes: Rows = _SHAPES[graph.viseme] * weights[:, None]
        self._usual = [max(1, round(phone.usual)) for phone in graph.phones]
        self._following: list[int] = graph.following.tolist()
        self._phone = -1
        self._age = 0

    def of(self, states: Ints, shapes: Ints, heard: Floats, trusted: NDArray[np.bool_]) -> tuple[Rows, Rows]:
        """Targets of some rows.

        Args:
            states: The aligner's path.
            shapes: Visemes without the text.
            heard: float32 (rows, 15): the net's log posteriors of the visemes.
            trusted: Whether the path is to be followed.

        Returns:
            float64 (rows, 15); and what is expected after each row, float64 (rows, AHEAD, 15), which
            has no rows where nothing is to be foreseen.
        """
        phones = self._graph.phone[states]
        spoken = trusted & (phones >= 0)
        if spoken.all():
            targets = self._shapes[phones]
        else:
            targets = (1 - _HEARD) * _SHAPES[shapes] + _HEARD * np.exp(heard)
            targets[spoken] = self._shapes[phones[spoken]]
            targets[trusted & (phones < 0) & (phones != FILLER)] = _SHAPES[0]
        if not self._expecting:
            return targets, np.zeros((0, AHEAD, len(VISEMES)))
        expected = np.empty((len(targets), AHEAD, len(VISEMES)))
        for row, phone in enumerate(phones.tolist()):
            self._age = self._age + 1 if phone == self._phone else 0
            self._phone = phone
            expected[row] = self._foreseen() if spoken[row] else targets[row]
        return targets, expected

    def _foreseen(self) -> Rows:
        """Shapes of the rows to come, if the phones last as they usually do."""
        phone = self._phone
        counts = [max(1, self._usual[phone] - self._age - 1)]
        found = [self._shapes[phone]]
        while sum(counts) < AHEAD:
            phone = self._following[phone]
            found.append(self._shapes[phone] if phone >= 0 else _SHAPES[0])
            counts.append(self._usual[phone] if phone >= 0 else AHEAD)
            if phone < 0:
                break
        return np.repeat(found, counts, axis=0)[:AHEAD]
