"""SQLite's write-ahead log, switched on for a file that several processes may open at once."""

from __future__ import annotations

import sqlite3
import time

_TRIES = 100
_PAUSE_S = 0.05


def keep_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a file to WAL mode; SQLite does not wait by itself for another process that is doing the same.

    Raises:
        sqlite3.Error: Another process kept the file for five seconds, or it cannot be written.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or attempt == _TRIES:
                raise
            time.sleep(_PAUSE_S)
