import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from avatar.media import Card, MouthTrack, Performance, Picture, Speech
from avatar.outputs.base import Packet
from avatar.stage.config import EncoderConfig, StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.loop import Inbox, StageLoop
from avatar.stage.messages import Asked, Begin, Clear, Ended, Fault, Feed, Quit, Report, Show, Started, Stats

MOUTH = MouthTrack(0, np.zeros((1, 15), np.float32))
BLOCKS_A_PICTURE = 4


@dataclass
class Part:
    x: int
    y: int
    pixels: Picture


@dataclass
class Board:
    """A scene that draws grey and writes down what it is told."""

    told: list[tuple[object, ...]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)

    def background(self) -> Picture:
        return np.full((320, 320, 4), 255, np.uint8)

    def perform(self, performance: Performance) -> None:
        self.told.append(("perform", performance.utterance, performance.start))

    def clear(self, at: int) -> None:
        self.told.append(("clear", at))

    def caption(self, text: str, language: str) -> None:
        self.told.append(("caption", text, language))

    def card(self, card: Card | None) -> None:
        self.told.append(("card", card and card.product_id))

    def asked(self, author: str, text: str) -> None:
        self.told.append(("asked", author, text))

    def advance(self, at: int) -> list[Part]:
        self.drawn.append(at)
        return [Part(0, 0, np.full((32, 32, 4), len(self.drawn) % 255, np.uint8))]

    def faults(self) -> list[str]:
        faults, self.failed = self.failed, []
        return faults


class Bench:
    """A loop with everything it gives."""

    def __init__(
        self, *, fps: int = 25, start_at: int = 0, listener: Callable[[Report], None] | None = None
    ) -> None:
        config = StageConfig(
            width=320,
            height=320,
            fps=fps,
            start_at=start_at,
            encoder=EncoderConfig(preset="ultrafast"),
        )
        self.scene = Board()
        self.packets: list[Packet] = []
        self.reports: list[Report] = []
        encoder = Encoder(config, start_at)
        self.loop = StageLoop(config, self.scene, encoder, self.packets.append, self._report, hurry=True)
        self._listener = listener
        if listener is None:
            self.loop.start()

    def _report(self, report: Report) -> None:
        self.reports.append(report)
        if self._listener is not None:
            self._listener(report)

    def say(self, name: str, samples: int, **rest: bool) -> None:
        self.loop.take(Begin(name, f"caption of {name}", **rest))  # type: ignore[arg-type]
        self.loop.take(Feed(Speech(name, np.full(samples, 0.1, np.float32)), MOUTH))

    def steps(self, count: int, *, draw: bool = True) -> None:
        for _ in range(count):
            self.loop.step(draw=draw)

    def finish(self) -> tuple[list[Packet], list[Packet]]:
        self.loop.finish()
        return [each for each in self.packets if each.video], [
            each for each in self.packets if not each.video
        ]


@pytest.mark.parametrize(("fps", "start_at"), [(25, 0), (30, 0), (25, 1920 * 1000)])
def test_pictures_and_sound_are_equally_long(fps: int, start_at: int) -> None:
    bench = Bench(fps=fps, start_at=start_at)
    bench.steps(200)
    pictures, sound = bench.finish()
    step = 48_000 // fps
    assert [packet.at for packet in pictures] == [start_at + number * step for number in range(2 * fps)]
    assert sound[0].at == start_at - 1024
    assert sound[-1].at + sound[-1].duration >= start_at + 96_000
    assert bench.scene.drawn == [packet.at for packet in pictures]


def test_late_pictures_are_repeated_and_sound_is_complete() -> None:
    bench = Bench()
    bench.steps(20)
    bench.steps(40, draw=False)
    bench.steps(20)
    bench.steps(20, draw=False)
    pictures, _ = bench.finish()
    assert [packet.at for packet in pictures] == [number * 1920 for number in range(25)]
    stats = bench.loop.stats({}, 0.0)
    assert stats.repeated_frames == 15
    assert stats.video_frames == 25
    assert len(bench.scene.drawn) == 10


def test_what_is_said_is_shown_and_reported() -> None:
    bench = Bench()
    bench.steps(8)
    bench.say("a", 960)
    bench.steps(60)
    (started,) = [report for report in bench.reports if isinstance(report, Started)]
    assert (started.utterance, started.at) == ("a", 3840)
    assert Ended("a", 960, True, 4800) in bench.reports
    assert bench.scene.told == [
        ("caption", "caption of a", "en"),
        ("perform", "a", 3840),
        ("caption", "", ""),
    ]


def test_an_interrupt_stops_sound_and_face() -> None:
    bench = Bench()
    bench.say("a", 48_000)
    bench.steps(10)
    bench.loop.take(Clear())
    bench.steps(10)
    (ended,) = [report for report in bench.reports if isinstance(report, Ended)]
    assert ended.heard == 4800 + 960
    assert ("clear", 4800 + 960) in bench.scene.told


def test_cards_and_questions_reach_the_scene() -> None:
    bench = Bench()
    bench.loop.take(Show(Card("p1", "Lamp", "$1")))
    bench.loop.take(Asked("mira", "how much?"))
    bench.loop.take(Show(None))
    assert bench.scene.told == [("card", "p1"), ("asked", "mira", "how much?"), ("card", None)]


def test_picture_and_sound_stay_together_in_the_figures() -> None:
    bench = Bench()
    bench.steps(1000)
    bench.finish()
    assert abs(bench.loop.stats({}, 0.0).av_diff_ms) < 40


def test_on_air_it_keeps_time_and_ends_when_told() -> None:
    inbox = Inbox()

    def quit_at_the_end(report: Report) -> None:
        if isinstance(report, Ended):
            inbox.put(Quit())

    bench = Bench(listener=quit_at_the_end)
    inbox.put(Begin("a", "a"))
    inbox.put(Feed(Speech("a", np.full(4800, 0.1, np.float32)), MOUTH))
    began_s = time.monotonic()
    bench.loop.run(inbox, lambda: ({}, 0.0))
    assert time.monotonic() - began_s >= 0.09
    assert inbox.ended
    assert Ended("a", 4800, True, 4800) in bench.reports


def test_what_failed_in_the_picture_is_reported_once() -> None:
    inbox = Inbox()

    def quit_after_two_seconds(report: Report) -> None:
        if isinstance(report, Stats) and report.at >= 96_000:
            inbox.put(Quit())

    bench = Bench(listener=quit_after_two_seconds)
    bench.scene.failed = ["face thing: it does not answer"]
    bench.loop.run(inbox, lambda: ({}, 0.0))
    faults = [report for report in bench.reports if isinstance(report, Fault)]
    assert faults == [Fault("picture", "face thing: it does not answer")]


def test_figures_come_once_a_second() -> None:
    bench = Bench()
    bench.steps(100)
    stats = bench.loop.stats({"inbox": 3}, 0.25)
    assert isinstance(stats, Stats)
    assert stats.at == 48_000
    assert stats.queues["inbox"] == 3
    assert set(stats.cpu_s) == {"face", "convert", "encode", "audio", "mux", "other"}
    assert stats.cpu_s["mux"] == 0.25


def test_the_inbox_keeps_order_and_makes_the_reader_wait_when_full() -> None:
    inbox = Inbox()
    for number in range(1024):
        inbox.put(Begin(str(number), ""))
    put = threading.Thread(target=lambda: inbox.put(Clear()), daemon=True)
    put.start()
    commands = inbox.take()
    put.join(10.0)
    assert not put.is_alive()
    assert [command.utterance for command in commands if isinstance(command, Begin)] == [
        str(number) for number in range(1024)
    ]
    assert inbox.take() == [Clear()]
