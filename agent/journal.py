"""The journal: everything that happened in a room but its media, durable and in order.

An event is written before it takes effect: whoever calls ``write`` waits for the commit and acts
after it. SQLite in WAL mode with ``synchronous=NORMAL`` loses nothing when the process is killed
(a power cut may cost the last moments, but never the file). Nothing is ever deleted here:
platforms must be able to hand out their streams' records for years.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

_MIGRATIONS = (
    (
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            data TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX event_at ON event (at)",
    ),
    ("CREATE INDEX event_kind_at ON event (kind, at)",),
)

_INSERT = "INSERT INTO event (at, kind, data) VALUES (?, ?, ?)"
_SWITCHES = 100
_SWITCH_PAUSE_S = 0.02


Event = tuple[str, float, Mapping[str, Any]]
"""What is to be written: its kind, when it was (Unix seconds), and its fields."""


class JournalError(RuntimeError):
    """The journal cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was written."""

    id: int
    """Counts up; the order of events."""
    at: float
    """Unix seconds."""
    kind: str
    """``chat``, ``question``, ``turn``, ``line``, ``speaking``, ``heard``, …"""
    data: Mapping[str, Any]

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {"id": self.id, "at": self.at, "kind": self.kind, **self.data},
            ensure_ascii=False,
            sort_keys=False,
        )


class Journal:
    """One room's journal file."""

    def __init__(self, path: Path, *, executor: Executor | None = None) -> None:
        """Open the file, making it and its folder when missing. Blocking.

        Args:
            path: The SQLite file.
            executor: Where writes run; a thread of its own by default.

        Raises:
            JournalError: The file is no journal, is of a newer version, or cannot be opened.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5.0)
            self._keep_ahead_log()
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._migrate()
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"the journal {path} cannot be opened: {error}") from error
        self._executor = executor or ThreadPoolExecutor(1, "journal")

    def _keep_ahead_log(self) -> None:
        """Switch to WAL mode; SQLite does not wait by itself for another process that is doing the same."""
        for attempt in range(_SWITCHES):
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or attempt == _SWITCHES - 1:
                    raise
                time.sleep(_SWITCH_PAUSE_S)

    def _migrate(self) -> None:
        if self._version() == len(_MIGRATIONS):
            return
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            version = self._version()
            for statement in chain.from_iterable(_MIGRATIONS[version:]):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version={max(version, len(_MIGRATIONS))}")
        if version > len(_MIGRATIONS):
            raise JournalError(
                f"the journal {self.path} is of a newer Nightshift (version {version}); upgrade to read it"
            )

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    async def write(self, kind: str, at: float, **data: Any) -> int:
        """Append one event and return its id once it is committed.

        Raises:
            JournalError: It was not written; what it announces must not happen.
        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._append, kind, at, data)

    async def write_all(self, events: Sequence[Event]) -> range:
        """Append events in one transaction, all or none, and return their ids once it is committed.

        Raises:
            JournalError: None of them was written; what they announce must not happen.
        """
        return await self.submit_all(events)

    def submit_all(self, events: Sequence[Event]) -> asyncio.Future[range]:
        """Like ``write_all``; whatever is written after this call comes after these events."""
        return asyncio.get_running_loop().run_in_executor(self._executor, self._append_all, tuple(events))

    def _append(self, kind: str, at: float, data: Mapping[str, Any]) -> int:
        try:
            cursor = self._db.execute(_INSERT, (at, kind, _as_json(data)))
        except sqlite3.Error as error:
            raise self._unwritten(error) from error
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _append_all(self, events: Sequence[Event]) -> range:
        if not events:
            return range(0)
        rows = [(at, kind, _as_json(data)) for kind, at, data in events]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(_INSERT, rows)
                last = int(self._db.execute("SELECT last_insert_rowid()").fetchone()[0])
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise self._unwritten(error) from error
        return range(last - len(rows) + 1, last + 1)

    def _unwritten(self, error: sqlite3.Error) -> JournalError:
        return JournalError(f"the journal {self.path} cannot be written: {error}")

    def read(self, *, since: float = 0.0, kinds: tuple[str, ...] = ()) -> Iterator[Entry]:
        """Events not older than ``since`` (Unix seconds), in order. Blocking.

        Raises:
            JournalError: The file cannot be read.
        """
        wanted = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        try:
            rows = self._db.execute(
                f"SELECT id, at, kind, data FROM event WHERE at >= ?{wanted} ORDER BY id", (since, *kinds)
            )
            for row in rows:
                yield Entry(row[0], row[1], row[2], json.loads(row[3]))
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise JournalError(f"the journal {self.path} cannot be read: {error}") from error

    def close(self) -> None:
        """Finish what is being written and close the file. Safe to call twice."""
        self._executor.shutdown(wait=True)
        self._db.close()


def _as_json(data: Mapping[str, Any]) -> str:
    """One line of JSON; halves of characters, which no file takes, as escapes."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(data)
    return text
