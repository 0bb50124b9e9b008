from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.file import FILE
from knowledge.answerbook.model import Version
from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest
from knowledge.shop import Shop

WORDS = KnowledgeConfig.model_validate({"embeddings": "hashing"})


@pytest.fixture
def folder(tmp_path: Path, shop_file: Path) -> Path:
    ingest(shop_file, tmp_path / "shop", knowledge=WORDS)
    return tmp_path / "shop"


@pytest.fixture
def shop(folder: Path) -> Iterator[Shop]:
    opened = Shop.open(folder)
    yield opened
    opened.close()


def approve(folder: Path, question: str, reply: str, product: str = "") -> str:
    book = AnswerBook(folder)
    with book.answers.changing("the answer") as change:
        key = change.write(Version({"en": (question,)}, {"en": (reply,)}, product))
        change.approve(key)
    book.close()
    return key


QUESTION = "Is the handle of the kettle cool to touch?"


def test_an_open_shop_gives_what_was_approved_since(shop: Shop, folder: Path) -> None:
    assert shop.approved(QUESTION, "en") is None
    key = approve(folder, QUESTION, "It is.", "kettle-ember")
    hit = shop.approved("is the handle of the kettle cool to touch", "en")
    assert hit is not None
    assert (hit.answer.id, hit.similarity) == (key, 1.0)
    assert hit.answer.fact is not None
    assert shop.fact(hit.answer.fact.id) == hit.answer.fact


def test_loading_the_catalogue_again_keeps_written_answers(shop: Shop, folder: Path, shop_file: Path) -> None:
    approve(folder, QUESTION, "It is.")
    shop_file.write_text(shop_file.read_text("utf-8").replace("price: 45", "price: 46"), "utf-8")
    ingest(shop_file, folder, knowledge=WORDS)
    assert shop.approved(QUESTION, "en") is not None


def test_an_answer_goes_and_comes_back_with_its_product(shop: Shop, folder: Path, shop_file: Path) -> None:
    approve(folder, "Does the lamp hum at night?", "It does not.", "lamp-egret")
    whole = shop_file.read_text("utf-8")
    start, end = whole.index("  - id: lamp-egret"), whole.index("  - id: umbrella-gale")
    assert shop.approved("Does the lamp hum at night?", "en") is not None
    shop_file.write_text(whole[:start] + whole[end:], "utf-8")
    ingest(shop_file, folder, knowledge=WORDS)
    assert shop.approved("Does the lamp hum at night?", "en") is None
    shop_file.write_text(whole, "utf-8")
    ingest(shop_file, folder, knowledge=WORDS)
    assert shop.approved("Does the lamp hum at night?", "en") is not None


def test_a_written_answer_goes_before_the_catalogue_s(shop: Shop, folder: Path) -> None:
    key = approve(folder, "Do you offer gift wrapping?", "Not this week.")
    hit = shop.approved("Do you offer gift wrapping?", "en")
    assert hit is not None
    assert hit.answer.id == key


def test_a_damaged_book_does_not_close_the_shop(folder: Path) -> None:
    (folder / FILE).write_bytes(b"nonsense" * 1000)
    shop = Shop.open(folder)
    assert shop.approved("Do you offer gift wrapping?", "en") is not None
    shop.close()
