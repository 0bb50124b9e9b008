"""One answer being made: its lines, in the order said, and what is known about it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agent.answers.finding import FAILURES, Found, merged, names, products_of
from agent.events import Lane, Turn
from agent.guard.ledger import Ledger
from agent.lanes.base import Ask, Composed
from agent.lanes.model_client import ModelError
from agent.lanes.model_events import Learnt, Looking
from agent.lanes.straying import watch
from agent.writer import CheckedLine, numbered
from knowledge.model import Fact, Product
from knowledge.tokens import is_han
from persona.phrases import spoken_language

if TYPE_CHECKING:
    from agent.answers.answerer import Answerer
    from agent.lanes.model import ModelLane

log = logging.getLogger(__name__)

_MOST_LINES = 6
"""Lines of the model, blocked ones included, before it is cut off."""
_AT_ONCE_S = 0.06
"""A reply that is found later than this is announced first by what the question says."""
_QUIET_S = 0.8
"""Quiet after the asker was named before "let me look" bridges it."""
_FILLERS = 2
"""Of one answer."""
_LATIN_PER_S, _HAN_PER_S = 16.0, 4.5
"""Characters spoken in a second, about."""
_CHAT = 16
"""Comments whose words the model may not say."""
_LAST_WORDS = {
    "en": "I don't know that one for sure, so I'll check it and pin the answer.",
    "zh": "这个我还不确定，我去核实一下，再把答案置顶给大家。",
}
"""Said when even the persona's own way of saying it cannot be had."""


@dataclass(slots=True)
class Answer:
    """One answer being made. The attributes fill as its lines are written."""

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
    """Loop time of each hop reached: ``begun``, ``addressed`` (the asker was named), ``retrieved`` (the
    catalogue was asked), ``first_token`` (of the model), ``first_sentence`` (before the guard),
    ``first_checked`` (the first line of the answer itself that may be said)."""
    passed: int = 0
    """Lines of the answer itself so far that may be said."""
    calls: tuple[str, ...] = ()
    """Tools that the model called, in order."""
    beside: bool = False
    """Whether it is written beside the answer on air."""
    prepared: Callable[[], AsyncGenerator[CheckedLine, None]] | None = None
    """Where its lines come from when it was prepared."""
    _sequence: int = 0
    _named: str = ""
    """The product that an unanswered question names."""
    _noted: bool = False
    _addressed: bool = False
    _looking: bool = False
    """Whether the model's tools have been busy for a while."""

    async def lines(self) -> AsyncGenerator[CheckedLine, None]:
        """The lines with their verdicts, blocked ones included, each as soon as it is complete.

        Where nothing comes for a while after the asker was named, a filler bridges the wait. Closing the
        iterator, or cancelling the task that reads it, ends the model's reply at once.
        """
        source = self.prepared() if self.prepared is not None else self.written()
        async with aclosing(self._bridged(source)) as lines:
            async for line in lines:
                if self.passed:
                    self._note_unanswered()
                if line.role == "address" and self.answerer.address is not None:
                    self.answerer.address.said(self.ask)
                self._sequence += 1
                yield numbered(line, self._sequence - 1)
        self._note_unanswered()
        noted = self.answerer.unanswered
        if noted is not None and self.passed and not self.unanswered and self.lane in ("fact", "tool"):
            noted.settle(self.ask, self.product_ids)

    async def _bridged(self, source: AsyncGenerator[CheckedLine, None]) -> AsyncGenerator[CheckedLine, None]:
        """The lines, and fillers where they keep the viewers waiting."""
        loop = asyncio.get_running_loop()
        quiet_at, fillers, answered = 0.0, 0, False
        async with aclosing(source):
            coming = asyncio.ensure_future(anext(source, None))
            try:
                while True:
                    bridges = quiet_at and fillers < _FILLERS and (self._looking or not answered)
                    await asyncio.wait(
                        [coming], timeout=max(0.0, quiet_at - loop.time()) if bridges else None
                    )
                    if coming.done():
                        if (line := coming.result()) is None:
                            return
                        coming = asyncio.ensure_future(anext(source, None))
                        lines = [line]
                        self._looking = False
                        answered = answered or (line.role == "answer" and line.verdict.line is not None)
                    else:
                        fillers += 1
                        lines = self._filler()
                    for each in lines:
                        if each.verdict.line is not None:
                            begins = max(loop.time(), quiet_at - _QUIET_S)
                            quiet_at = begins + _spoken_s(each.verdict.line.text) + _QUIET_S
                        yield each
            finally:
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait([coming])

    async def written(self) -> AsyncGenerator[CheckedLine, None]:
        """The lines as they are written. Read `lines` to have them said."""
        self._stamp("begun")
        finding = asyncio.ensure_future(self._find())
        try:
            await asyncio.wait([finding], timeout=_AT_ONCE_S)
            if not finding.done():
                for line in self._address(None):
                    yield line
            found = await finding
        finally:
            if not finding.done():
                finding.cancel()
                await asyncio.wait([finding])
        self._stamp("retrieved")
        for line in self._address(found):
            yield line
        if found is not None and found.composed is not None:
            for line in self._composed(found.composed, "tool" if found.by_tool else "fact", found.products):
                yield line
        elif found is not None and self.answerer.model is not None:
            async with aclosing(self._modelled(self.answerer.model, found)) as modelled:
                async for line in modelled:
                    yield line
        if not self.passed:
            for line in await self._abstained():
                yield line

    async def _find(self) -> Found | None:
        try:
            return await self.answerer.find(self.ask)
        except FAILURES as error:
            log.warning("the catalogue failed: %s", type(error).__name__)
            self.reason = f"catalogue failed ({type(error).__name__})"
            return None

    def _address(self, found: Found | None) -> list[CheckedLine]:
        """The line that names the asker and the question."""
        if found is not None:
            self.product_ids = found.composed.product_ids if found.composed is not None else found.sure
        address = self.answerer.address
        if address is None or self._addressed:
            return []
        self._addressed = True
        composed = found.composed if found is not None else None
        products = found.products if found is not None else ()
        if composed is None and found is not None:
            products = tuple(one for one in products if one.id in found.sure)
        lines = address.lines(self.ask, self.turn, composed, products)
        if lines:
            self._stamp("addressed")
        return lines

    def _filler(self) -> list[CheckedLine]:
        """What bridges a wait."""
        language = spoken_language(self.answerer.persona, self.ask.language)
        text = self.answerer.phrasing.say("looking", language)
        return [replace(line, role="filler") for line in self.answerer.writer.write(text, self.turn)]

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
        draft = self.answerer.writer.draft(self.turn, facts)
        lines = self._counted([*draft.push(text), *draft.finish()])
        self.dropped += draft.dropped
        return lines

    async def _modelled(self, model: ModelLane, found: Found) -> AsyncGenerator[CheckedLine, None]:
        self.lane = "model"
        self.product_ids = found.sure
        self.facts = found.facts
        products = found.products
        ledger = self._ledger(products, found)
        writer = self.answerer.writer
        heard = (self.ask.question, *self.ask.chat[-_CHAT:])
        draft = writer.draft(
            self.turn, ledger, asked=self.ask.question,
            objection=watch(self.answerer.persona, self.ask.language, heard),
        )  # fmt: skip
        written = 0
        try:
            stream = model.stream(self.ask, products, found.facts, beside=self.beside)
            async with aclosing(stream) as told:
                async for piece in told:
                    if isinstance(piece, Looking):
                        self._looking = True
                        continue
                    if isinstance(piece, Learnt):
                        products = await self._learnt(piece, products)
                        ledger = self._ledger(products, found)
                        draft.learn(ledger)
                        continue
                    self._stamp("first_token")
                    for line in self._counted(draft.push(piece)):
                        written += 1
                        self._names_products(line, ledger)
                        yield line
                    if written >= _MOST_LINES:
                        break
                else:
                    for line in self._counted(draft.finish()):
                        self._names_products(line, ledger)
                        yield line
        except ModelError as error:
            log.warning("model: %s", error)
            self.reason = f"model: {error}"
        finally:
            self.dropped += draft.dropped

    def _ledger(self, products: Sequence[Product], found: Found) -> Ledger:
        """What a sentence of the model may rest on now."""
        subject = found.sure[0] if len(found.sure) == 1 else "" if found.sure else self.ask.on_stage
        return self.answerer.writer.guard.ledger(self.facts, names(products), subject)

    async def _learnt(self, learnt: Learnt, products: tuple[Product, ...]) -> tuple[Product, ...]:
        """Take in what a tool found; the products that may be named from now on."""
        self.calls = (*self.calls, learnt.tool)
        self.facts = merged(self.facts, learnt.facts)
        known = {product.id for product in products}
        new = [fact.subject for fact in learnt.facts if fact.subject not in known]
        if not new:
            return products
        try:
            more = await self.answerer.knowing(lambda: products_of(self.answerer.shop, new))
        except FAILURES as error:
            log.warning("the catalogue failed: %s", type(error).__name__)
            return products
        return (*products, *more)

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
        elif self.lane in ("fact", "tool"):
            self.reason = f"{self.reason}: blocked by the guard"
        lines: list[CheckedLine] = []
        try:
            composed, self._named = await self.answerer.knowing(lambda: self.answerer.abstain(self.ask))
            lines = self._composed(composed, "abstain")
        except FAILURES as error:
            log.warning("the fact lane failed: %s", type(error).__name__)
        self.lane, self.abstained, self.unanswered = "abstain", True, self.ask.question
        if not self.passed:
            text = _LAST_WORDS.get(self.turn.language, _LAST_WORDS["en"])
            lines += self._written(text, ())
        return lines

    def _note_unanswered(self) -> None:
        """Put what the reply leaves open on the list for the marketer, once; never waits, never fails."""
        if not self.unanswered or self._noted or self.answerer.unanswered is None:
            return
        self._noted = True
        about = self.product_ids[0] if self.product_ids else self._named
        parts = [self.unanswered] if self.abstained else self.unanswered.split("; ")
        for words in parts:
            self.answerer.unanswered.note(self.ask, words, about, self.reason if self.abstained else "")

    def _counted(self, lines: list[CheckedLine]) -> list[CheckedLine]:
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


def _spoken_s(text: str) -> float:
    """About how long a text is spoken, in seconds."""
    han = sum(map(is_han, text))
    return han / _HAN_PER_S + (len(text) - han) / _LATIN_PER_S
