"""Coqui TTS: XTTS (streamed, speaks with a cloned voice) and VITS, in a process of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Speech, Utterance
from avatar.spelling import Lexicon
from avatar.voices.cache.fingerprint import file_mark, fingerprint
from avatar.voices.clone.store import CloneError, CloneStore
from avatar.voices.clone.voice import ClonedVoice
from avatar.voices.coqui.files import CoquiFiles, coqui_files
from avatar.voices.coqui.messages import CoquiRequest, Sample
from avatar.voices.engine.model import ModelProcess
from avatar.voices.engine.process import EngineProcess
from avatar.voices.models import installed
from avatar.voices.phrases import Phrase
from avatar.voices.pieces import bounded, checked, primary, shifted, speeches
from avatar.voices.prosody import within_octave

MISSING = 'coqui-tts is not installed: make voices, or pip install "nightshift[coqui]"'

_MODULE = "avatar.voices.coqui.worker"
_LONGEST_PHRASES = {"zh": 80, "ja": 70, "ko": 90}
_LONGEST_PHRASE = 200
"""Characters that XTTS takes without losing its way, by language, and else."""


class CoquiVoice:
    """Speaks with one Coqui model, as one of its speakers or as a person who agreed to it."""

    class Config(BaseModel):
        """Options of the voice."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        model: str = ""
        """A model that was installed, or a folder with ``config.json`` and ``model.pth``; any if empty."""
        clone: str = ""
        """A cloned voice (``nightshift voice clone``) to speak with; needs an XTTS model."""
        speaker: str = ""
        """One of the model's own speakers; its first if empty."""
        languages: tuple[str, ...] = ()
        """Primary subtags the model speaks; as its folder says if empty."""
        rate: float = Field(default=1.0, ge=0.5, le=2.0)
        """Speaking rate, relative to the model's."""
        threads: int = Field(default=2, ge=1, le=32)
        start_s: float = Field(default=120.0, gt=0.0, le=600.0)
        """Seconds the model may take to load."""
        timeout_s: float = Field(default=30.0, gt=0.0, le=300.0)
        """Seconds without new sound after which the process is given up."""
        longest: int = Field(default=5_000, ge=100, le=20_000)
        """Characters; what a longer text has beyond them is not spoken."""
        longest_s: float = Field(default=60.0, ge=1.0, le=300.0)
        """Seconds of sound that one phrase may come to."""

    parallel = 1

    def __init__(
        self,
        config: Config | None = None,
        *,
        lexicon: Lexicon | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._config = config or self.Config()
        self._lexicon = lexicon
        self._now = now
        self._process = ModelProcess(self._made)
        self.languages: frozenset[str] | None = frozenset(self._config.languages) or None
        self.clone: ClonedVoice | None = None
        """Whose voice it is; consent is checked at each use."""
        self._unclonable = ""
        if self._config.clone:
            try:
                self.clone = CloneStore(installed.home() / "voices").get(self._config.clone)
            except CloneError as error:
                self._unclonable = str(error)

    async def speak(self, utterance: Utterance) -> AsyncGenerator[Speech]:
        """Yield the sound as the model makes it.

        Raises:
            VoiceError: The extra or the model is missing, the person's consent does not hold (any more), the
                model does not speak the language, its process crashed or took too long.
        """
        process = await self._process.ready()
        sample = await asyncio.to_thread(self._consented)
        parts = checked("this model", utterance, self._config.longest, self.languages, self._lexicon)
        parts = [
            short
            for part in parts
            for short in bounded([part], _LONGEST_PHRASES.get(part.language, _LONGEST_PHRASE))
        ]

        async def say(phrase: Phrase) -> AsyncGenerator[Speech]:
            request = self._request(phrase, utterance, sample)
            async with aclosing(process.run(request)) as sounds:
                async for sound in sounds:
                    yield Speech(utterance.id, sound.pcm, last=False)

        async with aclosing(speeches(utterance, parts, say)) as spoken:
            async for speech in spoken:
                yield speech

    async def warm(self) -> None:
        """Load the model, so that the first sentence is quick.

        Raises:
            VoiceError: As for ``speak``.
        """
        process = await self._process.ready()
        await asyncio.to_thread(self._consented)
        await process.start()

    async def close(self) -> None:
        """End the process. Safe to call twice."""
        await self._process.close()

    def fingerprint(self, language: str) -> str:
        """What the sound depends on beside the utterance."""
        try:
            engine = version("coqui-tts")
        except PackageNotFoundError:
            engine = ""
        options = self._config.model_dump(include={"model", "clone", "speaker", "rate"})
        try:
            options["net"] = file_mark(coqui_files(_locate(self._config.model)).net)
            options["sample"] = self.clone.sample_sha256 if self.clone is not None else ""
        except (installed.ModelError, OSError):
            options["net"] = ""
        return fingerprint("coqui", engine, options, primary(language), self._lexicon)

    def _made(self) -> EngineProcess:
        config, files = self._config, self._look()
        threads = str(config.threads)
        return EngineProcess(
            "coqui-tts", _MODULE, str(files.config.parent), threads,
            env={
                "OMP_NUM_THREADS": threads, "OMP_WAIT_POLICY": "PASSIVE",
                "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1",
            },
            start_s=config.start_s, silent_s=config.timeout_s, longest_s=config.longest_s,
        )  # fmt: skip

    def _look(self) -> CoquiFiles:
        files = coqui_files(_locate(self._config.model))
        if self._unclonable:
            raise installed.ModelError(self._unclonable)
        if self.clone is not None and files.kind != "xtts":
            raise installed.ModelError(f"{files.kind} does not speak with a cloned voice; XTTS does")
        self.languages = frozenset(self._config.languages) or files.languages
        if not self.languages:
            raise installed.ModelError(
                f"{files.config.parent} does not show what it speaks: set languages, e.g. [en]"
            )
        return files

    def _consented(self) -> Sample | None:
        """The sample to speak with, its consent checked now; None for a speaker of the model's own."""
        if self.clone is None:
            return None
        self.clone.check(self._now())
        return Sample(str(self.clone.sample), self.clone.sample_sha256, str(self.clone.data("xtts")))

    def _request(self, phrase: Phrase, utterance: Utterance, sample: Sample | None) -> CoquiRequest:
        return CoquiRequest(
            text=phrase.spelling.text.strip(),
            language=phrase.language,
            speaker=self._config.speaker,
            sample=sample,
            speed=within_octave(self._config.rate * utterance.rate),
            pitch=shifted(utterance.pitch),
            energy=within_octave(utterance.energy),
        )


def _locate(model: str) -> Path:
    """The folder of the model to speak with.

    Raises:
        ModelError: coqui-tts or the model is missing.
    """
    if find_spec("TTS") is None:
        raise installed.ModelError(MISSING)
    if model:
        return installed.find(model)
    there = installed.installed("coqui")
    if not there:
        raise installed.ModelError(
            "no Coqui voice is installed: set model to a folder, or nightshift voice get xtts"
        )
    return installed.find(there[0])
