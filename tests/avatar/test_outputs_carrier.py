import threading
from collections.abc import Callable
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.outputs.base import OutputDown, Packet
from avatar.outputs.carrier import CAPACITY, Carrier, PacketQueue
from avatar.stage.messages import OutputState

WAIT_S = 10.0


def picture(number: int, *, gop: int = 25) -> Packet:
    return Packet(True, number * 1920, 1920, number % gop == 0, b"picture")


def sound(number: int) -> Packet:
    return Packet(False, number * 1024 - 1024, 1024, True, b"sound")


def stream(pictures: int, *, gop: int = 25) -> list[Packet]:
    packets = [picture(number, gop=gop) for number in range(pictures)]
    packets += [sound(number) for number in range(pictures * 1920 // 1024 + 1)]
    return sorted(packets, key=lambda packet: packet.at + packet.duration)


def drained(queue: PacketQueue) -> list[Packet]:
    queue.end()
    packets = []
    while (packet := queue.get()) is not None:
        packets.append(packet)
    return packets


def test_a_reader_begins_with_a_keyframe_and_the_sound_that_belongs_to_it() -> None:
    queue = PacketQueue(CAPACITY)
    for packet in stream(40)[20:]:
        queue.put(packet)
    packets = drained(queue)
    assert packets[0] == picture(25)
    first_sound = next(packet for packet in packets if not packet.video)
    assert first_sound.at + 1024 <= packets[0].at < first_sound.at + 2048


def test_nothing_is_lost_while_there_is_room() -> None:
    queue = PacketQueue(400)
    for packet in stream(75):
        queue.put(packet)
    assert set(drained(queue)) == set(stream(75))


@given(st.integers(10, 120), st.lists(st.integers(0, 60), max_size=12), st.sampled_from([5, 25, 500]))
def test_whatever_is_dropped_the_pictures_stay_decodable(capacity: int, reads: list[int], gop: int) -> None:
    queue = PacketQueue(capacity)
    packets = iter(stream(300, gop=gop))
    got: list[Packet] = []
    for count in reads:
        for packet in islice(packets, 40):
            queue.put(packet)
            assert len(queue) <= capacity + 8
        got += [packet for packet in (queue.get() for _ in range(min(count, len(queue)))) if packet]
    got += drained(queue)
    pictures = [packet.at // 1920 for packet in got if packet.video]
    assert pictures == sorted(set(pictures))
    for before, number in zip([-2, *pictures], pictures, strict=False):
        assert number == before + 1 or number % gop == 0
    sounds = [packet.at for packet in got if not packet.video]
    assert len(sounds) == len(set(sounds))


class Recorder:
    """An output that fails when told to, and remembers."""

    name = "recorder"

    def __init__(self, failures: list[str]) -> None:
        self.failures = failures
        self.sessions: list[list[Packet]] = []
        self.wrote = threading.Event()

    def open(self) -> str:
        if self.failures and self.failures[0].startswith("open"):
            raise OutputDown(self.failures.pop(0))
        self.sessions.append([])
        return "somewhere"

    def write(self, packet: Packet) -> None:
        if self.failures:
            raise OutputDown(self.failures.pop(0))
        self.sessions[-1].append(packet)
        self.wrote.set()

    def close(self) -> None:
        pass


@pytest.fixture
def states() -> list[OutputState]:
    return []


@pytest.fixture
def now_retrying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatar.outputs.carrier._FIRST_RETRY_S", 0.0)
    monkeypatch.setattr("avatar.outputs.carrier._LAST_RETRY_S", 0.0)


def carry(output: Recorder, report: Callable[[OutputState], None], until: threading.Event) -> Carrier:
    carrier = Carrier(output, report, capacity=100)
    carrier.start()
    for packet in stream(2000):
        carrier.put(packet)
        if until.wait(0.001):
            break
    return carrier


@pytest.mark.usefixtures("now_retrying")
def test_a_failed_output_comes_back_and_each_reason_is_told_once(states: list[OutputState]) -> None:
    output = Recorder(["open refused", "open refused", "open refused", "lost"])
    carrier = carry(output, states.append, output.wrote)
    carrier.close(WAIT_S)
    assert [(state.up, state.detail) for state in states] == [
        (False, "open refused"),
        (False, "lost"),
        (True, "somewhere"),
    ]
    assert output.sessions[-1][0].keyframe
    assert output.sessions[-1][0].video


def test_an_output_that_hangs_holds_up_nobody(states: list[OutputState]) -> None:
    released = threading.Event()

    class Stuck(Recorder):
        def write(self, packet: Packet) -> None:
            self.wrote.set()
            released.wait(WAIT_S)
            super().write(packet)

    output = Stuck([])
    carrier = carry(output, states.append, output.wrote)
    for packet in stream(2000):
        carrier.put(packet)
    assert len(carrier.queue) <= 100 + 8
    assert carrier.queue.dropped > 1000
    released.set()
    carrier.close(WAIT_S)
    numbers = [packet.at // 1920 for packet in output.sessions[0] if packet.video]
    assert numbers[-1] == 1999
    assert not states[-1].detail.startswith("lost")


def test_closing_carries_what_waits(states: list[OutputState]) -> None:
    output = Recorder([])
    carrier = Carrier(output, states.append)
    carrier.start()
    output_packets = stream(50)
    for packet in output_packets:
        carrier.put(packet)
    carrier.close(WAIT_S)
    assert set(output.sessions[0]) == set(output_packets)
