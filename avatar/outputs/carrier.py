"""One output's thread and its bounded queue: the reason why outputs cannot disturb each other."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from avatar.outputs.base import Output, OutputDown, Packet
from avatar.stage.messages import OutputState

CAPACITY = 360
"""Packets, about five seconds of picture and sound."""

THREAD_PREFIX = "output-"
"""Begins the name of every output's thread."""

_SOUND_TAIL = 8
"""Packets of sound remembered before a keyframe: the picture's coder is that much behind at most."""

_FIRST_RETRY_S = 0.5
_LAST_RETRY_S = 15.0
_STEADY_S = 10.0
"""Seconds after which a connection counts as good, and the next failure is retried soon again."""

_log = logging.getLogger(__name__)


class PacketQueue:
    """Packets of whole groups of pictures: what comes out after any gap begins with a keyframe.

    When it is full, everything before its newest keyframe is dropped; without one, everything up to the
    next. ``put`` never waits.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._packets: deque[Packet] = deque()
        self._tail: deque[Packet] = deque(maxlen=_SOUND_TAIL)
        self._changed = threading.Condition()
        self._seeking = True
        self._ended = False
        self.dropped = 0
        """Packets that never went out."""

    def __len__(self) -> int:
        return len(self._packets)

    def put(self, packet: Packet) -> None:
        """Add a packet."""
        with self._changed:
            if len(self._packets) >= self._capacity:
                self._skip_to_newest_keyframe()
            if not self._seeking:
                self._packets.append(packet)
            elif packet.video and packet.keyframe:
                self._seeking = False
                self._packets.append(packet)
                self._packets.extend(sound for sound in self._tail if sound.sounds_at(packet.at))
                self._tail.clear()
            elif packet.video:
                self.dropped += 1
            else:
                self._tail.append(packet)
            self._changed.notify()

    def get(self) -> Packet | None:
        """The next packet; waits for one. None when the queue was ended and is empty."""
        with self._changed:
            while not self._packets:
                if self._ended:
                    return None
                self._changed.wait(timeout=1.0)
            return self._packets.popleft()

    def restart(self) -> None:
        """Go on with the newest keyframe: whoever reads now has seen nothing before."""
        with self._changed:
            self._skip_to_newest_keyframe()

    def end(self) -> None:
        """Say that nothing more is put."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _skip_to_newest_keyframe(self) -> None:
        packets = list(self._packets)
        keyframes = [index for index, packet in enumerate(packets) if packet.video and packet.keyframe]
        keep: list[Packet] = []
        if keyframes:
            newest = packets[keyframes[-1]]
            sound = [each for each in packets[: keyframes[-1]] if not each.video]
            keep = [newest, *(each for each in sound if each.sounds_at(newest.at))]
            keep += packets[keyframes[-1] + 1 :]
        if len(keep) >= self._capacity or not keyframes:
            keep = []
            self._seeking = True
            self._tail.extend(each for each in packets if not each.video)
        self.dropped += len(packets) - len(keep)
        self._packets = deque(keep)


class Carrier:
    """Feeds one output from its queue, in a thread; opens it again, for ever, when it goes down."""

    def __init__(
        self, output: Output, report: Callable[[OutputState], None], *, capacity: int = CAPACITY
    ) -> None:
        """Prepare; ``start`` begins.

        Args:
            output: Where the packets go.
            report: Is told when the output goes up, and once for each new reason why it is down.
            capacity: Packets that may wait.
        """
        self.name = output.name
        self.cpu_s = 0.0
        """Seconds of processor time of the thread so far."""
        self.queue = PacketQueue(capacity)
        self._output = output
        self._report = report
        self._closing = threading.Event()
        self._said: OutputState | None = None
        self._thread = threading.Thread(target=self._run, name=THREAD_PREFIX + output.name, daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def put(self, packet: Packet) -> None:
        """Take a packet; never waits."""
        self.queue.put(packet)

    def close(self, timeout_s: float) -> None:
        """Carry what waits, finish the output, end the thread; after ``timeout_s`` it is left behind."""
        self._closing.set()
        self.queue.end()
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.warning("output %s did not finish within %g s", self.name, timeout_s)

    def _run(self) -> None:
        retry_s = _FIRST_RETRY_S
        while not self._closing.is_set():
            since_s = time.monotonic()
            try:
                self._carry()
                self._output.close()
                return
            except OutputDown as down:
                self._say(up=False, detail=str(down))
            self._abandon()
            if time.monotonic() - since_s > _STEADY_S:
                retry_s = _FIRST_RETRY_S
            self._closing.wait(retry_s)
            retry_s = min(2 * retry_s, _LAST_RETRY_S)

    def _carry(self) -> None:
        detail = self._output.open()
        self.queue.restart()
        packet = self.queue.get()
        while packet is not None:
            self._output.write(packet)
            self._say(up=True, detail=detail)
            self.cpu_s = time.thread_time()
            packet = self.queue.get()

    def _abandon(self) -> None:
        try:
            self._output.close()
        except OutputDown as down:
            _log.info("output %s: %s", self.name, down)

    def _say(self, *, up: bool, detail: str) -> None:
        state = OutputState(self.name, up=up, detail=detail)
        if state != self._said:
            self._said = state
            self._report(state)
