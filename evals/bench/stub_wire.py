"""What an OpenAI-compatible chat server reads and writes, as far as the stand-in needs it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Words: TypeAlias = str | Sequence[str]
"""A reply: a text, cut into tokens as a model would, or its tokens."""


@dataclass(frozen=True, slots=True)
class Calls:
    """A reply that calls tools."""

    calls: Sequence[tuple[str, dict[str, Any]]]
    """Name and arguments of each."""
    text: Words = ""
    """What is said before them."""


Reply: TypeAlias = Callable[[list[dict[str, Any]]], "Words | Calls"]
"""From the request's messages to the reply."""

_TOKEN = re.compile(r"\s*[A-Za-z0-9]{1,8}|\s*[^\sA-Za-z0-9]|\s+$")
_LONGEST_BODY = 4 * 1024 * 1024


def tokens(words: Words) -> list[str]:
    """A reply in pieces as a model would send them: words with the space before them, single marks."""
    return _TOKEN.findall(words) if isinstance(words, str) else list(words)


@dataclass(slots=True)
class Request:
    """One request."""

    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)


async def read(reader: asyncio.StreamReader) -> Request | None:
    """The next request, or None when the client has closed.

    Raises:
        ValueError: It is no HTTP/1.1 request with a JSON body.
    """
    try:
        received = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = received.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= _LONGEST_BODY:
        raise ValueError("body too long")
    body = json.loads(await reader.readexactly(length)) if length else {}
    return Request(method, target.partition("?")[0], body if isinstance(body, dict) else {})


_REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def head(writer: asyncio.StreamWriter, status: int, kind: str, length: str) -> None:
    """Write the head of an answer."""
    lines = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: {kind}\r\n{length}\r\n\r\n"
    writer.write(lines.encode())


def whole(writer: asyncio.StreamWriter, status: int, body: dict[str, Any]) -> None:
    """Write an answer of JSON."""
    content = json.dumps(body, ensure_ascii=False).encode()
    head(writer, status, "application/json", f"content-length: {len(content)}")
    writer.write(content)


def event(writer: asyncio.StreamWriter, data: str) -> None:
    """Write one event of a stream, as a chunk of its own."""
    sent = f"data: {data}\n\n".encode()
    writer.write(f"{len(sent):x}\r\n".encode() + sent + b"\r\n")


def error(message: str) -> dict[str, Any]:
    """The body of a failure."""
    return {"error": {"message": message, "type": "stub", "code": None}}


def call_deltas(calls: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Tool calls as they are streamed: the name first, the arguments in two pieces."""
    deltas: list[dict[str, Any]] = []
    for index, (name, arguments) in enumerate(calls):
        written = json.dumps(arguments, ensure_ascii=False)
        half = len(written) // 2
        begin = {"index": index, "id": f"call_{index}", "type": "function"}
        deltas.append({"tool_calls": [{**begin, "function": {"name": name, "arguments": ""}}]})
        deltas += [
            {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
            for piece in (written[:half], written[half:])
        ]
    return deltas


def usage(body: dict[str, Any], written: int) -> dict[str, int]:
    """A count of tokens: about four characters each for what was read."""
    read = len(json.dumps(body.get("messages", []), ensure_ascii=False)) // 4
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def chunk(delta: dict[str, Any], finish: str | None, body: dict[str, Any]) -> dict[str, Any]:
    """One piece of a streamed reply."""
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": body.get("model", "stub"),
        "choices": [choice],
    }


def completion(pieces: list[str], body: dict[str, Any]) -> dict[str, Any]:
    """A reply in one."""
    count, text = len(pieces), "".join(pieces)
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", "stub"),
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": usage(body, count),
    }
