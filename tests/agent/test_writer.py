from __future__ import annotations

from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from agent.events import Turn
from agent.guard.guard import Guard
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact, Money

TURN = Turn("t7", "answer", "en")
PRICE = Fact("k/price", "price", "k", "price", Money(3999, "USD"))
WRITER = LineWriter(Guard(), ("neutral", "happy", "sad"), ("wave", "nod"))
TEXT = "[happy] Hello and welcome! [wave]This is [dance]the kettle. [sad][nod]It is $39.99. It is $5 today."


def told(lines: list[CheckedLine]) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(line.line.text, line.line.mood, line.line.gestures, line.verdict.decision) for line in lines]


def test_moods_last_and_gestures_are_done_once() -> None:
    assert told(WRITER.write(TEXT, TURN, [PRICE])) == [
        ("Hello and welcome!", "happy", (), "pass"),
        ("This is the kettle.", "happy", ("wave",), "pass"),
        ("It is $39.99.", "sad", ("nod",), "pass"),
        ("It is $5 today.", "sad", (), "block"),
    ]


@given(st.lists(st.integers(0, len(TEXT)), max_size=10))
def test_chunks_of_any_size_give_the_same_lines(cuts: list[int]) -> None:
    draft = WRITER.draft(TURN, [PRICE])
    lines: list[CheckedLine] = []
    start = 0
    for end in [*sorted(cuts), len(TEXT)]:
        lines += draft.push(TEXT[start:end])
        start = end
    assert lines + draft.finish() == WRITER.write(TEXT, TURN, [PRICE])
    assert draft.dropped == {"dance": 1}


def test_lines_are_numbered_through_their_turn_blocked_ones_included() -> None:
    lines = WRITER.write(TEXT, TURN, [PRICE], first=3)
    assert [(line.line.id, line.line.sequence) for line in lines] == [(f"t7.{n}", n) for n in (3, 4, 5, 6)]
    assert {line.line.turn_id for line in lines} == {"t7"}


def test_tags_alone_make_no_line() -> None:
    assert WRITER.write("[happy] [wave]", TURN) == []


def test_tag_behind_the_last_sentence_colours_nothing_before_it() -> None:
    (line,) = WRITER.write("Hello and welcome! [sad]", TURN)
    assert line.line.mood == "neutral"


def test_repeated_sentence_is_blocked() -> None:
    decisions = [line.verdict for line in WRITER.write("It is lovely. It is lovely. it is LOVELY.", TURN)]
    assert [verdict.decision for verdict in decisions] == ["pass", "block", "block"]
    assert decisions[1].rule == "repeat"


def test_one_turn_does_not_colour_the_next() -> None:
    WRITER.write("[sad]It is lovely.", TURN)
    (line,) = WRITER.write("It is lovely.", TURN)
    assert (line.line.mood, line.verdict.decision) == ("neutral", "pass")


async def test_stream_gives_a_line_before_the_next_chunk_is_asked_for() -> None:
    asked = 0

    async def chunks() -> AsyncIterator[str]:
        nonlocal asked
        for chunk in ("[happy]Hello and", " welcome!", " This is the kettle."):
            asked += 1
            yield chunk

    seen = [(line.line.text, asked) async for line in WRITER.stream(chunks(), TURN)]
    assert seen == [("Hello and welcome!", 2), ("This is the kettle.", 3)]


def test_product_names_with_numbers_may_be_spoken() -> None:
    (line,) = WRITER.write("The Aqua 500 is lovely.", TURN, names={"Aqua 500": "k"})
    assert line.verdict.decision == "pass"
