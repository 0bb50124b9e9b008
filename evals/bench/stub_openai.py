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
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Self

from evals.bench import stub_wire as wire
from evals.bench.misled_model import MODES, misled
from evals.bench.stub_wire import Calls, Reply, Words, tokens

__all__ = ["Calls", "Counters", "Failure", "Reply", "StubOpenAI", "Words", "stub_process", "tokens"]

Failure = Literal["500", "429", "hang", "garbage", "cut"]
"""``hang``: no answer until the client leaves; ``garbage``: a stream that is no JSON; ``cut``: the connection
breaks in the middle of the reply."""

_IDLE_S = 120
_REQUESTS_KEPT = 1_000
_START_S = 15
_SERVING = b"serving "


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


class StubOpenAI:
    """The server. Also an async context manager that starts and stops it."""

    def __init__(
        self,
        replies: Sequence[Words | Calls] | Reply = ("Hello.",),
        *,
        counts: bool = True,
        first_token_s: float = 0.0,
        tokens_per_s: float = 0.0,
        failures: Sequence[Failure | None] = (),
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Script a server.

        Args:
            replies: What to say, in turn and then from the beginning, or a function of the messages.
            counts: Whether it counts tokens for a client that asks; else it calls such a request wrong.
            first_token_s: Seconds from a request to its first token.
            tokens_per_s: Tokens a second after that; 0 for all at once.
            failures: For the first requests in turn, how each fails; ``None`` for not at all.
            host: Address to bind; keep it loopback.
            port: 0 for a free one.
        """
        self._reply: Reply = replies if callable(replies) else _in_turn(replies)
        self._counts = counts
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
            while request := await asyncio.wait_for(wire.read(reader), _IDLE_S):
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
        self, request: wire.Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; whether the connection may go on."""
        if request.path.endswith("/models"):
            models = {
                "object": "list",
                "data": [{"id": "stub", "object": "model", "created": 0, "owned_by": "stub"}],
            }
            wire.whole(writer, 200, models)
        elif request.path.endswith("/chat/completions") and request.method == "POST":
            return await self._chat(request, reader, writer)
        else:
            wire.whole(writer, 404, wire.error("no such path"))
        await writer.drain()
        return True

    async def _chat(
        self, request: wire.Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        self.counters.requests += 1
        self.requested.set()
        self.asked.append(request.body)
        arrived = asyncio.get_running_loop().time()
        failure = self.failures.popleft() if self.failures else None
        if failure:
            self.counters.failures += 1
        if failure in ("500", "429"):
            wire.whole(writer, int(failure), wire.error(f"scripted {failure}"))
            await writer.drain()
            return True
        if not self._counts and "stream_options" in request.body:
            wire.whole(writer, 400, wire.error("stream_options is not known here"))
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
        reply = self._reply(body.get("messages", []))
        calls = list(reply.calls) if isinstance(reply, Calls) else []
        pieces = tokens(reply.text if isinstance(reply, Calls) else reply)
        if not body.get("stream"):
            await _until(arrived + self.first_token_s + self._gap_s * max(0, len(pieces) - 1))
            wire.whole(writer, 200, wire.completion(pieces, body))
        else:
            wire.head(writer, 200, "text/event-stream", "transfer-encoding: chunked")
            await writer.drain()
            if calls and not pieces:
                await _until(arrived + self.first_token_s)
            if not await self._stream(pieces, body, failure, arrived, writer):
                return False
            self._end(pieces, calls, body, writer)
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
                wire.event(writer, '{"choices": [{"delta": nonsense')
            elif failure == "cut" and index >= len(pieces) // 2:
                await writer.drain()
                return False
            else:
                wire.event(writer, json.dumps(wire.chunk({"content": piece}, None, body), ensure_ascii=False))
                self.counters.tokens += 1
            await writer.drain()
        return True

    def _end(
        self,
        pieces: list[str],
        calls: list[tuple[str, dict[str, Any]]],
        body: dict[str, Any],
        writer: asyncio.StreamWriter,
    ) -> None:
        for delta in wire.call_deltas(calls):
            wire.event(writer, json.dumps(wire.chunk(delta, None, body), ensure_ascii=False))
        wire.event(writer, json.dumps(wire.chunk({}, "tool_calls" if calls else "stop", body)))
        if (body.get("stream_options") or {}).get("include_usage"):
            count = wire.usage(body, len(pieces) + 8 * len(calls))
            wire.event(writer, json.dumps(wire.chunk({}, None, body) | {"choices": [], "usage": count}))
        wire.event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")


def _in_turn(replies: Sequence[Words | Calls]) -> Reply:
    if not replies:
        raise ValueError("a stub needs at least one reply")
    count = 0

    def reply(_: list[dict[str, Any]]) -> Words | Calls:
        nonlocal count
        count += 1
        return replies[(count - 1) % len(replies)]

    return reply


async def _until(when: float) -> None:
    wait = when - asyncio.get_running_loop().time()
    if wait > 0:
        await asyncio.sleep(wait)


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
    parser.add_argument("--mode", choices=MODES, help="obey whatever a viewer injects, in this way")
    given = parser.parse_args()
    replies = [given.tokens] if given.tokens else given.reply
    stub = StubOpenAI(
        misled(given.mode) if given.mode else replies or ["Hello, and welcome to the stream."],
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
