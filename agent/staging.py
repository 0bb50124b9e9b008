"""Keeps one room's stage on air: starts it, listens to it, starts another when it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from avatar.media import SAMPLE_RATE_HZ, Card
from avatar.stage.base import Stage, StageLost
from avatar.stage.messages import Asked, Command, Ready, Report, Show, Stats

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
ATTEMPTS = 6
"""Starts in a row that may fail before the room gives up."""


class Staging:
    """The stage of the moment, and what stands on it."""

    def __init__(
        self,
        start: Callable[[int], Awaitable[Stage]],
        *,
        report: Callable[[Report], Awaitable[None]],
        lost: Callable[[str], Awaitable[None]],
    ) -> None:
        """Set up.

        Args:
            start: Starts a stage at a sample of the audio clock.
            report: Gets everything the stage reports.
            lost: Called with one line when a stage is gone.
        """
        self._start = start
        self._report = report
        self._lost = lost
        self._stage: Stage | None = None
        self._card: Card | None = None
        self._at = 0
        self._at_time = 0.0
        self.ready = asyncio.Event()

    @property
    def stage(self) -> Stage:
        """The stage to send to now.

        Raises:
            StageLost: There is none at the moment.
        """
        if self._stage is None:
            raise StageLost("the stage is being started")
        return self._stage

    async def run(self) -> None:
        """Keep a stage on air until cancelled.

        Raises:
            StageLost: It failed to start several times in a row.
        """
        failures = 0
        try:
            while True:
                try:
                    was_ready = await self._one_life()
                    reason = "the stage ended"
                except StageLost as error:
                    was_ready, reason = self.ready.is_set(), str(error)
                await self._drop()
                failures = 0 if was_ready else failures + 1
                if failures >= ATTEMPTS:
                    raise StageLost(f"the stage failed to start {failures} times: {reason}")
                await self._lost(reason)
                await asyncio.sleep(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**failures))
        finally:
            await self._drop()

    async def _one_life(self) -> bool:
        loop = asyncio.get_running_loop()
        elapsed = loop.time() - self._at_time if self._at_time else 0.0
        self._stage = await self._start(self._at + int(elapsed * SAMPLE_RATE_HZ))
        async for report in self._stage.reports():
            if isinstance(report, Ready | Stats):
                self._at, self._at_time = report.at, loop.time()
            if isinstance(report, Ready):
                if self._card is not None:
                    await self._stage.send(Show(self._card))
                self.ready.set()
            await self._report(report)
        return self.ready.is_set()

    async def _drop(self) -> None:
        self.ready.clear()
        stage, self._stage = self._stage, None
        if stage is not None:
            await stage.close()

    async def show(self, card: Card | None) -> None:
        """Put a product card on stage; a stage started later shows it too."""
        self._card = card
        await self._tell(Show(card))

    async def asked(self, author: str, text: str) -> None:
        """Show whose question is being answered; empty texts show nothing."""
        await self._tell(Asked(author, text))

    async def _tell(self, command: Command) -> None:
        try:
            await self.stage.send(command)
        except StageLost as error:
            log.info("not shown: %s", error)
