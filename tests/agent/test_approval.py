from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.answers.approval import Approval, NotSoError
from agent.lanes.approved import ApprovedReplies
from agent.lanes.base import Ask, Composed
from knowledge.model import ApprovedAnswer, Fact, Hit, Money, Product

NOW = 1_000_000.0


def kettle(
    price: int = 4500, *, stock: int = 8, listed: int = 0, fresh_until: float | None = None
) -> Product:
    facts = [
        Fact("k/price", "price", "k", "price", Money(price, "USD"), {"en": "price"}, fresh_until=fresh_until),
        Fact("k/stock", "stock", "k", "stock", stock, {"en": "stock"}, fresh_until=fresh_until),
    ]
    if listed:
        facts.append(
            Fact("k/list_price", "list_price", "k", "list_price", Money(listed, "USD"), {"en": "list"})
        )
    name = {"en": "Lumen kettle", "zh": "微光水壶"}
    return Product("k", name, "Lumen", aliases=("K100",), facts=tuple(facts))


SHIPPING = Fact(
    "shop/shipping",
    "policy",
    "shop",
    "shipping",
    "Shipping costs 5 dollars.",
    text={"en": "Shipping costs 5 dollars."},
)


def approval(product: Product | None) -> Approval:
    def named(text: str) -> Sequence[Product]:
        return [product] if product is not None and "Lumen" in text else []

    return Approval(lambda: NOW, lambda key: product if key == "k" else None, lambda: [SHIPPING], named)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is $45 today.", "en"),
        ("It's only forty-five dollars.", "en"),
        ("只要45美元。", "zh"),
        ("It holds 1.7 liters and takes 7 minutes.", "en"),
        ("Shipping costs $5 and takes 3 days.", "en"),
        ("Only 8 left!", "en"),
        ("It's in stock.", "en"),
    ],
)
def test_what_the_catalogue_carries_may_be_said(text: str, language: str) -> None:
    assert approval(kettle()).ready(text, language, "k").text == text


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("Yes, and it is $39 today.", "en", 'says "$39" but the price of the Lumen kettle is $45'),
        ("It costs thirty-nine dollars.", "en", "the price of the Lumen kettle is $45"),
        ("现在只要三十九美元。", "zh", "45美元"),
        ("Only 3 left!", "en", "the stock of the Lumen kettle is 8"),
        ("Sorry, it is sold out.", "en", "the stock of the Lumen kettle is 8"),
    ],
)
def test_what_the_catalogue_contradicts_may_not(text: str, language: str, says: str) -> None:
    with pytest.raises(NotSoError) as error:
        approval(kettle()).ready(text, language, "k")
    assert says in str(error.value)


def test_a_discount_must_be_the_one_there_is() -> None:
    assert approval(kettle(4000, listed=5000)).ready("It is 20% off.", "en", "k")
    with pytest.raises(NotSoError, match=r"down from \$50"):
        approval(kettle(4000, listed=5000)).ready("It is 30% off.", "en", "k")


def test_a_reply_for_the_whole_shop_is_held_to_the_product_it_names() -> None:
    with pytest.raises(NotSoError, match=r"\$45"):
        approval(kettle()).ready("The Lumen kettle is $39.", "en")
    assert approval(kettle()).ready("Gift wrap costs $3.", "en")


def test_placeholders_say_what_the_catalogue_says_now() -> None:
    ready = approval(kettle()).ready("{product} is {price}, {stock} left.", "en", "k")
    assert ready.text == "the Lumen kettle is $45, 8 left."
    assert [fact.id for fact in ready.facts] == ["k/price", "k/stock"]
    assert approval(kettle()).ready("现在{price}。", "zh", "k").text == "现在45美元。"


@pytest.mark.parametrize(
    ("product", "text", "says"),
    [
        (kettle(fresh_until=NOW - 1), "It is {price}.", "too old"),
        (kettle(fresh_until=NOW - 1), "It is $45.", "too old"),
        (kettle(), "It was {list_price}.", "does not have"),
        (kettle(stock=0), "{stock} left.", "above zero"),
        (kettle(), "It is {cost}.", "no placeholder {cost}"),
        (None, "It is nice.", "no product 'k'"),
    ],
)
def test_what_cannot_be_said_now_is_not(product: Product | None, text: str, says: str) -> None:
    with pytest.raises(NotSoError) as error:
        approval(product).ready(text, "en", "k")
    assert says in str(error.value)


def test_what_the_guard_would_stop_is_told_before() -> None:
    with pytest.raises(NotSoError, match="personal"):
        approval(kettle()).speakable("I use it every day.", "en", "k", None)


class SmallShop:
    def __init__(self, product: Product) -> None:
        self.held = product

    def product(self, product_id: str) -> Product | None:
        return self.held if product_id == "k" else None

    def shop_facts(self) -> Sequence[Fact]:
        return (SHIPPING,)

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        return []


def replies(shop: SmallShop) -> ApprovedReplies:
    return ApprovedReplies(shop, lambda: NOW)


def answer(*wordings: str, key: str = "a1", language: str = "en") -> ApprovedAnswer:
    return ApprovedAnswer(key, {"en": ("Why?",)}, {language: wordings}, "k")


def said(made: ApprovedReplies, one: ApprovedAnswer) -> str:
    composed = made.compose("Why?", one, "en")
    assert composed is not None
    return composed.text


def test_wordings_are_used_in_turn_whatever_is_answered_between() -> None:
    made = replies(SmallShop(kettle()))
    turns = []
    for number in range(6):
        turns.append(said(made, answer("One.", "Two.", "Three.")))
        for other in range(600):
            said(made, answer("Other.", key=f"b{number}-{other}"))
    assert turns == ["One.", "Two.", "Three."] * 2


def test_a_wording_that_is_no_longer_so_is_passed_over() -> None:
    shop = SmallShop(kettle())
    made = replies(shop)
    one = answer("It is $45.", "It is lovely.", "Ask me anything.")
    assert said(made, one) == "It is $45."
    shop.held = kettle(3900)
    assert [said(made, one) for _ in range(4)] == [
        "It is lovely.", "Ask me anything.", "It is lovely.", "Ask me anything.",
    ]  # fmt: skip


def test_an_answer_that_is_no_longer_so_is_not_used_and_the_reason_is_told() -> None:
    made = replies(SmallShop(kettle(3900)))
    assert made.compose("Why?", answer("It is $45."), "en") is None
    told = made.explained(Ask("Why?", "en"), Composed("I'll check.", abstained=True, reason="unknown"))
    assert told.reason == 'the answer a1 says "$45" but the price of the Lumen kettle is $39'
    again = made.explained(Ask("Why?", "en"), Composed("I'll check.", abstained=True, reason="unknown"))
    assert again.reason == "unknown"


def test_an_answer_in_another_language_is_not_read_out() -> None:
    made = replies(SmallShop(kettle()))
    assert made.compose("Why?", answer("因为好看。", language="zh"), "en") is None
    told = made.explained(Ask("Why?", "en"), Composed("I'll check.", abstained=True))
    assert told.reason == "the answer a1 has no wording in en, only zh"
