"""The guard on lines written by hand, as chat models write for a host, about the demo shop."""

from __future__ import annotations

from pathlib import Path

import pytest

import knowledge
from agent.answers.answerer import names
from agent.events import Line
from agent.guard.guard import Guard
from agent.guard.ledger import Ledger
from knowledge.feeds.base import Reading
from knowledge.feeds.native import NativeFeed
from knowledge.model import Product

LINES = [
    tuple(row.split("|", 2))
    for row in (Path(__file__).parent / "guard_lines.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]
PRODUCTS = (
    "kettle-lumen", "lamp-heron", "bottle-brook", "lantern-wayfare", "powerbank-relay", "toothbrush-lark",
)  # fmt: skip


@pytest.fixture(scope="module")
def ledgers() -> dict[str, Ledger]:
    feed = NativeFeed(Path(knowledge.__file__).parent / "demo" / "shop.yaml", Reading("USD", "", 0.0))
    products = [row for row in feed.rows() if isinstance(row, Product) and row.id in PRODUCTS]
    shop = feed.shop()
    assert shop is not None
    facts = [*(fact for product in products for fact in product.facts), *shop.policies]
    guard = Guard(now=lambda: 0.0)
    return {product.id: guard.ledger(facts, names(products), product.id) for product in products}


def judged(ledgers: dict[str, Ledger], wanted: str) -> tuple[list[str], int]:
    guard = Guard(now=lambda: 0.0)
    wrong = []
    rows = [row for row in LINES if row[1] == wanted]
    for subject, _, text in rows:
        decision = guard.check(Line("t.0", "t", 0, text, "en"), ledgers[subject]).decision
        if (decision == "pass") != (wanted == "T"):
            wrong.append(text)
    return wrong, len(rows)


def test_false_lines_are_caught(ledgers: dict[str, Ledger]) -> None:
    missed, count = judged(ledgers, "F")
    assert count > 200
    assert len(missed) <= count * 0.01, missed


def test_true_and_innocent_lines_pass(ledgers: dict[str, Ledger]) -> None:
    stopped, count = judged(ledgers, "T")
    assert count > 200
    assert len(stopped) <= count * 0.02, stopped


@pytest.mark.parametrize(
    ("asked", "said", "decision"),
    [
        ("Is it dishwasher safe?", "Yes, absolutely!", "block"),
        ("Is it dishwasher safe?", "No, it isn't.", "pass"),
        ("Does it switch itself off?", "Yes, it does.", "pass"),
        ("Is it twenty dollars?", "Yes!", "block"),
        ("Is it twenty dollars?", "No, it's $39.", "pass"),
        ("能放洗碗机吗？", "可以的！", "block"),
        ("能放洗碗机吗？", "不可以哦。", "pass"),
        ("What do you think?", "Yes, why not.", "pass"),
    ],
)
def test_a_bare_yes_claims_what_was_asked(
    ledgers: dict[str, Ledger], asked: str, said: str, decision: str
) -> None:
    line = Line("t.0", "t", 0, said, "en")
    assert Guard(now=lambda: 0.0).check(line, ledgers["kettle-lumen"], asked=asked).decision == decision


def test_it_is_the_product_named_last(ledgers: dict[str, Ledger]) -> None:
    line = Line("t.0", "t", 0, "It costs $59.", "en")
    guard = Guard(now=lambda: 0.0)
    assert guard.check(line, ledgers["kettle-lumen"]).decision == "block"
    assert guard.check(line, ledgers["kettle-lumen"], about=frozenset({"lamp-heron"})).decision == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "It is $3 9 today.", "It is ＄２９ today.", "It is ٢٩ dollars.", "It is 𝟐𝟗 dollars.",
        "It is ②⑨ dollars.",
        "It is $2️⃣9️⃣.", "F-R-E-E shipping!", "f.r.e.e shipping!", "It's wаterproof.", "It is w$terproof.",
        "全 网 最 低 价！", "全*网*最低价！", "全網最低價！",
        "全场免·运·费！",
        "It is ﬁfty dollars.",
        "It’s frеe.", "廿九美元就能拿下。", "壹仟美元。", "Ｆｒｅｅ ｓｈｉｐｐｉｎｇ on everything!",
    ],
)  # fmt: skip
def test_disguises_do_not_slip_a_claim_past(ledgers: dict[str, Ledger], text: str) -> None:
    line = Line("t.0", "t", 0, text, "en")
    assert Guard(now=lambda: 0.0).check(line, ledgers["kettle-lumen"]).decision != "pass"
