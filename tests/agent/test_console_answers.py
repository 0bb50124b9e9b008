"""Answering from the console what viewers asked in vain, with the real answer book."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.demo import DEMO_FILE
from agent.web.console_answers import ConsoleAnswers
from agent.web.desk import OperatorError
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Missed
from knowledge.catalogue import Catalogue
from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest

NOW = 1_700_000_000.0
QUESTION = "Is the handle of the Lumen kettle cool to touch?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO_FILE, folder, knowledge=KnowledgeConfig.model_validate({"embeddings": "hashing"}))
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    book = AnswerBook(made)
    book.questions.note(Missed(QUESTION, "en", "kettle-lumen", "unknown", "Ann"))
    book.questions.note(Missed(QUESTION, "en", "kettle-lumen", "unknown", "Bo"))
    book.close()
    yield made
    for path in made.glob("answers.sqlite*"):
        path.unlink()


@pytest_asyncio.fixture
async def answers(folder: Path) -> AsyncIterator[ConsoleAnswers]:
    answers = ConsoleAnswers(folder, now=lambda: NOW)
    yield answers
    await answers.close()


async def test_what_was_asked_in_vain_is_listed(answers: ConsoleAnswers) -> None:
    await answers.refresh()
    (one,) = answers.view.questions
    assert (one.text, one.count, one.product_id) == (QUESTION, 2, "kettle-lumen")
    assert answers.view.total == 1


async def test_an_approved_answer_is_on_air_at_once(answers: ConsoleAnswers, folder: Path) -> None:
    await answers.refresh()
    done = await answers.write(answers.view.questions[0].key, "Yes, the handle stays cool.")
    assert done.code == "answered"
    assert "answers with it from now on" in done.line
    assert answers.view.questions == ()
    book = AnswerBook(folder)
    try:
        (approved,) = book.approved()
        assert approved.replies == {"en": ("Yes, the handle stays cool.",)}
        assert approved.product_id == "kettle-lumen"
    finally:
        book.close()


async def test_what_the_marketer_should_know_is_said(answers: ConsoleAnswers) -> None:
    await answers.refresh()
    done = await answers.write("q1", "把手不烫。")
    assert done.code == "answered_but"
    assert "viewers who ask in en get no answer" in done.line


async def test_what_the_catalogue_does_not_carry_is_refused_in_one_line(
    answers: ConsoleAnswers, folder: Path
) -> None:
    await answers.refresh()
    with pytest.raises(OperatorError, match="is not approved") as refused:
        await answers.write("q1", "Yes, and it costs only $5 today!")
    assert "\n" not in str(refused.value)
    await answers.refresh()
    assert answers.view.total == 1
    book = AnswerBook(folder)
    try:
        assert book.approved() == []
    finally:
        book.close()


@pytest.mark.parametrize(
    ("key", "text"), [("q99", "Yes."), ("../../etc", "Yes."), ("q1", "x" * 5000), ("", "Yes.")]
)
async def test_what_cannot_be_written_is_refused(answers: ConsoleAnswers, key: str, text: str) -> None:
    with pytest.raises(OperatorError):
        await answers.write(key, text)


async def test_a_question_can_be_taken_off_the_list(answers: ConsoleAnswers) -> None:
    await answers.refresh()
    await answers.dismiss("q1")
    assert answers.view.questions == ()


async def test_a_shop_that_cannot_be_opened_is_named_and_nothing_else_happens(tmp_path: Path) -> None:
    answers = ConsoleAnswers(tmp_path / "none", now=lambda: NOW)
    await answers.refresh()
    assert "no shop in" in answers.view.trouble
    await answers.close()


async def test_files_are_never_touched_on_the_event_loops_thread(
    answers: ConsoleAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def opened(*arguments: Any) -> Any:
        threads.add(threading.get_ident())
        return Catalogue(*arguments)

    monkeypatch.setattr("agent.answers.answerdesk.Catalogue", opened)
    await answers.refresh()
    assert threads
    assert threading.get_ident() not in threads
