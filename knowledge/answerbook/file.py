"""The SQLite file of the answer book: opened, brought up to date, and written by one at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from knowledge.aheadlog import keep_ahead_log
from knowledge.answerbook.migrations import MIGRATIONS
from knowledge.errors import ShopError

FILE = "answers.sqlite"
_BUSY_S = 5.0
"""How long one writer waits for another."""


class BookFile:
    """One connection (WAL). Any thread may call it; calls take turns."""

    def __init__(self, folder: Path) -> None:
        """Open the file in a shop's folder; make it if there is none.

        Raises:
            ShopError: It is damaged, of a newer version, or cannot be written.
        """
        self.path = folder / FILE
        self._lock = threading.RLock()
        with self.one_line():
            self._db = sqlite3.connect(
                self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
        try:
            with self.one_line():
                keep_ahead_log(self._db)
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute("PRAGMA foreign_keys = ON")
                self._migrate()
        except ShopError:
            self._db.close()
            raise

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self.writing() as db:
            version = self._version()
            if version > len(MIGRATIONS):
                raise ValueError(
                    f"it was written by a newer version (schema {version}, known {len(MIGRATIONS)})"
                )
            for step in MIGRATIONS[version:]:
                for statement in step:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def one_line(self) -> Iterator[None]:
        """Take a turn; whatever SQLite says becomes one line."""
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ShopError(f"{self.path}: {error}") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Take a turn to read.

        Raises:
            ShopError: The file cannot be read.
        """
        with self.one_line():
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only write lock, across processes; all or nothing on leaving.

        Raises:
            ShopError: Another writer holds it for over 5 s, or the file cannot be written.
        """
        with self.one_line():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        with self._lock, suppress(sqlite3.Error):
            self._db.close()


def bump(db: sqlite3.Connection, name: str) -> int:
    """Count a counter up, and give its value."""
    db.execute(
        "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", (name,)
    )
    return int(db.execute("SELECT value FROM counter WHERE name = ?", (name,)).fetchone()[0])
