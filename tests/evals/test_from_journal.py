"""Cases from real journals: the chat as it was, without anybody's name."""

from pathlib import Path

import pytest

from agent.journal import Journal, JournalError
from evals.conversations.from_journal import LEAD_S, QUIET_S, cases
from evals.conversations.loading import load, write
from evals.conversations.masking import Masks

T = 1_800_000_000.0


async def written(path: Path, *events: tuple[str, float, dict[str, object]]) -> Path:
    journal = Journal(path)
    await journal.write_all([(kind, T + at, data) for kind, at, data in events])
    journal.close()
    return path


def chat(at: float, id: str, author: str, text: str, **more: object) -> tuple[str, float, dict[str, object]]:
    data = {"platform": "x", "message": id, "author": author, "text": text, "message_kind": "comment"}
    return "chat", at, {**data, **more}


def asked(at: float, question: str, *messages: str) -> tuple[str, float, dict[str, object]]:
    return "question", at, {"question": question, "messages": list(messages)}


STREAM: tuple[tuple[str, float, dict[str, object]], ...] = (
    ("room.started", 0.0, {"room": "shop"}),
    ("pitch", 1.0, {"product": "kettle-lumen"}),
    chat(10.0, "a", "Margaret Hill", "how much is the kettle"),
    asked(10.1, "q1", "a"),
    chat(12.0, "b", "tom_92", "@Margaret Hill it was cheaper, mail me tom@mail.example or call 5550134778"),
    chat(13.0, "c", "Spammer", "wechat: bigdeals99 now"),
    ("chat.refused", 13.0, {"message": "c", "rule": "contact"}),
    ("operator", 14.0, {"action": "block", "who": "c1", "target": "Spammer", "text": ""}),
    ("operator", 14.5, {"action": "approve", "who": "c1", "target": "x", "text": ""}),
    chat(15.0, "d", "Lin", "", message_kind="gift", paid=[500, "USD"]),
    chat(15.0 + QUIET_S + 30, "e", "Margaret Hill", "and the lamp, said Tom_92?"),
    asked(15.1 + QUIET_S + 30, "q2", "e"),
)


async def test_a_stream_becomes_cases_cut_where_nobody_wrote(tmp_path: Path) -> None:
    found = cases(await written(tmp_path / "journal.sqlite", *STREAM), shop="mine", persona="kai")
    assert [len(one.chat) for one in found] == [4, 1]
    first = found[0]
    assert (first.shop, first.persona, first.heading) == ("mine", "kai", "air")
    assert first.products == ("kettle-lumen",)
    assert [message.t for message in first.chat] == [LEAD_S, LEAD_S + 2, LEAD_S + 3, LEAD_S + 5]
    assert first.chat[3].paid is not None
    assert len({one.id for one in found}) == 2


async def test_what_the_host_said_is_not_taken_as_right(tmp_path: Path) -> None:
    [first, _] = cases(await written(tmp_path / "journal.sqlite", *STREAM))
    outcomes = [message.expect.outcome if message.expect else None for message in first.chat]
    assert outcomes == ["either", None, "refuse", None]


async def test_names_addresses_and_numbers_are_masked_everywhere(tmp_path: Path) -> None:
    found = cases(await written(tmp_path / "journal.sqlite", *STREAM))
    told = "".join(one.model_dump_json() for one in found).casefold()
    for word in ("margaret", "hill", "tom_92", "tom@mail", "5550134778", "bigdeals99", "spammer", 'lin"'):
        assert word not in told, word
    again = found[1].chat[0]
    assert again.by == found[0].chat[0].by
    assert found[0].chat[1].by in again.text


async def test_the_operators_deeds_come_along_as_far_as_they_can_be_done_again(tmp_path: Path) -> None:
    [first, _] = cases(await written(tmp_path / "journal.sqlite", *STREAM))
    [live] = first.live
    assert live.operator is not None
    assert (live.operator.action, live.operator.target) == ("block", first.chat[2].by)


async def test_cases_are_a_set_that_can_be_read(tmp_path: Path) -> None:
    found = cases(await written(tmp_path / "journal.sqlite", *STREAM))
    write(tmp_path / "cases.jsonl", found)
    assert list(load(str(tmp_path / "cases.jsonl"))) == found


async def test_a_stream_without_a_question_has_no_cases(tmp_path: Path) -> None:
    assert cases(await written(tmp_path / "j.sqlite", STREAM[0], chat(3, "a", "Al", "lol"))) == []


def test_a_file_that_is_no_journal_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no such file"):
        cases(tmp_path / "nothing.sqlite")
    (tmp_path / "text.sqlite").write_text("no journal at all, but long enough to be looked at" * 40)
    with pytest.raises(JournalError):
        cases(tmp_path / "text.sqlite")


def test_names_that_are_words_stay_words_in_texts() -> None:
    masks = Masks("en", keep=("Mei",))
    assert [masks.name(name) for name in ("Mei", "how", "小雨", "how")] == [
        "viewer1",
        "viewer2",
        "viewer3",
        "viewer2",
    ]
    assert masks.text("Mei, how much, asks 小雨") == "Mei, how much, asks viewer3"
    assert Masks("zh").name("小雨") == "观众1"
