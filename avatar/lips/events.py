"""Lips from the voice engine's own phoneme times; from loudness where there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from avatar.lips.phonemes import Shape, begins_with_closure, shapes
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, MouthTrack, Pcm, Phoneme, Speech, Utterance

Rows = NDArray[np.float64]

_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_SIL, _PP, _FF, _AA, _E = (VISEMES.index(name) for name in ("sil", "PP", "FF", "aa", "E"))
_VOWELS = [VISEMES.index(name) for name in ("aa", "E", "ih", "oh", "ou")]

_SHORTEST_CLOSURE = 6
"""Rows: 60 ms, below which a closure is not seen at 25 pictures a second."""
_RAMP = 4
"""Rows from a full closure to none."""
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

    Targets are one shape at a time, smoothed by a Gaussian (co-articulation); then closures of the
    lips (p b m, f v) are laid over them in full, because a missed closure is what viewers notice.
    """

    class Config(BaseModel):
        """Options of the lips."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        smoothing_s: float = Field(default=0.035, ge=0.0, le=0.2)
        """Seconds: standard deviation of the co-articulation."""

    def __init__(self, config: Config | None = None) -> None:
        self._config = config or self.Config()

    async def follow(
        self, utterance: Utterance, pieces: AsyncIterator[Speech]
    ) -> AsyncIterator[tuple[Speech, MouthTrack]]:
        """Yield each piece with its mouth track, at once."""
        async for speech in pieces:
            yield speech, self.track(speech)

    async def close(self) -> None:
        """Nothing to release."""

    def track(self, speech: Speech) -> MouthTrack:
        """Viseme weights over one piece; row n is the mouth in the middle of its 10 ms."""
        loudness = _loudness(speech.pcm)
        if not len(loudness):
            return MouthTrack(speech.start, np.zeros((0, len(VISEMES)), np.float32))
        if speech.phonemes:
            rows = self._from_events(speech, loudness)
            return MouthTrack(speech.start, _bounded(rows), "events", 1.0)
        return MouthTrack(speech.start, _bounded(_from_loudness(loudness)), "audio", _AUDIO_CONFIDENCE)

    def _from_events(self, speech: Speech, loudness: Rows) -> Rows:
        segments = _segments(speech.phonemes, speech.start, loudness)
        targets = _targets(segments, len(loudness))
        rows = _smooth(targets, self._config.smoothing_s * MOUTH_RATE_HZ, speech.start == 0, speech.last)
        amplitude = np.clip(0.7 + 0.3 * loudness, 0.7, 1.0)
        rows[:, _VOWELS] *= amplitude[:, None]
        for viseme in (_FF, _PP):
            envelope = _closures(segments, VISEMES[viseme], len(rows))
            rows *= 1 - envelope[:, None]
            rows[:, viseme] += envelope
        return rows


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


def _closures(segments: list[_Segment], viseme: str, length: int) -> Rows:
    """0 … 1 for each row: how far the lips must be in this closure."""
    envelope = np.zeros(length)
    rows = np.arange(length)
    for segment in segments:
        if not segment.shapes or segment.shapes[0].viseme != viseme:
            continue
        missing = max(0, _SHORTEST_CLOSURE - (segment.end - segment.start))
        first = max(0, segment.start - (missing + 1) // 2)
        last = max(segment.end + missing // 2, first + _SHORTEST_CLOSURE) - 1
        distance = np.maximum(np.maximum(first - rows, rows - last), 0)
        ramp = 0.5 + 0.5 * np.cos(np.pi * np.minimum(distance / _RAMP, 1.0))
        envelope = np.maximum(envelope, ramp)
    return envelope


def _smooth(targets: Rows, sigma: float, begins: bool, ends: bool) -> Rows:
    """Gaussian over time; beyond a true beginning or end the mouth is closed."""
    if sigma == 0.0:
        return targets.copy()
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    closed = np.eye(len(VISEMES))[_SIL]
    before, after = (closed if begins else targets[0]), (closed if ends else targets[-1])
    padded = np.concatenate((np.tile(before, (reach, 1)), targets, np.tile(after, (reach, 1))))
    return np.stack([np.convolve(column, kernel, "valid") for column in padded.T], axis=1)


def _from_loudness(loudness: Rows) -> Rows:
    """Without phonemes: the louder, the wider."""
    kernel = np.hanning(9) / np.hanning(9).sum()
    level_db = 20 * np.log10(np.convolve(np.pad(loudness, 4, mode="edge"), kernel, "valid") + 1e-6)
    opening = np.clip((level_db + 24) / 24, 0.0, 1.0)
    rows = np.zeros((len(loudness), len(VISEMES)))
    rows[:, _AA] = 0.6 * opening
    rows[:, _E] = 0.2 * opening
    rows[:, _SIL] = 1.0 - opening
    return rows


def _bounded(rows: Rows) -> NDArray[np.float32]:
    """Weights 0 … 1, each row at most 1 in sum even after rounding."""
    clipped = np.clip(rows, 0.0, 1.0)
    clipped *= (1 - 1e-6) / np.maximum(clipped.sum(axis=1, keepdims=True), 1.0)
    return clipped.astype(np.float32)
