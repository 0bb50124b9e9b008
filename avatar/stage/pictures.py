"""The thread that encodes pictures, so that sound never waits for them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from avatar.outputs.base import Packet
from avatar.stage.encoder import Encoder
from avatar.stage.yuv import YuvCopy, YuvPicture

_WAITING = 2
"""Pictures that may wait for the coder; one more is being encoded and one is being filled."""

MAX_REPEATS = 60
"""Missing pictures that are filled in with the last one; a longer gap stays a gap."""

_END_S = 5.0


class PictureCoder:
    """Encodes numbered pictures in order; a number that was left out shows the picture before it again."""

    def __init__(
        self, encoder: Encoder, put: Callable[[Packet], None], picture: YuvPicture, first: int
    ) -> None:
        """Prepare; ``start`` begins.

        Args:
            encoder: Its ``picture`` is called from the thread only.
            put: Takes the packets, in the thread; must not wait.
            picture: What is shown.
            first: Number of the first picture.
        """
        self.number = first - 1
        """Number of the last picture encoded."""
        self.encoded = 0
        """Pictures encoded, repeated ones included."""
        self.repeated = 0
        """Pictures shown again because the next one was late."""
        self.cpu_s = 0.0
        """Seconds of processor time of the thread so far."""
        self._encoder = encoder
        self._put = put
        self._picture = picture
        self._last: YuvCopy | None = None
        self._free: queue.Queue[YuvCopy] = queue.Queue(_WAITING + 2)
        for _ in range(_WAITING + 2):
            self._free.put(picture.copy())
        self._filled: queue.Queue[tuple[int, YuvCopy] | None] = queue.Queue(_WAITING + 3)
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)

    def __len__(self) -> int:
        return self._filled.qsize()

    def start(self) -> None:
        """Begin to encode."""
        self._thread.start()

    def show(self, number: int, *, wait_s: float = 0.0) -> bool:
        """Hand the picture over, as it is now, as picture ``number``.

        Args:
            number: Its number on the clock, above all before.
            wait_s: Seconds to wait for the coder when it is behind.

        Returns:
            False when the coder is behind: the picture is left out.
        """
        try:
            copy = self._free.get(timeout=wait_s) if wait_s else self._free.get_nowait()
        except queue.Empty:
            return False
        self._picture.refresh(copy)
        self._filled.put_nowait((number, copy))
        return True

    def finish(self, end: int) -> None:
        """Encode what waits, fill up to picture ``end`` (exclusive), end the thread."""
        try:
            self._filled.put(None, timeout=_END_S)
        except queue.Full:
            return
        self._thread.join(_END_S)
        if not self._thread.is_alive() and self._last is not None:
            self._fill(end)

    def _run(self) -> None:
        while (item := self._filled.get()) is not None:
            number, copy = item
            self._fill(number)
            self._encode(copy, number)
            if self._last is not None:
                self._free.put_nowait(self._last)
            self._last = copy
            self.cpu_s = time.thread_time()

    def _fill(self, number: int) -> None:
        if self._last is None or number - self.number > MAX_REPEATS:
            return
        for missing in range(self.number + 1, number):
            self._encode(self._last, missing)
            self.repeated += 1

    def _encode(self, copy: YuvCopy, number: int) -> None:
        for packet in self._encoder.picture(copy.frame, number):
            self._put(packet)
        self.number = number
        self.encoded += 1
