"""Comments from a recording, at their own pace or a faster one."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field

from agent.chat.base import ChatError
from agent.chat.recorded import Recorded, name_of, recorded, text_of
from agent.events import ChatKind, ChatMessage

log = logging.getLogger(__name__)

LINE_BYTES = 64 * 1024
"""Longest line that is read; a longer one is reported and skipped."""
BATCH = 256
"""Rows read ahead. A row whose time is already past is played at once, so order is the file's."""


class ReplayChat:
    """Plays a recording: one JSON object a line with ``t`` (seconds), ``platform``, ``author``, ``text``.

    What platforms send is played as well, recognised by its content: see ``agent.chat.recorded``.

    A message's id is its platform's, or made from the file's name, its row and its words, so that a room
    which died and starts again knows which it has already taken in.
    """

    class Config(BaseModel):
        """Options of ``replay``."""

        model_config = ConfigDict(extra="forbid", frozen=True)
        file: Path
        pace: float = Field(default=1.0, gt=0, le=10_000)
        """How many times faster than recorded."""

    def __init__(self, config: Config, *, now: Callable[[], float]) -> None:
        self._config = config
        self._now = now
        if not config.file.is_file():
            raise ChatError(f"no recording at {config.file}; --chat replay:FILE takes a recorded chat")

    async def messages(self) -> AsyncIterator[ChatMessage]:
        """The recording's messages, each when its time has come."""
        items = self._read()
        loop = asyncio.get_running_loop()
        began = loop.time()
        while batch := await asyncio.to_thread(lambda: list(islice(items, BATCH))):
            for item in batch:
                wait = began + item.t / self._config.pace - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                yield replace(item.message, at=self._now())

    def _read(self) -> Iterator[Recorded]:
        platform = recorded(self._config.file)
        yield from platform if platform is not None else self._rows()

    def _rows(self) -> Iterator[Recorded]:
        name = self._config.file.name
        with self._config.file.open("rb") as file:
            for row, line in enumerate(iter(lambda: file.readline(LINE_BYTES + 1), b""), 1):
                if not line.strip():
                    continue
                try:
                    yield _parse(line, name, row)
                except ValueError as error:
                    log.warning("%s, line %d: %s; skipped", self._config.file, row, error)

    async def close(self) -> None:
        """Nothing to release."""


def _parse(line: bytes, name: str, row: int) -> Recorded:
    if len(line) > LINE_BYTES:
        raise ValueError(f"longer than {LINE_BYTES} bytes")
    data = json.loads(line.decode("utf-8"))
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    t, text = data.get("t"), data.get("text")
    if isinstance(t, bool) or not isinstance(t, int | float) or not 0 <= t < 1e7:
        raise ValueError("t must be seconds from the beginning, a number from 0")
    if not isinstance(text, str):
        raise ValueError("text must be a string")
    kind = data.get("kind", "comment")
    if kind not in get_args(ChatKind):
        raise ValueError(f"kind must be one of {', '.join(get_args(ChatKind))}")
    digest = hashlib.sha256(f"{name}\0{row}\0".encode() + line).hexdigest()[:24]
    platform = text_of(data.get("platform"), 40).strip() or "replay"
    return Recorded(
        float(t), ChatMessage(digest, platform, name_of(data.get("author")), text_of(text), 0.0, kind)
    )
