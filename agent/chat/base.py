"""A chat platform as the room sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from agent.events import ChatMessage


class ChatSource(Protocol):
    """Where comments come from.

    A platform is one file with a class of this shape and one line in ``agent.chat.SOURCES``.
    """

    def messages(self) -> AsyncIterator[ChatMessage]:
        """Comments as they come, until the source ends.

        Raises:
            ChatError: The source is gone; the room goes on without it and says so.
        """
        ...

    async def close(self) -> None:
        """Stop listening. Safe to call twice."""


class ChatError(RuntimeError):
    """A chat source cannot be read."""
