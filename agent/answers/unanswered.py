"""Notes what the host could not answer, and what it could after all, beside the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore

from agent.lanes.base import Ask
from agent.language import detect
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Missed
from knowledge.errors import ShopError
from knowledge.tokens import normal, tokens

log = logging.getLogger(__name__)

WAITING = 256
"""Questions on their way to the file; beyond, they are dropped: the host goes on."""
CLOSE_S = 6.0
"""Longest wait for the last of them."""
_THIS = frozenset(["it", "its", "this", "that", "these", "those", "they", "them", *"这那它"])


class Unanswered:
    """The list of unanswered questions of one shop, written by a thread of its own.

    The file is opened when the first question comes. Where it cannot be written, that is said once in the
    log, and nothing else happens.
    """

    def __init__(self, folder: Path, *, open_book: Callable[[Path], AnswerBook] = AnswerBook) -> None:
        """Note questions in the answer book of the shop in a folder."""
        self._folder = folder
        self._open_book = open_book
        self._thread = ThreadPoolExecutor(1, "unanswered")
        self._room = Semaphore(WAITING)
        self._book: AnswerBook | None = None
        self._failed = False
        self._closed = False

    def note(self, ask: Ask, words: str, product_id: str = "", reason: str = "") -> None:
        """Note a question, or a part of one, that was not answered. Returns at once and never raises.

        Args:
            ask: The question.
            words: What of it is open.
            product_id: The product it is about, where known. Where it is not, and the words point at
                something ("does it…"), it is the one on stage.
            reason: Why.
        """
        language = detect(words, ask.language)
        about = product_id or (ask.on_stage if points(words) else "")
        missed = Missed(words, language, about, reason, ask.author)
        self._submit(lambda book: book.questions.note(missed))

    def settle(self, ask: Ask, product_ids: Sequence[str] = ()) -> None:
        """A question was answered whole: it leaves the list, if it is on it. Returns at once, never raises.

        Args:
            ask: The question.
            product_ids: The products the answer was about.
        """
        language = detect(ask.question, ask.language)
        about = [*product_ids[:1], *([ask.on_stage] if points(ask.question) else []), ""]

        def work(book: AnswerBook) -> None:
            for product_id in dict.fromkeys(about):
                book.questions.settle(ask.question, language, product_id)

        self._submit(work)

    def _submit(self, work: Callable[[AnswerBook], object]) -> None:
        if not self._closed and self._room.acquire(blocking=False):
            self._thread.submit(self._write, work)

    def _write(self, work: Callable[[AnswerBook], object]) -> None:
        try:
            if self._book is None:
                self._book = self._open_book(self._folder)
            work(self._book)
        except ShopError as error:
            (log.debug if self._failed else log.warning)("an unanswered question is not kept: %s", error)
            self._failed = True
        finally:
            self._room.release()

    async def close(self) -> None:
        """Write what is waiting, for a few seconds at most, and close the file."""
        self._closed = True
        ending = asyncio.get_running_loop().run_in_executor(None, self._end)
        await asyncio.wait([ending], timeout=CLOSE_S)

    def _end(self) -> None:
        self._thread.shutdown(wait=True)
        if self._book is not None:
            self._book.close()


def points(words: str) -> bool:
    """Whether a question says "this" or "it" of something."""
    return not _THIS.isdisjoint(tokens(normal(words[:1000])))
