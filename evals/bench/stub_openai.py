"""A stand-in for an OpenAI-compatible chat server with set timing and failures, for tests and benchmarks.

In process::

    async with StubOpenAI(["Hello."], first_token_s=0.2, tokens_per_s=50) as stub:
        ...  # stub.base_url

In a process of its own: ``async with stub_process(reply="Hello.") as base_url``, or
``python -m evals.bench.stub_openai --port 8099 --reply "Hello."``. It listens on loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeAlias

Failure = Literal["500", "429", "hang", "garbage", "cut"]
"""``hang``: no answer until the client leaves; ``garbage``: a stream that is no JSON; ``cut``: the connection
breaks in the middle of the reply."""

Words: TypeAlias = str | Sequence[str]
"""A reply: a text, cut into tokens as a model would, or its tokens."""

Reply: TypeAlias = Callable[[list[dict[str, Any]]], Words]
"""From the request's messages to the reply."""

_TOKEN = re.compile(r"\s*[A-Za-z0-9]{1,8}|\s*[^\sA-Za-z0-9]|\s+$")
_LONGEST_BODY = 4 * 1024 * 1024
_IDLE_S = 120
_REQUESTS_KEPT = 1_000
_START_S = 15
_SERVING = b"serving "


def tokens(words: Words) -> list[str]:
    """A reply in pieces as a model would send them: words with the space before them, single marks."""
    return _TOKEN.findall(words) if isinstance(words, str) else list(words)


@dataclass(slots=True)
class Counters:
    """What happened so far."""

    requests: int = 0
    completed: int = 0
    """Replies sent to their end."""
    disconnects: int = 0
    """Replies that the client left before their end."""
    failures: int = 0
    """Failures played."""
    tokens: int = 0
    """Tokens sent."""


@dataclass(slots=True)
class _Request:
    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)


class StubOpenAI:
    """The server. Also an async context manager that starts and stops it."""

    def __init__(
        self,
        replies: Sequence[Words] | Reply = ("Hello.",),
        *,
        first_token_s: float = 0.0,
        tokens_per_s: float = 0.0,
        failures: Sequence[Failure | None] = (),
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Script a server.

        Args:
            replies: What to say, in turn and then from the beginning, or a function of the messages.
            first_token_s: Seconds from a request to its first token.
            tokens_per_s: Tokens a second after that; 0 for all at once.
            failures: For the first requests in turn, how each fails; ``None`` for not at all.
            host: Address to bind; keep it loopback.
            port: 0 for a free one.
        """
        self._reply: Reply = replies if callable(replies) else _in_turn(replies)
        self.first_token_s = first_token_s
        self.tokens_per_s = tokens_per_s
        self.failures: deque[Failure | None] = deque(failures)
        self._host, self._port = host, port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.counters = Counters()
        self.requested = asyncio.Event()
        """Set when a chat request has arrived."""
        self.disconnected = asyncio.Event()
        """Set when a client leaves a reply before its end."""
        self.asked: deque[dict[str, Any]] = deque(maxlen=_REQUESTS_KEPT)
        """Bodies of the chat requests."""

    @property
    def base_url(self) -> str:
        """What to give an OpenAI client."""
        return f"http://{self._host}:{self._port}/v1"

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and end what is still being sent."""
        assert self._server is not None
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while request := await asyncio.wait_for(_read(reader), _IDLE_S):
                if not await self._respond(request, reader, writer):
                    break
        except (
            ConnectionError,
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ValueError,
        ):
            pass  # a client that leaves or talks nonsense is dropped
        except asyncio.CancelledError:
            pass  # the server stops; the task ends here, so that nothing logs it
        finally:
            self._connections.discard(task)
            writer.close()

    async def _respond(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; whether the connection may go on."""
        if request.path.endswith("/models"):
            models = {
                "object": "list",
                "data": [{"id": "stub", "object": "model", "created": 0, "owned_by": "stub"}],
            }
            _whole(writer, 200, models)
        elif request.path.endswith("/chat/completions") and request.method == "POST":
            return await self._chat(request, reader, writer)
        else:
            _whole(writer, 404, _error("no such path"))
        await writer.drain()
        return True

    async def _chat(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        self.counters.requests += 1
        self.requested.set()
        self.asked.append(request.body)
        arrived = asyncio.get_running_loop().time()
        failure = self.failures.popleft() if self.failures else None
        if failure:
            self.counters.failures += 1
        if failure in ("500", "429"):
            _whole(writer, int(failure), _error(f"scripted {failure}"))
            await writer.drain()
            return True
        left = asyncio.create_task(reader.read(1))
        sending = asyncio.create_task(self._send(request.body, failure, arrived, writer))
        try:
            await asyncio.wait({left, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                return sending.result()
            self.counters.disconnects += 1
            self.disconnected.set()
            return False
        finally:
            for task in (left, sending):
                task.cancel()
            await asyncio.gather(left, sending, return_exceptions=True)

    async def _send(
        self, body: dict[str, Any], failure: Failure | None, arrived: float, writer: asyncio.StreamWriter
    ) -> bool:
        if failure == "hang":
            await asyncio.Event().wait()
        pieces = tokens(self._reply(body.get("messages", [])))
        if not body.get("stream"):
            await _until(arrived + self.first_token_s + self._gap_s * max(0, len(pieces) - 1))
            _whole(writer, 200, _completion(pieces, body))
        else:
            _head(writer, 200, "text/event-stream", "transfer-encoding: chunked")
            await writer.drain()
            if not await self._stream(pieces, body, failure, arrived, writer):
                return False
        self.counters.completed += 1
        await writer.drain()
        return True

    @property
    def _gap_s(self) -> float:
        return 1 / self.tokens_per_s if self.tokens_per_s else 0.0

    async def _stream(
        self,
        pieces: list[str],
        body: dict[str, Any],
        failure: Failure | None,
        arrived: float,
        writer: asyncio.StreamWriter,
    ) -> bool:
        for index, piece in enumerate(pieces):
            await _until(arrived + self.first_token_s + index * self._gap_s)
            if failure == "garbage":
                _event(writer, '{"choices": [{"delta": nonsense')
            elif failure == "cut" and index >= len(pieces) // 2:
                await writer.drain()
                return False
            else:
                _event(writer, json.dumps(_chunk({"content": piece}, None, body), ensure_ascii=False))
                self.counters.tokens += 1
            await writer.drain()
        _event(writer, json.dumps(_chunk({}, "stop", body)))
        _event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")
        return True


def _in_turn(replies: Sequence[Words]) -> Reply:
    if not replies:
        raise ValueError("a stub needs at least one reply")
    count = 0

    def reply(_: list[dict[str, Any]]) -> Words:
        nonlocal count
        count += 1
        return replies[(count - 1) % len(replies)]

    return reply


async def _until(when: float) -> None:
    wait = when - asyncio.get_running_loop().time()
    if wait > 0:
        await asyncio.sleep(wait)


async def _read(reader: asyncio.StreamReader) -> _Request | None:
    """The next request, or None when the client has closed.

    Raises:
        ValueError: It is no HTTP/1.1 request with a JSON body.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= _LONGEST_BODY:
        raise ValueError("body too long")
    body = json.loads(await reader.readexactly(length)) if length else {}
    return _Request(method, target.partition("?")[0], body if isinstance(body, dict) else {})


_REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error"}


def _head(writer: asyncio.StreamWriter, status: int, kind: str, length: str) -> None:
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: {kind}\r\n{length}\r\n\r\n"
    writer.write(head.encode())


def _whole(writer: asyncio.StreamWriter, status: int, body: dict[str, Any]) -> None:
    content = json.dumps(body, ensure_ascii=False).encode()
    _head(writer, status, "application/json", f"content-length: {len(content)}")
    writer.write(content)


def _event(writer: asyncio.StreamWriter, data: str) -> None:
    event = f"data: {data}\n\n".encode()
    writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "stub", "code": None}}


def _chunk(delta: dict[str, str], finish: str | None, body: dict[str, Any]) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": body.get("model", "stub"),
        "choices": [choice],
    }


def _completion(pieces: list[str], body: dict[str, Any]) -> dict[str, Any]:
    count, text = len(pieces), "".join(pieces)
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", "stub"),
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 0, "completion_tokens": count, "total_tokens": count},
    }


@asynccontextmanager
async def stub_process(
    reply: Words = "Hello.", *, first_token_s: float = 0.2, tokens_per_s: float = 50.0
) -> AsyncIterator[str]:
    """A server in a process of its own, so that it takes no time from the event loop that is measured.

    Yields:
        Its base URL.

    Raises:
        RuntimeError: It did not start.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "evals.bench.stub_openai", "--port", "0"),
        *("--first-token-ms", str(first_token_s * 1000), "--tokens-per-s", str(tokens_per_s)),
        *("--tokens", json.dumps(tokens(reply))),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_START_S):
            line = await process.stdout.readline()
        if not line.startswith(_SERVING):
            raise RuntimeError("the stub model server did not start")
        yield line.removeprefix(_SERVING).decode().strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _serve(stub: StubOpenAI) -> None:
    async with stub:
        sys.stdout.write(f"{_SERVING.decode()}{stub.base_url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench.stub_openai",
        description="A stand-in for an OpenAI-compatible chat server.",
    )
    parser.add_argument("--port", type=int, default=8099, help="0 for a free one")
    parser.add_argument("--reply", action="append", help="what to say; repeat for several, said in turn")
    parser.add_argument("--tokens", type=json.loads, help="what to say, as a JSON array of tokens")
    parser.add_argument("--first-token-ms", type=float, default=200)
    parser.add_argument("--tokens-per-s", type=float, default=50)
    given = parser.parse_args()
    replies = [given.tokens] if given.tokens else given.reply
    stub = StubOpenAI(
        replies or ["Hello, and welcome to the stream."],
        first_token_s=given.first_token_ms / 1000,
        tokens_per_s=given.tokens_per_s,
        port=given.port,
    )
    try:
        asyncio.run(_serve(stub))
    except KeyboardInterrupt:
        return
    except OSError as error:
        parser.exit(1, f"cannot listen on port {given.port}: {error.strerror}\n")


if __name__ == "__main__":
    main()
