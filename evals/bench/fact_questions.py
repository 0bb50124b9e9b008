"""Questions made from a catalogue whose right answer is known."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from evals.bench.fact_calls import Call, Calls, Expect, is_code
from evals.bench.fact_phrasings import LABELS, wordings
from knowledge.model import Fact, Money, Product, Quantity, Text, text_in
from knowledge.money import minor_digits
from knowledge.tokens import normal, tokens

Kind = Literal["price", "attribute", "absent", "premise", "true premise", "unknown"]
KINDS: Mapping[Kind, int] = {
    "price": 5,
    "attribute": 6,
    "absent": 3,
    "premise": 3,
    "true premise": 1,
    "unknown": 3,
}
"""How many of each kind, as weights."""

_TRIES = 60
_LONGEST_VALUE = 60
_COMMON = 3
"""Products that must have a property for its absence to be asked after."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MADE_UP = (
    "Zorvex",
    "Quintara",
    "Brellon",
    "Novaxis",
    "Tarkimo",
    "Plevona",
    "Drimex",
    "Solvanti",
    "Kestrion",
)
_SIDES = frozenset({"width", "height", "depth", "length", "dimension", "diameter", "size"})
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}

_About = tuple[Product | None, Fact | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer."""

    id: int
    kind: Kind
    language: str
    question: str
    expect: Expect | Literal["abstain"]
    style: str
    """How the product is called, or how an unknown one was made."""
    product: Product | None = None
    fact: Fact | None = None
    """What should be said; for an absent property the one that is missing is not there."""
    fitting: tuple[str, ...] = ()
    """Ids of the products that the words fit."""
    property: str = ""


class Questions:
    """Makes questions; the same seed and catalogue give the same ones."""

    def __init__(self, products: Sequence[Product], languages: Sequence[str], seed: int) -> None:
        """Look at a catalogue.

        Args:
            products: All of them.
            languages: To ask in.
            seed: Another one, other questions.
        """
        self._rng = random.Random(seed)
        self._products = list(products)
        self._languages = [one for one in languages if one in ("en", "zh")] or ["en"]
        self._calls = Calls(products)
        count: Counter[str] = Counter()
        self._labels: dict[str, Text] = {}
        for product in products:
            for fact in _askable(product):
                count[fact.name] += 1
                self._labels.setdefault(fact.name, fact.label)
        self._common = sorted(name for name, number in count.items() if number >= _COMMON)

    def make(self, number: int) -> list[Asked]:
        """That many questions, or fewer where the catalogue gives no more."""
        found: list[Asked] = []
        whole = sum(KINDS.values())
        for kind, weight in KINDS.items():
            wanted = max(1, round(number * weight / whole))
            for at in range(wanted):
                language = self._languages[at % len(self._languages)]
                made = next((one for _ in range(_TRIES) if (one := self._one(kind, language))), None)
                if made is not None:
                    found.append(made)
        return [replace(one, id=at) for at, one in enumerate(found)]

    def _one(self, kind: Kind, language: str) -> Asked | None:
        product = self._rng.choice(self._products)
        if kind == "unknown":
            return self._unknown(product, language)
        calls = self._calls.of(product, language, self._rng)
        if not calls:
            return None
        style = self._rng.choice(sorted({call.style for call in calls}))
        call = self._rng.choice([call for call in calls if call.style == style])
        if kind == "price":
            return self._price(product, call, language)
        if kind == "attribute":
            return self._attribute(product, call, language)
        if kind == "absent":
            return self._absent(product, call, language)
        return self._premise(product, call, language, true=kind == "true premise")

    def _price(self, product: Product, call: Call, language: str) -> Asked | None:
        fact = product.fact("price")
        if fact is None or not isinstance(fact.value, Money):
            return None
        return self._asked("price", language, "price", call, (product, fact))

    def _attribute(self, product: Product, call: Call, language: str) -> Asked | None:
        facts = list(_askable(product))
        if not facts:
            return None
        sort = self._rng.choice((bool, Quantity, (str, tuple)))
        fact = self._rng.choice([fact for fact in facts if isinstance(fact.value, sort)] or facts)
        name = _label(fact.name, fact.label, language)
        wording = "yes_no" if isinstance(fact.value, bool) else "attribute"
        return self._asked("attribute", language, wording, call, (product, fact), a=name)

    def _absent(self, product: Product, call: Call, language: str) -> Asked | None:
        own = {word for fact in product.facts for word in _label_words(fact)}
        own |= {word for fact in product.facts for word in tokens(normal(fact.name.replace("_", " ")))}
        name = self._rng.choice(self._common) if self._common else ""
        words = set(tokens(normal(name.replace("_", " "))))
        if not name or words & own or (words & _SIDES and own & _SIDES):
            return None
        label = _label(name, self._labels[name], language)
        found = self._asked("absent", language, "attribute", call, (product, None), a=label)
        expect = "abstain" if call.expect == "answer" else call.expect
        return replace(found, expect=expect, property=name)

    def _premise(self, product: Product, call: Call, language: str, *, true: bool) -> Asked | None:
        fact = product.fact("price")
        if fact is None or not isinstance(fact.value, Money) or call.expect != "answer":
            return None
        held = fact.value
        minor = held.minor if true else self._wrong(held.minor, minor_digits(held.currency))
        said = self._said(Money(minor, held.currency), language)
        kind: Kind = "true premise" if true else "premise"
        return self._asked(kind, language, "premise", call, (product, fact), x=said)

    def _unknown(self, product: Product, language: str) -> Asked | None:
        how, text = self._rng.choice(
            (
                ("other number", self._other_number(product)),
                ("other brand", self._other_brand(product)),
                ("made up", self._made_up(product, language)),
            )
        )
        if not text or self._calls.knows(text):
            return None
        call = Call(text, how, "answer")
        found = self._asked("unknown", language, "price", call, (None, None))
        return replace(found, expect="abstain")

    def _other_number(self, product: Product) -> str:
        """Its brand and model number with one digit or letter of the number another one."""
        codes = [alias for alias in product.aliases if is_code(alias) and " " not in alias]
        if not codes:
            return ""
        code = self._rng.choice(codes)
        at = self._rng.choice([at for at, char in enumerate(code) if char.isalnum()])
        others = "0123456789" if code[at].isdigit() else "ABCDEFGHJKLMNPRSTUVWX"
        changed = self._rng.choice([char for char in others if char != code[at].upper()])
        if code[at].islower():
            changed = changed.lower()
        altered = code[:at] + changed + code[at + 1 :]
        return "" if self._calls.has_word(altered) else f"{product.brand} {altered}".strip()

    def _other_brand(self, product: Product) -> str:
        """Another brand's name with its model."""
        names = [alias for alias in product.aliases if len(tokens(normal(alias))) > 1 or is_code(alias)]
        others = [brand for brand in self._calls.brands if brand != product.brand]
        if not names or not others:
            return ""
        return f"{self._rng.choice(others)} {self._rng.choice(names)}"

    def _made_up(self, product: Product, language: str) -> str:
        """A name that nobody has, with the kind of thing of a real one."""
        words = [word for word in text_in(product.name, language).split() if word.isalpha() and len(word) > 1]
        kind = words[-1] if words else ""
        name = f"{self._rng.choice(_MADE_UP)} {self._rng.choice((kind, str(self._rng.randrange(100, 9999))))}"
        return self._rng.choice((name.strip(), f"{product.brand} {name}".strip()))

    def _wrong(self, minor: int, digits: int) -> int:
        """Another price, sometimes near."""
        one: int = 10**digits
        near = minor + self._rng.choice((-5, -1, 1, 5, 10)) * one
        far = max(1, round(minor / one * self._rng.choice((0.5, 0.8, 1.3, 2)))) * one
        wrong = self._rng.choice((near, far))
        return wrong if wrong > 0 and wrong != minor else minor + 2 * one

    def _said(self, money: Money, language: str) -> str:
        digits = minor_digits(money.currency)
        value = Decimal(money.minor).scaleb(-digits)
        plain = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.{digits}f}"
        sign = next((sign for sign, code in _SIGNS.items() if code == money.currency), "")
        if language == "zh":
            unit = {"USD": "美元", "CNY": "元", "EUR": "欧元", "GBP": "英镑"}.get(money.currency, "块")
            return plain + self._rng.choice((unit, "块"))
        if money.currency == "USD":
            return self._rng.choice((f"${plain}", f"{plain} dollars", f"{plain} bucks"))
        return f"{sign}{plain}" if sign else f"{plain} {money.currency}"

    def _asked(
        self, kind: Kind, language: str, wording: str, call: Call, about: _About, **values: str
    ) -> Asked:
        text = self._rng.choice(wordings(wording, language))
        if (call.text + values.get("a", "中")).isascii():
            text = text.replace("}{", "} {")
        for key, value in {**values, "p": call.text}.items():
            text = text.replace("{" + key + "}", value)
        return Asked(0, kind, language, text, call.expect, call.style, *about, call.fitting)


def _askable(product: Product) -> Iterator[Fact]:
    """The attributes that a person could ask after in words."""
    for fact in product.facts:
        words = fact.name.split("_")
        readable = all(len(word) > 1 and not word.isdigit() for word in words) and len(words) <= 5
        if fact.kind != "attribute" or not readable:
            continue
        value = fact.value
        if isinstance(value, str) and (len(value) > _LONGEST_VALUE or _DATE.match(value)):
            continue
        if isinstance(value, bool | Quantity | str | tuple):
            yield fact


def _label(name: str, label: Text, language: str) -> str:
    if language == "zh":
        return label.get("zh") or LABELS.get(name) or name.replace("_", " ")
    return (text_in(label, language) or name).replace("_", " ")


def _label_words(fact: Fact) -> set[str]:
    return {word for text in fact.label.values() for word in tokens(normal(text.replace("_", " ")))}
