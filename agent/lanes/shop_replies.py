"""What is said of the shop as a whole: policies, what it sells, which of its products is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.lanes import spoken
from agent.lanes.phrasing import Phrasing, Reply
from agent.lanes.policy_sentences import SENTENCES, fitting
from knowledge.model import Fact, Product, Text, text_in

NAMED = 3
"""Products named in one breath."""
LOOKED_THROUGH = 500
"""Products that are shown round, a few at a time."""

TOPICS: dict[str, Text] = {
    "shipping": {"en": "shipping", "zh": "发货和运费"},
    "returns": {"en": "returns", "zh": "退换货"},
    "warranty": {"en": "the warranty", "zh": "质保"},
    "payment": {"en": "payment", "zh": "付款方式"},
    "support": {"en": "customer support", "zh": "客服"},
    "privacy": {"en": "privacy", "zh": "隐私"},
}
"""What a policy is called where the shop has none."""


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

    def policy(self, kind: str, language: str, question: str = "") -> Reply:
        """The shop's own words on shipping, returns and so on: those that answer the question."""
        fact = next((one for one in self._shop.shop_facts() if one.name == kind), None)
        text = spoken.value(fact, language) if fact else ""
        if fact is None or not text or not fact.fresh(self._now()):
            topic = spoken.label(TOPICS[kind], language)
            said = self._phrasing.say("unknown_policy", language, topic=topic)
            return Reply(said, abstained=True, reason="missing")
        most = 1 if self._phrasing.brief else SENTENCES
        said = self._phrasing.tell(fitting(text, question, most), language)
        return Reply(said, (fact,), reason="policy")

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
        names = spoken.listing(_apart(products, language), language, last=joint)
        said = self._phrasing.say("which_one", language, products=names)
        return Reply(said, products=tuple(products), reason="which")

    def _title(self, language: str) -> str:
        return text_in(self._shop.title, language)


def _apart(products: Sequence[Product], language: str) -> list[str]:
    """The products' names; those of one name are told apart by a model number or another code."""
    names = [spoken.name(one, language) for one in products]
    told: list[str] = []
    for name, one in zip(names, products, strict=True):
        code = next((alias for alias in one.aliases if alias not in name), "")
        told.append(f"{name} ({code})" if names.count(name) > 1 and code else name)
    return told
