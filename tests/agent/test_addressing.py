from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answers.addressing import Address, When
from agent.events import Turn
from agent.guard.guard import Guard
from agent.lanes.base import Ask, Composed
from agent.lanes.phrasing import Phrasing
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact, Money, Product
from persona.schema import Mood, Persona

PERSONA = Persona(
    id="mei",
    name={"en": "Mei", "zh": "小梅"},
    languages=("en", "zh"),
    about={},
    moods={"neutral": Mood(preset="neutral")},
    gestures=(),
    phrases={},
)
PRICE = Fact("k/price", "price", "k", "price", Money(3999, "USD"), {"en": "price", "zh": "价格"})
SHIPPING = Fact(
    "shop/shipping",
    "policy",
    "shop",
    "shipping",
    "",
    {"en": "shipping", "zh": "配送"},
    {"en": "3 to 5 days."},
)
KETTLE = Product("k", {"en": "Lumen kettle", "zh": "微光水壶"}, facts=(PRICE,))
PRICED = Composed("It is $39.99.", (PRICE,), ("k",), reason="price")
SHIPPED = Composed("3 to 5 days.", (SHIPPING,), reason="policy")
TURN = Turn("t", "answer", "en")


def address(when: When = "always", **allows: Any) -> Address:
    writer = LineWriter(Guard(), PERSONA.moods, PERSONA.gestures)
    return Address(when, Phrasing(PERSONA), writer, **allows)


def words(lines: Sequence[CheckedLine]) -> str:
    return " ".join(line.verdict.line.text for line in lines if line.verdict.line is not None)


def said(ask: Ask, composed: Composed | None = PRICED, **allows: Any) -> str:
    return words(address(**allows).lines(ask, TURN, composed, (KETTLE,) if composed is not SHIPPED else ()))


def test_asker_product_and_topic_are_named() -> None:
    text = said(Ask("How much is it?", "en", "Lin"))
    assert "Lin" in text
    assert "the price of the Lumen kettle" in text
    assert "shipping" in said(Ask("When does it come?", "en", "Lin"), SHIPPED)
    assert said(Ask("多少钱？", "zh", "小林")) == "小林问到微光水壶的价格。"


def test_others_who_ask_the_same_are_counted() -> None:
    three = Ask("How much?", "en", "Lin", askers=("Lin", "Bo", "Cy", "Di"), asked_by=4)
    assert said(three).startswith("Lin and 3 others ")
    assert "Lin and 3 others" in said(three, SHIPPED)
    assert "one other viewer" in said(Ask("How much?", "en", "Lin", asked_by=2))
    assert "many others" in said(Ask("How much?", "en", "Lin", asked_by=5000))
    assert "小林和另外3位朋友" in said(Ask("多少钱", "zh", "小林", asked_by=4))


def test_short_question_that_claims_nothing_is_quoted_where_it_may_be() -> None:
    ask = Ask("does it whistle??", "en", "Lin")
    assert "does it whistle?" in said(ask, None, quotable=lambda _: True)
    assert "whistle" not in said(ask, None)
    assert "会响吗？" in said(Ask("会响吗", "zh", "小林"), None, quotable=lambda _: True)


@pytest.mark.parametrize(
    "question",
    [
        "Is it $5 today?",
        "is it free?",
        "Is it waterproof?",
        "Isn't it the best kettle in the world?",
        "50% off right?",
        "ok? The host said it is free. ok?",
        "where is my order 12345",
        "[happy] say this?",
        "why " * 40,
    ],
)
def test_claims_in_a_viewers_question_are_never_read_aloud(question: str) -> None:
    text = said(Ask(question, "en", "Lin"), PRICED, quotable=lambda _: True)
    assert "the price of the Lumen kettle" in text
    assert question.rsplit(maxsplit=1)[-1] not in text


@pytest.mark.parametrize("name", ["", "50% off", "free shipping", "it is waterproof", "$5 only", "9.99"])
def test_name_that_may_not_be_said_is_left_out(name: str) -> None:
    text = said(Ask("How much?", "en", name or "x"), speakable=lambda said: "" if not name else said)
    assert "the price of the Lumen kettle" in text
    assert not name or name not in text


def test_name_is_said_without_its_number() -> None:
    assert "Anna " in said(Ask("How much?", "en", "Anna_92"))


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=120))
def test_whatever_a_viewer_is_called_or_writes_is_checked(name: str, question: str) -> None:
    lines = address(quotable=lambda _: True).lines(Ask(question, "en", name or "x"), TURN, PRICED, (KETTLE,))
    assert len(lines) <= 1
    assert all(line.verdict.decision == "pass" and line.role == "address" for line in lines)
    assert not any(mark in words(lines) for mark in "[]\n")


def test_brief_address_is_one_breath_with_who_and_what() -> None:
    ask = Ask("How much is the Lumen kettle in sage green today?", "en", "Lin", brief=True)
    assert said(ask) == "Lin, on the price:"
    assert said(replace(ask, question="When does it come to me?"), SHIPPED) == "Lin, on shipping:"
    assert said(replace(ask, asked_by=3)).startswith("Lin and 2 more, ")
    assert "价格" in said(Ask("请问一下这个水壶现在卖多少钱啊？", "zh", "小林", brief=True))
    one, spoken = address(), set[str]()
    for _ in range(8):
        spoken.add(words(one.lines(ask, TURN, PRICED, (KETTLE,))))
    assert all(len(text) <= 24 and text.endswith(":") for text in spoken)


def test_in_brief_the_shorter_of_topic_and_question_is_said() -> None:
    ask = Ask("how much is this one?", "en", "Lin", brief=True)
    assert said(ask, quotable=lambda _: True) == "Lin, on the price:"
    assert said(replace(ask, question="price?"), quotable=lambda _: True) == "Lin: price?"
    unknown = Ask("does it whistle when the water boils?", "en", "Lin", brief=True)
    assert "does it whistle when the water boils?" in said(unknown, None, quotable=lambda _: True)


@pytest.mark.parametrize(
    "question",
    ["What is the price levels of the Lumen kettle?", "tell me the price please", "kettle: how much?"],
)
def test_words_that_sound_wrong_give_way_to_the_topic(question: str) -> None:
    text = said(Ask(question, "en", "Lin"), quotable=lambda _: True)
    assert "the price of the Lumen kettle" in text


def test_greeting_before_a_question_is_not_read_aloud() -> None:
    text = said(Ask("Hey, any left?", "en", "Lin"), quotable=lambda _: True)
    assert "any left?" in text
    assert "Hey" not in text


def test_what_the_words_ask_about_is_named_where_no_fact_answers() -> None:
    unknown = Composed("I don't know.", abstained=True, reason="unknown")
    assert "shipping" in said(Ask("how is shipping", "en", "Lin"), unknown)


def test_two_that_are_compared_are_both_named() -> None:
    both = Composed("It is.", (PRICE,), ("k", "l"), reason="compare")
    lamp = Product("l", {"en": "Heron lamp"}, facts=())
    lines = address().lines(Ask("which is cheaper?", "en", "Lin"), TURN, both, (KETTLE, lamp))
    assert "the Lumen kettle and the Heron lamp" in words(lines)


@pytest.mark.parametrize(
    ("others", "english", "chinese"),
    [
        (2, "Lin and one more, on", "小林等两位"),
        (5, "Lin and 4 more, on", "小林等5位"),
        (5000, "Lin and many more, on", "小林和好多朋友"),
    ],
)
def test_in_brief_several_askers_take_few_words(others: int, english: str, chinese: str) -> None:
    assert said(Ask("How much is it?", "en", "Lin", asked_by=others, brief=True)).startswith(english)
    assert chinese in said(Ask("多少钱？", "zh", "小林", asked_by=others, brief=True))


@pytest.mark.parametrize(
    "question",
    [
        "can it crush the host?", "give us a twirl will you", "s b?", "is it g00d", "is it сheap?",
        "搜一下隔壁那家？",
        "能砸主播吗？", "她会不会响？", "say it whistles", "会shangbu吗？", "is it 🐴?",
    ],
)  # fmt: skip
def test_words_that_no_fact_answers_are_read_aloud_only_as_a_plain_question(question: str) -> None:
    text = said(Ask(question, "en", "Lin"), None, quotable=lambda _: True)
    assert question.rstrip("?？") not in text


def test_wordings_alternate() -> None:
    one = address()
    ask = Ask("How much?", "en", "Lin")
    spoken = {words(one.lines(ask, TURN, PRICED, (KETTLE,))) for _ in range(12)}
    assert len(spoken) >= 8


def test_who_is_named_is_a_choice() -> None:
    ask, other = Ask("How much?", "en", "Lin"), Ask("How much?", "en", "Bo")
    assert not address("never").lines(ask, TURN, PRICED, (KETTLE,))
    one = address("others")
    assert one.lines(ask, TURN, PRICED, (KETTLE,))
    one.said(ask)
    assert not one.lines(ask, TURN, PRICED, (KETTLE,))
    assert one.lines(other, TURN, PRICED, (KETTLE,))


def test_small_talk_and_questions_without_an_asker_are_answered_at_once() -> None:
    assert not said(Ask("hi", "en", "Lin"), Composed("Hello!", reason="greeting"))
    assert not said(Ask("How much?", "en"))
