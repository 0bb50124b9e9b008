"""What the shop knows of a question: a composed reply, or the products and facts that a model may use."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.lanes import spoken
from agent.lanes.base import Ask, Composed
from agent.lanes.prompt import relevant
from knowledge.errors import ShopError
from knowledge.model import Fact, Hit, Product

_PRODUCTS = 3
"""Products whose facts the model is shown."""
FAILURES = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
    sqlite3.Error,
    ShopError,
    TimeoutError,
)
"""What a catalogue or a lane may raise; an answer goes on without it."""


class Catalogue(Protocol):
    """What is needed of ``knowledge.shop.Shop``."""

    def search(self, question: str, *, k: int = ..., language: str = ...) -> list[Hit]:
        """Products that fit a question, best first."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """The product of that id."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Facts about no single product."""
        ...

    def fact(self, fact_id: str, /) -> Fact | None:
        """One fact of a product, a policy, or what an approved answer rests on."""
        ...


class Composer(Protocol):
    """What is needed of ``agent.lanes.fact.FactLane``."""

    def answer(self, ask: Ask) -> Composed | None:
        """A reply made of facts, or None when the question is not surely one of those."""
        ...

    def abstain(self, ask: Ask) -> Composed:
        """How the persona says that it does not know."""
        ...


class ToolAnswers(Protocol):
    """What is needed of ``agent.lanes.tool_lane.ToolLane``."""

    async def answer(self, ask: Ask) -> Composed | None:
        """A reply made of what a tool returned, or None at once where no tool plainly answers."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What the catalogue and the tools gave."""

    composed: Composed | None
    products: tuple[Product, ...] = ()
    facts: tuple[Fact, ...] = ()
    sure: tuple[str, ...] = ()
    """Ids of the products that the question surely is about."""
    by_tool: bool = False
    """Whether a tool gave the reply."""


def find(shop: Catalogue, lane: Composer, ask: Ask, now: float | None) -> Found:
    """Ask the fact lane and, if it does not answer, the catalogue. Blocking.

    Args:
        shop: The catalogue.
        lane: Replies without a model.
        ask: The question.
        now: Unix seconds, for the facts that a model is shown; None if there is no model.
    """
    composed = lane.answer(ask)
    if composed is not None:
        return Found(composed, products_of(shop, composed.product_ids), composed.facts)
    if now is None:
        return Found(None)
    hits = shop.search(ask.question, k=_PRODUCTS, language=ask.language)
    sure = [hit.product.id for hit in hits if hit.sure]
    others = [hit.product.id for hit in hits if not hit.sure]
    context = [ask.on_stage, *ask.recent[:1]]
    products = products_of(shop, [*sure, *context, *others])[:_PRODUCTS]
    facts = relevant(ask, products, shop.shop_facts(), now)
    return Found(None, products, facts, tuple(sure[:_PRODUCTS]))


def named(shop: Catalogue, ask: Ask) -> tuple[str, ...]:
    """Ids of the products that a question surely names. Blocking; none where the catalogue fails."""
    try:
        hits = shop.search(ask.question, language=ask.language)
    except FAILURES:
        return ()
    return tuple(hit.product.id for hit in hits if hit.sure)


def products_of(shop: Catalogue, ids: Sequence[str]) -> tuple[Product, ...]:
    """The products of these ids, each once, without those that do not exist. Blocking."""
    found = (shop.product(id) for id in dict.fromkeys(ids) if id)
    return tuple(product for product in found if product is not None)


def merged(facts: Sequence[Fact], newer: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts with newer ones put in: of the same thing only the newer may be said."""
    known = {(fact.subject, fact.name): fact for fact in facts}
    known |= {(fact.subject, fact.name): fact for fact in newer}
    return tuple(known.values())


def names(products: Sequence[Product]) -> dict[str, str]:
    """Names by which a line may call these products, for the guard.

    A full name, or as much of it as is spoken, says which product a sentence is about, and so does an alias
    or model number that only one of them has; a brand may only be spoken.
    """
    known: dict[str, str] = {}
    for product in products:
        for alias in product.aliases:
            known[alias] = "" if known.get(alias, product.id) != product.id else product.id
    for product in products:
        known |= dict.fromkeys([product.brand], "")
    for product in products:
        spoken_names = (spoken.name(product, language).removeprefix("the ") for language in product.name)
        known |= dict.fromkeys((*product.name.values(), *spoken_names), product.id)
    known.pop("", None)
    return known
