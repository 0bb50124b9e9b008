"""When the host gives way to what cannot wait."""

import asyncio
from itertools import count
from pathlib import Path
from unittest.mock import AsyncMock, Mock

import pytest

from agent.events import ChatMessage
from agent.host import Host
from agent.inbox import Inbox, InboxConfig
from agent.journal import Journal


def host(journal: Journal | None = None) -> Host:
    numbers = count(1)
    return Host(
        "en", answering=Mock(drop=AsyncMock()), pitching=Mock(), podium=Mock(),
        inbox=Inbox(InboxConfig(horizon_s=15), new_id=lambda: f"q{next(numbers)}"),
        courtesies=Mock(due=Mock(return_value=None)), phrasing=Mock(), journal=journal or Mock(),
        new_id=lambda: "t", now=lambda: 10.0,
    )  # fmt: skip


def asked(text: str, author: str, at: float = 0.0) -> ChatMessage:
    return ChatMessage(f"{author}-{text}", "page", author, text, at)


async def test_a_timer_that_fires_a_moment_early_is_on_time() -> None:
    one = host()
    one._disclose_at = asyncio.get_running_loop().time() + 5e-3
    assert one._urgent()
    turn = one._next_turn()
    assert turn is not None
    assert "_disclose" in repr(turn)
    turn.close()
    one._disclose_at = asyncio.get_running_loop().time() + 60
    assert not one._urgent()
    assert one._next_turn() is None


async def test_the_journal_says_when_more_is_asked_than_there_is_air_for(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    one = host(journal)
    for number in range(6):
        one.inbox.take_in(asked(f"does part {number} sing", f"v{number}"), "en")
    for _ in range(3):
        await one.look()
    [entry] = journal.read(kinds=("inbox.load",))
    journal.close()
    assert entry.data == {"overloaded": True, "waiting": 6, "room": 3, "answer_s": 5.0}


async def test_a_blocked_viewers_questions_go_and_shared_ones_are_the_next_askers(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    one = host(journal)
    one.inbox.take_in(asked("is it loud", "Tom"), "en")
    one.inbox.take_in(asked("is it heavy", "Tom"), "en")
    one.inbox.take_in(asked("is it heavy", "Ana"), "en")
    await one.forget(lambda name: name == "Tom", "blocked by the operator")
    [left] = journal.read(kinds=("question.left",))
    journal.close()
    assert (left.data["text"], left.data["author"], left.data["askers"]) == ("is it heavy", "Ana", ["Ana"])
    dropped = one.answering.drop
    assert isinstance(dropped, AsyncMock)
    assert [call.args[0].question.text for call in dropped.await_args_list] == ["is it loud"]
    assert len(one.inbox) == 1


@pytest.mark.looptime
async def test_disclosures_come_on_time_however_early_a_timer_fires() -> None:
    loop = asyncio.get_running_loop()
    journal = Mock(write=AsyncMock())
    one = host(journal)
    one.disclose_every_s = 600.1 + 5e-10

    async def until(done: asyncio.Future[bool]) -> None:
        await done

    one.pitching = Mock(until=until, off_loop=AsyncMock(), check=AsyncMock(return_value=[]))
    one.podium = Mock(over=AsyncMock())
    task = asyncio.create_task(one.run())
    await asyncio.sleep(7000)
    task.cancel()
    assert loop.time() == pytest.approx(7000)
    kinds = [call.kwargs["turn_kind"] for call in journal.write.await_args_list]
    assert kinds == ["disclosure"] * 11
