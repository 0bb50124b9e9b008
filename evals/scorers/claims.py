"""What may truly be said at a moment of a conversation, and of what a line speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from evals.scorers.known import PIECE
from evals.scorers.numbers import Counts, Number, fold, in_base, numbers
from evals.transcript import KnownFact, Reply, Spoken, Transcript
from knowledge.model import SHOP

GRACE_S = 1.0
"""A line that began so soon after a change may still have the old value: it was on its way to the voice."""
TALKED_OF = 3
"""Lines back in which a product counts as talked of, where a line names none."""
OPERATOR = "operator"
QUOTING = frozenset(["address", "filler"])
"""Lanes that repeat the viewer's words; numbers and names of the question are no claims there."""
_OWN_HAN = 4
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Truth:
    """The facts that a line may rest on."""

    facts: tuple[KnownFact, ...]
    subjects: frozenset[str]
    """Products that it speaks of."""

    def of(self, name: str) -> list[KnownFact]:
        """The facts of that name, of any subject."""
        return [fact for fact in self.facts if fact.id.rpartition("/")[2] == name]

    def has(self, number: Number) -> bool:
        """Whether a fact has a number, or two differ by it (a saving, how much lighter one is)."""
        values = set(number.values)
        if number.counts == "plain":
            return bool(values & self._bare())
        exact = self._exact(number.counts, number.dimension)
        told = (one for fact in self.facts for one in _in_texts(fact.texts))
        if any(values & set(one.values) for one in told if _alike(one, number)):
            return True
        return bool(values & exact or values & self._differences(number, exact))

    def _exact(self, counts: Counts, dimension: str) -> set[Decimal]:
        """The amounts of facts that count the same; of money without a currency, any."""
        keyed = (_key(fact) for fact in self.facts if fact.amount)
        return {
            value
            for key, own, value in keyed
            if key == counts and (own == dimension or (counts == "money" and not dimension))
        }

    def _differences(self, number: Number, exact: set[Decimal]) -> set[Decimal]:
        if number.counts == "percent":
            prices = sorted(self._exact("money", ""))
            return {round(100 * (b - a) / b) + Decimal(0) for a, b in combinations(prices, 2) if b}
        return {b - a for a, b in combinations(sorted(exact), 2)}

    def _bare(self) -> set[Decimal]:
        """Every number of every fact, whatever it counts."""
        amounts = {Decimal(fact.amount) for fact in self.facts if fact.amount}
        return amounts.union(*(one.raw for fact in self.facts for one in _in_texts(fact.texts)))


def _alike(one: Number, other: Number) -> bool:
    money = one.counts == other.counts == "money"
    same = one.counts == other.counts and one.dimension == other.dimension
    return same or (money and "" in (one.dimension, other.dimension))


def _key(fact: KnownFact) -> tuple[Counts, str, Decimal]:
    """What a fact's amount counts, its dimension or currency, and the amount in the dimension's base unit."""
    amount = Decimal(fact.amount)
    if fact.kind in ("price", "list_price") or (len(fact.unit) == 3 and fact.unit.isupper()):
        return "money", fact.unit, amount
    if fact.unit in ("", PIECE):
        return "plain", "", amount
    if fact.unit == "%":
        return "percent", "", amount
    return "measure", *in_base(amount, fact.unit)


@lru_cache(maxsize=4096)
def _in_texts(texts: tuple[str, ...]) -> tuple[Number, ...]:
    return tuple(number for text in texts for number in numbers(text))


@dataclass(slots=True)
class Claims:
    """Finds what a line of a transcript may rest on."""

    transcript: Transcript
    _facts: dict[str, list[KnownFact]] = field(default_factory=dict)
    _names: list[tuple[str, str, bool]] = field(default_factory=list)
    _replies: dict[str, Reply] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index facts and names."""
        for fact in self.transcript.facts:
            self._facts.setdefault(fact.subject, []).append(fact)
        named = (
            (fold(name), one.id, _is_proper(name)) for one in self.transcript.products for name in one.names
        )
        self._names = sorted(named, key=lambda one: -len(one[0]))
        self._replies = {reply.turn: reply for reply in self.transcript.replies}
        self._places = {line.id: place for place, line in enumerate(self.transcript.lines)}

    def named(self, text: str) -> tuple[frozenset[str], bool]:
        """The products that a text names, and whether by a name of their own: "luggage" may be anybody's."""
        left, found, own = fold(text), set(), False
        for name, product, proper in self._names:
            pattern = _bounded(name)
            if re.search(pattern, left):
                found.add(product)
                own = own or proper
                left = re.sub(pattern, " ", left)
        return frozenset(found), own

    def truth(self, line: Spoken) -> Truth:
        """What a line may rest on: the facts of what it speaks of, and those of the shop that it cites."""
        cited = {*line.facts, *self._reply_facts(line)}
        subjects, own = self.named(line.heard)
        if not own:
            subjects |= self._talked_of(line, cited)
        held = [fact for subject in subjects for fact in self._at(subject, line.at_s)]
        shop = [fact for fact in self._at(SHOP, line.at_s) if fact.id in cited or not subjects]
        loose = [
            fact
            for id in cited
            if (subject := id.rpartition("/")[0]) not in (SHOP, *subjects) and not self._is_product(subject)
            for fact in self._at(subject, line.at_s)
            if fact.id == id
        ]
        return Truth((*held, *shop, *loose), subjects)

    def asked(self, line: Spoken) -> str:
        """The words of the viewers whose question a line belongs to."""
        if not line.question:
            return ""
        return " ".join(
            f"{one.by} {one.text}" for one in self.transcript.messages if one.question == line.question
        )

    def quotable(self, line: Spoken) -> str:
        """The viewers' words that a line may repeat: an address does, and who says what is not known."""
        reply = self._replies.get(line.turn)
        abstains = reply is not None and reply.abstained
        return self.asked(line) if line.lane in QUOTING or abstains else ""

    def known_id(self, id: str, at_s: float) -> bool:
        """Whether there is such a fact at that moment."""
        return any(fact.id == id for fact in self._at(id.rpartition("/")[0], at_s))

    def _reply_facts(self, line: Spoken) -> Iterable[str]:
        reply = self._replies.get(line.turn)
        return reply.facts if reply is not None else ()

    def _talked_of(self, line: Spoken, cited: set[str]) -> frozenset[str]:
        subjects = {id.rpartition("/")[0] for id in cited} - {SHOP}
        if reply := self._replies.get(line.turn):
            subjects |= set(reply.products)
        products = frozenset(one for one in subjects if self._is_product(one))
        place = self._places.get(line.id, 0)
        for before in reversed(self.transcript.lines[max(0, place - TALKED_OF) : place]):
            if products or before.turn != line.turn:
                break
            products, _ = self.named(before.text)
        return products

    def _is_product(self, subject: str) -> bool:
        return any(one.id == subject for one in self.transcript.products)

    def _at(self, subject: str, at_s: float) -> list[KnownFact]:
        return [
            fact
            for fact in self._facts.get(subject, ())
            if fact.from_s <= at_s and (fact.to_s is None or at_s < fact.to_s + GRACE_S)
        ]


def _is_proper(name: str) -> bool:
    """Whether a name is a product's own, not a word for its kind: it has a capital, or four Han."""
    return name != name.lower() or (len(name) >= _OWN_HAN and not name.isascii())


def _bounded(name: str) -> str:
    before = r"(?<![a-z0-9])" if _LATIN.match(name[0]) else ""
    after = r"(?:s|es)?(?![a-z0-9])" if _LATIN.match(name[-1]) else ""
    return before + re.escape(name) + after
