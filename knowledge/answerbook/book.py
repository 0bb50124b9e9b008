"""The answer book of one shop: what was asked in vain, and what was answered since."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from knowledge.answerbook.asked import KEPT, UnansweredQuestions
from knowledge.answerbook.file import FILE, BookFile
from knowledge.answerbook.model import Version, WrittenAnswer
from knowledge.answerbook.vectors import VectorCache
from knowledge.answerbook.written import WrittenAnswers
from knowledge.model import SHOP, ApprovedAnswer, Fact, text_in


class AnswerBook:
    """Opens the file beside a shop's catalogue. Any thread may call; processes take turns at writing.

    It is no part of the catalogue: loading the catalogue again never touches it.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time, kept: int = KEPT) -> None:
        """Open the book of the shop in a folder; make it if there is none.

        Args:
            folder: The shop's folder.
            now: Unix seconds.
            kept: Unanswered questions kept.

        Raises:
            ShopError: It is damaged, of a newer version, or cannot be written.
        """
        self._file = BookFile(folder)
        self.questions = UnansweredQuestions(self._file, now=now, kept=kept)
        self.answers = WrittenAnswers(self._file, now=now)
        self.vectors = VectorCache(self._file)
        self._stamp: int | None = None
        self._revision = 0

    def revision(self) -> int:
        """Grows with every change of what is on air, by any process. Cheap."""
        with self._file.reading() as db:
            stamp = int(db.execute("PRAGMA data_version").fetchone()[0]) + db.total_changes
        if stamp != self._stamp:
            self._revision = self.answers.revision()
            self._stamp = stamp
        return self._revision

    def approved(self) -> list[ApprovedAnswer]:
        """What is on air, as the host takes it."""
        return [
            approved_answer(answer, answer.approved)
            for answer in self.answers.listed()
            if answer.approved is not None
        ]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def approved_answer(answer: WrittenAnswer, version: Version) -> ApprovedAnswer:
    """One version of a written answer, with the fact that its replies rest on."""
    joined = {language: " ".join(texts) for language, texts in version.replies.items()}
    subject = version.product_id or SHOP
    name = f"answer-{answer.id}"
    fact = Fact(
        id=f"{subject}/{name}",
        kind="faq",
        subject=subject,
        name=name,
        value=text_in(joined, next(iter(joined), "en")),
        text=joined,
        source=f"{FILE}:{answer.id}",
        at=answer.at,
    )
    return ApprovedAnswer(answer.id, version.questions, version.replies, version.product_id, fact)
