"""One loudness for every engine, clean edges, pauses as wanted: what every voice's sound goes through.

-18 LUFS for speech and a true peak of -1 dBTP are what AES TD1008 ("Recommendations for Loudness of Internet
Audio Streaming and On-Demand Distribution", 2021) asks for. A sentence that is there whole is measured whole;
of one that comes in pieces the loudness is known from the voice's earlier sentences and corrected on the way.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, Pcm, Phoneme, Speech, Utterance, Word
from avatar.voices.base import VoiceError
from avatar.voices.mastering.filters import Equaliser
from avatar.voices.mastering.level import SILENT_LUFS, Meter
from avatar.voices.mastering.limiter import Limiter
from avatar.voices.mastering.trim import FRAME, NO_FRAMES, Frames, Trimmer
from avatar.voices.prosody import spoken_s, within_octave

_LARGEST_SAMPLE = 4.0
"""Amplitude; a larger one is no sound but garbage."""
_QUIETEST = 1e-4
"""Amplitude: below it there is silence, whatever the voice's level (-80 dBFS)."""
_SILENCE = 0.01
"""Amplitude of silence, relative to the RMS of the loudest 10 ms (-40 dB)."""
_LISTEN = round(0.4 * MOUTH_RATE_HZ)
"""Frames that are heard before the first sound of an unknown voice goes out."""
_BRIEF_S = 1.2
"""A sentence that is shorter is measured whole."""
_TRUST_S = 1.0
"""Seconds of a sentence that weigh as much as what is known of the voice."""
_LARGEST_GAIN_DB = 46.0
_GLIDE_DB = 0.2
"""Decibels that the gain moves in 10 ms, at most."""
_TREBLE_DB, _MOST_TREBLE_DB = 4.0, 3.0
"""Decibels of brightness for double the effort, and at most."""
_EFFORT_LU = 3.0
"""LU for double the effort."""
BREAK_SAMPLES = 5 * FRAME
"""Samples of silence after a sentence that broke off."""
_NOISE = 1e-3
"""RMS: a sentence whose loudest 10 ms are below it is no speech (-60 dBFS)."""
_MOST_VOICES = 64


class MasteringConfig(BaseModel):
    """How every voice sounds in the end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lufs: float = Field(default=-18.0, ge=-30.0, le=-14.0)
    """Loudness of a sentence, LUFS (EBU R128, mono)."""
    peak_dbtp: float = Field(default=-1.0, ge=-12.0, le=-0.1)
    """True peak, dBTP: room for what a lossy codec adds."""
    effort_lu: float = Field(default=1.5, ge=0.0, le=6.0)
    """A lively or a soft mood is so many LU louder or softer, at most."""
    lead_s: float = Field(default=0.02, ge=0.0, le=0.5)
    """Seconds of silence before the first sound."""
    tail_s: float = Field(default=0.12, ge=0.02, le=1.0)
    """Seconds of silence after the last sound."""
    longest_pause_s: float = Field(default=1.0, ge=0.1, le=5.0)
    """Seconds of silence inside a sentence, at most."""


@dataclass(slots=True)
class _Known:
    """What is known of a voice's own sound."""

    lufs: float
    loudest: float
    """RMS of its loudest 10 ms."""
    sentences: int = 1

    def learn(self, lufs: float, loudest: float) -> None:
        self.sentences += 1
        share = max(1 / self.sentences, 0.2)
        self.lufs += share * (lufs - self.lufs)
        self.loudest += share * (loudest - self.loudest)


class Mastering:
    """Remembers how loud each voice is; for one event loop."""

    def __init__(self, config: MasteringConfig | None = None) -> None:
        self.config = config or MasteringConfig()
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()

    def begin(self, voice: str, utterance: Utterance, *, start: int = 0) -> Master:
        """Master one utterance of a voice.

        Args:
            voice: Its name; with the utterance's language, what the loudness is remembered by.
            utterance: What it says.
            start: Samples of the utterance that others have sounded already.
        """
        key = (voice, utterance.language)
        if key in self._known:
            self._known.move_to_end(key)
        return Master(self, key, self._known.get(key), utterance, start)

    def learned(self, key: tuple[str, str], lufs: float, loudest: float) -> None:
        """A whole sentence of a voice was heard."""
        if key in self._known:
            self._known[key].learn(lufs, loudest)
            return
        self._known[key] = _Known(lufs, loudest)
        while len(self._known) > _MOST_VOICES:
            self._known.popitem(last=False)


class Master:
    """One utterance on its way through: ``feed`` what the engine gives, ``take`` what is ready."""

    judged = True
    """Whether silence and brevity count as faults."""

    def __init__(
        self,
        mastering: Mastering,
        key: tuple[str, str],
        known: _Known | None,
        utterance: Utterance,
        start: int,
    ) -> None:
        config = mastering.config
        effort = math.log2(within_octave(utterance.energy))
        self._mastering, self._key, self._known, self._utterance = mastering, key, known, utterance
        self._target = config.lufs + _bounded(_EFFORT_LU * effort, config.effort_lu)
        self._equaliser = Equaliser(_bounded(_TREBLE_DB * effort, _MOST_TREBLE_DB))
        lead, tail, longest = (
            round(seconds * MOUTH_RATE_HZ)
            for seconds in (config.lead_s, config.tail_s, config.longest_pause_s)
        )
        self._trimmer = Trimmer(lead, tail, longest, within_octave(utterance.pause))
        self._meter = Meter()
        self._limiter = Limiter(10 ** (config.peak_dbtp / 20))
        self._brief = spoken_s(utterance) < _BRIEF_S
        self._rest = np.zeros(0, np.float32)
        self._waiting: list[Frames] = []
        self._heard = 0
        self._expected = known.loudest / 2 if known else 0.0
        self._loudest = 0.0
        self._gain_db: float | None = None
        self._came = 0
        self._first = start
        self._start = start
        self._phonemes: list[Phoneme] = []
        self._words: list[Word] = []

    @property
    def came(self) -> int:
        """Samples that the engine gave."""
        return self._came

    @property
    def heard_s(self) -> float:
        """Seconds of it that are not silence."""
        return self._heard / MOUTH_RATE_HZ

    @property
    def audible(self) -> bool:
        """Whether some of it is loud enough to be speech."""
        return self._loudest > _NOISE

    def feed(self, speech: Speech) -> None:
        """Put one piece of the engine's in.

        Raises:
            VoiceError: It is no sound: not finite, far too loud, of another shape or type.
        """
        pcm = checked(speech.pcm)
        offset = self._came - speech.start
        self._phonemes += [
            replace(it, start=it.start + offset, end=it.end + offset) for it in speech.phonemes
        ]
        self._words += [replace(it, start=it.start + offset, end=it.end + offset) for it in speech.words]
        self._came += len(pcm)
        self._gather(self._equaliser.push(pcm.astype(np.float32, copy=False)))

    def take(self) -> Speech | None:
        """What can go out now; None for nothing yet."""
        if self._gain_db is None and (self._brief or (self._known is None and self._heard < _LISTEN)):
            return None
        frames = self._trimmed()
        if self._gain_db is None and not self._trimmer.begun:
            return None
        piece = self._speech(self._loud(frames, self._wanted_db()), last=False)
        return piece if len(piece.pcm) else None

    def finish(self) -> Speech:
        """The rest, marked as the last piece; empty when nothing sounded at all."""
        lufs, frames = self._all()
        if lufs > SILENT_LUFS and self._meter.samples >= _BRIEF_S * SAMPLE_RATE_HZ:
            self._mastering.learned(self._key, lufs, self._loudest)
        wanted_db = self._gain_for(lufs) if self._gain_db is None else self._wanted_db()
        loud = self._loud(frames, wanted_db)
        return self._speech(np.concatenate((loud, self._limiter.flush())), last=True)

    def cut(self) -> Speech:
        """What can go out of a sentence that broke off: faded, and not marked as the last piece."""
        self._fill()
        loud = self._loud(self._trimmed(), self._wanted_db())
        self._limiter.fade()
        silence = np.zeros(BREAK_SAMPLES, np.float32)
        return self._speech(np.concatenate((loud, self._limiter.flush(), silence)), last=False)

    def _gather(self, pcm: Pcm) -> None:
        """Whole frames wait to be trimmed; what is left over waits for the next piece."""
        sound = np.concatenate((self._rest, pcm))
        count = len(sound) // FRAME
        self._rest = sound[count * FRAME :]
        if count:
            frames = sound[: count * FRAME].reshape(count, FRAME)
            self._waiting.append(frames)
            power = np.mean(np.square(frames), axis=1)
            self._loudest = max(self._loudest, float(np.sqrt(power.max())))
            self._heard += int(np.count_nonzero(power > _QUIETEST**2))

    def _fill(self) -> None:
        """Complete the last frame."""
        if len(self._rest):
            self._gather(np.zeros(FRAME - len(self._rest), np.float32))

    def _trimmed(self) -> Frames:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return NO_FRAMES
        frames = self._trimmer.push(
            np.concatenate(waiting), max(_QUIETEST, _SILENCE * max(self._loudest, self._expected))
        )
        self._meter.push(frames.reshape(-1))
        return frames

    def _all(self) -> tuple[float, Frames]:
        """The loudness of the whole sentence, and its frames up to the end."""
        self._fill()
        frames = self._trimmed()
        tail = self._trimmer.finish()
        self._meter.push(tail.reshape(-1))
        return self._meter.finish(), np.concatenate((frames, tail))

    def _wanted_db(self) -> float:
        """The gain by what is known of the voice and what was heard of the sentence."""
        heard_s = self._meter.samples / SAMPLE_RATE_HZ if self._meter.lufs > SILENT_LUFS else 0.0
        trust_s = _TRUST_S if self._known is not None else 0.0
        if not heard_s + trust_s:
            return self._gain_db or 0.0
        known = self._known.lufs if self._known is not None else 0.0
        return self._gain_for((known * trust_s + self._meter.lufs * heard_s) / (trust_s + heard_s))

    def _gain_for(self, lufs: float) -> float:
        return _bounded(self._target - lufs, _LARGEST_GAIN_DB)

    def _loud(self, frames: Frames, wanted_db: float) -> Pcm:
        """Frames at the level wanted, which the gain glides to, below the ceiling."""
        if not len(frames):
            return np.zeros(0, np.float32)
        before = self._gain_db if self._gain_db is not None else wanted_db
        steps = np.minimum(np.arange(len(frames) + 1) * _GLIDE_DB, abs(wanted_db - before))
        gains = 10 ** ((before + np.sign(wanted_db - before) * steps) / 20)
        self._gain_db = before + float(np.sign(wanted_db - before) * steps[-1])
        ramps = np.linspace(gains[:-1], gains[1:], FRAME, endpoint=False, axis=1)
        return self._limiter.push((frames * ramps).astype(np.float32).reshape(-1))

    def _speech(self, pcm: Pcm, last: bool) -> Speech:
        """A piece, with the phonemes and words that begin in it."""
        start, end = self._start, self._start + len(pcm)
        self._start = end
        until = math.inf if last else end
        phonemes = [it for it in map(self._moved_phoneme, self._phonemes) if it.start < until]
        words = [it for it in map(self._moved_word, self._words) if it.start < until]
        del self._phonemes[: len(phonemes)]
        del self._words[: len(words)]
        if last:
            phonemes = [replace(it, end=min(it.end, end)) for it in phonemes if it.start < end]
            words = [replace(it, end=min(it.end, end)) for it in words if it.start < end]
        return Speech(self._utterance.id, pcm, start, tuple(phonemes), tuple(words), last)

    def _moved_phoneme(self, phoneme: Phoneme) -> Phoneme:
        start, end = self._moved(phoneme.start, phoneme.end)
        return replace(phoneme, start=start, end=end)

    def _moved_word(self, word: Word) -> Word:
        start, end = self._moved(word.start, word.end)
        return replace(word, start=start, end=end)

    def _moved(self, start: int, end: int) -> tuple[int, int]:
        begin = self._first + self._trimmer.moved(start)
        return begin, max(self._first + self._trimmer.moved(end), begin + 1)


def checked(pcm: Pcm) -> Pcm:
    """A piece of sound, when it is one.

    Raises:
        VoiceError: It is not finite, far too loud, or of another shape or type.
    """
    sound = isinstance(pcm, np.ndarray) and pcm.ndim == 1 and pcm.dtype.kind == "f"
    if not sound or (len(pcm) and not np.abs(pcm).max() <= _LARGEST_SAMPLE):
        raise VoiceError("gave something that is no sound")
    return pcm


def _bounded(value: float, size: float) -> float:
    return min(max(value, -size), size)
