"""What can be asked of a shop, made from its facts, and how often each thing is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.audience.wordings import CITIES, WORDINGS
from evals.bench.fact_calls import Calls, has_han
from evals.bench.fact_phrasings import LABELS
from knowledge.model import Fact, Product, Quantity, text_in

Intent = Literal[
    "price", "this price", "stock", "this stock", "attribute", "yes_no", "shipping", "returns", "warranty",
    "payment", "policy", "compare", "unanswerable", "greeting", "remark", "praise", "abuse", "spam", "link",
    "injection",
]  # fmt: skip
POLICIES: tuple[Intent, ...] = ("shipping", "returns", "warranty", "payment")
ASKED: dict[Intent, float] = {
    "price": 18, "this price": 14, "stock": 9, "this stock": 5, "attribute": 20, "yes_no": 3, "shipping": 10,
    "returns": 5, "warranty": 4, "payment": 3, "policy": 2, "compare": 3, "unanswerable": 4,
}  # fmt: skip
"""How often viewers ask each, as weights."""
ZIPF = 1.1
"""Exponent of the products' popularity: the r-th is asked after in proportion to ``1 / r ** ZIPF``."""
STRANGE = 2
"""Of the ways a product is called, those kept that have a slip of the finger or another language's name."""
_LABEL_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing a viewer wants to know."""

    intent: Intent
    product_id: str = ""
    fact_id: str = ""
    """The fact that answers it; empty where none or several do."""
    other_id: str = ""
    """For ``compare``."""
    answerable: bool = True
    """Whether the shop's facts answer it."""


class Topics:
    """The questions of one shop. The same seed and shop give the same ones."""

    def __init__(self, products: Sequence[Product], policies: Sequence[Fact], rng: random.Random) -> None:
        """Look at a shop.

        Args:
            products: All of them.
            policies: ``Shop.shop_facts()``.
            rng: Whose luck decides.

        Raises:
            ValueError: There is no product.
        """
        if not products:
            raise ValueError("the shop has no product that viewers could ask after")
        self._rng = rng
        self._calls = Calls(products)
        self._called: dict[tuple[str, str], list[str]] = {}
        self._products = {product.id: product for product in products}
        order = list(products)
        rng.shuffle(order)
        self._ranked = [product.id for product in order]
        self._popularity = [1 / rank**ZIPF for rank in range(1, len(order) + 1)]
        self._policies = {fact.name: fact for fact in policies}

    def question(self, on_air: str, interest: str = "") -> Topic:
        """What a viewer asks next.

        Args:
            on_air: The product on stage; empty for none.
            interest: The product this viewer came for.
        """
        for _ in range(20):
            intent = self._rng.choices(list(ASKED), list(ASKED.values()))[0]
            product_id = on_air if intent in ("this price", "this stock") else self._product(on_air, interest)
            if product_id in self._products and (topic := self._topic(intent, product_id)) is not None:
                return topic
        return Topic("unanswerable", self._ranked[0], answerable=False)

    def words(self, topic: Topic, language: str) -> str:
        """One wording of a topic."""
        return self.say(topic.intent, language, topic)

    def say(self, intent: Intent, language: str, topic: Topic | None = None) -> str:
        """One wording of an intent.

        Args:
            intent: What is said.
            language: ``en`` or ``zh``.
            topic: What it is about; any product when not given.
        """
        template = self._rng.choice(WORDINGS[intent][language])
        values = {"c": self._rng.choice(CITIES[language]), "n": str(self._rng.randrange(2, 99))}
        if "{p}" in template:
            product_id = topic.product_id if topic and topic.product_id else self._product("", "")
            values["p"] = self.called(product_id, language)
        if topic is not None and topic.other_id:
            values["q"] = self.called(topic.other_id, language)
        if topic is not None and topic.fact_id:
            values["a"] = values["t"] = self._label(topic, language)
        if values.get("p", "中").isascii() and values.get("a", "").isascii():
            template = template.replace("}{", "} {")
        for name, value in values.items():
            template = template.replace("{" + name + "}", value)
        return template

    def called(self, product_id: str, language: str) -> str:
        """One of the ways viewers call a product that fits only that one; its name where there is none."""
        key = (product_id, language)
        if key not in self._called:
            product = self._products[product_id]
            calls = [c for c in self._calls.of(product, language, self._rng) if c.expect == "answer"]
            native = [c.text for c in calls if "~" not in c.style and has_han(c.text) == (language == "zh")]
            self._called[key] = [
                text_in(product.name, language),
                *(native or [text_in(product.name, language)]),
                *(c.text for c in self._rng.sample(calls, min(STRANGE, len(calls)))),
            ]
        return self._rng.choice(self._called[key])

    def _product(self, on_air: str, interest: str) -> str:
        luck = self._rng.random()
        if luck < 0.3 and on_air in self._products:
            return on_air
        if luck < 0.6 and interest:
            return interest
        return self.popular()

    def popular(self) -> str:
        """A product, the popular ones more often."""
        return self._rng.choices(self._ranked, self._popularity)[0]

    def _topic(self, intent: Intent, product_id: str) -> Topic | None:
        product = self._products[product_id]
        match intent:
            case "price" | "this price" | "stock" | "this stock":
                fact = product.fact("price" if intent.endswith("price") else "stock")
                return Topic(intent, product_id, fact.id) if fact else None
            case "attribute" | "yes_no":
                facts = [f for f in product.facts if _askable(f, yes_no=intent == "yes_no")]
                return Topic(intent, product_id, self._rng.choice(facts).id) if facts else None
            case "compare":
                other = self._products[self.popular()]
                both = product.fact("price") and other.fact("price") and other is not product
                return Topic(intent, product_id, other_id=other.id) if both else None
            case "unanswerable":
                return Topic(intent, product_id, answerable=False)
            case "policy":
                own = [fact for name, fact in self._policies.items() if name not in POLICIES and fact.label]
                return Topic(intent, fact_id=self._rng.choice(own).id) if own else None
            case _:
                policy = self._policies.get(intent)
                return Topic(intent, fact_id=policy.id) if policy else None

    def _label(self, topic: Topic, language: str) -> str:
        subject, _, name = topic.fact_id.rpartition("/")
        product = self._products.get(subject)
        fact = product.fact(name) if product else self._policies.get(name)
        if fact is None:
            return name.replace("_", " ")
        if language == "zh":
            return fact.label.get("zh") or LABELS.get(name) or text_in(fact.label, "zh") or name
        return (text_in(fact.label, language) or name).replace("_", " ")


def _askable(fact: Fact, *, yes_no: bool) -> bool:
    """Whether a person would ask after an attribute by its label."""
    label = text_in(fact.label, "en")
    if fact.kind != "attribute" or not label or len(label) > _LABEL_LONGEST:
        return False
    return fact.value is True if yes_no else isinstance(fact.value, Quantity | str | tuple)
