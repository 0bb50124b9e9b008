"""A persona's wordings in turn, so that a host does not sound like a machine."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from agent.lanes.base import Composed
from knowledge.model import Fact, Product
from persona.phrases import say
from persona.schema import Persona

KEPT = 512
"""Things whose turn is remembered; the one longest unsaid is forgotten first."""


class Turns:
    """Counts how often each thing was said. Not for several threads at once."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

    def next(self, key: str) -> int:
        """0 the first time, then 1, 2, …"""
        turn = self._counts.pop(key, -1) + 1
        self._counts[key] = turn
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)
        return turn


class Phrasing:
    """Says the persona's phrases."""

    def __init__(self, persona: Persona) -> None:
        self.persona = persona
        self._turns = Turns()

    def say(self, phrase: str, language: str, **values: str) -> str:
        """The next wording of a phrase, filled."""
        turn = self._turns.next(f"{phrase}/{language}")
        return say(self.persona, phrase, language, turn, values)

    def next_of(self, key: str, wordings: tuple[str, ...]) -> str:
        """The next of other wordings (an approved answer's)."""
        return wordings[self._turns.next(key) % len(wordings)]


@dataclass(frozen=True, slots=True)
class Reply:
    """A part of an answer."""

    text: str
    facts: tuple[Fact, ...] = ()
    products: tuple[Product, ...] = ()
    abstained: bool = False
    reason: str = ""

    def led_by(self, text: str) -> Reply:
        """The same with words before it."""
        return replace(self, text=f"{text} {self.text}")


def composed(replies: list[Reply]) -> Composed:
    """Parts as one answer: an abstention only if no part says anything."""
    facts = {fact.id: fact for reply in replies for fact in reply.facts}
    return Composed(
        text=" ".join(dict.fromkeys(reply.text for reply in replies)),
        facts=tuple(facts.values()),
        product_ids=tuple(dict.fromkeys(product.id for reply in replies for product in reply.products)),
        abstained=all(reply.abstained for reply in replies),
        reason="+".join(dict.fromkeys(reply.reason for reply in replies)),
    )
