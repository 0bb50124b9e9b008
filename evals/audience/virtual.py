"""Virtual time: an hour in which nothing but waiting happens takes no time at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

import looptime

T = TypeVar("T")

SETTLING = 3
"""Rounds of the loop that must be idle before the clock jumps on. The library's default of 42 is for code
that hides its callbacks deeper than this one does, and would be most of the time spent."""


class Inline(ThreadPoolExecutor):
    """Waits for the work it is given, so that virtual time never waits for a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it and give its result."""
        future = super().submit(fn, *args, **kwargs)
        wait([future])
        return future


def _loop() -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = looptime.new_event_loop(start=0.0, noop_cycles=SETTLING)
    loop.set_default_executor(Inline())
    return loop


def run_virtual(job: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a loop of its own whose clock starts at 0 and jumps to the next thing to do."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(job)
