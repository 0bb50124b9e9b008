from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.bench import facts
from evals.bench.fact_calls import Calls, compact
from evals.bench.fact_judging import Answered, as_expected, judge
from evals.bench.fact_questions import KINDS, Asked, Questions
from knowledge.model import Fact, Money, Product, Quantity, Value


def product(
    key: str, name: str, *aliases: str, brand: str = "Acme", price: int = 1999, **more: Value
) -> Product:
    held = Fact(f"{key}/price", "price", key, "price", Money(price, "USD"), {"en": "price"})
    attributes = [
        Fact(f"{key}/{a}", "attribute", key, a, value, {"en": a.replace("_", " ")})
        for a, value in more.items()
    ]
    return Product(key, {"en": name}, brand, aliases=aliases, facts=(held, *attributes))


SHOP = [
    product("a", "Acme AX-1200 kettle steel 1.7 L", "AX-1200", weight=Quantity(1.2, "kg"), cordless=True),
    product(
        "b",
        "Acme AX-1300 kettle glass 1.5 L",
        "AX-1300",
        price=2999,
        weight=Quantity(1.1, "kg"),
        finish="matt",
    ),
    product(
        "c",
        "Zenit Luna lamp",
        "Luna lamp",
        brand="Zenit",
        price=4500,
        lumen=Quantity(900, "lm"),
        finish="gloss",
    ),
    product("d", "Zenit Luna lamp", "Luna lamp", brand="Zenit", price=5500, cordless=False, finish="oiled"),
]


def test_the_same_seed_asks_the_same_and_another_seed_asks_otherwise() -> None:
    first, same, other = (Questions(SHOP, ["en", "zh"], seed).make(60) for seed in (3, 3, 4))
    assert [one.question for one in first] == [one.question for one in same]
    assert [one.question for one in first] != [one.question for one in other]


def test_every_kind_is_asked_in_every_language() -> None:
    asked = Questions(SHOP, ["en", "zh"], 1).make(200)
    assert {(one.kind, one.language) for one in asked} >= {
        (kind, "en") for kind in KINDS if kind != "unknown"
    }
    assert {one.language for one in asked} == {"en", "zh"}
    assert Counter(one.expect for one in asked if one.kind == "unknown").keys() <= {"abstain"}


def test_an_unknown_product_is_in_no_name() -> None:
    calls = Calls(SHOP)
    unknown = [one for one in Questions(SHOP, ["en"], 5).make(300) if one.kind == "unknown"]
    assert unknown
    names = {compact(name) for one in SHOP for name in (*one.name.values(), *one.aliases)}
    assert not any(compact(one.question) in names for one in unknown)
    assert calls.knows("Acme AX-1200")
    assert not calls.knows("Zenit AX-1200")
    assert not calls.knows("Acme AX-1201")


def test_words_that_two_products_fit_must_be_asked_back() -> None:
    expected = {
        call.text: call.expect for call in Calls(SHOP).of(SHOP[2], "en", __import__("random").Random(1))
    }
    assert expected["Zenit Luna lamp"] == "ask"
    clear = {call.text: call.expect for call in Calls(SHOP).of(SHOP[0], "en", __import__("random").Random(1))}
    assert clear["AX-1200"] == "answer"
    assert clear["ax-1200"] == "answer"


def asked(
    kind: str, fact: Fact | None, expect: str = "answer", about: Product = SHOP[0], question: str = "?"
) -> Asked:
    return Asked(1, kind, "en", question, expect, "title", about, fact)  # type: ignore[arg-type]


def said(
    text: str, *ids: str, abstained: bool = False, reason: str = "price", confirms: bool = False
) -> Answered:
    return Answered(text, ids, abstained, reason, confirms, 1.0)


PRICE = SHOP[0].facts[0]
WEIGHT, CORDLESS = SHOP[0].facts[1], SHOP[0].facts[2]


@pytest.mark.parametrize(
    ("question", "answer", "outcome"),
    [
        (asked("price", PRICE), said("The Acme AX-1200 kettle is $19.99.", "a"), "right"),
        (asked("price", PRICE), said("The Acme AX-1300 kettle is $29.99.", "b"), "wrong"),
        (asked("price", PRICE), said("The Acme AX-1200 kettle is $29.99.", "a"), "wrong"),
        (asked("price", PRICE), said("Hello there!", reason="greeting"), "other"),
        (asked("price", PRICE), said("Which one?", "a", "b", reason="which"), "asked"),
        (asked("price", PRICE), said("I don't know.", abstained=True), "abstained"),
        (asked("price", PRICE, "ask"), said("The lamp is $45.", "c"), "wrong"),
        (asked("premise", PRICE), said("Not quite. The kettle is $19.99.", "a"), "right"),
        (asked("premise", PRICE), said("Yes! The kettle is $19.99.", "a", confirms=True), "wrong"),
        (asked("attribute", WEIGHT), said("It weighs 1.2 kilograms.", "a"), "right"),
        (asked("attribute", WEIGHT), said("It weighs 1.1 kilograms.", "a"), "wrong"),
        (asked("attribute", CORDLESS), said("Cordless? Yes, the Acme AX-1200 kettle is.", "a"), "right"),
        (asked("attribute", CORDLESS), said("No, the Acme AX-1200 kettle isn't cordless.", "a"), "wrong"),
        (asked("unknown", None, "abstain"), said("That is $19.99.", "a"), "wrong"),
        (asked("unknown", None, "abstain"), said("No such product.", abstained=True), "abstained"),
    ],
)
def test_a_reply_is_judged_by_what_is_spoken(question: Asked, answer: Answered, outcome: str) -> None:
    assert judge(question, answer) == outcome


def test_asking_back_is_right_only_where_several_fit() -> None:
    assert as_expected(asked("price", PRICE, "ask"), "asked")
    assert not as_expected(asked("price", PRICE), "asked")
    assert as_expected(asked("price", PRICE, "either"), "asked")
    assert not as_expected(asked("price", PRICE, "ask"), "right")
    assert as_expected(asked("absent", None, "abstain"), "abstained")


def test_a_catalogue_file_is_asked_after_and_judged(tmp_path: Path) -> None:
    rows = [
        {
            "id": one.id,
            "name": one.name["en"],
            "brand": one.brand,
            "sku": one.aliases[0],
            "price": 10 + at,
            "weight": f"{at + 1} kg",
        }
        for at, one in enumerate(SHOP[:3])
    ]
    catalog = tmp_path / "shop.jsonl"
    catalog.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    figures = facts.run(quick=True, catalog=catalog, questions=24, seed=2)
    assert figures["products"] == 3
    assert figures["questions"] >= 20
    assert figures["by_kind"]["price"]["right"] > 0
    assert figures["goals"]["wrong replies"] == len(figures["wrong"]) == 0


def test_a_file_and_a_shop_are_not_both_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        facts.run(quick=True, catalog=tmp_path / "x.jsonl", shop="demo")
