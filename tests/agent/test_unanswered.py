from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agent.answers.unanswered import WAITING, Unanswered
from agent.lanes.base import Ask
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import UnansweredQuestion
from knowledge.errors import ShopError


def listed(folder: Path) -> list[UnansweredQuestion]:
    book = AnswerBook(folder)
    try:
        return book.questions.listed()
    finally:
        book.close()


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_is_open_is_listed_without_the_viewers_name(tmp_path: Path) -> None:
    unanswered = Unanswered(tmp_path)
    unanswered.note(Ask("How much, and is it heavy?", "en", "ann_1987"), "is it heavy", "k", "unknown")
    unanswered.note(Ask("重吗", "en"), "重吗", "k")
    await unanswered.close()
    questions = listed(tmp_path)
    assert {(one.wordings, one.language, one.product_id) for one in questions} == {
        (("is it heavy",), "en", "k"),
        (("重吗",), "zh", "k"),
    }
    assert b"ann_1987" not in content(tmp_path)


async def test_it_means_what_is_on_stage(tmp_path: Path) -> None:
    unanswered = Unanswered(tmp_path)
    unanswered.note(Ask("does it hum", "en", on_stage="lamp"), "does it hum")
    unanswered.note(Ask("do you ship to Alaska", "en", on_stage="lamp"), "do you ship to Alaska")
    await unanswered.close()
    assert {one.wordings[0]: one.product_id for one in listed(tmp_path)} == {
        "does it hum": "lamp",
        "do you ship to Alaska": "",
    }


async def test_what_is_answered_after_all_leaves_the_list_and_comes_back_when_asked_in_vain(
    tmp_path: Path,
) -> None:
    unanswered = Unanswered(tmp_path)
    ask = Ask("Where is my order 48213377?", "en", "ann")
    unanswered.note(ask, ask.question)
    unanswered.note(Ask("how heavy is the lamp", "en", "bea"), "how heavy is the lamp", "lamp")
    unanswered.note(Ask("does it hum", "en", on_stage="lamp"), "does it hum")
    unanswered.settle(Ask("where is my order 48213377", "en", "bea"))
    unanswered.settle(Ask("does it hum?", "en", "cem", on_stage="lamp"), ("lamp",))
    unanswered.settle(Ask("how big is the lamp", "en", "cem"), ("lamp",))
    await unanswered.close()
    assert [one.wordings[0] for one in listed(tmp_path)] == ["how heavy is the lamp"]
    again = Unanswered(tmp_path)
    again.note(ask, ask.question)
    await again.close()
    assert len(listed(tmp_path)) == 2


async def test_a_file_that_cannot_be_written_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(folder: Path) -> AnswerBook:
        raise ShopError("disk full")

    unanswered = Unanswered(tmp_path, open_book=broken)
    for _ in range(3):
        unanswered.note(Ask("is it heavy", "en"), "is it heavy")
    await unanswered.close()
    assert [record.getMessage() for record in caplog.records] == [
        "an unanswered question is not kept: disk full"
    ]


async def test_a_stuck_file_holds_up_nobody_and_fills_nothing(tmp_path: Path) -> None:
    release = threading.Event()

    def stuck(folder: Path) -> AnswerBook:
        release.wait(30)
        return AnswerBook(folder)

    unanswered = Unanswered(tmp_path, open_book=stuck)
    for number in range(3 * WAITING):
        unanswered.note(Ask("is it heavy", "en", f"viewer{number}"), "is it heavy")
    release.set()
    await unanswered.close()
    assert listed(tmp_path)[0].count <= WAITING + 1
    unanswered.note(Ask("too late", "en"), "too late")
