"""Kinds of products, by what the shop says and by their names."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import kinds as module
from knowledge.catalogue import Catalogue, ShopInfo
from knowledge.facets import Facets
from knowledge.kinds import Kinds, kind_words
from knowledge.model import Fact, Product

PRODUCTS = [
    Product("note", {"en": "Zephyr"}, facts=(Fact("note/t", "attribute", "note", "type", "Notebook"),)),
    Product("slim", {"en": "Acme Gale Notebook Silver"}),
    Product("sleeve", {"en": "Targa Notebook Sleeve"}),
    Product("adapter", {"en": "Sandberg Notebook 12 V Car Adapter"}),
    Product("mouse", {"en": "Acme wireless optical mouse"}, category={"en": "Computers > Input > Mice"}),
    Product("lamp", {"en": "Heron", "zh": "白鹭台灯"}, category={"en": "Home > Lamps", "zh": "家居>灯具"}),
    Product("film", {"zh": "键盘膜"}),
    Product("keys", {"zh": "机械键盘 黑色"}),
    Product("gpu", {"en": "Borel graphics card with 8 GB memory"}),
    Product("flash", {"en": "Borel memory SD card"}),
    Product("toner", {"en": "HP 05A"}, facts=(Fact("toner/t", "attribute", "toner", "type", "Original"),)),
]  # fmt: skip


def opened(folder: Path) -> Kinds:
    catalogue = Catalogue(folder, create=True)
    try:
        catalogue.sync(ShopInfo(), PRODUCTS)
        products = catalogue.searchables()
        facets = Facets.open(folder, catalogue, [each.id for each in products], "one")
        return Kinds.open(folder, products, facets, "one")
    finally:
        catalogue.close()


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Kinds:
    return opened(tmp_path_factory.mktemp("kinds"))


def called(kinds: Kinds, *said: str) -> set[str]:
    mask = kinds.called([kind_words(each) for each in said])
    return {product.id for product, fits in zip(PRODUCTS, mask, strict=True) if fits}


def said(kinds: Kinds, *wanted: str) -> set[str]:
    mask = kinds.said([kind_words(each) for each in wanted])
    return {product.id for product, fits in zip(PRODUCTS, mask, strict=True) if fits}


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("notebooks", {"slim"}),
        ("sleeve", {"sleeve"}),
        ("adapter", {"adapter"}),
        ("wireless mouse", {"mouse"}),
        ("memory card", {"flash"}),
        ("键盘", {"keys"}),
        ("机械键盘", {"keys"}),
        ("台灯", {"lamp"}),
        ("灯", {"lamp"}),
        ("膜", {"film"}),
        ("kettle", set()),
        ("", set()),
    ],
)
def test_products_are_called_what_their_names_end_in(kinds: Kinds, kind: str, found: set[str]) -> None:
    assert called(kinds, kind) == found


def test_a_shop_says_kinds_by_type_and_by_the_last_level_of_a_category(kinds: Kinds) -> None:
    assert said(kinds, "notebook") == {"note"}
    assert said(kinds, "laptop", "notebook") == {"note"}
    assert said(kinds, "lamp") == {"lamp"}
    assert said(kinds, "灯具") == {"lamp"}
    assert said(kinds, "input") == set()
    assert said(kinds, "gaming notebook") == set()


def test_a_kind_is_kept_and_damage_makes_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_SAVE_FROM", 1)
    assert called(opened(tmp_path), "notebook") == {"slim"}
    (kept,) = (tmp_path / module.FOLDER).iterdir()
    monkeypatch.setattr(module, "_build", None)
    assert called(opened(tmp_path), "notebook") == {"slim"}
    monkeypatch.undo()
    monkeypatch.setattr(module, "_SAVE_FROM", 1)
    (kept / "terms.json").write_text(json.dumps(["only"]), "utf-8")
    with caplog.at_level(logging.WARNING):
        assert called(opened(tmp_path), "notebook") == {"slim"}
    assert "damaged" in caplog.text


@given(st.lists(st.text(max_size=40), max_size=4))
def test_no_kind_fails(wanted: list[str]) -> None:
    words = [kind_words(each) for each in wanted]
    empty = Kinds([], {}, *(module._build([])[1:]), {})
    assert not empty.called(words).any()
    assert not empty.said(words).any()
