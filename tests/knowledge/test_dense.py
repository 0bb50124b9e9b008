import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge.catalogue import Searchable
from knowledge.dense import DenseSearch
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.errors import ShopError, UnavailableError
from knowledge.index import FOLDER, VectorIndex
from knowledge.indexlock import index_lock

WORDS = ("kettle", "lamp", "umbrella", "sock")
PRODUCTS = [Searchable(f"p{at}", {"en": f"{word} thing"}, "", {}, {}, ()) for at, word in enumerate(WORDS)]


class Slow(HashingEmbedding):
    """Embeds products only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.may = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.set()
        assert self.may.wait(30)
        return super().embed(texts)

    def embed_query(self, text: str) -> Vectors:
        return super().embed([text])


def test_a_slow_embedding_is_not_waited_for_longer_than_said(tmp_path: Path) -> None:
    embedding = Slow()
    dense = DenseSearch(tmp_path, VectorIndex(tmp_path, embedding))
    dense.follow(PRODUCTS, "one", wait_s=0.0)
    assert embedding.asked.wait(30)
    assert dense.query("a lamp", 1) == []
    assert not dense.ready
    embedding.may.set()
    dense.settle()
    assert [key for key, _ in dense.query("a lamp", 1)] == ["p1"]
    dense.close()


def test_a_caller_that_waits_is_told_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    dense = DenseSearch(tmp_path, VectorIndex(tmp_path, HashingEmbedding()))
    dense.follow(PRODUCTS, "one", wait_s=None, progress=lambda *report: told.append(report))
    assert told[0] == ("embedding", 0, 4)
    assert told[-1] == ("embedding", 4, 4)
    dense.close()


def test_only_the_newest_catalogue_is_followed(tmp_path: Path) -> None:
    embedding = Slow()
    dense = DenseSearch(tmp_path, VectorIndex(tmp_path, embedding))
    dense.follow(PRODUCTS, "one", wait_s=0.0)
    assert embedding.asked.wait(30)
    dense.follow(PRODUCTS[:1], "two", wait_s=0.0)
    embedding.may.set()
    dense.settle()
    assert [key for key, _ in dense.query("lamp kettle thing", 9)] == ["p0"]
    dense.close()


def test_closing_ends_an_embedding_run_after_its_batch(tmp_path: Path) -> None:
    many = [Searchable(f"p{at}", {"en": f"thing {at}"}, "", {}, {}, ()) for at in range(200)]
    embedding = Slow()
    dense = DenseSearch(tmp_path, VectorIndex(tmp_path, embedding))
    dense.follow(many, "one", wait_s=0.0)
    assert embedding.asked.wait(30)
    dense.close(wait_s=0.0)
    embedding.may.set()
    dense.settle()
    index = VectorIndex(tmp_path, HashingEmbedding())
    assert 0 < index.update(many, "one") < 200
    index.close()


def test_an_index_that_breaks_on_air_is_made_again_behind_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    index = VectorIndex(tmp_path, HashingEmbedding())
    dense = DenseSearch(tmp_path, index, clock=lambda: now[0])
    dense.follow(PRODUCTS, "one", wait_s=None)
    index.close()
    for file in (tmp_path / FOLDER).rglob("*"):
        if file.is_file():
            file.write_bytes(b"garbage" * 999)
    dense.follow(PRODUCTS, "two", wait_s=None)
    assert [key for key, _ in dense.query("a lamp", 1)] == ["p1"]
    assert "is damaged" in caplog.text
    dense.close()


def test_failures_pause_longer_each_time_and_warn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    tries: list[float] = []
    index = VectorIndex(tmp_path, HashingEmbedding())

    def away(revision: str, count: int) -> bool:
        tries.append(now[0])
        raise UnavailableError("it is away")

    with monkeypatch.context() as patch:
        patch.setattr(index, "is_current", away)
        dense = DenseSearch(tmp_path, index, clock=lambda: now[0])
        dense.follow(PRODUCTS, "one", wait_s=None)
        while now[0] < 300:
            now[0] += 1
            assert dense.query("a lamp", 1) == []
            dense.settle()
    gaps = [after - before for before, after in pairwise(tries)]
    assert gaps == [5, 10, 20, 40, 60, 60, 60]
    assert len(caplog.records) == 1
    now[0] += 61
    dense.query("a lamp", 1)
    dense.settle()
    assert [key for key, _ in dense.query("a lamp", 1)] == ["p1"]
    dense.close()


def test_writers_of_one_shop_take_turns(tmp_path: Path) -> None:
    busy = pytest.raises(UnavailableError)
    with index_lock(tmp_path), busy, index_lock(tmp_path, stopped=lambda: True):
        raise AssertionError
    with index_lock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match=r"indexes\.lock"), index_lock(tmp_path / "none"):
        raise AssertionError
