"""What the page is told besides the picture: chat, the host's words, the product, the state of the room.

Every event is a JSON object with a ``type``. The functions below make them, and name every field.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from agent.events import ChatMessage, Line, Turn
from agent.web.hub import RoomFullError
from agent.web.outbox import Outbox
from avatar.media import Card

Event = dict[str, Any]
Status = Literal["starting", "live", "stopped", "ended"]

MAX_WAITING = 64
"""Events for one page; the oldest is dropped for the newest."""

RECENT_CHAT = 30
"""Comments and answers a newcomer is shown."""

_REMEMBERED = ("saying", "product", "status")


def chat_event(message: ChatMessage) -> Event:
    """``chat``: a comment from any platform.

    Fields: ``id``, ``platform``, ``author``, ``text``, ``at`` (Unix seconds), ``kind``.
    """
    return {
        "type": "chat",
        "id": message.id,
        "platform": message.platform,
        "author": message.author,
        "text": message.text,
        "at": message.at,
        "kind": message.kind,
    }


def saying_event(line: Line, turn: Turn, link: str = "") -> Event:
    """``saying``: the host began a sentence.

    Fields: ``id`` (line), ``turn``, ``kind`` (of turn), ``text``, ``language``, and ``asked``: null, or
    the question being answered with ``author``, ``text`` and ``messages`` (ids of its comments), and
    ``link``: the https address of a cart that the sentence promises, empty for none.
    """
    asked = turn.question and {
        "author": turn.question.author,
        "text": turn.question.text,
        "messages": list(turn.question.message_ids),
    }
    return {
        "type": "saying",
        "id": line.id,
        "turn": turn.id,
        "kind": turn.kind,
        "text": line.text,
        "language": line.language,
        "asked": asked,
        "link": link,
    }


def silence_event() -> Event:
    """``saying`` with an empty ``text``: the host says nothing now."""
    return {
        "type": "saying",
        "id": "",
        "turn": "",
        "kind": "",
        "text": "",
        "language": "",
        "asked": None,
        "link": "",
    }


def product_event(card: Card | None, picture: str = "") -> Event:
    """``product``: what is on stage.

    Fields: ``product``: null, or ``id``, ``name``, ``price``, ``was``, ``note``, ``picture`` (an
    address on this server, from ``Pictures.offer``; empty for none).
    """
    product = card and {
        "id": card.product_id,
        "name": card.name,
        "price": card.price,
        "was": card.was,
        "note": card.note,
        "picture": picture,
    }
    return {"type": "product", "product": product}


def status_event(status: Status, detail: str = "") -> Event:
    """``status``: the state of the room.

    Fields: ``status``, ``detail`` (one line for viewers; may be empty).
    """
    return {"type": "status", "status": status, "detail": detail}


class Listener(Outbox[str]):
    """One page's events: iterate it for JSON texts."""

    def __aiter__(self) -> Listener:
        return self

    async def __anext__(self) -> str:
        return await self._take()

    def tell(self, text: str) -> None:
        """Queue an event; the oldest makes room."""
        if len(self._waiting) >= MAX_WAITING:
            self._waiting.popleft()
        self._put(text)


class Feed:
    """Tells every page what happens, and a newcomer what happened last.

    Args:
        max_listeners: How many pages may listen at once.
    """

    def __init__(self, max_listeners: int = 200) -> None:
        self._max_listeners = max_listeners
        self._listeners: set[Listener] = set()
        self._recent: deque[str] = deque(maxlen=RECENT_CHAT)
        self._latest: dict[str, str] = {}
        self._closed = False

    @property
    def listeners(self) -> int:
        """How many pages listen now."""
        return len(self._listeners)

    def broadcast(self, event: Event) -> None:
        """Tell every page. Never waits; call it on the event loop."""
        text = json.dumps(event, ensure_ascii=False)
        kind = event["type"]
        if kind == "chat" or (kind == "saying" and event["asked"]):
            self._recent.append(text)
        if kind in _REMEMBERED:
            self._latest[kind] = text
        for listener in self._listeners:
            listener.tell(text)

    @contextmanager
    def subscribe(self) -> Iterator[Listener]:
        """Listen for the length of a ``with`` block.

        The first event is ``recent``; its ``events`` are what a newcomer missed, oldest first.

        Raises:
            RoomFullError: ``max_listeners`` listen already.
        """
        if len(self._listeners) >= self._max_listeners:
            raise RoomFullError(f"this room is full: {self._max_listeners} viewers are here")
        listener = Listener()
        listener.tell(
            f'{{"type": "recent", "events": [{", ".join([*self._recent, *self._latest.values()])}]}}'
        )
        if self._closed:
            listener.close()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End every page's events. Safe to call twice."""
        self._closed = True
        for listener in self._listeners:
            listener.close()
