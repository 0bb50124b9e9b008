"""What the host says between answers, composed from facts alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from agent.lanes import spoken
from agent.lanes.base import Composed
from knowledge.model import Fact, Money, Product, Text, text_in
from persona.phrases import say, spoken_language
from persona.schema import Persona

POINTS = 3
"""Selling points in one pitch, at most; in other loops the others."""
_PROOF_LAST = ("warranty", "weight", "color", "pieces")
"""Attributes that prove little; they are told only in the turn after the others."""


class Shop(Protocol):
    """What is needed of a shop."""

    @property
    def title(self) -> Text:
        """Its name as shown and spoken."""
        ...

    def product(self, product_id: str) -> Product | None:
        """One product."""
        ...


class PitchComposer:
    """Writes pitches, bridges, invitations and disclosures. The same arguments give the same words."""

    def __init__(self, shop: Shop, persona: Persona, *, now: Callable[[], float] = time.time) -> None:
        """Speak about a shop in a persona's words.

        Args:
            shop: What is true.
            persona: Who speaks.
            now: Unix seconds; a price or stock that is not current is left out.
        """
        self._shop = shop
        self._persona = persona
        self._now = now

    def opening(self, language: str) -> Composed:
        """The first words on air."""
        return self._plain("opening", language, 0)

    def idle(self, language: str, n: int) -> Composed:
        """The n-th invitation to ask something."""
        return self._plain("idle", language, n)

    def disclosure(self, language: str, n: int) -> Composed:
        """The n-th time it is said that the host is an AI."""
        return self._plain("disclosure", language, n)

    def bridge(self, product_id: str, language: str, n: int) -> Composed:
        """The n-th way back to a product; to the stream as such where the product is gone."""
        product = self._shop.product(product_id)
        if product is None:
            return self.idle(language, n)
        language = spoken_language(self._persona, language)
        text = say(self._persona, "bridge", language, n, {"product": spoken.name(product, language)})
        return Composed(text, (), (product.id,), reason="bridge")

    def pitch(self, product_id: str, language: str, loop: int) -> list[Composed]:
        """A product's beats: hook, points, a property as proof, price, invitation.

        Args:
            product_id: What is pitched; of an unknown one nothing is said.
            language: A language of the persona, else the persona's own is taken.
            loop: How often it was pitched before; successive loops differ.
        """
        product = self._shop.product(product_id)
        if product is None:
            return []
        language = spoken_language(self._persona, language)
        beats = [
            self._beat("pitch_hook", product, language, loop),
            *self._points(product, language, loop),
            *self._proof(product, language, loop),
            *self._price(product, language, loop),
            self._call(product, language, loop),
        ]
        return beats

    def _points(self, product: Product, language: str, loop: int) -> list[Composed]:
        points = [fact for fact in product.facts if fact.kind == "point" and fact.fresh(self._now())]
        count = min(POINTS, len(points))
        beats = []
        for step in range(count):
            fact = points[(loop * count + step) % len(points)]
            said = {"point": spoken.value(fact, language)}
            beats.append(
                self._beat("pitch_point", product, language, loop * count + step, values=said, facts=(fact,))
            )
        return beats

    def _proof(self, product: Product, language: str, loop: int) -> list[Composed]:
        named = [
            fact
            for fact in product.facts
            if fact.kind == "attribute"
            and fact.fresh(self._now())
            and not isinstance(fact.value, bool)
            and spoken.label(fact.label, language)
        ]
        strong = [fact for fact in named if fact.name not in _PROOF_LAST]
        weak = [fact for fact in named if fact.name in _PROOF_LAST]
        proofs = strong + weak
        if not proofs:
            return []
        fact = proofs[loop % len(proofs)]
        said = {"attribute": spoken.label(fact.label, language), "value": spoken.value(fact, language)}
        return [self._beat("pitch_proof", product, language, loop, values=said, facts=(fact,))]

    def _price(self, product: Product, language: str, loop: int) -> list[Composed]:
        price, listed = self._current(product, "price"), self._current(product, "list_price")
        if price is None or not isinstance(price.value, Money):
            return []
        said = {"price": spoken.value(price, language)}
        if listed is not None and _above(listed, price.value):
            said["list_price"] = spoken.value(listed, language)
            return [
                self._beat("pitch_price_was", product, language, loop, values=said, facts=(price, listed))
            ]
        return [self._beat("pitch_price", product, language, loop, values=said, facts=(price,))]

    def _call(self, product: Product, language: str, loop: int) -> Composed:
        stock = self._current(product, "stock")
        if stock is not None and (stock.value is False or stock.value == 0):
            return self._beat("pitch_sold_out", product, language, loop, facts=(stock,))
        return self._beat("pitch_call", product, language, loop)

    def _current(self, product: Product, name: str) -> Fact | None:
        fact = product.fact(name)
        return fact if fact is not None and fact.fresh(self._now()) else None

    def _beat(
        self,
        phrase: str,
        product: Product,
        language: str,
        turn: int,
        *,
        values: dict[str, str] | None = None,
        facts: tuple[Fact, ...] = (),
    ) -> Composed:
        filled = {"product": spoken.name(product, language), **(values or {})}
        text = say(self._persona, phrase, language, turn, filled)
        return Composed(text, facts, (product.id,), reason=phrase)

    def _plain(self, phrase: str, language: str, n: int) -> Composed:
        language = spoken_language(self._persona, language)
        names = {"host": self._persona.name_in(language), "shop": text_in(self._shop.title, language)}
        return Composed(say(self._persona, phrase, language, n, names), reason=phrase)


def _above(listed: Fact, price: Money) -> bool:
    held = listed.value
    return isinstance(held, Money) and held.currency == price.currency and held.minor > price.minor
