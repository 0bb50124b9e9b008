"""sherpa-onnx: Kokoro, VITS, Matcha and Piper voices from a folder, in a process of their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Speech, Utterance
from avatar.spelling import Lexicon
from avatar.voices.cache.fingerprint import file_mark, fingerprint
from avatar.voices.engine.model import ModelProcess
from avatar.voices.engine.process import EngineProcess
from avatar.voices.models import catalogue, installed
from avatar.voices.phrases import LONGEST_PHRASE, Phrase
from avatar.voices.pieces import checked, of_one_language, primary, shifted, speeches
from avatar.voices.prosody import within_octave
from avatar.voices.sherpa.files import sherpa_files
from avatar.voices.sherpa.messages import SherpaRequest

MISSING = 'sherpa-onnx is not installed: make voices, or pip install "nightshift[sherpa]"'

_MODULE = "avatar.voices.sherpa.worker"


class SherpaVoice:
    """Speaks with one sherpa-onnx model; sound comes sentence by sentence."""

    class Config(BaseModel):
        """Options of the voice."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        model: str = ""
        """A model that ``nightshift voice get`` installed, or a folder; the best installed one if empty."""
        languages: tuple[str, ...] = ()
        """Primary subtags the model speaks; as the model's folder says if empty."""
        speakers: dict[str, int] = {}
        """The model's speaker for each language, by number; as the catalogue says, else 0."""
        rate: float = Field(default=1.0, ge=0.5, le=2.0)
        """Speaking rate, relative to the model's."""
        threads: int = Field(default=2, ge=1, le=16)
        start_s: float = Field(default=60.0, gt=0.0, le=600.0)
        """Seconds the model may take to load."""
        timeout_s: float = Field(default=20.0, gt=0.0, le=120.0)
        """Seconds without new sound after which the process is given up."""
        longest: int = Field(default=5_000, ge=100, le=20_000)
        """Characters; what a longer text has beyond them is not spoken."""
        longest_s: float = Field(default=90.0, ge=1.0, le=300.0)
        """Seconds of sound that one phrase may come to."""

    parallel = 1

    def __init__(self, config: Config | None = None, *, lexicon: Lexicon | None = None) -> None:
        self._config = config or self.Config()
        self._lexicon = lexicon
        self._process = ModelProcess(self._made)
        self._speakers: dict[str, int] = {}
        self.languages: frozenset[str] | None = frozenset(self._config.languages) or None

    async def speak(self, utterance: Utterance) -> AsyncGenerator[Speech]:
        """Yield the sound as the model makes it.

        Raises:
            VoiceError: The extra or the model is missing, the model does not speak the language, its
                process crashed or took too long.
        """
        process = await self._process.ready()
        parts = checked("this model", utterance, self._config.longest, self.languages, self._lexicon)
        if self.languages is None or len(self.languages) > 1:
            parts = of_one_language(parts, LONGEST_PHRASE)

        async def say(phrase: Phrase) -> AsyncGenerator[Speech]:
            async with aclosing(process.run(self._request(phrase, utterance))) as sounds:
                async for sound in sounds:
                    yield Speech(utterance.id, sound.pcm, last=sound.last)

        async with aclosing(speeches(utterance, parts, say)) as spoken:
            async for speech in spoken:
                yield speech

    async def warm(self) -> None:
        """Load the model, so that the first sentence is quick.

        Raises:
            VoiceError: As for ``speak``.
        """
        await (await self._process.ready()).start()

    async def close(self) -> None:
        """End the process. Safe to call twice."""
        await self._process.close()

    def fingerprint(self, language: str) -> str:
        """What the sound depends on beside the utterance."""
        try:
            engine = version("sherpa-onnx")
        except PackageNotFoundError:
            engine = ""
        options = self._config.model_dump(include={"model", "speakers", "rate"})
        try:
            path = locate(self._config.model)
            options |= {"net": file_mark(sherpa_files(path).model), "card": installed.card(path).speakers}
        except (installed.ModelError, OSError):
            options["net"] = ""
        return fingerprint("sherpa", engine, options, primary(language), self._lexicon)

    def _made(self) -> EngineProcess:
        config, path = self._config, self._look()
        return EngineProcess(
            "sherpa-onnx", _MODULE, str(path), str(config.threads),
            env={"OMP_WAIT_POLICY": "PASSIVE"},
            start_s=config.start_s, silent_s=config.timeout_s, longest_s=config.longest_s,
        )  # fmt: skip

    def _look(self) -> Path:
        path = locate(self._config.model)
        files = sherpa_files(path)
        self.languages = frozenset(self._config.languages) or files.languages
        if not self.languages:
            raise installed.ModelError(f"{path} does not show what it speaks: set languages, e.g. [en]")
        self._speakers = {**installed.card(path).speakers, **self._config.speakers}
        return path

    def _request(self, phrase: Phrase, utterance: Utterance) -> SherpaRequest:
        return SherpaRequest(
            text=phrase.spelling.text,
            language=phrase.language,
            speaker=self._speakers.get(phrase.language, 0),
            speed=within_octave(self._config.rate * utterance.rate),
            pitch=shifted(utterance.pitch),
            sounds=tuple((it.start, it.end, it.ipa) for it in phrase.spelling.sounds),
        )


def locate(model: str) -> Path:
    """The folder of the model to speak with.

    Args:
        model: A name or a folder; empty for the best one that is installed.

    Raises:
        ModelError: sherpa-onnx or the model is missing.
    """
    if find_spec("sherpa_onnx") is None:
        raise installed.ModelError(MISSING)
    if model:
        return installed.find(model)
    there = installed.installed("sherpa")
    if not there:
        raise installed.ModelError("no sherpa-onnx voice is installed: nightshift voice get kokoro")
    return installed.find(min(there, key=catalogue.rank))
