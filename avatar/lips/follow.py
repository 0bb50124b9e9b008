"""One utterance's mouth while its sound comes: what the net hears, where the text is, which to trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.lips.align import Aligner, Path
from avatar.lips.align_graph import build
from avatar.lips.coarticulation import AHEAD
from avatar.lips.features import finite
from avatar.lips.follow_level import FRAME, Level
from avatar.lips.follow_movement import Movement
from avatar.lips.follow_sounds import Steady, from_loudness
from avatar.lips.follow_targets import Queue, Targets
from avatar.lips.follow_trust import Trust
from avatar.lips.follow_words import Span, Spans
from avatar.lips.g2p import Unit
from avatar.media import VISEMES, Pcm

Floats = NDArray[np.float32]
Rows = NDArray[np.float64]

_LAG, _LAG_STREAMED = 40, 1
"""Rows that the search waits. Streamed, one row beyond what the net waits makes 78 ms in all."""
_TRUST_AHEAD = 30
_LOUDNESS_CONFIDENCE = 0.3
_SOUND_CONFIDENCE = 0.6


class NetRows(Protocol):
    """What the net says of some rows."""

    @property
    def phones(self) -> Floats:
        """float32 (rows, classes): natural-log posteriors."""
        ...

    @property
    def visemes(self) -> Floats:
        """float32 (rows, 15): natural-log posteriors."""
        ...


class NetStream(Protocol):
    """A net at work on one utterance."""

    def push(self, pcm: Pcm) -> NetRows:
        """Rows that are final now."""
        ...

    def finish(self) -> NetRows:
        """The rest."""
        ...


class Net(Protocol):
    """What ``Follower`` needs of ``avatar.lips.net.PhoneNet``."""

    log_priors: Floats

    def stream(self) -> NetStream:
        """Begin an utterance."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """The mouth for the next rows."""

    weights: Floats
    """float32 (rows, 15)."""
    aligned: float
    """Part of the rows that follow the text, 0 … 1."""
    confidence: float
    """0 … 1."""
    words: tuple[Span, ...]
    """Those that begin in these rows; rows count from the start of the utterance."""


class Follower:
    """Follows one utterance. Not thread-safe; one thread at a time may call it.

    Attributes:
        rows: How many rows were given out.
    """

    def __init__(
        self,
        net: Net | None,
        units: Sequence[Unit],
        *,
        streamed: bool,
        sigma: float = 3.5,
        threshold: float = 0.45,
    ) -> None:
        """Begin at the first sample.

        Args:
            net: None where there is none: loudness opens the mouth.
            units: The words of the text; none where it is not known.
            streamed: Whether rows must be final 80 ms after their sound; else they wait about a second,
                and are better.
            sigma: Standard deviation of the co-articulation, in rows.
            threshold: Confidence, 0 … 1, below which the text is not followed.
        """
        self.rows = 0
        self._stream = net.stream() if net else None
        graph = build(units if net else ())
        lag = _LAG_STREAMED if streamed else _LAG
        self._aligner = Aligner(graph, net.log_priors, lag=lag) if net and graph.units else None
        self._steady = Steady(lag=lag)
        self._trust = Trust(graph, threshold, ahead=0 if streamed else _TRUST_AHEAD)
        self._spans = Spans(graph)
        self._movement = Movement(sigma, ahead=not streamed)
        self._level = Level()
        self._targets = Targets(graph, expecting=streamed)
        self._rest = np.zeros(0, np.float32)
        self._states = Queue(np.zeros(0, np.int32))
        self._shapes = Queue(np.zeros(0, np.int32))
        self._heard = Queue(np.zeros((0, len(VISEMES)), np.float32))
        self._judged = Queue(np.zeros((0, 2)))

    def push(self, pcm: Pcm) -> Shown:
        """Go on by some sound, float32 (samples,); returns what is final now."""
        sound = finite(pcm)
        whole = np.concatenate((self._rest, sound))
        count = len(whole) // FRAME * FRAME
        self._rest = whole[count:]
        loudness = self._hear(whole[:count])
        if self._stream is None:
            return self._show(self._movement_of(from_loudness(loudness)))
        return self._show(self._follow(self._stream.push(sound), final=False))

    def finish(self) -> Shown:
        """The rest, when the utterance is over."""
        missing = -len(self._rest) % FRAME
        loudness = self._hear(np.pad(self._rest, (0, missing)))
        self._movement.over()
        if self._stream is None:
            shown = self._movement_of(from_loudness(loudness))
        else:
            shown = self._follow(self._stream.finish(), final=True)
        return self._show(np.concatenate((shown, self._movement.finish())))

    def _hear(self, sound: Pcm) -> Rows:
        loudness, quiet = self._level.push(sound)
        self._movement.hear(loudness, quiet)
        return loudness

    def _movement_of(self, targets: Rows) -> Floats:
        self._judged.add(np.tile((0.0, _LOUDNESS_CONFIDENCE), (len(targets), 1)))
        return self._movement.push(targets, np.repeat(targets[:, None], AHEAD, axis=1))

    def _follow(self, rows: NetRows, *, final: bool) -> Floats:
        """Decide on the shapes of rows and move on."""
        self._heard.add(rows.visemes)
        shapes = self._steady.push(rows.visemes)
        if final:
            shapes = np.concatenate((shapes, self._steady.finish()))
        self._shapes.add(shapes)
        if self._aligner is None:
            trusted, sure = np.zeros(len(shapes), np.bool_), np.zeros(len(shapes))
            self._states.add(np.zeros(len(shapes), np.int32))
        else:
            trusted, sure = self._found(self._aligner, rows.phones, final=final)
        count = len(trusted)
        self._judged.add(np.stack((trusted, np.where(trusted, sure, _SOUND_CONFIDENCE)), axis=1))
        states, shapes = self._states.take(count), self._shapes.take(count)
        targets, expected = self._targets.of(states, shapes, self._heard.take(count), trusted)
        return self._movement.push(targets, expected)

    def _found(
        self, aligner: Aligner, phones: Floats, *, final: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Where in the text some rows are; whether to trust that, for the rows judged now, and how sure."""
        path = aligner.push(phones)
        judged = [self._trust.push(path.state, path.surprise)]
        self._keep(path)
        if final:
            path = aligner.finish()
            self._keep(path)
            judged += [self._trust.push(path.state, path.surprise), self._trust.finish()]
        trusted, sure = (np.concatenate(parts) for parts in zip(*judged, strict=True))
        return trusted, sure

    def _keep(self, path: Path) -> None:
        self._spans.push(path.state)
        self._states.add(path.state)

    def _show(self, weights: Floats) -> Shown:
        judged = self._judged.take(len(weights))
        self.rows += len(weights)
        words = self._spans.before(self.rows)
        aligned, confidence = judged.mean(axis=0) if len(judged) else (0.0, 0.0)
        return Shown(weights, float(aligned), float(confidence), tuple(words) if aligned > 0 else ())
