"""Where in the text the voice is: Viterbi over the net's posteriors, while they come.

Online decoding with a fixed lag (Viterbi 1967; the token passing of Young et al. 1989 on a linear
graph): after each row the best path so far is traced back ``lag`` rows, and what it says there is
final. A later row may know better than what was given out, so the states given out may also go back; to
forbid that costs 2 % of the rows with a lag of 400 ms and 4 % with 10 ms, because an early mistake then
holds until the voice has caught up with it. Only words near the best path are scored, so the cost of a row
does not grow with the text.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.lips.align_graph import FILLER, Graph

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_SCALE = 0.7
"""Weight of the net against the durations: neighbouring rows are far from independent."""
_PRIOR = 0.5
"""Power of the classes' frequency that posteriors are divided by."""
_FLOOR = 3e-4
"""Added to every likelihood: the net is never quite sure."""
_FILLER_COST = 3.0
"""Nats a row against a filler."""
_BEAM = 90.0
"""Nats below the best state at which a word is left."""
_EVERY = 10
"""Rows between two looks at which words matter."""
_AHEAD = 14
"""Blocks beyond the furthest that can be reached until the next look."""
_UNSAID = 2.0
"""Nats for each word not reached at the end."""
_UNSAID_MOST = 40.0


@dataclass(frozen=True, slots=True)
class Path:
    """What was said, row by row."""

    state: Ints
    """int32 (rows,): state of the graph."""
    surprise: Floats
    """float32 (rows,): nats by which the state is less likely than the best class; 0 fits."""


class Aligner:
    """Follows one utterance through its graph.

    Rows come in any portions; the same rows give the same path however they are cut.
    """

    def __init__(self, graph: Graph, log_priors: Floats, *, lag: int) -> None:
        """Begin before the first word.

        Args:
            graph: What may be said.
            log_priors: float32 (classes,): how often the net was taught each class, natural log.
            lag: Rows that a row waits for what follows before it is final.
        """
        self._graph = graph
        self._weights = np.exp(-_PRIOR * log_priors).astype(np.float32)
        self._lag = lag
        self._scores = np.full(len(graph.stay), -np.inf, np.float32)
        self._scores[:2] = (0.0, -8.0)
        self._begun = False
        self._seen = 0
        self._low, self._high = 0, min(_AHEAD, graph.units + 1)
        self._back: deque[tuple[int, Ints]] = deque()
        self._pending: deque[Floats] = deque()
        self._cut()

    def push(self, log_posteriors: Floats) -> Path:
        """Go on by some rows.

        Args:
            log_posteriors: float32 (rows, classes), natural log.

        Returns:
            The rows that are final now.
        """
        states: list[int] = []
        surprises: list[float] = []
        for scores, surprise in zip(*self._emissions(log_posteriors), strict=True):
            self._advance(scores)
            self._pending.append(surprise)
            if len(self._back) > self._lag:
                best = self._start + int(np.argmax(self._scores[self._start : self._end]))
                states.append(self._trace(best, self._lag))
                surprises.append(self._surprise(states[-1]))
                self._back.popleft()
        return Path(np.array(states, np.int32), np.array(surprises, np.float32))

    def finish(self) -> Path:
        """The rest, when the utterance is over."""
        states: list[int] = []
        if self._back:
            left = self._graph.units - 1 - self._graph.unit[self._start : self._end]
            unsaid = np.minimum(_UNSAID * left, _UNSAID_MOST)
            state = self._start + int(np.argmax(self._scores[self._start : self._end] - unsaid))
            for start, back in reversed(self._back):
                states.append(state)
                state = int(back[state - start])
            states.reverse()
        surprises = [self._surprise(state) for state in states]
        self._back.clear()
        return Path(np.array(states, np.int32), np.array(surprises, np.float32))

    def _emissions(self, log_posteriors: Floats) -> tuple[Floats, Floats]:
        """float32 (rows, kinds) twice: nats for the search, and nats below the best class."""
        graph = self._graph
        posteriors = np.exp(log_posteriors)
        scaled = posteriors * self._weights
        scaled /= scaled.sum(axis=1, keepdims=True)
        scores = np.log(scaled @ graph.mixtures.T + _FLOOR)
        any_sound = np.log(scaled[:, 1:].max(axis=1) + _FLOOR)
        scores[:, graph.filler] = any_sound - _FILLER_COST / _SCALE
        surprise = np.log(scaled.max(axis=1) + _FLOOR)[:, None] - scores
        return (_SCALE * scores).astype(np.float32), surprise.astype(np.float32)

    def _advance(self, kinds: Floats) -> None:
        """One row on: the best way into each state near the path."""
        start, end = self._start, self._end
        graph = self._graph
        old = self._scores[start:end]
        if self._begun:
            best = old + graph.stay[start:end]
            back = self._places.copy()
            stepped = old[:-1] + graph.step[start + 1 : end]
            better = stepped > best[1:]
            np.maximum(best[1:], stepped, out=best[1:])
            back[1:] -= better
            self._jump(best, back)
        else:
            best = old.copy()
            back = self._places.copy()
            self._jump(best, back)
            self._begun = True
        best += kinds[graph.emission[start:end]]
        self._scores[start:end] = best
        self._back.append((start, back))
        self._seen += 1
        if self._seen % _EVERY == 0:
            self._refocus()

    def _jump(self, best: Floats, back: Ints) -> None:
        """Arcs from phone to phone."""
        if not len(self._sources):
            return
        come = self._scores[self._sources] + self._costs
        top = np.maximum.reduceat(come, self._groups)
        winner = (come == top.repeat(self._sizes)).nonzero()[0]
        origin = np.empty(len(top), np.int32)
        origin[self._group[winner]] = self._sources[winner]
        targets = self._targets
        better = top > best[targets]
        best[targets[better]] = top[better]
        back[targets[better]] = origin[better]

    def _refocus(self) -> None:
        """Leave words that fell behind the beam, take in those that may be reached soon."""
        start, end = self._start, self._end
        alive = np.flatnonzero(self._scores[start:end] > self._scores[start:end].max() - _BEAM) + start
        units = self._graph.unit[alive]
        low = max(int(units.min()) + 1, 0)
        high = min(int(units.max()) + 1 + _AHEAD, self._graph.units + 1)
        if (low, high) != (self._low, self._high):
            self._scores[start : self._graph.first[low]] = -np.inf
            self._low, self._high = low, high
            self._cut()
        # Scores only matter relative to each other; without this they lose precision in an hour.
        self._scores[self._start : self._end] -= self._scores[self._start : self._end].max()

    def _cut(self) -> None:
        """Arrays of the arcs within the words that matter."""
        graph = self._graph
        self._start, self._end = int(graph.first[self._low]), int(graph.first[self._high])
        self._places = np.arange(self._start, self._end, dtype=np.int32)
        first, last = np.searchsorted(graph.target, (self._start, self._end))
        inside = graph.source[first:last] >= self._start
        self._sources = graph.source[first:last][inside]
        self._costs = graph.cost[first:last][inside]
        targets, groups, sizes = np.unique(
            graph.target[first:last][inside], return_index=True, return_counts=True
        )
        self._targets = targets - self._start
        self._groups, self._sizes = groups, sizes
        self._group = np.repeat(np.arange(len(groups)), sizes)

    def _trace(self, state: int, rows: int) -> int:
        for index in range(len(self._back) - 1, len(self._back) - 1 - rows, -1):
            start, back = self._back[index]
            state = int(back[state - start])
        return state

    def _surprise(self, state: int) -> float:
        row = self._pending.popleft()
        return float(row[self._graph.emission[state]]) if self._graph.phone[state] != FILLER else 9.0
