import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from agent.journal import Entry, Journal, JournalError


async def test_events_come_back_in_order_and_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "room" / "journal.sqlite")
    first = await journal.write("chat", 10.0, text="多少钱？", author="Lin")
    second = await journal.write("line", 11.0, said="It's $39.")
    entries = list(journal.read())
    journal.close()
    assert [entry.id for entry in entries] == [first, second]
    assert [json.loads(entry.as_json()) for entry in entries] == [
        {"id": first, "at": 10.0, "kind": "chat", "text": "多少钱？", "author": "Lin"},
        {"id": second, "at": 11.0, "kind": "line", "said": "It's $39."},
    ]


async def test_reading_can_be_limited_by_time_and_kind(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    for at in (1.0, 2.0, 3.0):
        await journal.write("chat", at)
        await journal.write("line", at)
    assert [(e.at, e.kind) for e in journal.read(since=2.0, kinds=("line",))] == [
        (2.0, "line"),
        (3.0, "line"),
    ]
    journal.close()


WRITER = """
import asyncio, sys
from pathlib import Path
from threading import Barrier
from agent.journal import Journal

async def write() -> None:
    journal = Journal(Path(sys.argv[1]))
    for number in range(100_000):
        print(await journal.write("chat", float(number)), flush=True)

asyncio.run(write())
"""


@pytest.mark.parametrize("events", [1, 25])
def test_killed_writer_loses_no_acknowledged_event(tmp_path: Path, events: int) -> None:
    path = tmp_path / "journal.sqlite"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(events)]
        writer.kill()
    journal = Journal(path)
    assert [entry.id for entry in journal.read()][:events] == acknowledged
    journal.close()


def test_many_may_open_a_new_journal_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        path = tmp_path / f"{attempt}.sqlite"
        together = Barrier(8)

        def events(_: int, path: Path = path, together: Barrier = together) -> list[Entry]:
            together.wait(10)
            journal = Journal(path)
            found = list(journal.read())
            journal.close()
            return found

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(events, range(8))) == [[]] * 8


def test_a_file_that_is_no_journal_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_text("not a database, whatever its name says" * 50)
    with pytest.raises(JournalError, match="cannot be opened") as error:
        Journal(path)
    assert "\n" not in str(error.value)


def test_a_journal_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="newer Nightshift"):
        Journal(path)


async def test_an_event_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    with sqlite3.connect(tmp_path / "journal.sqlite") as db:
        db.execute("DROP TABLE event")
    with pytest.raises(JournalError, match="cannot be written"):
        await journal.write("chat", 1.0)
    journal.close()


async def test_a_batch_is_written_whole_and_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    first = await journal.write("room.started", 1.0)
    ids = await journal.write_all([("chat", 2.0, {"text": "多少钱"}), ("chat", 3.0, {"text": "b"})])
    last = await journal.write("room.stopped", 4.0)
    entries = list(journal.read())
    journal.close()
    assert [entry.id for entry in entries] == [first, *ids, last]
    assert [entry.data.get("text") for entry in entries] == [None, "多少钱", "b", None]
    assert first < ids[0] < ids[1] < last


async def test_nothing_to_write_is_written_without_a_row(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    assert list(await journal.write_all([])) == []
    assert list(journal.read()) == []
    journal.close()


async def test_what_is_written_after_a_batch_was_handed_over_comes_after_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    batch = journal.submit_all([("question", 1.0, {"n": n}) for n in range(500)])
    await journal.write("turn", 2.0)
    await batch
    assert [entry.kind for entry in journal.read()][-2:] == ["question", "turn"]
    journal.close()


async def test_a_batch_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    with pytest.raises(JournalError, match="cannot be written"):
        await journal.write_all([("chat", 1.0, {}), ("chat", None, {})])  # type: ignore[list-item]
    await journal.write("chat", 2.0)
    assert [entry.at for entry in journal.read()] == [2.0]
    journal.close()


async def test_half_a_character_is_written_and_read_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    await journal.write("chat", 1.0, text="\ud83d broken")
    await journal.write_all([("chat", 2.0, {"text": "\udc00"})])
    assert [entry.data["text"] for entry in journal.read()] == ["\ud83d broken", "\udc00"]
    journal.close()


BATCH_WRITER = """
import asyncio, sys
from pathlib import Path
from agent.journal import Journal

async def write() -> None:
    journal = Journal(Path(sys.argv[1]))
    for number in range(10_000):
        ids = await journal.write_all([("chat", float(number), {"n": n}) for n in range(64)])
        print(ids[-1], flush=True)

asyncio.run(write())
"""


def test_killed_writer_of_batches_loses_none_that_was_acknowledged_and_leaves_no_half(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with subprocess.Popen([sys.executable, "-c", BATCH_WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)]
        writer.kill()
    journal = Journal(path)
    ids = [entry.id for entry in journal.read()]
    assert ids[: acknowledged[-1]] == list(range(1, acknowledged[-1] + 1))
    assert len(ids) % 64 == 0
    journal.close()
