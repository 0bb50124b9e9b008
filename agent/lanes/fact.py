"""Answers composed from facts and approved answers alone: no model, nothing invented.

A question is answered only if all of it is understood: every word is either one that the tables know, or a
word of the product that is meant. Anything else goes to the model lane, or to an honest abstention.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from agent.lanes import properties
from agent.lanes.approved import ApprovedReplies
from agent.lanes.base import Ask, Composed
from agent.lanes.certainty import is_remark, numbers_fit, words_fit
from agent.lanes.choices import Choices
from agent.lanes.choices import Shop as Selecting
from agent.lanes.clauses import clauses
from agent.lanes.intent import POLICIES, SMALL_TALK, Intent, asks_plainly, understand, unexplained, vetoed
from agent.lanes.naming import cut_through, mentioned, nearly_named, readings
from agent.lanes.phrasing import Memory, Phrasing, Reply, joined
from agent.lanes.product_replies import ProductReplies
from agent.lanes.reading import Phrases, tokenise
from agent.lanes.shop_replies import TOPICS, Catalogue, ShopReplies
from agent.lanes.subject import CLEAR, Subject, clearness, find
from agent.language import detect
from knowledge.model import AnswerHit, Hit, Product, text_in
from knowledge.names import NameMatch
from persona.phrases import spoken_language
from persona.schema import Persona

ANSWERED = 3
"""Things answered in one reply."""
_ADVICE = re.compile(r"recommend|suggest|looking for|推荐|求推")
"""What asks for products, and not whether one is good."""
_SHOWN = frozenset({"this", "these", "that", "这", "那"})
"""Words that point at what is on stage, and not at what was just spoken of."""
SURELY_APPROVED = 0.85
"""From this likeness on an approved answer goes before the facts."""


class Shop(Catalogue, Selecting, Protocol):
    """What is needed of a shop."""

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Machine name and label of every attribute; the same object until the catalogue changes."""
        ...

    def product(self, product_id: str) -> Product | None:
        """One product."""
        ...

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        """The products a question may be about."""
        ...

    def named(self, question: str) -> list[NameMatch]:
        """The products a question names."""
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

    def __init__(
        self,
        shop: Shop,
        persona: Persona,
        *,
        now: Callable[[], float] = time.time,
        variety: Memory | None = None,
    ) -> None:
        """Answer for a shop in a persona's words.

        Args:
            shop: What is true.
            persona: Who speaks.
            now: Unix seconds, for the freshness of facts.
            variety: What was said lately; wordings that were not are preferred.
        """
        self._shop = shop
        self._persona = persona
        self._now = now
        self._phrasing = Phrasing(persona, variety)
        self._products = ProductReplies(self._phrasing, now)
        self._whole = ShopReplies(shop, self._phrasing, now)
        self._choices = Choices(shop, self._phrasing, now)
        self._ready = ApprovedReplies(shop, now)
        self._labels: tuple[tuple[str, str], ...] = ()
        self._exact = Phrases()
        names = [*persona.name.values(), *shop.title.values()]
        self._known = Phrases((name, "filler") for name in names)

    def answer(self, ask: Ask) -> Composed | None:
        """The answer, or ``None`` where facts alone do not surely give one."""
        self._phrasing.brief = ask.brief
        case = self._understand(ask)
        whole = self._one(case)
        if whole is None or whole.abstained or whole.unanswered or whole.reason == "policy":
            whole = self._several(ask, case) or whole
        if whole is not None and whole.abstained and not whole.unanswered:
            return replace(whole, unanswered=ask.question)
        return whole

    def _one(self, case: _Case) -> Composed | None:
        return self._small_talk(case) or self._approved(case, SURELY_APPROVED) or self._from_facts(case)

    def _several(self, ask: Ask, whole: _Case) -> Composed | None:
        """The answers to those of several questions that facts answer, and word of the others.

        A remark beside them is passed over, unless what it speaks of may be what the questions mean.
        """
        parts = clauses(ask.question)
        matches = mentioned(self._shop.named, ask.question)
        if len(parts) < 2 or cut_through(parts, ask.question, matches):
            return None
        likely = {match.product_id for match in matches if match.sure or match.heard or match.shared}
        likely |= {key for key in (ask.on_stage, *ask.recent, *ask.listed) if key}
        about = ask.on_stage
        answered: list[Composed] = []
        missing: list[Composed] = []
        unanswered: list[str] = []
        loose, pointed = False, True
        for part in parts:
            case = self._understand(replace(ask, question=part, on_stage=about))
            intent = case.intent
            if intent is None or is_remark(intent, part):
                if asks_plainly(part):
                    unanswered.append(part)
                elif vetoed(tokenise(part)) or nearly_named(part, ask.question, matches):
                    return None
                loose = loose or _speaks_of_another(case)
                continue
            pointed = pointed and (case.subject.named or bool(_SHOWN & set(intent.tokens.words)))
            composed = self._one(case)
            strange = case.subject.named and not {one.id for one in case.subject.products} <= likely
            if strange or (composed is not None and composed.reason == "which"):
                return None
            if len(case.subject.products) == 1 and not case.subject.doubt:
                about = case.subject.products[0].id
            if composed is None or composed.abstained:
                unanswered.append(part)
                missing += [composed] if composed is not None and composed.product_ids else []
            elif composed.reason not in SMALL_TALK:
                answered.append(composed)
        if not answered or (loose and not pointed):
            return None
        return self._together(answered, missing, unanswered, whole.language)

    def _together(
        self, answered: list[Composed], missing: list[Composed], unanswered: list[str], language: str
    ) -> Composed:
        """The answers, and one sentence for what is left open."""
        said = answered[: ANSWERED - bool(unanswered)]
        if missing:
            said.append(missing[0])
        elif unanswered:
            said.append(Composed(self._phrasing.say("partly", language)))
        return joined(said, "; ".join(unanswered))

    def abstain(self, ask: Ask) -> Composed:
        """An honest "I do not know", naming what is not known where that is clear."""
        self._phrasing.brief = ask.brief
        return self._ready.explained(ask, replace(self._abstention(ask), unanswered=ask.question.strip()))

    def _abstention(self, ask: Ask) -> Composed:
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
        on_stage = self._shop.product(ask.on_stage) if ask.on_stage else None
        recent = [one for key in ask.recent[:ANSWERED] if (one := self._shop.product(key)) is not None]
        nearby = [*([on_stage] if on_stage else []), *recent]
        best = _Case(ask, language, asked_in, None, Subject(doubt="none"))
        matches, others = mentioned(self._shop.named, ask.question), self._labels_now()
        for reading in readings(ask.question, matches, self._shop.product, ask.listed):
            tokens = tokenise(reading.text)
            labels = properties.table([*reading.products, *nearby], POLICIES, others)
            named = frozenset(reading.places(tokens))
            intent = understand(tokens, named=named, labels=(labels, others), known=self._known)
            if intent is None:
                continue
            subject = find(intent, reading, on_stage, recent)
            if best.intent is None or clearness(intent, subject) < clearness(best.intent, best.subject):
                best = _Case(ask, language, asked_in, intent, subject)
            if clearness(best.intent, best.subject) == CLEAR:
                break
        if best.subject.doubt == "none" and any(one.decisive and not one.sure for one in matches):
            return replace(best, subject=Subject(doubt="unknown"))
        return best

    def _labels_now(self) -> Phrases:
        """The labels of the whole catalogue, read once until it changes."""
        if self._shop.labels is not self._labels:
            self._labels = self._shop.labels
            self._exact = properties.exact(self._labels)
        return self._exact

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
        return self._ready.compose(case.ask.question, answer, case.language)

    def _from_facts(self, case: _Case) -> Composed | None:
        intent = case.intent
        if intent is None:
            return None
        if (chosen := self._chosen(case)) is not None:
            return self._phrasing.compose([chosen], case.language, case.ask.question.strip())
        if "discount" in intent.kinds or not self._certain(case):
            approved = self._approved(case, 0.0)
            if approved is not None or not self._certain(case):
                return approved
        replies = self._about_shop(case) or self._about_products(case)
        if not replies:
            return self._approved(case, 0.0)
        return self._phrasing.compose(replies, case.language, case.ask.question.strip())

    def _chosen(self, case: _Case) -> Reply | None:
        """Products that fit what is asked for, where no single one is meant."""
        intent, subject = case.intent, case.subject
        assert intent is not None
        listed = set(intent.kinds) <= {"cheapest", "under"}
        advice = "recommend" in intent.kinds and _ADVICE.search(intent.tokens.plain) is not None
        any_of = intent.plural and (listed or not subject.named)
        if subject.named and subject.doubt != "ambiguous" and not any_of and not advice:
            return None
        open_ = not intent.deixis and (intent.plural or (intent.carried and not subject.products))
        kinds = set(intent.kinds) <= {"attribute", "stock", "list", "about"}
        kinds = kinds or (intent.plural and subject.doubt == "ambiguous" and intent.kinds == ("other",))
        if not listed and not advice and not (kinds and open_):
            return None
        sure = listed or intent.carried or (intent.plural and bool(intent.colors or intent.sizes))
        return self._choices.reply(case.ask.question, case.language, sure=sure)

    def _certain(self, case: _Case) -> bool:
        """Whether every word of the question is understood."""
        intent, subject = case.intent, case.subject
        if intent is None or {"other", "recommend", "howto"} & set(intent.kinds):
            return False
        if intent.kinds == ("under",) and subject.named:
            return not subject.doubt and len(subject.products) == 1
        if intent.kinds == ("list",):
            return not intent.rest and not subject.named
        if set(intent.kinds) <= {"cheapest", "under"}:
            return False
        if set(intent.kinds) <= set(POLICIES):
            return True
        return subject.doubt != "unknown" and words_fit(intent, subject) and numbers_fit(intent, subject)

    def _about_shop(self, case: _Case) -> list[Reply]:
        intent, language = case.intent, case.language
        assert intent is not None
        reply: Reply | None = None
        if intent.kinds == ("list",):
            reply = self._whole.catalogue(language)
        elif set(intent.kinds) <= set(POLICIES):
            return [self._policy(kind, case) for kind in intent.kinds[:ANSWERED]]
        return [reply] if reply else []

    def _policy(self, kind: str, case: _Case) -> Reply:
        """A policy; a product's own warranty goes before the shop's."""
        intent, subject = case.intent, case.subject
        assert intent is not None
        if kind == "warranty" and len(subject.products) == 1 and not subject.doubt:
            product = subject.products[0]
            if product.fact("warranty") is not None and (subject.named or not intent.rest):
                return self._products.attribute(product, "warranty", intent, case.language)
        return self._whole.policy(kind, case.language, case.ask.question)

    def _about_products(self, case: _Case) -> list[Reply]:
        intent, subject, language = case.intent, case.subject, case.language
        assert intent is not None
        if subject.doubt == "ambiguous":
            return [self._whole.which(subject.products, language)]
        if not subject.products:
            ready = [self._policy(kind, case) for kind in intent.kinds if kind in POLICIES]
            if len(ready) < len(intent.kinds):
                ready.append(Reply(self._phrasing.say("which_open", language), reason="which"))
            return ready[-ANSWERED:]
        if len(subject.products) > 1:
            return self._products.side_by_side(subject.products, intent, language)[:ANSWERED]
        replies: list[Reply] = []
        for kind in intent.kinds:
            replies += self._of_kind(kind, subject.products[0], case)
        return replies[:ANSWERED]

    def _attribute(self, product: Product, name: str, case: _Case) -> Reply:
        intent = case.intent
        assert intent is not None
        if name == "brand" and product.fact("brand") is None:
            return self._products.brand(product, case.language)
        return self._products.attribute(product, name, intent, case.language)

    def _of_kind(self, kind: str, product: Product, case: _Case) -> list[Reply]:
        intent, language = case.intent, case.language
        assert intent is not None
        if kind in ("price", "under"):
            return [self._products.price(product, intent, language)]
        if kind == "stock" and intent.carried and product.fact("stock") is None:
            return [self._products.carried(product, language)]
        if kind == "stock":
            return [self._products.stock(product, intent, language)]
        if kind == "discount":
            return [self._products.discount(product, intent, language)]
        if kind == "attribute":
            asked = intent.attributes
            if len(asked) > 1 and product.fact("type") is None:
                asked = tuple(name for name in asked if name != "type")
            return [self._attribute(product, name, case) for name in asked]
        if kind == "about":
            told = self._products.about(product, language)
            return [told] if told else []
        return [self._policy(kind, case)] if kind in POLICIES else []


def _speaks_of_another(case: _Case) -> bool:
    """Whether a remark may name the thing that is then asked about, and it is not known which."""
    tokens = tokenise(case.ask.question)
    marked = understand(tokens)
    rest = case.intent.rest if case.intent is not None else unexplained(tokens)
    return bool(rest) and not case.subject.products and (marked is None or bool(marked.rest))
