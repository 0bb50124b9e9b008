"""What a set of facts allows to be said."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.guard.claims import Category, claims, counts_stock
from agent.guard.numbers import Number, read
from agent.guard.units import major, same_currency
from knowledge.model import SHOP, Fact, Money, Quantity

_WORDS = re.compile(r"[a-z]+")
_WAS = re.compile(
    r"\b(?:was|were|original(?:ly)?|list|regular(?:ly)?|normal(?:ly)?|usual(?:ly)?|retail|rrp|msrp"
    r"|(?:down|went|dropped|reduced|cut) from|instead of)\b"
    r"|原价|标价|划线价|市场价|日常价|平时|吊牌价|原来|建议零售|而不是",
    re.IGNORECASE,
)
_SAVED = re.compile(r"\b(?:save|saving|off|less|cheaper|discount)\b|省|立减|便宜|优惠|减|降", re.IGNORECASE)
_PRICED = re.compile(
    r"\b(?:price[ds]?|costs?|only|just|for|at|pay|is|was|from)\s*$|[价卖售付只要到手才是为:]\s*$",
    re.IGNORECASE,
)
_LINKING = frozenset(
    (
        "of",
        "and",
        "or",
        "for",
        "in",
        "to",
        "at",
        "with",
        "is",
        "are",
        "was",
        "right",
        "now",
        "today",
        "per",
        "each",
        "off",
        "on",
        "only",
        "but",
        "so",
        "than",
        "that",
        "too",
        "as",
        "total",
        "altogether",
        "all",
        "it",
        "they",
        "which",
        "by",
        "from",
        "before",
        "after",
        "a",
        "an",
        "the",
        "if",
        "because",
        "while",
        "when",
        "not",
    )
)
_SCARCE_AT_MOST = 5
"""From how many left on a host may say that stock runs low."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One fact, read."""

    fact: Fact
    numbers: tuple[Number, ...]
    categories: frozenset[Category]
    literal: str
    """All it says, in small letters."""
    stems: frozenset[str]
    """English words of it."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a price is below its list price."""

    amount: Decimal
    percent: Decimal
    currency: str
    fact_ids: tuple[str, ...]


class FactReader:
    """Reads facts, and remembers the latest. Any thread may call."""

    def __init__(self, kept: int = 8_192) -> None:
        """Begin with nothing read.

        Args:
            kept: How many facts are remembered.
        """
        self._kept = kept
        self._read: OrderedDict[str, Carrier] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, fact: Fact) -> Carrier:
        """A fact, read; anew if it has changed."""
        with self._lock:
            known = self._read.get(fact.id)
            if known is not None and (known.fact is fact or known.fact == fact):
                self._read.move_to_end(fact.id)
                return known
        known = carrier(fact)
        with self._lock:
            self._read[fact.id] = known
            while len(self._read) > self._kept:
                self._read.popitem(last=False)
        return known


def carrier(fact: Fact) -> Carrier:
    """Read a fact."""
    texts = [*fact.text.values()]
    if isinstance(fact.value, str):
        texts.append(fact.value)
    elif isinstance(fact.value, tuple):
        texts.extend(fact.value)
    numbers = [number for text in texts for number in read(text)]
    if isinstance(fact.value, Money):
        numbers.append(_money(fact.value))
    elif isinstance(fact.value, Quantity):
        numbers.extend(read(f"{_plain(fact.value.number)} {fact.value.unit}".strip()))
    elif isinstance(fact.value, int) and not isinstance(fact.value, bool) and fact.kind != "stock":
        numbers.extend(read(str(fact.value)))
    labels = [*fact.label.values(), fact.name.replace("_", " ")]
    numbers.extend(number for label in labels for number in read(label))
    unit = [fact.value.unit] if isinstance(fact.value, Quantity) else []
    literal = "\n".join([*texts, *labels, *unit]).casefold()
    found = frozenset(claim.category for text in texts for claim in claims(text))
    return Carrier(fact, tuple(numbers), found, literal, frozenset(map(_stem, _WORDS.findall(literal))))


def _money(money: Money) -> Number:
    return Number("price", major(money.minor, money.currency), money.currency, 0, 0, "")


def _plain(number: float) -> str:
    return format(Decimal(str(abs(number))).normalize(), "f")


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


class Ledger:
    """The facts a turn rests on, read once. Facts past their freshness carry nothing."""

    def __init__(
        self, facts: Iterable[Fact], names: Mapping[str, str], now: float, reader: FactReader
    ) -> None:
        """Read the facts.

        Args:
            facts: All that may carry a claim.
            names: Product names and aliases, and the product id of each; an empty id for a name that may
                be spoken but does not say which product is meant.
            now: Unix seconds.
            reader: Reads and remembers them.
        """
        self._carriers = [reader.read(fact) for fact in facts if fact.fresh(now)]
        self._names = {name.casefold(): subject for name, subject in names.items() if len(name) > 1}
        self._names_longest_first = sorted(self._names, key=len, reverse=True)

    def named(self, text: str) -> tuple[list[tuple[int, int]], frozenset[str]]:
        """Where a text names products (spans), and which."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = text
        spans: list[tuple[int, int]] = []
        subjects: set[str] = set()
        for name in self._names_longest_first:
            at = lower.find(name)
            while at >= 0:
                end = at + len(name)
                apart = all(end <= start or at >= stop for start, stop in spans)
                if apart and _whole(lower, at, end) and not (name.isdigit() and len(name) < 6):
                    spans.append((at, end))
                    subjects.add(self._names[name])
                at = lower.find(name, end)
        return spans, frozenset(subjects - {""})

    def names_code(self, code: str) -> bool:
        """Whether a model number is part of a known name."""
        return any(_has_word(name, code) for name in self._names)

    def about(self, subjects: frozenset[str]) -> Sequence[Carrier]:
        """The facts that may carry a sentence about these products; all, if it names none."""
        if not subjects:
            return self._carriers
        return [item for item in self._carriers if item.fact.subject == SHOP or item.fact.subject in subjects]


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span is not a part of a longer Latin word or number."""
    left, right = text[start - 1 : start], text[end : end + 1]
    return not (
        (left.isascii() and left.isalnum() and text[start].isascii() and text[start].isalnum())
        or (right.isascii() and right.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum())
    )


def carried_number(
    number: Number, text: str, carriers: Sequence[Carrier], numbers: Sequence[Number]
) -> tuple[str, ...] | None:
    """The ids of the facts that carry a number of a text; None when nothing does.

    Args:
        number: What is said.
        text: The whole line.
        carriers: The facts it may rest on.
        numbers: All numbers of the line.
    """
    if number.kind == "count" and counts_stock(text[: number.start], number.noun):
        return _first(
            item for item in carriers if item.fact.kind == "stock" and _is_count(item, number.value)
        )
    usable = [item for item in carriers if _usable(item, text, carriers, numbers)]
    ids = _first(item for item in usable if _carries(item, number, text))
    if (
        ids is None
        and number.kind in ("price", "percent")
        and (number.unit in ("off", "折") or _SAVED.search(text))
    ):
        return next((saved.fact_ids for saved in savings(carriers) if _is_saving(saved, number)), None)
    return ids


def _first(found: Iterable[Carrier]) -> tuple[str, ...] | None:
    return next(((item.fact.id,) for item in found), None)


def _is_count(item: Carrier, value: Decimal) -> bool:
    return type(item.fact.value) is int and item.fact.value == value


def _usable(item: Carrier, text: str, carriers: Sequence[Carrier], numbers: Sequence[Number]) -> bool:
    """Stock carries only what is left; a list price only what is called one, or stands beside the price."""
    if item.fact.kind == "stock" and isinstance(item.fact.value, int):
        return False
    if item.fact.kind != "list_price" or _WAS.search(text):
        return True
    prices = [
        other for other in carriers if other.fact.kind == "price" and other.fact.subject == item.fact.subject
    ]
    return any(
        _same(said, known, other, text) for other in prices for known in other.numbers for said in numbers
    )


def _carries(item: Carrier, number: Number, text: str) -> bool:
    if number.kind == "code":
        return _has_word(item.literal, number.unit)
    return any(_same(number, known, item, text) for known in item.numbers)


def _has_word(literal: str, word: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", literal) is not None


def _same(said: Number, known: Number, item: Carrier, text: str) -> bool:
    if said.kind == "count":
        return _same_count(said, known, item, text)
    if said.kind == "quantity" and known.kind == "price":  # five pounds
        return said.factor == Decimal("453.59237") and known.unit == "GBP" and said.value == known.value
    if said.kind == "ordinal":
        return known.kind in ("ordinal", "count") and said.value == known.value
    if said.kind != known.kind:
        return False
    if said.kind == "price":
        amounts = (said.value, *said.also)
        compatible = known.unit in ("", said.unit) or same_currency(said.unit, known.unit)
        return compatible and (known.value in amounts or any(value in amounts for value in known.also))
    if said.kind == "percent":
        return _same_percent(said, known)
    degrees = "°" in (said.unit, known.unit) and said.unit[0] == known.unit[0] == "°"
    return (said.unit == known.unit or degrees) and said.value * said.factor == known.value * known.factor


def _same_percent(said: Number, known: Number) -> bool:
    if said.unit == known.unit or (not said.unit and known.unit == "off"):
        return said.value == known.value
    if {said.unit, known.unit} == {"off", "折"}:
        return said.value == 100 - known.value
    return False


def _same_count(said: Number, known: Number, item: Carrier, text: str) -> bool:
    """A number that counts something needs that counted; one at the end of its clause may be any value."""
    if said.value != known.value and known.value not in said.also:
        return False
    words = _WORDS.findall(said.noun)
    bare = not said.noun or (words[:1] and words[0] in _LINKING and said.noun.startswith(words[0]))
    if known.kind != "count":
        measured = known.kind in ("quantity", "ordinal", "percent")
        return bool(bare and (measured or _PRICED.search(text[: said.start])))
    if bare or not words or not said.noun[0].isascii():
        return True
    return not item.stems or any(_stem(word) in item.stems for word in words[:3])


def savings(carriers: Sequence[Carrier]) -> list[Saving]:
    """What products cost less than their list prices."""
    found: list[Saving] = []
    prices = {item.fact.subject: item.fact for item in carriers if item.fact.kind == "price"}
    for item in carriers:
        price, listed = prices.get(item.fact.subject), item.fact
        if listed.kind != "list_price" or price is None:
            continue
        if not isinstance(price.value, Money) or not isinstance(listed.value, Money):
            continue
        if price.value.currency != listed.value.currency or not 0 < price.value.minor < listed.value.minor:
            continue
        less = listed.value.minor - price.value.minor
        percent = Decimal(less) * 100 / listed.value.minor
        amount = major(less, price.value.currency)
        found.append(Saving(amount, percent, price.value.currency, (price.id, listed.id)))
    return found


def _is_saving(saved: Saving, number: Number) -> bool:
    if number.kind == "price":
        return number.value == saved.amount and same_currency(number.unit, saved.currency)
    said = 100 - number.value if number.unit == "折" else number.value
    return (
        said in (round(saved.percent, 0), int(saved.percent))
        if said % 1 == 0
        else said == round(saved.percent, 1)
    )


def carried_category(
    category: Category, numbers: Sequence[Number], carriers: Sequence[Carrier]
) -> tuple[str, ...] | None:
    """The ids of the facts that carry a claim without a number; None when nothing does.

    A shipping or gift claim that a fact makes under a condition with a price ("over $50") is carried only
    in a sentence that says a price, too.
    """
    for item in carriers:
        if item.fact.kind == "stock" and _stock_says(item.fact.value, category):
            return (item.fact.id,)
        if category in item.categories and _condition_met(category, numbers, item):
            return (item.fact.id,)
    if category == "discount":
        return next((saved.fact_ids for saved in savings(carriers)), None)
    return None


def _stock_says(value: object, category: Category) -> bool:
    if not isinstance(value, int):
        return False
    if category == "in_stock":
        return value > 0
    if category == "sold_out":
        return value == 0
    counted = type(value) is int
    return counted and (
        (category == "scarce" and 0 < value <= _SCARCE_AT_MOST) or (category == "last_one" and value == 1)
    )


def _condition_met(category: Category, numbers: Sequence[Number], item: Carrier) -> bool:
    conditional = category in ("free_shipping", "gift") and any(
        known.kind == "price" for known in item.numbers
    )
    return not conditional or any(said.kind in ("price", "count") for said in numbers)
