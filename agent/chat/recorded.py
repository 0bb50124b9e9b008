"""Recordings of chat as platforms send it: recognised by what they hold, read into messages.

Everything here was written by strangers: what cannot be read is skipped or named, never trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.chat.base import ChatError
from agent.chat.page import clean
from agent.events import ChatMessage

WHOLE_BYTES = 64 * 1024 * 1024
"""Largest recording that is one document (JSON, XML) and not a line for each message."""
LINE_BYTES = 64 * 1024
"""Longest piece of a line that is read at once."""
MAX_TEXT = 2000
MAX_NAME = 80
MAX_ID = 120


@dataclass(frozen=True, slots=True)
class Recorded:
    """A message of a recording."""

    t: float
    """Seconds from its beginning."""
    message: ChatMessage


def recorded(path: Path) -> Iterator[Recorded] | None:
    """The messages of a platform's recording; ``None`` if it is a JSON-lines file of our own.

    Twitch IRC (lines, ``{"messages": […]}`` or ``{"input": …}``), YouTube live chat (what the page or the API
    answers) and bilibili danmaku (XML) are known.

    Raises:
        ChatError: The file is too large for one document, or cannot be read.
    """
    from agent.chat import recorded_bilibili, recorded_twitch, recorded_youtube

    with path.open("rb") as file:
        begins = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    first = begins[:1]
    if first in (b"@", b":"):
        return timed(recorded_twitch.messages(_lines(path)))
    if first == b"<":
        return timed(recorded_bilibili.messages(_whole(path)))
    if first not in (b"{", b"[") or path.stat().st_size > WHOLE_BYTES:
        return None
    try:
        document = json.loads(_whole(path))
    except (ValueError, RecursionError):
        return None
    lines = recorded_twitch.lines_in(document)
    if lines is not None:
        return timed(recorded_twitch.messages(lines))
    if isinstance(document, dict) and {"t", "text"} & document.keys():
        return None
    return timed(recorded_youtube.messages(document))


def timed(messages: Iterator[ChatMessage]) -> Iterator[Recorded]:
    """Messages with the seconds since the first of them that has a time."""
    begin: float | None = None
    for message in messages:
        if begin is None and message.at > 0:
            begin = message.at
        t = message.at - begin if begin is not None and message.at > 0 else 0.0
        yield Recorded(min(max(0.0, t), 1e7), message)


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while line := file.readline(LINE_BYTES):
            yield line.decode("utf-8", "replace")


def _whole(path: Path) -> bytes:
    if path.stat().st_size > WHOLE_BYTES:
        raise ChatError(f"{path} is larger than {WHOLE_BYTES // 2**20} MiB; cut the recording into parts")
    return path.read_bytes()


def text_of(value: object, longest: int = MAX_TEXT) -> str:
    """A stranger's text on one line, of at most so many characters; empty if it is no text."""
    return clean(value[: 4 * longest])[:longest] if isinstance(value, str) else ""


def name_of(value: object) -> str:
    """A viewer's name, without white space around it."""
    return text_of(value, MAX_NAME).strip() or "viewer"


def number_of(value: object, most: int = 10**15) -> int:
    """A whole number from 0 to ``most``, written as a number or in digits; 0 for anything else."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        value = int(value)
    return min(value, most) if isinstance(value, int) and value >= 0 else 0


def inside(value: object, *keys: str) -> Any:
    """What is found in nested mappings under these keys; ``None`` where there is none."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value
