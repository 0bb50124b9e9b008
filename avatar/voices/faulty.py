"""A voice that goes wrong on purpose: errors, hangs, half sentences, garbage. For tests and benchmarks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.base import Voice, VoiceError
from avatar.voices.tone import ToneVoice

Fault = Literal["", "error", "refused", "hang", "deaf", "stall", "truncated", "garbage", "crash"]

_HANG_S = 3600.0
_PIECE = SAMPLE_RATE_HZ // 5


class FaultyVoice:
    """Speaks like another voice, in pieces, or goes wrong, as the seed has it."""

    class Config(BaseModel):
        """How often what goes wrong. Shares of all sentences; the rest is spoken."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        error: float = Field(default=0.2, ge=0.0, le=1.0)
        """Fails before any sound."""
        refused: float = Field(default=0.0, ge=0.0, le=1.0)
        """Fails for good."""
        hang: float = Field(default=0.08, ge=0.0, le=1.0)
        """Never begins."""
        deaf: float = Field(default=0.02, ge=0.0, le=1.0)
        """Never begins, and for a second does not listen when it is cancelled."""
        stall: float = Field(default=0.02, ge=0.0, le=1.0)
        """Stops for good after some sound."""
        truncated: float = Field(default=0.03, ge=0.0, le=1.0)
        """Ends after some sound, without a last piece."""
        garbage: float = Field(default=0.03, ge=0.0, le=1.0)
        """Yields what is no sound, at the beginning or after some sound."""
        crash: float = Field(default=0.02, ge=0.0, le=1.0)
        """Raises what no voice should."""
        piece_s: float = Field(default=0.01, ge=0.0, le=10.0)
        """Seconds before each piece, on the event loop's clock."""
        gain_db: float = Field(default=0.0, ge=-60.0, le=20.0)
        """Decibels that it is louder than the other voice; what goes over full scale is clipped."""
        timed: bool = True
        """Whether its pieces tell the times of words."""
        seed: int = 0

    def __init__(self, config: Config | None = None, voice: Voice | None = None) -> None:
        """Set it up.

        Args:
            config: What goes wrong.
            voice: Speaks what does not; tones when not given.
        """
        self._config = config or self.Config()
        self._voice = voice or ToneVoice()
        self._random = random.Random(self._config.seed)
        self.done: list[Fault] = []
        """What went wrong, call by call."""

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the sound, or go wrong.

        Raises:
            VoiceError: As configured.
        """
        fault = self._drawn()
        self.done.append(fault)
        await self._beginning(fault)
        pieces = await self._pieces(utterance)
        for index, piece in enumerate(pieces):
            await asyncio.sleep(self._config.piece_s)
            if index >= len(pieces) // 2 and fault in ("stall", "truncated", "garbage"):
                async for broken in self._middle(fault, piece):
                    yield broken
                return
            yield piece

    async def warm(self) -> None:
        """Get the other voice ready."""
        await self._voice.warm()

    async def close(self) -> None:
        """Close the other voice."""
        await self._voice.close()

    def _drawn(self) -> Fault:
        names: tuple[Fault, ...] = (
            "error", "refused", "hang", "deaf", "stall", "truncated", "garbage", "crash",
        )  # fmt: skip
        value = self._random.random()
        for name in names:
            value -= getattr(self._config, name)
            if value < 0:
                return name
        return ""

    async def _beginning(self, fault: Fault) -> None:
        if fault == "error":
            raise VoiceError("an error, on purpose")
        if fault == "refused":
            raise VoiceError("refused, on purpose", retryable=False)
        if fault == "crash":
            raise ZeroDivisionError("a crash, on purpose")
        if fault == "hang":
            await asyncio.sleep(_HANG_S)
        if fault == "deaf":
            try:
                await asyncio.sleep(_HANG_S)
            except asyncio.CancelledError:
                await asyncio.sleep(1.0)
                raise

    async def _middle(self, fault: Fault, piece: Speech) -> AsyncIterator[Speech]:
        if fault == "stall":
            await asyncio.sleep(_HANG_S)
        if fault == "garbage":
            bad = self._random.choice([np.nan, np.inf, 1e9])
            yield replace(piece, pcm=np.full(len(piece.pcm), bad, np.float32))

    async def _pieces(self, utterance: Utterance) -> list[Speech]:
        """The other voice's sound in pieces of a fifth of a second."""
        whole = [speech async for speech in self._voice.speak(utterance)]
        gain = np.float32(10 ** (self._config.gain_db / 20))
        pcm = np.clip(np.concatenate([speech.pcm for speech in whole]) * gain, -1.0, 1.0)
        words = [word for speech in whole for word in speech.words] if self._config.timed else []
        cuts = range(0, max(len(pcm), 1), _PIECE)
        return [
            Speech(
                utterance.id, pcm[at : at + _PIECE], at, (),
                tuple(word for word in words if at <= word.start < at + _PIECE),
                at + _PIECE >= len(pcm),
            )
            for at in cuts
        ]  # fmt: skip
