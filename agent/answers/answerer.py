"""The answer to one question: by a tool or the fact lane, else by the model lane, else an honest abstention.

Whatever happens, an answer yields at least one line that may be said, unless the guard itself is broken. It
begins with the line that names the asker and the question. Catalogue work runs on a thread of its own; the
event loop only parses, splits and checks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Protocol, TypeVar, runtime_checkable

from agent.answers.addressing import Address
from agent.answers.answer import Answer
from agent.answers.finding import (
    FAILURES,
    Catalogue,
    Composer,
    Found,
    ToolAnswers,
    find,
    named,
    names,
    products_of,
)
from agent.answers.unanswered import Unanswered
from agent.events import Turn
from agent.lanes.base import Ask, Composed
from agent.lanes.model import ModelLane
from agent.lanes.phrasing import Phrasing
from agent.writer import LineWriter
from persona.schema import Persona

__all__ = ["Answer", "Answerer", "Catalogue", "Composer", "names"]

log = logging.getLogger(__name__)

_KNOWLEDGE_S = 1.5
"""Longest wait for the catalogue. Its answers take milliseconds; a stuck disk must not mean dead air."""
_TOOL_S = 6.0
"""Longest wait for the tool lane, whose tools have clocks of their own."""
_REFRESH_S = 0.4
"""Longest wait for live prices and stock; older ones are used as long as they are fresh."""
_REFRESHED = 3

T = TypeVar("T")


@runtime_checkable
class Live(Protocol):
    """What a catalogue with live prices and stock can do besides; ``tools.live.LiveShop``."""

    async def refresh(self, product_ids: list[str], within_s: float = ...) -> None:
        """Look up these products anew. Never raises."""
        ...


class Answerer:
    """Answers questions for one persona and one shop."""

    def __init__(
        self,
        shop: Catalogue,
        persona: Persona,
        fact_lane: Composer,
        writer: LineWriter,
        model: ModelLane | None = None,
        *,
        executor: Executor | None = None,
        unanswered: Unanswered | None = None,
        address: Address | None = None,
        tool_lane: ToolAnswers | None = None,
        phrasing: Phrasing | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Put the lanes together.

        Args:
            shop: The catalogue. One with live prices is refreshed before it is asked.
            persona: Who answers.
            fact_lane: Replies without a model.
            writer: Makes lines of either lane's words; its guard checks each.
            model: The chat model; None to do without.
            executor: Where catalogue work runs; a thread of its own when not given.
            unanswered: Where questions without an answer are noted.
            address: Names the asker and the question first; nobody is named without it.
            tool_lane: Replies that a tool plainly gives; they go before those of the fact lane.
            phrasing: Says "let me look"; by default in turn, whatever was said lately.
            now: Unix seconds, for the freshness of facts.
        """
        self.shop = shop
        self.persona = persona
        self.fact_lane = fact_lane
        self.writer = writer
        self.model = model
        self.unanswered = unanswered
        self.address = address
        self.tool_lane = tool_lane
        self.phrasing = phrasing or Phrasing(persona)
        self.now = now
        self._own_thread = ThreadPoolExecutor(1, "knowledge") if executor is None else None
        self._executor = executor or self._own_thread

    def begin(self, ask: Ask, turn: Turn, *, beside: bool = False) -> Answer:
        """Begin an answer; nothing happens until its lines are read.

        Args:
            ask: The question.
            turn: Whose lines they are.
            beside: Whether it is written beside the answer on air.
        """
        return Answer(self, ask, turn, beside=beside)

    async def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        if self.model is not None:
            await self.model.warm()

    async def close(self) -> None:
        """Close the model's connections, the list of unanswered questions, and the thread of its own."""
        if self._own_thread is not None:
            self._own_thread.shutdown(wait=False, cancel_futures=True)
        if self.model is not None:
            await self.model.close()
        if self.unanswered is not None:
            await self.unanswered.close()

    async def knowing(self, work: Callable[[], T]) -> T:
        """Run blocking work on the catalogue's thread.

        Raises:
            TimeoutError: It took too long.
        """
        async with asyncio.timeout(_KNOWLEDGE_S):
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def find(self, ask: Ask) -> Found:
        """What the tools, the facts and the catalogue give.

        Raises:
            Exception: One of ``agent.answers.finding.FAILURES``: the catalogue failed.
        """
        composed = await self._by_tool(ask)
        if composed is not None:
            products = await self.knowing(lambda: products_of(self.shop, composed.product_ids))
            return Found(composed, products, composed.facts, by_tool=True)
        if isinstance(self.shop, Live):
            called = await self.knowing(lambda: named(self.shop, ask))
            ids = [id for id in dict.fromkeys((*called, ask.on_stage)) if id]
            await self.shop.refresh(ids[:_REFRESHED], within_s=_REFRESH_S)
        return await self.knowing(
            lambda: find(self.shop, self.fact_lane, ask, self.now() if self.model is not None else None)
        )

    async def _by_tool(self, ask: Ask) -> Composed | None:
        if self.tool_lane is None:
            return None
        try:
            async with asyncio.timeout(_TOOL_S):
                return await self.tool_lane.answer(ask)
        except FAILURES as error:
            log.warning("the tool lane failed: %s", type(error).__name__)
            return None

    def abstain(self, ask: Ask) -> tuple[Composed, str]:
        """The fact lane's abstention, and the one product that the question names. Blocking."""
        called = named(self.shop, ask) if self.unanswered is not None else ()
        return self.fact_lane.abstain(ask), called[0] if len(called) == 1 else ""
