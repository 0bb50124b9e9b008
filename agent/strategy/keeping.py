"""Keeps a room's strategy going: every choice and outcome is journaled before it takes effect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.journal import Journal, JournalError
from agent.strategy.strategy import Strategy

LONGEST_S = 60.0
"""Longest pause between two looks at the clock."""
SHORTEST_S = 0.5


async def keep(strategy: Strategy, journal: Journal, now: Callable[[], float]) -> None:
    """Choose tactics, journal them, let them take effect; until cancelled, or at once when it is off.

    Args:
        strategy: The room's.
        journal: Gets ``tactic.chosen`` and ``tactic.outcome``.
        now: Unix seconds.

    Raises:
        JournalError: A choice could not be journaled, so it did not take effect.
    """
    while strategy.enabled:
        try:
            for decision in strategy.tick(now()):
                await journal.write(decision.kind, now(), **decision.data)
        except JournalError:
            strategy.take_back()
            raise
        strategy.take_effect()
        await asyncio.sleep(min(LONGEST_S, max(SHORTEST_S, strategy.due() - now())))
