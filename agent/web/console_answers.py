"""The shop's unanswered questions for the console: read and answered beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from agent.answers.answerdesk import AnswerDesk, AnswerError, Reply
from agent.web.console_view import AnswersView, UnansweredView
from agent.web.desk import Done, OperatorError
from knowledge.errors import ShopError

LISTED = 30
"""Questions shown."""
ANSWER_S = 8.0
"""Longest wait for the answer book."""

Result = TypeVar("Result")


class ConsoleAnswers:
    """One shop's answer desk in a thread of its own, opened when it is first needed."""

    def __init__(self, folder: Path, *, now: Callable[[], float]) -> None:
        """Use the shop in a folder."""
        self._folder = folder
        self._now = now
        self._thread = ThreadPoolExecutor(1, "answers")
        self._desk: AnswerDesk | None = None
        self._busy = False
        self.view = AnswersView()
        """As it was when it was last read."""

    async def refresh(self) -> None:
        """Read the list again. What goes wrong is in ``view.trouble``."""
        if self._busy:
            return
        self._busy = True
        try:
            self.view = await self._off_loop(self._read)
        except OperatorError as error:
            self.view = AnswersView(self.view.questions, self.view.total, str(error))
        finally:
            self._busy = False

    async def write(self, key: str, text: str) -> Done:
        """Approve an answer to a question.

        Raises:
            OperatorError: It may not be said, or cannot be written; one line.
        """
        done = await self._off_loop(lambda: self._write(key, text))
        await self.refresh()
        return done

    async def dismiss(self, key: str) -> None:
        """Take a question off the list.

        Raises:
            OperatorError: There is no such question.
        """
        await self._off_loop(lambda: self._opened().dismiss([key]))
        await self.refresh()

    async def close(self) -> None:
        """Close the files, once what is being written is written."""
        ending = asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        await asyncio.wait([ending], timeout=ANSWER_S)
        self._thread.shutdown(wait=False)

    async def _off_loop(self, work: Callable[[], Result]) -> Result:
        try:
            async with asyncio.timeout(ANSWER_S):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (AnswerError, ShopError) as error:
            raise OperatorError(" ".join(str(error).split())) from error
        except TimeoutError as error:
            raise OperatorError("the answer book is busy; try again in a moment") from error

    def _opened(self) -> AnswerDesk:
        if self._desk is None:
            self._desk = AnswerDesk(self._folder, now=self._now)
        return self._desk

    def _read(self) -> AnswersView:
        questions = self._opened().book.questions
        listed = tuple(
            UnansweredView(
                one.key, one.wordings[0] if one.wordings else "", one.language, one.count, one.product_id,
                one.last_at, one.reason,
            )
            for one in questions.listed(limit=LISTED)
        )  # fmt: skip
        return AnswersView(listed, questions.count())

    def _write(self, key: str, text: str) -> Done:
        answer, warnings = self._opened().write(key, Reply((text,)), approve=True)
        line = f"{answer.id} is approved: the host answers with it from now on"
        if warnings:
            return Done("answered_but", f"{line}; {warnings[0]}.")
        return Done("answered", f"{line}.")

    def _close(self) -> None:
        if self._desk is not None:
            self._desk.__exit__(None, None, None)
            self._desk = None
