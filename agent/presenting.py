"""What the product card says."""

from __future__ import annotations

from agent.lanes import spoken
from avatar.media import Card
from knowledge.model import OFFER_ENDS, Fact, Money, Product, text_in

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
        stock=_pieces(product.fact("stock"), now),
        until=_ends(product, now),
        off=_off(product, now),
        picture=product.picture,
    )


def _money(fact: Fact | None, language: str, now: float) -> str:
    if fact is None or not isinstance(fact.value, Money) or not fact.fresh(now):
        return ""
    return spoken.money(fact.value, language)


def _fresh_money(fact: Fact | None, now: float) -> Money | None:
    return fact.value if fact is not None and isinstance(fact.value, Money) and fact.fresh(now) else None


def _off(product: Product, now: float) -> str:
    """How much less than before it costs, in whole percent, rounded down; empty under one."""
    price, was = _fresh_money(product.fact("price"), now), _fresh_money(product.fact("list_price"), now)
    if price is None or was is None or price.currency != was.currency or was.minor <= 0:
        return ""
    percent = 100 * (was.minor - price.minor) // was.minor
    return f"-{percent}%" if percent >= 1 else ""


def _ends(product: Product, now: float) -> float | None:
    """Unix seconds at which an offer ends; ``None`` where there is none, or its price is not known."""
    ends = product.fact(OFFER_ENDS)
    if ends is None or not ends.fresh(now) or _fresh_money(product.fact("price"), now) is None:
        return None
    return ends.fresh_until


def _pieces(fact: Fact | None, now: float) -> int | None:
    """Pieces left, where the number is known."""
    if fact is None or not fact.fresh(now) or isinstance(fact.value, bool) or not isinstance(fact.value, int):
        return None
    return max(0, fact.value)


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
