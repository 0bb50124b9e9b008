"""The page in a real browser, fed with a stream made here."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import av
import numpy as np
import pytest
from playwright.async_api import Browser, Page, async_playwright

from agent.chat.page import PageChat
from agent.events import Line, Question, Turn
from agent.web.config import WebConfig
from agent.web.feed import chat_event, product_event, saying_event
from agent.web.hub import FragmentHub
from agent.web.server import WebServer
from avatar.media import Card
from avatar.stage.messages import Fragment

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine"),
]

FPS = 25
RATE_HZ = 48_000
SECONDS = 40


# ---- a stream


def encode(seconds: int) -> bytes:
    """A moving picture with a tone as fragmented MP4, a fragment every 80 ms, a keyframe every second."""
    file = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof+frag_keyframe", "frag_duration": "80000"}
    with av.open(file, "w", format="mp4", options=options) as container:
        video = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "tune": "zerolatency"})
        video.width, video.height, video.pix_fmt, video.gop_size = 320, 180, "yuv420p", FPS
        audio = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        across, down = np.meshgrid(np.arange(320), np.arange(180))
        for index in range(seconds * FPS):
            red = (across + 4 * index) % 256
            picture = np.stack([red, down + 60, 200 - red // 2], axis=-1).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(video.encode(frame))
            times = np.arange(index * 1920, (index + 1) * 1920) / RATE_HZ
            tone = (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
            sound.sample_rate, sound.pts = RATE_HZ, index * 1920
            container.mux(audio.encode(sound))
        container.mux(video.encode())
        container.mux(audio.encode())
    return file.getvalue()


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Top-level boxes: type, whole box."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at : at + size]
        at += size


class Stream:
    """An encoded stream cut into fragments, each with the time at which a live encoder would have it."""

    def __init__(self, data: bytes) -> None:
        self.opening = b""
        self.media: list[tuple[float, bool, bytes]] = []
        frames = 0
        for kind, box in boxes(data):
            if kind in {b"ftyp", b"moov"}:
                self.opening += box
            elif kind == b"moof":
                moof = box
                flags, count = struct.unpack_from(">II", moof, moof.index(b"trun") + 4)
                frames += count
            elif kind == b"mdat":
                self.media.append((frames / FPS, bool(flags & 0x4), moof + box))
        profile = self.opening[self.opening.index(b"avcC") + 5 :][:3].hex()
        self.codecs = f"avc1.{profile},mp4a.40.2"


class Broadcast:
    """Publishes a stream at its own pace by the loop's clock, and can be held up like a stalled encoder."""

    def __init__(self, hub: FragmentHub, stream: Stream) -> None:
        self._hub, self._stream = hub, stream
        self._loop = asyncio.get_running_loop()
        self._epoch, self._next, self._timer = 0, 0, self._loop.call_soon(lambda: None)
        self.started_at = 0.0
        self.begin()

    def begin(self) -> None:
        """A new epoch, from the stream's first picture."""
        self._timer.cancel()
        self._epoch += 1
        self._next = 0
        self.started_at = time.time()
        self._zero = self._loop.time()
        self._hub.publish(Fragment(self._epoch, "init", False, self._stream.opening, self._stream.codecs))
        self._publish()

    def hold(self, seconds: float) -> None:
        """Publish nothing for a while, then everything that was held up."""
        self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._publish)

    def stop(self) -> None:
        self._timer.cancel()

    def _publish(self) -> None:
        now = self._loop.time() - self._zero
        while self._next < len(self._stream.media):
            at, keyframe, data = self._stream.media[self._next]
            if at > now:
                self._timer = self._loop.call_later(at - now, self._publish)
                return
            self._hub.publish(Fragment(self._epoch, "media", keyframe, data))
            self._next += 1
