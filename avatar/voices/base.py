"""A voice as everything else sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from avatar.media import Speech, Utterance


class Voice(Protocol):
    """Turns one utterance into sound.

    A back end is one file with a class of this shape, a nested ``Config`` (pydantic,
    ``extra="forbid"``) that its constructor takes, and one line in ``avatar.registry``.
    """

    def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the utterance's sound in order, as it comes; the last piece has ``last`` set.

        Text without anything to say yields one empty last piece.

        Raises:
            VoiceError: Nothing (more) can be said; the caller falls back.
        """
        ...

    async def warm(self) -> None:
        """Get ready, so that the first sentence is quick. Needs not be called.

        Raises:
            VoiceError: The voice cannot work here.
        """
        ...

    async def close(self) -> None:
        """Release processes and memory. Safe to call twice."""


class VoiceError(RuntimeError):
    """A voice failed.

    Attributes:
        retryable: Whether the same request may work a moment later.
    """

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable
