"""A persona's wordings in turn, so that a host does not sound like a machine."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from agent.lanes.base import Composed
from agent.lanes.grammar import agreed
from knowledge.model import Fact, Product
from persona.phrases import TAG, say, untagged, variants
from persona.schema import Persona

KEPT = 512
"""Things whose turn is remembered; the one longest unsaid is forgotten first."""


_NAMES = ("product", "first", "second")
"""Places of a wording that a product's name fills."""
BRIEFEST_OF = 24
"""Wordings among which the briefest is taken where a reply is to be brief."""


class Memory(Protocol):
    """What is needed of ``agent.variety.Variety``."""

    def fresh(self, text: str) -> bool:
        """Whether none of its sentences was said lately."""
        ...


class Turns:
    """Counts how often each thing was said. Not for several threads at once."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

    def next(self, key: str) -> int:
        """How often it was asked for before: 0 the first time."""
        turn = self._counts.pop(key, -1) + 1
        self._counts[key] = turn
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)
        return turn


@dataclass(frozen=True, slots=True)
class Reply:
    """A part of an answer."""

    text: str
    facts: tuple[Fact, ...] = ()
    products: tuple[Product, ...] = ()
    abstained: bool = False
    reason: str = ""
    verdict: Literal["", "confirm", "correct"] = ""
    """Whether what the viewer supposed is so; said first."""


class Phrasing:
    """Says the persona's phrases, if it can in words that were not said lately."""

    def __init__(self, persona: Persona, memory: Memory | None = None) -> None:
        """Say a persona's phrases.

        Args:
            persona: Who speaks.
            memory: What was said lately; without it wordings only take turns.
        """
        self.persona = persona
        self.brief = False
        """Whether ``say`` gives the briefest of the next wordings."""
        self._memory = memory
        self._turns = Turns()

    def say(self, phrase: str, language: str, **values: str) -> str:
        """The next wording of a phrase that may be said now, filled."""
        if self.brief:
            return self.say_briefly(phrase, language, **values)
        turn = self._turns.next(f"{phrase}/{language}")
        said = say(self.persona, phrase, language, turn, values, fits=self._fits)
        return _in_agreement(said, language, values)

    def say_briefly(self, phrase: str, language: str, **values: str) -> str:
        """The briefest of the next wordings that may be said now, filled."""
        turn = self._turns.next(f"{phrase}/{language}")
        steps = min(BRIEFEST_OF, len(variants(self.persona, phrase, language)))
        among = [say(self.persona, phrase, language, turn + step, values) for step in range(steps)]
        fresh = [text for text in among if self._fits is None or self._fits(text)]
        if not fresh:
            said = say(self.persona, phrase, language, turn, values, fits=self._fits)
        else:
            said = min(fresh, key=lambda text: len(TAG.sub("", text)))
        return _in_agreement(said, language, values)

    def tell(self, text: str, language: str) -> str:
        """Words of the shop's own, led in by the persona, but not where that is brief or they come again."""
        if self.brief or (self._memory is not None and not self._memory.fresh(text)):
            return untagged(text)
        return self.say("told", language, text=text)

    @property
    def _fits(self) -> Callable[[str], bool] | None:
        return self._memory.fresh if self._memory is not None else None

    def next_of(self, key: str, wordings: tuple[str, ...]) -> str:
        """The next of other wordings (an approved answer's), one not said lately if there is any."""
        turn = self._turns.next(key)
        in_turn = [wordings[(turn + step) % len(wordings)] for step in range(len(wordings))]
        if self._memory is not None:
            return next((text for text in in_turn if self._memory.fresh(text)), in_turn[0])
        return in_turn[0]

    def compose(self, replies: Sequence[Reply], language: str, question: str = "") -> Composed:
        """Parts as one answer: an abstention only if no part says anything; a verdict said once in a row.

        Args:
            replies: The parts, in the order said.
            language: Of the reply.
            question: The viewer's words, kept where a part of them stays open.
        """
        said: dict[str, None] = {}
        verdict = ""
        for reply in replies:
            if reply.verdict and reply.verdict != verdict:
                said[self.say(reply.verdict, language)] = None
            verdict = reply.verdict
            said[reply.text] = None
        facts = {fact.id: fact for reply in replies for fact in reply.facts}
        return Composed(
            text=" ".join(said),
            facts=tuple(facts.values()),
            product_ids=tuple(dict.fromkeys(one.id for reply in replies for one in reply.products)),
            abstained=all(reply.abstained for reply in replies),
            reason="+".join(dict.fromkeys(reply.reason for reply in replies)),
            unanswered=question if any(reply.abstained for reply in replies) else "",
        )


def _in_agreement(said: str, language: str, values: Mapping[str, str]) -> str:
    if language != "en":
        return said
    names = [value for key, value in values.items() if key in _NAMES]
    return agreed(said, names, [value for key, value in values.items() if key not in _NAMES])


def joined(parts: Sequence[Composed], unanswered: str) -> Composed:
    """Several answers as one.

    Args:
        parts: In the order said.
        unanswered: The viewer's words that none of them answers.
    """
    facts = {fact.id: fact for part in parts for fact in part.facts}
    return Composed(
        text=" ".join(part.text for part in parts),
        facts=tuple(facts.values()),
        product_ids=tuple(dict.fromkeys(key for part in parts for key in part.product_ids)),
        abstained=all(part.abstained for part in parts),
        reason="+".join(dict.fromkeys(part.reason for part in parts if part.reason)),
        unanswered=unanswered,
    )
