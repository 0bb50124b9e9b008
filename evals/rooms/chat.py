"""A conversation's viewers: they write what the script says, when it says it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from decimal import Decimal

from agent.events import ChatMessage
from evals.conversations.schema import Conversation, Message
from knowledge.money import money

PLATFORM = "eval"
MOVED_S = 0.5
"""Seconds by which another seed moves a message, at most."""


def timed(conversation: Conversation, seed: int) -> list[tuple[float, str, Message]]:
    """The messages with their times and ids, in order.

    Args:
        conversation: Its script.
        seed: 0 takes the script's times. Any other moves each message by up to half of what lies between it
            and the message or live event next to it, and by ``MOVED_S`` at most, so that the order stays.
    """
    found = [(message.t, id, message) for id, message in conversation.messages()]
    if not seed:
        return found
    rng = random.Random(f"{seed}:{conversation.id}")
    marks = sorted(
        [0.0, *(t for t, _, _ in found), *(one.t for one in conversation.live), conversation.for_s]
    )
    moved = []
    for t, id, message in found:
        place = marks.index(t)
        before = marks[place - 1] if place else t
        after = marks[place + 1]
        moved.append(
            (t + rng.uniform(-1, 1) * min(MOVED_S, (t - before) / 2.05, (after - t) / 2.05), id, message)
        )
    return moved


class ScriptedChat:
    """A ``ChatSource``."""

    def __init__(
        self, conversation: Conversation, *, seed: int, currency: str, now: Callable[[], float]
    ) -> None:
        """Read the script.

        Args:
            conversation: Whose.
            seed: See ``timed``.
            currency: ISO 4217, of what is paid.
            now: Unix seconds.
        """
        self.script = timed(conversation, seed)
        self._currency = currency
        self._now = now
        self._began: float | None = None
        self._closed = False

    def begin(self, at: float) -> None:
        """Say when the room went on air.

        Args:
            at: Loop time.
        """
        self._began = at

    async def messages(self) -> AsyncIterator[ChatMessage]:
        """What they write, at its time."""
        loop = asyncio.get_running_loop()
        began = self._began if self._began is not None else loop.time()
        for t, id, message in self.script:
            if (wait := began + t - loop.time()) > 0:
                await asyncio.sleep(wait)
            if self._closed:
                return
            paid = money(Decimal(message.paid), self._currency) if message.paid is not None else None
            yield ChatMessage(
                id, PLATFORM, message.by, message.text, self._now(), message.kind,
                paid=paid, product_id=message.product,
            )  # fmt: skip

    async def close(self) -> None:
        """Write nothing more."""
        self._closed = True
