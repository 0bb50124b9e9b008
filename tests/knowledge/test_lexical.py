from pathlib import Path

import pytest

from knowledge import lexical
from knowledge.catalogue import Searchable
from knowledge.lexical import FOLDER, LexicalIndex, terms


def searchable(key: str, name: str) -> Searchable:
    return Searchable(key, {"en": name}, "", {}, {}, ())


PRODUCTS = [
    searchable("a", "Notebook dv7-1211ea"),
    searchable("b", "Desk lamps"),
    searchable("c", "折叠雨伞"),
]


def test_model_numbers_are_found_whole_and_in_parts() -> None:
    assert {"dv7-1211ea", "dv7", "1211ea", "dv71211ea"} <= set(terms("HP DV7-1211EA"))


def test_han_text_gives_pairs_and_words() -> None:
    assert {"折叠", "叠雨", "雨伞"} <= set(terms("折叠雨伞"))
    assert "洗碗机" in terms("可以放洗碗机吗")


@pytest.mark.parametrize(
    ("question", "product_id"), [("dv7 1211ea", "a"), ("a lamp please", "b"), ("有雨伞吗", "c")]
)
def test_the_best_product_comes_first(tmp_path: Path, question: str, product_id: str) -> None:
    assert LexicalIndex.open(tmp_path, PRODUCTS, "one").query(question, 5)[0][0] == product_id


def test_a_single_han_character_finds_the_words_that_end_with_it(tmp_path: Path) -> None:
    index = LexicalIndex.open(
        tmp_path, [*PRODUCTS, searchable("d", "白鹭台灯"), searchable("e", "灯具店")], "one"
    )
    assert index.query("灯", 5)[0][0] == "d"
    assert index.query("伞", 5)[0][0] == "c"


def test_other_words_for_a_part_find_what_the_part_does_not(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path, PRODUCTS, "one")
    assert not index.scores("台灯").any()
    assert index.scores("台灯", [("台灯", ["lamp", "no such word"])]).argmax() == 1
    both = index.scores("lamp", [("lamp", ["umbrella", "雨伞"])])
    assert both[1] > both[2] > 0


def test_all_words_must_be_there(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path, PRODUCTS, "one")
    assert list(index.having_all("desk lamps")) == [False, True, False]
    assert list(index.having_all("desk umbrella")) == [False, False, False]
    assert list(index.having_all("desk light", [("light", ["lamp"])])) == [False, True, False]


def test_what_no_product_says_finds_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path, PRODUCTS, "one")
    assert index.query("submarine", 5) == []
    assert index.query("", 5) == []
    assert LexicalIndex.open(tmp_path, [], "one").query("lamp", 5) == []


def test_a_kept_index_is_used_only_for_its_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_SAVE_FROM", 1)
    LexicalIndex.open(tmp_path, PRODUCTS, "one")
    again = LexicalIndex.open(tmp_path, [searchable("z", "Submarine")], "one")
    assert [key for key, _ in again.query("lamp", 1)] == ["b"]
    newer = LexicalIndex.open(tmp_path, [searchable("z", "Submarine")], "two")
    assert [key for key, _ in newer.query("submarine", 1)] == ["z"]
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_a_damaged_kept_index_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "_SAVE_FROM", 1)
    LexicalIndex.open(tmp_path, PRODUCTS, "one")
    for file in (tmp_path / FOLDER).rglob("*.*"):
        if file.is_file():
            file.write_bytes(b"junk")
    assert LexicalIndex.open(tmp_path, PRODUCTS, "one").query("lamp", 1)[0][0] == "b"
