"""Comments typed on the terminal, one a line."""

from __future__ import annotations

import asyncio
import io
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

from agent.chat.page import clean
from agent.events import ChatMessage

QUEUE = 100
"""Lines waiting to be taken; the reader waits when it is full, so a pipe is never lost."""
LINE_BYTES = 8 * 1024


class StdinChat:
    """Each line of standard input is a comment; ``name: words`` names its author."""

    class Config(BaseModel):
        """Options of ``stdin``."""

        model_config = ConfigDict(extra="forbid", frozen=True)
        author: str = "terminal"

    def __init__(self, config: Config, *, now: Callable[[], float], stream: BinaryIO | None = None) -> None:
        self._config = config
        self._now = now
        # A reader of its own: Python cannot end while a thread waits within that of ``sys.stdin``.
        self._stream = stream or io.BufferedReader(io.FileIO(0, closefd=False))
        self._closed = False

    async def messages(self) -> AsyncIterator[ChatMessage]:
        """Lines as they are typed, until the end of the input."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop, queue), name="chat-stdin", daemon=True).start()
        while line := await queue.get():
            text = clean(line.decode("utf-8", "replace"))
            if not text:
                continue
            author, colon, words = text.partition(": ")
            if not colon or len(author) > 40 or " " in author:
                author, words = self._config.author, text
            yield ChatMessage(uuid.uuid4().hex, "stdin", author, words[:2000], self._now())

    def _read(self, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes]) -> None:
        while not self._closed:
            line = self._stream.readline(LINE_BYTES)
            try:
                asyncio.run_coroutine_threadsafe(queue.put(line), loop).result()
            except RuntimeError:
                return
            if not line:
                return

    async def close(self) -> None:
        """Take no more lines."""
        self._closed = True
