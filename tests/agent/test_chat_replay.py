import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.chat.base import ChatError
from agent.chat.replay import ReplayChat, _parse


def recording(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "chat.jsonl"
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8"
    )
    return path


def replay(path: Path, pace: float = 1.0) -> ReplayChat:
    import asyncio

    return ReplayChat(ReplayChat.Config(file=path, pace=pace), now=lambda: asyncio.get_running_loop().time())


@pytest.mark.looptime
@pytest.mark.parametrize(("pace", "times"), [(1.0, [0.0, 2.0, 10.0]), (5.0, [0.0, 0.4, 2.0])])
async def test_messages_come_at_their_time_or_faster(tmp_path: Path, pace: float, times: list[float]) -> None:
    path = recording(
        tmp_path, *({"t": t, "platform": "p", "author": "a", "text": f"at {t}"} for t in (0, 2, 10))
    )
    messages = [message async for message in replay(path, pace).messages()]
    began = messages[0].at
    assert [round(message.at - began, 2) for message in messages] == times


async def test_what_a_row_holds_is_one_line_of_visible_characters(tmp_path: Path) -> None:
    path = recording(
        tmp_path,
        {"t": 0, "platform": "p\ud800", "author": "E\u202eve\n\ud800", "text": "so\u200b\ud800 nice\x00\n"},
        {"t": 0, "platform": 7, "author": {"a": 1}, "text": "hi"},
    )
    first, second = [message async for message in replay(path).messages()]
    assert (first.platform, first.author, first.text) == ("p", "Eve", "so nice")
    assert (second.platform, second.author) == ("replay", "viewer")


async def test_ids_are_the_same_in_every_run_and_differ_between_equal_rows(tmp_path: Path) -> None:
    row = {"t": 0, "platform": "p", "author": "a", "text": "same"}
    path = recording(tmp_path, row, row)
    first = [message.id async for message in replay(path).messages()]
    again = [message.id async for message in replay(path).messages()]
    assert first == again
    assert len(set(first)) == 2


async def test_broken_rows_are_named_by_number_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = recording(tmp_path, "{", {"t": "soon", "text": "x"}, {"t": 0}, ["no"], {"t": 0, "text": "good"})
    with caplog.at_level(logging.WARNING):
        messages = [message async for message in replay(path).messages()]
    assert [message.text for message in messages] == ["good"]
    assert all(f"line {n}:" in caplog.text for n in (1, 2, 3, 4))


def test_a_missing_recording_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ChatError, match="no recording at"):
        replay(tmp_path / "none.jsonl")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_value_error(line: bytes) -> None:
    try:
        recorded = _parse(line, "x", 1)
    except ValueError:
        return
    assert isinstance(recorded.message.text, str)
