"""espeak-ng: small, instant, in a process of its own, with exact phoneme and word times."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Speech, Utterance
from avatar.spelling import Lexicon, Spelling
from avatar.spelling.ipa import for_espeak
from avatar.voices.base import VoiceError
from avatar.voices.cache.fingerprint import fingerprint
from avatar.voices.captions import caption_words
from avatar.voices.engine.messages import Sound
from avatar.voices.engine.process import EngineProcess
from avatar.voices.espeak.messages import EspeakRequest
from avatar.voices.phrases import Phrase, phrases
from avatar.voices.pieces import primary
from avatar.voices.prosody import espeak_settings

_MODULE = "avatar.voices.espeak.worker"
_DEFAULT_WPM = 175
_END_S = 0.12
_BETWEEN_S = 0.3
_JOINED_S = 0.03
"""Seconds of silence after an utterance, after a phrase inside it, and within a sentence."""
_START_S = 15.0
_LONGEST_S = 240.0
"""Seconds of one phrase's sound: 300 characters, however slowly."""


class EspeakVoice:
    """Speaks with espeak-ng, in English, Mandarin and whatever else it knows.

    Its process starts with the first utterance (or ``warm``) and again after a crash.
    """

    class Config(BaseModel):
        """Options of the voice."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        variants: dict[str, str] = Field(default={"en": "en-us+f2", "zh": "cmn+f2"})
        """espeak's voice for each language; other languages get espeak's own default."""
        words_per_minute: dict[str, int] = Field(default={"en": 165, "zh": 230})
        """espeak's speed for each language; 175 for others."""
        rate: float = Field(default=1.0, ge=0.5, le=2.0)
        """Speaking rate, relative to the language's."""
        pitch: float = Field(default=1.0, ge=0.5, le=2.0)
        """Pitch, relative to the variant's own."""
        timeout_s: float = Field(default=5.0, gt=0.0, le=60.0)
        """Seconds a phrase may take before the process is given up."""
        longest: int = Field(default=20_000, ge=100, le=100_000)
        """Characters; what a longer text has beyond them is not spoken."""

    parallel = 2
    languages: frozenset[str] | None = None

    def __init__(self, config: Config | None = None, *, lexicon: Lexicon | None = None) -> None:
        self._config = config or self.Config()
        self._lexicon = lexicon
        self._process = EngineProcess(
            "espeak-ng", _MODULE,
            start_s=_START_S, silent_s=self._config.timeout_s, longest_s=_LONGEST_S, tries=2,
        )  # fmt: skip

    async def speak(self, utterance: Utterance) -> AsyncGenerator[Speech]:
        """Yield the sound phrase by phrase; a usual sentence is one.

        Raises:
            VoiceError: espeak-ng is missing or lacks the language, crashed, or took too long.
        """
        parts = phrases(utterance.text, primary(utterance.language), self._config.longest, self._lexicon)
        start = 0
        for index, phrase in enumerate(parts):
            last = index == len(parts) - 1
            tail_s = _END_S if last else _JOINED_S if phrase.joined else _BETWEEN_S
            spelling = for_espeak(phrase.spelling, phrase.language)
            sound = await self._say(self._request(phrase, spelling, utterance, tail_s))
            yield Speech(
                utterance.id,
                sound.pcm,
                start,
                tuple(replace(it, start=it.start + start, end=it.end + start) for it in sound.phonemes),
                caption_words(sound.words, spelling, start),
                last,
            )
            start += len(sound.pcm)
        if not parts:
            yield Speech(utterance.id, np.zeros(0, np.float32))

    async def warm(self) -> None:
        """Start the process and load the configured languages, so that the first sentence is quick.

        Raises:
            VoiceError: As for ``speak``.
        """
        for language in self._config.variants:
            async for _ in self.speak(Utterance("warm", "1", language)):
                pass

    async def close(self) -> None:
        """End the process. Safe to call twice."""
        await self._process.close()

    def fingerprint(self, language: str) -> str:
        """What the sound depends on beside the utterance."""
        try:
            engine = version("espeakng-loader")
        except PackageNotFoundError:
            engine = ""
        config = self._config.model_dump(exclude={"timeout_s", "longest"})
        return fingerprint("espeak", engine, config, primary(language), self._lexicon)

    async def _say(self, request: EspeakRequest) -> Sound:
        async with aclosing(self._process.run(request)) as sounds:
            return await anext(sounds)

    def _request(
        self, phrase: Phrase, spelling: Spelling, utterance: Utterance, tail_s: float
    ) -> EspeakRequest:
        config = self._config
        rate, pitch = config.rate * utterance.rate, config.pitch * utterance.pitch
        settings = espeak_settings(replace(utterance, rate=rate, pitch=pitch))
        wpm = config.words_per_minute.get(phrase.language, _DEFAULT_WPM)
        return EspeakRequest(
            text=spelling.text,
            voice=self._variant(phrase.language),
            words_per_minute=round(wpm * settings.rate),
            pitch=settings.pitch,
            pitch_range=settings.pitch_range,
            tail_s=tail_s,
            bracketed=bool(phrase.spelling.sounds),
        )

    def _variant(self, language: str) -> str:
        if variant := self._config.variants.get(language):
            return variant
        if not re.fullmatch(r"[a-z]{2,3}", language):
            raise VoiceError(f"{language!r} is no language espeak-ng could speak", retryable=False)
        return language
