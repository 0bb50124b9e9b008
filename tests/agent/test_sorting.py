import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage
from agent.intake.sorting import may_ask, sort, what_is_said
from agent.lanes import attributes, lexicon
from agent.lanes.intent import asks


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("how much is the kettle", "question"),
        ("kettle price pls", "question"),
        ("水壶多少錢", "question"),
        ("hello everyone", "greeting"),
        ("主播好", "greeting"),
        ("thank you", "thanks"),
        ("谢谢", "thanks"),
        ("forsen moment", "remark"),
        ("", "remark"),
    ],
)
def test_a_comment_is_what_it_says(text: str, what: str) -> None:
    assert what_is_said(text) == what


@pytest.mark.parametrize("kind", ["gift", "follow", "like", "join", "order", "click"])
def test_what_was_done_is_what_the_platform_says(kind: ChatKind) -> None:
    assert sort(ChatMessage("1", "p", "a", "how much is it?", 0.0, kind)) == kind


def test_a_paid_message_is_a_question_if_it_asks_and_a_gift_if_not() -> None:
    assert sort(ChatMessage("1", "p", "a", "how much is it?", 0.0, "superchat")) == "question"
    assert sort(ChatMessage("1", "p", "a", "so good", 0.0, "superchat")) == "gift"


def test_the_quick_look_never_hides_a_question() -> None:
    """Texts made of what the rules know and of noise: whatever the look turns down, the rules turn down."""
    words = sorted(
        lexicon.PHRASES.words
        | attributes.PHRASES.words
        | set(lexicon.KEYWORDS)
        | set(["吧", "的", "錢", "幾", "還", "zzz", "right", "isnt", "it", "two"])
    )
    rng = random.Random(7)
    for _ in range(6000):
        text = rng.choice(["", " "]).join(rng.choice(words) for _ in range(rng.randint(1, 4)))
        assert may_ask(text) or not asks(text), text


@given(st.text(max_size=40))
def test_any_text_is_something(text: str) -> None:
    assert may_ask(text) or not asks(text)
    assert what_is_said(text) in ("question", "greeting", "thanks", "remark")


@pytest.mark.parametrize(
    "text",
    ["order 999999 status", "查一下订单123456", "发一下Lumen电热水壶的链接", "上链接", "status of my order?"],
)
def test_an_order_to_look_something_up_is_a_question(text: str) -> None:
    assert what_is_said(text) == "question"


@pytest.mark.parametrize("text", ["my order 12345 arrived yesterday thanks", "great link lol", "好链接"])
def test_talk_of_orders_and_links_is_a_remark(text: str) -> None:
    assert what_is_said(text) == "remark"
