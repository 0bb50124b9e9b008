import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from knowledge.catalogue import Searchable
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.index import FOLDER, VectorIndex


class Counting(HashingEmbedding):
    """Counts the texts it is given."""

    def __init__(self) -> None:
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return super().embed(texts)


class Renamed(HashingEmbedding):
    """Another model."""

    name = "other-1"


def searchable(key: str, name: str) -> Searchable:
    return Searchable(key, {"en": name}, "", {}, {}, ())


WORDS = ("kettle", "lamp", "umbrella", "sock")
PRODUCTS = [searchable(f"p{number}", f"{word} thing") for number, word in enumerate(WORDS)]


def made(folder: Path) -> None:
    index = VectorIndex(folder, HashingEmbedding())
    assert index.update(PRODUCTS, "one") == len(PRODUCTS)
    index.close()


def test_the_nearest_product_comes_first(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, HashingEmbedding())
    index.update(PRODUCTS, "one")
    assert index.query("a lamp", 2)[0][0] == "p1"
    assert index.query("", 2) == []
    index.close()


def test_only_rows_that_differ_are_embedded(tmp_path: Path) -> None:
    made(tmp_path)
    embedding = Counting()
    index = VectorIndex(tmp_path, embedding)
    changed = [*PRODUCTS[:2], searchable("p2", "parasol"), searchable("p9", "glove")]
    assert index.update(changed, "two") == 2
    assert embedding.texts == 2 + 1
    assert [key for key, _ in index.query("parasol", 1)] == ["p2"]
    assert "p3" not in [key for key, _ in index.query("sock thing", 9)]
    assert index.is_current("two", 4)
    index.close()


def test_an_index_of_another_revision_or_size_is_not_current(tmp_path: Path) -> None:
    made(tmp_path)
    index = VectorIndex(tmp_path, HashingEmbedding())
    assert index.is_current("one", 4)
    assert not index.is_current("two", 4)
    assert not index.is_current("one", 5)
    index.close()


def test_vectors_of_two_models_never_mix(tmp_path: Path) -> None:
    made(tmp_path)
    index = VectorIndex(tmp_path, Renamed())
    assert not index.is_current("one", 4)
    assert index.update(PRODUCTS[:1], "one") == 1
    assert [key for key, _ in index.query("kettle lamp umbrella", 9)] == ["p0"]
    index.close()


def _garbage(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for file in filter(Path.is_file, folder.rglob(name)):
            file.write_bytes(os.urandom(4096))

    return spoil


def _gone(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for file in folder.rglob(name):
            file.unlink()

    return spoil


def _replaced(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file")


@pytest.mark.parametrize(
    "spoil",
    [
        _garbage("chroma.sqlite3"),
        _gone("chroma.sqlite3"),
        _garbage("data_level0.bin"),
        _gone("header.bin"),
        _garbage("*"),
        shutil.rmtree,
        _replaced,
    ],
    ids=["garbled", "no-database", "garbled-vectors", "no-header", "all-garbled", "no-folder", "a-file"],
)
def test_a_damaged_index_is_made_anew(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    made(tmp_path)
    spoil(tmp_path / FOLDER)
    index = VectorIndex(tmp_path, HashingEmbedding())
    if not index.is_current("one", 4):
        index.update(PRODUCTS, "one")
    assert index.is_current("one", 4)
    assert index.query("umbrella", 1)[0][0] == "p2"
    index.close()
