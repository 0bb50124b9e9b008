"""The stage's own process. Run by ``avatar.stage.process``, and by nothing else.

Threads: the main one makes sound and pictures, one encodes pictures, one each carries an output, one reads
commands, one writes reports.
"""

from __future__ import annotations

import gc
import logging
import os
import queue
import signal
import sys
import threading
import time
import uuid
from collections.abc import Iterator

import av.logging

from avatar.aigc import Aigc
from avatar.clock import frame_samples, next_frame
from avatar.outputs.base import Airing
from avatar.outputs.carrier import THREAD_PREFIX
from avatar.outputs.fanout import Fanout
from avatar.stage.config import StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.loop import Inbox, StageLoop
from avatar.stage.messages import Command, Fragment, Ready, Report, Stats
from avatar.stage.scene import Scene
from avatar.worker_child import Channel, connect

_FINISH_S = 8.0
"""Seconds to close files in when the room is gone."""

_REPORTS = 4096
"""Reports that may wait for the room. More mean that nobody reads: the stage ends."""

_STATS_ROOM = 64
"""Reports waiting at which ``Stats`` are left out."""


class Reports:
    """Reports on their way to the room. Only the page's pictures wait for it, in their own thread."""

    def __init__(self, channel: Channel, inbox: Inbox) -> None:
        self._channel = channel
        self._inbox = inbox
        self._waiting: queue.Queue[Report | None] = queue.Queue(_REPORTS)
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        return self._waiting.qsize()

    def send(self, report: Report) -> None:
        """Send one report. Fragments are sent at once, by the thread that calls; others in order."""
        if isinstance(report, Fragment):
            self._write(report)
        elif not isinstance(report, Stats) or len(self) < _STATS_ROOM:
            self._queue(report)

    def close(self, timeout_s: float = 2.0) -> None:
        """Send what waits."""
        self._queue(None)
        self._thread.join(timeout_s)

    def _queue(self, report: Report | None) -> None:
        try:
            self._waiting.put_nowait(report)
        except queue.Full:
            self._inbox.end()

    def _run(self) -> None:
        while (report := self._waiting.get()) is not None:
            self._write(report)

    def _write(self, report: Report) -> None:
        try:
            self._channel.write(report)
        except OSError:
            self._inbox.end()


def main() -> None:
    """Be a stage until told to quit, or until the room is gone."""
    channel = connect(grace_s=_FINISH_S)
    av.logging.set_level(None)
    sys.setswitchinterval(0.001)
    threading.excepthook = _thread_failed
    commands = iter(channel)
    config = next(commands, None)
    if not isinstance(config, StageConfig):
        return
    start_at = next_frame(config.start_at, config.fps) * frame_samples(config.fps)
    config = config.model_copy(update={"start_at": start_at})
    try:
        encoder, scene = Encoder(config, start_at), Scene(config)
    except ValueError as error:
        channel.write(" ".join(str(error).split()))
        return
    inbox = Inbox()
    signal.signal(signal.SIGTERM, lambda *_: inbox.end())
    threading.Thread(target=_read, args=(commands, inbox), name="commands", daemon=True).start()
    channel.write(Ready(start_at))
    _be_on_air(config, encoder, scene, inbox, Reports(channel, inbox))
    os._exit(0)


def _read(commands: Iterator[Command], inbox: Inbox) -> None:
    for command in commands:
        inbox.put(command)
    inbox.end()


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    """A failed output is one output less; without any other thread there is no stage, and it ends."""
    name = failure.thread.name if failure.thread else "unknown"
    logging.getLogger(__name__).error("the thread %r failed", name, exc_info=failure.exc_value)
    if not name.startswith(THREAD_PREFIX):
        os._exit(1)


def _be_on_air(config: StageConfig, encoder: Encoder, scene: Scene, inbox: Inbox, reports: Reports) -> None:
    number = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{uuid.uuid4().hex[:12]}"
    label = Aigc(ContentProducer=config.producer, ProduceID=number)
    fanout = Fanout(Airing(config, encoder.header, label.metadata(), reports.send))
    loop = StageLoop(config, scene, encoder, fanout.put, reports.send)
    gc.collect()
    gc.freeze()
    fanout.start()
    loop.run(inbox, lambda: ({"reports": len(reports), **fanout.queues()}, fanout.cpu_s))
    loop.finish()
    fanout.close()
    reports.close()


if __name__ == "__main__":
    main()
