"""The best voice that works here and now: a service if one is set up, else the best installed model."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from avatar.media import Speech, Utterance
from avatar.registry import load
from avatar.spelling import Lexicon
from avatar.voices.base import Voice, VoiceError
from avatar.voices.coqui.voice import MISSING as COQUI_MISSING
from avatar.voices.models import catalogue, installed
from avatar.voices.openai.voice import URL_VARIABLE
from avatar.voices.pieces import primary
from avatar.voices.sherpa.voice import MISSING as SHERPA_MISSING

log = logging.getLogger(__name__)

ORDER = ("openai", "sherpa", "coqui", "espeak")
"""Best first. Coqui stands behind sherpa-onnx because it is many times slower on a processor."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One voice that may be taken."""

    engine: str
    works: bool
    reason: str
    """Why it is taken, or not; one line."""


class AutoVoice:
    """Speaks each sentence with the first voice that can; the others stand in when it fails."""

    class Config(BaseModel):
        """Options of the voice: of the engines it chooses from."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        openai: dict[str, Any] | None = None
        """Options of ``openai``; with them (or ``$NIGHTSHIFT_SPEECH_URL``) it is set up."""
        sherpa: dict[str, Any] = {}
        coqui: dict[str, Any] = {}
        espeak: dict[str, Any] = {}

    parallel = 1
    languages: frozenset[str] | None = None

    def __init__(self, config: Config | None = None, *, lexicon: Lexicon | None = None) -> None:
        self._config = config or self.Config()
        self._lexicon = lexicon
        self._voices: list[tuple[str, Voice]] | None = None

    def voices(self) -> list[tuple[str, Voice]]:
        """The voices that work here, best first, made when first asked for.

        Raises:
            VoiceError: The options of one of them are wrong.
        """
        if self._voices is None:
            self._voices = [
                (candidate.engine, self._made(candidate.engine))
                for candidate in candidates(self._config)
                if candidate.works
            ]
        return self._voices

    async def speak(self, utterance: Utterance) -> AsyncGenerator[Speech]:
        """Yield the sound of the first voice that begins.

        Raises:
            VoiceError: The last one failed, or one broke off after it had begun.
        """
        voices = self._for(primary(utterance.language))
        for name, voice in voices:
            begun = False
            try:
                async with aclosing(_generator(voice, utterance)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except VoiceError as error:
                if begun or name == voices[-1][0]:
                    raise
                log.warning("voice %s: %s", name, error)

    async def warm(self) -> None:
        """Get the first voice of each engine ready that is at hand.

        Raises:
            VoiceError: None of them works.
        """
        failures: list[VoiceError] = []
        for name, voice in self.voices():
            try:
                await voice.warm()
                return
            except VoiceError as error:
                log.warning("voice %s: %s", name, error)
                failures.append(error)
        raise failures[-1]

    async def close(self) -> None:
        """Close all of them. Safe to call twice."""
        for _, voice in self._voices or []:
            await voice.close()

    def fingerprint(self, language: str) -> str:
        """That of the voice which would be taken."""
        name, voice = self._for(primary(language))[0]
        own = getattr(voice, "fingerprint", None)
        return str(own(language)) if own else name

    def _for(self, language: str) -> list[tuple[str, Voice]]:
        """Those that speak a language, as far as they know already."""
        voices = [
            (name, voice)
            for name, voice in self.voices()
            if (known := getattr(voice, "languages", None)) is None or language in known
        ]
        return voices or self.voices()

    def _made(self, engine: str) -> Voice:
        kind = load("voice", engine)
        try:
            config = kind.Config.model_validate(getattr(self._config, engine) or {})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, (engine, *first["loc"])))
            raise VoiceError(f"options of voice auto: {where}: {first['msg']}", retryable=False) from error
        voice: Voice = kind(config, lexicon=self._lexicon)
        return voice


def candidates(config: AutoVoice.Config | None = None) -> list[Candidate]:
    """Every voice in the order of ``auto``, and whether it would be taken here and now."""
    config = config or AutoVoice.Config()
    judges = {"openai": _openai, "sherpa": _sherpa, "coqui": _coqui, "espeak": _espeak}
    return [judges[engine](config) for engine in ORDER]


def _openai(config: AutoVoice.Config) -> Candidate:
    if config.openai is not None:
        return Candidate("openai", True, "set up in the room's file")
    if url := os.environ.get(URL_VARIABLE):
        return Candidate("openai", True, f"{URL_VARIABLE} is set ({url.rpartition('@')[2]})")
    return Candidate("openai", False, f"not set up: set {URL_VARIABLE}, or give options")


def _sherpa(config: AutoVoice.Config) -> Candidate:
    if find_spec("sherpa_onnx") is None:
        return Candidate("sherpa", False, SHERPA_MISSING)
    model = config.sherpa.get("model")
    there = installed.installed("sherpa")
    if model:
        return _found("sherpa", str(model))
    if not there:
        return Candidate("sherpa", False, "no model is installed: nightshift voice get kokoro")
    return Candidate("sherpa", True, f"model {min(there, key=catalogue.rank)} is installed")


def _coqui(config: AutoVoice.Config) -> Candidate:
    if find_spec("TTS") is None:
        return Candidate("coqui", False, COQUI_MISSING)
    if model := config.coqui.get("model"):
        return _found("coqui", str(model))
    there = installed.installed("coqui")
    if not there:
        return Candidate("coqui", False, "no model is installed: nightshift voice get xtts, or set model")
    return Candidate("coqui", True, f"model {there[0]} is installed")


def _found(engine: str, model: str) -> Candidate:
    try:
        return Candidate(engine, True, f"model {installed.find(model)}")
    except installed.ModelError as error:
        return Candidate(engine, False, str(error))


def _espeak(_: AutoVoice.Config) -> Candidate:
    if find_spec("espeakng_loader") is None:
        return Candidate("espeak", False, "espeakng-loader is not installed: pip install espeakng-loader")
    return Candidate("espeak", True, "always there")


async def _generator(voice: Voice, utterance: Utterance) -> AsyncGenerator[Speech]:
    """A voice's pieces as a generator, so that it can be closed whatever it is."""
    pieces = voice.speak(utterance)
    try:
        async for piece in pieces:
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
