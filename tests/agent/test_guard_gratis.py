"""That something costs nothing is a price like any other: a fact must say so."""

from __future__ import annotations

import pytest

from agent.events import Line, Verdict
from agent.guard.guard import Guard
from knowledge.model import Fact, Money

SHIPPING = Fact(
    "shop/shipping", "policy", "shop", "shipping", "",
    text={
        "en": "Standard shipping costs 5 dollars. Orders from 60 dollars get free standard shipping.",
        "zh": "标准配送5美元。订单满60美元，标准配送包邮。",
    },
)  # fmt: skip
KETTLE = [
    Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD")),
    Fact("kettle/one_hand", "point", "kettle", "one_hand", "", text={"en": "One hand stays free."}),
    SHIPPING,
]
SAMPLE = [Fact("sample/price", "price", "sample", "price", Money(0, "USD"))]
NAMES = {"the Lumen kettle": "kettle", "the swatch": "sample"}


def check(text: str, facts: list[Fact]) -> Verdict:
    guard = Guard(now=lambda: 0.0)
    return guard.check(Line("t.0", "t", 0, text, "en"), guard.ledger(facts, NAMES))


@pytest.mark.parametrize(
    "text",
    [
        "It is free.",
        "It's free!",
        "It's totally free.",
        "The Lumen kettle is free.",
        "The Lumen kettle is completely free today.",
        "Everything is free for the next buyers.",
        "You can have it for free.",
        "Take it home free of charge.",
        "Everyone gets it free.",
        "This one's on the house.",
        "You get a free kettle.",
        "Grab your free kettle now.",
        "Free kettles for everyone!",
        "It won't cost you a cent.",
        "It costs you nothing.",
        "There's no charge for it.",
        "You pay nothing for it.",
        "You don't have to pay for it.",
        "We're giving it away.",
        "The kettle is on us.",
        "The second one is yours free.",
        "shipping is free for everyone",
        "Delivery is free.",
        "Shipping? It's free.",
        "这款免费送",
        "今天全场免费",
        "这个水壶是免费的。",
        "免费带回家！",
        "这款不要钱。",
        "一分钱不用花就能带走。",
        "今天全部免单。",
        "这个送给大家。",
        "运费全免。",
        "所有订单都包邮。",
    ],
)
@pytest.mark.parametrize("facts", [[], KETTLE], ids=["no facts", "with a price"])
def test_gratis_needs_a_fact(text: str, facts: list[Fact]) -> None:
    assert check(text, facts).decision != "pass", text


@pytest.mark.parametrize(
    "text",
    [
        "Feel free to ask me anything.",
        "You're free to look around.",
        "Questions are welcome, feel free.",
        "It leaves one hand free for your bag.",
        "So your hands are free.",
        "It's free of clutter on my table here.",
        "It isn't free, sorry.",
        "It's not for free.",
        "No, nothing here is given for free.",
        "When you have a free moment, have a look.",
        "In your free time, have a look.",
        "I'm not sure whether it's free, so I'll check.",
        "A good question costs nothing, so ask away.",
        "Have a look, and questions are free.",
        "提问不收费，尽管问。",
        "问一句不花钱。",
        "自由选择就好。",
        "大家可以自由提问。",
        "这个不是免费的。",
        "免安装的。",
        "是不是免费我不确定，我去确认一下。",
        "问题都可以免费问。",
    ],
)
def test_free_that_is_no_price_is_innocent(text: str) -> None:
    verdict = check(text, KETTLE)
    assert "gratis" not in (verdict.rule, *verdict.reasons), verdict
    assert verdict.decision == "pass" or verdict.rule == "attribute", verdict


@pytest.mark.parametrize(
    "text",
    [
        "Orders from 60 dollars get free standard shipping.",
        "Standard shipping is free from 60 dollars.",
        "Standard shipping is 5 dollars, and from 60 dollars it's free.",
        "订单满60美元，标准配送包邮。",
        "满60美元标准配送免费。",
    ],
)
def test_free_shipping_may_be_said_with_its_condition(text: str) -> None:
    assert check(text, KETTLE).decision == "pass"
    assert check(text, []).decision != "pass"


def test_what_costs_nothing_may_be_called_free() -> None:
    assert check("The swatch is free.", SAMPLE).decision == "pass"
    assert check("The swatch is free.", [*KETTLE]).decision != "pass"
