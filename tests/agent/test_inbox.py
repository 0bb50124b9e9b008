import random
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage
from agent.inbox import Inbox, InboxConfig
from agent.inbox.askers import NAMES, Askers
from agent.inbox.lately import KEPT, Given, Lately
from agent.inbox.sameness import sameness
from knowledge.model import Money


def inbox(embed: object = None, answer_key: object = None, **config: object) -> Inbox:
    numbers = count(1)
    settings_ = InboxConfig.model_validate({"horizon_s": 0, "credit_s": 0, **config})
    return Inbox(settings_, new_id=lambda: f"q{next(numbers)}", embed=embed, answer_key=answer_key)  # type: ignore[arg-type]


def message(
    text: str, author: str = "Lin", at: float = 0.0, kind: ChatKind = "comment", paid: Money | None = None
) -> ChatMessage:
    return ChatMessage(f"{author}-{text}-{at}", "page", author, text, at, kind, paid=paid)


def order(box: Inbox) -> list[str]:
    found = []
    while (question := box.next()) is not None:
        found.append(question.text)
    return found


SAME = [
    ("How much is the Lumen kettle?", "how much is the lumen kettle??"),
    ("how much is the kettle", "hi, how much is the kettle please"),
    ("what's the price of the kettle?", "what is the price of the kettle"),
    ("does the kettle whistle", "does the kettel whistle"),
    ("is this kettle dishwasher safe", "is the kettle dishwasher safe"),
    ("水壶多少钱", "主播，水壶多少钱啊？"),
    ("有红色的吗", "红色的有吗"),
    ("这款能不能加热", "这款可以加热吗"),
    ("三十天能退吗", "三十天可以退吗"),
]


DIFFERENT = [
    ("is it waterproof", "is it not waterproof"),
    ("how much is the kettle", "how much is the lamp"),
    ("is the 2 l one in stock", "is the 1 l one in stock"),
    ("do you have it in red", "do you have it in blue"),
    ("how do i clean it", "how often do i clean it"),
    ("do you have the lamp", "what lamp do you have"),
    ("can i swap the lamp for the kettle", "can i swap the kettle for the lamp"),
    ("where is my order 12345678", "where is my order 12345679"),
    ("is it with sugar", "is it without sugar"),
    ("what's my name", "what's your name"),
    ("does it work with model a123", "does it work with model a124"),
    ("水壶多少钱", "台灯多少钱"),
    ("这个防水吗", "这个不防水吗"),
    ("能装2升吗", "能装1升吗"),
    ("水壶比台灯贵吗", "台灯比水壶贵吗"),
    ("白色有货吗", "黑色有货吗"),
    ("水壶多重", "水壶多大"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_clothes_is_one_question_with_two_askers(one: str, other: str) -> None:
    box = inbox()
    language = "en" if one.isascii() else "zh"
    box.take_in(message(one), language)
    question, dropped = box.take_in(message(other, "Ana"), language)
    assert dropped is None
    assert len(box) == 1
    assert question.askers == ("Lin", "Ana")
    assert question.asked_by == 2
    assert "2 askers" in question.reasons


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_questions_that_differ_in_what_counts_are_two(one: str, other: str) -> None:
    box = inbox()
    language = "en" if one.isascii() else "zh"
    box.take_in(message(one), language)
    box.take_in(message(other, "Ana"), language)
    assert len(box) == 2


def test_the_same_words_in_two_languages_are_two_questions() -> None:
    box = inbox()
    box.take_in(message("WIFI?"), "en")
    box.take_in(message("WIFI?"), "zh")
    assert len(box) == 2


def test_a_paid_message_comes_first_then_more_askers_then_the_longest_wait() -> None:
    box = inbox()
    box.take_in(message("what colours are there", at=1), "en")
    box.take_in(message("does it float", at=2), "en")
    box.take_in(message("how heavy is the lamp", at=3), "en")
    box.take_in(message("how heavy is the lamp", "Ana", at=4), "en")
    box.take_in(message("is there a warranty", at=5, kind="superchat"), "en")
    assert order(box) == [
        "is there a warranty",
        "how heavy is the lamp",
        "what colours are there",
        "does it float",
    ]


@pytest.mark.parametrize(("buys", "chats"), [("where can i buy it", "who drew it"), ("怎么买", "谁画的")])
def test_who_wants_to_buy_is_answered_before_who_asked_earlier(buys: str, chats: str) -> None:
    box = inbox()
    box.take_in(message(chats, at=0), "zh")
    box.take_in(message(buys, at=30), "zh")
    first = box.peek(1, 40)[0]
    assert first.text == buys
    assert "wants to buy" in first.reasons


def test_the_more_is_paid_the_sooner_it_is_answered_whatever_the_currency() -> None:
    box = inbox()
    box.take_in(message("does it float", "A", 0, "superchat", Money(500, "JPY")), "en")
    box.take_in(message("does it bounce", "B", 1, "superchat", Money(5000, "USD")), "en")
    box.take_in(message("does it shine", "C", 2, "superchat", Money(500, "USD")), "en")
    assert [question.author for question in box.peek(3)] == ["B", "C", "A"]
    assert "paid message, 50.00 USD" in box.peek(1)[0].reasons


def test_whoever_asks_for_the_first_time_is_heard_before_a_regular() -> None:
    box = inbox()
    box.take_in(message("does it float", "regular", 0), "en")
    box.next()
    box.take_in(message("does it bounce", "regular", 1), "en")
    box.take_in(message("does it shine", "newcomer", 2), "en")
    first = box.peek(1)[0]
    assert first.author == "newcomer"
    assert "first question" in first.reasons


def test_reasons_and_rank_are_as_of_now() -> None:
    box = inbox()
    box.take_in(message("does it float", at=100), "en")
    early, late = box.peek(1, 101)[0], box.peek(1, 131)[0]
    assert late.rank - early.rank == pytest.approx(30)
    assert "waiting 31 s" in late.reasons


def test_waiting_long_enough_beats_any_reason() -> None:
    box = inbox(expire_s=3600, worth={"paid": 300})
    box.take_in(message("does it float", at=0), "en")
    box.take_in(message("does it bounce", "Ana", at=1000, kind="superchat"), "en")
    assert [question.text for question in box.peek(2)] == ["does it float", "does it bounce"]


def test_a_question_expires_and_is_named() -> None:
    box = inbox(expire_s=30)
    box.take_in(message("does it float", at=100), "en")
    assert box.expire(129.9) == []
    [dropped] = box.expire(130.0)
    assert dropped.reason == "expired"
    assert len(box) == 0


def test_a_question_asked_again_lives_on() -> None:
    box = inbox(expire_s=30)
    box.take_in(message("does it float", at=100), "en")
    box.take_in(message("does it float", "Ana", at=120), "en")
    assert box.expire(140) == []
    assert len(box.expire(150)) == 1


def test_what_was_answered_lately_waits_behind_what_was_not_and_ever_less_so() -> None:
    box = inbox(lately_s=200)
    asked, _ = box.take_in(message("does it float", at=0), "en")
    taken = box.next()
    assert taken is not None
    box.answering(taken, 1)
    box.answered(taken, 5)
    box.take_in(message("does it float??", "Ana", at=10), "en")
    box.take_in(message("does it bounce", "Ben", at=20), "en")
    assert [question.text for question in box.peek(2)] == ["does it bounce", "does it float??"]
    assert "answered 5 s ago" in box.peek(2)[1].reasons
    assert asked.id == taken.id
    box.take_in(message("does it float", "Dan", at=200), "en")
    box.next()
    box.next()
    box.take_in(message("does it float", "Eve", at=202), "en")
    assert box.peek(1, 202)[0].rank == pytest.approx(10 - 60 * (1 - 197 / 200))


def test_the_question_being_answered_is_joined_and_does_not_queue() -> None:
    box = inbox()
    box.take_in(message("does it float", at=0), "en")
    taken = box.next(1)
    assert taken is not None
    box.answering(taken, 1)
    joined, _ = box.take_in(message("does it float?", "Ana", at=2), "en")
    assert len(box) == 0
    assert joined.id == taken.id
    assert box.answered(taken, 3).askers == ("Lin", "Ana")
    again, _ = box.take_in(message("does it float?", "Ben", at=4), "en")
    assert again.id != taken.id


def test_an_answer_that_was_thrown_away_does_not_count() -> None:
    box = inbox()
    box.take_in(message("does it float", at=0), "en")
    taken = box.next(1)
    assert taken is not None
    box.answering(taken)
    box.skipped()
    again, _ = box.take_in(message("does it float", "Ana", at=2), "en")
    assert len(box) == 1
    assert not any("answered" in reason for reason in again.reasons)


def test_what_the_operator_raises_is_next_and_the_latest_first() -> None:
    box = inbox(expire_s=30)
    ids = [box.take_in(message(f"does it {word}", at=0), "en")[0].id for word in ("float", "shine", "bounce")]
    box.take_in(message("is there a warranty", "Ana", at=1, kind="superchat"), "en")
    box.raise_to_top(ids[1], 20)
    box.raise_to_top(ids[2], 20)
    assert [question.id for question in box.peek(2)] == [ids[2], ids[1]]
    assert "raised by the operator" in box.peek(1)[0].reasons
    assert ids[0] in {dropped.question.id for dropped in box.expire(40)}
    assert ids[1] in box
    assert box.raise_to_top("nobody") is None


def test_a_question_can_be_taken_out_with_a_reason() -> None:
    box = inbox()
    question, _ = box.take_in(message("does it float"), "en")
    dropped = box.remove(question.id, "abuse")
    assert dropped is not None
    assert (dropped.reason, dropped.question.id) == ("abuse", question.id)
    assert box.remove(question.id, "abuse") is None
    fresh, _ = box.take_in(message("does it float", "Ana"), "en")
    assert fresh.id != question.id


def test_the_questions_of_a_blocked_viewer_go_and_shared_ones_are_the_next_askers_in_their_words() -> None:
    box = inbox()
    box.take_in(message("how much is the red kettle", "Tom", 1), "en")
    box.take_in(message("the red kettle how much is it?", "Ana", 2), "en")
    box.take_in(message("how much is the red kettle", "Bob", 3), "en")
    box.take_in(message("is it loud", "TOM", 4), "en")
    box.take_in(message("is it heavy", "Ana", 5), "en")
    gone, left = box.forget(lambda name: name.casefold() == "tom", "blocked")
    assert [(one.question.text, one.reason) for one in gone] == [("is it loud", "blocked")]
    [shared] = left
    assert (shared.author, shared.askers, shared.asked_by) == ("Ana", ("Ana", "Bob"), 2)
    assert (shared.text, shared.asked_at) == ("the red kettle how much is it?", 2)
    assert len(box) == 2
    joined, _ = box.take_in(message("how much is the red kettle", "Eva", 6), "en")
    assert joined.id == shared.id
    assert box.forget(lambda name: name == "Zoe", "blocked") == ([], [])


def test_nobody_is_left_over_of_a_question_that_only_blocked_viewers_asked() -> None:
    box = inbox()
    box.take_in(message("how much is the red kettle", "Tom", 1), "en")
    box.take_in(message("how much is the red kettle", "Ana", 2), "en")
    box.forget(lambda name: name == "Tom", "blocked")
    gone, left = box.forget(lambda name: name == "Ana", "blocked")
    assert ([one.question.askers for one in gone], left, len(box)) == ([("Ana",)], [], 0)


def test_a_blocked_viewer_is_no_longer_named_in_the_answer_that_is_on_air_for_others() -> None:
    box = inbox()
    box.take_in(message("is it loud", "Tom", 1), "en")
    box.take_in(message("is it loud", "Ana", 2), "en")
    question = box.next(3)
    assert question is not None
    box.answering(question, 3)
    assert box.forget(lambda name: name == "Tom", "blocked") == ([], [])
    on_air = box.being_answered
    assert on_air is not None
    assert (on_air.author, on_air.askers) == ("Ana", ("Ana",))
    assert box.answered(question, 8).askers == ("Ana",)
    assert box.being_answered is None


def test_that_more_is_asked_than_there_is_air_for_is_noticed_once_and_so_is_its_end() -> None:
    box = inbox(horizon_s=15)
    for number in range(5):
        box.take_in(message(f"does part {number} sing", "Lin", number / 100), "en")
    box.peek(1)
    assert box.load.noticed() == {"overloaded": True, "waiting": 5, "room": 3, "answer_s": 5.0}
    assert box.load.noticed() is None
    while len(box) > 1:
        box.remove(box.peek(1)[0].id, "test")
    box.peek(1)
    noticed = box.load.noticed()
    assert noticed is not None
    assert not noticed["overloaded"]


def test_a_restored_question_is_joined_and_keeps_who_paid() -> None:
    box = inbox()
    old, _ = box.take_in(message("is there a warranty", at=5, kind="superchat", paid=Money(500, "USD")), "en")
    other = inbox()
    old = replace(old, id="old", asked_by=70)
    other.restore(old)
    other.take_in(message("does it float", "Ana", at=6), "en")
    joined, _ = other.take_in(message("is there a warranty?", "Ben", at=7), "en")
    assert joined.id == old.id
    assert joined.asked_by >= 68
    assert other.peek(1)[0].id == old.id
    assert "paid message, 5.00 USD" in other.peek(1)[0].reasons


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


def test_names_are_bounded_and_people_are_still_counted() -> None:
    askers = Askers()
    for number in range(3000):
        askers.add(f"viewer {number}")
        askers.add(f"viewer {number // 2}")
    assert len(askers.names) == NAMES
    assert len(askers) == pytest.approx(3000, rel=0.08)
    other = Askers(("viewer 1", "someone else"))
    other.join(askers)
    assert len(other) == pytest.approx(3001, rel=0.08)
    assert len(Askers(("a", "b"), 500)) == pytest.approx(500, rel=0.05)


def test_the_memory_of_answers_is_bounded() -> None:
    lately = Lately(1e9)
    for number in range(3 * KEPT):
        same = sameness(f"does part {number} sing", "en")
        lately.answered(Given(str(number), float(number), True, same.marks), same.exact, same.about)
    assert lately.latest(1e6, sameness("does part 0 sing", "en").exact) is None
    assert lately.latest(1e6, sameness(f"does part {3 * KEPT - 1} sing", "en").exact) is not None


def test_many_waiting_questions_leave_no_keys_behind() -> None:
    box = inbox(limit=50)
    rng = random.Random(3)
    for number in range(2000):
        box.take_in(message(f"does number {rng.randrange(10**6)} whistle loudly", "Ana", number / 10), "en")
    while box.next() is not None:
        pass
    assert not box._keys._ids
    assert not box._keys._slips
    assert not box._order
    box.take_in(message("does it float", at=1000), "en")
    assert len(box._expiries) <= 2 * len(box) + 65
