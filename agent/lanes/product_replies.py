"""What is said of one product's facts, or of two products' side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from agent.guard.numbers import Number
from agent.guard.units import named, same_currency
from agent.lanes import spoken
from agent.lanes.attributes import ATTRIBUTES, COLORS, DIMENSIONS
from agent.lanes.intent import Intent
from agent.lanes.phrasing import Phrasing, Reply
from knowledge.model import Fact, Money, Product, Quantity
from knowledge.money import minor_digits

LABELS = {
    "price": {"en": "price", "zh": "价格"},
    "stock": {"en": "stock", "zh": "库存"},
}
_OPTIONS = ("color", "sizes")
"""Attributes that are a choice."""
_COMPARED = ("capacity", "weight", "battery_life", "power", "brightness")
"""Attributes told when two products are compared in general."""
_AT_LEAST = ("keeps_hot", "keeps_cold", "battery_life", "run_time", "load_limit")
"""Attributes of which more is also enough ("does it keep hot for 6 hours?")."""


class ProductReplies:
    """Composes replies about products."""

    def __init__(self, phrasing: Phrasing, now: Callable[[], float]) -> None:
        """Say things with a persona's wordings; ``now`` gives Unix seconds."""
        self._phrasing = phrasing
        self._now = now

    def price(self, product: Product, intent: Intent, language: str) -> Reply:
        """The price, with what the viewer supposed set right."""
        held = self._current(product, "price", language)
        if isinstance(held, Reply):
            return held
        amount = held.value
        if not isinstance(amount, Money):
            return self.unknown(product, LABELS["price"], language)
        listed = self._list_price(product, amount)
        values = self._values(product, language, price=spoken.money(amount, language))
        if any(number.kind == "count" and number.value > 1 for number in intent.amounts):
            return Reply(self._say("price_each", language, values), (held,), (product,), reason="price")
        if listed is None:
            reply = Reply(self._say("price", language, values), (held,), (product,), reason="price")
        else:
            values["list_price"] = spoken.value(listed, language)
            reply = Reply(
                self._say("price_was", language, values), (held, listed), (product,), reason="price"
            )
        supposed = [number for number in intent.amounts if number.kind == "price"]
        return _judged(reply, [_is_money(number, amount) for number in supposed])

    def discount(self, product: Product, intent: Intent, language: str) -> Reply:
        """Both prices where there is a list price; else that no other offer is known."""
        held = self._current(product, "price", language)
        if isinstance(held, Reply) or not isinstance(held.value, Money):
            return held if isinstance(held, Reply) else self.unknown(product, LABELS["price"], language)
        if self._list_price(product, held.value) is not None:
            return self.price(product, intent, language)
        values = self._values(product, language, price=spoken.money(held.value, language))
        return Reply(self._say("no_other_offer", language, values), (held,), (product,), reason="discount")

    def stock(self, product: Product, intent: Intent, language: str) -> Reply:
        """Whether it can be bought, and how many are left where few are or it was asked."""
        held = self._current(product, "stock", language)
        if isinstance(held, Reply):
            return held
        left = held.value
        values = self._values(product, language)
        if isinstance(left, bool) or not isinstance(left, int):
            phrase = "in_stock" if left is True else "sold_out"
            if not isinstance(left, bool):
                return self.unknown(product, LABELS["stock"], language)
        elif left <= 0:
            phrase = "sold_out"
        else:
            phrase = "stock_few" if left <= spoken.FEW else "stock_count" if intent.count else "in_stock"
            values["count"] = spoken.number(left, language)
        return Reply(self._say(phrase, language, values), (held,), (product,), reason="stock")

    def attribute(self, product: Product, name: str, intent: Intent, language: str) -> Reply:
        """A property's value."""
        facts = _facts(product, name)
        if not facts:
            known = ATTRIBUTES.get(name)
            label = known.label if known else {"en": name.replace("_", " ")}
            return self.unknown(product, label, language)
        if any(not fact.fresh(self._now()) for fact in facts):
            return self._stale(product, spoken.label(facts[0].label, language), language)
        if len(facts) > 1:
            said = spoken.listing([_side(fact, language) for fact in facts], language)
            values = self._values(product, language, attribute=_label(name, facts[0], language), value=said)
            return Reply(self._say("attribute", language, values), facts, (product,), reason="attribute")
        fact = facts[0]
        reply = Reply(self._property(product, name, fact, language), facts, (product,), reason="attribute")
        return _judged(reply, _supposed(name, fact, intent))

    def about(self, product: Product, language: str) -> Reply | None:
        """A selling point, if it has any; another one each time."""
        points = tuple(fact for fact in product.facts if fact.kind == "point" and fact.fresh(self._now()))
        if not points:
            return None
        identity = self._phrasing.next_of(f"about/{product.id}", tuple(fact.id for fact in points))
        point = next(fact for fact in points if fact.id == identity)
        text = self._say(
            "about", language, self._values(product, language, point=spoken.value(point, language))
        )
        return Reply(text, (point,), (product,), reason="about")

    def side_by_side(self, products: Sequence[Product], intent: Intent, language: str) -> list[Reply]:
        """Several products: what was asked of each, or their prices and what they have in common."""
        if "stock" in intent.kinds:
            return [self.stock(product, intent, language) for product in products]
        if len(products) > 2:
            return [self.price(product, intent, language) for product in products]
        first, second = products
        replies: list[Reply] = []
        if not intent.attributes or {"price", "discount"} & set(intent.kinds):
            replies.append(self._compare_price(first, second, language))
        for name in intent.attributes:
            both = self._compare_attribute(first, second, name, language)
            replies += [both] if both else [self.attribute(one, name, intent, language) for one in products]
        if intent.kinds == ("compare",):
            for name in _COMPARED:
                both = self._compare_attribute(first, second, name, language)
                replies += [both] if both else []
        return replies

    def _compare_price(self, first: Product, second: Product, language: str) -> Reply:
        held = [self._current(product, "price", language) for product in (first, second)]
        facts = tuple(one for one in held if isinstance(one, Fact))
        if len(facts) < 2:
            return next(one for one in held if isinstance(one, Reply))
        values = _pair(first, second, facts, language, "price")
        return Reply(self._say("compare_price", language, values), facts, (first, second), reason="compare")

    def _compare_attribute(self, first: Product, second: Product, name: str, language: str) -> Reply | None:
        """One property of both; ``None`` unless each has it in one current fact."""
        held = [_facts(product, name) for product in (first, second)]
        facts = tuple(fact for one in held for fact in one if fact.fresh(self._now()))
        if [len(one) for one in held] != [1, 1] or len(facts) < 2:
            return None
        values = _pair(first, second, facts, language, "value")
        values["attribute"] = _label(name, facts[0], language)
        return Reply(
            self._say("compare_attribute", language, values), facts, (first, second), reason="compare"
        )

    def unknown(self, product: Product, label: object, language: str) -> Reply:
        """An honest abstention that names what is not known."""
        said = spoken.label(label, language) if isinstance(label, dict) else str(label)
        values = self._values(product, language, attribute=said)
        return Reply(self._say("unknown_attribute", language, values), (), (product,), True, "missing")

    def _property(self, product: Product, name: str, fact: Fact, language: str) -> str:
        if isinstance(fact.value, bool):
            if fact.text.get(language):
                return self._say("told", language, {"text": fact.text[language]})
            phrase = "feature_yes" if fact.value else "feature_no"
            return self._say(
                phrase, language, self._values(product, language, feature=_label(name, fact, language))
            )
        said = spoken.value(fact, language)
        if name in _OPTIONS and isinstance(fact.value, tuple):
            values = self._values(product, language, attribute=_label(name, fact, language), values=said)
            return self._say("options", language, values)
        values = self._values(product, language, attribute=_label(name, fact, language), value=said)
        return self._say("attribute", language, values)

    def _current(self, product: Product, name: str, language: str) -> Fact | Reply:
        fact = product.fact(name)
        if fact is None:
            return self.unknown(product, LABELS[name], language)
        if not fact.fresh(self._now()):
            return self._stale(
                product, LABELS[name][language if language in LABELS[name] else "en"], language
            )
        return fact

    def _stale(self, product: Product, label: str, language: str) -> Reply:
        values = self._values(product, language, attribute=label)
        return Reply(self._say("stale", language, values), (), (product,), True, "stale")

    def _list_price(self, product: Product, price: Money) -> Fact | None:
        listed = product.fact("list_price")
        if listed is None or not listed.fresh(self._now()) or not isinstance(listed.value, Money):
            return None
        higher = listed.value.currency == price.currency and listed.value.minor > price.minor
        return listed if higher else None

    def _values(self, product: Product, language: str, **more: str) -> dict[str, str]:
        return {"product": spoken.name(product, language), **more}

    def _say(self, phrase: str, language: str, values: dict[str, str]) -> str:
        return self._phrasing.say(phrase, language, **values)


def _judged(reply: Reply, truths: Sequence[bool | None]) -> Reply:
    """The reply with a yes or a correction, where the viewer supposed something that can be judged."""
    if not truths or None in truths:
        return reply
    return replace(reply, verdict="confirm" if all(truths) else "correct")


def has_amount(product: Product, number: Number) -> bool:
    """Whether a product has a property of just that amount."""
    held = [fact.value for fact in product.facts if isinstance(fact.value, Quantity)]
    return any(_is_quantity(number, amount, enough=False) for amount in held)


def _pair(first: Product, second: Product, facts: Sequence[Fact], language: str, what: str) -> dict[str, str]:
    return {
        "first": spoken.name(first, language),
        "second": spoken.name(second, language),
        f"first_{what}": spoken.value(facts[0], language),
        f"second_{what}": spoken.value(facts[1], language),
    }


def _facts(product: Product, name: str) -> tuple[Fact, ...]:
    """The facts that answer for a property: one, or the sides of a thing's size."""
    known = ATTRIBUTES.get(name)
    for candidate in known.facts if known else (name,):
        fact = product.fact(candidate)
        if fact is not None:
            return (fact,)
    if name == "dimensions":
        return tuple(fact for side in DIMENSIONS if (fact := product.fact(side)) is not None)
    return ()


def _label(name: str, fact: Fact, language: str) -> str:
    known = ATTRIBUTES.get(name)
    if known and name == "dimensions" and fact.name != name:
        return known.label.get(language, known.label["en"])
    said = spoken.label(fact.label, language)
    if said:
        return said
    return known.label.get(language, known.label["en"]) if known else fact.name.replace("_", " ")


def _side(fact: Fact, language: str) -> str:
    said, label = spoken.value(fact, language), spoken.label(fact.label, language) or fact.name
    return f"{label}{said}" if language == "zh" else f"{label} {said}"


def _is_money(number: Number, amount: Money) -> bool | None:
    """Whether a price that was supposed is this one; ``None`` when its currency cannot be compared."""
    worth = Decimal(amount.minor).scaleb(-minor_digits(amount.currency))
    same = number.value == worth or worth in number.also
    if same and not same_currency(number.unit, amount.currency):
        return None
    return same


def _supposed(name: str, fact: Fact, intent: Intent) -> list[bool | None]:
    """Whether what the viewer named (an amount, a colour, a size) is so."""
    truths: list[bool | None] = []
    if isinstance(fact.value, Quantity):
        enough = name in _AT_LEAST and not intent.supposes
        amounts = [number for number in intent.amounts if number.kind == "quantity"]
        truths += [_is_quantity(number, fact.value, enough=enough) for number in amounts]
    if name == "color" and intent.colors:
        words = _words(fact)
        found = [any(shown in words for shown in COLORS[color]) for color in intent.colors]
        truths += [True] if all(found) else []
    if name == "sizes" and intent.sizes and isinstance(fact.value, tuple):
        offered = {item.casefold() for item in fact.value}
        truths += [True] if offered.issuperset(intent.sizes) else []
    return truths


def _is_quantity(number: Number, held: Quantity, *, enough: bool) -> bool | None:
    unit = named(held.unit)
    if unit is None or unit.dimension != number.unit:
        return None
    exact = Decimal(str(held.number)) * unit.factor
    said = number.value * number.factor
    return exact >= said if enough else exact == said


def _words(fact: Fact) -> str:
    held: Iterable[str] = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return " ".join([*held, *fact.text.values()]).casefold()
