"""The list of what nobody could answer."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b

from knowledge.agreement import marks, same
from knowledge.answerbook.file import BookFile
from knowledge.answerbook.model import Missed, State, UnansweredQuestion
from knowledge.answerbook.words import cleaned, masked
from knowledge.likeness import alike, words_of

KEPT = 20_000
"""Questions kept; beyond, those asked least often and longest ago go first."""
_SLACK = 100
"""One in so many may be too many for a while, so that not every new question means looking for the least."""
WORDINGS = 5
"""Wordings kept of one question."""
ALIKE = 0.78
"""From this likeness of their words on two questions ask the same thing, if numbers and negation agree."""
_COMPARED = 400
"""Latest questions of the same language and product that a new one is compared with."""
_LOOKED_AT = 40
"""Of those, how many are compared in full: the ones with most words in common."""
_REPEAT_S = 600.0
"""The same question of the same viewer counts once in so many seconds."""
_REPEATS = 4_096
_ROW = "SELECT id, language, product, count, first_at, last_at, reason, state, answer FROM question"
_LONGEST_REASON = 200


class UnansweredQuestions:
    """Questions that got an honest abstention. Bounded whatever viewers write.

    Those that ask the same thing in the same language about the same product are one.
    """

    def __init__(self, file: BookFile, *, now: Callable[[], float] = time.time, kept: int = KEPT) -> None:
        """Keep the list in a book's file.

        Args:
            file: The book's file.
            now: Unix seconds.
            kept: Questions kept.
        """
        self._file = file
        self._now = now
        self._kept = kept
        self._repeats: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, missed: Missed) -> int | None:
        """Count a question that was not answered.

        Args:
            missed: The question; it is cleaned, cut, and what may say who asked is masked.

        Returns:
            The number of its entry; ``None`` when it holds no word.

        Raises:
            ShopError: The list cannot be written.
        """
        text = masked(cleaned(missed.question))
        words = words_of(text)
        if not words:
            return None
        about = missed.language[:8], missed.product_id[:200]
        reason = cleaned(missed.reason, _LONGEST_REASON)
        now = self._now()
        with self._file.writing() as db:
            found = _known(db, about, text, words)
            if found is None:
                cursor = db.execute(
                    "INSERT INTO question (language, product, count, first_at, last_at, reason, state,"
                    " answer) VALUES (?, ?, 1, ?, ?, ?, 'open', '')",
                    (*about, now, now, reason),
                )
                assert cursor.lastrowid is not None
                found = cursor.lastrowid
                self._drop_surplus(db)
                self._repeated(missed.viewer, found, now)
            else:
                once = 0 if self._repeated(missed.viewer, found, now) else 1
                db.execute(
                    "UPDATE question SET count = count + ?, last_at = max(last_at, ?), reason = ?,"
                    " state = iif(state = 'answered', 'open', state) WHERE id = ?",
                    (once, now, reason, found),
                )
            (held,) = db.execute("SELECT count(*) FROM wording WHERE question = ?", (found,)).fetchone()
            if held < WORDINGS:
                db.execute("INSERT OR IGNORE INTO wording VALUES (?, ?, ?)", (found, _digest(words), text))
        return found

    def settle(self, question: str, language: str, product_id: str = "") -> bool:
        """Take a question off the list because it was answered; asked in vain again, it is back.

        Args:
            question: As asked.
            language: BCP 47 primary subtag.
            product_id: The product it is about, where known.

        Returns:
            Whether it was on the list.

        Raises:
            ShopError: The list cannot be read or written.
        """
        text = masked(cleaned(question))
        words = words_of(text)
        if not words:
            return False
        about = language[:8], product_id[:200]
        with self._file.reading() as db:
            found = _known(db, about, text, words)
        if found is None:
            return False
        with self._file.writing() as db:
            changed = db.execute(
                "UPDATE question SET state = 'answered' WHERE id = ? AND state = 'open'", (found,)
            )
            return changed.rowcount > 0

    def _repeated(self, viewer: str, question: int, now: float) -> bool:
        """Whether this viewer asked it a short while ago; remembered in memory alone."""
        if not viewer:
            return False
        key = hash(viewer), question
        with self._lock:
            last = self._repeats.pop(key, None)
            self._repeats[key] = now
            if len(self._repeats) > _REPEATS:
                self._repeats.popitem(last=False)
        return last is not None and now - last < _REPEAT_S

    def _drop_surplus(self, db: sqlite3.Connection) -> None:
        (count,) = db.execute("SELECT count(*) FROM question").fetchone()
        if count > self._kept + self._kept // _SLACK:
            db.execute(
                "DELETE FROM question WHERE id IN (SELECT id FROM question WHERE answer = ''"
                " ORDER BY count, last_at, id LIMIT ?)",
                (count - self._kept,),
            )

    def listed(
        self, *, states: Iterable[State] = ("open",), language: str = "", limit: int | None = None
    ) -> list[UnansweredQuestion]:
        """The questions in those states, most asked first, then latest first.

        Args:
            states: Which to list.
            language: Only this one, if given.
            limit: At most so many.
        """
        wanted = tuple(states)
        where = f"state IN ({','.join('?' * len(wanted))})" + (" AND language = ?" if language else "")
        values = (*wanted, *([language] if language else []), -1 if limit is None else limit)
        with self._file.reading() as db:
            rows = db.execute(f"{_ROW} WHERE {where} ORDER BY count DESC, last_at DESC, id LIMIT ?", values)
            return [_question(db, row) for row in rows.fetchall()]

    def count(self, state: State = "open") -> int:
        """How many there are in a state."""
        with self._file.reading() as db:
            return int(db.execute("SELECT count(*) FROM question WHERE state = ?", (state,)).fetchone()[0])

    def get(self, question: int) -> UnansweredQuestion | None:
        """One of them."""
        with self._file.reading() as db:
            row = db.execute(f"{_ROW} WHERE id = ?", (question,)).fetchone()
            return _question(db, row) if row else None


def _question(
    db: sqlite3.Connection, row: tuple[int, str, str, int, float, float, str, State, str]
) -> UnansweredQuestion:
    texts = db.execute("SELECT text FROM wording WHERE question = ? ORDER BY rowid", (row[0],)).fetchall()
    return UnansweredQuestion(
        id=row[0],
        language=row[1],
        product_id=row[2],
        wordings=tuple(text for (text,) in texts),
        count=row[3],
        first_at=row[4],
        last_at=row[5],
        reason=row[6],
        state=row[7],
        answer_id=row[8],
    )


@lru_cache(4_096)
def _words(text: str) -> tuple[str, ...]:
    return words_of(text)


def _digest(words: tuple[str, ...]) -> bytes:
    return blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=12).digest()


def _known(db: sqlite3.Connection, about: tuple[str, str], text: str, words: tuple[str, ...]) -> int | None:
    """The entry that asks the same."""
    row = db.execute(
        "SELECT question.id FROM wording JOIN question ON question.id = wording.question"
        " WHERE digest = ? AND language = ? AND product = ?",
        (_digest(words), *about),
    ).fetchone()
    if row:
        return int(row[0])
    rows = db.execute(
        "SELECT wording.question, wording.text FROM (SELECT id FROM question WHERE language = ?"
        " AND product = ? ORDER BY last_at DESC LIMIT ?) AS latest"
        " JOIN wording ON wording.question = latest.id",
        (*about, _COMPARED),
    ).fetchall()
    others = [(question, other, _words(other)) for question, other in rows]
    own = set(words)
    others.sort(key=lambda item: -len(own.intersection(item[2])) / (1 + len(set(item[2]))))
    mine = marks(text)
    best, likest = None, ALIKE
    for question, other, their_words in others[:_LOOKED_AT]:
        likeness = alike(words, their_words)
        if likeness >= likest and same(mine, marks(other)):
            best, likest = int(question), likeness
    return best
