"""True sentences made of a product's facts, and the false ones that differ from them in one claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import TypeVar

from agent.guard.units import named
from agent.lanes import spoken
from evals.bench.guard_phrases import CLAIMS
from evals.bench.guard_writing import amount, number
from knowledge.model import Fact, Money, Product, Quantity, text_in

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FalseSentence:
    """A sentence made false."""

    kind: str
    text: str
    claim: str
    """The false part; of a rewritten line it must be gone."""


@dataclass(frozen=True, slots=True)
class TrueSentence:
    """A true sentence."""

    kind: str
    text: str
    language: str
    product: Product
    false: tuple[FalseSentence, ...] = field(default=())


_PRICE = {
    "en": (
        "{it} costs {v}.",
        "You can get {it} for {v}.",
        "{it} is {v} right now.",
        "The price is {v}.",
        "It's {v}, if you were wondering about the price.",
        "That one goes for {v}, just so everybody knows.",
        "So, {it}: {v}.",
    ),
    "zh": (
        "{it}现在{v}。",
        "{it}的价格是{v}。",
        "这款{v}。",
        "价格呢，{v}。",
        "{v}就能带回家，说的是{it}。",
        "这一款只要{v}。",
    ),
}
_LISTED = {
    "en": (
        "The list price of {it} is {l}, and now it's {v}.",
        "It was {l}, and it's {v} now.",
        "Down from {l} to {v}.",
    ),
    "zh": ("{it}原价{l}，现在{v}。", "标价{l}，现在{v}。", "原价是{l}的，现在卖{v}。"),
}
_SAVING = {
    "en": (
        "That saves you {v} on the list price.",
        "You save {v} with {it}.",
        "It's {v} off the list price.",
    ),
    "zh": ("比原价省了{v}。", "{it}立减{v}。", "能省{v}呢。"),
}
_STOCK = {
    "en": ("There are {v} left.", "We have {v} in stock right now.", "Only what's here: {v} left of {it}."),
    "zh": ("还剩{v}件。", "{it}库存{v}件。", "现在还剩{v}件。"),
}
_IN = {
    "en": ("{it} is in stock.", "Yes, we have it in stock.", "It's available now, you can order it."),
    "zh": ("{it}现在有货。", "有货的，可以下单。", "现货，直接拍就行。"),
}
_OUT = {
    "en": ("{it} is sold out.", "It's out of stock at the moment.", "It's not in stock right now."),
    "zh": ("{it}卖完了。", "暂时缺货。", "现在没有货了。"),
}
_VALUE = {
    "en": (
        "The {a} of {it} is {v}.",
        "As for the {a}, it's {v}.",
        "{a}: {v}.",
        "For {it}, the {a} is {v}.",
        "The sheet says {v} for the {a}.",
        "If you ask about the {a}, I have {v} here.",
    ),
    "zh": ("{it}的{a}是{v}。", "{a}是{v}。", "它的{a}：{v}。", "说到{a}，是{v}。", "资料上写着{a}是{v}。"),
}
_YES = {
    "en": ("{a}: yes.", "{it}? {a}, yes.", "On the sheet it says {a}: yes.", "{a}? Yes."),
    "zh": ("{a}：是。", "{it}，{a}：是的。", "资料上写着{a}：是。", "{a}？是的。"),
}
_NOT = {
    "en": ("{a}: no.", "{it}? {a}, no.", "On the sheet it says {a}: no.", "{a}? No."),
    "zh": ("{a}：否。", "{it}，{a}：否。", "资料上写着{a}：否。", "{a}？不是。"),
}
_CHEAPER = {
    "en": ("{x} is cheaper than {y}.", "{y} is more expensive than {x}."),
    "zh": ("{x}比{y}便宜。", "{y}比{x}贵。"),
}
_CLAUSE = {"en": (" And {c}.", ", and {c}.", ", because {c}!"), "zh": ("，{c}。", "，而且{c}。", "。{c}！")}
_OTHER_UNITS = ("kg", "cm", "ml", "W", "h", "V", "year", "inch")
_OTHER_CURRENCY = {"USD": "EUR", "EUR": "GBP", "GBP": "EUR", "CNY": "USD"}


class Sentences:
    """Makes sentences about one product beside others."""

    def __init__(self, random: Random, language: str) -> None:
        """Speak a language, with luck."""
        self._random = random
        self._language = language

    def about(self, product: Product, others: Sequence[Product]) -> Iterator[TrueSentence]:
        """Sentences about a product, each with its false twins."""
        price, listed, stock = product.fact("price"), product.fact("list_price"), product.fact("stock")
        if price is not None and isinstance(price.value, Money):
            yield self._price(product, price.value, others, few=_few(stock))
            if (
                listed is not None
                and isinstance(listed.value, Money)
                and listed.value.minor > price.value.minor
            ):
                yield self._listed(product, price.value, listed.value)
                yield self._saving(product, price.value, listed.value)
            if others and (compared := self._compared(product, others[0])):
                yield compared
        if stock is not None and not isinstance(stock.value, Money | Quantity | str | tuple):
            yield self._stock(product, stock.value)
        attributes = [fact for fact in product.facts if fact.kind == "attribute" and self._label(fact)]
        self._random.shuffle(attributes)
        for fact in attributes[:4]:
            made = self._attribute(product, fact, attributes, others)
            if made:
                yield made

    def _price(self, product: Product, price: Money, others: Sequence[Product], *, few: bool) -> TrueSentence:
        wrong = {"price changed": self._changed(price), "price decimal": self._shifted(price)}
        swapped = self._swapped(price)
        if swapped:
            wrong["price digits swapped"] = swapped
        other = next((fact.value for one in others if (fact := one.fact("price")) is not None), None)
        if isinstance(other, Money) and other != price:
            wrong["price of another product"] = other
        if price.currency in _OTHER_CURRENCY:
            wrong["currency"] = Money(price.minor, _OTHER_CURRENCY[price.currency])
        template = self._pick(_PRICE)
        name = self._name(product)
        text = self._filled(template, it=name, v=amount(price, self._language, self._random))
        false = []
        for kind, money in wrong.items():
            said = amount(money, self._language, self._random)
            false.append(FalseSentence(kind, self._filled(template, it=name, v=said), said))
        if others:
            other_name = self._name(others[0])
            theirs = others[0].fact("price")
            if "{it}" in template and theirs is not None and theirs.value != price:
                said = amount(price, self._language, self._random)
                false.append(
                    FalseSentence(
                        "name of another product", self._filled(template, it=other_name, v=said), said
                    )
                )
        if "{it}" in template:
            variant = self._random.choice(
                (" Pro", " Max", " II") if self._language == "en" else ("Pro", "二代", "升级版")
            )
            said = amount(price, self._language, self._random)
            false.append(
                FalseSentence(
                    "unknown model", self._filled(template, it=name + variant, v=said), variant.strip()
                )
            )
        false += self._added(text, few=few)
        return TrueSentence("price", text, self._language, product, tuple(false))

    def _added(self, text: str, *, few: bool) -> list[FalseSentence]:
        """A true sentence with a false claim behind it."""
        kinds = self._random.sample(sorted(set(CLAIMS) - ({"stock"} if few else set())), 3)
        found = []
        for kind in kinds:
            claim = self._random.choice(CLAIMS[kind][self._language].strip().splitlines())
            joint = self._random.choice(_CLAUSE[self._language]).format(c=claim)
            found.append(
                FalseSentence(
                    kind,
                    text.rstrip(".。!！") + joint if joint[0] in ",，" else text + joint.lstrip("。"),
                    claim,
                )
            )
        return found

    def _listed(self, product: Product, price: Money, listed: Money) -> TrueSentence:
        template, name = self._pick(_LISTED), self._name(product)
        said = amount(price, self._language, self._random)
        text = self._filled(template, it=name, v=said, l=amount(listed, self._language, self._random))
        wrong = amount(self._changed(listed), self._language, self._random)
        swapped = self._filled(template, it=name, v=amount(listed, self._language, self._random), l=said)
        false = [
            FalseSentence("list price changed", self._filled(template, it=name, v=said, l=wrong), wrong),
            FalseSentence("prices swapped", swapped, swapped),
        ]
        return TrueSentence("list price", text, self._language, product, tuple(false[:1]))

    def _saving(self, product: Product, price: Money, listed: Money) -> TrueSentence:
        template, name = self._pick(_SAVING), self._name(product)
        saved = Money(listed.minor - price.minor, price.currency)
        text = self._filled(template, it=name, v=amount(saved, self._language, self._random))
        wrong = amount(self._changed(saved), self._language, self._random)
        return TrueSentence(
            "saving", text, self._language, product,
            (FalseSentence("saving changed", self._filled(template, it=name, v=wrong), wrong),),
        )  # fmt: skip

    def _stock(self, product: Product, left: bool | int) -> TrueSentence:
        name = self._name(product)
        if left is True or left is False or left == 0 or self._random.random() < 0.4:
            true, false = (_IN, _OUT) if left else (_OUT, _IN)
            denied = self._filled(self._pick(false), it=name)
            return TrueSentence(
                "stock", self._filled(self._pick(true), it=name), self._language, product,
                (FalseSentence("stock turned round", denied, denied),),
            )  # fmt: skip
        template = self._pick(_STOCK)
        text = self._filled(template, it=name, v=number(Decimal(left), self._language, self._random))
        wrong = number(Decimal(left + self._random.choice((7, 10, 40, 90))), self._language, self._random)
        return TrueSentence(
            "stock", text, self._language, product,
            (FalseSentence("stock count changed", self._filled(template, it=name, v=wrong), wrong),),
        )  # fmt: skip

    def _compared(self, product: Product, other: Product) -> TrueSentence | None:
        mine, theirs = product.fact("price"), other.fact("price")
        if (
            mine is None
            or theirs is None
            or not isinstance(mine.value, Money)
            or not isinstance(theirs.value, Money)
        ):
            return None
        if mine.value.currency != theirs.value.currency or mine.value.minor == theirs.value.minor:
            return None
        low, high = (product, other) if mine.value.minor < theirs.value.minor else (other, product)
        template = self._pick(_CHEAPER)
        text = self._filled(template, x=self._name(low), y=self._name(high))
        wrong = self._filled(template, x=self._name(high), y=self._name(low))
        return TrueSentence(
            "comparison", text, self._language, product, (FalseSentence("comparison reversed", wrong, wrong),)
        )

    def _attribute(
        self, product: Product, fact: Fact, attributes: Sequence[Fact], others: Sequence[Product]
    ) -> TrueSentence | None:
        if isinstance(fact.value, bool):
            return self._boolean(product, fact)
        if isinstance(fact.value, Quantity):
            return self._quantity(product, fact, fact.value, attributes, others)
        return self._text(product, fact, attributes, others)

    def _boolean(self, product: Product, fact: Fact) -> TrueSentence:
        label, name = self._label(fact), self._name(product)
        true, false = (_YES, _NOT) if fact.value else (_NOT, _YES)
        text = self._filled(self._pick(true), a=label, it=name)
        wrong = self._filled(self._pick(false), a=label, it=name)
        return TrueSentence(
            "boolean", text, self._language, product, (FalseSentence("boolean negated", wrong, wrong),)
        )

    def _quantity(
        self,
        product: Product,
        fact: Fact,
        held: Quantity,
        attributes: Sequence[Fact],
        others: Sequence[Product],
    ) -> TrueSentence:
        template, label, name = self._pick(_VALUE), self._label(fact), self._name(product)
        value = Decimal(str(held.number))
        wrong: dict[str, Quantity] = {
            "quantity changed": Quantity(float(value + max(1, int(value * Decimal("0.3")))), held.unit),
            "quantity decimal": Quantity(float(value * 10 if value < 1000 else value / 10), held.unit),
        }
        unit = named(held.unit)
        if unit is not None:
            candidates = [
                one for one in _OTHER_UNITS if (known := named(one)) and known.dimension != unit.dimension
            ]
            wrong["unit"] = Quantity(held.number, self._random.choice(candidates))
        for other in attributes:
            differs = (
                isinstance(other.value, Quantity) and other.value != held and other.value.unit == held.unit
            )
            if differs and isinstance(other.value, Quantity):
                wrong["value of another attribute"] = other.value
        for one in others:
            theirs = one.fact(fact.name)
            if theirs is not None and isinstance(theirs.value, Quantity) and theirs.value != held:
                wrong["value of another product"] = theirs.value
        text = self._filled(template, a=label, it=name, v=self._said(held))
        false = [
            FalseSentence(kind, self._filled(template, a=label, it=name, v=said), said)
            for kind, quantity in wrong.items()
            if quantity.number != held.number or quantity.unit != held.unit
            for said in [self._said(quantity)]
        ]
        return TrueSentence("quantity", text, self._language, product, tuple(false))

    def _text(
        self, product: Product, fact: Fact, attributes: Sequence[Fact], others: Sequence[Product]
    ) -> TrueSentence | None:
        said = spoken.value(fact, self._language)
        if not 1 < len(said) <= 60:
            return None
        template, label, name = self._pick(_VALUE), self._label(fact), self._name(product)
        known = f"{product.name} {fact.value} {fact.text}".casefold()
        wrong: dict[str, str] = {}
        for one in others:
            theirs = one.fact(fact.name)
            if theirs is not None and isinstance(theirs.value, str | tuple):
                wrong["text of another product"] = spoken.value(theirs, self._language)
        for other in attributes:
            if other is not fact and isinstance(other.value, str | tuple):
                wrong["text of another attribute"] = spoken.value(other, self._language)
        false = [
            FalseSentence(kind, self._filled(template, a=label, it=name, v=value), value)
            for kind, value in wrong.items()
            if _differs(value, known) and 1 < len(value) <= 60
        ]
        return TrueSentence(
            "text", self._filled(template, a=label, it=name, v=said), self._language, product, tuple(false)
        )

    def _said(self, held: Quantity) -> str:
        """With its unit; sometimes with the number in words."""
        plain = spoken.quantity(held, self._language)
        digits = spoken.number(held.number, self._language)
        if self._random.random() < 0.35 and plain.startswith(digits):
            return (
                number(Decimal(digits.replace(",", "")), self._language, self._random) + plain[len(digits) :]
            )
        return plain

    def _changed(self, money: Money) -> Money:
        step = 10 if money.currency == "JPY" else 100
        return Money(money.minor + step * max(1, money.minor // (step * 8)), money.currency)

    def _shifted(self, money: Money) -> Money:
        return Money(money.minor * 10, money.currency)

    def _swapped(self, money: Money) -> Money | None:
        digits = str(money.minor)
        for at in range(len(digits) - 1):
            swapped = int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
            if swapped != money.minor and digits[at + 1] != "0":
                return Money(swapped, money.currency)
        return None

    def _label(self, fact: Fact) -> str:
        return spoken.label(fact.label, self._language)

    def _name(self, product: Product) -> str:
        if self._random.random() < 0.15:
            return text_in(product.name, self._language)
        return spoken.name(product, self._language)

    def _pick(self, templates: Mapping[str, tuple[str, ...]]) -> str:
        return self._random.choice(templates[self._language])

    def _filled(self, template: str, **values: str) -> str:
        text = template.format(**values)
        return text[:1].upper() + text[1:]


def _few(stock: Fact | None) -> bool:
    """Whether so few are left that a host may say so."""
    return stock is not None and type(stock.value) is int and 0 < stock.value <= spoken.FEW


def _differs(value: str, known: str) -> bool:
    """Whether a text says something that the true value does not: no word of it is in there."""
    words = [word.strip(",.;()") for word in value.casefold().split()]
    return value.casefold() not in known and not all(word in known for word in words)
