from __future__ import annotations

from typing import Any

import pytest

from agent.lanes.naming import cut_through, mentioned, nearly_named, readings
from agent.lanes.reading import tokenise
from knowledge.model import Fact, Product
from knowledge.names import NameMatch
from knowledge.tokens import normal

PRODUCTS = {key: Product(key, {"en": key}) for key in ("toner", "pad", "rest")}


def match(question: str, words: str, product: str = "toner", **more: Any) -> NameMatch:
    start = normal(question).index(words)
    settings: dict[str, Any] = {"sure": True, "decisive": True} | more
    return NameMatch(product, "name", start=start, end=start + len(words), **settings)


def test_a_name_is_one_word_of_what_is_read() -> None:
    question = "How much is the Toner X, 6 pc(s) Black?"
    (reading,) = readings(question, [match(question, "toner x, 6 pc(s) black")], PRODUCTS.get, ())
    tokens = tokenise(reading.text)
    assert not tokens.numbers
    assert [tokens.words[at] for at in range(4)] == ["how", "much", "is", "the"]
    assert len(tokens.words) == 5
    ((place, named),) = reading.places(tokens).items()
    assert place == 4
    assert [one.id for one in named.products] == ["toner"]


def test_words_that_may_name_nothing_are_first_read_as_such() -> None:
    question = "how long is the pad"
    found = readings(question, [match(question, "pad", "pad", decisive=False)], PRODUCTS.get, ())
    assert [len(reading.named) for reading in found] == [0, 1]


def test_words_that_several_products_fit_make_one_mention() -> None:
    question = "price of the pad"
    matches = [
        match(question, "pad", key, sure=False, shared=True, decisive=False) for key in ("pad", "rest")
    ]
    last = readings(question, matches, PRODUCTS.get, ())[-1]
    assert [[one.id for one in named.products] for named in last.named] == [["pad", "rest"]]
    assert not last.named[0].sure


def test_a_product_that_is_gone_names_nothing() -> None:
    question = "price of the pad"
    assert [one.named for one in readings(question, [match(question, "pad", "gone")], PRODUCTS.get, ())] == [
        ()
    ]


@pytest.mark.parametrize(
    ("question", "product"),
    [
        ("how much is the first one", "toner"),
        ("price of the second one?", "pad"),
        ("and the 3rd?", "rest"),
        ("item 2 how much? number 2?", "pad"),
        ("第二个多少钱", "pad"),
        ("2号链接多少钱", "pad"),
        ("第三款有货吗", "rest"),
    ],
)
def test_ordinals_count_through_what_was_listed(question: str, product: str) -> None:
    (reading,) = readings(question, [], PRODUCTS.get, ("toner", "pad", "rest"))
    assert [one.id for one in reading.products] == [product]


def test_an_ordinal_beyond_what_was_listed_names_nothing() -> None:
    (reading,) = readings("how much is the second one", [], PRODUCTS.get, ("toner",))
    assert reading.named
    assert not reading.products


def test_a_name_goes_before_an_ordinal() -> None:
    question = "is the first one the toner"
    (reading,) = readings(question, [match(question, "toner")], PRODUCTS.get, ("pad",))
    assert [one.id for one in reading.products] == ["toner"]


@pytest.mark.parametrize(
    "question", ["wait a second", "is it the best in the first place", "第一次来", "2 of them"]
)
def test_other_numbers_point_at_nothing(question: str) -> None:
    assert [reading.named for reading in readings(question, [], PRODUCTS.get, ("toner", "pad"))] == [()]


def test_a_question_is_not_parted_inside_a_name() -> None:
    question = "price of Cat5e, 25 ft, and is it blue?"
    matches = [match(question, "cat5e, 25 ft")]
    assert cut_through(["price of Cat5e", "25 ft", "and is it blue?"], question, matches)
    assert not cut_through(["price of Cat5e, 25 ft", "and is it blue?"], question, matches)


@pytest.mark.parametrize(
    ("question", "name", "left"),
    [
        (
            "the connector gender for the gender adapter",
            "gender for the gender adapter",
            "the connector gender for the",
        ),
        ("what is the toner (series)'s price", "toner (series", "what is the price"),
    ],
)
def test_a_name_begins_behind_a_label_and_ends_before_its_possessive(
    question: str, name: str, left: str
) -> None:
    fact = Fact(
        "toner/connector_gender", "attribute", "toner", "connector_gender", "male", {"en": "connector gender"}
    )
    toner = Product("toner", {"en": "toner"}, facts=(fact,))
    (reading,) = readings(question, [match(question, name)], {"toner": toner}.get, ())
    words = tokenise(reading.text).words
    assert " ".join(word for word in words if not word.startswith("qqname")) == left


def test_a_numbered_part_that_nearly_names_a_product_is_no_remark() -> None:
    question = "Link DAP-1390, EU plug price"
    near = [match(question, "link dap", sure=False, decisive=False)]
    assert nearly_named("Link DAP-1390", question, near)
    assert not nearly_named("EU plug price", question, near)
    assert not nearly_named("Link DAP", question, near)


def test_each_of_two_of_one_brand_to_compare_is_named_by_itself() -> None:
    known = {"the acme toner": ("toner", 4), "acme pad?": ("pad", 0), "acme pad": ("pad", 0)}

    def named(text: str) -> list[NameMatch]:
        if " or " in text:
            return [NameMatch("toner", "name", start=4, end=22, sure=False, decisive=True)]
        product, start = known[text]
        return [NameMatch(product, "name", start=start, end=len(text.rstrip("?")), sure=True, decisive=True)]

    question = "The Acme toner or Acme pad?"
    found = mentioned(named, question)
    assert [(one.product_id, question[one.start : one.end]) for one in found] == [
        ("toner", "Acme toner"),
        ("pad", "Acme pad"),
    ]


def test_what_is_no_two_things_to_compare_is_named_as_a_whole() -> None:
    whole = [NameMatch("toner", "name", start=0, end=5, sure=False, decisive=True)]
    assert mentioned(lambda text: whole if text == "salt or pepper" else [], "salt or pepper") == whole
