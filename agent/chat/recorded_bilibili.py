"""bilibili danmaku: the XML of a video or of a recorded live room, with its gifts and paid messages."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from xml.etree import ElementTree

from agent.chat.base import ChatError
from agent.chat.recorded import name_of, number_of, text_of
from agent.events import ChatKind, ChatMessage
from knowledge.model import Money

_FEN = 100
_MOST = 10_000
_LATEST_S = 1e7
_KINDS: dict[str, ChatKind] = {"d": "comment", "sc": "superchat", "gift": "gift", "guard": "gift"}


def messages(document: bytes) -> Iterator[ChatMessage]:
    """The messages of a document, the earliest first.

    ``d`` is a comment, ``sc`` a paid message, ``gift`` and ``guard`` are gifts. Times count from the
    beginning of the recording.

    Raises:
        ChatError: It is no such document, or declares entities.
    """
    if b"<!ENTITY" in document or b"<!DOCTYPE" in document:
        raise ChatError("this XML declares a document type; a recording of danmaku has none")
    try:
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ChatError(f"this recording is no XML: {error}") from error
    found = [message for element in root.iter() if (message := _message(element)) is not None]
    found.sort(key=lambda message: message.at)
    yield from found


def _message(element: ElementTree.Element) -> ChatMessage | None:
    kind = _KINDS.get(element.tag)
    if kind is None:
        return None
    fields = element.get("p", "").split(",")
    at = _seconds(element.get("ts") or fields[0])
    text = text_of(element.text) if kind in ("comment", "superchat") else ""
    if at is None or (kind == "comment" and not text):
        return None
    author = element.get("user") or (fields[6] if len(fields) > 6 else "")
    known = fields[7] if len(fields) > 7 else ""
    whole = "\0".join((element.tag, repr(sorted(element.attrib.items())), text))
    price = number_of(element.get("price"), 10**9)
    return ChatMessage(
        id=text_of(known, 40) or hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:24],
        platform="bilibili",
        author=name_of(author),
        text=text,
        at=at,
        kind=kind,
        paid=Money(price * _FEN, "CNY") if kind == "superchat" and price else None,
        count=max(1, number_of(element.get("giftcount") or element.get("count"), _MOST)),
    )


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds < _LATEST_S else None
