"""What is true of a shop: products, typed facts, policies and approved answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Text = Mapping[str, str]
"""Text by language (BCP 47 primary subtag). ``und`` marks text whose language nobody stated."""

FactKind = Literal["price", "list_price", "stock", "attribute", "point", "policy", "faq", "lookup"]
"""``lookup``: what a tool found out just now, in words (a coupon, shipping to a place, an order's state)."""

OFFER_ENDS = "offer_ends"
"""Name of the fact that a price below the list price ends; it is fresh until that very moment."""

SHOP = "shop"
"""The subject of a fact that is about no single product."""


def text_in(text: Text, language: str) -> str:
    """The text in a language, else in English, else in whatever language there is, else ``""``."""
    for key in (language, "en", "und"):
        if text.get(key):
            return text[key]
    return next((value for value in text.values() if value), "")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money."""

    minor: int
    """In the currency's smallest unit (cents, 分; whole yen for JPY)."""
    currency: str
    """ISO 4217, upper case."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit."""

    number: float
    unit: str
    """As printed: ``cm``, ``ml``, ``h``; empty for a bare count."""


Value = Money | Quantity | bool | int | str | tuple[str, ...]
"""``int`` is a stock count; a stock of unknown size is the ``bool`` "in stock"."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be said, and why we believe it."""

    id: str
    """Stable: ``<product id>/<name>`` or ``shop/<name>``."""
    kind: FactKind
    subject: str
    """Product id, or ``shop``."""
    name: str
    """Machine name: ``price``, ``capacity``, ``returns``."""
    value: Value
    label: Text = field(default_factory=dict)
    """How a person calls it: ``{"en": "capacity", "zh": "容量"}``."""
    text: Text = field(default_factory=dict)
    """Ready to be said or shown (policies, FAQ, selling points, text attributes by language)."""
    source: str = ""
    """File and row, or URL."""
    at: float = 0.0
    """Unix seconds: when it was read."""
    fresh_until: float | None = None
    """Unix seconds after which it is not spoken as current; ``None``: does not age."""

    def fresh(self, now: float) -> bool:
        """Whether it may still be spoken as current at ``now`` (Unix seconds)."""
        return self.fresh_until is None or now < self.fresh_until


@dataclass(frozen=True, slots=True)
class Product:
    """One product as the catalogue has it."""

    id: str
    name: Text
    brand: str = ""
    category: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    """Other names viewers use, SKU, EAN, model number."""
    picture: str = ""
    """Path of a picture file, absolute, or empty."""
    facts: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The fact of that machine name, if there is one."""
        return next((fact for fact in self.facts if fact.name == name), None)


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """A reply that a person approved, for questions like these."""

    id: str
    questions: Mapping[str, tuple[str, ...]]
    """Ways of asking it, by language."""
    replies: Mapping[str, tuple[str, ...]]
    """Wordings, by language, used in turn."""
    product_id: str = ""
    """The product it is about; empty for the whole shop."""
    fact: Fact | None = None
    """What the guard checks its replies against."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    product: Product
    score: float
    """Fused score; comparable within one result list only."""
    sure: bool
    """Whether the question names this product (name, alias, model number, brand with category)
    rather than merely resembling it."""
    reasons: tuple[str, ...] = ()
    """Why: ``name``, ``alias``, ``lexical``, ``dense``."""


@dataclass(frozen=True, slots=True)
class AnswerHit:
    """An approved answer that fits a question."""

    answer: ApprovedAnswer
    similarity: float
    """0 … 1."""
