from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.events import Decision, Line, Verdict
from agent.guard.guard import Guard
from knowledge.model import Fact, Money, Quantity

NOW = 1_000.0


def point(id: str, english: str, chinese: str = "") -> Fact:
    subject, name = id.split("/")
    text = {"en": english, "zh": chinese} if chinese else {"en": english}
    return Fact(id, "policy" if subject == "shop" else "point", subject, name, "", text=text)


def kettle(stock: int | bool = 3) -> list[Fact]:
    materials = "EU plug, IPX4, 304 stainless steel"
    lids = {"en": "lids", "zh": "盖子"}
    return [
        Fact("kettle/price", "price", "kettle", "price", Money(3999, "USD")),
        Fact("kettle/list_price", "list_price", "kettle", "list_price", Money(4999, "USD")),
        Fact("kettle/stock", "stock", "kettle", "stock", stock, fresh_until=NOW + 60),
        Fact("kettle/capacity", "attribute", "kettle", "capacity", Quantity(1.7, "L"), {"en": "capacity"}),
        Fact("kettle/lids", "attribute", "kettle", "lids", Quantity(2, ""), lids),
        Fact("kettle/made_of", "attribute", "kettle", "made_of", materials, {"en": "made of"}),
        point("kettle/boil", "Boils in 4 minutes.", "四分钟烧开。"),
        point("shop/shipping", "Free shipping on orders over $50."),
        point("shop/returns", "Return it within 30 days."),
        point("shop/help", "Write to help@lumen.example or call 555-010-9999."),
    ]


def check(text: str, facts: list[Fact] | None = None) -> Verdict:
    line = Line("t.0", "t", 0, text, "en")
    return Guard(now=lambda: NOW).check(line, kettle() if facts is None else facts)


CASES: list[tuple[str, Decision]] = [
    # prices
    ("It costs $39.99.", "pass"),
    ("It is 39.99 dollars today.", "pass"),
    ("That's thirty-nine dollars and ninety-nine cents.", "pass"),
    ("It's thirty nine ninety nine.", "pass"),
    ("Only 39.99!", "pass"),
    ("现在39.99美元。", "pass"),
    ("It costs US$39.99.", "pass"),
    ("It costs $39.", "block"),
    ("It costs $40.", "block"),
    ("It costs €39.99.", "block"),
    ("这款只要39.99元。", "block"),
    ("三十九块九毛九就能带走。", "block"),
    ("It costs £39.99.", "block"),
    ("It is under $40.", "pass"),
    ("It was $49.99, now it is $39.99.", "pass"),
    ("The list price is $49.99.", "pass"),
    ("It is $49.99.", "block"),
    ("It goes for $39.99-$45.", "block"),
    ("Forty dollars and it is yours.", "block"),
    # savings
    ("That is 20% off.", "pass"),
    ("You save $10 today.", "pass"),
    ("现在打八折。", "pass"),
    ("That is 30% off.", "block"),
    ("You save $15 on it.", "block"),
    ("It's half price now.", "block"),
    ("现在打五折。", "block"),
    ("It has a discount now.", "pass"),
    ("It's 39.99 dollars off.", "block"),
    ("It costs fifty.", "block"),
    ("It costs $50.", "block"),
    ("只要三九九！", "block"),
    # quantities
    ("It holds 1.7 liters.", "pass"),
    ("It holds 1700 ml.", "pass"),
    ("容量一点七升。", "pass"),
    ("It holds 2 liters.", "block"),
    ("It holds 1.7 gallons.", "block"),
    ("It boils in four minutes.", "pass"),
    ("It boils in 240 seconds.", "pass"),
    ("It boils in 3 minutes.", "block"),
    ("四分钟就烧开了。", "pass"),
    ("It comes with 2 lids.", "pass"),
    ("It comes with two lids.", "pass"),
    ("It comes with 3 lids.", "block"),
    ("It comes with 2 kettles.", "block"),
    ("Return it within 30 days.", "pass"),
    ("Return it within a month or 60 days.", "block"),
    ("It has a 5-year warranty.", "block"),
    ("It is 304 stainless steel.", "pass"),
    ("It is IPX4, so splashes are fine.", "pass"),
    ("It is IPX7, so splashes are fine.", "block"),
    ("It uses a USB3 cable.", "block"),
    ("We are here 24/7.", "block"),
    ("９９％的人都喜欢。", "block"),
    ("It is 100% safe.", "block"),
    # stock
    ("It's in stock.", "pass"),
    ("现在有货。", "pass"),
    ("Only 3 left!", "pass"),
    ("只剩三件了！", "pass"),
    ("We have 3 left in stock.", "pass"),
    ("Only 2 left!", "block"),
    ("只剩2件了！", "block"),
    ("Only one left!", "block"),
    ("This is the last one!", "block"),
    ("It's almost gone!", "pass"),
    ("It's sold out.", "block"),
    ("It is not in stock.", "block"),
    ("已经卖完了。", "block"),
    ("Let me check whether it is in stock.", "pass"),
    ("我帮大家核实一下是否有货。", "pass"),
    # offers
    ("Free shipping on orders over $50!", "pass"),
    ("Shipping is free for everything!", "block"),
    ("全场包邮！", "block"),
    ("There is no free shipping here.", "pass"),
    ("This is the lowest price anywhere.", "block"),
    ("全网最低价！", "block"),
    ("It's today only!", "block"),
    ("限时秒杀！", "block"),
    ("Buy two, get one!", "block"),
    ("买一送一！", "block"),
    ("Two for one!", "block"),
    ("Lifetime warranty!", "block"),
    ("30 days of warranty.", "block"),
    ("We have thousands in stock.", "block"),
    ("最后三单！", "pass"),
    ("最后五单！", "block"),
    # who speaks
    ("I use it every day.", "block"),
    ("I've been using this at home.", "block"),
    ("My kids love it.", "block"),
    ("我自己也在用。", "block"),
    ("我用过，真的好用。", "block"),
    ("I'm a real person.", "block"),
    ("I'm not an AI.", "block"),
    ("我是真人主播。", "block"),
    ("I'm an AI host, so I can't use it myself.", "pass"),
    ("I'm not a real person, I'm an AI.", "pass"),
    ("我不是真人，我是AI主播。", "pass"),
    ("我没用过，我是AI。", "pass"),
    ("Visit www.cheap.example now.", "block"),
    ("Visit cheap-kettles.shop now.", "block"),
    ("Write to me@evil.example.", "block"),
    ("Call 555 123 4567.", "block"),
    ("加我微信聊。", "block"),
    ("Write to help@lumen.example.", "pass"),
    ("Call 555-010-9999.", "pass"),
    # harmless
    ("This one is lovely, and the other one too.", "pass"),
    ("Two things I like about it.", "pass"),
    ("这一款真的十分好看，千万别错过。", "pass"),
    ("First, let me show you the lid.", "pass"),
    ("Give me one second.", "pass"),
    ("Type 1 if you like it!", "pass"),
    ("喜欢的扣1！", "pass"),
    ("It makes lovely tea.", "pass"),
    # stock in vague words
    ("There are tons left!", "block"),
    ("We have plenty in stock.", "block"),
    ("It is selling out!", "block"),
    ("货很多！", "block"),
    ("库存充足。", "block"),
    # days
    ("It ships tomorrow.", "block"),
    ("It arrives by Friday.", "block"),
    ("明天就到。", "block"),
    ("See you tomorrow!", "pass"),
    ("今天的直播先到这里。", "pass"),
    # said of another attribute
    ("It weighs 1.7 kg.", "block"),
    ("It holds 1.7 watts.", "block"),
    ("The capacity is 2 liters.", "block"),
    ("It has a 30-day battery.", "block"),
    # words
    ("It is waterproof.", "block"),
    ("It is dishwasher safe.", "block"),
    ("It is made of titanium.", "block"),
    ("It is made of steel.", "pass"),
    ("It comes in red.", "block"),
    ("它是防水的。", "block"),
    ("I can't say whether it is waterproof.", "pass"),
    ("Is it waterproof? Let me check.", "pass"),
    # others
    ("It is cheaper than on Amazon.", "block"),
    ("It cures headaches.", "block"),
    ("It is good for your back.", "block"),
    ("It helps you lose weight.", "block"),
    ("It is the best kettle.", "block"),
    ("I do my best for you.", "pass"),
    # not speakable
    ("", "block"),
    ("…!", "block"),
    ("It is $3\u200b9.99.", "block"),
    ("word " * 200, "block"),
]


@pytest.mark.parametrize(("text", "decision"), CASES)
def test_line_is_judged_by_its_claims(text: str, decision: Decision) -> None:
    verdict = check(text)
    assert verdict.decision == decision, (verdict.rule, verdict.evidence)
    assert (verdict.line is None) == (decision == "block")
    assert bool(verdict.rule) == (decision == "block")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It holds 1.7 liters, and it costs $12.", "It holds 1.7 liters."),
        ("It costs $12, and it holds 1.7 liters.", "It holds 1.7 liters."),
        ("It makes lovely tea (only $12 today).", "It makes lovely tea."),
        ("It makes lovely tea, plus free shipping!", "It makes lovely tea!"),
        ("这款水壶很好看，只要12块钱。", "这款水壶很好看。"),
        ("It makes lovely tea; you save $25.", "It makes lovely tea."),
    ],
)  # fmt: skip
def test_unsupported_clause_is_taken_out(text: str, left: str) -> None:
    verdict = check(text)
    assert verdict.decision == "rewrite"
    assert verdict.line is not None
    assert verdict.line.text.startswith(left.rstrip(".!。"))
    assert not {"12", "25"} & set(verdict.line.text.replace("$", " ").split())
    assert verdict.rule
    assert verdict.evidence


@pytest.mark.parametrize(
    "text",
    [
        "It is waterproof, but only to 1 meter.",
        "If you buy 3 of them, you get a bag.",
        "You get a bag, if you buy 3 of them.",
        "It costs $12, which is nice.",
        "买满3件，您就可以拿到袋子。",
        "Nice, it costs $12.",
    ],
)
def test_a_sentence_is_not_rewritten_when_its_truth_may_hang_on_what_goes(text: str) -> None:
    assert check(text).decision == "block"


def test_a_verdict_says_which_rules_object_and_why() -> None:
    verdict = check("It costs $12 and it is the best.")
    assert verdict.evidence == ("$12", "the best")
    assert verdict.reasons == (
        "price: No current fact has this price.",
        "superlative: A superlative or absolute claim that no fact carries.",
    )
    assert check("It costs $39.99.").reasons == ()


def test_passed_line_names_the_facts_that_carry_it() -> None:
    verdict = check("It costs $39.99 and holds 1.7 L.")
    assert verdict.fact_ids == ("kettle/price", "kettle/capacity")
    assert verdict.line is not None
    assert verdict.line.fact_ids == verdict.fact_ids


def test_nothing_is_carried_without_facts() -> None:
    assert check("It costs $39.99.", []).decision == "block"
    assert check("It makes lovely tea.", []).decision == "pass"


def test_stale_fact_carries_no_claim() -> None:
    stale = [Fact("k/price", "price", "k", "price", Money(3999, "USD"), fresh_until=NOW)]
    assert check("It costs $39.99.", stale).decision == "block"


@pytest.mark.parametrize(
    ("stock", "text", "decision"),
    [
        (0, "It's sold out.", "pass"),
        (0, "It's in stock.", "block"),
        (False, "已经卖完了。", "pass"),
        (True, "It's in stock.", "pass"),
        (True, "Only 3 left!", "block"),
        (True, "It's almost gone!", "block"),
        (200, "It's almost gone!", "block"),
        (1, "This is the last one!", "pass"),
        (1, "只剩一件！", "pass"),
        (3, "It costs 3 dollars.", "block"),
    ],
)
def test_stock_claims_follow_the_stock_fact(stock: int | bool, text: str, decision: Decision) -> None:
    assert check(text, kettle(stock)).decision == decision


def two_products() -> tuple[list[Fact], dict[str, str]]:
    facts = [
        Fact("a/price", "price", "a", "price", Money(1000, "USD")),
        Fact("b/price", "price", "b", "price", Money(2000, "USD")),
    ]
    return facts, {"Aqua One 500": "a", "Brew Mug": "b", "X100": ""}


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("The Aqua One 500 is $10.", "pass"),
        ("The Aqua One 500 is $20.", "block"),
        ("The Brew Mug is $20.", "pass"),
        ("The Brew Mug is $10.", "block"),
        ("It is $10.", "pass"),
        ("The Aqua One 500 is $10, and the Brew Mug is $20.", "pass"),
        ("The X100 is $10.", "pass"),
        ("The X200 is $10.", "block"),
        ("The Aqua One 5000 is $10.", "block"),
    ],
)
def test_named_product_answers_for_its_own_price(text: str, decision: Decision) -> None:
    facts, names = two_products()
    guard = Guard(now=lambda: NOW)
    verdict = guard.check(Line("t.0", "t", 0, text, "en"), guard.ledger(facts, names))
    assert verdict.decision == decision


def three_products() -> tuple[list[Fact], dict[str, str]]:
    facts = [
        Fact("a/price", "price", "a", "price", Money(1000, "USD")),
        Fact("a/weight", "attribute", "a", "weight", Quantity(300, "g"), {"en": "weight", "zh": "重量"}),
        Fact("a/safe", "attribute", "a", "safe", True, {"en": "dishwasher safe", "zh": "可用洗碗机"}),
        Fact("a/color", "attribute", "a", "color", "sage green", {"en": "color", "zh": "颜色"}),
        Fact("b/price", "price", "b", "price", Money(2000, "USD")),
        Fact("b/weight", "attribute", "b", "weight", Quantity(1.2, "kg"), {"en": "weight", "zh": "重量"}),
        Fact("b/safe", "attribute", "b", "safe", False, {"en": "dishwasher safe", "zh": "可用洗碗机"}),
        Fact("b/color", "attribute", "b", "color", "matte black", {"en": "color", "zh": "颜色"}),
    ]
    return facts, {"Aqua kettle": "a", "Brew Mug": "b", "水壶": "a", "杯子": "b"}


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("It is cheaper than the Brew Mug.", "pass"),
        ("It is lighter than the Brew Mug.", "pass"),
        ("The Brew Mug is heavier than the Aqua kettle.", "pass"),
        ("It isn't heavier than the Brew Mug.", "pass"),
        ("It is pricier than the Brew Mug.", "block"),
        ("It is taller than the Brew Mug.", "block"),
        ("It is nicer than the Brew Mug.", "block"),
        ("It is $10 cheaper than the Brew Mug.", "pass"),
        ("它比杯子轻。", "pass"),
        ("它比杯子重。", "block"),
        ("它比杯子好用。", "block"),
        ("杯子比水壶贵。", "pass"),
        ("It is dishwasher safe.", "pass"),
        ("It isn't dishwasher safe.", "block"),
        ("The Brew Mug is dishwasher safe.", "block"),
        ("The Brew Mug isn't dishwasher safe.", "pass"),
        ("Dishwasher safe? Yes!", "pass"),
        ("Dishwasher safe? No, sorry.", "block"),
        ("杯子可用洗碗机：否。", "pass"),
        ("杯子可用洗碗机：是。", "block"),
        ("The color is sage green.", "pass"),
        ("The color is matte black.", "block"),
        ("颜色是matte black。", "block"),
        ("It is $20.", "block"),
        ("The weight is 1.2 kg.", "block"),
        ("It weighs 0.3 kilos.", "pass"),
        ("The Aqua kettle Pro is $10.", "block"),
        ("The Aqua X300 is $10.", "block"),
        ("Have a look at the Aurora kettle.", "block"),
        ("水壶Pro只要10美元。", "block"),
        ("水壶二代只要10美元。", "block"),
    ],
)
def test_claims_rest_on_the_product_talked_about(text: str, decision: Decision) -> None:
    facts, names = three_products()
    guard = Guard(now=lambda: NOW)
    verdict = guard.check(Line("t.0", "t", 0, text, "en"), guard.ledger(facts, names, "a"))
    assert verdict.decision == decision, (verdict.rule, verdict.evidence)


def test_line_about_nobody_knows_which_must_be_true_of_one_product() -> None:
    facts, names = three_products()
    guard = Guard(now=lambda: NOW)
    ledger = guard.ledger(facts, names)
    for text, decision in (
        ("It is $10 and weighs 300 g.", "pass"),
        ("It is $10 and weighs 1.2 kg.", "block"),
    ):
        assert guard.check(Line("t.0", "t", 0, text, "en"), ledger).decision == decision


def test_the_shops_own_words_may_be_repeated() -> None:
    words = "Everything has a 1 year warranty, except the case, which has 5. We repair it."
    fact = Fact("shop/warranty", "policy", "shop", "warranty", words, text={"en": words})
    assert check(words, [fact]).decision == "pass"
    assert check("The case, which has 5.", [fact]).decision == "block"
    denial = Fact("k/p", "point", "k", "p", "x", text={"en": "It is not waterproof."})
    assert check("Waterproof.", [denial]).decision == "block"


def test_facts_that_cannot_be_read_carry_nothing() -> None:
    broken = Fact("k/x", "attribute", "k", "x", "y", text={"en": None})  # type: ignore[dict-item]
    assert check("It costs $39.99.", [*kettle(), broken]).decision == "block"


def test_guard_that_fails_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> list[object]:
        raise LookupError(text)

    monkeypatch.setattr("agent.guard.examining.read", fail)
    verdict = check("It makes lovely tea.")
    assert (verdict.decision, verdict.rule, verdict.line) == ("block", "error", None)


def test_changed_fact_is_read_anew() -> None:
    guard = Guard(now=lambda: NOW)
    line = Line("t.0", "t", 0, "It costs $40.", "en")
    for minor, decision in ((4000, "pass"), (4100, "block"), (4000, "pass")):
        fact = Fact("k/price", "price", "k", "price", Money(minor, "USD"))
        assert guard.check(line, [fact]).decision == decision


@given(st.text(max_size=300))
def test_whatever_is_written_gets_a_verdict_and_no_rewrite_adds_claims(text: str) -> None:
    verdict = check(text)
    assert (verdict.line is None) == (verdict.decision == "block")
    if verdict.line is not None:
        assert check(verdict.line.text).decision == "pass"


@given(st.integers(1, 99_999), st.sampled_from(["It costs ${}.", "Only {} dollars!", "一共{}美元。"]))
def test_no_other_price_than_the_facts_passes(dollars: int, pattern: str) -> None:
    facts = [Fact("k/price", "price", "k", "price", Money(dollars * 100, "USD"))]
    assert check(pattern.format(dollars), facts).decision == "pass"
    assert check(pattern.format(dollars + 1), facts).decision == "block"


@pytest.mark.parametrize(
    "unit", ["a.", "a@", "I've ", "free ", "no ", "(1", "1,", "3 left ", "我也", "my ", "not "]
)
def test_checking_stays_quick_on_repetition(unit: str) -> None:
    assert check((unit * 600)[:600]).decision in ("pass", "block", "rewrite")


@pytest.mark.parametrize("lead", ["", "给你念一下，", "单子上，", "这个我熟，"])
@pytest.mark.parametrize("says", ["写着", "标着", "这边显示", "标的是"])
def test_value_read_out_behind_a_lead_in_is_judged_as_the_value(lead: str, says: str) -> None:
    colour = {"en": "color", "zh": "颜色"}
    sage = {"en": "sage green", "zh": "鼠尾草绿"}
    fact = Fact("kettle/color", "attribute", "kettle", "color", "sage green", colour, sage)
    assert check(f"{lead}它的颜色{says}鼠尾草绿。", [fact]).decision == "pass"
    assert check(f"{lead}它的颜色{says}雾霾蓝。", [fact]).decision != "pass"
