"""Comments from the viewers' page."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal
from unicodedata import category, normalize

from agent.events import ChatMessage
from agent.language import detect

MAX_TEXT = 300
"""Characters of a comment."""

MAX_AUTHOR = 24
"""Characters of a name; the rest is cut off."""

_JOINERS = "\u200c\u200d"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a comment was not taken."""

    code: Literal["empty", "long", "busy", "closed"]
    reason: str
    """One sentence for whoever wrote it."""


def clean(text: str) -> str:
    """One line of visible characters.

    Control characters, lone surrogates, private-use characters and invisible formatting (among it what
    reverses the reading direction) go; the two joiners stay, as emoji and several scripts need them.
    White space of any kind becomes a single space.
    """
    visible = "".join(c for c in text if c.isspace() or c in _JOINERS or category(c) not in _INVISIBLE)
    return normalize("NFC", _SPACES.sub(" ", visible)).strip(_JOINERS + " ")


class PageChat:
    """The page as a chat source: what viewers submit comes out of ``messages``.

    Args:
        max_waiting: Comments that may wait for the room; more are refused, and their authors told.
        clock: Unix seconds.
    """

    platform = "page"

    def __init__(self, max_waiting: int = 200, clock: Callable[[], float] = time.time) -> None:
        self._max_waiting = max_waiting
        self._clock = clock
        self._waiting: deque[ChatMessage] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def submit(self, author: str, text: str) -> ChatMessage | Refusal:
        """Take a viewer's comment, or say why not. Never waits; call it on the event loop."""
        words = clean(text)
        if not words:
            return Refusal("empty", "There is nothing to read in that message.")
        if len(words) > MAX_TEXT:
            return Refusal("long", f"That message is too long: {MAX_TEXT} characters are the most.")
        if self._closed:
            return Refusal("closed", "The stream has ended.")
        if len(self._waiting) >= self._max_waiting:
            return Refusal("busy", "Too many messages at once. Please try again in a moment.")
        message = ChatMessage(
            id=uuid.uuid4().hex,
            platform=self.platform,
            author=clean(author)[:MAX_AUTHOR].strip() or "Guest",
            text=words,
            at=self._clock(),
            language=detect(words, default=""),
        )
        self._waiting.append(message)
        self._arrived.set()
        return message

    async def messages(self) -> AsyncIterator[ChatMessage]:
        """Comments as they come, until the source is closed."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._closed:
                return
            self._arrived.clear()
            await self._arrived.wait()

    async def close(self) -> None:
        """Take no more comments. Those that wait are still handed out. Safe to call twice."""
        self._closed = True
        self._arrived.set()
