"""A voice of quiet tones: no process, no model, exact times. For tests, benchmarks and evaluations."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import SAMPLE_RATE_HZ, Pcm, Speech, Utterance, Word
from avatar.voices.cache.fingerprint import fingerprint
from avatar.voices.prosody import within_octave

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_PIECE = 200
"""Characters of a piece; longer text comes in several."""
_LONGEST = 4000
"""Characters; what a longer text has beyond them is not sounded."""
_STEPS = (1.0, 9 / 8, 5 / 4)
_FADE_S = 0.005


class ToneVoice:
    """Sounds a tone for every word and silence between them, at a fixed time per character."""

    class Config(BaseModel):
        """Options of the voice."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        delay_s: float = Field(default=0.0, ge=0.0, le=60.0)
        """Seconds before the first sound, on the event loop's clock."""
        character_s: float = Field(default=0.06, ge=0.01, le=1.0)
        """Seconds for each character."""
        frequency_hz: float = Field(default=220.0, ge=50.0, le=4000.0)
        """Hertz of the lowest of its three tones."""
        amplitude: float = Field(default=0.05, gt=0.0, le=1.0)

    parallel = 4

    def __init__(self, config: Config | None = None) -> None:
        self._config = config or self.Config()

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the tones, one piece for a usual sentence."""
        await asyncio.sleep(self._config.delay_s)
        text = utterance.text[:_LONGEST].rstrip()
        if not _WORD.search(text):
            yield Speech(utterance.id, np.zeros(0, np.float32))
            return
        step = round(self._config.character_s * SAMPLE_RATE_HZ / within_octave(utterance.rate))
        for begin in range(0, len(text), _PIECE):
            words = tuple(
                Word(match.start() * step, match.end() * step, match.start(), match.end())
                for match in _WORD.finditer(text)
                if begin <= match.start() < begin + _PIECE
            )
            end = min(begin + _PIECE, len(text))
            pcm = self._tones(text, begin, end, step, utterance.pitch)
            yield Speech(utterance.id, pcm, begin * step, (), words, end == len(text))

    def fingerprint(self, language: str) -> str:
        """What the sound depends on beside the utterance."""
        return fingerprint("tone", "1", self._config.model_dump(exclude={"delay_s"}), language, None)

    async def warm(self) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to release."""

    def _tones(self, text: str, begin: int, end: int, step: int, pitch: float) -> Pcm:
        """The sound of ``text[begin:end]``; a word that goes on past an end is cut there."""
        pcm = np.zeros((end - begin) * step, np.float32)
        base_hz = self._config.frequency_hz * within_octave(pitch)
        for index, match in enumerate(_WORD.finditer(text, begin, end)):
            first, last = (match.start() - begin) * step, (match.end() - begin) * step
            pcm[first:last] = self._tone(last - first, base_hz * _STEPS[index % len(_STEPS)])
        return pcm

    def _tone(self, length: int, frequency_hz: float) -> Pcm:
        time_s = np.arange(length) / SAMPLE_RATE_HZ
        envelope = np.minimum(np.minimum(time_s, time_s[::-1]) / _FADE_S, 1)
        tone = self._config.amplitude * envelope * np.sin(2 * np.pi * frequency_hz * time_s)
        return np.asarray(tone, np.float32)
