"""espeak-ng: small, instant, in a process of its own, with exact phoneme and word times."""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Speech, Utterance
from avatar.voices.base import VoiceError
from avatar.voices.captions import caption_words
from avatar.voices.espeak_messages import Done, Failed, Job, Up
from avatar.voices.phrases import Phrase, phrases
from avatar.voices.prosody import within_octave
from avatar.worker import Worker, WorkerLost

log = logging.getLogger(__name__)

_MODULE = "avatar.voices.espeak_worker"
_DEFAULT_WPM = 175
_END_S = 0.12
_BETWEEN_S = 0.3
_JOINED_S = 0.03
"""Seconds of silence after an utterance, after a phrase inside it, and within a sentence."""
_START_S = 15.0
_TRIES = 2
_PATIENCE = 3
"""Failures in a row after which the process rests before it is started again."""
_REST_S = 0.5
_LONGEST_REST_S = 30.0


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
        level_dbfs: float = Field(default=-20.0, ge=-40.0, le=-12.0)
        """Level of speech: RMS without its pauses, decibels of full scale."""
        timeout_s: float = Field(default=5.0, gt=0.0, le=60.0)
        """Seconds a phrase may take before the process is given up."""
        longest: int = Field(default=20_000, ge=100, le=100_000)
        """Characters; what a longer text has beyond them is not spoken."""

    def __init__(self, config: Config | None = None) -> None:
        self._config = config or self.Config()
        self._worker: Worker | None = None
        self._up = False
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()
        self._failures = 0
        self._rest_until = -math.inf
        self._closed = False

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the sound phrase by phrase; a usual sentence is one.

        Raises:
            VoiceError: espeak-ng is missing or lacks the language, crashed, or took too long.
        """
        language = utterance.language.partition("-")[0].lower()
        parts = phrases(utterance.text, language, self._config.longest)
        start = 0
        for index, phrase in enumerate(parts):
            last = index == len(parts) - 1
            tail_s = _END_S if last else _JOINED_S if phrase.joined else _BETWEEN_S
            done = await self._say(self._job(phrase, utterance, tail_s))
            yield Speech(
                utterance.id,
                done.pcm,
                start,
                tuple(replace(it, start=it.start + start, end=it.end + start) for it in done.phonemes),
                caption_words(done.words, phrase.spelling, start),
                last,
            )
            start += len(done.pcm)
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
        self._closed = True
        await self._drop(timeout_s=1.0)

    def _job(self, phrase: Phrase, utterance: Utterance, tail_s: float) -> Job:
        config = self._config
        rate = within_octave(config.rate * utterance.rate)
        return Job(
            id=next(self._ids),
            text=phrase.spelling.text,
            voice=self._variant(phrase.language),
            words_per_minute=round(config.words_per_minute.get(phrase.language, _DEFAULT_WPM) * rate),
            pitch=_pitch(within_octave(config.pitch * utterance.pitch)),
            level_dbfs=config.level_dbfs,
            tail_s=tail_s,
        )

    def _variant(self, language: str) -> str:
        if variant := self._config.variants.get(language):
            return variant
        if not re.fullmatch(r"[a-z]{2,3}", language):
            raise VoiceError(f"{language!r} is no language espeak-ng could speak", retryable=False)
        return language

    async def _say(self, job: Job) -> Done:
        async with self._turn:
            for _ in range(_TRIES):
                try:
                    worker = await self._running()
                    async with asyncio.timeout(self._config.timeout_s):
                        await worker.send(job)
                        answer = await _answer(worker, job.id)
                except WorkerLost as lost:
                    log.warning("espeak-ng's process is lost: %s", lost)
                    await self._failed()
                except TimeoutError:
                    await self._failed()
                    raise VoiceError(f"espeak-ng took over {self._config.timeout_s:g} s") from None
                else:
                    self._failures = 0
                    return answer
            raise VoiceError("espeak-ng's process crashed twice over one phrase")

    async def _running(self) -> Worker:
        """The process, up. Started here when there is none."""
        if self._closed:
            raise VoiceError("the voice is closed", retryable=False)
        if self._worker is None:
            if asyncio.get_running_loop().time() < self._rest_until:
                raise VoiceError(f"espeak-ng's process failed {self._failures} times in a row; it rests")
            self._worker = await Worker.start(_MODULE)
            self._up = False
        if not self._up:
            async with asyncio.timeout(_START_S):
                message = await self._worker.receive()
            if isinstance(message, Failed):
                await self._drop()
                raise VoiceError(message.reason, retryable=False)
            self._up = isinstance(message, Up)
        return self._worker

    async def _failed(self) -> None:
        self._failures += 1
        if self._failures >= _PATIENCE:
            rest_s = min(_REST_S * 2 ** min(self._failures - _PATIENCE, 10), _LONGEST_REST_S)
            self._rest_until = asyncio.get_running_loop().time() + rest_s
        await self._drop()

    async def _drop(self, timeout_s: float = 0.0) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close(timeout_s)


async def _answer(worker: Worker, job: int) -> Done:
    """The answer to one job; those to jobs that were cancelled are passed over."""
    while True:
        message = await worker.receive()
        if isinstance(message, Done | Failed) and message.job == job:
            if isinstance(message, Failed):
                raise VoiceError(message.reason, retryable=False)
            return message


def _pitch(relative: float) -> int:
    """Espeak's pitch, 0 … 100, for a relative one. Measured: 50 steps change it by 0.7 octaves."""
    return min(max(round(50 + 50 * math.log2(relative) / 0.7), 0), 100)
