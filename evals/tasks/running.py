"""How conversations are run beside each other: in processes of their own, each within its time."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

import anyio
import anyio.to_process
import anyio.to_thread

from evals.tasks.work import Job, Result, done, in_process

REAL_S = 300.0
"""Real seconds in which a conversation must be over; then its process is ended, and the log has the error."""


class TooSlowError(RuntimeError):
    """A conversation was not over in time."""


@dataclass(slots=True)
class Running:
    """Runs jobs."""

    jobs: int = field(default_factory=lambda: os.cpu_count() or 2)
    """Conversations at the same time, each in a process; 0: one after the other in a thread of this one."""
    over: Callable[[str], None] = lambda conversation: None
    """Told of each conversation that is over."""
    _limit: anyio.CapacityLimiter | None = None

    async def run(self, job: Job) -> Result:
        """Do a job.

        Raises:
            TooSlowError: It was not over in time.
            ValueError: The conversation asks for what is not there.
        """
        limit = self._limit = self._limit or anyio.CapacityLimiter(max(1, self.jobs))
        if not self.jobs:
            result = await anyio.to_thread.run_sync(done, job, limiter=limit)
        else:
            async with limit:
                result = await self._within(job)
        self.over(job.conversation.id)
        return result

    async def _within(self, job: Job) -> Result:
        alone = anyio.CapacityLimiter(1)
        try:
            with anyio.fail_after(REAL_S):
                told = await anyio.to_process.run_sync(
                    in_process, job.model_dump_json().encode(), cancellable=True, limiter=alone
                )
        except TimeoutError as error:
            raise TooSlowError(f"{job.conversation.id} was not over in {REAL_S:g} s") from error
        return Result.model_validate_json(told)


RUNNING: ContextVar[Running | None] = ContextVar("RUNNING", default=None)
"""Who runs the conversations of tasks made in this context; a task makes its own where there is none."""
