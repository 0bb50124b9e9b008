from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings.base import Vectors
from knowledge.neighbours import FOLDER, Neighbours

PLACES = {"a": 0, "b": 1, "c": 2}
ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)


class Dense:
    """A vector index with three products, that may be away."""

    name, weight = "test-2", 1.0

    def __init__(self) -> None:
        self.ready = True
        self.fetched = 0

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        return [("c", 0.9), ("gone", 0.8), ("b", 0.7)][:k] if self.ready else []

    def vector(self, text: str) -> Vectors | None:
        return np.array([[0, 1]], np.float32) if self.ready else None

    def vectors(self, ids: list[str]) -> Vectors | None:
        self.fetched += 1
        return ROWS if self.ready else None


@pytest.fixture
def dense() -> Dense:
    return Dense()


def neighbours(folder: Path, dense: Dense) -> Neighbours:
    return Neighbours(folder, PLACES, "one", dense)  # type: ignore[arg-type]


def test_the_nearest_are_places_in_the_catalogue(tmp_path: Path, dense: Dense) -> None:
    places, near = neighbours(tmp_path, dense).nearest("x", 3)
    assert list(places) == [2, 1]
    assert [round(float(each), 3) for each in near] == [0.9, 0.7]


def test_any_products_are_compared_with_a_text_and_with_others(tmp_path: Path, dense: Dense) -> None:
    near = neighbours(tmp_path, dense)
    near.prepare()
    to_text = near.to_text("x", np.array([0, 2]))
    assert to_text is not None
    assert [round(float(each), 2) for each in to_text] == [0, 1]
    alike = near.to_products(np.array([0]), np.ones(1, np.float32), np.array([0, 1, 2]))
    assert alike is not None
    assert [round(float(each), 2) for each in alike] == [1, 0.6, 0]


def test_vectors_are_fetched_once_and_kept(tmp_path: Path, dense: Dense) -> None:
    neighbours(tmp_path, dense).prepare()
    neighbours(tmp_path, dense).prepare()
    assert dense.fetched == 1
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_while_vectors_are_away_nothing_is_compared_and_nothing_fails(tmp_path: Path, dense: Dense) -> None:
    dense.ready = False
    near = neighbours(tmp_path, dense)
    near.prepare()
    assert near.to_text("x", np.array([0])) is None
    assert near.to_products(np.array([0]), np.ones(1, np.float32), np.array([1])) is None
    assert not len(near.nearest("x", 3)[0])


def test_other_products_vectors_are_not_used(tmp_path: Path, dense: Dense) -> None:
    neighbours(tmp_path, dense).prepare()
    for file in (tmp_path / FOLDER).rglob("ids.json"):
        file.write_text('["x", "y", "z"]', "utf-8")
    neighbours(tmp_path, dense).prepare()
    assert dense.fetched == 2
