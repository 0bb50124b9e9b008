"""Answers composed from facts and approved answers alone: no model, nothing invented.

A question is answered only if all of it is understood: every word is either one that the tables know, or a
word of the product that is meant. Anything else goes to the model lane, or to an honest abstention.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.guard.numbers import Number
from agent.lanes import attributes
from agent.lanes.base import Ask, Composed
from agent.lanes.intent import POLICIES, SMALL_TALK, Intent, understand
from agent.lanes.phrasing import Phrasing, Reply
from agent.lanes.product_replies import ProductReplies, has_amount
from agent.lanes.reading import Phrases, tokenise
from agent.lanes.shop_replies import TOPICS, Catalogue, ShopReplies
from agent.lanes.subject import Subject, find, mentions
from agent.language import detect
from knowledge.model import AnswerHit, Hit, Product, text_in
from persona.phrases import spoken_language
from persona.schema import Persona

SEARCHED = 5
"""Products looked at for one question."""
ANSWERED = 3
"""Things answered in one reply."""
SURELY_APPROVED = 0.85
"""From this likeness on an approved answer goes before the facts."""


class Shop(Catalogue, Protocol):
    """What is needed of a shop."""

    def product(self, product_id: str) -> Product | None:
        """One product."""
        ...

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        """The products a question may be about."""
        ...

    def approved(self, question: str, language: str, product_id: str = "") -> AnswerHit | None:
        """The approved answer to a question, if there surely is one."""
        ...


@dataclass(frozen=True, slots=True)
class _Case:
    """One question, understood as far as it can be."""

    ask: Ask
    language: str
    """Language of the reply."""
    asked_in: str
    """Language of the question."""
    intent: Intent | None
    subject: Subject


class FactLane:
    """The lane without a model. Everything blocks; one call at a time."""

    def __init__(self, shop: Shop, persona: Persona, *, now: Callable[[], float] = time.time) -> None:
        """Answer for a shop in a persona's words.

        Args:
            shop: What is true.
            persona: Who speaks.
            now: Unix seconds, for the freshness of facts.
        """
        self._shop = shop
        self._persona = persona
        self._now = now
        self._phrasing = Phrasing(persona)
        self._products = ProductReplies(self._phrasing, now)
        self._whole = ShopReplies(shop, self._phrasing, now)
        names = [*persona.name.values(), *shop.title.values()]
        self._known = Phrases((name, "filler") for name in names)

    def answer(self, ask: Ask) -> Composed | None:
        """The answer, or ``None`` where facts alone do not surely give one."""
        case = self._understand(ask)
        return self._small_talk(case) or self._approved(case, SURELY_APPROVED) or self._from_facts(case)

    def abstain(self, ask: Ask) -> Composed:
        """An honest "I do not know", naming what is not known where that is clear."""
        case = self._understand(ask)
        language, intent, subject = case.language, case.intent, case.subject
        nothing_named = subject.doubt == "unknown" and not subject.named
        if intent is not None and nothing_named and {"price", "stock"} & set(intent.kinds):
            reply = Reply(
                self._phrasing.say("unknown_product", language), abstained=True, reason="no such product"
            )
            return self._phrasing.compose([reply], language)
        if intent is not None:
            for kind in intent.kinds:
                if kind in TOPICS and (reply := self._whole.policy(kind, language)).abstained:
                    return self._phrasing.compose([reply], language)
            if intent.attributes and len(subject.products) == 1 and not subject.doubt:
                missing = self._products.attribute(
                    subject.products[0], intent.attributes[0], intent, language
                )
                if missing.abstained:
                    return self._phrasing.compose([missing], language)
        about = subject.products[:1] if not subject.doubt else ()
        reply = Reply(self._phrasing.say("unknown", language), (), about, abstained=True, reason="unknown")
        return self._phrasing.compose([reply], language)

    def _understand(self, ask: Ask) -> _Case:
        asked_in = detect(ask.question, ask.language)
        language = spoken_language(self._persona, asked_in)
        if asked_in not in self._persona.languages:
            language = spoken_language(self._persona, ask.language)
        tokens = tokenise(ask.question)
        if not tokens.words:
            return _Case(ask, language, asked_in, None, Subject(doubt="none"))
        hits = self._shop.search(ask.question, k=SEARCHED, language=asked_in)
        on_stage = self._shop.product(ask.on_stage) if ask.on_stage else None
        recent = [one for key in ask.recent[:ANSWERED] if (one := self._shop.product(key)) is not None]
        nearby = [*([on_stage] if on_stage else []), *recent]
        named = mentions(tokens, hits, [*nearby, *(hit.product for hit in hits)])
        taken = frozenset(index for mention in named for index in mention.tokens)
        labels = _labels([*(mention.product for mention in named), *nearby])
        intent = understand(tokens, named=taken, labels=labels, known=self._known)
        if intent is None:
            return _Case(ask, language, asked_in, None, Subject(doubt="none"))
        subject = find(intent, named, hits, on_stage, recent)
        return _Case(ask, language, asked_in, intent, subject)

    def _small_talk(self, case: _Case) -> Composed | None:
        intent = case.intent
        if (
            intent is None
            or intent.kinds[0] not in SMALL_TALK
            or (intent.rest and intent.kinds[0] == "identity")
        ):
            return None
        phrase = {"identity": "disclosure", "greeting": "greeting", "thanks": "welcome"}[intent.kinds[0]]
        names = {
            "host": self._persona.name_in(case.language),
            "shop": text_in(self._shop.title, case.language),
        }
        text = self._phrasing.say(phrase, case.language, **names)
        return Composed(text, reason="disclosure" if phrase == "disclosure" else intent.kinds[0])

    def _approved(self, case: _Case, least: float) -> Composed | None:
        subject = case.subject
        about = subject.products[0].id if len(subject.products) == 1 and not subject.doubt else ""
        hit = self._shop.approved(case.ask.question, case.asked_in, about)
        if hit is None or hit.similarity < least:
            return None
        answer = hit.answer
        about_another = answer.product_id and answer.product_id not in {one.id for one in subject.products}
        if about_another and (subject.named or hit.similarity < SURELY_APPROVED):
            return None
        wordings = answer.replies.get(case.language) or ()
        if not wordings or (answer.fact is not None and not answer.fact.fresh(self._now())):
            return None
        text = self._phrasing.next_of(f"{answer.id}/{case.language}", tuple(wordings))
        facts = (answer.fact,) if answer.fact else ()
        ids = (answer.product_id,) if answer.product_id else ()
        return Composed(text, facts, ids, reason="approved")

    def _from_facts(self, case: _Case) -> Composed | None:
        intent = case.intent
        if intent is None:
            return None
        if "discount" in intent.kinds or not self._certain(case):
            approved = self._approved(case, 0.0)
            if approved is not None or not self._certain(case):
                return approved
        replies = self._about_shop(case) or self._about_products(case)
        return self._phrasing.compose(replies, case.language) if replies else self._approved(case, 0.0)

    def _certain(self, case: _Case) -> bool:
        """Whether every word of the question is understood."""
        intent, subject = case.intent, case.subject
        if intent is None or {"other", "recommend", "howto"} & set(intent.kinds):
            return False
        if intent.kinds == ("list",) or set(intent.kinds) <= {"cheapest", "under"}:
            return not intent.rest and not subject.named
        if set(intent.kinds) <= set(POLICIES):
            return True
        return subject.doubt != "unknown" and _numbers_fit(intent, subject)

    def _about_shop(self, case: _Case) -> list[Reply]:
        intent, language = case.intent, case.language
        assert intent is not None
        reply: Reply | None = None
        if intent.kinds == ("list",):
            reply = self._whole.catalogue(language)
        elif intent.kinds == ("cheapest",):
            reply = self._whole.cheapest(language)
        elif intent.kinds == ("under",):
            limit = next(number for number in intent.amounts if number.kind in ("price", "count"))
            reply = self._whole.under(limit, language)
        elif set(intent.kinds) <= set(POLICIES):
            return [self._policy(kind, case) for kind in intent.kinds[:ANSWERED]]
        return [reply] if reply else []

    def _policy(self, kind: str, case: _Case) -> Reply:
        """A policy; a product's own warranty goes before the shop's."""
        intent, subject = case.intent, case.subject
        assert intent is not None
        if kind == "warranty" and len(subject.products) == 1 and not subject.doubt:
            product = subject.products[0]
            if product.fact("warranty") is not None and not intent.rest:
                return self._products.attribute(product, "warranty", intent, case.language)
        return self._whole.policy(kind, case.language)

    def _about_products(self, case: _Case) -> list[Reply]:
        intent, subject, language = case.intent, case.subject, case.language
        assert intent is not None
        if subject.doubt == "ambiguous":
            return [self._whole.which(subject.products, language)]
        if not subject.products:
            ready = [self._policy(kind, case) for kind in intent.kinds if kind in POLICIES]
            return ready or [Reply(self._phrasing.say("which_open", language), reason="which")]
        if len(subject.products) > 1:
            return self._products.side_by_side(subject.products, intent, language)[:ANSWERED]
        replies: list[Reply] = []
        for kind in intent.kinds:
            replies += self._of_kind(kind, subject.products[0], case)
        return replies[:ANSWERED]

    def _of_kind(self, kind: str, product: Product, case: _Case) -> list[Reply]:
        intent, language = case.intent, case.language
        assert intent is not None
        if kind == "price":
            return [self._products.price(product, intent, language)]
        if kind == "stock":
            return [self._products.stock(product, intent, language)]
        if kind == "discount":
            return [self._products.discount(product, intent, language)]
        if kind == "attribute":
            return [self._products.attribute(product, name, intent, language) for name in intent.attributes]
        if kind == "about":
            told = self._products.about(product, language)
            return [told] if told else []
        return [self._policy(kind, case)] if kind in POLICIES else []


def _labels(products: Sequence[Product]) -> Phrases:
    """The products' own names for their properties."""
    labels = Phrases()
    for product in products:
        for fact in product.facts:
            if fact.kind != "attribute" or fact.name in POLICIES:
                continue
            concept = attributes.PREFIX + fact.name
            for label in (*fact.label.values(), fact.name.replace("_", " ")):
                labels.add(label, concept)
    return labels


def _numbers_fit(intent: Intent, subject: Subject) -> bool:
    """Whether each number in the question belongs to what is asked: a price, an amount, a count of pieces.

    An amount beside another question ("how much is the 500 ml one?") must be the product's own, else
    another variant may be meant.
    """
    kinds = set(intent.kinds)
    for number in intent.amounts:
        amiss = (
            (number.kind == "quantity" and "attribute" not in kinds and not _own(subject, number))
            or (number.kind == "price" and not kinds & {"price", "discount"})
            or (number.kind == "count" and number.value > 1 and kinds != {"price"})
        )
        if amiss:
            return False
    return True


def _own(subject: Subject, number: Number) -> bool:
    return any(has_amount(product, number) for product in subject.products[:1])
