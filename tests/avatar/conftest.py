"""What tests of the avatar share: engines of extras with tiny models, a speech service on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent


def need(module: str, extra: str) -> None:
    """Skip the test without the extra, but never where extras are required."""
    if find_spec(module) is None:
        assert not os.environ.get("NIGHTSHIFT_REQUIRE_EXTRAS"), (
            f"{module} is missing: install the extra {extra}"
        )
        pytest.skip(f"{module} is not installed (extra {extra})")


def _made(script: str, *args: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / script), *args], capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="session")
def sherpa_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny VITS that takes phonemes, as Piper's voices do; English and Chinese."""
    need("sherpa_onnx", "sherpa")
    need("onnx", "sherpa")
    folder = tmp_path_factory.mktemp("voices") / "tiny-piper"
    _made("tiny_sherpa.py", "piper", str(folder))
    return folder


@pytest.fixture(scope="session")
def sherpa_lexicon_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny VITS with a lexicon of words and characters."""
    need("sherpa_onnx", "sherpa")
    need("onnx", "sherpa")
    folder = tmp_path_factory.mktemp("voices") / "tiny-lexicon"
    _made("tiny_sherpa.py", "lexicon", str(folder))
    return folder


@pytest.fixture(scope="session")
def coqui_vits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Coqui VITS with random weights, of characters."""
    need("TTS", "coqui")
    folder = tmp_path_factory.mktemp("voices") / "tiny-vits"
    folder.mkdir()
    _made("tiny_coqui.py", "vits", str(folder))
    return folder


@pytest.fixture(scope="session")
def coqui_xtts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny XTTS with random weights, English and Chinese."""
    need("TTS", "coqui")
    folder = tmp_path_factory.mktemp("voices") / "tiny-xtts"
    folder.mkdir()
    _made("tiny_coqui.py", "xtts", str(folder))
    return folder


class Request:
    """One request that the service got."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body

    @property
    def json(self) -> dict[str, object]:
        """Its body."""
        said = json.loads(self.body)
        assert isinstance(said, dict)
        return said


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class Service:
    """An HTTP server on the loopback interface whose answers a test writes byte by byte."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Answer = spoken
        self.open = 0
        self.handling: set[asyncio.Task[None]] = set()
        self.closed = asyncio.Event()
        self.url = ""

    @staticmethod
    async def head(
        writer: asyncio.StreamWriter, status: int = 200, kind: str = "audio/pcm", *, length: int | None = None
    ) -> None:
        """Begin an answer, in chunks if no length is given."""
        framing = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
        writer.write(f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\n{framing}\r\n\r\n".encode())
        await writer.drain()

    @staticmethod
    async def chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
        """One chunk; an empty one ends the answer."""
        writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        await writer.drain()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        task = asyncio.current_task()
        assert task is not None
        self.handling.add(task)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                request = Request(lines[0].split()[1], headers, body)
                self.requests.append(request)
                await self.answer(request, writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self.open -= 1
            self.handling.discard(task)
            self.closed.set()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def tone(seconds: float, rate_hz: int = 24_000) -> bytes:
    """A tone as 16 bit PCM."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.3 * 32767 * np.sin(2 * np.pi * 220 * time_s)).astype("<i2").tobytes()


async def spoken(request: Request, writer: asyncio.StreamWriter) -> None:
    """A tone as long as the text, as a service would give it."""
    if "input" not in (said := request.json if request.body else {}):
        await Service.head(writer, 404, "application/json", length=2)
        writer.write(b"{}")
        return
    speed = said.get("speed", 1.0)
    assert isinstance(speed, float)
    data = tone(0.07 * len(str(said["input"])) / speed)
    await Service.head(writer)
    for start in range(0, len(data), 4801):
        await Service.chunk(writer, data[start : start + 4801])
    await Service.chunk(writer, b"")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A speech service on this machine."""
    service = Service()
    server = await asyncio.start_server(service.handle, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    yield service
    server.close()
    for task in list(service.handling):
        task.cancel()
    await asyncio.gather(*list(service.handling), return_exceptions=True)


@pytest.fixture(scope="module")
def tone_service() -> Iterator[str]:
    """The same in a thread of its own, for tests that share an engine; its address."""
    loop = asyncio.new_event_loop()
    service = Service()
    server = loop.run_until_complete(asyncio.start_server(service.handle, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
