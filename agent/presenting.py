"""What the product card says."""

from __future__ import annotations

from agent.lanes import spoken
from avatar.media import Card
from knowledge.model import Fact, Money, Product, text_in

LOW_STOCK = 10
"""Pieces from which the card names the number left."""

_NOTES = {
    "en": {"out": "Sold out", "low": "{n} left", "in": "In stock"},
    "zh": {"out": "已售罄", "low": "仅剩 {n} 件", "in": "有货"},
}


def in_stock(product: Product) -> bool:
    """Whether a product can be pitched: its stock is not known to be nothing."""
    stock = product.fact("stock")
    return stock is None or stock.value not in (0, False)


def card_of(product: Product, language: str, now: float) -> Card:
    """A product's card; what is no longer fresh is left off.

    Args:
        product: As the catalogue has it.
        language: Of the room.
        now: Unix seconds.
    """
    return Card(
        product_id=product.id,
        name=text_in(product.name, language),
        price=_money(product.fact("price"), language, now),
        was=_money(product.fact("list_price"), language, now),
        note=_stock(product.fact("stock"), language, now),
        picture=product.picture,
    )


def _money(fact: Fact | None, language: str, now: float) -> str:
    if fact is None or not isinstance(fact.value, Money) or not fact.fresh(now):
        return ""
    return spoken.money(fact.value, language)


def _stock(fact: Fact | None, language: str, now: float) -> str:
    if fact is None or not fact.fresh(now):
        return ""
    notes = _NOTES.get(language, _NOTES["en"])
    if isinstance(fact.value, bool):
        return notes["in"] if fact.value else notes["out"]
    if not isinstance(fact.value, int):
        return ""
    if fact.value <= 0:
        return notes["out"]
    return notes["low"].format(n=fact.value) if fact.value <= LOW_STOCK else notes["in"]
