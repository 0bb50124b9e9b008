"""What is said of one product's facts, or of two products' side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.lanes import spoken
from agent.lanes.attributes import ATTRIBUTES, COMPATIBLE, DIMENSIONS
from agent.lanes.intent import Intent
from agent.lanes.phrasing import Phrasing, Reply
from agent.lanes.suppositions import mentions, of_attribute, of_price
from knowledge.model import Fact, Money, Product

LABELS = {
    "price": {"en": "price", "zh": "价格"},
    "stock": {"en": "stock", "zh": "库存"},
}
_WORKS_WITH = re.compile(r"compatib|suitable.for|works.with|fits\b|适配|适用|兼容|支持机型")
_OPTIONS = ("color", "sizes")
"""Attributes that are a choice."""
_COMMON = frozenset(name for known in ATTRIBUTES.values() for name in known.facts)
"""Machine names of properties that are often asked for."""
_COMPARED = ("capacity", "weight", "battery_life", "power", "brightness")
"""Attributes told when two products are compared in general."""
_TRUE, _FALSE = ("y", "yes", "true"), ("n", "no", "false")
_CHEAPER = re.compile(r"cheap|less expensive|cost.{0,3} (?:less|more)|expensive|便宜|贵|价格.?低|划算|省钱")
_SAYS = re.compile(r"[可能会带防耐免适一密支有]")
"""How a Chinese property's name begins that says by itself what a thing does."""
_CAN = re.compile(r"自动|快充|无线|蓝牙|语音|定时|触控|降噪|折叠|调节")
_TOLD = 2
"""Properties told of a product that has no selling points."""


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
        several = not (intent.supposes or intent.past) and any(
            n.kind == "count" and n.value > 1 for n in intent.amounts
        )
        if several:
            return Reply(self._say("price_each", language, values), (held,), (product,), reason="price")
        if listed is None:
            reply = Reply(self._say("price", language, values), (held,), (product,), reason="price")
        else:
            values["list_price"] = spoken.value(listed, language)
            reply = Reply(
                self._say("price_was", language, values), (held, listed), (product,), reason="price"
            )
        if intent.past or "under" in intent.kinds:
            return reply
        supposed = [n for n in intent.amounts if n.kind == "price" or (intent.supposes and n.kind == "count")]
        return _judged(reply, of_price(supposed, amount))

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
        if name in COMPATIBLE and intent.supposed_words:
            return self._compatible(product, intent, language)
        facts = _facts(product, name if intent.yes_no else _with_value(product, name))
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
        if _truth(fact) is not None:
            return reply
        return _judged(reply, of_attribute(name, fact, intent))

    def _compatible(self, product: Product, intent: Intent, language: str) -> Reply:
        """Whether it works with something: yes where a fact names that; else what is known is listed."""
        held = [fact for fact in product.facts if is_compatibility(fact) and fact.fresh(self._now())]
        fact = next((fact for fact in held if mentions(fact, intent.supposed_words)), None)
        if fact is None and not held:
            return self.unknown(product, ATTRIBUTES["compatible_with"].label, language)
        chosen = fact or held[0]
        values = self._values(
            product,
            language,
            attribute=_label("compatible_with", chosen, language),
            value=spoken.value(chosen, language),
        )
        if fact is not None:
            said = self._say("attribute", language, values)
            return Reply(said, (fact,), (product,), reason="compatibility", verdict="confirm")
        said = self._say("lists_only", language, values)
        return Reply(said, (chosen,), (product,), abstained=True, reason="compatibility")

    def carried(self, product: Product, language: str) -> Reply:
        """That the shop has a product, where nothing says whether it is in stock."""
        held = product.fact("price")
        if held is None or not held.fresh(self._now()) or not isinstance(held.value, Money):
            return Reply(
                self._say("carried", language, self._values(product, language)),
                products=(product,),
                reason="carried",
            )
        values = self._values(product, language, price=spoken.value(held, language))
        text = " ".join([self._say("carried", language, values), self._say("price", language, values)])
        return Reply(text, (held,), (product,), reason="carried")

    def brand(self, product: Product, language: str) -> Reply:
        """Who makes it."""
        if not product.brand:
            return self.unknown(product, {"en": "brand", "zh": "品牌"}, language)
        values = self._values(product, language, brand=product.brand)
        return Reply(self._say("brand", language, values), (), (product,), reason="brand")

    def about(self, product: Product, language: str) -> Reply | None:
        """A selling point, if it has any; another one each time."""
        points = tuple(fact for fact in product.facts if fact.kind == "point" and fact.fresh(self._now()))
        if not points:
            return self._in_short(product, language)
        identity = self._phrasing.next_of(f"about/{product.id}", tuple(fact.id for fact in points))
        point = next(fact for fact in points if fact.id == identity)
        text = self._say(
            "about", language, self._values(product, language, point=spoken.value(point, language))
        )
        return Reply(text, (point,), (product,), reason="about")

    def _in_short(self, product: Product, language: str) -> Reply | None:
        """The price and the first properties of a product that nobody has written a selling point for."""
        price = self._current(product, "price", language)
        told = [
            fact
            for fact in product.facts
            if fact.kind == "attribute" and _truth(fact) is None and fact.fresh(self._now())
        ]
        short = [fact for fact in told if len(spoken.value(fact, language)) <= spoken.SHORT]
        chosen = sorted(short, key=lambda fact: fact.name not in _COMMON)[:_TOLD]
        if not chosen and not isinstance(price, Fact):
            return None
        said = [self._property(product, fact.name, fact, language) for fact in chosen]
        facts = tuple(chosen)
        if isinstance(price, Fact):
            values = self._values(product, language, price=spoken.value(price, language))
            said.insert(0, self._say("price", language, values))
            facts = (price, *facts)
        return Reply(" ".join(said), facts, (product,), reason="about")

    def side_by_side(self, products: Sequence[Product], intent: Intent, language: str) -> list[Reply]:
        """Several products: what was asked of each, or their prices and what they have in common."""
        if "stock" in intent.kinds:
            return [self.stock(product, intent, language) for product in products]
        if len(products) > 2:
            if intent.attributes:
                return [
                    self.attribute(one, name, intent, language)
                    for name in intent.attributes[:1]
                    for one in products
                ]
            return [self.price(product, intent, language) for product in products]
        first, second = products
        replies: list[Reply] = []
        cheaper = _CHEAPER.search(intent.tokens.plain) is not None
        if not intent.attributes or {"price", "discount"} & set(intent.kinds):
            replies.append(self._compare_price(first, second, language, cheaper=cheaper))
        for name in intent.attributes:
            both = self._compare_attribute(first, second, name, language)
            replies += [both] if both else [self.attribute(one, name, intent, language) for one in products]
        if intent.kinds == ("compare",) and not cheaper:
            for name in _COMPARED:
                both = self._compare_attribute(first, second, name, language)
                replies += [both] if both else []
        return replies

    def _compare_price(
        self, first: Product, second: Product, language: str, *, cheaper: bool = False
    ) -> Reply:
        """Both prices; which is the lower where that is asked."""
        held = [self._current(product, "price", language) for product in (first, second)]
        facts = tuple(one for one in held if isinstance(one, Fact))
        if len(facts) < 2:
            return next(one for one in held if isinstance(one, Reply))
        phrase, both = "compare_price", (first, second)
        prices = [one.value for one in facts if isinstance(one.value, Money)]
        differ = len({one.minor for one in prices}) > 1 and len({one.currency for one in prices}) == 1
        if cheaper and differ:
            phrase = "compare_cheaper"
            if prices[1].minor < prices[0].minor:
                both, facts = (second, first), facts[::-1]
        values = _pair(*both, facts, language, "price")
        return Reply(self._say(phrase, language, values), facts, (first, second), reason="compare")

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
        values = self._values(product, language, attribute=spoken.noun(said, language))
        return Reply(self._say("unknown_attribute", language, values), (), (product,), True, "missing")

    def _property(self, product: Product, name: str, fact: Fact, language: str) -> str:
        truth = _truth(fact)
        if truth is not None:
            if fact.text.get(language):
                return self._phrasing.tell(fact.text[language], language)
            feature = _label(name, fact, language)
            if truth and language == "zh" and _CAN.match(feature):
                feature = f"支持{feature}"
            if truth and language == "zh" and _SAYS.match(feature):
                values = self._values(product, language, attribute=feature, value="")
                return self._say("attribute_does", language, values)
            phrase = "feature_yes" if truth else "feature_no"
            return self._say(
                phrase, language, self._values(product, language, feature=_label(name, fact, language))
            )
        said = spoken.value(fact, language)
        if name in _OPTIONS and isinstance(fact.value, tuple):
            values = self._values(product, language, attribute=_label(name, fact, language), values=said)
            return self._say("options", language, values)
        label = _label(name, fact, language)
        if (sentence := spoken.told(fact, label, language)) is not None:
            does, what = sentence
            values = self._values(product, language, attribute=does, value=what)
            return self._say("attribute_does", language, values)
        values = self._values(product, language, attribute=label, value=said)
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


def _pair(first: Product, second: Product, facts: Sequence[Fact], language: str, what: str) -> dict[str, str]:
    return {
        "first": spoken.name(first, language),
        "second": spoken.name(second, language),
        f"first_{what}": spoken.value(facts[0], language),
        f"second_{what}": spoken.value(facts[1], language),
    }


def _facts(product: Product, name: str) -> tuple[Fact, ...]:
    """The facts that answer for a property: one, or the sides of a thing's size, or its several memories.

    One that says more than yes or no goes first.
    """
    known = ATTRIBUTES.get(name)
    names = known.facts if known else (name,)
    held = [fact for candidate in names if (fact := product.fact(candidate)) is not None]
    if name == "storage" and held:
        return tuple(held[:2])
    if held:
        return (next((fact for fact in held if not isinstance(fact.value, bool)), held[0]),)
    if name == "dimensions":
        return tuple(fact for side in DIMENSIONS if (fact := product.fact(side)) is not None)
    return ()


def _with_value(product: Product, name: str) -> str:
    """The attribute that holds a value where the fact of that name says only yes or no (``colour``)."""
    fact = product.fact(name)
    if fact is None or not isinstance(fact.value, bool):
        return name
    for known, row in ATTRIBUTES.items():
        if name in row.facts and not isinstance(_facts(product, known)[0].value, bool):
            return known
    return name


def is_compatibility(fact: Fact) -> bool:
    """Whether a fact says what a product works with."""
    words = f"{fact.name} {' '.join(fact.label.values())}".casefold()
    return fact.kind == "attribute" and not isinstance(fact.value, bool) and bool(_WORKS_WITH.search(words))


def _truth(fact: Fact) -> bool | None:
    """What a yes-or-no fact says; feeds write ``Y`` and ``N``, too."""
    if isinstance(fact.value, bool):
        return fact.value
    said = fact.value.strip().casefold() if isinstance(fact.value, str) else ""
    return True if said in _TRUE else False if said in _FALSE else None


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
