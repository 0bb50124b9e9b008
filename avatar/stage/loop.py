"""The heart of a stage: ten milliseconds of sound at a time, and a picture whenever one is due.

Sound has priority. A picture that would be late is left out (the one before is shown again); sound is never
left out and never stretched. A stage up to two seconds behind catches up by making sound as fast as it can;
one further behind (a suspended machine) goes on where it stood, without a hole in the stream.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from avatar.acting.director import Director
from avatar.clock import BLOCK, Pace, frame_samples, next_frame
from avatar.media import SAMPLE_RATE_HZ, Card, Performance, Picture
from avatar.outputs.base import Packet
from avatar.stage.config import StageConfig
from avatar.stage.encoder import AAC_SAMPLES, Encoder
from avatar.stage.messages import (
    Asked,
    Begin,
    Clear,
    Command,
    Ended,
    Fault,
    Feed,
    Quit,
    Report,
    Show,
    Started,
    Stats,
)
from avatar.stage.pictures import PictureCoder
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import Act, Begun, Hush, TimelineEvent
from avatar.stage.yuv import Patch, YuvPicture

LOST_S = 2.0
"""Seconds behind at which the pace is taken anew instead of caught up."""

STOCK_S = 0.1
"""Seconds of an unfinished utterance that must be there before it is heard: lips lead by 60 ms, and engines
that stream are uneven."""

_CAPTION_LINGERS = 24_000
"""Samples for which a caption stays after its last word when nothing follows."""

_CODER_LAG = 2 * AAC_SAMPLES
"""Samples that the coder of the sound has taken in beyond the packet it gives: the lead-in and one packet."""

_INBOX = 1024
"""Commands that may wait for the loop, which takes all of them every 10 ms."""


class Scene(Protocol):
    """What the loop needs of ``avatar.stage.scene``."""

    def background(self) -> Picture:
        """The whole first picture."""
        ...

    def perform(self, performance: Performance) -> None:
        """Play this on the host's face."""

    def clear(self, at: int) -> None:
        """Void what the face would play from sample ``at`` on."""

    def caption(self, text: str, language: str) -> None:
        """Show what is being said; empty for nothing."""

    def card(self, card: Card | None) -> None:
        """Show a product card, or none."""

    def asked(self, author: str, text: str) -> None:
        """Show whose question is answered; empty for nobody's."""

    def advance(self, at: int) -> Sequence[Patch]:
        """Draw the picture at sample ``at``; what changed."""
        ...

    def faults(self) -> list[str]:
        """What failed and was made up for since the last call, one line each."""
        ...


class Inbox:
    """Commands on their way from the reader's thread to the loop."""

    def __init__(self) -> None:
        self._commands: deque[Command] = deque()
        self._changed = threading.Condition()
        self._ended = False

    def __len__(self) -> int:
        return len(self._commands)

    @property
    def ended(self) -> bool:
        """Whether the stage is to end."""
        return self._ended

    def put(self, command: Command) -> None:
        """Add a command; waits while the loop is far behind, so that the room waits too."""
        with self._changed:
            while len(self._commands) >= _INBOX and not self._ended:
                self._changed.wait(timeout=1.0)
            self._commands.append(command)

    def take(self) -> list[Command]:
        """All commands that wait, in order. An interrupt waits for nothing before it."""
        with self._changed:
            commands = list(self._commands)
            self._commands.clear()
            self._changed.notify()
            return commands

    def end(self) -> None:
        """Ask the loop to end."""
        with self._changed:
            self._ended = True
            self._changed.notify()


class StageLoop:
    """One stage's work. All calls come from one thread."""

    def __init__(
        self,
        config: StageConfig,
        scene: Scene,
        encoder: Encoder,
        put: Callable[[Packet], None],
        report: Callable[[Report], None],
        *,
        hurry: bool = False,
    ) -> None:
        """Prepare the first block.

        Args:
            config: The stage's configuration.
            scene: Draws.
            encoder: Encodes, beginning at the same sample.
            put: Takes packets, from two threads; must not wait.
            report: Takes reports; must not wait.
            hurry: Wait for the coder instead of leaving pictures out; for running faster than time.
        """
        self._scene = scene
        self._encoder = encoder
        self._put = put
        self._report = report
        self._picture_wait_s = 5.0 if hurry else 0.0
        self._samples = frame_samples(config.fps)
        self._next = next_frame(config.start_at, config.fps)
        self._timeline = Timeline(
            self._next * self._samples, stock_s=STOCK_S, director=Director(allowed=config.gestures)
        )
        self._yuv = YuvPicture(config.width, config.height)
        self._yuv.convert(0, 0, scene.background())
        self._pictures = PictureCoder(encoder, put, self._yuv, self._next)
        self._caption_until: int | None = None
        self._sound_end = self._timeline.at
        self._cpu_s = {"face": 0.0, "convert": 0.0, "audio": 0.0}

    @property
    def at(self) -> int:
        """Audio clock, samples: where the next block begins."""
        return self._timeline.at

    def start(self) -> None:
        """Start the picture's thread."""
        self._pictures.start()

    def run(self, inbox: Inbox, watch: Callable[[], tuple[dict[str, int], float]]) -> None:
        """Be on air until ``Quit`` comes or the inbox is ended.

        Args:
            inbox: Where commands come from.
            watch: Gives the outputs' queues and their processor seconds, for ``Stats``.
        """
        self.start()
        pace = Pace(self.at, time.monotonic())
        while not inbox.ended:
            wait_s = -pace.behind_s(self.at, time.monotonic())
            if wait_s > 0:
                time.sleep(wait_s)
            elif wait_s < -LOST_S:
                pace.rebase(self.at, time.monotonic())
            for command in inbox.take():
                if isinstance(command, Quit):
                    inbox.end()
                else:
                    self.take(command)
            late = pace.behind_s(self.at, time.monotonic()) > self._samples / SAMPLE_RATE_HZ
            self.step(draw=not late)
            if self.at % SAMPLE_RATE_HZ < BLOCK:
                queues, mux_s = watch()
                self._report(self.stats({"inbox": len(inbox), **queues}, mux_s))
                for detail in self._scene.faults():
                    self._report(Fault("picture", detail))

    def take(self, command: Command) -> None:
        """Act on one command (``Quit`` is the caller's)."""
        match command:
            case Begin():
                self._timeline.begin(command)
            case Feed():
                self._timeline.feed(command)
            case Clear():
                self._timeline.clear()
            case Show():
                self._timeline.shown(command.card.name if command.card else "")
                self._timed("face", lambda: self._scene.card(command.card))
            case Asked():
                self._timeline.asked(command.author if command.text else "")
                self._timed("face", lambda: self._scene.asked(command.author, command.text))

    def step(self, *, draw: bool = True) -> None:
        """Make one block of sound, and the picture that begins in it.

        Args:
            draw: Whether there is time for a picture.
        """
        self._timed("audio", self._sound)
        if self._next * self._samples < self.at:
            if draw:
                self._draw(self._next)
            self._next += 1

    def finish(self) -> None:
        """Encode everything that is under way."""
        self._pictures.finish(self._next)
        for packet in self._encoder.finish():
            self._put(packet)

    def stats(self, queues: dict[str, int], mux_s: float) -> Stats:
        """How the stage does.

        Args:
            queues: Items in the queues of others.
            mux_s: Processor seconds of the outputs.
        """
        cpu_s = {**self._cpu_s, "encode": self._pictures.cpu_s, "mux": mux_s}
        cpu_s["other"] = max(0.0, time.process_time() - sum(cpu_s.values()))
        picture_end = (self._pictures.number + 1) * self._samples
        return Stats(
            at=self.at,
            video_frames=self._pictures.encoded,
            repeated_frames=self._pictures.repeated,
            av_diff_ms=1000 * (picture_end - self._sound_end) / SAMPLE_RATE_HZ,
            queued_s=self._timeline.queued / SAMPLE_RATE_HZ,
            queues={"utterances": self._timeline.utterances, "pictures": len(self._pictures), **queues},
            cpu_s=cpu_s,
            rss_bytes=rss_bytes(),
        )

    def _sound(self) -> None:
        pcm = self._timeline.pull()
        now_s = time.monotonic()
        for packet in self._encoder.sound(pcm):
            self._sound_end = packet.at + packet.duration + _CODER_LAG
            self._put(packet)
        for event in self._timeline.events():
            self._follow(event, now_s)
        if self._caption_until is not None and self.at >= self._caption_until:
            self._caption_until = None
            self._scene.caption("", "")

    def _follow(self, event: TimelineEvent, now_s: float) -> None:
        match event:
            case Begun(begin=begin, at=at):
                self._report(Started(begin.utterance, at=at, monotonic_s=now_s))
                self._caption_until = None
                self._scene.caption(begin.caption, begin.language)
            case Act(performance=performance):
                self._scene.perform(performance)
            case Hush(at=at):
                self._scene.clear(at)
            case Ended():
                self._report(event)
                if event.heard:
                    self._caption_until = event.at + _CAPTION_LINGERS

    def _draw(self, number: int) -> None:
        began_s = time.thread_time()
        patches = self._scene.advance(number * self._samples)
        drawn_s = time.thread_time()
        self._yuv.update(patches)
        self._pictures.show(number, wait_s=self._picture_wait_s)
        self._cpu_s["face"] += drawn_s - began_s
        self._cpu_s["convert"] += time.thread_time() - drawn_s

    def _timed(self, part: str, work: Callable[[], None]) -> None:
        began_s = time.thread_time()
        work()
        self._cpu_s[part] += time.thread_time() - began_s


def rss_bytes() -> int:
    """Resident memory of this process; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
