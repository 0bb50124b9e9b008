"""Twitch chat: IRC lines with tags (https://dev.twitch.tv/docs/chat/irc), as a log has them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.chat.recorded import MAX_ID, inside, name_of, number_of, text_of
from agent.events import ChatKind, ChatMessage
from knowledge.model import Money
from knowledge.money import minor_digits

LONGEST = 16_384
"""Characters of a line: tags take up to 8,191 bytes, the rest 512."""
_LINE = re.compile(
    r"(?:@(?P<tags>\S*) +)?(?::(?P<source>\S+) +)?(?P<command>[A-Za-z]+|\d{3})(?: +(?P<rest>.*))?", re.S
)
_ESCAPED = re.compile(r"\\(.?)")
_MEANT = {":": ";", "s": " ", "\\": "\\", "r": " ", "n": " "}
_ACTION = re.compile(r"\x01ACTION (.*?)\x01?", re.S)
_CURRENCY = re.compile(r"[A-Z]{3}")
_GIVEN = frozenset(
    {
        "sub",
        "resub",
        "subgift",
        "submysterygift",
        "giftpaidupgrade",
        "anongiftpaidupgrade",
        "primepaidupgrade",
    }
)
_SAID = frozenset({"announcement", "viewermilestone", "bitsbadgetier", "socialsharingbadge", "modiversary"})
_MOST = 10_000


def lines_in(document: object) -> Iterable[str] | None:
    """The IRC lines of a JSON document that holds some: ``{"messages": […]}`` or ``{"input": …}``."""
    messages, single = inside(document, "messages"), inside(document, "input")
    if isinstance(messages, list):
        return [line for line in messages if isinstance(line, str)]
    return [single] if isinstance(single, str) else None


def messages(lines: Iterable[str]) -> Iterator[ChatMessage]:
    """The messages among IRC lines, in their order."""
    for row, line in enumerate(lines, 1):
        message = parse(line, row)
        if message is not None:
            yield message


def parse(line: str, row: int = 0) -> ChatMessage | None:
    """A line as a message; ``None`` for what is none: deletions, notices, pings, what cannot be read.

    Bits are worth one US cent each. A subscription, given or one's own, is a gift, and what is said with it
    may be a question; a raid is somebody coming in.

    Args:
        line: As received.
        row: Tells equal lines apart that carry no id.
    """
    found = _LINE.fullmatch(line.strip("\r\n")[:LONGEST])
    if found is None:
        return None
    tags = _tags(found["tags"] or "")
    _, _, said = (found["rest"] or "").partition(" ")
    said = said.removeprefix(":")
    login = (found["source"] or "").partition("!")[0]
    command = found["command"].upper()
    unique = f"{row} {line}"
    if command == "PRIVMSG" and login:
        kind, paid = _paid(tags)
        action = _ACTION.fullmatch(said)
        return _message(unique, tags, login, action[1] if action else said, kind, paid=paid)
    if command == "USERNOTICE":
        return _notice(unique, tags, said)
    return None


def _notice(unique: str, tags: Mapping[str, str], said: str) -> ChatMessage | None:
    event = tags.get("msg-id", "")
    if event == "sharedchatnotice":
        event = tags.get("source-msg-id", "")
    login = tags.get("login", "")
    if event in _GIVEN:
        count = number_of(tags.get("msg-param-mass-gift-count"), _MOST)
        return _message(unique, tags, login, said, "superchat" if said else "gift", count=max(1, count))
    if event == "raid":
        viewers = number_of(tags.get("msg-param-viewerCount"), _MOST)
        return _message(unique, tags, login, "", "join", count=max(1, viewers))
    return _message(unique, tags, login, said, "comment") if event in _SAID and said else None


def _message(
    unique: str, tags: Mapping[str, str], login: str, said: str, kind: ChatKind, **more: Any
) -> ChatMessage:
    known = text_of(tags.get("id"), MAX_ID)
    at = number_of(tags.get("tmi-sent-ts")) or number_of(tags.get("rm-received-ts"))
    return ChatMessage(
        id=known or hashlib.sha256(unique.encode("utf-8", "replace")).hexdigest()[:24],
        platform="twitch",
        author=name_of(tags.get("display-name") or login),
        text=text_of(said),
        at=at / 1000,
        kind=kind,
        **more,
    )


def _paid(tags: Mapping[str, str]) -> tuple[ChatKind, Money | None]:
    bits = number_of(tags.get("bits"))
    if bits:
        return "superchat", Money(bits, "USD")
    if "pinned-chat-paid-amount" not in tags:
        return "comment", None
    amount, currency = number_of(tags["pinned-chat-paid-amount"]), tags.get("pinned-chat-paid-currency", "")
    exponent = number_of(tags.get("pinned-chat-paid-exponent"), 6)
    if not amount or not _CURRENCY.fullmatch(currency):
        return "superchat", None
    minor = amount * 10 ** minor_digits(currency) // 10**exponent
    return "superchat", Money(minor, currency) if minor else None


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {key: _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[1]), value) for key, _, value in pairs}
