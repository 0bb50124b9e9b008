"""Wordings and facts in turn: what was told longest ago is told next, in words that were not used lately."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from agent.lanes import spoken
from agent.lanes.base import Composed
from agent.lanes.phrasing import Turns
from knowledge.model import Fact, Product
from persona.phrases import say, spoken_language
from persona.schema import Persona

KEPT = 4096
"""Facts whose latest telling is remembered; the one told longest ago is forgotten first."""
TEXTS = 64
"""Latest texts of which it is known what they told."""
LONGEST_NEUTRAL = 24
"""Characters of a value without Chinese that is still said inside a Chinese sentence."""
_SINGULAR = re.compile(r"(?:ss|us|is|os|as|lens)$", re.IGNORECASE)
"""Ends of English words that end in s and are one thing."""
_AFTER = {
    "is": "are", "was": "were", "has": "have", "comes": "come", "costs": "cost", "sells": "sell",
    "stands": "stand", "stays": "stay", "brings": "bring", "does": "do",
}  # fmt: skip
"""Verbs behind a name, as they are behind the name of several things."""
_CLAUSE = r"^|[,:;.!?] |\b(?:and|but|so|if|that) "
"""Where a subject may begin: not behind "the price of"."""
_BEFORE = {"this is": "these are", "here's": "here are", "is": "are", "comes": "come"}
"""Words before a name, likewise."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z]")

Key = TypeVar("Key")


class Memory(Protocol):
    """What is needed of ``agent.variety.Variety``."""

    def fresh(self, text: str) -> bool:
        """Whether none of its sentences was said lately."""
        ...

    def last(self, text: str) -> float:
        """Unix seconds at which any of its sentences was said; 0 for never."""
        ...


def in_language(text: str, language: str) -> bool:
    """Whether a catalogue's text can be said in a language: of its script, or a short value of any."""
    if language == "zh":
        return bool(_HAN.search(text)) or len(_LETTERS.findall(text)) <= LONGEST_NEUTRAL
    return not _HAN.search(text)


class Teller:
    """Words for one persona, and the order in which things are told. One call at a time."""

    def __init__(self, persona: Persona, memory: Memory) -> None:
        """Tell things as a persona.

        Args:
            persona: Who speaks.
            memory: What was said lately.
        """
        self.persona = persona
        self.memory = memory
        self._turns = Turns()
        self._told: OrderedDict[str, int] = OrderedDict()
        self._count = 0
        self._latest: list[str] = []
        self._behind: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def spoken(self, language: str) -> str:
        """The language spoken where this one is wanted."""
        return spoken_language(self.persona, language)

    def told(self, *keys: str) -> None:
        """Remember that things were told just now."""
        for key in keys:
            self._count += 1
            self._told.pop(key, None)
            self._told[key] = self._count
            self._latest.append(key)
            if len(self._told) > KEPT:
                self._told.popitem(last=False)

    def untold(self, text: str) -> None:
        """What these words told was not heard: it is told first again."""
        for key in self._behind.get(text, ()):
            self._told[key] = -1

    def by_age(self, keys: Iterable[str], also: str = "") -> list[str]:
        """Keys of things, the one told longest ago first; what was never told keeps its order.

        Args:
            keys: The things.
            also: Before a key, names something that counts as its telling, too.
        """
        told = self._told
        return sorted(keys, key=lambda key: max(told.get(key, 0), told.get(f"{also}{key}", 0)))

    def facts_by_age(self, facts: Sequence[Fact]) -> list[Fact]:
        """Facts, the one told longest ago first."""
        by_id = {fact.id: fact for fact in facts}
        return [by_id[key] for key in self.by_age(by_id)]

    def words(
        self,
        phrases: Sequence[str],
        language: str,
        values: Mapping[str, str],
        *,
        facts: tuple[Fact, ...] = (),
        products: tuple[Product, ...] = (),
        reason: str = "",
        after: str = "",
    ) -> Composed:
        """One thing in words that were not used lately, if there are any; else in those used longest ago.

        Args:
            phrases: What it may be said with; those come first whose turn it is.
            language: One of the persona's.
            values: For the phrases' gaps.
            facts: What it rests on.
            products: What it is about, the main one first.
            reason: For the journal; the phrase when not given.
            after: More sentences that follow.
        """
        start = self._turns.next("+".join(phrases))
        found: list[tuple[float, str, str]] = []
        for step in range(len(phrases)):
            phrase = phrases[(start + step) % len(phrases)]
            text = agreeing(self._say(phrase, language, values), products, language)
            text = f"{text} {after}" if after else text
            at = self.memory.last(text)
            found.append((0.0 if self.memory.fresh(text) else at, text, phrase))
            if not found[-1][0]:
                break
        _, text, phrase = min(found, key=lambda one: one[0])
        self._behind[text] = tuple(self._latest)
        self._latest.clear()
        if len(self._behind) > TEXTS:
            self._behind.popitem(last=False)
        return Composed(text, facts, tuple(product.id for product in products), reason=reason or phrase)

    def _say(self, phrase: str, language: str, values: Mapping[str, str]) -> str:
        turn = self._turns.next(f"{phrase}/{language}")
        return say(self.persona, phrase, language, turn, values, fits=self.memory.fresh)

    def name(self, product: Product, language: str) -> str:
        """A product's name inside a sentence."""
        return spoken.name(product, language)


def agreeing(text: str, products: Sequence[Product], language: str) -> str:
    """A sentence whose verbs agree with products of which the name is a plural (``the socks is`` -> ``are``).

    Args:
        text: Filled in; English.
        products: Those it may name.
        language: Nothing is done in any other than English.
    """
    for product in products if language == "en" else ():
        name = spoken.name(product, language)
        if not name.endswith("s") or _SINGULAR.search(name):
            continue
        verbs = "|".join(_AFTER)
        text = re.sub(
            rf"(?P<start>{_CLAUSE})(?P<name>{re.escape(name)}) (?P<verb>{verbs})\b",
            lambda found: f"{found['start']}{found['name']} {_AFTER[found['verb'].lower()]}",
            text,
            flags=re.IGNORECASE,
        )
        words = "|".join(_BEFORE)
        text = re.sub(
            rf"\b({words}) ({re.escape(name)})",
            lambda found: _as_begun(_BEFORE[found[1].lower()], found[1]) + f" {found[2]}",
            text,
            flags=re.IGNORECASE,
        )
    return text


def _as_begun(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def fresh_first(candidates: Iterable[Composed], memory: Memory, limit: int) -> Iterator[Composed]:
    """Candidates whose words are new, as they come; then, oldest first, those that were said lately.

    Args:
        candidates: Taken one by one.
        memory: What was said lately.
        limit: How many are looked at.
    """
    stale: list[Composed] = []
    for _, candidate in zip(range(limit), candidates, strict=False):
        if memory.fresh(candidate.text):
            yield candidate
        else:
            stale.append(candidate)
    yield from sorted(stale, key=lambda one: memory.last(one.text))
