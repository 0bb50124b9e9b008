"""The process of a voice engine, its own side: jobs one after the other, cancelled ones dropped.

The engine yields sound as it makes it; it leaves here checked and at 48 kHz, however long the
engine still has to go on.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from avatar.media import SAMPLE_RATE_HZ, Pcm
from avatar.voices.engine.messages import Cancel, Failed, Job, Sound
from avatar.worker_child import Channel

PIECE = SAMPLE_RATE_HZ // 4
"""Samples sent at once, at most."""

_MOST_WAITING = 256
"""Jobs. The parent sends far fewer; what is beyond them is refused."""
_LONGEST_REASON = 300
_FAULTS = (
    RuntimeError, ValueError, TypeError, LookupError, ArithmeticError,
    AttributeError, AssertionError, OSError,
)  # fmt: skip
"""What libraries raise over one text; the process lives on."""


class Unspeakable(RuntimeError):
    """The engine cannot do one job; it can do others."""


class Engine(Protocol):
    """What the process needs of an engine."""

    def rate_hz(self, request: Any) -> float:
        """Hertz of the sound that this request's samples are to be taken for."""
        ...

    def speak(self, request: Any, emit: Callable[[NDArray[Any]], bool]) -> None:
        """Do one request.

        Args:
            request: What is spoken, and how.
            emit: Takes sound, (samples,), as it is made; False when no more is wanted.

        Raises:
            Unspeakable: This request cannot be done.
        """
        ...


class Jobs:
    """Jobs as they come from the parent, read by a thread so that a cancel is heard meanwhile."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._waiting: queue.Queue[Job | None] = queue.Queue(_MOST_WAITING)
        self._cancelled: set[int] = set()
        threading.Thread(target=self._read, daemon=True, name="jobs").start()

    def __iter__(self) -> Iterator[Job]:
        """Yield jobs until the parent closes the channel."""
        while (job := self._waiting.get()) is not None:
            yield job

    def cancelled(self, job: int) -> bool:
        """Whether a job is not wanted any more."""
        return job in self._cancelled

    def done(self, job: int) -> None:
        """Forget a job."""
        self._cancelled.discard(job)

    def _read(self) -> None:
        newest = 0
        for message in self._channel:
            if isinstance(message, Cancel):
                if message.job <= newest:
                    self._cancelled.add(message.job)
            elif isinstance(message, Job):
                newest = max(newest, message.id)
                try:
                    self._waiting.put_nowait(message)
                except queue.Full:
                    self._channel.write(Failed(message.id, "too many sentences wait", retryable=True))
        self._waiting.put(None)


def serve(channel: Channel, engine: Engine) -> None:
    """Do each job in turn until the parent is gone. What the library prints over a text is not shown."""
    if os.environ.get("NIGHTSHIFT_LOG", "").lower() != "debug":
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.close(nothing)
    jobs = Jobs(channel)
    for job in jobs:
        try:
            _do(channel, engine, job, jobs)
        except Unspeakable as error:
            channel.write(Failed(job.id, one_line(error)))
        except _FAULTS as error:
            if isinstance(error, BrokenPipeError):
                return
            channel.write(Failed(job.id, one_line(error), retryable=True))
        jobs.done(job.id)


def one_line(error: BaseException) -> str:
    """An error's message without line breaks, its beginning if it is long."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + " …"


def _do(channel: Channel, engine: Engine, job: Job, jobs: Jobs) -> None:
    if not jobs.cancelled(job.id):
        to_48k = To48k(engine.rate_hz(job.request))

        def emit(chunk: NDArray[Any]) -> bool:
            time.sleep(0)  # lets the thread that reads cancels have its turn
            if jobs.cancelled(job.id):
                return False
            for piece in pieces(to_48k.push(chunk)):
                channel.write(Sound(job.id, piece, last=False))
            return not jobs.cancelled(job.id)

        engine.speak(job.request, emit)
        if not jobs.cancelled(job.id):
            for piece in pieces(to_48k.finish()):
                channel.write(Sound(job.id, piece, last=False))
    channel.write(Sound(job.id, np.zeros(0, np.float32), last=True))


def pieces(pcm: Pcm) -> Iterator[Pcm]:
    """A sound in pieces of at most ``PIECE`` samples."""
    for start in range(0, len(pcm), PIECE):
        yield pcm[start : start + PIECE]


class To48k:
    """Sound of any rate and kind, in chunks, to float32 at 48 kHz without seams."""

    def __init__(self, rate_hz: float) -> None:
        self._resampler = (
            None if rate_hz == SAMPLE_RATE_HZ else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, "float32")
        )

    def push(self, chunk: NDArray[Any]) -> Pcm:
        """What is ready after this chunk: float32 (samples,), 48 kHz, within [-1, 1].

        Args:
            chunk: (samples,), float in [-1, 1] or int16.

        Raises:
            ValueError: A sample is no finite number.
        """
        return self._resampled(sound_of(chunk), last=False)

    def finish(self) -> Pcm:
        """What was still held back. Nothing may be pushed after it."""
        return self._resampled(np.zeros(0, np.float32), last=True)

    def _resampled(self, pcm: Pcm, *, last: bool) -> Pcm:
        if self._resampler is not None:
            pcm = np.asarray(self._resampler.resample_chunk(pcm, last=last), np.float32)
        return np.clip(pcm, -1.0, 1.0)


def sound_of(chunk: NDArray[Any]) -> Pcm:
    """One chunk as float32 (samples,).

    Raises:
        ValueError: A sample is no finite number.
    """
    sound = np.asarray(chunk).reshape(-1)
    if sound.dtype == np.int16:
        return sound.astype(np.float32) / np.float32(32768)
    sound = sound.astype(np.float32)
    if not np.isfinite(sound).all():
        raise ValueError("the engine made sound that is no number (NaN or infinite)")
    return sound
