from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage, Turn
from agent.guard.guard import Guard
from agent.intake.courtesies import Courtesies, CourtesiesConfig, Courtesy, claims_nothing, courtesy_words
from agent.intake.sorting import What
from agent.lanes.phrasing import Phrasing
from agent.writer import LineWriter
from knowledge.model import Money
from persona.loader import load_persona

NUMBERS = count()


def courtesies(**config: float) -> Courtesies:
    return Courtesies(
        CourtesiesConfig.model_validate(config), speakable=lambda name: name, sayable=claims_nothing(Guard())
    )


def take(
    box: Courtesies,
    author: str,
    kind: What,
    at: float,
    *,
    language: str = "en",
    dollars: int = 0,
    many: int = 1,
) -> None:
    made: ChatKind = "gift" if kind == "gift" else "comment"
    paid = Money(100 * dollars, "USD") if dollars else None
    box.take_in(
        ChatMessage(f"m{next(NUMBERS)}", "page", author, "", at, made, paid=paid, count=many), kind, language
    )


def test_greetings_are_said_together_after_a_while() -> None:
    box = courtesies(gather_s=8, names=2)
    take(box, "Ana", "greeting", 0)
    take(box, "Ben", "join", 1)
    take(box, "Cid", "greeting", 2)
    assert box.due(7.9, busy=False) is None
    due = box.due(8.0, busy=False)
    assert due == Courtesy("greeting", ("Ana", "Ben"), 3, "en")
    assert len(box) == 0


def test_nobody_is_greeted_twice_in_an_hour_but_thanked_for_every_gift() -> None:
    box = courtesies(gather_s=0)
    take(box, "Ana", "greeting", 0)
    assert box.due(0, busy=False) is not None
    take(box, "Ana", "join", 100)
    take(box, "Ana", "gift", 100)
    first = box.due(200, busy=False)
    assert first is not None
    assert first.kind == "gifts"
    assert box.due(201, busy=False) is None
    take(box, "Ana", "greeting", 3700)
    assert box.due(3700, busy=False) is not None


def test_only_gifts_are_thanked_for_while_questions_wait() -> None:
    box = courtesies(gather_s=1)
    take(box, "Ana", "greeting", 0)
    take(box, "Ben", "gift", 0)
    due = box.due(2, busy=True)
    assert due is not None
    assert due.kind == "gifts"
    assert box.due(3, busy=True) is None
    assert box.due(3, busy=False) is not None


def test_the_budget_of_air_time_is_kept_over_a_quarter_of_an_hour() -> None:
    box = courtesies(budget_s=6, gather_s=2)
    spoken = 0.0
    for second in range(900):
        take(
            box,
            f"viewer {'abcdefghij'[second % 10]}{'klmnopqrst'[second // 10 % 10]}{second}",
            "greeting",
            second,
        )
        if box.due(float(second), busy=False) is not None:
            box.spoke(4.0)
            spoken += 4.0
    assert 0 < spoken <= 6 * 15 + 8


def test_a_budget_of_nothing_says_nothing() -> None:
    box = courtesies(budget_s=0, gather_s=0)
    take(box, "Ana", "greeting", 0)
    take(box, "Ben", "gift", 0)
    assert box.due(5, busy=False) is None


def test_a_big_gift_is_thanked_for_at_once_whatever_the_budget() -> None:
    box = courtesies(budget_s=4, big=10)
    box.spoke(30)
    take(box, "Ana", "gift", 0, dollars=2)
    assert box.due(0.1, busy=True) is None
    take(box, "Ben", "gift", 1, dollars=50)
    due = box.due(1.1, busy=True)
    assert due is not None
    assert due.big
    assert due.names == ("Ben", "Ana")


def test_gifts_of_one_viewer_are_added_up() -> None:
    box = courtesies(gather_s=1)
    for at in range(3):
        take(box, "Ana", "gift", at / 10, many=2)
    due = box.due(2, busy=False)
    assert due is not None
    assert (due.names, due.count, due.given) == (("Ana",), 1, 6)


def test_who_waited_too_long_is_counted_as_missed() -> None:
    box = courtesies(gather_s=5, stale_s=30)
    take(box, "Ana", "greeting", 0)
    take(box, "Ben", "greeting", 35)
    due = box.due(41, busy=False)
    assert due is not None
    assert (due.names, due.missed) == (("Ben",), 1)


def test_more_viewers_than_may_wait_are_counted() -> None:
    box = courtesies(waiting=10, gather_s=1)
    for number in range(50):
        take(box, f"viewer {number}", "greeting", 0)
    assert len(box) == 10
    due = box.due(2, busy=False)
    assert due is not None
    assert (due.count, due.missed) == (10, 40)


@pytest.mark.parametrize("name", ["Best Price Ever", "Cotton King", "12345", "x", "$5 only", "", "最便宜"])
def test_a_name_that_claims_something_is_not_read_out(name: str) -> None:
    box = courtesies(gather_s=0)
    take(box, name, "greeting", 0)
    due = box.due(0, busy=False)
    assert due is not None
    assert due.names == ()
    assert due.count == 1


def test_a_name_loses_the_digits_at_its_end() -> None:
    box = courtesies(gather_s=0)
    take(box, "nora_1987", "greeting", 0)
    due = box.due(0, busy=False)
    assert due is not None
    assert due.names == ("nora",)


COURTESIES = [
    Courtesy("greeting", ("Ana",), 1, "en"),
    Courtesy("greeting", ("Ana", "Ben", "Cid"), 9, "en"),
    Courtesy("greeting", (), 4, "en"),
    Courtesy("thanks", ("Ana", "Ben"), 2, "en"),
    Courtesy("thanks", (), 2, "en"),
    Courtesy("follows", ("Ana", "Ben"), 5, "en"),
    Courtesy("follows", (), 5, "en"),
    Courtesy("gifts", ("Ana",), 1, "en", given=1),
    Courtesy("gifts", ("Ana",), 1, "en", given=12),
    Courtesy("gifts", ("Ana", "Ben"), 7, "en", given=12),
    Courtesy("gifts", ("Ana",), 1, "en", given=1, big=True),
]


@pytest.mark.parametrize("courtesy", COURTESIES)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("persona", ["mei", "kai"])
def test_every_courtesy_passes_the_guard_in_every_wording(
    courtesy: Courtesy, language: str, persona: str
) -> None:
    who = load_persona(persona)
    phrasing, writer = Phrasing(who), LineWriter(Guard(), who.moods, who.gestures)
    for _ in range(40):
        composed = courtesy_words(courtesy, language, phrasing)
        lines = writer.write(composed.text, Turn("t", "greeting", language), composed.facts)
        assert lines
        assert all(line.verdict.decision == "pass" for line in lines), composed.text
        said = " ".join(line.line.text for line in lines)
        assert all(name in said for name in courtesy.names)


@given(st.text(max_size=30))
def test_any_name_makes_words_without_tags_that_pass_or_is_left_out(name: str) -> None:
    guard = Guard()
    box = Courtesies(CourtesiesConfig(gather_s=0), speakable=lambda text: text, sayable=claims_nothing(guard))
    take(box, name, "greeting", 0)
    due = box.due(0, busy=False)
    assert due is not None
    who = load_persona("mei")
    composed = courtesy_words(due, "en", Phrasing(who))
    writer = LineWriter(guard, who.moods, who.gestures)
    lines = writer.write(composed.text, Turn("t", "greeting", "en"), composed.facts)
    assert lines


def test_a_name_cannot_become_a_gesture() -> None:
    composed = courtesy_words(
        Courtesy("greeting", ("Ana [wave]",), 1, "en"), "en", Phrasing(load_persona("mei"))
    )
    assert "Ana (wave)" in composed.text
