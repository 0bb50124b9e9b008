"""The wordings of approved answers, in turn, each only while the catalogue agrees with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from agent.answers.approval import Approval, NotSoError
from agent.lanes.base import Ask, Composed
from knowledge.model import ApprovedAnswer, Fact, Hit, Product

_KEPT = 4_096
"""Answers whose latest wording is remembered; the one longest unsaid is forgotten first."""
_REFUSALS = 64
"""Questions whose answer could not be used that are remembered until they are listed."""


class Shop(Protocol):
    """What is needed of a shop."""

    def product(self, product_id: str) -> Product | None:
        """One product."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Facts about no single product."""
        ...

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        """The products a question may be about."""
        ...


class ApprovedReplies:
    """Says approved answers. One call at a time."""

    def __init__(self, shop: Shop, now: Callable[[], float]) -> None:
        """Say the answers of a shop; ``now`` gives Unix seconds."""
        self._now = now
        self._approval = Approval(
            now,
            shop.product,
            shop.shop_facts,
            lambda text: [hit.product for hit in shop.search(text) if hit.sure],
        )
        self._latest: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._refused: OrderedDict[str, str] = OrderedDict()

    def compose(self, question: str, answer: ApprovedAnswer, language: str) -> Composed | None:
        """The next wording of an answer that may be said now.

        A wording is never said twice in a row where another one may be said. An answer without a wording in
        this language is not used: it is neither read out in another language nor translated.

        Args:
            question: As asked; kept with the reason when there is no wording to say.
            answer: The answer that fits it.
            language: Language of the reply.
        """
        wordings = answer.replies.get(language, ())
        if not wordings:
            others = ", ".join(sorted(key for key, texts in answer.replies.items() if texts))
            return self._refuse(
                question, f"the answer {answer.id} has no wording in {language}, only {others}"
            )
        if answer.fact is not None and not answer.fact.fresh(self._now()):
            return self._refuse(question, f"the answer {answer.id} is too old to be said")
        key = answer.id, language
        latest = self._latest.get(key, -1)
        why = ""
        for step in range(1, len(wordings) + 1):
            at = (latest + step) % len(wordings)
            try:
                ready = self._approval.ready(wordings[at], language, answer.product_id)
            except NotSoError as error:
                why = why or str(error)
                continue
            self._latest[key] = at
            self._latest.move_to_end(key)
            if len(self._latest) > _KEPT:
                self._latest.popitem(last=False)
            facts = ((answer.fact,) if answer.fact else ()) + ready.facts
            ids = (answer.product_id,) if answer.product_id else ()
            return Composed(ready.text, facts, ids, reason="approved")
        return self._refuse(question, f"the answer {answer.id} {why}")

    def _refuse(self, question: str, reason: str) -> Composed | None:
        self._refused[question] = reason
        self._refused.move_to_end(question)
        if len(self._refused) > _REFUSALS:
            self._refused.popitem(last=False)
        return None

    def explained(self, ask: Ask, abstention: Composed) -> Composed:
        """An abstention, with the reason why an approved answer to the question was not used."""
        reason = self._refused.pop(ask.question, "")
        return replace(abstention, reason=reason) if reason else abstention
