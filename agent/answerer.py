"""The answer to one question: fact lane, then model lane, then an honest abstention.

Whatever happens, an answer yields at least one line that may be said, unless the guard itself is broken.
Catalogue work runs on a thread of its own; the event loop only parses, splits and checks.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from agent.events import Lane, Turn
from agent.guard.ledger import Ledger
from agent.lanes import spoken
from agent.lanes.base import Ask, Composed
from agent.lanes.model import ModelError, ModelLane
from agent.lanes.prompt import relevant
from agent.unanswered import Unanswered
from agent.writer import CheckedLine, LineWriter
from knowledge.errors import ShopError
from knowledge.model import Fact, Hit, Product
from persona.schema import Persona

log = logging.getLogger(__name__)

_PRODUCTS = 3
"""Products whose facts the model is shown."""
_MOST_LINES = 6
"""Lines of the model, blocked ones included, before it is cut off."""
_KNOWLEDGE_S = 1.5
"""Longest wait for the catalogue. Its answers take milliseconds; a stuck disk must not mean dead air."""
_FAILURES = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
    sqlite3.Error,
    ShopError,
    TimeoutError,
)
_LAST_WORDS = {
    "en": "I don't know that one for sure, so I'll check it and pin the answer.",
    "zh": "这个我还不确定，我去核实一下，再把答案置顶给大家。",
}
"""Said when even the persona's own way of saying it cannot be had."""

T = TypeVar("T")


class Catalogue(Protocol):
    """What is needed of ``knowledge.shop.Shop``."""

    def search(self, question: str, *, k: int = ..., language: str = ...) -> list[Hit]:
        """Products that fit a question, best first."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """The product of that id."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Facts about no single product."""
        ...


class Composer(Protocol):
    """What is needed of ``agent.lanes.fact.FactLane``."""

    def answer(self, ask: Ask) -> Composed | None:
        """A reply made of facts, or None when the question is not surely one of those."""
        ...

    def abstain(self, ask: Ask) -> Composed:
        """How the persona says that it does not know."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """What the catalogue gave."""

    composed: Composed | None
    products: tuple[Product, ...] = ()
    facts: tuple[Fact, ...] = ()
    sure: tuple[str, ...] = ()
    """Ids of the products that the question surely is about."""


class Answerer:
    """Answers questions for one persona and one shop."""

    def __init__(
        self,
        shop: Catalogue,
        persona: Persona,
        fact_lane: Composer,
        writer: LineWriter,
        model: ModelLane | None = None,
        *,
        executor: Executor | None = None,
        unanswered: Unanswered | None = None,
    ) -> None:
        """Put the lanes together.

        Args:
            shop: The catalogue.
            persona: Who answers.
            fact_lane: Replies without a model.
            writer: Makes lines of either lane's words; its guard checks each.
            model: The chat model; None to do without.
            executor: Where catalogue work runs; a thread of its own when not given.
            unanswered: Where questions without an answer are noted.
        """
        self.shop = shop
        self.persona = persona
        self.fact_lane = fact_lane
        self.writer = writer
        self.model = model
        self.unanswered = unanswered
        self._own_thread = ThreadPoolExecutor(1, "knowledge") if executor is None else None
        self._executor = executor or self._own_thread

    def begin(self, ask: Ask, turn: Turn) -> Answer:
        """Begin an answer; nothing happens until its lines are read."""
        return Answer(self, ask, turn)

    async def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        if self.model is not None:
            await self.model.warm()

    async def close(self) -> None:
        """Close the model's connections, the list of unanswered questions, and the thread of its own."""
        if self._own_thread is not None:
            self._own_thread.shutdown(wait=False, cancel_futures=True)
        if self.model is not None:
            await self.model.close()
        if self.unanswered is not None:
            await self.unanswered.close()

    async def knowing(self, work: Callable[[], T]) -> T:
        """Run blocking work on the catalogue's thread.

        Raises:
            TimeoutError: It took too long.
        """
        async with asyncio.timeout(_KNOWLEDGE_S):
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def find(self, ask: Ask) -> _Found:
        """Ask the fact lane and, if it does not answer and there is a model, the catalogue. Blocking."""
        composed = self.fact_lane.answer(ask)
        if composed is not None:
            return _Found(composed, self._products(composed.product_ids), composed.facts)
        if self.model is None:
            return _Found(None)
        hits = self.shop.search(ask.question, k=_PRODUCTS, language=ask.language)
        sure = [hit.product.id for hit in hits if hit.sure]
        others = [hit.product.id for hit in hits if not hit.sure]
        context = [ask.on_stage, *ask.recent[:1]]
        products = self._products([*sure, *context, *others])[:_PRODUCTS]
        facts = relevant(ask, products, self.shop.shop_facts(), time.time())
        return _Found(None, products, facts, tuple(sure[:_PRODUCTS]))

    def abstain(self, ask: Ask) -> tuple[Composed, str]:
        """The fact lane's abstention, and the one product that the question names. Blocking."""
        return self.fact_lane.abstain(ask), self._named(ask) if self.unanswered is not None else ""

    def _named(self, ask: Ask) -> str:
        try:
            hits = self.shop.search(ask.question, language=ask.language)
        except _FAILURES:
            return ""
        named = [hit.product.id for hit in hits if hit.sure]
        return named[0] if len(named) == 1 else ""

    def _products(self, ids: Sequence[str]) -> tuple[Product, ...]:
        found = (self.shop.product(id) for id in dict.fromkeys(ids) if id)
        return tuple(product for product in found if product is not None)


@dataclass(slots=True)
class Answer:
    """One answer being made. The attributes fill as its lines are read."""

    answerer: Answerer
    ask: Ask
    turn: Turn
    lane: Lane = "abstain"
    product_ids: tuple[str, ...] = ()
    """Products it is about, the main one first."""
    facts: tuple[Fact, ...] = ()
    """What its lines may rest on; ``verdict.fact_ids`` of a line says what it does rest on."""
    abstained: bool = False
    reason: str = ""
    """Why this reply: the fact lane's reason, or what became of the model."""
    unanswered: str = ""
    """The viewer's words that the reply leaves open."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Unknown tags, by name."""
    timings: dict[str, float] = field(default_factory=dict)
    """Loop time of each hop reached: ``begun``, ``retrieved`` (the catalogue was asked), ``first_token`` (of
    the model), ``first_sentence`` (before the guard), ``first_checked`` (the first line that may be said)."""
    passed: int = 0
    """Lines so far that may be said."""
    _sequence: int = 0
    _named: str = ""
    """The product that an unanswered question names."""

    async def lines(self) -> AsyncGenerator[CheckedLine, None]:
        """The lines with their verdicts, blocked ones included, each as soon as it is complete.

        Closing the iterator, or cancelling the task that reads it, ends the model's reply at once.
        """
        self._stamp("begun")
        found = await self._find()
        self._stamp("retrieved")
        if found is not None and found.composed is not None:
            composed = self._composed(found.composed, "fact", found.products)
            if self.passed:
                self._note_unanswered()
            for line in composed:
                yield line
        elif found is not None and self.answerer.model is not None:
            async with aclosing(self._modelled(self.answerer.model, found)) as modelled:
                async for line in modelled:
                    yield line
        if not self.passed:
            abstained = await self._abstained()
            self._note_unanswered()
            for line in abstained:
                yield line

    async def _find(self) -> _Found | None:
        try:
            return await self.answerer.knowing(lambda: self.answerer.find(self.ask))
        except _FAILURES as error:
            log.warning("the catalogue failed: %s", type(error).__name__)
            self.reason = f"catalogue failed ({type(error).__name__})"
            return None

    def _composed(
        self, composed: Composed, lane: Lane, products: Sequence[Product] = ()
    ) -> list[CheckedLine]:
        """The lines of a reply; only the blocked ones where what is left of it would tell no fact."""
        self.lane = "abstain" if composed.abstained else lane
        self.product_ids = composed.product_ids
        self.facts = composed.facts
        self.abstained = composed.abstained
        self.unanswered = composed.unanswered or (self.ask.question if composed.abstained else "")
        self.reason = composed.reason if not self.reason else f"{self.reason}; {composed.reason}"
        ledger = self.answerer.writer.guard.ledger(composed.facts, names(products))
        lines = self._written(composed.text, ledger)
        objected = any(line.verdict.decision != "pass" and line.verdict.rule != "repeat" for line in lines)
        if not objected or not composed.facts or composed.abstained:
            return lines
        self.unanswered = self.unanswered or self.ask.question
        if any(line.verdict.line is not None and line.verdict.fact_ids for line in lines):
            return lines
        self.passed = 0
        return [line for line in lines if line.verdict.decision == "block"]

    def _written(self, text: str, facts: Sequence[Fact] | Ledger) -> list[CheckedLine]:
        draft = self.answerer.writer.draft(self.turn, facts, first=self._sequence)
        lines = self._noted([*draft.push(text), *draft.finish()])
        self._sequence = draft.sequence
        self.dropped += draft.dropped
        return lines

    async def _modelled(self, model: ModelLane, found: _Found) -> AsyncGenerator[CheckedLine, None]:
        self.lane = "model"
        self.product_ids = found.sure
        self.facts = found.facts
        subject = found.sure[0] if len(found.sure) == 1 else "" if found.sure else self.ask.on_stage
        ledger = self.answerer.writer.guard.ledger(found.facts, names(found.products), subject)
        draft = self.answerer.writer.draft(self.turn, ledger, first=self._sequence, asked=self.ask.question)
        written = 0
        try:
            async with aclosing(model.stream(self.ask, found.products, found.facts)) as chunks:
                async for chunk in chunks:
                    self._stamp("first_token")
                    for line in self._noted(draft.push(chunk)):
                        written += 1
                        self._names_products(line, ledger)
                        yield line
                    if written >= _MOST_LINES:
                        break
                else:
                    for line in self._noted(draft.finish()):
                        self._names_products(line, ledger)
                        yield line
        except ModelError as error:
            log.warning("model: %s", error)
            self.reason = f"model: {error}"
        finally:
            self._sequence = draft.sequence
            self.dropped += draft.dropped

    def _names_products(self, checked: CheckedLine, ledger: Ledger) -> None:
        """Add the products that a line names to those that the answer is about."""
        line = checked.verdict.line
        if line is not None:
            _, named = ledger.named(line.text)
            self.product_ids = tuple(dict.fromkeys([*self.product_ids, *sorted(named)]))

    async def _abstained(self) -> list[CheckedLine]:
        """The persona's own way of saying that it does not know; ours, if that cannot be had or said."""
        if self.lane == "model" and not self.reason:
            self.reason = "model: nothing of its reply may be said"
        elif self.lane == "fact":
            self.reason = f"{self.reason}: blocked by the guard"
        lines: list[CheckedLine] = []
        try:
            composed, self._named = await self.answerer.knowing(lambda: self.answerer.abstain(self.ask))
            lines = self._composed(composed, "abstain")
        except _FAILURES as error:
            log.warning("the fact lane failed: %s", type(error).__name__)
        self.lane, self.abstained, self.unanswered = "abstain", True, self.ask.question
        if not self.passed:
            text = _LAST_WORDS.get(self.turn.language, _LAST_WORDS["en"])
            lines += self._written(text, ())
        return lines

    def _note_unanswered(self) -> None:
        """Put what the reply leaves open on the list for the marketer; never waits, never fails."""
        if self.unanswered and self.answerer.unanswered is not None:
            about = self.product_ids[0] if self.product_ids else self._named
            parts = [self.unanswered] if self.abstained else self.unanswered.split("; ")
            for words in parts:
                self.answerer.unanswered.note(self.ask, words, about, self.reason if self.abstained else "")

    def _noted(self, lines: list[CheckedLine]) -> list[CheckedLine]:
        """Count and stamp lines as they come."""
        passed = sum(line.verdict.decision != "block" for line in lines)
        if lines:
            self._stamp("first_sentence")
        if passed:
            self._stamp("first_checked")
        self.passed += passed
        return lines

    def _stamp(self, hop: str) -> None:
        """Note when a hop is reached for the first time."""
        self.timings.setdefault(hop, asyncio.get_running_loop().time())


def names(products: Sequence[Product]) -> dict[str, str]:
    """Names by which a line may call these products, for the guard.

    A full name, or as much of it as is spoken, says which product a sentence is about, and so does an alias
    or model number that only one of them has; a brand may only be spoken.
    """
    known: dict[str, str] = {}
    for product in products:
        for alias in product.aliases:
            known[alias] = "" if known.get(alias, product.id) != product.id else product.id
    for product in products:
        known |= dict.fromkeys([product.brand], "")
    for product in products:
        spoken_names = (spoken.name(product, language).removeprefix("the ") for language in product.name)
        known |= dict.fromkeys((*product.name.values(), *spoken_names), product.id)
    known.pop("", None)
    return known
