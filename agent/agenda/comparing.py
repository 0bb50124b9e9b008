"""A product beside another of its kind: prices and properties, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.agenda.telling import Teller, in_language
from agent.lanes import spoken
from agent.lanes.base import Composed
from knowledge.model import Fact, Money, Product, Quantity

OTHERS = 4
"""Products that one is compared with."""
ALIKE = 0.4
"""Share of telling attributes that two products of a kind have in common."""
_ANYTHING_HAS = frozenset(
    [
        "warranty", "weight", "color", "material", "height", "width", "length", "depth", "size", "sizes",
        "pieces", "care", "fit", "includes", "charging", "charging_port", "machine_washable",
        "dishwasher_safe", "brand", "origin",
    ]
)  # fmt: skip
"""Attributes that do not tell what kind of thing a product is."""


def comparisons(
    shop: Sequence[Product], product: Product, teller: Teller, language: str, now: float
) -> Iterator[Composed]:
    """Comparisons of a product with others of its category, the pair compared longest ago first.

    Args:
        shop: Products to compare with.
        product: The one that is talked about.
        teller: Whose words.
        language: One of the persona's.
        now: Unix seconds, for the freshness of facts.
    """
    others = {
        f"pair/{product.id}/{one.id}": one
        for one in shop
        if one.id != product.id and of_a_kind(product, one) and _in_stock(one)
    }
    for key in teller.by_age(others)[:OTHERS]:
        teller.told(key)
        yield from _pair(product, others[key], teller, language, now)


def of_a_kind(product: Product, other: Product) -> bool:
    """Whether a buyer might choose between two products: same category, and attributes that tell so."""
    if not set(product.category.values()) & set(other.category.values()):
        return False
    mine, theirs = _telling(product), _telling(other)
    both = len(mine | theirs)
    return both > 0 and len(mine & theirs) / both >= ALIKE


def _telling(product: Product) -> frozenset[str]:
    return frozenset(fact.name for fact in product.facts if fact.kind == "attribute") - _ANYTHING_HAS


def _pair(product: Product, other: Product, teller: Teller, language: str, now: float) -> Iterator[Composed]:
    names = {product.id: spoken.name(product, language), other.id: spoken.name(other, language)}
    shared = {
        f"pair/{mine.id}/{theirs.id}": (mine, theirs)
        for mine in product.facts
        if mine.kind == "attribute" and isinstance(mine.value, Quantity) and mine.fresh(now)
        if (theirs := other.fact(mine.name)) is not None and theirs.fresh(now) and _alike(mine, theirs)
    }
    prices = _current_price(product, now), _current_price(other, now)
    if prices[0] is not None and prices[1] is not None and _money(prices[0]) < _money(prices[1]):
        said = {
            "first": names[product.id],
            "first_price": spoken.value(prices[0], language),
            "second": names[other.id],
            "second_price": spoken.value(prices[1], language),
        }
        facts = (prices[0], prices[1])
        yield teller.words(
            ("compare_cheaper", "show_cheaper"), language, said, facts=facts, products=(product, other)
        )
    for key in teller.by_age(shared)[:2]:
        mine, theirs = shared[key]
        label = spoken.label(mine.label, language)
        if not label or not in_language(label, language):
            continue
        teller.told(key)
        said = {
            "attribute": label,
            "first": names[product.id],
            "first_value": spoken.value(mine, language),
            "second": names[other.id],
            "second_value": spoken.value(theirs, language),
        }
        yield teller.words(
            ("compare_attribute", "show_compare"), language, said, facts=(mine, theirs),
            products=(product, other),
        )  # fmt: skip


def _alike(mine: Fact, theirs: Fact) -> bool:
    return (
        isinstance(mine.value, Quantity)
        and isinstance(theirs.value, Quantity)
        and mine.value.unit == theirs.value.unit
        and mine.value.number != theirs.value.number
    )


def _current_price(product: Product, now: float) -> Fact | None:
    price = product.fact("price")
    return price if price is not None and price.fresh(now) and isinstance(price.value, Money) else None


def _money(fact: Fact) -> int:
    return fact.value.minor if isinstance(fact.value, Money) else 0


def _in_stock(product: Product) -> bool:
    stock = product.fact("stock")
    return stock is None or stock.value not in (0, False)
