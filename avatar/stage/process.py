"""The stage in a process of its own, as the room holds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Self

from avatar.stage.base import StageLost
from avatar.stage.config import StageConfig
from avatar.stage.messages import Command, Quit, Ready, Report
from avatar.worker import Worker, WorkerLost

_MODULE = "avatar.stage.process_main"
_START_S = 30.0
_SILENCE_S = 10.0
"""Seconds without any report (one comes every second) after which the stage counts as lost."""

_CLOSE_S = 10.0


class ProcessStage:
    """A stage whose pictures, sound and encode cannot hold up the room. Made by ``start``."""

    def __init__(self, worker: Worker, ready: Ready) -> None:
        self._worker = worker
        self._ready = ready
        self._closing = False

    @classmethod
    async def start(cls, config: StageConfig) -> Self:
        """Start the process; returns when the stage is on air.

        Raises:
            StageLost: It cannot start, with the reason in one line.
        """
        try:
            worker = await Worker.start(_MODULE)
        except WorkerLost as lost:
            raise StageLost(str(lost)) from lost
        started = False
        try:
            async with asyncio.timeout(_START_S):
                await worker.send(config)
                answer = await worker.receive()
                if not isinstance(answer, Ready):
                    raise StageLost(f"the stage does not start: {answer}")
            started = True
        except WorkerLost as lost:
            raise StageLost(f"the stage does not start: {lost}") from lost
        except TimeoutError:
            raise StageLost(f"the stage did not start within {_START_S:g} s") from None
        finally:
            if not started:
                await worker.close()
        return cls(worker, answer)

    @property
    def pid(self) -> int:
        """Process id of the stage."""
        return self._worker.pid

    async def send(self, command: Command) -> None:
        """Hand over one command, in order.

        Raises:
            StageLost: The stage is gone, or has stopped reading.
        """
        try:
            await self._worker.send(command)
        except WorkerLost as lost:
            raise StageLost(str(lost)) from lost

    async def reports(self) -> AsyncIterator[Report]:
        """Everything the stage reports, in order, beginning with ``Ready``. To be read by one task only.

        Raises:
            StageLost: The stage ended without being asked to, or has been silent for ten seconds.
        """
        yield self._ready
        while True:
            try:
                async with asyncio.timeout(_SILENCE_S):
                    report: Report = await self._worker.receive()
            except WorkerLost as lost:
                if self._closing or lost.exit_status == 0:
                    return
                raise StageLost(str(lost)) from lost
            except TimeoutError:
                if self._closing:
                    return
                raise StageLost(f"the stage has been silent for {_SILENCE_S:g} s") from None
            yield report

    async def close(self) -> None:
        """Finish the outputs' files and end the process. Safe to call twice, and after ``StageLost``."""
        if not self._closing:
            self._closing = True
            with suppress(WorkerLost):
                await self._worker.send(Quit(), timeout_s=1.0)
        await self._worker.close(_CLOSE_S)
