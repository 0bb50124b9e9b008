"""The operator's console: what the room does, live, to a few browsers that know the token.

``/operator/watch`` is a WebSocket. The console's first message is ``{"token": …}`` and has to come within a
few seconds: an address would end up in logs and histories. It is told ``hello`` (``console``: its number,
``room``), then ``view`` again and again: ``at`` (Unix seconds of the room's clock) and ``sections``, the
fields of `agent.web.console_view.RoomView` that changed. What a slow console has not taken yet is replaced
by what is newer, so that it costs the room nothing.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent.web.connection import close, receive_text, send, until_one_ends
from agent.web.console_view import RoomInfo, RoomView
from agent.web.security import Allowance

CONSOLES = 8
"""Consoles at once."""
KNOCKING = 16
"""Connections whose token is awaited; for one more, the one that has kept us waiting longest has to go."""
KNOCK_S = 5.0
"""Seconds within which the token has to come."""
EVERY_S = 0.25
"""Shortest time between two looks at the room."""
LOOK_S = 1.0
"""Longest time between two looks while anybody watches."""
REFRESH_S = 3.0
"""Time between two readings of what lies in files."""
_POLICY = 1008
_TRY_AGAIN_LATER = 1013
_FORBIDDEN = 4403
"""Close code of a wrong token."""


class _Knock(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    token: str = Field(max_length=200)


class Watcher:
    """One console's line: the newest of every section that it has not taken yet."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._sections: dict[str, str] = {}
        self._at = 0.0
        self._arrived = asyncio.Event()
        self._closed = False

    def offer(self, at: float, sections: Mapping[str, str]) -> None:
        """Put sections, as JSON, in the place of older ones. Never waits."""
        self._at = at
        self._sections.update(sections)
        self._arrived.set()

    def close(self) -> None:
        """End the line."""
        self._closed = True
        self._arrived.set()

    def __aiter__(self) -> Watcher:
        return self

    async def __anext__(self) -> str:
        await self._arrived.wait()
        if self._closed:
            raise StopAsyncIteration
        self._arrived.clear()
        sections, self._sections = self._sections, {}
        told = ", ".join(f"{json.dumps(name)}: {text}" for name, text in sections.items())
        return f'{{"type": "view", "at": {self._at:.3f}, "sections": {{{told}}}}}'


class Console:
    """Every operator's console of one room. Keep ``run`` going while the room is on air."""

    def __init__(
        self,
        info: RoomInfo,
        view: Callable[[], RoomView],
        *,
        now: Callable[[], float],
        refresh: Callable[[], Awaitable[None]] | None = None,
        limit: int = CONSOLES,
    ) -> None:
        """Set up.

        Args:
            info: Which room it is.
            view: The room as it is now; called on the event loop, four times a second at most.
            now: Unix seconds.
            refresh: Reads again what lies in files; called now and then while anybody watches.
            limit: Consoles at once.
        """
        self._info = info
        self._view = view
        self._now = now
        self._refresh = refresh
        self._limit = limit
        self._watchers: set[Watcher] = set()
        self._knocking: deque[asyncio.Timeout] = deque()
        self._numbers = 0
        self._sent: dict[str, str] = {}
        self._dirty = asyncio.Event()
        self._watched = asyncio.Event()
        self._closed = False

    @property
    def watching(self) -> int:
        """How many consoles are open."""
        return len(self._watchers)

    def changed(self) -> None:
        """Look at the room again soon. Cheap; call it as often as you like, on the event loop."""
        self._dirty.set()

    async def run(self) -> None:
        """Tell consoles what changes, until cancelled."""
        loop = asyncio.get_running_loop()
        refreshed = -REFRESH_S
        while True:
            await self._watched.wait()
            if self._refresh is not None and loop.time() - refreshed >= REFRESH_S:
                await self._refresh()
                refreshed = loop.time()
            self._dirty.clear()
            self._look()
            await asyncio.sleep(EVERY_S)
            try:
                async with asyncio.timeout(LOOK_S - EVERY_S):
                    await self._dirty.wait()
            except TimeoutError:
                continue

    def _look(self) -> None:
        view = self._view()
        sections = {
            field.name: json.dumps(_plain(getattr(view, field.name)), ensure_ascii=False)
            for field in fields(view)
        }
        changed = {name: text for name, text in sections.items() if self._sent.get(name) != text}
        self._sent = sections
        at = self._now()
        for watcher in self._watchers:
            watcher.offer(at, changed)

    async def hold(self, socket: WebSocket, token: str) -> None:
        """Serve one console until either side ends it.

        Args:
            socket: Its connection.
            token: What it has to know.
        """
        await socket.accept()
        try:
            if not await self._let_in(socket, token):
                return
            if len(self._watchers) >= self._limit:
                await socket.close(_TRY_AGAIN_LATER, f"{self._limit} consoles are open already")
            else:
                with self._subscribe() as watcher:
                    hello = {"type": "hello", "console": watcher.number, "room": asdict(self._info)}
                    await send(socket, json.dumps(hello, ensure_ascii=False))
                    await until_one_ends(_send_views(socket, watcher), _hush(socket))
        except (WebSocketDisconnect, TimeoutError):
            pass
        await close(socket)

    async def _let_in(self, socket: WebSocket, token: str) -> bool:
        """Whether the first message is the token; the connection is told if not."""
        try:
            known = await self._knows(socket, token)
        except TimeoutError:
            await socket.close(_TRY_AGAIN_LATER, "the operator's token did not come in time")
            return False
        if not known:
            await socket.close(_FORBIDDEN, "this needs the operator's token")
        return known

    async def _knows(self, socket: WebSocket, token: str) -> bool:
        async with asyncio.timeout(KNOCK_S) as patience:
            if len(self._knocking) >= KNOCKING:
                self._knocking.popleft().reschedule(asyncio.get_running_loop().time())
            self._knocking.append(patience)
            try:
                knock = _Knock.model_validate_json(await receive_text(socket))
            except ValidationError:
                return False
            finally:
                if patience in self._knocking:
                    self._knocking.remove(patience)
        return hmac.compare_digest(knock.token.encode(), token.encode())

    @contextmanager
    def _subscribe(self) -> Iterator[Watcher]:
        self._numbers += 1
        watcher = Watcher(self._numbers)
        if self._sent:
            watcher.offer(self._now(), self._sent)
        if self._closed:
            watcher.close()
        self._watchers.add(watcher)
        self._watched.set()
        self._dirty.set()
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
            if not self._watchers:
                self._watched.clear()
                self._sent = {}

    def close(self) -> None:
        """End every console. Safe to call twice."""
        self._closed = True
        for watcher in self._watchers:
            watcher.close()


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else _items(value)


def _items(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


async def _send_views(socket: WebSocket, watcher: Watcher) -> None:
    async for text in watcher:
        await send(socket, text)


async def _hush(socket: WebSocket) -> None:
    """A console acts by requests, not here; one that talks on and on is cut."""
    allowance = Allowance()
    while not allowance.take():
        await receive_text(socket)
    await socket.close(_POLICY, "a console has nothing to say here")
