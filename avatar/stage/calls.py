"""Calls of code that is not ours: its failures are put into a future, where its owner must look at them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

_WAITING = 256
"""Calls that may wait for code that is slow."""

_T = TypeVar("_T")


class Here:
    """Calls somebody's code at once."""

    def call(self, work: Callable[[], _T]) -> Future[_T]:
        """Do it; the future is done."""
        future: Future[_T] = Future()
        with _Into(future):
            future.set_result(work())
        return future

    def end(self) -> None:
        """There is nothing to end."""


class Apart:
    """Calls somebody's code in a thread of its own, one call after the other."""

    def __init__(self) -> None:
        """Start the thread; it never keeps the process from ending."""
        self._calls: queue.Queue[Callable[[], None] | None] = queue.Queue(_WAITING)
        threading.Thread(target=self._run, name="face", daemon=True).start()

    def call(self, work: Callable[[], _T]) -> Future[_T]:
        """Let it be done next; the future of what finds no room fails."""
        future: Future[_T] = Future()

        def run() -> None:
            with _Into(future):
                future.set_result(work())

        with _Into(future):
            self._calls.put_nowait(run)
        return future

    def end(self) -> None:
        """Let the thread end with the call it is in, if that ever ends."""
        with suppress(queue.Full, queue.Empty):
            while True:
                self._calls.get_nowait()
        self._calls.put_nowait(None)

    def _run(self) -> None:
        while (run := self._calls.get()) is not None:
            run()


class _Into:
    """Puts any failure of somebody else's code into a future, where its owner has to look at it."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self._future.set_exception(error)
        return isinstance(error, Exception)
