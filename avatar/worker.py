"""A child process of our own, spoken to in messages: the parent's side.

A crash, a licence or a library that is not thread-safe stays in the child. The child's side is
``avatar.worker_child``. It ends by itself when this process dies, however it dies.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any, Self

from avatar.worker_child import HEADER, MAX_MESSAGE_BYTES, pack

_READ_AHEAD_BYTES = 512 * 1024
_END_S = 1.0


class WorkerLost(RuntimeError):
    """The child ended, or stopped listening.

    Attributes:
        exit_status: Its exit status, negative for a signal; None when it has not ended.
    """

    def __init__(self, message: str, exit_status: int | None = None) -> None:
        super().__init__(message)
        self.exit_status = exit_status


class Worker:
    """One child process. Made by ``start``; one task may receive, any number may send."""

    def __init__(self, module: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._module = module
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._size: int | None = None
        self._receiving = False

    @classmethod
    async def start(cls, module: str, *args: str, env: Mapping[str, str] | None = None) -> Self:
        """Start ``python -m module args…``.

        The child has a process group of its own, so Ctrl-C in a terminal reaches only the parent,
        which decides how to end it. Its standard error is the parent's.

        Args:
            module: What to run; it calls ``avatar.worker_child.connect`` first thing.
            args: Its command line arguments.
            env: Environment variables to set beside the inherited ones.

        Raises:
            WorkerLost: The process cannot be started.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                module,
                *args,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_READ_AHEAD_BYTES,
                env={**os.environ, **(env or {})},
                process_group=0,
            )
        except OSError as error:
            raise WorkerLost(f"{module} does not start: {error}") from error
        return cls(module, process)

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child has not ended, as far as is known."""
        return self._process.returncode is None

    async def send(self, message: object, *, timeout_s: float = 10.0) -> None:
        """Send one message; waits while the child is far behind in reading.

        A cancelled send is still delivered whole.

        Raises:
            WorkerLost: The child is gone, or has not read for ``timeout_s``.
            ValueError: The message is too large.
        """
        data = pack(message)
        if self._stdin.is_closing() or not self.alive:
            raise await self._lost()
        self._stdin.write(data)
        try:
            async with asyncio.timeout(timeout_s):
                await self._stdin.drain()
        except TimeoutError:
            raise WorkerLost(f"{self._module} has not read for {timeout_s:g} s") from None
        except OSError:
            raise await self._lost() from None

    async def receive(self) -> Any:
        """The child's next message. May be cancelled at any time without losing one.

        Raises:
            WorkerLost: The child ended, and everything it sent before was received; or it sent
                what is no message.
        """
        self._receiving = True
        try:
            if self._size is None:
                (self._size,) = HEADER.unpack(await self._stdout.readexactly(HEADER.size))
            if self._size > MAX_MESSAGE_BYTES:
                raise WorkerLost(f"{self._module} sent {self._size} bytes at once")
            body = await self._stdout.readexactly(self._size)
            self._size = None
        except asyncio.IncompleteReadError:
            raise await self._lost() from None
        finally:
            self._receiving = False
        try:
            return pickle.loads(body)
        except (pickle.UnpicklingError, EOFError, ImportError, AttributeError) as error:
            raise WorkerLost(f"{self._module} sent what is no message: {error}") from error

    async def __aiter__(self) -> AsyncIterator[Any]:
        """Yield messages until the child ends in order (status 0).

        Raises:
            WorkerLost: It ended otherwise.
        """
        while True:
            try:
                message = await self.receive()
            except WorkerLost as lost:
                if lost.exit_status == 0:
                    return
                raise
            yield message

    async def close(self, timeout_s: float = 3.0) -> None:
        """End the child: close its input, then terminate it, then kill it.

        What it still sends goes to the task that is receiving, else it is dropped. Safe to call
        twice, and on a child that has ended.

        Args:
            timeout_s: Seconds it has to end by itself.
        """
        self._stdin.close()
        if not await self._ended(timeout_s):
            self._signal(signal.SIGTERM)
            if not await self._ended(_END_S):
                self._signal(signal.SIGKILL)
                await self._ended(_END_S)
        with suppress(OSError):
            await self._stdin.wait_closed()

    async def _ended(self, timeout_s: float) -> bool:
        """Wait for the end of the process, reading away what would keep it from ending."""
        try:
            async with asyncio.timeout(timeout_s):
                while not self._receiving and await self._stdout.read(_READ_AHEAD_BYTES):
                    pass
                await self._process.wait()
        except TimeoutError:
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def _lost(self) -> WorkerLost:
        with suppress(TimeoutError):
            async with asyncio.timeout(_END_S):
                await self._process.wait()
        status = self._process.returncode
        if status is None:
            return WorkerLost(f"{self._module} closed its output")
        if status < 0:
            return WorkerLost(f"{self._module} was ended by {signal.Signals(-status).name}", status)
        return WorkerLost(f"{self._module} ended with status {status}", status)
