from collections.abc import Sequence
from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.events import ChatKind, ChatMessage, Question
from agent.inbox import Dropped, Inbox, InboxConfig, Merged
from knowledge.model import Money


def inbox(embed: object = None, answer_key: object = None, **config: object) -> Inbox:
    numbers = count(1)
    settings_ = InboxConfig.model_validate({"horizon_s": 0, "credit_s": 0, **config})
    return Inbox(settings_, new_id=lambda: f"q{next(numbers)}", embed=embed, answer_key=answer_key)  # type: ignore[arg-type]


def message(
    text: str, author: str = "Lin", at: float = 0.0, kind: ChatKind = "comment", paid: Money | None = None
) -> ChatMessage:
    return ChatMessage(f"{author}-{text}-{at}", "page", author, text, at, kind, paid=paid)


async def test_near_the_top_questions_that_mean_the_same_become_one() -> None:
    box = inbox()
    box.take_in(message("how heavy is the lamp", "Ana", 0), "en")
    box.take_in(message("how much does the lamp weigh", "Ben", 1), "en")
    box.take_in(message("how much does the kettle weigh", "Cid", 2), "en")
    box.take_in(message("水壶多少钱", "小明", 3), "zh")
    box.take_in(message("水壶什么价位呀", "阿花", 4), "zh")
    box.take_in(message("台灯什么价位呀", "阿强", 5), "zh")
    assert len(box) == 5
    merged = [one for one in await box.merge_by_meaning(6) if isinstance(one, Merged)]
    assert [(one.into.author, one.gone.author) for one in merged] == [("Ana", "Ben")]
    assert len(box) == 4
    again, _ = box.take_in(message("how much does the lamp weigh", "Dan", 7), "en")
    assert again.askers == ("Ana", "Ben", "Dan")


PAIRS = {"can you post it to us": 0, "do you mail things": 0, "does it sing": 1}


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    rows = np.zeros((len(texts), 8), np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[PAIRS.get(text, 2 + len(text) % 6)] = 1.0
    return rows


async def test_a_model_of_meaning_merges_only_where_numbers_names_and_negation_agree() -> None:
    close = lambda texts: np.ones((len(texts), 1), np.float32)  # noqa: E731
    box = inbox(close)
    asked = [
        "is it good for travelling", "is it not good for travelling",
        "is it good for 2 people", "is it good for 3 people",
        "is the aurora good for people", "is the borealis good for people",
    ]  # fmt: skip
    for number, text in enumerate(asked):
        box.take_in(message(text, f"viewer {number}", number), "en")
    merged = await box.merge_by_meaning(9)
    assert merged == []


async def test_meaning_is_read_of_so_many_at_once_and_of_none_twice() -> None:
    asked: list[int] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(len(texts))
        return np.eye(len(texts), 64, dtype=np.float32)

    box = inbox(embed, read_at_once=4, near_top=6)
    for number in range(10):
        box.take_in(message(f"does part {number} sing", f"viewer {number}", number), "en")
    for _ in range(4):
        await box.merge_by_meaning(20)
    assert asked == [4, 2]


async def kettles(question: Question) -> str:
    return "price of the kettle" if "kettle" in question.text or "水壶" in question.text else ""


async def test_questions_that_get_the_same_answer_become_one_within_a_language() -> None:
    box = inbox(answer_key=kettles)
    for number, text in enumerate(
        ("kettle, how much", "what do you want for the kettle", "how much is the lamp")
    ):
        box.take_in(message(text, f"viewer {number}", number), "en")
    box.take_in(message("水壶卖多少", "小明", 5), "zh")
    merged = [one for one in await box.merge_by_meaning(6) if isinstance(one, Merged)]
    assert [(one.into.text, one.gone.text) for one in merged] == [
        ("kettle, how much", "what do you want for the kettle")
    ]
    assert len(box) == 3


async def test_a_question_that_gets_the_answer_being_given_joins_it() -> None:
    box = inbox(answer_key=kettles)
    box.take_in(message("kettle, how much", "Ana", 0), "en")
    taken = box.next(1)
    assert taken is not None
    box.answering(taken, 1)
    box.take_in(message("what do you want for the kettle", "Ben", 2), "en")
    [merged] = await box.merge_by_meaning(3)
    assert isinstance(merged, Merged)
    assert merged.into.id == taken.id
    assert len(box) == 0
    assert box.answered(taken, 4).askers == ("Ana", "Ben")
    box.take_in(message("the kettle, what is it", "Cid", 5), "en")
    await box.merge_by_meaning(6)
    assert "answered 2 s ago" in box.peek(1)[0].reasons


async def test_each_question_is_asked_for_its_answer_once_and_so_many_at_a_time() -> None:
    asked: list[str] = []

    async def key(question: Question) -> str:
        asked.append(question.id)
        return ""

    box = inbox(answer_key=key, read_at_once=3)
    for number in range(5):
        box.take_in(message(f"does part {number} sing", f"viewer {number}", number), "en")
    await box.merge_by_meaning(6)
    assert len(asked) == 3
    for _ in range(3):
        await box.merge_by_meaning(6)
    assert len(asked) == len(set(asked)) == 5


def answered(box: Inbox, now: float, *, whole: bool = True) -> Question:
    taken = box.next(now)
    assert taken is not None
    box.answering(taken, now)
    return box.answered(taken, now + 4, whole=whole)


@pytest.mark.parametrize(("at", "whole", "counts"), [(6, True, True), (11, True, False), (6, False, False)])
def test_who_asks_what_was_heard_just_now_counts_as_answered(at: float, whole: bool, counts: bool) -> None:
    box = inbox(credit_s=5)
    box.take_in(message("does it float", at=0), "en")
    given = answered(box, 1, whole=whole)
    question, dropped = box.take_in(message("does it float?", "Ana", at=at), "en")
    assert dropped == (Dropped(question, "just answered", given.id) if counts else None)
    assert len(box) == (0 if counts else 1)


def test_who_pays_is_answered_even_if_it_was_heard_just_now() -> None:
    box = inbox(credit_s=5)
    box.take_in(message("does it float", at=0), "en")
    answered(box, 1)
    _, dropped = box.take_in(message("does it float", "Ana", 6, "superchat", Money(100, "USD")), "en")
    assert dropped is None
    assert len(box) == 1


async def test_another_wording_of_what_was_heard_just_now_counts_as_answered_too() -> None:
    box = inbox(answer_key=kettles, credit_s=5)
    box.take_in(message("kettle, how much", at=0), "en")
    await box.merge_by_meaning(1)
    given = answered(box, 1)
    question, _ = box.take_in(message("what do you want for the kettle", "Ana", 7), "en")
    [dropped] = await box.merge_by_meaning(7)
    assert isinstance(dropped, Dropped)
    assert (dropped.question.id, dropped.reason, dropped.by) == (question.id, "just answered", given.id)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "how much is this"), ("en", "price?"), ("zh", "这个多少钱")]
)
async def test_this_one_is_the_product_on_stage_when_it_was_asked(language: str, text: str) -> None:
    async def key(question: Question) -> str:
        return f"price of {question.about}"

    box = inbox(answer_key=key, credit_s=5)
    box.take_in(message(text, "Ana", 0), language, "kettle")
    box.take_in(message(text, "Ben", 1), language, "lamp")
    joined, _ = box.take_in(message(text, "Cid", 2), language, "kettle")
    assert joined.askers == ("Ana", "Cid")
    assert await box.merge_by_meaning(3) == []
    assert {question.about for question in box.peek(9)} == {"kettle", "lamp"}
    taken = box.next(3)
    assert taken is not None
    box.answering(taken, 3)
    box.answered(taken, 4)
    other, dropped = box.take_in(message(text, "Dan", 5), language, "lamp")
    assert dropped is None
    assert "Dan" in other.askers


async def test_what_names_its_product_is_one_question_whatever_was_on_stage() -> None:
    async def key(question: Question) -> str:
        return ""

    box = inbox(answer_key=key)
    box.take_in(message("did the kettle win a prize", "Ana", 0), "en", "kettle")
    box.take_in(message("did the kettle win a prize?", "Ben", 1), "en", "lamp")
    box.take_in(message("did it win a prize", "Cid", 2), "en", "kettle")
    box.take_in(message("did it win a prize", "Dan", 3), "en", "lamp")
    [merged] = await box.merge_by_meaning(4)
    assert isinstance(merged, Merged)
    assert merged.into.askers == ("Ana", "Ben")
    assert len(box) == 3


async def test_answers_are_known_of_questions_far_from_the_top_too() -> None:
    box = inbox(answer_key=kettles, near_top=2, read_at_once=4)
    box.take_in(message("where can i buy the lamp", "Ana", 0), "en")
    box.take_in(message("where can i buy the desk", "Ben", 0), "en")
    box.take_in(message("kettle, how much", "Cid", 1), "en")
    box.take_in(message("what do you want for the kettle", "Dan", 2), "en")
    await box.merge_by_meaning(3)
    assert len(box) == 3


async def test_those_who_wait_join_an_answer_whose_facts_become_known_while_it_is_given() -> None:
    known = False

    async def key(question: Question) -> str:
        return "price of the kettle" if known or "want" in question.text else ""

    box = inbox(answer_key=key)
    box.take_in(message("what do you want for the kettle", "Ana", 0), "en")
    await box.merge_by_meaning(1)
    known = True
    box.take_in(message("kettle, how much", "payer", 2, "superchat"), "en")
    taken = box.next(2)
    assert taken is not None
    box.answering(taken, 2)
    [merged] = await box.merge_by_meaning(3)
    assert isinstance(merged, Merged)
    assert merged.into.id == taken.id
    assert box.answered(taken, 5).askers == ("payer", "Ana")


async def test_a_catalogue_that_takes_too_long_does_not_stop_the_merging() -> None:
    async def key(question: Question) -> str:
        raise TimeoutError

    box = inbox(answer_key=key)
    box.take_in(message("what do you want for the kettle", "Ana", 0), "en")
    assert await box.merge_by_meaning(1) == []
    assert len(box) == 1


async def test_one_answer_does_not_make_a_count_a_price_or_a_no_a_yes() -> None:
    async def key(question: Question) -> str:
        return "price"

    box = inbox(answer_key=key)
    for number, text in enumerate(("袜子多少钱", "做袜子的有多少人", "袜子不是30元吗", "袜子什么价位")):
        box.take_in(message(text, f"viewer {number}", number), "zh")
    merged = await box.merge_by_meaning(6)
    assert {one.gone.text for one in merged if isinstance(one, Merged)} <= {"袜子什么价位"}
    assert {"袜子多少钱", "做袜子的有多少人", "袜子不是30元吗"} <= {question.text for question in box.peek(9)}
