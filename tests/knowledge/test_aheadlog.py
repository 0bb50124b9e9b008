import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

from knowledge.aheadlog import keep_ahead_log
from knowledge.catalogue import Catalogue


def test_a_file_that_another_process_holds_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    tries: list[str] = []

    class Contended(sqlite3.Connection):
        def execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:
            tries.append(statement)
            if len(tries) == 1:
                with closing(sqlite3.connect(tmp_path / "a.sqlite")) as other:
                    other.execute("BEGIN EXCLUSIVE")
                    return super().execute(statement)
            return super().execute(statement)

    with closing(sqlite3.connect(tmp_path / "a.sqlite", timeout=0, factory=Contended)) as database:
        keep_ahead_log(database)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert len(tries) == 3


def test_a_new_shop_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    for attempt in range(20):
        together = Barrier(4)

        def opened(folder: Path = tmp_path / str(attempt), together: Barrier = together) -> None:
            together.wait(20)
            Catalogue(folder, create=True).close()

        with ThreadPoolExecutor(4) as threads:
            for done in [threads.submit(opened) for _ in range(4)]:
                done.result(60)
        with closing(Catalogue(tmp_path / str(attempt))) as catalogue:
            assert catalogue.count() == 0
