"""What a live host says loosely: rounded numbers, ranges, services, benefits, viewers' names."""

from __future__ import annotations

import pytest

from agent.events import Line
from agent.guard.guard import Guard
from agent.guard.hedges import hedge, near
from agent.guard.ledger import Ledger
from agent.guard.numbers import read
from knowledge.model import SHOP, Fact, Money, Quantity, Value

GUARD = Guard(lambda: 0.0)
SHIPPING = {
    "en": "Standard shipping costs 5 dollars and takes 3 to 5 business days, express costs 12 dollars "
    "and takes 1 to 2. Orders from 60 dollars get free standard shipping. If it arrives damaged, "
    "we pay the return postage.",
    "zh": "标准配送5美元，3到5个工作日送达；加急12美元，1到2个工作日。订单满60美元包邮。"
    "到货破损，退货运费我们出。",
}


def _fact(name: str, value: Value, en: str = "", zh: str = "") -> Fact:
    labels = {"en": en, "zh": zh} if en else {}
    return Fact(f"jug/{name}", "attribute", "jug", name, value, labels)


def _ledger(stock: int = 120) -> Ledger:
    facts = [
        Fact("jug/price", "price", "jug", "price", Money(3900, "USD")),
        Fact("jug/list_price", "list_price", "jug", "list_price", Money(4900, "USD")),
        Fact("jug/stock", "stock", "jug", "stock", stock),
        _fact("capacity", Quantity(1.7, "L"), "capacity", "容量"),
        _fact("weight", Quantity(2.9, "kg"), "weight", "重量"),
        _fact("brightness", Quantity(900, "lm"), "brightness", "亮度"),
        _fact("battery", Quantity(20, "h"), "battery life", "续航"),
        _fact("rating", "none", "water rating", "防水等级"),
        _fact("sizes", ("S", "M", "XXL"), "sizes", "尺码"),
        _fact("wool", "68% merino wool, 30% nylon", "material", "材质"),
        Fact("shop/shipping", "policy", SHOP, "shipping", "", {"en": "shipping", "zh": "配送"}, SHIPPING),
    ]
    return GUARD.ledger(facts, {"Jug": "jug", "水罐": "jug", "StarTech.com": "", "Yahoo! cap": ""})


def _decision(text: str, stock: int = 120) -> str:
    return GUARD.check(Line("t.0", "t", 0, text, "en"), _ledger(stock)).decision


TRUE = [
    "You save about 20 percent on this one.",
    "That's a fifth off, pretty much.",
    "You get it for ten less.",
    "三十九块美元就能带走。",
    "现在三十九美元，原价四十九，省了十块。",
    "现在39，之前49，便宜十美元。",
    "水罐39.00美元，男女都能用。",
    "It's just under three kilos, so it's easy to carry.",
    "两公斤九，一只手就能提。",
    "We've got over a hundred of these in stock.",
    "库存还有一百多把，不用着急。",
    "Twenty hours at low brightness, so a long night is covered.",
    "Sixty-eight percent merino, thirty nylon.",
    "Standard shipping takes 3 to 5 business days.",
    "Express takes 1 to 2 business days and costs 12 dollars.",
    "If it arrives damaged, we pay the return postage.",
    "It has no water rating, so keep it inside.",
    "It goes up to double XL.",
    "目前有货，可以放心下单。",
    "I'll be back next week, see you then.",
]
FALSE = [
    "You save about 30 percent on this one.",
    "That's a third off, pretty much.",
    "You get it for fifteen less.",
    "二十九块美元就能带走。",
    "现在三十九美元，原价四十九，省了二十块。",
    "It's just under two kilos, so it's easy to carry.",
    "We've got over two hundred of these in stock.",
    "Sixty-eight percent merino, forty nylon.",
    "Standard shipping takes 2 to 3 business days.",
    "Standard shipping takes 1 to 2 business days.",
    "Standard shipping costs 12 dollars.",
    "标准配送要12美元。",
    "We pay the return postage, so just try it.",
    "退货运费我们全包。",
    "The Jug is sweatproof and waterproof.",
    "防汗防水，跑步也能带。",
    "It goes up to triple XL.",
    "The Jug will be back next week.",
    "下周就补货，别着急。",
    "There's a flashlight in the handle.",
    "里面还有整颗的榛子。",
    "屏幕是曲面的。",
    "You can detach the lid and freeze it.",
    "You'll hardly catch a cold anymore.",
    "再也不感冒了。",
    "It's all from the hills of New Zealand.",
    "It is pure wool.",
    "纯羊毛的。",
    "库存只剩最后几件了。",
    "It runs on 220 volts, so it works in Europe.",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_loosely_said_passes(text: str) -> None:
    assert _decision(text) == "pass"


@pytest.mark.parametrize("text", FALSE)
def test_what_is_false_loosely_said_does_not_pass(text: str) -> None:
    assert _decision(text) != "pass"


@pytest.mark.parametrize(
    "text",
    [
        "It runs on 220 volts, so it works in Europe.",
        "库存只剩最后几件了，赶紧下单。",
        "现在下单的朋友，我再送一个杯子。",
    ],
)
def test_no_rest_is_left_that_hangs_on_what_was_dropped(text: str) -> None:
    assert _decision(text) == "block"


def test_a_sold_out_product_has_no_few_left() -> None:
    assert _decision("There's still a couple of them around.", stock=0) != "pass"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the follow, こはる!",
        "Welcome in, 김민수, good to see you.",
        "Thanks x_sniper_x and night*owl!",
        "Привет Юлия, welcome!",
        "欢迎さくら来到直播间",
        "StarTech.com and the Yahoo! cap are here, too.",
    ],
)
def test_names_in_any_writing_may_be_spoken(text: str) -> None:
    assert _decision(text) == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "fr\u0435\u0435 shipping for all",
        "fr*ee shipping",
        "It has fr_ee ship_ping",
        "무료 배송입니다 지금 주문하세요 오늘만 할인합니다",
    ],
)
def test_disguises_are_still_blocked(text: str) -> None:
    assert _decision(text) == "block"


def test_numbers_carry_their_hedges() -> None:
    text = "It's roughly 250 grams, nearly 3 hours, 左右"
    assert [hedge(text, item.start, item.end) for item in read(text)] == ["about", "nearly"]


def test_a_price_is_held_to_more_than_a_weight() -> None:
    twenty, known = read("20")[0].value, read("19.5")[0].value
    assert near(twenty, known, "nearly")
    assert near(twenty, known, "nearly", price=True)
    assert not near(twenty, read("19")[0].value, "nearly", price=True)
    assert not near(twenty, known, "")
