"""Lips from the voice engine's own phoneme times; from loudness where there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from avatar.lips.coarticulation import AHEAD, PAST, articulate, bounded
from avatar.lips.follow_sounds import from_loudness
from avatar.lips.phonemes import Shape, begins_with_closure, shapes
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, MouthTrack, Pcm, Phoneme, Speech, Utterance

Rows = NDArray[np.float64]

_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_SIL = VISEMES.index("sil")

_EVEN = np.hanning(9) / np.hanning(9).sum()
"""Evens out loudness over 80 ms."""
_SILENCE = 0.012
"""Of the level of speech (-38 dB)."""
_SHORTEST_GAP = 15
"""Rows of sound without a phoneme before it is one that the engine left out."""
_QUIET = 0.1
"""Of the level of speech (-20 dB): below it nothing is voiced."""
_LONGEST_STOP_GAP = 8
"""Rows of silence before a burst that still belong to the stop."""
_SHORTEST_PAUSE = 8
"""Rows; in a shorter one the mouth goes straight to what follows."""
_AUDIO_CONFIDENCE = 0.3


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of rows with one phoneme."""

    name: str
    shapes: tuple[Shape, ...]
    start: int
    end: int


class EventLips:
    """Turns phoneme events into viseme weights.

    Targets are one shape at a time; ``avatar.lips.coarticulation`` makes movement of them.
    """

    class Config(BaseModel):
        """Options of the lips."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        smoothing_s: float = Field(default=0.035, ge=0.0, le=0.05)
        """Seconds: standard deviation of the co-articulation."""

    def __init__(self, config: Config | None = None) -> None:
        self._config = config or self.Config()

    async def follow(
        self, utterance: Utterance, pieces: AsyncIterator[Speech]
    ) -> AsyncIterator[tuple[Speech, MouthTrack]]:
        """Yield each piece with its mouth track, at once."""
        async for speech in pieces:
            yield speech, self.track(speech)

    async def warm(self) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to release."""

    def track(self, speech: Speech) -> MouthTrack:
        """Viseme weights over one piece; row n is the mouth in the middle of its 10 ms."""
        loudness = _loudness(speech.pcm)
        if not len(loudness):
            return MouthTrack(speech.start, np.zeros((0, len(VISEMES)), np.float32))
        if speech.phonemes:
            rows = self._from_events(speech, loudness)
            return MouthTrack(speech.start, bounded(rows), "events", 1.0)
        even = np.convolve(np.pad(loudness, 4, mode="edge"), _EVEN, "valid")
        return MouthTrack(speech.start, bounded(from_loudness(even)), "audio", _AUDIO_CONFIDENCE)

    def _from_events(self, speech: Speech, loudness: Rows) -> Rows:
        targets = _targets(_segments(speech.phonemes, speech.start, loudness), len(loudness))
        closed = np.eye(len(VISEMES))[_SIL]
        before = closed if speech.start == 0 else targets[0]
        after = closed if speech.last else targets[-1]
        around = np.concatenate((np.tile(before, (PAST, 1)), targets, np.tile(after, (AHEAD, 1))))
        level = np.pad(loudness, (PAST, AHEAD), mode="edge")
        sigma = self._config.smoothing_s * MOUTH_RATE_HZ
        return articulate(around, level, level < _SILENCE, sigma, slice(PAST, PAST + len(targets)))


def gaps(speech: Speech) -> NDArray[np.bool_]:
    """Rows of a piece that sound though no phoneme is given for them, a while long; bool (rows,)."""
    loudness = _loudness(speech.pcm)
    known = np.zeros(len(loudness), np.bool_)
    for segment in _segments(speech.phonemes, speech.start, loudness):
        known[segment.start : segment.end] = True
    missing = np.zeros(len(loudness), np.bool_)
    edges = np.flatnonzero(np.diff((~known).astype(np.int8), prepend=0, append=0))
    for start, end in edges.reshape(-1, 2):
        missing[start:end] = (loudness[start:end] > _QUIET).sum() >= _SHORTEST_GAP
    return missing


def _loudness(pcm: Pcm) -> Rows:
    """RMS of each row's 10 ms, relative to the level of the speech in the piece."""
    sound = np.nan_to_num(pcm.astype(np.float64), posinf=0.0, neginf=0.0)
    power = np.mean(np.pad(sound, (0, -len(sound) % _FRAME)).reshape(-1, _FRAME) ** 2, axis=1)
    loud = power[power > power.max(initial=0.0) / 100]
    rms: Rows = np.sqrt(power / loud.mean()) if loud.size else np.zeros(len(power))
    return rms


def _segments(phonemes: tuple[Phoneme, ...], offset: int, loudness: Rows) -> list[_Segment]:
    """Phonemes on the rows: stops with the silence before them, pauses that are none resolved."""
    segments: list[_Segment] = []
    for phoneme in phonemes:
        start = min(max(round((phoneme.start - offset) / _FRAME), 0), len(loudness))
        end = min(max(round((phoneme.end - offset) / _FRAME), start), len(loudness))
        if begins_with_closure(phoneme.name):
            start = _closure_start(segments, start, loudness)
        held = _held(phoneme.name, segments, loudness[start:end])
        found = held.shapes if held else shapes(phoneme.name)
        segments.append(_Segment(held.name if held else phoneme.name, found, start, end))
    return segments


def _held(name: str, segments: list[_Segment], loudness: Rows) -> _Segment | None:
    """What an unnamed event that sounds goes on with: a tone or a length mark is no pause."""
    sounds = loudness.size > 0 and float(np.median(loudness)) > 2 * _QUIET
    return segments[-1] if not name and sounds and segments else None


def _closure_start(segments: list[_Segment], start: int, loudness: Rows) -> int:
    """Engines date a stop by its burst; its closure is the silence before, taken from what precedes."""
    begin = start
    while begin > 0 and start - begin < _LONGEST_STOP_GAP and loudness[begin - 1] < _QUIET:
        begin -= 1
    while segments and segments[-1].end > begin:
        before = segments.pop()
        if before.start < begin:
            segments.append(_Segment(before.name, before.shapes, before.start, begin))
    return begin


def _targets(segments: list[_Segment], length: int) -> Rows:
    """One shape at a time, without smoothing."""
    targets = np.zeros((length, len(VISEMES)))
    targets[:, _SIL] = 1.0
    for index, segment in enumerate(segments):
        position = float(segment.start)
        for shape in _shapes_here(segments, index):
            first = round(position)
            position += shape.share * (segment.end - segment.start)
            targets[first : round(position)] = 0.0
            targets[first : round(position), VISEMES.index(shape.viseme)] = shape.weight
    return targets


def _shapes_here(segments: list[_Segment], index: int) -> tuple[Shape, ...]:
    """A segment's shapes. What has none (h, a short pause) is already shaped like what follows."""
    segment = segments[index]
    if segment.shapes or index + 1 == len(segments):
        return segment.shapes
    if not segment.name and segment.end - segment.start >= _SHORTEST_PAUSE:
        return ()
    return tuple(Shape(shape.viseme, 1.0, shape.weight) for shape in segments[index + 1].shapes[:1])
