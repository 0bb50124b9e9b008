"""What the console knows of the lines on air, and what happened lately."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent.events import Line, Verdict
from agent.operator.gate import GateConfig
from agent.web.console_view import BeatView, MoodView, ProductView
from agent.web.console_watch import BEFORE, LATELY, WRITTEN, fact_view
from agent.writer import CheckedLine
from knowledge.model import Fact, Money, Quantity

if TYPE_CHECKING:
    from tests.agent.conftest import ConsoleRoom


@pytest.fixture
def room(console_room: type[ConsoleRoom], tmp_path: Path) -> ConsoleRoom:
    room = console_room(tmp_path, config=GateConfig(mode="all"))
    room.operating.watch.on_air()
    return room


async def test_the_line_on_air_comes_with_its_facts_and_the_guards_verdict(room: ConsoleRoom) -> None:
    question = room.ask(1, "How much is it?", "Ann")
    room.speak("It costs $39.", written="It costs $29.", question=question)
    line = room.operating.watch.view().air.line
    assert line is not None
    assert (line.text, line.written, line.verdict, line.rule) == (
        "It costs $39.",
        "It costs $29.",
        "rewrite",
        "price",
    )
    assert (line.lane, line.kind, line.author, line.question) == ("fact", "answer", "Ann", "How much is it?")
    (fact,) = line.facts
    assert (fact.id, fact.label, fact.value, fact.source) == (
        "kettle/price",
        "price",
        "$39",
        "products.xlsx:7",
    )
    assert fact.fresh_until is not None


async def test_a_line_that_passed_was_not_changed(room: ConsoleRoom) -> None:
    room.speak()
    line = room.operating.watch.view().air.line
    assert line is not None
    assert (line.verdict, line.written) == ("pass", "")


async def test_facts_that_were_not_at_hand_are_looked_up(room: ConsoleRoom) -> None:
    watch = room.operating.watch
    fact = Fact(
        "lamp/power", "attribute", "lamp", "power", Quantity(9.0, "W"), {"en": "power"}, source="feed.xml:3"
    )
    line = Line("t.0", "t", 0, "It takes 9 watts.", "en", fact_ids=("lamp/power", "lamp/gone"))
    watch.wrote(CheckedLine(line, Verdict("pass", line)), "script")
    room.facts["lamp/power"] = fact
    watch.starts(line, "pitch")
    for _ in range(5):
        await asyncio.sleep(0)
    shown = watch.view().air.line
    assert shown is not None
    assert [(one.id, one.value, one.source) for one in shown.facts] == [
        ("lamp/power", "9 watts", "feed.xml:3"), ("lamp/gone", "", "")
    ]  # fmt: skip


@pytest.mark.looptime
async def test_a_lookup_that_takes_too_long_is_given_up(room: ConsoleRoom) -> None:
    watch = room.operating.watch

    async def never(ids: Sequence[str]) -> Sequence[Fact]:
        await asyncio.sleep(3600)
        return ()

    watch._facts = never
    watch.starts(Line("t.0", "t", 0, "It is blue.", "en", fact_ids=("lamp/colour",)), "pitch")
    await asyncio.sleep(10)
    assert not watch._lookups


async def test_a_beat_said_again_is_found_by_the_line_it_was_written_as(room: ConsoleRoom) -> None:
    watch = room.operating.watch
    line = Line("t.3", "t", 3, "It is blue.", "en")
    watch.wrote(CheckedLine(line, Verdict("pass", line)), "script")
    watch.starts(Line("t.3-17", "t", 3, "It is blue.", "en"), "pitch")
    shown = watch.view().air.line
    assert shown is not None
    assert shown.lane == "script"


async def test_the_operators_words_and_wordings_are_called_so(room: ConsoleRoom) -> None:
    watch, gate = room.operating.watch, room.operating.gate
    watch.starts(Line("o.0", "o", 0, "Back in a minute.", "en"), "operator")
    shown = watch.view().air.line
    assert shown is not None
    assert (shown.lane, shown.rule) == ("operator", "operator")

    line = Line("t.0", "t", 0, "It costs $39.", "en", fact_ids=("kettle/price",))
    watch.wrote(CheckedLine(line, Verdict("pass", line)), "fact")
    asked = asyncio.create_task(gate.approve(line, "fact"))
    for _ in range(3):
        await asyncio.sleep(0)
    await gate.decide(gate.waiting[0].id, approve=True, text="Let me check that.")
    edited = await asked
    assert edited is not None
    watch.starts(edited, "answer")
    shown = watch.view().air.line
    assert shown is not None
    assert (shown.text, shown.rule) == ("Let me check that.", "operator")


async def test_what_is_over_is_called_so_and_stays_in_sight(room: ConsoleRoom) -> None:
    watch = room.operating.watch
    for number in range(BEFORE + 5):
        watch.starts(Line(f"t.{number}", "t", number, f"Line {number}.", "en"), "pitch")
    watch.silent("t.0")
    air = watch.view().air
    assert air.line is not None
    assert not air.line.over
    assert [line.text for line in air.before] == [f"Line {n}." for n in range(BEFORE + 3, 3, -1)]
    watch.silent(air.line.id)
    air = watch.view().air
    assert air.line is not None
    assert air.line.over


@pytest.mark.parametrize("state", ["live", "paused", "taken_over", "stopped"])
async def test_the_state_is_the_hosts(room: ConsoleRoom, state: str) -> None:
    room.host.paused = state == "paused"
    room.host.taken_over = state == "taken_over"
    room.host.held = state == "stopped"
    assert room.operating.watch.view().air.state == state


async def test_a_room_that_ended_says_so(room: ConsoleRoom) -> None:
    room.operating.watch.off_air()
    assert room.operating.watch.view().air.state == "ended"


async def test_memory_is_bounded(room: ConsoleRoom) -> None:
    watch = room.operating.watch
    for number in range(3 * WRITTEN):
        line = Line(f"t.{number}", "t", number, "x", "en")
        watch.wrote(CheckedLine(line, Verdict("pass", line)), "script")
        watch.fault("voice", "it failed\n" * 100)
        room.refuse("a" * 1000, "b" * 5000)
    assert len(watch._written) == WRITTEN
    view = watch.view()
    assert len(view.health.faults) == LATELY
    assert len(view.moderation.refused) == LATELY
    assert view.moderation.total == 3 * WRITTEN
    assert len(json.dumps(asdict(view.moderation))) < 40_000
    assert "\n" not in view.health.faults[0].detail


async def test_the_rest_comes_from_where_the_room_says(room: ConsoleRoom) -> None:
    room.coming = [BeatView("", "price", "kettle")] * 20
    room.more |= {
        "cut": True,
        "product": ProductView("kettle", "Lumen kettle"),
        "mood": MoodView("happy", 0.5, 0.4),
    }
    view = room.operating.watch.view()
    assert len(view.air.coming) == 6
    assert view.air.cut
    assert view.air.product == ProductView("kettle", "Lumen kettle")
    assert view.mood == MoodView("happy", 0.5, 0.4)
    assert [product.id for product in view.products] == ["kettle", "lamp"]
    json.dumps(asdict(view))


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (Money(3900, "USD"), "en", "$39"),
        (Quantity(1.5, "l"), "en", "1.5 liters"),
        (True, "zh", "是"),
        (12, "en", "12"),
    ],
)
def test_a_facts_value_is_readable(value: Money | Quantity | bool | int, language: str, shown: str) -> None:
    fact = Fact("k/x", "attribute", "k", "x", value, {"en": "thing", "zh": "东西"})
    view = fact_view(fact, language)
    assert view.value == shown
    assert view.label == {"en": "thing", "zh": "东西"}[language]
