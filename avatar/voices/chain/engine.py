"""One engine speaking one utterance, in a task of its own, so that nothing it does can block the others."""

from __future__ import annotations

import asyncio
from collections import deque

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.base import Voice, VoiceError

_BUFFER = 10 * SAMPLE_RATE_HZ
"""Samples that an engine may be ahead of its listener."""


class TooSlow(VoiceError):
    """An engine did not keep to its time."""


class Lingering:
    """Tasks that were cancelled and have not ended yet: nobody waits for them, nobody forgets them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def drop(self, task: asyncio.Task[None]) -> None:
        """Cancel a task and let it end in its own time."""
        task.cancel()
        if not task.done():
            self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def wait(self, timeout_s: float) -> int:
        """Wait for all of them.

        Returns:
            How many have not ended in time.
        """
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=timeout_s)
        return len(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()


class EngineRun:
    """An engine at work. Made on a running loop; ``drop`` it in the end."""

    def __init__(self, voice: Voice, utterance: Utterance, lingering: Lingering) -> None:
        self._voice, self._utterance, self._lingering = voice, utterance, lingering
        self._pieces: deque[Speech] = deque()
        self._buffered = 0
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._task = asyncio.create_task(self._pull(), name=f"voice {utterance.id}")
        self._task.add_done_callback(lambda _: self._more.set())

    async def next(self, timeout_s: float) -> Speech:
        """The next piece.

        Raises:
            TooSlow: It took longer.
            VoiceError: The engine failed, or ended before its last piece.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not self._pieces:
                    if self._task.done():
                        raise _failure(self._task)
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise TooSlow(f"took over {timeout_s:.3g} s") from None
        piece = self._pieces.popleft()
        self._buffered -= _size(piece)
        self._room.set()
        return piece

    def drop(self) -> None:
        """Stop listening. Returns at once."""
        self._lingering.drop(self._task)

    async def _pull(self) -> None:
        pieces = self._voice.speak(self._utterance)
        try:
            async for piece in pieces:
                self._pieces.append(piece)
                self._buffered += _size(piece)
                self._more.set()
                while self._buffered > _BUFFER:
                    self._room.clear()
                    await self._room.wait()
        finally:
            close = getattr(pieces, "aclose", None)
            if close is not None:
                await close()


def _size(piece: Speech) -> int:
    """Samples of a piece; engines at fault may give anything."""
    return int(getattr(piece.pcm, "size", 0)) + 1


def _failure(task: asyncio.Task[None]) -> VoiceError:
    """Why an engine is done though its last piece has not come."""
    if task.cancelled():
        return VoiceError("was cancelled from inside")
    error = task.exception()
    if isinstance(error, VoiceError):
        return error
    if error is not None:
        first = str(error).splitlines()[0][:200] if str(error) else ""
        return VoiceError(f"failed: {type(error).__name__} {first}".rstrip())
    return VoiceError("ended before its last piece")
