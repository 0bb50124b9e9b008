"""Answers kept for as long as they are fresh; the same question asked twice at once is asked once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from tools.base import ToolError, ToolResult

KEPT = 1024
"""Answers kept; the one longest unused is forgotten first."""
MOST_AT_ONCE = 64
"""Different questions on their way at once; a further one is refused."""


class FreshCache:
    """Results by key. For one event loop."""

    def __init__(self, now: Callable[[], float], kept: int = KEPT) -> None:
        """Begin empty.

        Args:
            now: Unix seconds.
            kept: Results kept at most.
        """
        self._now = now
        self._kept = kept
        self._held: OrderedDict[Hashable, ToolResult] = OrderedDict()
        self._asking: dict[Hashable, asyncio.Task[ToolResult]] = {}

    def __len__(self) -> int:
        return len(self._held)

    async def get(
        self, key: Hashable, ask: Callable[[], Awaitable[ToolResult]], *, anew: bool = False
    ) -> ToolResult:
        """The fresh result under a key, asked for if there is none.

        Whoever is cancelled leaves the request to the others who wait for it. A result without a time until
        which it is fresh is never kept.

        Args:
            key: What is asked for.
            ask: Asks for it.
            anew: Ask even where there is a fresh one.

        Raises:
            ToolError: It could not be had, or too much is being asked at once.
        """
        held = self._held.get(key)
        if held is not None and not anew:
            if held.fresh(self._now()):
                self._held.move_to_end(key)
                return held
            del self._held[key]
        task = self._asking.get(key)
        if task is None:
            if len(self._asking) >= MOST_AT_ONCE:
                raise ToolError("too much is being looked up at once", "unavailable")
            task = asyncio.create_task(self._asked(key, ask))
            self._asking[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    async def _asked(self, key: Hashable, ask: Callable[[], Awaitable[ToolResult]]) -> ToolResult:
        result = await ask()
        ages = result.facts and all(fact.fresh_until is not None for fact in result.facts)
        if ages and not result.problem and result.fresh(self._now()):
            self._held[key] = result
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
        return result

    def _done(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._asking.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen, even where everybody who waited has gone

    async def close(self) -> None:
        """End what is being asked."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        self._held.clear()
