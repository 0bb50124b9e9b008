"""The coupons a shop really has, looked up now and then, so that the show may mention them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from knowledge.model import Fact
from tools.base import ToolError
from tools.toolbox import Toolbox

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""Between two looks."""
LOOK_S = 10.0
"""Longest wait for one."""
TOOL = "coupon"


class Coupons:
    """Asks a room's coupon tool, where there is one."""

    def __init__(
        self, toolbox: Toolbox | None, *, now: Callable[[], float], exist: Callable[[bool], None]
    ) -> None:
        """Know of no coupon yet.

        Args:
            toolbox: The room's tools.
            now: Unix seconds.
            exist: Told whether there is a coupon to speak of.
        """
        self._toolbox = toolbox
        self._now = now
        self._exist = exist
        self._facts: tuple[Fact, ...] = ()

    def now(self) -> Sequence[Fact]:
        """Those that are current."""
        return [fact for fact in self._facts if fact.fresh(self._now())]

    async def run(self) -> None:
        """Keep looking until cancelled; at once over where no tool knows of coupons."""
        self._exist(False)
        if self._toolbox is None or self._toolbox.get(TOOL) is None:
            return
        while True:
            try:
                async with asyncio.timeout(LOOK_S):
                    result = await self._toolbox.call(TOOL, {})
                self._facts = () if result.problem else result.facts
            except (ToolError, TimeoutError) as error:
                log.info("coupons: %s", error or "no answer in time")
            self._exist(bool(self.now()))
            await asyncio.sleep(EVERY_S)
