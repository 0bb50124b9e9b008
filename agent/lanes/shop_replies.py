"""What is said of the shop as a whole: policies, what it sells, what fits a budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from agent.guard.numbers import Number
from agent.guard.units import same_currency
from agent.lanes import spoken
from agent.lanes.phrasing import Phrasing, Reply
from knowledge.model import Fact, Money, Product, Text, text_in
from knowledge.money import minor_digits

NAMED = 3
"""Products named in one breath."""
LOOKED_THROUGH = 500
"""A larger shop is not searched for its lowest price in the time a reply has."""
SENTENCES = 3
"""A longer policy is said up to here."""

TOPICS: dict[str, Text] = {
    "shipping": {"en": "shipping", "zh": "发货和运费"},
    "returns": {"en": "returns", "zh": "退换货"},
    "warranty": {"en": "the warranty", "zh": "质保"},
    "payment": {"en": "payment", "zh": "付款方式"},
    "support": {"en": "customer support", "zh": "客服"},
    "privacy": {"en": "privacy", "zh": "隐私"},
}
"""What a policy is called where the shop has none."""

_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|[。！？])\s*|.+$", re.DOTALL)


class Catalogue(Protocol):
    """What is needed of a shop here."""

    @property
    def title(self) -> Text:
        """Its name as shown and spoken."""
        ...

    def products(self, limit: int | None = None) -> list[Product]:
        """Its products, in order."""
        ...

    def shop_facts(self) -> tuple[Fact, ...]:
        """Its policies."""
        ...


class ShopReplies:
    """Composes replies about a shop."""

    def __init__(self, shop: Catalogue, phrasing: Phrasing, now: Callable[[], float]) -> None:
        """Say things with a persona's wordings; ``now`` gives Unix seconds."""
        self._shop = shop
        self._phrasing = phrasing
        self._now = now
        self._tour = 0

    def policy(self, kind: str, language: str) -> Reply:
        """The shop's own words on shipping, returns and so on."""
        fact = next((one for one in self._shop.shop_facts() if one.name == kind), None)
        text = spoken.value(fact, language) if fact else ""
        if fact is None or not text or not fact.fresh(self._now()):
            topic = spoken.label(TOPICS[kind], language)
            said = self._phrasing.say("unknown_policy", language, topic=topic)
            return Reply(said, abstained=True, reason="missing")
        short = "".join(_SENTENCE.findall(text)[:SENTENCES]).strip()
        return Reply(self._phrasing.say("told", language, text=short), (fact,), reason="policy")

    def catalogue(self, language: str) -> Reply | None:
        """A few of the products, others each time; ``None`` for an empty shop."""
        products = self._shop.products(limit=LOOKED_THROUGH)
        if not products:
            return None
        some = [products[(self._tour + step) % len(products)] for step in range(min(NAMED, len(products)))]
        self._tour = (self._tour + NAMED) % len(products)
        names = spoken.listing([spoken.name(product, language) for product in some], language)
        said = self._phrasing.say("catalogue", language, products=names, shop=self._title(language))
        return Reply(said, products=tuple(some), reason="catalogue")

    def which(self, products: Sequence[Product], language: str) -> Reply:
        """Ask which of several products is meant."""
        joint = "还是" if language == "zh" else "or"
        names = spoken.listing([spoken.name(one, language) for one in products], language, last=joint)
        said = self._phrasing.say("which_one", language, products=names)
        return Reply(said, products=tuple(products), reason="which")

    def cheapest(self, language: str) -> Reply | None:
        """Where prices start; ``None`` if no price can be said or the shop is too large to look through."""
        offers = self._offers()
        if not offers:
            return None
        product, fact, _ = offers[0]
        values = {"product": spoken.name(product, language), "price": spoken.value(fact, language)}
        return Reply(
            self._phrasing.say("price_from", language, **values), (fact,), (product,), reason="cheapest"
        )

    def under(self, limit: Number, language: str) -> Reply | None:
        """Products that fit a budget, the dearest of them first; else where prices start."""
        offers = self._offers()
        if not offers or not _comparable(limit, offers[0][2]):
            return None
        fitting = [offer for offer in offers if _whole(offer[2]) <= limit.value]
        if not fitting:
            product, fact, _ = offers[0]
            values = {"product": spoken.name(product, language), "price": spoken.value(fact, language)}
            said = self._phrasing.say("nothing_fits", language, **values)
            return Reply(said, (fact,), (product,), reason="budget")
        some = fitting[::-1][:NAMED]
        priced = [_priced(product, fact, language) for product, fact, _ in some]
        said = self._phrasing.say("fits", language, products=spoken.listing(priced, language))
        return Reply(
            said, tuple(fact for _, fact, _ in some), tuple(one for one, _, _ in some), reason="budget"
        )

    def _offers(self) -> list[tuple[Product, Fact, Money]]:
        """Products that can be bought, with their current prices in one currency, the lowest first."""
        products = self._shop.products(limit=LOOKED_THROUGH + 1)
        if len(products) > LOOKED_THROUGH:
            return []
        offers: list[tuple[Product, Fact, Money]] = []
        for product in products:
            fact, stock = product.fact("price"), product.fact("stock")
            gone = stock is not None and (stock.value is False or stock.value == 0)
            if fact is not None and isinstance(fact.value, Money) and fact.fresh(self._now()) and not gone:
                offers.append((product, fact, fact.value))
        if len({amount.currency for _, _, amount in offers}) > 1:
            return []
        return sorted(offers, key=lambda offer: offer[2].minor)

    def _title(self, language: str) -> str:
        return text_in(self._shop.title, language)


def _priced(product: Product, fact: Fact, language: str) -> str:
    name, price = spoken.name(product, language), spoken.value(fact, language)
    return f"{price}的{name}" if language == "zh" else f"{name} at {price}"


def _whole(amount: Money) -> Decimal:
    return Decimal(amount.minor).scaleb(-minor_digits(amount.currency))


def _comparable(limit: Number, amount: Money) -> bool:
    """Whether a budget is in the shop's currency; 块 and 元 are said of any, a bare number too."""
    loosely = limit.text.rstrip("钱").endswith(("块", "元"))
    return limit.kind == "count" or loosely or same_currency(limit.unit, amount.currency)
