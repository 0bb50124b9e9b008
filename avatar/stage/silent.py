"""A stage without picture and encode, on the event loop's own clock.

The same timeline as the real stage decides what is heard and when, so offline runs and tests see the same
reports. Under virtual time an hour passes in seconds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress

from avatar.clock import BLOCK, Pace
from avatar.media import SAMPLE_RATE_HZ
from avatar.stage.base import StageLost
from avatar.stage.messages import Begin, Clear, Command, Ended, Feed, Quit, Ready, Report, Started, Stats
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import Begun

_REPORTS = 10_000
"""Reports that may wait. ``Stats`` are left out when a tenth of them wait."""


class SilentStage:
    """A stage that keeps time and does nothing else. Made by ``start``."""

    def __init__(self, at: int = 0) -> None:
        """Use ``start`` instead."""
        self._timeline = Timeline(at)
        self._pace = Pace(at, asyncio.get_running_loop().time())
        self._reports: deque[Report] = deque([Ready(at)])
        self._changed = asyncio.Event()
        self._spoken_to = asyncio.Event()
        self._ended = False
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, at: int = 0) -> SilentStage:
        """Start at sample ``at`` of the audio clock."""
        stage = cls(at)
        stage._task = asyncio.create_task(stage._run(), name="silent stage")
        return stage

    async def send(self, command: Command) -> None:
        """Hand over one command, in order; cards and questions are taken and not shown.

        Raises:
            StageLost: The stage was closed.
        """
        if self._ended:
            raise StageLost("the stage is closed")
        self._catch_up()
        match command:
            case Begin():
                self._timeline.begin(command)
            case Feed():
                self._timeline.feed(command)
            case Clear():
                self._timeline.clear()
            case Quit():
                self._end()
        self._collect()
        self._spoken_to.set()

    async def reports(self) -> AsyncIterator[Report]:
        """Everything the stage reports, in order, until it is closed.

        Raises:
            StageLost: Nobody read the reports for so long that they had to be dropped.
        """
        while True:
            while self._reports:
                yield self._reports.popleft()
            if self._ended:
                return
            if self._task is not None and self._task.done():
                raise StageLost("the stage's reports were not read")
            self._changed.clear()
            await self._changed.wait()

    async def close(self) -> None:
        """End. Safe to call twice."""
        self._end()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        """Make every block when it is due: together, at most a second of them, while nothing can happen."""
        while not self._ended and len(self._reports) < _REPORTS:
            at = self._timeline.at + BLOCK
            second = -at % SAMPLE_RATE_HZ
            at += second if self._timeline.idle else min(second, self._timeline.steady // BLOCK * BLOCK)
            due_in_s = max(0.0, -self._pace.behind_s(at - BLOCK, self._now_s()))
            self._spoken_to.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(due_in_s):
                    await self._spoken_to.wait()
            self._catch_up()
        self._changed.set()

    def _catch_up(self) -> None:
        """Make the blocks that are due."""
        while not self._ended and self._pace.behind_s(self._timeline.at, self._now_s()) >= -1e-6:
            self._timeline.pull()
            self._collect()
            if self._timeline.at % SAMPLE_RATE_HZ < BLOCK:
                self._tick()

    def _collect(self) -> None:
        for event in self._timeline.events():
            if isinstance(event, Begun):
                self._put(Started(event.begin.utterance, at=event.at, monotonic_s=self._now_s()))
            elif isinstance(event, Ended):
                self._put(event)

    def _tick(self) -> None:
        if len(self._reports) < _REPORTS // 10:
            at = self._timeline.at
            self._put(Stats(at, 0, 0, 0.0, queued_s=self._timeline.queued / SAMPLE_RATE_HZ))

    def _put(self, report: Report) -> None:
        self._reports.append(report)
        self._changed.set()

    def _end(self) -> None:
        self._ended = True
        if self._task is not None:
            self._task.cancel()
        self._changed.set()

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
