"""What can be told of a shop as such: its terms, the questions on its list, and invitations to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Protocol

from agent.agenda.telling import Teller, in_language
from agent.answers.approval import Approval, NotSoError
from agent.lanes import spoken
from agent.lanes.base import Composed
from agent.variety import sentences
from knowledge.model import ApprovedAnswer, Fact, Product, Text, text_in

QUESTIONS = 6
"""Approved answers looked at for one beat."""


class Shop(Protocol):
    """What is needed of a shop."""

    @property
    def title(self) -> Text:
        """Its name."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """One product."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Its terms."""
        ...


class ShopTalk:
    """Talks about a shop. One call at a time."""

    def __init__(
        self,
        shop: Shop,
        teller: Teller,
        now: Callable[[], float],
        answers: Callable[[], Sequence[ApprovedAnswer]],
    ) -> None:
        """Talk about a shop.

        Args:
            shop: What is true.
            teller: Whose words, and what was told when.
            now: Unix seconds.
            answers: The shop's approved answers.
        """
        self._shop = shop
        self._teller = teller
        self._now = now
        self._answers = answers
        self._approval = Approval(now, shop.product, shop.shop_facts, lambda text: ())

    def policies(self, language: str) -> Iterator[Composed]:
        """Single sentences of the shop's terms, each with its topic; the one told longest ago first."""
        found = {
            f"{fact.id}#{number}": (fact, sentence)
            for fact in self._terms(language)
            for number, sentence in enumerate(sentences(spoken_text(fact, language)))
        }
        for key in self._teller.by_age(found):
            fact, sentence = found[key]
            self._teller.told(key)
            said = {"topic": spoken.label(fact.label, language), "text": sentence}
            yield self._teller.words(("show_policy",), language, said, facts=(fact,))

    def questions(self, product: Product | None, language: str) -> Iterator[Composed]:
        """Questions from the shop's list with their approved answers, as the catalogue lets them be said."""
        about = ("", product.id) if product is not None else ("",)
        found = {
            f"faq/{answer.id}": answer
            for answer in self._answers()
            if answer.product_id in about and answer.questions.get(language) and answer.replies.get(language)
        }
        own = [key for key, answer in found.items() if answer.product_id]
        others = [key for key in found if key not in own]
        in_turn = zip_longest(self._teller.by_age(own), self._teller.by_age(others))
        for key in [key for key in chain.from_iterable(in_turn) if key][:QUESTIONS]:
            answer = found[key]
            self._teller.told(key)
            asked, reply = (
                self._oldest(key, "q", answer.questions[language]),
                self._oldest(key, "a", answer.replies[language]),
            )
            try:
                ready = self._approval.ready(reply, language, answer.product_id)
            except NotSoError:
                continue
            facts = ((answer.fact,) if answer.fact else ()) + ready.facts
            said = {"question": asked.rstrip(" .。？?!！") + ("？" if language == "zh" else "?")}
            products = (product,) if product is not None and answer.product_id else ()
            yield self._teller.words(
                ("show_faq",), language, said, facts=facts, products=products, after=ready.text
            )

    def _oldest(self, key: str, kind: str, wordings: Sequence[str]) -> str:
        """The wording said longest ago, which counts as said."""
        by_key = {f"{key}/{kind}{at}": text for at, text in enumerate(wordings)}
        oldest = self._teller.by_age(by_key)[0]
        self._teller.told(oldest)
        return by_key[oldest]

    def invitations(self, language: str) -> Iterator[Composed]:
        """Invitations to ask, most of them naming a topic."""
        topics = {f"ask/{fact.id}": spoken.label(fact.label, language) for fact in self._terms(language)}
        for key in self._teller.by_age([*topics, "ask"]):
            self._teller.told(key)
            if key in topics:
                yield self._teller.words(("show_idle",), language, {"topic": topics[key]})
            else:
                yield self._teller.words(("idle",), language, {"shop": text_in(self._shop.title, language)})

    def filling(self, language: str) -> Iterator[Composed]:
        """What can be said when there is no product to pitch: questions, terms and invitations in turn."""
        sources = {
            "fill/questions": self.questions(None, language),
            "fill/policies": self.policies(language),
            "fill/invitations": self.invitations(language),
        }
        for key in self._teller.by_age(sources):
            self._teller.told(key)
            yield from (found for found in [next(sources[key], None)] if found is not None)
        for source in sources.values():
            yield from source

    def _terms(self, language: str) -> list[Fact]:
        """The shop's terms that can be told in a language."""
        return [
            fact
            for fact in self._shop.shop_facts()
            if fact.fresh(self._now())
            and (label := spoken.label(fact.label, language))
            and in_language(label, language)
            and in_language(spoken_text(fact, language), language)
        ]


def spoken_text(fact: Fact, language: str) -> str:
    """All of a term's text, uncut."""
    return text_in(fact.text, language) or (fact.value if isinstance(fact.value, str) else "")
