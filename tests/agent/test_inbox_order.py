import math
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage
from agent.inbox import Inbox, InboxConfig, Worth
from knowledge.model import Money


def inbox(embed: object = None, answer_key: object = None, **config: object) -> Inbox:
    numbers = count(1)
    settings_ = InboxConfig.model_validate({"horizon_s": 0, "credit_s": 0, **config})
    return Inbox(settings_, new_id=lambda: f"q{next(numbers)}", embed=embed, answer_key=answer_key)  # type: ignore[arg-type]


def message(
    text: str, author: str = "Lin", at: float = 0.0, kind: ChatKind = "comment", paid: Money | None = None
) -> ChatMessage:
    return ChatMessage(f"{author}-{text}-{at}", "page", author, text, at, kind, paid=paid)


PATIENCE_S = 25.0


WORDS = ["float", "buy it", "cost much", "ship to spain", "shine", "bounce", "sing"]


DEEDS = st.tuples(
    st.sampled_from(["ask", "ask", "ask", "pay", "next", "remove", "raise_to_top", "prepare", "expire"]),
    st.integers(0, 30),
    st.integers(0, 12),
    st.integers(0, 40_000),
)


@dataclass
class Held:
    """What a question is worth, told by what happened to it."""

    text: str
    at: float
    seconds: float
    until: float
    latest: float = 0.0
    askers: set[str] = field(default_factory=set)
    paid: float = 0.0
    raised: int = 0
    prepared: bool = False

    @property
    def patient(self) -> bool:
        return bool(self.paid or self.raised)

    def rank(self, worth: Worth, now: float, *, overloaded: bool) -> float:
        many = worth.asker * math.log2(len(self.askers))
        seconds = self.seconds + self.paid + many + 1e9 * self.raised + worth.prepared * self.prepared
        if overloaded and not self.patient:
            return seconds - worth.fading * (now - self.latest)
        return seconds + now - self.at


class Book:
    """An inbox, and beside it a plain list of what it should hold."""

    def __init__(self, limit: int, horizon_s: float) -> None:
        self.worth = Worth()
        self.box = inbox(limit=limit, expire_s=60, horizon_s=horizon_s, patience_s=PATIENCE_S)
        self.held: dict[str, Held] = {}
        self.answered: dict[str, float] = {}
        self.people: set[str] = set()
        self.raised = 0

    def ask(self, now: float, thing: int, who: int, paid: Money | None = None) -> None:
        text, author = f"does number {thing} {WORDS[thing % len(WORDS)]}", f"viewer {who}"
        said = message(text, author, now, "superchat" if paid else "comment", paid)
        question, dropped = self.box.take_in(said, "en")
        if question.id not in self.held:
            seconds = self.worth.buys if "buy" in text else 0.0
            seconds += self.worth.considers if "cost" in text or "ship" in text else 0.0
            seconds += 0.0 if author in self.people else self.worth.first
            seconds -= self.worth.answered * max(0.0, 1 - (now - self.answered.get(text, -1e9)) / 300)
            self.held[question.id] = Held(text, now, seconds, 0.0)
        one = self.held[question.id]
        self.people.add(author)
        one.askers.add(author)
        one.until, one.latest = max(one.until, now + 60), now
        if paid:
            one.paid = max(
                one.paid, self.worth.paid + self.worth.paid_doubling * math.log2(1 + paid.minor / 100)
            )
        if dropped is not None:
            del self.held[dropped.question.id]

    def pay(self, now: float, thing: int, who: int) -> None:
        self.ask(now, thing, who, Money(100 * (who + 1), "USD"))

    def next(self, now: float, thing: int, who: int) -> None:
        taken = self.box.next(now)
        assert (taken is None) == (not self.held)
        if taken is not None:
            self.answered[self.held.pop(taken.id).text] = now
            self.box.answering(taken, now)
            self.box.answered(taken, now)

    def remove(self, now: float, thing: int, who: int) -> None:
        for key in sorted(self.held)[thing : thing + 1]:
            self.box.remove(key, "test")
            del self.held[key]

    def raise_to_top(self, now: float, thing: int, who: int) -> None:
        for key in sorted(self.held)[thing : thing + 1]:
            self.box.raise_to_top(key, now)
            self.raised += 1
            self.held[key].raised = self.raised
            self.held[key].until = max(self.held[key].until, now + 60)

    def prepare(self, now: float, thing: int, who: int) -> None:
        for key in sorted(self.held)[thing : thing + 1]:
            self.box.preparing(key)
            for other, one in self.held.items():
                one.prepared = other == key

    def expire(self, now: float, thing: int, who: int) -> None:
        self.box.peek(0, now)
        stale = PATIENCE_S if self.box.overloaded else math.inf
        late = {k for k, one in self.held.items() if now - one.latest >= stale and not one.patient}
        gone = {dropped.question.id for dropped in self.box.expire(now)}
        assert gone == late | {key for key, one in self.held.items() if one.until <= now}
        self.held = {key: one for key, one in self.held.items() if key not in gone}


@settings(max_examples=100, deadline=None)
@given(st.lists(DEEDS, max_size=80), st.integers(3, 40), st.sampled_from([0.0, 5.0, 40.0]))
def test_the_first_twenty_are_those_of_a_sort_of_everything(
    deeds: list[tuple[str, int, int, int]], limit: int, horizon_s: float
) -> None:
    """After every deed all ranks are worked out anew from what happened, and everything is sorted."""
    book, now = Book(limit, horizon_s), 1_700_000_000.0
    for deed, thing, who, later in deeds:
        now = round(now + later / 1000, 3)
        getattr(book, deed)(now, thing, who)
        found = book.box.peek(20, now)
        ranks = {
            key: one.rank(book.worth, now, overloaded=book.box.overloaded) for key, one in book.held.items()
        }
        best = sorted(ranks.values(), reverse=True)[:20]
        assert [question.rank for question in found] == pytest.approx(best, abs=0.005)
        assert [ranks[question.id] for question in found] == pytest.approx(best, abs=0.005)
        assert len(book.box) == len(book.held)


def flooded(**config: object) -> Inbox:
    """Five questions, of which there is air for four within the horizon; the last asked at 4 s."""
    box = inbox(horizon_s=20, **config)
    for number in range(5):
        box.take_in(message(f"does part {number} sing", "Lin", number), "en")
    assert box.overloaded
    return box


def test_with_air_for_all_the_longest_wait_is_first_and_beyond_the_latest_ask() -> None:
    box = inbox(horizon_s=20)
    for number in range(4):
        box.take_in(message(f"does part {number} sing", "Lin", number), "en")
    assert box.peek(2, 9)[1].text == "does part 1 sing"
    assert "waiting 8 s" in box.peek(2, 9)[1].reasons
    box.take_in(message("does part 4 sing", at=14), "en")
    latest, *_, earliest = box.peek(5, 20)
    assert latest.text == "does part 4 sing"
    assert "asked 6 s ago" in latest.reasons
    assert earliest.rank < latest.rank


def test_what_is_asked_again_is_fresh_again_with_all_who_asked_it() -> None:
    box = flooded()
    box.take_in(message("does part 0 sing?", "Ana", at=6), "en")
    first = box.peek(1, 6)[0]
    assert first.text == "does part 0 sing"
    assert first.askers == ("Lin", "Ana")
    assert {"2 askers", "asked just now"} <= set(first.reasons)


def test_what_was_paid_for_or_raised_does_not_grow_stale() -> None:
    box = flooded(expire_s=600)
    box.take_in(message("is it loud", "payer", 5, "superchat", Money(100, "USD")), "en")
    raised = box.peek(9, 5)[-1]
    box.raise_to_top(raised.id, 5)
    for number in range(6):
        box.take_in(message(f"is part {number} red", "Ana", 60 + number), "en")
    assert [question.author for question in box.peek(2, 66)] == ["Lin", "payer"]
    assert "waiting 61 s" in box.peek(2, 66)[1].reasons
    box.expire(200)
    assert box.peek(1)[0].id == raised.id
    assert len(box) == 2


def test_under_overload_what_nobody_asks_again_is_dropped_with_its_reason() -> None:
    box = flooded(patience_s=30)
    box.take_in(message("does part 1 sing", "Ana", at=20), "en")
    assert box.expire(29) == []
    gone = box.expire(33)
    assert [(one.question.text, one.reason) for one in gone] == [
        (f"does part {number} sing", "more questions than air") for number in (0, 2, 3)
    ]
    assert len(box) == 2


def test_a_newcomer_does_not_overtake_a_question_whose_answer_is_being_written() -> None:
    box = flooded()
    first, second = (question.id for question in box.peek(2, 5))
    box.preparing(first)
    box.take_in(message("is it blue", at=8), "en")
    assert box.peek(1, 8)[0].id == first
    assert "its answer is being written" in box.peek(1, 8)[0].reasons
    box.preparing(second)
    box.take_in(message("is it green", at=60), "en")
    assert box.peek(1, 60)[0].text == "is it green"
    assert sum("its answer is being written" in question.reasons for question in box.peek(9)) == 1


def test_once_overloaded_only_half_as_much_is_calm() -> None:
    box = flooded()
    for left, overloaded in ((4, True), (3, True), (2, False)):
        box.remove(box.peek(1)[0].id, "test")
        box.peek(1)
        assert (len(box), box.overloaded) == (left, overloaded)
    box.take_in(message("is it blue", at=9), "en")
    assert not box.overloaded


def test_slow_answers_make_an_overload_of_fewer_questions() -> None:
    box = inbox(horizon_s=60)
    for number in range(8):
        box.take_in(message(f"does part {number} sing", "Lin", number / 100), "en")
    assert not box.overloaded
    now = 1.0
    for _ in range(3):
        taken = box.next(now)
        assert taken is not None
        box.answering(taken, now)
        now += 30
        box.answered(taken, now)
    box.peek(1, now)
    assert len(box) > box.load.room
    assert box.overloaded
