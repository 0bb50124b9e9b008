"""The process that espeak-ng lives in. Run by ``avatar.voices.espeak.voice``, never imported by it."""

from __future__ import annotations

import numpy as np
import soxr

from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, Pcm, Phoneme
from avatar.voices.engine.child import Jobs, one_line
from avatar.voices.engine.messages import Failed, Sound, Up
from avatar.voices.espeak.library import Espeak, EspeakMissing, Rendering, UnknownVoice
from avatar.voices.espeak.messages import EspeakRequest, SpokenWord
from avatar.worker_child import Channel, connect

LEAD_S = 0.02
_AUDIBLE = 0.003
"""Amplitude, about -50 dBFS: below it a beginning or an end is silence."""
_FADE_S = 0.004
_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_STRESS_MARKS = "',%="


def main() -> None:
    """Answer jobs until the parent is gone."""
    channel = connect()
    try:
        espeak = Espeak()
    except EspeakMissing as error:
        channel.write(Failed(None, str(error)))
        return
    channel.write(Up())
    serve(channel, espeak)


def serve(channel: Channel, espeak: Espeak) -> None:
    """Do each job in turn; one takes a few milliseconds, so a cancelled one is only left out."""
    jobs = Jobs(channel)
    for job in jobs:
        try:
            if jobs.cancelled(job.id):
                channel.write(Sound(job.id, np.zeros(0, np.float32), last=True))
            else:
                channel.write(speak(job.id, job.request, espeak))
        except UnknownVoice as error:
            channel.write(Failed(job.id, one_line(error)))
        except RuntimeError as error:
            channel.write(Failed(job.id, one_line(error), retryable=True))
        jobs.done(job.id)


def speak(job: int, request: EspeakRequest, espeak: Espeak) -> Sound:
    """Do one job: render, resample, trim, level.

    Raises:
        UnknownVoice: There is no such voice.
        RuntimeError: The library failed.
    """
    rendering = espeak.render(
        request.text,
        request.voice,
        request.words_per_minute,
        request.pitch,
        request.pitch_range,
        bracketed=request.bracketed,
    )
    sound = np.asarray(
        soxr.resample(rendering.pcm.astype(np.float32) / 32768, espeak.sample_rate_hz, SAMPLE_RATE_HZ),
        dtype=np.float32,
    )
    first, end = _bounds(sound)
    if end <= first:
        return Sound(job, np.zeros(0, np.float32), last=True)
    tail = round(request.tail_s * SAMPLE_RATE_HZ)
    pcm = _ended(_faded(np.clip(sound[first:end], -1.0, 1.0)), tail)
    marks = _Marks(rendering, SAMPLE_RATE_HZ / espeak.sample_rate_hz, first, len(pcm))
    return Sound(job, pcm, last=True, phonemes=marks.phonemes(), words=marks.words())


class _Marks:
    """A rendering's marks, moved to the trimmed sound at 48 kHz."""

    def __init__(self, rendering: Rendering, ratio: float, first: int, length: int) -> None:
        self._marks = rendering.marks
        self._at = [min(max(round(mark.at * ratio) - first, 0), length) for mark in rendering.marks]
        self._length = length

    def phonemes(self) -> tuple[Phoneme, ...]:
        """Every phoneme and pause, back to back, without those cut off with the silence."""
        found = [
            (at, _plain(mark.phoneme))
            for at, mark in zip(self._at, self._marks, strict=True)
            if mark.phoneme is not None
        ]
        ends = [at for at, _ in found[1:]] + [self._length]
        return tuple(Phoneme(name, at, end) for (at, name), end in zip(found, ends, strict=True) if end > at)

    def words(self) -> tuple[SpokenWord, ...]:
        """Every word, up to the pause or the word that follows it."""
        starts = [
            (at, mark.position)
            for at, mark in zip(self._at, self._marks, strict=True)
            if mark.phoneme is None
        ]
        nexts = [at for at, _ in starts[1:]] + [self._length]
        voiced = [phoneme for phoneme in self.phonemes() if phoneme.name]
        words = []
        for (at, position), before in zip(starts, nexts, strict=True):
            ends = [phoneme.end for phoneme in voiced if at <= phoneme.start < before]
            if ends:
                words.append(SpokenWord(at, min(ends[-1], before), position))
        return tuple(words)


def _plain(mnemonic: str) -> str:
    """The phoneme without stress; empty for pauses (``_:``) and marks of a language (``(en)``)."""
    name = mnemonic.lstrip(_STRESS_MARKS)
    return "" if name.startswith(("_", "(")) else name


def _bounds(sound: Pcm) -> tuple[int, int]:
    """From a little before the first sound to a little after the last."""
    audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
    if not audible.size:
        return 0, 0
    lead = round(LEAD_S * SAMPLE_RATE_HZ)
    return max(0, int(audible[0]) - lead), min(len(sound), int(audible[-1]) + lead)


def _faded(sound: Pcm) -> Pcm:
    """Ramp both edges, so that a cut does not click."""
    length = min(round(_FADE_S * SAMPLE_RATE_HZ), len(sound) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    sound[:length] *= ramp
    sound[len(sound) - length :] *= ramp[::-1]
    return sound


def _ended(sound: Pcm, tail: int) -> Pcm:
    """Add the silence after it, up to a whole mouth frame, so that the tracks of pieces tile."""
    return np.pad(sound, (0, tail + -(len(sound) + tail) % _FRAME))


if __name__ == "__main__":
    main()
