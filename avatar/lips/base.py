"""Lips as everything else sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from avatar.media import MouthTrack, Speech, Utterance


class Lips(Protocol):
    """Puts a mouth to an utterance's sound, while the sound comes."""

    def follow(
        self, utterance: Utterance, pieces: AsyncIterator[Speech]
    ) -> AsyncIterator[tuple[Speech, MouthTrack]]:
        """Yield all of the sound in order, each piece with its mouth track.

        Pieces may be cut anew; never more than 80 ms of sound is held back for look-ahead. Row 0 of a track
        is at its piece's start, before any lead is applied. Words are filled in where the engine gives none.

        Args:
            utterance: What is said.
            pieces: Its sound, in order, as the voice yields it.

        Raises:
            VoiceError: As the pieces do.
        """
        ...

    async def warm(self) -> None:
        """Get ready, so that the first sentence is quick. Needs not be called."""
        ...

    async def close(self) -> None:
        """Release processes and memory. Safe to call twice."""
