"""What a chat model answered, kept so that it answers the same again.

A recording is JSON lines, one exchange a line. A request is known by its conversation, its content and how
often that content was asked there before; the mark that fences data in a prompt is new in each run and does
not count.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_BYTES = 256 * 1024 * 1024
"""Of a recording."""
_MARK = re.compile(r"(?<=----- )[0-9a-f]{16}(?= )|(?<=carry )[0-9a-f]{16}(?=,)")
_SHOWN = 160


class RecordingError(ValueError):
    """A recording that cannot be used; one clear line."""


class Exchange(BaseModel):
    """One request and what came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conversation: str
    key: str
    """Digest of the request."""
    nth: int = Field(ge=0)
    """How many requests of this key came before it in the conversation."""
    request: dict[str, Any]
    """The JSON that was sent, its marks replaced."""
    status: int = 200
    """HTTP status; 0 where the endpoint could not be reached."""
    kind: str = "text/event-stream"
    """Media type of the answer."""
    pieces: tuple[tuple[float, str], ...] = ()
    """The answer's body as it came: seconds since the request, and text."""


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what is new in every run, and whichever name its limit of tokens has."""
    names = {"max_completion_tokens": "max_tokens"}
    text = json.dumps({names.get(name, name): value for name, value in body.items()}, ensure_ascii=False)
    for number, mark in enumerate(dict.fromkeys(_MARK.findall(text))):
        text = text.replace(mark, f"mark-{number}")
    held: dict[str, Any] = json.loads(text)
    return held


def key_of(request: Mapping[str, Any]) -> str:
    """A request's digest.

    Args:
        request: As ``plain`` gives it.
    """
    return sha256(json.dumps(request, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:24]


class Recording:
    """The exchanges of one conversation, to be asked for again."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        """Take them.

        Args:
            exchanges: Of one conversation.
        """
        self._held = {(one.key, one.nth): one for one in exchanges}
        self._asked: Counter[str] = Counter()

    def find(self, request: Mapping[str, Any]) -> Exchange | str:
        """The exchange of a request, or one line about what is different.

        Args:
            request: As ``plain`` gives it.
        """
        key = key_of(request)
        nth = self._asked[key]
        self._asked[key] += 1
        found = self._held.get((key, nth))
        return found if found is not None else self._difference(request, nth)

    def _difference(self, request: Mapping[str, Any], nth: int) -> str:
        if nth:
            return f"the recording has this request {nth} times; it was sent once more"
        if not self._held:
            return "the recording has no request of this conversation"
        asked = _lines(request)
        near = max(
            self._held.values(),
            key=lambda one: difflib.SequenceMatcher(None, _lines(one.request), asked).quick_ratio(),
        )
        for was, now in zip(_lines(near.request), asked, strict=False):
            if was != now:
                return f"recorded: {_around(was, now)} now: {_around(now, was)}"
        return "the request is longer or shorter than the recorded one"


def _lines(request: Mapping[str, Any]) -> list[str]:
    """A request in lines: its settings, then its messages line by line."""
    settings = {name: value for name, value in request.items() if name != "messages"}
    lines = [json.dumps(settings, ensure_ascii=False, sort_keys=True)]
    for message in request.get("messages", ()):
        lines += str(message.get("content", "")).splitlines()
    return lines


def _around(text: str, other: str) -> str:
    """The part of a line where it begins to differ from another."""
    same = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    start = max(0, same - 30)
    return json.dumps(text[start : start + _SHOWN], ensure_ascii=False)


def read(path: Path) -> dict[str, tuple[Exchange, ...]]:
    """A recording, by conversation.

    Raises:
        RecordingError: It cannot be read, or a line of it is no exchange.
    """
    found: dict[str, list[Exchange]] = {}
    number = 0
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordingError(f"{path}: is larger than {MOST_BYTES >> 20} MB")
        with path.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if line.strip():
                    exchange = Exchange.model_validate_json(line)
                    found.setdefault(exchange.conversation, []).append(exchange)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: is not UTF-8 text") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "line"
        raise RecordingError(f"{path}:{number}: {field}: {first['msg']}") from error
    return {name: tuple(exchanges) for name, exchanges in found.items()}


def write(path: Path, exchanges: Sequence[Exchange]) -> None:
    """Write exchanges as JSON lines.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", encoding="utf-8") as file:
        for one in exchanges:
            print(one.model_dump_json(), file=file)
