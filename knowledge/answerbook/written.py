"""The answers that people wrote: drafts, what is on air, and every change undone again if wanted."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from knowledge.answerbook.file import BookFile, bump
from knowledge.answerbook.model import State, Version, WrittenAnswer
from knowledge.errors import ShopError

ANSWERS = 20_000
"""Answers kept."""
CHANGES = 100
"""Changes that can be undone."""
_REVISION = "approved"


class WrittenAnswers:
    """Answers in a book's file."""

    def __init__(self, file: BookFile, *, now: Callable[[], float] = time.time) -> None:
        """Keep them in a file; ``now`` gives Unix seconds."""
        self._file = file
        self._now = now

    def revision(self) -> int:
        """A number that grows with every change of what is on air."""
        with self._file.reading() as db:
            row = db.execute("SELECT value FROM counter WHERE name = ?", (_REVISION,)).fetchone()
            return int(row[0]) if row else 0

    def listed(self) -> list[WrittenAnswer]:
        """All of them, oldest first."""
        with self._file.reading() as db:
            rows = db.execute("SELECT id, approved, draft, at FROM answer ORDER BY rowid").fetchall()
            asked: dict[str, list[int]] = {}
            for question, answer in db.execute("SELECT id, answer FROM question WHERE answer != ''"):
                asked.setdefault(answer, []).append(question)
        return [_answer(row, tuple(asked.get(row[0], ()))) for row in rows]

    def get(self, answer: str) -> WrittenAnswer | None:
        """One of them."""
        with self._file.reading() as db:
            row = db.execute("SELECT id, approved, draft, at FROM answer WHERE id = ?", (answer,)).fetchone()
            asked = db.execute("SELECT id FROM question WHERE answer = ? ORDER BY id", (answer,)).fetchall()
        return _answer(row, tuple(question for (question,) in asked)) if row else None

    @contextmanager
    def changing(self, what: str) -> Iterator[Change]:
        """Make one change, all or nothing, that ``undo`` takes back as one.

        Args:
            what: What it does, in a few words, for whoever undoes it.

        Raises:
            ShopError: The file cannot be written.
        """
        with self._file.writing() as db:
            change = Change(db, self._now())
            yield change
            if change.before["answers"] or change.before["questions"]:
                db.execute(
                    "INSERT INTO change (at, what, before) VALUES (?, ?, ?)",
                    (self._now(), what, json.dumps(change.before, ensure_ascii=False)),
                )
                db.execute("DELETE FROM change WHERE id <= (SELECT max(id) FROM change) - ?", (CHANGES,))
            if change.on_air:
                bump(db, _REVISION)

    def undo(self) -> str:
        """Take the latest change back, and say what it was; empty if there is none.

        Raises:
            ShopError: The file cannot be written.
        """
        with self._file.writing() as db:
            row = db.execute("SELECT id, what, before FROM change ORDER BY id DESC LIMIT 1").fetchone()
            if row is None:
                return ""
            before = json.loads(row[2])
            for key, held in before["answers"].items():
                db.execute("DELETE FROM answer WHERE id = ?", (key,))
                if held is not None:
                    db.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", (key, *held))
            for question, (state, answer) in before["questions"].items():
                db.execute(
                    "UPDATE question SET state = ?, answer = ? WHERE id = ?", (state, answer, int(question))
                )
            db.execute("DELETE FROM change WHERE id = ?", (row[0],))
            bump(db, _REVISION)
            return str(row[1])


class Change:
    """One change being made. What it touches is remembered as it was."""

    def __init__(self, db: sqlite3.Connection, now: float) -> None:
        """Begin; called by ``WrittenAnswers.changing``."""
        self._db = db
        self._at = now
        self.before: dict[str, dict[str, Any]] = {"answers": {}, "questions": {}}
        self.on_air = False
        """Whether what may be said on air has changed."""

    def write(self, version: Version, answer: str = "", *, asked: Sequence[int] = ()) -> str:
        """Write a draft.

        Args:
            version: The draft.
            answer: The answer it is of; empty for a new one.
            asked: Unanswered questions that it answers.

        Returns:
            The answer's id.

        Raises:
            ShopError: There are too many answers.
        """
        if not answer:
            (count,) = self._db.execute("SELECT count(*) FROM answer").fetchone()
            if count >= ANSWERS:
                raise ShopError(f"there are {count} answers, which is as many as a shop can have")
            answer = f"a{bump(self._db, 'answer')}"
            self._remember(answer)
            self._db.execute("INSERT INTO answer VALUES (?, NULL, ?, ?)", (answer, _json(version), self._at))
        else:
            self._remember(answer)
            self._db.execute(
                "UPDATE answer SET draft = ?, at = ? WHERE id = ?", (_json(version), self._at, answer)
            )
        for question in asked:
            self._mark(question, None, answer)
        return answer

    def approve(self, answer: str) -> bool:
        """Put an answer's draft on air; false if it has none."""
        self._remember(answer)
        done = self._db.execute(
            "UPDATE answer SET approved = draft, draft = NULL, at = ? WHERE id = ? AND draft IS NOT NULL",
            (self._at, answer),
        )
        for question in self._asked(answer):
            self._mark(question, "answered", answer)
        self.on_air |= done.rowcount > 0
        return done.rowcount > 0

    def dismiss_answer(self, answer: str) -> None:
        """Take an answer off the air and away; its questions are open again."""
        self._remember(answer)
        for question in self._asked(answer):
            self._mark(question, "open", "")
        self._db.execute("DELETE FROM answer WHERE id = ?", (answer,))
        self.on_air = True

    def dismiss_question(self, question: int) -> None:
        """A question that needs no answer."""
        self._mark(question, "dismissed", None)

    def _asked(self, answer: str) -> list[int]:
        rows = self._db.execute("SELECT id FROM question WHERE answer = ?", (answer,)).fetchall()
        return [question for (question,) in rows]

    def _mark(self, question: int, state: State | None, answer: str | None) -> None:
        row = self._db.execute("SELECT state, answer FROM question WHERE id = ?", (question,)).fetchone()
        if row is None:
            return
        self.before["questions"].setdefault(str(question), list(row))
        self._db.execute(
            "UPDATE question SET state = ?, answer = ? WHERE id = ?",
            (state or row[0], row[1] if answer is None else answer, question),
        )

    def _remember(self, answer: str) -> None:
        row = self._db.execute("SELECT approved, draft, at FROM answer WHERE id = ?", (answer,)).fetchone()
        self.before["answers"].setdefault(answer, list(row) if row else None)


def _json(version: Version) -> str:
    lists = [
        {key: list(texts) for key, texts in part.items()} for part in (version.questions, version.replies)
    ]
    return json.dumps([*lists, version.product_id], ensure_ascii=False)


def _version(body: str | None) -> Version | None:
    if body is None:
        return None
    questions, replies, product_id = json.loads(body)
    wordings = [{key: tuple(texts) for key, texts in part.items()} for part in (questions, replies)]
    return Version(wordings[0], wordings[1], product_id)


def _answer(row: tuple[str, str | None, str | None, float], asked: tuple[int, ...]) -> WrittenAnswer:
    return WrittenAnswer(row[0], _version(row[1]), _version(row[2]), row[3], asked)
