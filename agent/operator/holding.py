"""Why a host is not speaking of its own accord: stopped, paused, or taken over by the operator."""

from __future__ import annotations

import asyncio
from typing import Literal

HOLD_S = 600.0
"""A hold that the operator does not touch for so long ends by itself: a room is never off air for good."""

Silence = Literal["", "stopped", "paused"]


class Holding:
    """A silence, a take-over, or a silence on top of a take-over; none lasts for ever."""

    def __init__(self) -> None:
        self.silence: Silence = ""
        """Why nothing at all is to be said; empty when something may be."""
        self.taken_over = False
        """Whether only the operator's words are said."""
        self._until = 0.0

    def hush(self, silence: Silence) -> None:
        """Let nothing be said."""
        self.silence = silence
        self.touch()

    def take_over(self) -> None:
        """Let only the operator's words be said."""
        self.silence = ""
        self.taken_over = True
        self.touch()

    def touch(self) -> None:
        """The operator is there: what holds lasts on."""
        self._until = asyncio.get_running_loop().time() + HOLD_S

    async def wait(self, wake: asyncio.Event) -> bool:
        """Wait until something happens.

        Returns:
            Whether the hold is to go on; false when it has outlasted the operator's patience.
        """
        try:
            async with asyncio.timeout_at(self._until):
                await wake.wait()
        except TimeoutError:
            return asyncio.get_running_loop().time() < self._until
        return True
