"""What a set of facts says, read once for all lines of a turn."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.guard.aspects import Aspect, aspects, nearest
from agent.guard.naming import Names
from agent.guard.numbers import Number, read
from agent.guard.plain import plain
from agent.guard.properties import properties
from agent.guard.rulepack import RuleSet
from agent.guard.services import ranges, service
from agent.guard.units import major
from agent.lanes import spoken
from knowledge.model import SHOP, Fact, Money, Quantity

WORDS = re.compile(r"[a-z]+")
"""English words of a text in small letters."""
BLANK = "☐"
"""Stands for each character of a product's name."""
LISTED = "listed"
"""The noun of a number that counts what a fact lists."""
_LISTED = re.compile(r", and |,| and |、|和|以及|;")
_NONE = frozenset(
    ["none", "no", "n/a", "not applicable", "without", "无", "没有", "否", "不支持", "不带", "-"]
)
_INGRESS = re.compile(r"(?<![A-Za-z0-9])IP[X0-9][78](?![0-9])", re.IGNORECASE)
"""Ingress protection (IEC 60529): from 7 on it may be under water."""
_MOST_LABELS = 400
"""Labels of one product that are looked for in a line."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One fact, read."""

    fact: Fact
    numbers: tuple[Number, ...]
    about: tuple[frozenset[str], ...]
    """What each number is about: keys of attributes."""
    rules: frozenset[str]
    """Ids of the rules that its texts touch: a fact that says the same carries it."""
    properties: frozenset[tuple[str, bool]]
    """What it says to be so (``True``) or not so."""
    literal: str
    """All it says, in plain small letters."""
    stems: frozenset[str]
    """English words of it."""
    labels: tuple[str, ...]
    """What the attribute is called, in plain small letters."""
    topics: frozenset[str]
    """Keys of the attributes that its labels name."""
    ranges: frozenset[tuple[str, str]] = frozenset()
    """The ranges that it states, ``("3", "5")``."""
    services: tuple[str, ...] = ()
    """Which service each number is said of, as far as the text says."""


class FactReader:
    """Reads facts, and remembers the latest. Any thread may call."""

    def __init__(self, rules: RuleSet, kept: int = 16_384) -> None:
        """Begin with nothing read.

        Args:
            rules: What counts as a claim.
            kept: How many facts are remembered.
        """
        self._rules = rules
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
        known = carrier(fact, self._rules)
        with self._lock:
            self._read[fact.id] = known
            while len(self._read) > self._kept:
                self._read.popitem(last=False)
        return known


def carrier(fact: Fact, rules: RuleSet) -> Carrier:
    """Read a fact."""
    texts = [*map(plain, fact.text.values())]
    if isinstance(fact.value, str):
        texts.append(plain(fact.value))
    elif isinstance(fact.value, tuple):
        texts.extend(map(plain, fact.value))
    texts = list(dict.fromkeys(texts))
    called_so = [spoken.label(fact.label, language) for language in ("en", "zh")] if fact.label else []
    labels = tuple(
        dict.fromkeys(plain(text).casefold().strip() for text in (*fact.label.values(), *called_so))
    )
    called = [*labels, plain(fact.name).replace("_", " ").casefold()]
    topics = frozenset(key for text in called for aspect in aspects(text) for key in aspect.keys)
    own = topics | {f"l:{label}" for label in labels} if fact.kind == "attribute" else topics
    numbers: list[Number] = []
    about: list[frozenset[str]] = []
    served: list[str] = []
    ranged: set[tuple[str, str]] = set()
    for text in texts:
        said, named = read(text), aspects(text)
        numbers += said
        ranged.update(ranges(text, said).values())
        served += [service(text, number.start) for number in said]
        about += [own | nearest(number, said, named, text) for number in said]
    value = _value(fact)
    numbers += value
    about += [own | _kind_key(fact)] * len(value)
    for label in called:
        said = read(label)
        numbers += said
        about += [own] * len(said)
    listed = _listed(fact)
    if listed is not None:
        numbers.append(listed)
        about.append(own)
    unit = [fact.value.unit] if isinstance(fact.value, Quantity) else []
    literal = "\n".join([*texts, *called, *unit]).casefold()
    return Carrier(
        fact,
        tuple(numbers),
        tuple(about),
        frozenset(hit.id for text in texts for hit in rules.hits(text)),
        frozenset(_claimed(fact, texts, called)),
        literal,
        frozenset(map(stem, WORDS.findall(literal))),
        tuple(label for label in labels if len(label) > 1 or not label.isascii()),
        topics,
        frozenset(ranged),
        (*served, *([""] * (len(numbers) - len(served)))),
    )


def _value(fact: Fact) -> list[Number]:
    value = fact.value
    if isinstance(value, Money):
        return [Number("price", major(value.minor, value.currency), value.currency, 0, 0, "")]
    if isinstance(value, Quantity):
        return read(f"{_plain(value.number)} {value.unit}".strip())
    if isinstance(value, int) and not isinstance(value, bool) and fact.kind != "stock":
        return read(str(value))
    return []


def _listed(fact: Fact) -> Number | None:
    """How many things an attribute lists: "USB-C and USB-A" are two ports."""
    if fact.kind != "attribute" or not isinstance(fact.value, str | tuple):
        return None
    items = fact.value if isinstance(fact.value, tuple) else _LISTED.split(fact.value[:200])
    return Number("count", Decimal(len(items)), "", 0, 0, "", noun=LISTED) if 1 < len(items) < 20 else None


def _kind_key(fact: Fact) -> frozenset[str]:
    return frozenset({"price"}) if fact.kind in ("price", "list_price") else frozenset()


def _claimed(fact: Fact, texts: Sequence[str], called: Sequence[str]) -> Iterable[tuple[str, bool]]:
    """The properties that a fact speaks of; a boolean says so of its label."""
    if isinstance(fact.value, bool):
        for label in called:
            for found in properties(label):
                yield found.key, fact.value
    for text in texts:
        for found in properties(text):
            yield found.key, found.so is not False
        if _INGRESS.search(text):
            yield from ((key, True) for key in ("p:splash", "p:waterproof", "p:submersible"))
    if not isinstance(fact.value, bool):
        has = not is_none(fact)
        for label in called:
            for found in properties(label):
                yield found.key, has


def is_none(fact: Fact) -> bool:
    """Whether an attribute says that there is none of it."""
    return isinstance(fact.value, str) and plain(fact.value).strip(" .").casefold() in _NONE


def _plain(number: float) -> str:
    return format(Decimal(str(abs(number))).normalize(), "f")


def stem(word: str) -> str:
    """An English word without its plural s."""
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


class Ledger:
    """The facts a turn rests on, read once. Facts past their freshness carry nothing."""

    def __init__(
        self,
        facts: Iterable[Fact],
        names: Mapping[str, str] | Names,
        now: float,
        reader: FactReader,
        subject: str = "",
    ) -> None:
        """Read the facts.

        Args:
            facts: All that may carry a claim.
            names: Product names and aliases, and the product id of each; an empty id for a name that may
                be spoken but does not say which product is meant.
            now: Unix seconds.
            reader: Reads and remembers them.
            subject: The product that sentences naming none are about; of facts about a single product, that.
        """
        self._carriers = [reader.read(fact) for fact in facts if fact.fresh(now)]
        self._names = names if isinstance(names, Names) else Names(names)
        self._views: dict[frozenset[str], list[Carrier]] = {}
        self._labels: dict[frozenset[str], dict[str, frozenset[str]]] = {}
        self.subjects = tuple(
            dict.fromkeys(item.fact.subject for item in self._carriers if item.fact.subject != SHOP)
        )
        self.subject = subject or (self.subjects[0] if len(self.subjects) == 1 else "")
        self._spoken: dict[frozenset[str], str] = {}

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text names products, in order: start, end and product id (or empty)."""
        return self._names.places(text)

    def blanked(self, text: str) -> str:
        """A plain text with the names of products made blank, character for character."""
        for start, end, _ in self._names.places(text):
            text = text[:start] + BLANK * (end - start) + text[end:]
        return text

    def named(self, text: str) -> tuple[list[tuple[int, int]], frozenset[str]]:
        """Where a text names products (spans), and which."""
        places = self._names.places(plain(text))
        return [place[:2] for place in places], frozenset(subject for *_, subject in places if subject)

    def names_code(self, code: str) -> bool:
        """Whether a model number is part of a known name."""
        return self._names.has_code(code)

    def strangers(
        self, text: str, places: list[tuple[int, int, str]], subjects: frozenset[str]
    ) -> list[tuple[int, int]]:
        """Spans of a plain text that name something nobody knows."""
        return self._names.strangers(text, places, self.spoken(subjects))

    def about(self, subjects: frozenset[str]) -> Sequence[Carrier]:
        """The facts that may carry a sentence about these products; all, if it names none."""
        if not subjects:
            return self._carriers
        view = self._views.get(subjects)
        if view is None:
            view = [
                item for item in self._carriers if item.fact.subject == SHOP or item.fact.subject in subjects
            ]
            self._views[subjects] = view
        return view

    def of(self, subject: str, aspect: str) -> Carrier | None:
        """A product's fact about an aspect: its price, or the attribute whose label names it."""
        for item in self.about(frozenset({subject})) if subject else ():
            if item.fact.subject != subject:
                continue
            if item.fact.kind == aspect or (
                item.fact.kind == "attribute" and aspect in item.topics and item.numbers
            ):
                return item
        return None

    def labels(self, subjects: frozenset[str]) -> dict[str, frozenset[str]]:
        """What the attributes of these products are called, each with its keys."""
        known = self._labels.get(subjects)
        if known is None:
            known = {}
            for item in self.about(subjects):
                if item.fact.kind == "attribute":
                    for label in item.labels:
                        known[label] = known.get(label, frozenset()) | item.topics | {f"l:{label}"}
                if len(known) > _MOST_LABELS:
                    break
            self._labels[subjects] = known
        return known

    def spoken(self, subjects: frozenset[str]) -> str:
        """All words of the facts about these products, in small letters."""
        if subjects not in self._spoken:
            self._spoken[subjects] = "\n".join(item.literal for item in self.about(subjects))
        return self._spoken[subjects]

    def is_name(self, word: str) -> bool:
        """Whether a word (small letters) is part of a known product's name."""
        return word in self._names.words


def aspects_of(text: str, ledger: Ledger, subjects: frozenset[str]) -> list[Aspect]:
    """The attributes that a text names, the longest of names that overlap."""
    found = aspects(text, ledger.labels(subjects))
    return [
        item
        for item in found
        if not any(
            other.start <= item.start
            and item.end <= other.end
            and other.end - other.start > item.end - item.start
            for other in found
        )
    ]


def has_word(literal: str, word: str) -> bool:
    """Whether a word or code stands in a text on its own."""
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", literal) is not None
