"""The line to the chat model: an endpoint, whose answers take as long as they really did, or a recording.

Everything above HTTP is the room's own: prompt, client, time limits, guard. While an endpoint is asked the
virtual clock stands still; its answer then comes in the pieces, and after the seconds, in which it really
came.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.lanes.model import ModelConfig, ModelLane
from agent.lanes.model_client import connect
from agent.spending import Spending
from evals.rooms.recording import Exchange, Recording, key_of, plain
from persona.schema import Persona
from tools.base import Tool

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

SLOW_S = 30.0
"""What a slow endpoint adds before its first token: longer than any of the room's limits."""
MISMATCHES = 50
"""Requests kept of those that a recording did not have."""
_FAILED = '{"error": {"message": "not here", "type": "server_error"}}'


@dataclass(slots=True)
class Line:
    """The line of one conversation."""

    conversation: str
    recording: Recording | None
    """``None``: the endpoint is asked."""
    state: str = "up"
    """``up``, ``down`` or ``slow``."""
    exchanges: list[Exchange] = field(default_factory=list)
    """What the endpoint answered, in order."""
    mismatches: list[str] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)

    async def ask(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Exchange:
        """What comes of a request. The virtual clock stands still meanwhile.

        Args:
            url: Of the endpoint.
            headers: Of the request.
            body: Its JSON.
        """
        request = plain(body)
        if self.recording is not None:
            found = self.recording.find(request)
            if isinstance(found, Exchange):
                return found
            if len(self.mismatches) < MISMATCHES:
                self.mismatches.append(found)
            return Exchange(
                conversation=self.conversation, key=key_of(request), nth=0, request=request, status=410,
                kind="application/json", pieces=((0.0, _FAILED),),
            )  # fmt: skip
        status, kind, pieces = await asyncio.get_running_loop().run_in_executor(
            None, _post, url, headers, body
        )
        key = key_of(request)
        exchange = Exchange(
            conversation=self.conversation, key=key, nth=self._asked[key], request=request, status=status,
            kind=kind, pieces=tuple(pieces),
        )  # fmt: skip
        self._asked[key] += 1
        self.exchanges.append(exchange)
        return exchange


def _post(
    url: str, headers: Mapping[str, str], body: Mapping[str, Any]
) -> tuple[int, str, list[tuple[float, str]]]:
    """Ask an endpoint, and note when each piece of its answer came. Blocking."""
    import httpx

    sent = {name: value for name, value in headers.items() if name.lower() not in _OWN_HEADERS}
    began = time.perf_counter()
    pieces: list[tuple[float, str]] = []
    status, kind = 0, ""
    try:
        with httpx.stream(
            "POST", url, headers=sent, json=body, timeout=httpx.Timeout(60.0, connect=5.0)
        ) as answer:
            status = answer.status_code
            kind = answer.headers.get("content-type", "").partition(";")[0]
            pieces.extend((round(time.perf_counter() - began, 4), text) for text in answer.iter_text())
    except (httpx.HTTPError, httpx.InvalidURL):
        pieces.append((round(time.perf_counter() - began, 4), ""))
        status = status if len(pieces) > 1 else 0
    return status, kind, pieces


_OWN_HEADERS = frozenset(["host", "content-length", "content-type", "accept-encoding", "connection"])


class WiredLane(ModelLane):
    """The room's model lane, on such a line."""

    def __init__(
        self,
        config: ModelConfig,
        persona: Persona,
        line: Line,
        *,
        tools: Callable[[], Sequence[Tool]],
        spending: Spending,
    ) -> None:
        """Use a model.

        Args:
            config: Which model, and its limits.
            persona: Who speaks.
            line: What answers its requests.
            tools: The tools that it may use now.
            spending: The meter.
        """
        super().__init__(config, persona, tools=tools, spending=spending)
        self._line = line

    def _ready(self) -> ChatOpenAI:
        if self._chat is None:
            import openai

            chat = connect(self.config)
            http = openai.DefaultAsyncHttpxClient(transport=_transport(self._line))
            client = chat.root_async_client.with_options(http_client=http)
            chat.root_async_client, chat.async_client = client, client.chat.completions
            self._chat = chat
        return self._chat


def _transport(line: Line) -> Any:
    """The line as the transport of the client's HTTP library, whichever that is."""
    from importlib import import_module

    import openai

    library = import_module(openai.DefaultAsyncHttpxClient.__mro__[1].__module__)

    class Replayed(library.AsyncByteStream):  # type: ignore[misc, name-defined]
        """An answer in its pieces, each at its time."""

        def __init__(self, pieces: Sequence[tuple[float, str]]) -> None:
            self._pieces = pieces

        async def __aiter__(self) -> AsyncIterator[bytes]:
            loop = asyncio.get_running_loop()
            began = loop.time()
            for after_s, text in self._pieces:
                if (wait := began + after_s - loop.time()) > 0:
                    await asyncio.sleep(wait)
                yield text.encode()

    class Transport(library.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        """Sends requests down the line."""

        async def handle_async_request(self, request: Any) -> Any:
            if request.method != "POST":
                return library.Response(200, json={"object": "list", "data": []})
            content = await request.aread()
            if line.state == "down":
                raise library.ConnectError("the endpoint is away", request=request)
            if line.state == "slow":
                await asyncio.sleep(SLOW_S)
            found = await line.ask(str(request.url), dict(request.headers), json.loads(content))
            if not found.status:
                await asyncio.sleep(found.pieces[-1][0] if found.pieces else 0.0)
                raise library.ConnectError("the endpoint cannot be reached", request=request)
            return library.Response(
                found.status, headers={"content-type": found.kind}, stream=Replayed(found.pieces)
            )

    return Transport()
