import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import Searchable
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingConfig, HashingEmbedding
from knowledge.errors import UnavailableError
from knowledge.index import FOLDER, VectorIndex


class Counting(HashingEmbedding):
    """Counts the texts it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return super().embed(texts)


class Renamed(HashingEmbedding):
    """Another model."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "other-1"


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


def test_a_text_under_another_id_keeps_its_vector(tmp_path: Path) -> None:
    made(tmp_path)
    embedding = Counting()
    index = VectorIndex(tmp_path, embedding)
    moved = [searchable("new", "lamp thing"), PRODUCTS[0], searchable("p2", "lamp thing")]
    assert index.update(moved, "two") == 0
    assert embedding.texts == 1
    assert {key for key, _ in index.query("lamp", 2)} == {"new", "p2"}
    index.close()


def test_products_that_trade_places_trade_vectors(tmp_path: Path) -> None:
    made(tmp_path)
    index = VectorIndex(tmp_path, HashingEmbedding())
    traded = [searchable(f"p{number}", f"{word} thing") for number, word in enumerate(reversed(WORDS))]
    index.update(traded, "two")
    assert [index.query(word, 1)[0][0] for word in WORDS] == ["p3", "p2", "p1", "p0"]
    index.close()


def test_changing_the_model_embeds_all_again_and_changing_back_nothing(tmp_path: Path) -> None:
    counts = []
    for embedding in (
        HashingEmbedding(),
        Renamed(),
        HashingEmbedding(),
        HashingEmbedding(HashingConfig(dim=64)),
    ):
        index = VectorIndex(tmp_path, embedding)
        counts.append(index.update(PRODUCTS, "one"))
        assert index.query("umbrella", 1)[0][0] == "p2"
        index.close()
    assert counts == [4, 4, 0, 4]


class Widening(HashingEmbedding):
    """An endpoint behind which the model is exchanged."""

    wide = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = super().embed(texts)
        return np.hstack([rows, rows]) if self.wide else rows


def test_vectors_of_another_size_are_refused_and_the_index_stays(tmp_path: Path) -> None:
    embedding = Widening()
    index = VectorIndex(tmp_path, embedding)
    index.update(PRODUCTS, "one")
    embedding.wide = True
    with pytest.raises(UnavailableError, match="shape"):
        index.query("a fresh question", 1)
    with pytest.raises(UnavailableError, match="were models exchanged under one name"):
        index.update([*PRODUCTS, searchable("p9", "glove")], "two")
    embedding.wide = False
    assert index.query("umbrella", 1)[0][0] == "p2"
    index.close()


def test_an_update_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    many = [searchable(f"p{number}", f"thing {number}") for number in range(100)]
    answers = iter([False, True])
    index = VectorIndex(tmp_path, HashingEmbedding())
    with pytest.raises(UnavailableError, match="closed"):
        index.update(many, "one", gentle=True, stopped=lambda: next(answers))
    assert index.update(many, "one") == 100 - 32
    index.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from knowledge.catalogue import Searchable
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.index import VectorIndex
many = [Searchable(f"p{n}", {"en": f"thing {n}"}, "", {}, {}, ()) for n in range(3000)]
def kill(stage, done, total):
    if done > 1500:
        os.kill(os.getpid(), signal.SIGKILL)
VectorIndex(Path(sys.argv[1]), HashingEmbedding()).update(many, "one", kill)
"""


def test_a_killed_update_is_completed_by_the_next(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode == -9
    many = [searchable(f"p{number}", f"thing {number}") for number in range(3000)]
    index = VectorIndex(tmp_path, HashingEmbedding())
    assert not index.is_current("one", len(many))
    assert 0 < index.update(many, "one") < 3000
    assert index.is_current("one", len(many))
    assert index.query("thing 2999", 1)[0][0] == "p2999"
    index.close()


def test_another_way_to_write_texts_embeds_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path)
    monkeypatch.setattr("knowledge.index._FORM", 999)
    monkeypatch.setattr("knowledge.index.index_text", lambda product: f"a {product.name['en']}")
    index = VectorIndex(tmp_path, HashingEmbedding())
    assert not index.is_current("one", 4)
    assert index.update(PRODUCTS, "one") == 4
    assert index.is_current("one", 4)
    index.close()


class Broken(HashingEmbedding):
    """Someone's own, with a fault."""

    broken = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise ValueError("no such model\nin sight")
        return super().embed(texts)


def test_a_fault_of_the_embedding_is_not_taken_for_damage(tmp_path: Path) -> None:
    embedding = Broken()
    index = VectorIndex(tmp_path, embedding)
    index.update(PRODUCTS, "one")
    embedding.broken = True
    more = [*PRODUCTS, searchable("p9", "glove")]
    for ask in (lambda: index.update(more, "two"), lambda: index.query("a lamp", 1)):
        with pytest.raises(UnavailableError, match="fails: ValueError: no such model in sight"):
            ask()
    embedding.broken = False
    assert index.update(more, "two") == 1
    index.close()


def test_a_product_without_any_word_is_kept_and_not_found(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, HashingEmbedding())
    index.update([*PRODUCTS, searchable("none", "!!!")], "one")
    assert [key for key, _ in index.query("a lamp", 9)][:1] == ["p1"]
    assert "none" not in [key for key, _ in index.query("a lamp", 9)]
    assert index.is_current("one", 5)
    index.close()
