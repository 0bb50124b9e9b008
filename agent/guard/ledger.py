"""What a set of facts says, read once for all lines of a turn."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.guard.claims import Category, claims
from agent.guard.numbers import Number, read
from agent.guard.units import major
from knowledge.model import SHOP, Fact, Money, Quantity

WORDS = re.compile(r"[a-z]+")
"""English words of a text in small letters."""


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
    return Carrier(fact, tuple(numbers), found, literal, frozenset(map(stem, WORDS.findall(literal))))


def _money(money: Money) -> Number:
    return Number("price", major(money.minor, money.currency), money.currency, 0, 0, "")


def _plain(number: float) -> str:
    return format(Decimal(str(abs(number))).normalize(), "f")


def stem(word: str) -> str:
    """An English word without its plural s."""
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
        return any(has_word(name, code) for name in self._names)

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


def has_word(literal: str, word: str) -> bool:
    """Whether a word or code stands in a text on its own."""
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", literal) is not None
