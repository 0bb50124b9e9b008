"""The two WebSockets of a viewer: the stream, and the conversation.

On ``/chat`` a viewer sends ``{"text": …, "author": …, "ref": …}``; ``ref`` is the page's own mark and comes
back in the reply:

- ``accepted``: ``ref``, ``message`` (a ``chat`` event, to be shown at once to its author);
- ``refused``: ``ref``, ``code`` (``empty long busy closed slow bad full``), ``reason`` (one English
  sentence), ``retry_s`` (seconds to wait; 0 when waiting does not help).

A viewer is told ``hello`` first: ``state`` (see ``WebServer``), ``guest`` (a name for who gives none) and
``limits`` (``text``, ``author``: characters); then ``recent``, then every event of the feed, and ``viewers``
with a ``count`` when it changes.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent.chat.page import MAX_AUTHOR, MAX_TEXT, PageChat, Refusal
from agent.web.connection import close, receive_text, send, until_one_ends
from agent.web.feed import Event, Feed, chat_event
from agent.web.hub import FragmentHub, RoomFullError
from agent.web.security import Allowance

MAX_REFUSED_IN_A_ROW = 30
"""A connection that sends nothing but refused messages is cut."""

_COUNT_EVERY_S = 1.0
_TRY_AGAIN_LATER = 1013
_POLICY = 1008


class _Written(BaseModel):
    """What a viewer's page sends."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=4 * MAX_TEXT)
    author: str = Field(default="", max_length=200)
    ref: str = Field(default="", max_length=64)


async def watch(socket: WebSocket, hub: FragmentHub) -> None:
    """Send one viewer the stream until either side ends it."""
    await socket.accept()
    try:
        with hub.subscribe() as viewer:
            await until_one_ends(_send_all(socket, viewer), _ignore_incoming(socket))
    except RoomFullError as error:
        await _turn_away(socket, str(error))
        return
    await close(socket)


class Conversation:
    """Holds every viewer's end of the chat."""

    def __init__(self, feed: Feed, chat: PageChat, state: Callable[[], dict[str, Any]]) -> None:
        self._feed = feed
        self._chat = chat
        self._state = state
        self._counting: asyncio.TimerHandle | None = None

    async def hold(self, socket: WebSocket) -> None:
        """Talk with one viewer until either side ends it."""
        await socket.accept()
        try:
            with self._feed.subscribe() as events:
                self._count_soon()
                guest = f"Guest {secrets.randbelow(9000) + 1000}"
                await send(socket, json.dumps(self._hello(guest), ensure_ascii=False))
                await until_one_ends(_send_all(socket, events), self._listen(socket, guest))
        except RoomFullError as error:
            await _turn_away(socket, str(error))
            return
        except (WebSocketDisconnect, TimeoutError):
            pass
        finally:
            self._count_soon()
        await close(socket)

    def close(self) -> None:
        """Announce no more. Safe to call twice."""
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None

    def _hello(self, guest: str) -> Event:
        limits = {"text": MAX_TEXT, "author": MAX_AUTHOR}
        return {"type": "hello", "state": self._state(), "guest": guest, "limits": limits}

    async def _listen(self, socket: WebSocket, guest: str) -> None:
        allowance = Allowance()
        refused = 0
        while refused < MAX_REFUSED_IN_A_ROW:
            reply = self._reply(await receive_text(socket), guest, allowance)
            refused = refused + 1 if reply["type"] == "refused" else 0
            await send(socket, json.dumps(reply, ensure_ascii=False))
        await socket.close(_POLICY, "too many refused messages")

    def _reply(self, raw: str, guest: str, allowance: Allowance) -> Event:
        wait_s = allowance.take()
        try:
            written = _Written.model_validate_json(raw)
        except ValidationError:
            return _refused("", "bad", f"A message needs a text of at most {MAX_TEXT} characters.")
        if wait_s:
            return _refused(written.ref, "slow", "You are writing very fast. Please wait a moment.", wait_s)
        taken = self._chat.submit(written.author.strip() or guest, written.text)
        if isinstance(taken, Refusal):
            return _refused(written.ref, taken.code, taken.reason, 1.0 if taken.code == "busy" else 0.0)
        return {"type": "accepted", "ref": written.ref, "message": chat_event(taken)}

    def _count_soon(self) -> None:
        """Many may come at once: the count is told once a second at most."""
        if self._counting is None:
            self._counting = asyncio.get_running_loop().call_later(_COUNT_EVERY_S, self._count)

    def _count(self) -> None:
        self._counting = None
        self._feed.broadcast({"type": "viewers", "count": self._feed.listeners})


def _refused(ref: str, code: str, reason: str, retry_s: float = 0.0) -> Event:
    return {"type": "refused", "ref": ref, "code": code, "reason": reason, "retry_s": round(retry_s, 1)}


async def _send_all(socket: WebSocket, messages: AsyncIterator[str | bytes]) -> None:
    async for message in messages:
        await send(socket, message)


async def _ignore_incoming(socket: WebSocket) -> None:
    """A viewer has nothing to say on the stream; listening tells when it leaves."""
    while True:
        await receive_text(socket)


async def _turn_away(socket: WebSocket, reason: str) -> None:
    """Say why before closing, as a page cannot read a refused handshake."""
    try:
        await send(socket, json.dumps(_refused("", "full", reason, 10.0)))
        await socket.close(_TRY_AGAIN_LATER, reason)
    except (WebSocketDisconnect, TimeoutError):
        return
