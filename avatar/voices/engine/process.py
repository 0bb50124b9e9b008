"""A voice engine in a process of its own, as its voice uses it: sound streams, cancels, crashes, hangs."""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any

from avatar.media import SAMPLE_RATE_HZ
from avatar.voices.base import VoiceError
from avatar.voices.engine.messages import Cancel, Failed, Job, Sound, Up
from avatar.worker import Worker, WorkerLost

log = logging.getLogger(__name__)

_MOST_JOBS = 32
_MOST_PIECES = 4096
"""Messages of one job that wait for their reader."""
_PATIENCE = 3
"""Failures in a row after which the process rests before it is started again."""
_REST_S = 0.5
LONGEST_REST_S = 30.0
_CANCEL_S = 1.0


class EngineProcess:
    """One process, started when first needed and again after it was lost. Jobs may overlap.

    The process does jobs in order. A job that nobody reads any more is cancelled there; a process
    that says nothing for too long while it has work, cancelled work included, is ended.
    """

    def __init__(
        self,
        name: str,
        module: str,
        *args: str,
        env: Mapping[str, str] | None = None,
        start_s: float,
        silent_s: float,
        longest_s: float,
        tries: int = 1,
    ) -> None:
        """Set up; nothing is started yet.

        Args:
            name: What errors call it.
            module: The process: ``python -m module args…``.
            args: Its command line.
            env: Environment variables to set for it.
            start_s: Seconds it may take to get ready.
            silent_s: Seconds without a message, while there is work, after which it is ended.
            longest_s: Seconds of sound one job may make.
            tries: Processes a job may lose before it fails.
        """
        self._name, self._module, self._args, self._env = name, module, args, env
        self._start_s, self._silent_s, self._tries = start_s, silent_s, tries
        self._longest = round(longest_s * SAMPLE_RATE_HZ)
        self._ids = itertools.count(1)
        self._starting = asyncio.Lock()
        self._worker: Worker | None = None
        self._up: Up | None = None
        self._pump: asyncio.Task[None] | None = None
        self._watch: asyncio.Timeout | None = None
        self._waiting: dict[int, asyncio.Queue[Sound | VoiceError]] = {}
        self._samples: dict[int, int] = {}
        self._owed: set[int] = set()
        self._failures = 0
        self._rest_until = -math.inf
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id; None while there is no process."""
        return None if self._worker is None else self._worker.pid

    async def start(self) -> Up:
        """Be ready for jobs.

        Raises:
            VoiceError: It cannot work here, or failed too often and rests.
        """
        async with self._starting:
            return (await self._running())[1]

    async def run(self, request: Any) -> AsyncGenerator[Sound]:
        """Yield a job's sound as it comes, the last piece marked. Closing it cancels the job.

        Raises:
            VoiceError: The job failed; the process crashed, hung, or does not start.
        """
        for attempt in itertools.count(1):
            begun = False
            try:
                async with aclosing(self._attempt(request)) as sounds:
                    async for sound in sounds:
                        begun = True
                        yield sound
            except _Lost as lost:
                if begun or attempt >= self._tries:
                    raise VoiceError(str(lost)) from None
            else:
                return

    async def close(self) -> None:
        """End the process; jobs fail. Safe to call twice."""
        self._closed = True
        worker, self._worker = self._worker, None
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
        self._fail_all(VoiceError("the voice is closed", retryable=False))
        if worker is not None:
            await worker.close(1.0)

    async def _attempt(self, request: Any) -> AsyncGenerator[Sound]:
        job = next(self._ids)
        if len(self._waiting) >= _MOST_JOBS:
            raise VoiceError(f"{self._name} has {_MOST_JOBS} sentences to speak already")
        queue: asyncio.Queue[Sound | VoiceError] = asyncio.Queue(_MOST_PIECES)
        try:
            async with self._starting:
                worker, _ = await self._running()
                self._waiting[job], self._samples[job] = queue, 0
                self._owed.add(job)
                self._patient()
                await self._sent(worker, Job(job, request))
            while True:
                message = await queue.get()
                if isinstance(message, VoiceError):
                    raise message
                yield message
                if message.last:
                    return
        finally:
            self._waiting.pop(job, None)
            self._samples.pop(job, None)
            if job in self._owed and self._worker is not None:
                with suppress(WorkerLost, ValueError):
                    await self._worker.send(Cancel(job), timeout_s=_CANCEL_S)

    async def _sent(self, worker: Worker, job: Job) -> None:
        try:
            await worker.send(job)
        except WorkerLost as lost:
            raise _Lost(f"{self._name}: {lost}") from None

    async def _running(self) -> tuple[Worker, Up]:
        """The process, ready. Called under ``_starting``; a cancelled start goes on with the next call."""
        if self._closed:
            raise VoiceError("the voice is closed", retryable=False)
        if self._worker is None:
            if asyncio.get_running_loop().time() < self._rest_until:
                raise VoiceError(f"{self._name} failed {self._failures} times in a row; it rests")
            self._up = None
            try:
                self._worker = await Worker.start(self._module, *self._args, env=self._env)
            except WorkerLost as lost:
                raise await self._failed(_Lost(f"{self._name}: {lost}")) from None
        if self._up is None:
            self._up = await self._ready(self._worker)
            self._pump = asyncio.create_task(self._take_all(self._worker), name=f"{self._name} sound")
        return self._worker, self._up

    async def _ready(self, worker: Worker) -> Up:
        try:
            async with asyncio.timeout(self._start_s):
                message = await worker.receive()
        except WorkerLost as lost:
            raise await self._failed(_Lost(f"{self._name}: {lost}")) from None
        except TimeoutError:
            error = VoiceError(f"{self._name} was not ready after {self._start_s:g} s")
            raise await self._failed(error) from None
        if isinstance(message, Up):
            return message
        reason = message.reason if isinstance(message, Failed) else "it does not say that it is ready"
        self._worker = None
        await worker.close(0.0)
        raise VoiceError(f"{self._name}: {reason}", retryable=False)

    async def _take_all(self, worker: Worker) -> None:
        """Hand out what the process says until it is lost."""
        try:
            async with asyncio.timeout(None) as self._watch:
                while True:
                    self._patient()
                    await self._take(worker, await worker.receive())
        except WorkerLost as lost:
            error: VoiceError = _Lost(f"{self._name}: {lost}")
        except TimeoutError:
            error = VoiceError(f"{self._name} took over {self._silent_s:g} s")
        finally:
            self._watch = None
        log.warning("%s; it is started again for the next sentence", error)
        if self._worker is worker:
            await self._failed(error)

    async def _take(self, worker: Worker, message: Any) -> None:
        if isinstance(message, Failed) and message.job is not None:
            self._owed.discard(message.job)
            reason = f"{self._name}: {message.reason}"
            self._put(message.job, VoiceError(reason, retryable=message.retryable))
        elif isinstance(message, Sound):
            if message.last:
                self._owed.discard(message.job)
                self._failures = 0
            if message.job not in self._waiting:
                return
            self._samples[message.job] += len(message.pcm)
            if self._samples[message.job] <= self._longest:
                self._put(message.job, message)
                return
            seconds = self._longest / SAMPLE_RATE_HZ
            self._put(message.job, VoiceError(f"{self._name} made over {seconds:g} s of one sentence"))
            self._waiting.pop(message.job, None)
            await worker.send(Cancel(message.job), timeout_s=_CANCEL_S)

    def _put(self, job: int, message: Sound | VoiceError) -> None:
        queue = self._waiting.get(job)
        if queue is None:
            return
        try:
            queue.put_nowait(message)
        except asyncio.QueueFull:
            queue.get_nowait()
            queue.put_nowait(VoiceError(f"{self._name}: nobody takes the sound"))
            self._waiting.pop(job, None)

    def _patient(self) -> None:
        """Count the time without a message anew; there is no limit while there is no work."""
        if self._watch is not None:
            now = asyncio.get_running_loop().time()
            self._watch.reschedule(now + self._silent_s if self._owed else None)

    async def _failed(self, error: VoiceError) -> VoiceError:
        """The process is lost: end it, let all jobs fail, rest after several failures in a row."""
        self._failures += 1
        if self._failures >= _PATIENCE:
            rest_s = min(_REST_S * 2 ** min(self._failures - _PATIENCE, 10), LONGEST_REST_S)
            self._rest_until = asyncio.get_running_loop().time() + rest_s
        worker, self._worker = self._worker, None
        self._fail_all(error)
        if worker is not None:
            await worker.close(0.0)
        return error

    def _fail_all(self, error: VoiceError) -> None:
        self._owed.clear()
        for job in list(self._waiting):
            self._put(job, error)


class _Lost(VoiceError):
    """The process is gone."""
