"""The list of unanswered questions as a table that somebody fills in and brings back."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.answers.answerdesk import AnswerDesk, AnswerError
from agent.language import detect
from knowledge.answerbook.model import UnansweredQuestion, Version, WrittenAnswer
from knowledge.answerbook.words import cell, cleaned, from_cell
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.cells import is_blank
from knowledge.feeds.questions import QuestionsFeed
from knowledge.feeds.table import Row, Table, find_header
from knowledge.model import ApprovedAnswer, text_in

QUESTIONS = 5
"""Columns of questions."""
ANSWERS = 3
"""Columns of answers."""
ROWS = 5_000
"""Rows of one import."""
HEADER = (
    "id", "asked", "last asked", "language", "product", "product name",
    *(f"question {n}" if n > 1 else "question" for n in range(1, QUESTIONS + 1)),
    *(f"answer {n}" if n > 1 else "answer" for n in range(1, ANSWERS + 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """One answer of a sheet."""

    line: int
    version: Version
    asked: tuple[int, ...] = ()
    """Unanswered questions it was written for."""
    answer: str = ""
    """The written answer it is another version of."""


def export(desk: AnswerDesk, path: Path, *, language: str = "", answers: bool = False) -> int:
    """Write what waits for an answer, most asked first, into a CSV file (UTF-8 with a mark, for Excel).

    Args:
        desk: The shop's desk.
        path: The file.
        language: Only this one, if given.
        answers: Whether to add the answers that were written, for correction.

    Returns:
        How many rows were written.

    Raises:
        OSError: The file cannot be written.
    """
    rows = [_asked_row(desk, one) for one in desk.book.questions.listed(language=language)]
    if answers:
        rows += [row for one in desk.book.answers.listed() for row in _answer_rows(desk, one, language)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([cell(text) for text in row] for row in rows)
    return len(rows)


def _asked_row(desk: AnswerDesk, one: UnansweredQuestion) -> list[str]:
    written = desk.answer(one.answer_id) if one.answer_id else None
    replies = written.newest.replies.get(one.language, ()) if written else ()
    last = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.last_at))
    about = [one.product_id, _name(desk, one.product_id, one.language)]
    return [one.key, str(one.count), last, one.language, *about, *_wide(one.wordings, replies)]


def _answer_rows(desk: AnswerDesk, one: WrittenAnswer, language: str) -> Iterator[list[str]]:
    version = one.newest
    for spoken in dict.fromkeys([*version.questions, *version.replies]):
        if language in ("", spoken):
            about = [version.product_id, _name(desk, version.product_id, spoken)]
            texts = version.questions.get(spoken, ()), version.replies.get(spoken, ())
            yield [one.id, "", "", spoken, *about, *_wide(*texts)]


def _wide(questions: Sequence[str], replies: Sequence[str]) -> list[str]:
    questions, replies = list(questions)[:QUESTIONS], list(replies)[:ANSWERS]
    return [*questions, *[""] * (QUESTIONS - len(questions)), *replies, *[""] * (ANSWERS - len(replies))]


def _name(desk: AnswerDesk, product_id: str, language: str) -> str:
    product = desk.product(product_id) if product_id else None
    return text_in(product.name, language) if product else ""


def read(desk: AnswerDesk, path: Path) -> tuple[list[Filled], list[BadRow]]:
    """The answers of a filled-in sheet, or of any sheet of questions and answers (CSV, TSV, XLSX).

    In an exported sheet, rows without an answer are left alone.

    Returns:
        The answers, and the rows that cannot be used.

    Raises:
        FeedError: The file cannot be read, or has no columns of questions and answers.
    """
    table = find_header(path, _is_exported)
    found: list[Filled] = []
    bad: list[BadRow] = []
    source = _exported(desk, table) if table is not None else _any_sheet(path)
    for one in source:
        if isinstance(one, BadRow):
            bad.append(one)
            continue
        try:
            found.append(Filled(one.line, desk.checked(one.version), one.asked, one.answer))
        except AnswerError as error:
            bad.append(BadRow(one.line, str(error), one.line))
        if len(found) >= ROWS:
            bad.append(BadRow(one.line, f"more than {ROWS} answers at once; the rest was not read", one.line))
            break
    return found, bad


def _any_sheet(path: Path) -> Iterator[Filled | BadRow]:
    reading = Reading(currency="USD", language="", at=time.time())
    for number, row in enumerate(QuestionsFeed(path, reading).rows(), 1):
        if isinstance(row, BadRow):
            yield row
        elif isinstance(row, ApprovedAnswer):
            yield Filled(number, Version(row.questions, row.replies, row.product_id))


def _is_exported(header: Sequence[str]) -> bool:
    names = {name.strip().casefold() for name in header}
    return {"id", "asked", "question", "answer", "product", "language"} <= names


def _exported(desk: AnswerDesk, table: Table) -> Iterator[Filled | BadRow]:
    names = [name.strip().casefold() for name in table.header]
    for number, row in enumerate(table.rows(), 1):
        if row.problem:
            yield BadRow(number, row.problem, row.line)
            continue
        cells = _by_name(names, row)
        replies = tuple(cells[name] for name in names if name.startswith("answer") and cells.get(name))
        if replies:
            yield _filled(desk, number, row, cells, replies)


def _by_name(names: Sequence[str], row: Row) -> dict[str, str]:
    pairs = zip(names, row.cells, strict=False)
    return {name: from_cell(str(held).strip()) for name, held in pairs if not is_blank(held)}


def _filled(
    desk: AnswerDesk, number: int, row: Row, cells: dict[str, str], replies: tuple[str, ...]
) -> Filled | BadRow:
    key = cells.get("id", "")
    questions = tuple(text for name, text in cells.items() if name.startswith("question"))
    language = cells.get("language") or detect(" ".join(questions or replies), desk.languages[0])
    version = Version(
        {language: questions} if questions else {}, {language: replies}, cells.get("product", "")
    )
    if not key:
        return Filled(row.line, version)
    try:
        found = desk.found(key)
    except AnswerError as error:
        return BadRow(number, str(error), row.line)
    asked: tuple[int, ...] = ()
    if isinstance(found, UnansweredQuestion):
        asked = (found.id,)
    answer = desk.answer_of(found)
    if answer is not None:
        held = answer.newest
        version = Version(
            {**held.questions, **version.questions}, {**held.replies, **version.replies}, version.product_id
        )
        if answer.draft is None and version == held:
            return BadRow(number, f"{cleaned(key, 40)} is as it was", row.line)
    return Filled(row.line, version, asked, answer.id if answer else "")
