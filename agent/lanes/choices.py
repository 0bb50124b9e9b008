"""What is said when products are asked for by what they are like: the cheapest, under a price, red ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.lanes import spoken
from agent.lanes.phrasing import Phrasing, Reply
from agent.lanes.reading import split
from knowledge.model import Fact, Hit, Money, Product

NAMED = 3
"""Products named in one breath."""
LOOKED_AT = 12
"""Products looked at for those that can be spoken of."""


class Understood(Protocol):
    """What is needed of ``knowledge.filters.Understood``."""

    @property
    def topic(self) -> str:
        """The kind of thing asked for; empty for anything."""
        ...

    @property
    def at_most(self) -> Money | None:
        """The highest price wanted."""
        ...

    @property
    def order(self) -> str:
        """``cheapest``, ``dearest`` or empty."""
        ...

    @property
    def other_currency(self) -> str:
        """A currency that prices here are not in; then the price asked for was not applied."""
        ...

    @property
    def filtered(self) -> bool:
        """Whether anything but a kind of thing was asked for."""
        ...


class Selection(Protocol):
    """What is needed of ``knowledge.search.Selection``."""

    @property
    def understood(self) -> Understood:
        """What was read from the question."""
        ...

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The products that fit, in the order asked for."""
        ...

    @property
    def considered(self) -> int:
        """How many products are of that kind at all."""
        ...


class Shop(Protocol):
    """What is needed of a shop."""

    def select(self, question: str, *, k: int = 5) -> Selection:
        """The products that fit what a question asks for."""
        ...


class Choices:
    """Composes replies that name products which fit."""

    def __init__(self, shop: Shop, phrasing: Phrasing, now: Callable[[], float]) -> None:
        """Say things with a persona's wordings; ``now`` gives Unix seconds."""
        self._shop = shop
        self._phrasing = phrasing
        self._now = now

    def reply(self, question: str, language: str, *, sure: bool) -> Reply | None:
        """Products that fit a question, with their current prices; ``None`` where it asks for nothing clear.

        A price that is not current is not spoken: the host says that it will check.

        Args:
            question: A viewer's words.
            language: Of the reply.
            sure: Whether products are surely asked for, so that none may be said to be there.
        """
        selection = self._shop.select(question, k=LOOKED_AT)
        wanted = selection.understood
        if wanted.other_currency or not (wanted.filtered or wanted.topic):
            return None
        if not selection.hits:
            if not sure or (wanted.topic and not selection.considered):
                return None
            if wanted.at_most and (dearer := self._from(wanted, language)) is not None:
                return dearer
            said = self._phrasing.say("nothing_found", language)
            return Reply(said, abstained=True, reason="nothing fits")
        found = [hit.product for hit in selection.hits]
        if wanted.topic:
            found = [one for one in found if is_a(one, wanted.topic)] or (found if wanted.filtered else [])
        buyable = [one for one in found if not _gone(one)]
        if wanted.order and buyable and self._price(buyable[0]) is None:
            return self._stale(buyable[0], language)
        offers = [(one, fact) for one in buyable if (fact := self._price(one)) is not None][:NAMED]
        if not offers:
            return self._stale(buyable[0], language) if buyable else None
        return self._named(offers[:1] if wanted.order == "cheapest" else offers, wanted, language)

    def _from(self, wanted: Understood, language: str) -> Reply | None:
        """Where prices of that kind start, as nothing fits the budget."""
        words = f"最便宜的{wanted.topic}" if language == "zh" else f"cheapest {wanted.topic}"
        hits = self._shop.select(words, k=LOOKED_AT).hits
        first = next((hit.product for hit in hits if not _gone(hit.product)), None)
        price = self._price(first) if first is not None else None
        if first is None or price is None:
            return None
        values = {"product": spoken.name(first, language), "price": spoken.value(price, language)}
        said = self._phrasing.say("nothing_fits", language, **values)
        return Reply(said, (price,), (first,), reason="budget")

    def _named(self, offers: Sequence[tuple[Product, Fact]], wanted: Understood, language: str) -> Reply:
        facts = tuple(fact for _, fact in offers)
        products = tuple(product for product, _ in offers)
        if wanted.order == "cheapest" and not wanted.topic and not wanted.at_most:
            values = {
                "product": spoken.name(products[0], language),
                "price": spoken.value(facts[0], language),
            }
            said = self._phrasing.say("price_from", language, **values)
            return Reply(said, facts, products, reason="cheapest")
        listed = spoken.listing([spoken.priced(one, fact, language) for one, fact in offers], language)
        said = self._phrasing.say("fits" if wanted.at_most else "found", language, products=listed)
        return Reply(said, facts, products, reason="cheapest" if wanted.order else "selection")

    def _price(self, product: Product) -> Fact | None:
        fact = product.fact("price")
        current = fact is not None and isinstance(fact.value, Money) and fact.fresh(self._now())
        return fact if current else None

    def _stale(self, product: Product, language: str) -> Reply:
        values = {
            "product": spoken.name(product, language),
            "attribute": "价格" if language == "zh" else "price",
        }
        said = self._phrasing.say("stale", language, **values)
        return Reply(said, (), (product,), abstained=True, reason="stale")


def is_a(product: Product, topic: str) -> bool:
    """Whether a product's own words hold all that it is called by."""
    names = (*product.name.values(), *product.aliases, product.brand, *product.category.values())
    own = {word for name in names for word in split(name)}
    return all(word in own for word in split(topic))


def _gone(product: Product) -> bool:
    stock = product.fact("stock")
    return stock is not None and (stock.value is False or stock.value == 0)
