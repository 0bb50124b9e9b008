"""A video loop behind the host: decoded and scaled ahead in a thread, a few pictures at a time.

Costs, beside the decoder: every frame of it is a whole picture to lay the host over, to convert and to code.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import numpy as np

from avatar.faces.drawn.brush import flat
from avatar.media import SAMPLE_RATE_HZ, Picture
from avatar.stage.picture.tiles import paint_over

_log = logging.getLogger(__name__)

AHEAD = 4
"""Pictures that are decoded ahead."""
LARGEST_PIXELS = 4096 * 2304
_BEHIND_S = 1.0
"""Seconds that the decoder may be behind before the loop goes on from where it is."""
_SAME_S = 0.02
"""Pictures that follow closer than this are left out."""
_BROKEN = 3
"""Runs through the file without a picture, after which the last picture stands."""


class VideoError(ValueError):
    """A video cannot be played; one line says which and why."""


class VideoLoop:
    """A video that begins anew when it ends."""

    def __init__(self, path: Path, width: int, height: int, *, shade: float, start_at: int) -> None:
        """Open it and decode its first picture.

        Args:
            path: An MP4, WebM or anything else that FFmpeg reads.
            width: Of the picture to be filled; what sticks out is cropped.
            height: The same.
            shade: How much darker it is made, 0 … 1.
            start_at: Audio clock, samples: when it begins.

        Raises:
            VideoError: It cannot be played.
        """
        self._path, self._size, self._shade = path, (width, height), shade
        self._zero = start_at / SAMPLE_RATE_HZ
        self._waiting: queue.Queue[tuple[float, Picture] | None] = queue.Queue(AHEAD)
        self._closing = threading.Event()
        self._next: tuple[float, Picture] | None = None
        self._frames = self._loop()
        try:
            first = next(self._frames, None)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise VideoError(f"the video {path} cannot be played: {_line(error)}") from error
        if first is None:
            raise VideoError(f"the video {path} cannot be played: there are no pictures in it")
        self.picture: Picture = first[1]
        """uint8 (height, width, 4), RGBA, opaque: what is shown now."""
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._thread.start()

    def step(self, at: int, wait_s: float = 0.0) -> bool:
        """Go to sample ``at``; whether the picture is another one than before.

        Args:
            at: Audio clock, samples.
            wait_s: Seconds to wait for pictures that are not decoded yet.
        """
        now_s = at / SAMPLE_RATE_HZ - self._zero
        changed = False
        while True:
            if self._next is None:
                with suppress(queue.Empty):
                    self._next = self._waiting.get(timeout=wait_s) if wait_s else self._waiting.get_nowait()
            if self._next is None or self._next[0] > now_s:
                return changed
            due_s, self.picture = self._next
            self._next = None
            changed = True
            if now_s - due_s > _BEHIND_S and not wait_s:
                self._zero += now_s - due_s
                return changed

    def close(self) -> None:
        """Stop decoding."""
        self._closing.set()
        with suppress(queue.Empty):
            self._waiting.get_nowait()

    def _run(self) -> None:
        try:
            for frame in self._frames:
                while not self._closing.is_set():
                    with suppress(queue.Full):
                        self._waiting.put(frame, timeout=0.5)
                        break
                if self._closing.is_set():
                    return
        except (av.FFmpegError, OSError, ValueError) as error:
            _log.warning("the video %s stands still: %s", self._path, _line(error))

    def _loop(self) -> Iterator[tuple[float, Picture]]:
        """Pictures with their seconds from the beginning, for ever."""
        began_s, empty = 0.0, 0
        while empty < _BROKEN:
            last_s, step_s, count = -1.0, 0.04, 0
            with av.open(str(self._path), metadata_errors="ignore") as container:
                if not container.streams.video:
                    return
                stream = container.streams.video[0]
                stream.thread_type = "NONE"
                if stream.codec_context.width * stream.codec_context.height > LARGEST_PIXELS:
                    raise ValueError("it is larger than 4096 x 2304")
                if stream.average_rate:
                    step_s = 1 / max(1.0, float(stream.average_rate))
                zero_s: float | None = None
                for frame in container.decode(stream):
                    at_s = float(frame.time) if frame.time is not None else (zero_s or 0.0) + last_s + step_s
                    zero_s = at_s if zero_s is None else zero_s
                    at_s -= zero_s
                    if count and at_s < last_s + _SAME_S:
                        continue
                    last_s, count = at_s, count + 1
                    yield began_s + at_s, self._scaled(frame)
            empty = 0 if count else empty + 1
            began_s += max(0.0, last_s) + step_s
        raise ValueError("there are no pictures in it")

    def _scaled(self, frame: av.VideoFrame) -> Picture:
        width, height = self._size
        scale = max(width / frame.width, height / frame.height)
        wide, tall = max(width, round(frame.width * scale)), max(height, round(frame.height * scale))
        wide, tall = wide + wide % 2, tall + tall % 2
        scaled = frame.reformat(width=wide, height=tall, format="rgba", interpolation="BILINEAR", threads=1)
        left, top = (wide - width) // 2, (tall - height) // 2
        pixels: Picture = np.ascontiguousarray(scaled.to_ndarray()[top : top + height, left : left + width])
        if self._shade:
            paint_over(pixels, lambda canvas: canvas.drawPaint(flat("#000000", self._shade)))
        return pixels


def _line(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
