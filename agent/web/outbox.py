"""What waits to be sent down one connection."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Outbox(Generic[Item]):
    """A queue with one reader. What happens when it is full is up to the class that fills it."""

    def __init__(self) -> None:
        self._waiting: deque[Item] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def _put(self, *items: Item) -> None:
        self._waiting.extend(items)
        self._arrived.set()

    def close(self) -> None:
        """Drop what waits and end the reader's loop. Safe to call twice."""
        self._closed = True
        self._waiting.clear()
        self._arrived.set()

    async def _take(self) -> Item:
        """The next item, as soon as there is one.

        Raises:
            StopAsyncIteration: It was closed.
        """
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()
