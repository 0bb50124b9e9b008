"""Any OpenAI-compatible ``/v1/audio/speech``: sound is passed on as it comes over the wire."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Pcm, Speech, Utterance
from avatar.spelling import Lexicon
from avatar.voices.base import VoiceError
from avatar.voices.cache.fingerprint import fingerprint
from avatar.voices.openai.answer import explained, sound
from avatar.voices.openai.codec import Format
from avatar.voices.phrases import Phrase
from avatar.voices.pieces import checked, of_one_language, primary, speeches
from avatar.voices.prosody import instructions, within_octave

URL_VARIABLE = "NIGHTSHIFT_SPEECH_URL"
"""Environment variable with the address of the service."""

_OPENAI = "https://api.openai.com/v1"
_LONGEST_INPUT = 2000
"""Characters of one request; the service takes 4096."""


class OpenAIVoice:
    """Speaks through a service; up to ``parallel`` sentences at once."""

    class Config(BaseModel):
        """Options of the voice."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        base_url: str = Field(default="", max_length=500)
        """Address up to and with ``/v1``; ``$NIGHTSHIFT_SPEECH_URL``, else OpenAI's own if empty."""
        key_env: str = Field(default="OPENAI_API_KEY", pattern=r"^[A-Z][A-Z0-9_]{0,63}$")
        """Environment variable that holds the key. Local services may need none."""
        model: str = Field(default="gpt-4o-mini-tts", min_length=1, max_length=200)
        voices: dict[str, str] = {}
        """The service's voice for each language; ``voice`` for others."""
        voice: str = Field(default="coral", min_length=1, max_length=200)
        languages: tuple[str, ...] = ()
        """Primary subtags the service's model speaks; any if empty."""
        format: Literal["auto", "pcm", "wav", "mp3", "opus", "flac", "aac"] = "auto"
        """What is asked for. ``auto`` asks for PCM and takes what comes, told by its first bytes."""
        pcm_rate_hz: int = Field(default=24_000, ge=8_000, le=48_000)
        """Hertz of bare PCM, which does not say itself."""
        rate: float = Field(default=1.0, ge=0.5, le=2.0)
        """Speaking rate, relative to the service's."""
        instruct: bool = True
        """Whether the mood is put into words; off for services that refuse the field."""
        first_s: float = Field(default=10.0, gt=0.0, le=120.0)
        """Seconds until the service must have begun to answer."""
        timeout_s: float = Field(default=10.0, gt=0.0, le=120.0)
        """Seconds without new sound after which a sentence is given up."""
        longest: int = Field(default=5_000, ge=100, le=20_000)
        """Characters; what a longer text has beyond them is not spoken."""
        longest_s: float = Field(default=180.0, ge=1.0, le=600.0)
        """Seconds of sound that one request may come to."""

    parallel = 4

    def __init__(
        self,
        config: Config | None = None,
        *,
        lexicon: Lexicon | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._config = config or self.Config()
        self._lexicon = lexicon
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._closed = False
        self.languages = frozenset(self._config.languages) or None

    @property
    def base_url(self) -> str:
        """The address in use."""
        return (self._config.base_url or os.environ.get(URL_VARIABLE) or _OPENAI).rstrip("/")

    async def speak(self, utterance: Utterance) -> AsyncGenerator[Speech]:
        """Yield the sound as it arrives.

        Raises:
            VoiceError: The service refuses, fails, is silent for too long, or sends what is no sound.
        """
        parts = checked("this service", utterance, self._config.longest, self.languages, self._lexicon)

        async def say(phrase: Phrase) -> AsyncGenerator[Speech]:
            async with aclosing(self._said(phrase, utterance)) as pcms:
                async for pcm in pcms:
                    yield Speech(utterance.id, pcm, last=False)

        joined = of_one_language(parts, _LONGEST_INPUT)
        async with aclosing(speeches(utterance, joined, say)) as spoken:
            async for speech in spoken:
                yield speech

    async def warm(self) -> None:
        """Open a connection, so that the first sentence does not wait for it.

        Raises:
            VoiceError: The service cannot be reached, or there is no key for OpenAI's own.
        """
        self._ready()
        try:
            async with asyncio.timeout(self._config.first_s):
                await self._connected().get(f"{self.base_url}/models", headers=self._headers())
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise VoiceError(f"{self._where()} cannot be reached: {_brief(error)}") from None

    async def close(self) -> None:
        """Close the connections. Safe to call twice."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def fingerprint(self, language: str) -> str:
        """What the sound depends on beside the utterance."""
        config = self._config.model_dump(
            exclude={"key_env", "first_s", "timeout_s", "longest", "longest_s", "voices"}
        )
        config |= {"base_url": self.base_url, "voice": self._voice(primary(language))}
        return fingerprint("openai", "v1", config, primary(language), self._lexicon)

    def _ready(self) -> None:
        if self._closed:
            raise VoiceError("the voice is closed", retryable=False)
        if self.base_url == _OPENAI and not self._key():
            raise VoiceError(f"no key for {self._where()}: set {self._config.key_env}", retryable=False)

    async def _said(self, phrase: Phrase, utterance: Utterance) -> AsyncGenerator[Pcm]:
        """One request's sound: 48 kHz, as it comes."""
        self._ready()
        config = self._config
        url = f"{self.base_url}/audio/speech"
        try:
            request = self._connected().build_request(
                "POST", url, json=self._body(phrase, utterance), headers=self._headers()
            )
            async with asyncio.timeout(config.first_s):
                answer = await self._connected().send(request, stream=True)
        except TimeoutError:
            raise VoiceError(f"{self._where()} did not answer for {config.first_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VoiceError(f"{self._where()} cannot be reached: {_brief(error)}") from None
        try:
            if answer.status_code != httpx.codes.OK:
                raise await explained(self._where(), answer, config.timeout_s, self._key())
            expected = Format("pcm" if config.format == "auto" else config.format)
            chunks = sound(
                self._where(), answer, expected, config.pcm_rate_hz,
                silent_s=config.timeout_s, longest_s=config.longest_s, secret=self._key(),
            )  # fmt: skip
            async with aclosing(chunks):
                async for pcm in chunks:
                    yield pcm
        finally:
            await answer.aclose()

    def _body(self, phrase: Phrase, utterance: Utterance) -> dict[str, object]:
        config = self._config
        body: dict[str, object] = {
            "model": config.model,
            "input": phrase.spelling.text.strip(),
            "voice": self._voice(primary(utterance.language)),
            "response_format": "pcm" if config.format == "auto" else config.format,
        }
        speed = within_octave(config.rate * utterance.rate)
        if abs(speed - 1.0) >= 0.01:
            body["speed"] = round(speed, 3)
        if config.instruct and (told := instructions(utterance)):
            body["instructions"] = told
        return body

    def _voice(self, language: str) -> str:
        return self._config.voices.get(language, self._config.voice)

    def _headers(self) -> dict[str, str]:
        key = self._key()
        return {"Authorization": f"Bearer {key}"} if key else {}

    def _key(self) -> str:
        return os.environ.get(self._config.key_env, "").strip()

    def _where(self) -> str:
        """The service's address for errors: without a key that somebody wrote into it."""
        return re.sub(r"//[^/@]*@", "//", self.base_url)

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            limits = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=60.0)
            timeout = httpx.Timeout(self._config.first_s, pool=self._config.first_s)
            self._client = httpx.AsyncClient(
                limits=limits, timeout=timeout, transport=self._transport, follow_redirects=False
            )
        return self._client


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
