"""What the host is to do at a given moment, from the performances it was given."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avatar.faces.drawn.gestures import BEAT, CLIPS, Clip
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, Performance, Word

LEAD = SAMPLE_RATE_HZ * 60 // 1000
"""Samples by which the lips lead the sound; seen late they look wrong, seen early they do not."""

_ROW = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_FADE = SAMPLE_RATE_HZ * 80 // 1000
_HOLD = SAMPLE_RATE_HZ // 2
_BEAT_GAP = SAMPLE_RATE_HZ
_STRESSED = SAMPLE_RATE_HZ * 300 // 1000
_PIECES, _CUES = 512, 256

Weights = NDArray[np.float32]
_SILENT: Weights = np.zeros(len(VISEMES), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Piece:
    utterance: str
    start: int
    end: int
    weights: Weights
    mood: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A clip and when it plays."""

    clip: Clip
    name: str
    start: int
    end: int


class Performer:
    """Keeps what is to be played, bounded, and answers for one moment at a time."""

    def __init__(self) -> None:
        self._pieces: deque[_Piece] = deque(maxlen=_PIECES)
        self._cues: deque[Cue] = deque(maxlen=_CUES)
        self._cut: int | None = None
        self._cut_weights = _SILENT
        self._last_beat = -_BEAT_GAP

    def perform(self, performance: Performance) -> None:
        """Add one piece."""
        track = performance.mouth
        start = performance.start + track.start
        if len(track.weights):
            end = start + len(track.weights) * _ROW
            self._pieces.append(_Piece(performance.utterance, start, end, track.weights, performance.mood))
        for cue in performance.gestures:
            clip = CLIPS.get(cue.name)
            if clip is not None:
                self._cue(clip, cue.name, performance.start + cue.at)
        for word in performance.words:
            self._beat(performance.start, word)

    def _cue(self, clip: Clip, name: str, start: int) -> None:
        if not any(known.start == start and known.name == name for known in self._cues):
            self._cues.append(Cue(clip, name, start, start + round(clip.seconds * SAMPLE_RATE_HZ)))

    def _beat(self, start: int, word: Word) -> None:
        at = start + word.start
        if word.end - word.start >= _STRESSED and at - self._last_beat >= _BEAT_GAP:
            self._last_beat = at
            self._cue(BEAT, "beat", at)

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on."""
        self._cut_weights = self._sample(at + LEAD)
        self._cut = at + LEAD
        self._pieces = deque(
            (
                piece if piece.end <= at else replace(piece, end=at)
                for piece in self._pieces
                if piece.start < at
            ),
            maxlen=_PIECES,
        )
        self._cues = deque(
            (replace(cue, end=min(cue.end, at)) for cue in self._cues if cue.start < at), maxlen=_CUES
        )
        self._last_beat = min(self._last_beat, at)

    def forget_before(self, at: int) -> None:
        """Drop what is over, so that nothing grows."""
        while self._pieces and self._pieces[0].end + _HOLD + LEAD < at:
            self._pieces.popleft()
        while self._cues and self._cues[0].end < at:
            self._cues.popleft()

    def weights(self, at: int) -> Weights:
        """Viseme weights of the lips drawn at sample ``at``: float32 (15,)."""
        moment = at + LEAD
        now = self._sample(moment)
        if self._cut is not None and moment < self._cut + _FADE:
            rest = 1.0 - max(0, moment - self._cut) / _FADE
            now = np.maximum(now, self._cut_weights * np.float32(rest))
        return now

    def _sample(self, moment: int) -> Weights:
        for piece in reversed(self._pieces):
            if piece.start <= moment < piece.end:
                place = (moment - piece.start) / _ROW
                row = int(place)
                after = min(row + 1, len(piece.weights) - 1)
                part = np.float32(place - row)
                return np.asarray(
                    piece.weights[row] * (1 - part) + piece.weights[after] * part, dtype=np.float32
                )
        return _SILENT

    def mood(self, at: int) -> str:
        """The mood of what is said, or was said just now."""
        for piece in reversed(self._pieces):
            if piece.start - LEAD <= at < piece.end + _HOLD:
                return piece.mood
        return "neutral"

    def speaking(self, at: int) -> bool:
        """Whether something is said at ``at``."""
        return any(piece.start <= at < piece.end for piece in self._pieces)

    def playing(self, at: int) -> list[Cue]:
        """The clips that play at ``at``, the latest begun last."""
        return sorted((cue for cue in self._cues if cue.start <= at < cue.end), key=lambda cue: cue.start)
