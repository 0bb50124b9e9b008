"""A voice without sound: it only takes the time that speaking takes. And lips that rest."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import numpy as np

from avatar.media import SAMPLE_RATE_HZ, VISEMES, MouthTrack, Speech, Utterance, Word
from avatar.voices.prosody import within_octave

LATIN_S, HAN_S, PAUSE_S = 0.062, 0.21, 0.18
"""Seconds a Latin character, a Chinese one, and a pause at a comma take: what the built-in voice takes over
the demo shop's pitches, to a tenth."""
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_PAUSES = frozenset("，。；：,;:")


class SilentVoice:
    """Speaks silence, with the times of its words."""

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield one piece."""
        rate = within_octave(utterance.rate)
        ends: list[float] = []
        at = 0.0
        for character in utterance.text:
            han = "\u3400" <= character <= "\u9fff"
            at += (HAN_S if han else PAUSE_S if character in _PAUSES else LATIN_S) / rate
            ends.append(at)
        words = tuple(
            Word(
                int((ends[m.start() - 1] if m.start() else 0.0) * SAMPLE_RATE_HZ),
                int(ends[m.end() - 1] * SAMPLE_RATE_HZ),
                m.start(),
                m.end(),
            )
            for m in _WORD.finditer(utterance.text)
        )
        yield Speech(utterance.id, np.zeros(int(at * SAMPLE_RATE_HZ), np.float32), words=words)

    async def warm(self) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to release."""


class RestingLips:
    """A closed mouth."""

    async def follow(
        self, utterance: Utterance, pieces: AsyncIterator[Speech]
    ) -> AsyncIterator[tuple[Speech, MouthTrack]]:
        """Yield each piece with no rows at all."""
        async for speech in pieces:
            yield speech, MouthTrack(speech.start, np.zeros((0, len(VISEMES)), np.float32))

    async def warm(self) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to release."""
