"""One writer of a shop's indexes at a time, across processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from knowledge.errors import ShopError, UnavailableError

FILE = "indexes.lock"
_LONGEST_S = 1800.0
"""An embedding run of another process is waited for; a large catalogue takes its time."""
_POLL_S = 0.25


@contextmanager
def index_lock(folder: Path, *, stopped: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Hold the lock of a shop's indexes. The system frees it when a process is killed.

    It is an empty SQLite file's write lock: the same on every platform, and apart from the catalogue, which
    stays free for readers and writers while products are embedded.

    Args:
        folder: The shop's folder.
        stopped: Asked while another process is waited for; true gives up.

    Raises:
        UnavailableError: It was stopped.
        ShopError: Another process holds it for over half an hour, or the folder cannot be written.
    """
    end = time.monotonic() + _LONGEST_S
    try:
        with closing(sqlite3.connect(folder / FILE, timeout=_POLL_S, isolation_level=None)) as database:
            while True:
                try:
                    database.execute("BEGIN EXCLUSIVE")
                    break
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                        raise
                    if stopped():
                        raise UnavailableError("the indexes are being closed") from None
                    if time.monotonic() >= end:
                        raise ShopError(f"{folder}: another process has been indexing for too long") from None
            yield
    except (sqlite3.Error, OSError) as error:
        raise ShopError(f"{folder / FILE}: {error}") from error
