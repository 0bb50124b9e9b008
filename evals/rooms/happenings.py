"""What happens while a room is on air: prices and stock change, the model fails, the operator acts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from typing import Any, Protocol

from agent.web.console_command import Command
from agent.web.desk import Done, OperatorError
from evals.conversations.schema import LiveEvent
from evals.rooms.copies import ShopWriter
from evals.scorers.known import Change
from evals.transcript import Happening
from knowledge.model import Fact

CONSOLE = "console 1"
"""Who acts, as the room's journal has it."""


class Outage(Protocol):
    """The model's endpoint, as far as it can be made to fail."""

    state: str
    """``up``, ``down`` or ``slow``."""


class Happenings:
    """Does what a conversation says, at its time."""

    def __init__(
        self,
        events: tuple[LiveEvent, ...],
        *,
        writer: ShopWriter,
        act: Callable[[Command, str], Awaitable[Done]],
        model: Outage,
        tool: Callable[[str, Mapping[str, Any]], None],
        executor: Executor,
    ) -> None:
        """Get ready.

        Args:
            events: In the order of their times.
            writer: Changes the shop.
            act: The room's operator controls.
            model: The model's endpoint.
            tool: Has the merchant's system answer something else, by tool.
            executor: Where the shop is written.
        """
        self._events = events
        self._writer = writer
        self._act = act
        self._model = model
        self._tool = tool
        self._executor = executor
        self.happened: list[Happening] = []
        self.changes: list[Change] = []
        """New facts with when they held from, in virtual seconds."""

    async def run(self, began: float) -> None:
        """Do everything.

        Args:
            began: Loop time at which the room went on air.

        Raises:
            ShopCopyError: An event names a product that the shop does not have.
            ShopError: The shop cannot be written.
        """
        loop = asyncio.get_running_loop()
        for event in self._events:
            await asyncio.sleep(max(0.0, began + event.t - loop.time()))
            kind, detail = await self._do(event, loop.time() - began)
            self.happened.append(Happening(at_s=round(loop.time() - began, 3), kind=kind, detail=detail))

    async def _do(self, event: LiveEvent, at_s: float) -> tuple[str, str]:
        loop = asyncio.get_running_loop()
        if event.price is not None:
            facts = await loop.run_in_executor(self._executor, self._writer.price, event.price)
            self._changed(facts, at_s)
            return "price", f"{event.price.product}: {event.price.price}"
        if event.stock is not None:
            facts = await loop.run_in_executor(self._executor, self._writer.stock, event.stock)
            self._changed(facts, at_s)
            return "stock", f"{event.stock.product}: {event.stock.count}"
        if event.model is not None:
            self._model.state = event.model
            return "model", event.model
        if event.tool is not None:
            self._tool(event.tool.tool, event.tool.answer)
            return "tool", event.tool.tool
        assert event.operator is not None
        deed = event.operator
        said = " ".join(filter(None, (deed.action, deed.target, deed.text)))
        try:
            await self._act(Command(action=deed.action, target=deed.target, text=deed.text), CONSOLE)
        except OperatorError as error:
            return "operator", f"{said}: refused: {error}"
        return "operator", said

    def _changed(self, facts: tuple[Fact, ...], at_s: float) -> None:
        self.changes += [Change(round(at_s, 3), fact) for fact in facts]
