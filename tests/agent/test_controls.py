"""What the operator can have done: journaled first, refused in one line."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agent.journal import JournalError
from agent.operator.gate import GateConfig
from agent.web.console_command import ACTIONS, Command
from agent.web.desk import OperatorError

if TYPE_CHECKING:
    from tests.agent.conftest import ConsoleRoom


@pytest.fixture
def room(console_room: type[ConsoleRoom], tmp_path: Path) -> ConsoleRoom:
    return console_room(tmp_path, config=GateConfig(mode="off"))


async def act(room: ConsoleRoom, action: str, target: str = "", text: str = "") -> str:
    command = Command.model_validate({"action": action, "target": target, "text": text})
    return (await room.operating.controls.act(command, "console 1")).code


@pytest.mark.parametrize(
    ("action", "target", "text", "done"),
    [
        ("stop", "", "", ("stop",)),
        ("skip", "", "", ("skip",)),
        ("pause", "", "", ("pause",)),
        ("resume", "", "", ("resume",)),
        ("say", "", "Hello all.", ("say", "Hello all.")),
        ("take_over", "", "", ("take_over",)),
        ("hand_back", "", "", ("hand_back",)),
        ("pin", "lamp", "", ("pin", "lamp")),
        ("unpin", "", "", ("pin", "")),
        ("next", "q1", "", ("answer_next", "q1")),
        ("drop", "q1", "", ("drop_question", "q1")),
    ],
)
async def test_an_action_is_journaled_and_then_done(
    room: ConsoleRoom, action: str, target: str, text: str, done: tuple[str, ...]
) -> None:
    room.ask(1, "How much is it?")
    assert await act(room, action, target, text) == action
    assert room.host.done == [done]
    assert room.journal.of("operator") == [
        {"action": action, "who": "console 1", "target": target, "text": text}
    ]


async def test_what_the_journal_cannot_take_is_not_done(room: ConsoleRoom) -> None:
    room.journal.broken = JournalError("the disk is full")
    for action, target, text in (
        ("stop", "", ""),
        ("say", "", "Hello."),
        ("block", "Ann", ""),
        ("mode", "all", ""),
    ):
        with pytest.raises(JournalError):
            await act(room, action, target, text)
    assert room.host.done == []
    assert room.moderator.names == []
    assert room.operating.gate.mode == "off"


async def test_a_refusal_is_one_line_and_journaled(room: ConsoleRoom) -> None:
    room.host.refuses = "the line is\ntoo busy"
    with pytest.raises(OperatorError, match="the line is too busy"):
        await act(room, "say", text="Hello.")
    assert room.journal.of("operator.refused") == [
        {"action": "say", "who": "console 1", "target": "", "reason": "the line is too busy"}
    ]
    assert room.operating.controls.deeds[0].refused == "the line is too busy"


@pytest.mark.parametrize(
    ("action", "target", "text", "says"),
    [
        ("pin", "", "", "needs a target"),
        ("pin", "toaster", "", "no such product"),
        ("say", "", "", "no words"),
        ("say", "", "x" * 501, "at most 500"),
        ("mode", "sometimes", "", "off, model, all"),
        ("next", "q9", "", "does not wait"),
        ("approve", "a9", "", "does not wait"),
        ("block", "", "", "needs a target"),
    ],
)
async def test_nonsense_is_refused_with_a_reason(
    room: ConsoleRoom, action: str, target: str, text: str, says: str
) -> None:
    with pytest.raises(OperatorError, match=says):
        await act(room, action, target, text)


async def test_before_there_is_a_host_actions_are_refused(room: ConsoleRoom, monkeypatch: Any) -> None:
    monkeypatch.setattr(room.operating.controls, "_now_host", lambda: None)
    with pytest.raises(OperatorError, match="not on air yet"):
        await act(room, "skip")
    assert await act(room, "block", "Ann") == "block"


async def test_blocking_lets_the_viewers_questions_go(room: ConsoleRoom) -> None:
    await act(room, "block", "troll")
    assert room.moderator.names == ["troll"]
    assert room.host.done == [("forget", "troll")]
    await act(room, "unblock", "troll")
    assert room.moderator.names == []


async def test_the_operators_words_are_said_with_a_warning_of_what_the_guard_would_stop(
    room: ConsoleRoom,
) -> None:
    command = Command.model_validate({"action": "say", "text": "Today it is $9."})
    done = await room.operating.controls.act(command, "console 1")
    assert (done.code, done.warning) == ("say", 'price: "$9"')
    assert room.host.done == [("say", "Today it is $9.")]
    assert room.journal.of("operator.warned") == [
        {
            "action": "say",
            "who": "console 1",
            "target": "",
            "text": "Today it is $9.",
            "warning": 'price: "$9"',
        }
    ]
    kinds = [kind for kind, _ in room.journal.entries]
    assert kinds == ["operator", "operator.warned"]


async def test_a_wording_of_a_line_is_warned_of_and_the_line_as_it_was_is_not(room: ConsoleRoom) -> None:
    controls, gate = room.operating.controls, room.operating.gate
    gate.switch("all")
    for text, warning in (("It is $9 today.", 'price: "$9"'), ("", ""), ("It costs $9.", "")):
        asking = asyncio.ensure_future(gate.ask("fact", "It costs $9."))
        await asyncio.wait([asking], timeout=0.05)
        command = Command.model_validate({"action": "approve", "target": gate.waiting[0].id, "text": text})
        assert (await controls.act(command, "console 1")).warning == warning
        assert (await asking).text == (text or "It costs $9.")


@pytest.mark.looptime
async def test_words_are_not_held_up_by_a_guard_that_does_not_answer(
    room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stuck(text: str) -> str:
        await asyncio.sleep(60)
        return "late"

    monkeypatch.setattr(room.operating.controls, "_doubts", stuck)
    command = Command.model_validate({"action": "say", "text": "Hello."})
    assert (await room.operating.controls.act(command, "console 1")).warning == ""
    assert room.host.done == [("say", "Hello.")]


async def test_viewers_are_told_how_the_host_stands_after_each_action(room: ConsoleRoom) -> None:
    for action, status in (("take_over", "live"), ("stop", "stopped"), ("hand_back", "stopped")):
        room.told.clear()
        await act(room, action)
        assert [one["status"] for one in room.told if one["type"] == "status"] == [status]


async def test_the_approval_mode_is_switched_on_air(room: ConsoleRoom) -> None:
    assert await act(room, "mode", "model") == "mode_model"
    assert room.operating.gate.wants("model")


async def test_viewers_are_told_when_the_host_falls_silent_and_when_it_goes_on(room: ConsoleRoom) -> None:
    for action in ("stop", "resume", "pause", "skip"):
        await act(room, action)
    states = [event["status"] for event in room.told if event["type"] == "status"]
    assert states == ["stopped", "live", "stopped", "live"]


async def test_skipping_a_silent_host_lets_it_go_on(room: ConsoleRoom) -> None:
    await act(room, "pause")
    assert await act(room, "skip") == "resume"


async def test_the_bar_of_the_viewers_page_does_the_same(room: ConsoleRoom) -> None:
    controls = room.operating.controls
    assert "silent" in await controls.stop()
    assert "goes on" in await controls.skip()
    assert "next" in await controls.say("Hello.")
    assert [entry["who"] for entry in room.journal.of("operator")] == ["page"] * 3


async def test_every_action_that_a_console_can_ask_for_has_an_effect_or_a_refusal(room: ConsoleRoom) -> None:
    """An action that nobody carries out would be a button that does nothing."""
    for action in ACTIONS:
        before = len(room.journal.entries)
        with suppress(OperatorError):
            assert await act(room, action, "off" if action == "mode" else "q1", "Words.")
        written = [kind for kind, _ in room.journal.entries[before:]]
        assert written[0] == "operator"
        assert room.host.done or written[-1] == "operator.refused" or action in {"block", "unblock", "mode"}


async def test_only_so_many_deeds_are_remembered(room: ConsoleRoom) -> None:
    for _ in range(200):
        await act(room, "skip")
    assert len(room.operating.controls.deeds) == 30
