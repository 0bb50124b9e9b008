"""YouTube live chat: what the page's own requests answer, live and replayed, and what the Data API does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from agent.chat.recorded import MAX_ID, inside, name_of, number_of, text_of
from agent.events import ChatKind, ChatMessage
from knowledge.model import Money
from knowledge.money import PriceError, minor_digits, read_price

MOST_NODES = 2_000_000
"""Values of a document that are looked at."""
_RUNS = 200
_YEN = "JPY"
"""What a bare ¥ is on YouTube; yuan are written CN¥."""
_DIGITS = re.compile(r"\d{1,4}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def messages(document: object) -> Iterator[ChatMessage]:
    """The messages in a document, in its order. What YouTube says of the chat itself is none."""
    for found in _places(document):
        message = _from_api(found) if "snippet" in found else _from_page(found["addChatItemAction"])
        if message is not None:
            yield message


def _places(document: object) -> Iterator[Mapping[str, Any]]:
    """Every mapping that holds a chat item, depth first, without recursion."""
    stack: list[object] = [document]
    for _ in range(MOST_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("addChatItemAction"), dict) or (
                isinstance(value.get("snippet"), dict) and isinstance(value.get("authorDetails"), dict)
            ):
                yield value
            else:
                stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _from_page(action: Mapping[str, Any]) -> ChatMessage | None:
    item = action.get("item")
    if not isinstance(item, dict):
        return None
    for name, read in _RENDERERS.items():
        renderer = item.get(name)
        if isinstance(renderer, dict):
            kind, text, more = read(renderer)
            author = _text(renderer.get("authorName")) or _text(inside(_gift_header(renderer), "authorName"))
            return ChatMessage(
                id=_id(renderer.get("id"), renderer),
                platform="youtube",
                author=name_of(author),
                text=text_of(text),
                at=number_of(renderer.get("timestampUsec"), 10**17) / 1e6,
                kind=kind,
                **more,
            )
    return None


_Read = tuple[ChatKind, str, dict[str, Any]]


def _comment(renderer: Mapping[str, Any]) -> _Read:
    return "comment", _text(renderer.get("message")), {}


def _superchat(renderer: Mapping[str, Any]) -> _Read:
    return "superchat", _text(renderer.get("message")), {"paid": _money(renderer.get("purchaseAmountText"))}


def _sticker(renderer: Mapping[str, Any]) -> _Read:
    return "gift", "", {"paid": _money(renderer.get("purchaseAmountText"))}


def _membership(renderer: Mapping[str, Any]) -> _Read:
    said = _text(renderer.get("message"))
    return ("superchat" if said else "gift"), said, {}


def _legacy(renderer: Mapping[str, Any]) -> _Read:
    return "gift", "", {}


def _gifted(renderer: Mapping[str, Any]) -> _Read:
    number = _DIGITS.search(_text(inside(_gift_header(renderer), "primaryText")))
    return "gift", "", {"count": max(1, int(number[0])) if number else 1}


_RENDERERS: Mapping[str, Callable[[Mapping[str, Any]], _Read]] = {
    "liveChatTextMessageRenderer": _comment,
    "liveChatPaidMessageRenderer": _superchat,
    "liveChatPaidStickerRenderer": _sticker,
    "liveChatMembershipItemRenderer": _membership,
    "liveChatLegacyPaidMessageRenderer": _legacy,
    "liveChatSponsorshipsGiftPurchaseAnnouncementRenderer": _gifted,
}


def _gift_header(renderer: Mapping[str, Any]) -> Any:
    return inside(renderer, "header", "liveChatSponsorshipsHeaderRenderer")


def _text(value: object) -> str:
    """A text as YouTube writes it: plain, or in runs of which some are emoji."""
    plain = inside(value, "simpleText")
    if isinstance(plain, str):
        return plain
    runs = inside(value, "runs")
    if not isinstance(runs, list):
        return ""
    return "".join(_run(run) for run in runs[:_RUNS])


def _run(run: object) -> str:
    text = inside(run, "text")
    if isinstance(text, str):
        return text
    emoji, shortcuts = inside(run, "emoji"), inside(run, "emoji", "shortcuts")
    if inside(emoji, "isCustomEmoji") is True:
        return f" {shortcuts[0]} " if isinstance(shortcuts, list) and shortcuts else ""
    known = inside(emoji, "emojiId")
    return known if isinstance(known, str) and len(known) <= 16 else ""


def _money(value: object) -> Money | None:
    try:
        return read_price(_text(value), _YEN)
    except PriceError:
        return None


def _from_api(item: Mapping[str, Any]) -> ChatMessage | None:
    snippet = item["snippet"]
    kind = _API.get(str(snippet.get("type", "")))
    if kind is None:
        return None
    details = snippet.get("superChatDetails") or snippet.get("superStickerDetails")
    said = inside(snippet, "superChatDetails", "userComment")
    if kind == "comment":
        said = inside(snippet, "textMessageDetails", "messageText") or snippet.get("displayMessage")
    gifts = number_of(inside(snippet, "membershipGiftingDetails", "giftMembershipsCount"), 10_000)
    return ChatMessage(
        id=_id(item.get("id"), item),
        platform="youtube",
        author=name_of(inside(item, "authorDetails", "displayName")),
        text=text_of(said),
        at=_time(snippet.get("publishedAt")),
        kind=kind,
        paid=_micros(details),
        count=max(1, gifts),
    )


_API: Mapping[str, ChatKind] = {
    "textMessageEvent": "comment",
    "superChatEvent": "superchat",
    "superStickerEvent": "gift",
    "newSponsorEvent": "gift",
    "memberMilestoneChatEvent": "gift",
    "membershipGiftingEvent": "gift",
}


def _micros(details: object) -> Money | None:
    micros, currency = number_of(inside(details, "amountMicros"), 10**17), inside(details, "currency")
    if not micros or not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        return None
    return Money(micros * 10 ** minor_digits(currency) // 10**6, currency)


def _time(value: object) -> float:
    try:
        return max(0.0, datetime.fromisoformat(value).timestamp()) if isinstance(value, str) else 0.0
    except (ValueError, OverflowError, OSError):
        return 0.0


def _id(known: object, item: Mapping[str, Any]) -> str:
    if isinstance(known, str) and 0 < len(known) <= 4 * MAX_ID:
        return (
            known
            if len(known) <= MAX_ID and known.isprintable()
            else hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:24]
        )
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:24]
