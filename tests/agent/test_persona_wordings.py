"""What the library's personas say, filled with a shop's facts, passes the guard."""

from __future__ import annotations

import re

import pytest

from agent.events import Line
from agent.guard.guard import Guard
from agent.sentences import SentenceSplitter
from knowledge.model import Fact, Money, Product, Quantity
from persona.loader import library, load_persona
from persona.phrases import PHRASES, fill, variants
from persona.schema import Persona

TAG = re.compile(r"\[[a-z_]+\]\s*")
MOST = 24
"""Variants of one phrase in one language that go through the guard; spread over all of them."""
CAPACITY = {"en": "capacity", "zh": "容量"}
AUTO_OFF = {"en": "auto-off", "zh": "自动断电"}
POINT = {"en": "The handle fits gloved hands", "zh": "戴手套也好拿"}
RETURNS = {"en": "You can return it within 30 days.", "zh": "30天内可以退货。"}
KETTLE = Product(
    "kettle",
    {"en": "Lumen kettle", "zh": "微光水壶"},
    brand="Nestmoor",
    facts=(
        Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD")),
        Fact("kettle/list_price", "list_price", "kettle", "list_price", Money(4900, "USD")),
        Fact("kettle/stock", "stock", "kettle", "stock", 4),
        Fact("kettle/capacity", "attribute", "kettle", "capacity", Quantity(1.7, "L"), CAPACITY),
        Fact("kettle/safe", "attribute", "kettle", "safe", True, AUTO_OFF),
        Fact("kettle/brand", "attribute", "kettle", "brand", "Nestmoor", {"en": "brand", "zh": "品牌"}),
        Fact(
            "kettle/weight",
            "attribute",
            "kettle",
            "weight",
            Quantity(1.1, "kg"),
            {"en": "weight", "zh": "重量"},
        ),
        Fact("kettle/point", "point", "kettle", "point", POINT["en"], text=POINT),
    ),
)
BOTTLE = Product(
    "bottle",
    {"en": "Brook bottle", "zh": "溪谷保温杯"},
    facts=(
        Fact("bottle/price", "price", "bottle", "price", Money(2490, "USD")),
        Fact("bottle/stock", "stock", "bottle", "stock", 0),
        Fact("bottle/capacity", "attribute", "bottle", "capacity", Quantity(0.5, "L"), CAPACITY),
        Fact("bottle/lid", "attribute", "bottle", "lid", False, {"en": "screw lid", "zh": "旋盖"}),
    ),
)
RETURN_POLICY = Fact(
    "shop/returns", "policy", "shop", "returns", RETURNS["en"], {"en": "returns", "zh": "退货"}, RETURNS
)
COUPON = {"en": "The code TEA5 takes $5 off.", "zh": "券码TEA5立减5美元。"}
COUPON_FACT = Fact(
    "shop/coupon", "lookup", "shop", "coupon", COUPON["en"], {"en": "coupon", "zh": "优惠券"}, COUPON
)
VALUES = {
    "en": {
        "product": "the Lumen kettle", "price": "$39", "list_price": "$49", "count": "4",
        "attribute": "capacity",
        "value": "1.7 liters", "values": "1.7 liters", "feature": "auto-off", "brand": "Nestmoor",
        "point": POINT["en"],
        "products": "the Lumen kettle and the Brook bottle", "text": RETURNS["en"], "topic": "returns",
        "first": "the Brook bottle", "first_price": "$24.90", "second": "the Lumen kettle",
        "second_price": "$39",
        "first_value": "0.5 liters", "second_value": "1.7 liters", "host": "Mei", "shop": "Nestmoor",
        "viewers": "everyone", "name": "Anna", "names": "Anna and Ben", "other_attribute": "weight",
        "other_value": "1.1 kilograms",
        "question": "Can I return it?",
    },
    "zh": {
        "product": "微光水壶", "price": "39美元", "list_price": "49美元", "count": "4", "attribute": "容量",
        "value": "1.7升", "values": "1.7升", "feature": "自动断电", "brand": "Nestmoor", "point": POINT["zh"],
        "products": "微光水壶和溪谷保温杯", "text": RETURNS["zh"], "topic": "退货",
        "first": "溪谷保温杯", "first_price": "24.9美元", "second": "微光水壶", "second_price": "39美元",
        "first_value": "0.5升", "second_value": "1.7升", "host": "小梅", "shop": "栖陌",
        "viewers": "大家", "name": "小安", "names": "小安和小贝", "other_attribute": "重量",
        "other_value": "1.1公斤", "question": "可以退货吗？",
    },
}  # fmt: skip
SAID_OF = {
    "sold_out": {"en": {"product": "the Brook bottle"}, "zh": {"product": "溪谷保温杯"}},
    "nothing_fits": {
        "en": {"product": "the Brook bottle", "price": "$24.90"},
        "zh": {"product": "溪谷保温杯", "price": "24.9美元"},
    },
    "price_from": {
        "en": {"product": "the Brook bottle", "price": "$24.90"},
        "zh": {"product": "溪谷保温杯", "price": "24.9美元"},
    },
    "feature_no": {
        "en": {"product": "the Brook bottle", "feature": "screw lid"},
        "zh": {"product": "溪谷保温杯", "feature": "旋盖"},
    },
}
SAID_OF["pitch_sold_out"] = SAID_OF["show_sold_out"] = SAID_OF["sold_out"]
SAID_OF["show_no"] = SAID_OF["feature_no"]
SAID_OF["show_coupon"] = {language: {"text": text} for language, text in COUPON.items()}
OTHERS_FACTS = ("tool_", "thank_", "names_")
"""These rest on what a tool or the chat told, and are tried with them."""
FACTS = (*KETTLE.facts, *BOTTLE.facts, RETURN_POLICY, COUPON_FACT)


def spread(count: int) -> range:
    return range(0, count, max(1, count // MOST))


def stopped(host: Persona, language: str) -> list[tuple[object, ...]]:
    """What the guard does not pass of what a persona says, a sample of every phrase."""
    guard = Guard(now=lambda: 0.0)
    names = {product.name[language]: product.id for product in (KETTLE, BOTTLE)}
    names |= {VALUES[language][key]: "" for key in ("host", "shop", "brand", "name")} | {"Ben": ""}
    ledgers = {subject: guard.ledger(FACTS, names, subject) for subject in (KETTLE.id, BOTTLE.id)}
    found: list[tuple[object, ...]] = []
    for name, phrase in PHRASES.items():
        values = {**VALUES[language], **SAID_OF.get(name, {}).get(language, {})}
        if name.startswith(OTHERS_FACTS) or not set(phrase.must) <= set(values):
            continue
        subject = BOTTLE.id if values["product"] != VALUES[language]["product"] else KETTLE.id
        among = variants(host, name, language)
        for index in spread(len(among)):
            splitter = SentenceSplitter()
            text = TAG.sub("", fill(among[index], values, language))
            for sentence in (*splitter.push(text), *splitter.finish()):
                line = Line("t.0", "t", 0, sentence.text, language)
                verdict = guard.check(line, ledgers[subject], about=frozenset({subject}))
                if verdict.decision != "pass":
                    found.append((name, sentence.text, verdict.rule, verdict.evidence))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("persona", library())
def test_guard_passes_what_a_persona_says(persona: str, language: str) -> None:
    assert stopped(load_persona(persona), language) == []
