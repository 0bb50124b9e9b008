"""A room on air with a busy chat and a viewer: memory, CPU, queues and lip sync over time.

Everything is real: the page with one viewer who reads the stream, a recording, espeak, the stage
process. The chat is made from the catalogue, a question every few seconds.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import mean
from typing import Any

import av
import psutil
import websockets

from agent.assembly import assemble, new_id
from agent.config import RoomConfig
from agent.events import ChatMessage
from agent.room import Room
from evals.bench.machine import machine

SECONDS = 600.0
QUICK_SECONDS = 40.0
EVERY_S = 5.0
"""Seconds between two looks."""
QUESTION_S = 4.0
"""Seconds between two questions."""
ASKED = (
    "How much is the {}?",
    "Is the {} in stock?",
    "What colour is the {}?",
    "hello from Oslo",
    "{} 多少钱？",
)


class _Chat:
    def __init__(self, names: list[str], now: Any) -> None:
        self._names = names
        self._now = now

    async def messages(self) -> AsyncIterator[ChatMessage]:
        number = 0
        while True:
            text = ASKED[number % len(ASKED)].format(self._names[number % len(self._names)])
            yield ChatMessage(new_id(), "soak", f"viewer {number % 40}", text, self._now())
            number += 1
            await asyncio.sleep(QUESTION_S)

    async def close(self) -> None:
        """Nothing to release."""


async def _watch(url: str) -> None:
    """A viewer of the page: takes the stream as it comes."""
    address = url.replace("http://", "ws://") + "stream"
    async with websockets.connect(
        address, origin=websockets.Origin(url.rstrip("/")), max_size=2**24
    ) as socket:
        async for _ in socket:
            pass


def _tree() -> list[psutil.Process]:
    return [psutil.Process(), *psutil.Process().children(recursive=True)]


def _look() -> dict[str, float]:
    rss = cpu = 0.0
    for process in _tree():
        try:
            rss += process.memory_info().rss
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        cpu += times.user + times.system
    return {"rss_mb": rss / 2**20, "cpu_s": cpu}


async def _run(seconds: float, folder: Path) -> dict[str, Any]:
    recording = folder / "soak.mp4"
    config = RoomConfig.model_validate({"name": "soak", "page": {"port": 0}, "record": recording})
    parts = await asyncio.to_thread(assemble, config)
    parts.chats.append(("soak", _Chat([p.name["en"] for p in parts.shop.products()], parts.now)))
    room = Room(config, parts)
    on_air, ending = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(room.run(on_air=lambda _: on_air.set(), until=ending))
    waiting = asyncio.create_task(on_air.wait())
    await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()
    assert room.web is not None
    viewer = asyncio.create_task(_watch(room.web.url))
    looks: list[dict[str, float]] = []
    queues: list[dict[str, int]] = []
    drift: list[float] = []
    loop = asyncio.get_running_loop()
    began = loop.time()
    while (at := loop.time() - began) < seconds and not running.done():
        await asyncio.sleep(EVERY_S)
        looks.append({"at_s": at + EVERY_S, **await asyncio.to_thread(_look)})
        if room.status.stats is not None:
            queues.append({**room.status.stats.queues, "inbox": len(room.crew.inbox)})
            drift.append(room.status.stats.av_diff_ms)
    stats, faults = room.status.stats, list(room.status.faults)
    ending.set()
    await running
    viewer.cancel()
    await asyncio.gather(viewer, return_exceptions=True)
    return _figures(looks, queues, drift, faults) | {
        "repeated_frames": stats.repeated_frames if stats else None,
        "recording": await asyncio.to_thread(_recorded, recording),
    }


def _figures(
    looks: list[dict[str, float]], queues: list[dict[str, int]], drift: list[float], faults: list[str]
) -> dict[str, Any]:
    warm = looks[len(looks) // 5 :]
    half = len(warm) // 2
    busy = (looks[-1]["cpu_s"] - looks[0]["cpu_s"]) / (looks[-1]["at_s"] - looks[0]["at_s"])
    names = sorted({name for queue in queues for name in queue})
    return {
        "seconds": round(looks[-1]["at_s"]),
        "room_cores": round(busy, 3),
        "rss_mb": {
            "peak": round(max(look["rss_mb"] for look in looks)),
            "first_half": round(mean(look["rss_mb"] for look in warm[:half]), 1),
            "second_half": round(mean(look["rss_mb"] for look in warm[half:]), 1),
        },
        "av_diff_ms": {"end": round(drift[-1], 1), "max": round(max(map(abs, drift)), 1)},
        "queue_max": {
            name: {
                "first_half": max(q.get(name, 0) for q in queues[: len(queues) // 2]),
                "second_half": max(q.get(name, 0) for q in queues[len(queues) // 2 :]),
            }
            for name in names
        },
        "faults": faults,
    }


def _recorded(path: Path) -> dict[str, float]:
    """Lengths of both streams of the recording, from its last packets."""
    ends: dict[str, float] = {}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is not None and packet.time_base is not None:
                ends[packet.stream.type] = float((packet.pts + (packet.duration or 0)) * packet.time_base)
    return {f"{kind}_s": round(end, 3) for kind, end in ends.items()} | {
        "av_diff_ms": round(1000 * (ends["video"] - ends["audio"]), 1)
    }


def run(*, quick: bool = False, seconds: float | None = None) -> dict[str, Any]:
    """Be on air for ten minutes, or less than one.

    Args:
        quick: A short run, too short to say anything of memory.
        seconds: Another length.
    """
    length_s = seconds or (QUICK_SECONDS if quick else SECONDS)
    before = os.environ.get("NIGHTSHIFT_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NIGHTSHIFT_HOME"] = folder
        try:
            figures = asyncio.run(_run(length_s, Path(folder)))
        finally:
            if before is None:
                del os.environ["NIGHTSHIFT_HOME"]
            else:
                os.environ["NIGHTSHIFT_HOME"] = before
    return {"machine": machine(), **figures}
