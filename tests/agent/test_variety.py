from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import Line
from agent.guard.guard import Guard
from agent.journal import Entry
from agent.lanes.phrasing import Phrasing
from agent.sentences import SentenceSplitter
from agent.variety import Variety, normal
from knowledge.model import Fact, Money
from persona.loader import load_persona
from persona.phrases import TAG, variants

MEI = load_persona("mei")


class Clock:
    at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


def line(text: str, language: str = "en") -> Line:
    return Line("t.0", "t", 0, text, language, "happy", ("nod",), ("kettle/price",))


def test_what_was_said_is_not_fresh_for_an_hour() -> None:
    clock = Clock()
    variety = Variety(MEI, now=clock)
    assert variety.fresh("[happy] The kettle is here.")
    variety.spoken("The kettle is here.")
    assert not variety.fresh("[curious] the  KETTLE is here!")
    assert not variety.fresh("Something new. The kettle is here.")
    clock.at += 3599
    assert not variety.fresh("The kettle is here.")
    clock.at += 62
    assert variety.fresh("The kettle is here.")


def test_a_text_that_says_a_sentence_twice_is_not_fresh() -> None:
    assert not Variety(MEI).fresh("Look at this kettle. Look at this kettle!")


@pytest.mark.parametrize(("one", "other"), [("It costs $1.50.", "It costs $150."), ("C++ book", "C book")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("With 1500 watts it boils in 7 minutes.", "en"),
        ("Who would you give it to?", "en"),
        ("1500瓦，7分钟烧开。", "zh"),
        ("你会放在哪儿？", "zh"),
    ],
)
def test_the_last_gate_never_lets_a_line_through_twice(text: str, language: str) -> None:
    variety = Variety(MEI, now=Clock())
    admitted = [variety.admit(line(text, language)) for _ in range(300)]
    assert admitted[0].text == text
    assert len({normal(one.text) for one in admitted}) == len(admitted)
    assert all(text in one.text for one in admitted)
    assert all(replace(one, text=text) == line(text, language) for one in admitted)


def test_a_line_that_is_new_is_left_as_it_is_and_only_admitting_counts_as_saying() -> None:
    variety = Variety(MEI, now=Clock())
    assert variety.renew(line("Hello there, all.")) == line("Hello there, all.")
    assert variety.renew(line("Hello there, all.")) == line("Hello there, all.")
    variety.admit(line("Hello there, all."))
    assert variety.renew(line("Hello there, all.")).text != "Hello there, all."


def test_a_language_without_lead_ins_is_left_alone() -> None:
    variety = Variety(MEI, now=Clock())
    variety.admit(line("Bonjour à tous.", "fr"))
    assert variety.admit(line("Bonjour à tous.", "fr")).text == "Bonjour à tous."


@pytest.mark.parametrize("persona", ["mei", "kai"])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Lumen kettle costs $39."),
        ("zh", "微光水壶现在39美元。"),
        ("en", "Is $39 within your budget?"),
    ],
)
def test_no_lead_in_changes_what_the_guard_says_or_makes_two_sentences(
    persona: str, language: str, text: str
) -> None:
    speaks = load_persona(persona)
    facts = [Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD"))]
    ledger = Guard().ledger(facts, {"Lumen kettle": "kettle", "微光水壶": "kettle"})
    name = "again_asked" if text.endswith("?") else "again"
    for wording in variants(speaks, name, language):
        said = TAG.sub("", wording).replace("{text}", text).strip()
        assert Guard().check(line(said, language), ledger).decision == "pass", said
        splitter = SentenceSplitter()
        assert len([*splitter.push(said), *splitter.finish()]) == 1, said


def test_memory_comes_back_from_the_journal() -> None:
    clock = Clock()
    variety = Variety(MEI, now=clock)
    variety.restore(
        [
            Entry(1, clock.at - 4000, "speaking", {"text": "Long ago."}),
            Entry(2, clock.at - 60, "speaking", {"text": "A minute ago."}),
            Entry(3, clock.at - 60, "line", {"text": "Never spoken."}),
        ]
    )
    assert variety.fresh("Long ago.")
    assert not variety.fresh("A minute ago.")
    assert variety.fresh("Never spoken.")


@given(st.lists(st.text(max_size=40), max_size=60))
def test_memory_is_bounded_and_takes_any_text(texts: list[str]) -> None:
    variety = Variety(MEI, now=Clock(), limit=10)
    for text in texts:
        variety.spoken(text)
        variety.fresh(text)
        variety.admit(line(text))
    assert len(variety) <= 10


def test_phrases_are_said_in_words_that_are_new() -> None:
    variety = Variety(MEI, now=Clock())
    phrasing = Phrasing(MEI, variety)
    said = []
    for _ in range(12):
        text = phrasing.say("price", "en", product="the kettle", price="$39")
        variety.spoken(text)
        said.append(normal(text))
    assert len(set(said)) == len(said)
    variety.spoken("First wording.")
    assert phrasing.next_of("a1", ("First wording.", "Second wording.")) == "Second wording."
