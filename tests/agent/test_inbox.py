from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage
from agent.inbox import Inbox, InboxConfig


def inbox(**config: float) -> Inbox:
    numbers = count(1)
    return Inbox(InboxConfig.model_validate(config), new_id=lambda: f"q{next(numbers)}")


def message(text: str, author: str = "Lin", at: float = 0.0, kind: ChatKind = "comment") -> ChatMessage:
    return ChatMessage(f"{author}-{text}-{at}", "page", author, text, at, kind)


def test_the_same_question_in_other_clothes_is_one_question_with_two_askers() -> None:
    box = inbox()
    box.take_in(message("How much is the Lumen kettle?"), "en")
    question, dropped = box.take_in(message("how much is the lumen kettle??", "Ana"), "en")
    assert dropped is None
    assert len(box) == 1
    assert question.askers == ("Lin", "Ana")
    assert "2 askers" in question.reasons


def test_questions_that_differ_in_a_number_are_two() -> None:
    box = inbox()
    box.take_in(message("Is the 500 ml bottle in stock right now?"), "en")
    box.take_in(message("Is the 750 ml bottle in stock right now?"), "en")
    assert len(box) == 2


def test_a_paid_message_comes_first_then_more_askers_then_the_longest_wait() -> None:
    box = inbox()
    box.take_in(message("what colours are there", at=1), "en")
    box.take_in(message("does it float", at=2), "en")
    box.take_in(message("how heavy is the lamp", at=3), "en")
    box.take_in(message("how heavy is the lamp", "Ana", at=4), "en")
    box.take_in(message("is there a warranty", at=5, kind="superchat"), "en")
    order = []
    while (question := box.next()) is not None:
        order.append(question.text)
    assert order == [
        "is there a warranty",
        "how heavy is the lamp",
        "what colours are there",
        "does it float",
    ]


def test_a_question_expires_and_is_named() -> None:
    box = inbox(expire_s=30)
    box.take_in(message("does it float", at=100), "en")
    assert box.expire(129.9) == []
    [dropped] = box.expire(130.0)
    assert dropped.reason == "expired"
    assert len(box) == 0


@given(st.lists(st.text(min_size=1, max_size=30), max_size=60))
def test_the_inbox_never_holds_more_than_its_limit_and_loses_nothing_in_silence(texts: list[str]) -> None:
    box = inbox(limit=5)
    seen: set[str] = set()
    gone: set[str] = set()
    for number, text in enumerate(texts):
        question, dropped = box.take_in(message(text, f"viewer {number}", at=float(number)), "en")
        seen.add(question.id)
        if dropped is not None:
            assert dropped.reason == "inbox full"
            gone.add(dropped.question.id)
        assert len(box) <= 5
    left = set()
    while (question_left := box.next()) is not None:
        left.add(question_left.id)
    assert left | gone == seen
    assert not left & gone
