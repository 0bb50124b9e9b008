"""What the host says between answers, composed from facts alone.

Every beat is composed when it is about to be spoken, so it says what is true then. Of each thing there are
several ways of saying it; those that were not said lately come first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import pairwise
from typing import Protocol

from agent.agenda.announcing import stock_left, stock_words, time_fact, time_words
from agent.agenda.attributes import attributes, awkward, brief, untold
from agent.agenda.beats import Kind
from agent.agenda.comparing import comparisons
from agent.agenda.shoptalk import ShopTalk
from agent.agenda.telling import Memory, Teller, fresh_first, in_language
from agent.lanes import spoken
from agent.lanes.base import Composed
from agent.variety import Variety
from knowledge.model import SHOP, ApprovedAnswer, Fact, Money, Product, Quantity, Text, text_in
from persona.schema import Persona

LOOKED_AT = 12
"""Ways of saying a beat that are looked at."""
SHORTEST_CHOICE = (3, 1)
"""Characters up to which an option (English, Chinese) is a size rather than a word to choose by."""


class Shop(Protocol):
    """What is needed of a shop."""

    @property
    def title(self) -> Text:
        """Its name as shown and spoken."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """One product, as it is now."""
        ...

    def products(self, limit: int | None = None) -> list[Product]:
        """Its products, for comparisons."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Its terms."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a beat may speak of besides the product."""

    coupons: tuple[Fact, ...] = ()
    """Coupons the shop really has."""
    asked: Mapping[str, int] = field(default_factory=dict)
    """Questions of this stream, by product id."""
    low_stock: int = 5
    """From so many pieces left on, how many there are is said."""
    left_min: float | None = None
    """Minutes that the product stays on stage."""


class PitchComposer:
    """Writes beats, bridges, invitations and disclosures. One call at a time."""

    def __init__(
        self,
        shop: Shop,
        persona: Persona,
        *,
        now: Callable[[], float] = time.time,
        memory: Memory | None = None,
        answers: Callable[[], Sequence[ApprovedAnswer]] = tuple,
        zone: tzinfo | None = None,
    ) -> None:
        """Speak about a shop in a persona's words.

        Args:
            shop: What is true.
            persona: Who speaks.
            now: Unix seconds; a price or stock that is not current is left out.
            memory: What was said lately; of its own when not given, which then forgets nothing it is told.
            answers: The shop's approved answers, told as questions from its list. Blocking.
            zone: For the time of day; the machine's own when ``None``.
        """
        self._shop = shop
        self._persona = persona
        self._now = now
        self._zone = zone
        self._teller = Teller(persona, memory if memory is not None else Variety(persona, now=now))
        self._talk = ShopTalk(shop, self._teller, now, answers)

    @property
    def memory(self) -> Memory:
        """What was said lately."""
        return self._teller.memory

    def price(self, product_id: str) -> Money | None:
        """A product's price as it is now; nothing where it is not known or not current."""
        product = self._shop.product(product_id)
        price = self._current(product, "price") if product is not None else None
        return price.value if price is not None and isinstance(price.value, Money) else None

    def standing(self, product_ids: Sequence[str]) -> dict[str, int | None]:
        """Pieces left of those products that there are; 0 for sold out, ``None`` where it is not known."""
        products = (self._shop.product(product_id) for product_id in product_ids)
        return {product.id: _pieces(product.fact("stock")) for product in products if product is not None}

    def unheard(self, text: str) -> None:
        """These words of a beat were not heard: what they told is due again."""
        self._teller.untold(text)

    def opening(self, language: str) -> Composed:
        """The first words on air."""
        return self._plain(("opening",), language)

    def disclosure(self, language: str, n: int = 0) -> Composed:
        """That the host is an AI; ``n`` is how often it was said, and of no matter here."""
        return self._plain(("disclosure", "show_disclosure"), language)

    def idle(self, language: str, n: int = 0) -> Composed:
        """An invitation to ask something."""
        return next(self._talk.invitations(self._teller.spoken(language)), self._plain(("idle",), language))

    def filling(self, language: str) -> Iterator[Composed]:
        """What can be said when there is no product to pitch, best first; at least one thing."""
        language = self._teller.spoken(language)
        return fresh_first(self._talk.filling(language), self.memory, LOOKED_AT)

    def bridge(self, product_id: str, language: str, n: int = 0) -> Composed:
        """A way back to a product; to the stream as such where the product is gone."""
        product = self._shop.product(product_id)
        if product is None:
            return self.idle(language)
        language = self._teller.spoken(language)
        return self._beat(("bridge", "show_bridge"), product, language, reason="bridge")

    def render(
        self, kind: Kind, product_id: str, language: str, around: Surroundings | None = None
    ) -> Iterator[Composed]:
        """Ways of saying a beat from the facts as they are now, best first; none where nothing can be said.

        Args:
            kind: Which beat.
            product_id: What it is about; of an unknown one nothing is said.
            language: A language of the persona, else the persona's own is taken.
            around: What else may be spoken of.
        """
        product = self._shop.product(product_id)
        language = self._teller.spoken(language)
        around = around or Surroundings()
        if kind == "time":
            return self._time(language)
        if kind == "idle":
            return self._talk.invitations(language)
        if product is None:
            return iter(())
        return fresh_first(self._ways(kind, product, language, around), self.memory, LOOKED_AT)

    def _ways(self, kind: Kind, product: Product, language: str, around: Surroundings) -> Iterator[Composed]:
        plain: dict[Kind, Callable[[Product, str], Iterator[Composed]]] = {
            "hook": self._hook,
            "pain": self._pain,
            "proof": self._points,
            "point": self._points,
            "property": self._properties,
            "price": self._price,
            "price_changed": self._price_changed,
            "compare": self._compare,
            "policy": lambda product, language: self._talk.policies(language),
            "faq": self._talk.questions,
            "topic": self._topics,
            "engage": self._engage,
            "call": self._call,
            "sold_out": self._call,
        }
        if kind in plain:
            return plain[kind](product, language)
        if kind == "stock":
            return self._stock(product, language, around.low_stock)
        if kind == "coupon":
            return self._coupon(product, language, around.coupons)
        if kind == "asked" and around.asked.get(product.id):
            return iter([self._beat(("show_asked",), product, language)])
        if kind == "slot_end" and around.left_min is not None and around.left_min >= 1:
            return self._slot_end(product, language, around.left_min)
        return iter(())

    def _hook(self, product: Product, language: str) -> Iterator[Composed]:
        yield self._beat(("pitch_hook", "show_hook"), product, language)

    def _compare(self, product: Product, language: str) -> Iterator[Composed]:
        return comparisons(self._shop.products(100), product, self._teller, language, self._now())

    def _points(self, product: Product, language: str) -> Iterator[Composed]:
        points = [
            fact
            for fact in product.facts
            if fact.kind == "point"
            and fact.fresh(self._now())
            and in_language(spoken.value(fact, language), language)
        ]
        for fact in self._teller.facts_by_age(points):
            self._teller.told(fact.id)
            said = {"point": spoken.value(fact, language)}
            yield self._beat(("pitch_point", "show_point"), product, language, said, (fact,))
        if not points:
            yield from self._properties(product, language)

    def _properties(self, product: Product, language: str) -> Iterator[Composed]:
        facts = untold(self._attributes(product, language), product, language)
        told = self._teller.facts_by_age(facts)
        plain = [fact for fact in told if not isinstance(fact.value, bool)]
        for at, fact in enumerate(told):
            self._teller.told(fact.id)
            if isinstance(fact.value, bool):
                phrase = "show_yes" if fact.value else "show_no"
                said = {"feature": spoken.label(fact.label, language)}
                yield self._beat((phrase,), product, language, said, (fact,))
                continue
            said = self._named(fact, language)
            other = next((one for one in plain[at + 1 :] if one is not fact), None)
            if other is not None and at % 2 == 0 and brief(said["value"], spoken.value(other, language)):
                pair = self._named(other, language)
                said |= {"other_attribute": pair["attribute"], "other_value": pair["value"]}
                self._teller.told(other.id)
                yield self._beat(("show_two",), product, language, said, (fact, other))
            yield self._beat(("pitch_proof", "show_proof"), product, language, said, (fact,))

    def _pain(self, product: Product, language: str) -> Iterator[Composed]:
        facts = [
            fact
            for fact in self._attributes(product, language)
            if not isinstance(fact.value, bool) and not awkward(fact, language)
        ]
        for fact in self._teller.facts_by_age(facts):
            self._teller.told(fact.id)
            yield self._beat(("show_pain",), product, language, self._named(fact, language), (fact,))

    def _topics(self, product: Product, language: str) -> Iterator[Composed]:
        """Properties one may ask about; those first that were told longest ago, or asked about."""
        facts = {
            fact.id: fact
            for fact in self._attributes(product, language)
            if isinstance(fact.value, str | tuple | Quantity) and not awkward(fact, language)
        }
        for key in self._teller.by_age(facts, "topic/"):
            self._teller.told(f"topic/{key}")
            said = {"attribute": spoken.label(facts[key].label, language)}
            yield self._beat(("show_topic",), product, language, said)

    def _price(self, product: Product, language: str) -> Iterator[Composed]:
        price, listed = self._current(product, "price"), self._current(product, "list_price")
        if price is None or not isinstance(price.value, Money):
            return
        said = {"price": spoken.value(price, language)}
        if listed is not None and _above(listed, price.value):
            both = said | {"list_price": spoken.value(listed, language)}
            phrases = ("pitch_price_was", "show_price_was")
            yield self._beat(phrases, product, language, both, (price, listed))
        yield self._beat(("pitch_price", "show_price"), product, language, said, (price,))

    def _price_changed(self, product: Product, language: str) -> Iterator[Composed]:
        price = self._current(product, "price")
        if price is not None:
            said = {"price": spoken.value(price, language)}
            yield self._beat(("show_price_changed",), product, language, said, (price,))

    def _stock(self, product: Product, language: str, low: int) -> Iterator[Composed]:
        left = stock_left(self._current(product, "stock"), low)
        if left is not None:
            said = {"count": stock_words(left, language)}
            yield self._beat(("stock_few", "show_low_stock"), product, language, said, (left,))

    def _coupon(self, product: Product, language: str, coupons: Sequence[Fact]) -> Iterator[Composed]:
        for fact in self._teller.facts_by_age(coupons):
            text = spoken.value(fact, language)
            if fact.subject in (SHOP, product.id) and fact.fresh(self._now()) and in_language(text, language):
                self._teller.told(fact.id)
                yield self._beat(("show_coupon",), product, language, {"text": text}, (fact,))

    def _slot_end(self, product: Product, language: str, left_min: float) -> Iterator[Composed]:
        minutes = spoken.quantity(Quantity(int(left_min), "min"), language)
        fact = Fact(
            f"{SHOP}/slot", "policy", SHOP, "slot", minutes, text={language: minutes},
            at=self._now(), fresh_until=self._now() + 60,
        )  # fmt: skip
        yield self._beat(("show_slot_end",), product, language, {"left": minutes}, (fact,))

    def _engage(self, product: Product, language: str) -> Iterator[Composed]:
        for phrase in self._teller.by_age(("engage", "engage_choice")):
            self._teller.told(phrase)
            if phrase == "engage":
                yield self._beat((phrase,), product, language)
                continue
            for fact in product.facts:
                held = fact.value if isinstance(fact.value, tuple) and fact.fresh(self._now()) else ()
                named = [one for one in held if len(one) > SHORTEST_CHOICE[language == "zh"]]
                for first, second in pairwise(named):
                    if in_language(first + second, language):
                        said = {"first": first, "second": second}
                        yield self._beat((phrase,), product, language, said, (fact,))

    def _call(self, product: Product, language: str) -> Iterator[Composed]:
        stock = self._current(product, "stock")
        if stock is not None and (stock.value is False or stock.value == 0):
            yield self._beat(("pitch_sold_out", "show_sold_out"), product, language, facts=(stock,))
        else:
            yield self._beat(("pitch_call", "show_call"), product, language)

    def _time(self, language: str) -> Iterator[Composed]:
        said = time_words(self._now(), language, self._zone)
        names = {"time": said, "shop": text_in(self._shop.title, language)}
        fact = time_fact(said, language, self._now())
        yield self._teller.words(("show_time",), language, names, facts=(fact,))

    def _attributes(self, product: Product, language: str) -> list[Fact]:
        return attributes(product, language, self._now())

    def _named(self, fact: Fact, language: str) -> dict[str, str]:
        return {"attribute": spoken.label(fact.label, language), "value": spoken.value(fact, language)}

    def _current(self, product: Product, name: str) -> Fact | None:
        fact = product.fact(name)
        return fact if fact is not None and fact.fresh(self._now()) else None

    def _beat(
        self,
        phrases: tuple[str, ...],
        product: Product,
        language: str,
        values: Mapping[str, str] | None = None,
        facts: tuple[Fact, ...] = (),
        *,
        reason: str = "",
    ) -> Composed:
        filled = {"product": spoken.name(product, language), **(values or {})}
        return self._teller.words(phrases, language, filled, facts=facts, products=(product,), reason=reason)

    def _plain(self, phrases: tuple[str, ...], language: str) -> Composed:
        language = self._teller.spoken(language)
        names = {"host": self._persona.name_in(language), "shop": text_in(self._shop.title, language)}
        return self._teller.words(phrases, language, names)


def _above(listed: Fact, price: Money) -> bool:
    held = listed.value
    return isinstance(held, Money) and held.currency == price.currency and held.minor > price.minor


def _pieces(stock: Fact | None) -> int | None:
    held = stock.value if stock is not None else None
    if isinstance(held, bool):
        return None if held else 0
    return max(0, held) if isinstance(held, int) else None
