"""The host: decides what to say next, and says it, one turn at a time.

While an answer is being written the pitch goes on; the answer's first sentence cuts in when its
sound is there, and afterwards the pitch goes on where it was cut off.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

from agent.answerer import Answer, Answerer
from agent.events import Line, Question, Turn
from agent.inbox import Dropped, Inbox
from agent.journal import Journal
from agent.lanes.base import Ask, Exchange
from agent.pitching import Pitching, journal_line
from agent.recovery import HISTORY, question_data
from agent.speaker import Speaker, Speaking
from agent.writer import CheckedLine

log = logging.getLogger(__name__)

GRACE_S = 1.2
"""Quiet allowed between two answers before the pitch fills in."""
HOLD_S = 600.0
"""A stop that nobody takes back ends after this: a room is never off air for good."""
FADE_S = 0.5
"""Longest wait, after an interrupt, for the stage's word on what was heard."""
ORDERS = 20
"""Operator's sentences waiting."""


class Presenter(Protocol):
    """What viewers see beside the host."""

    async def product(self, product_id: str) -> None:
        """Put a product's card on stage; an empty id takes it off."""

    async def asked(self, question: Question | None) -> None:
        """Show whose question is being answered, or nothing."""


@dataclass(slots=True)
class Host:
    """One room's host. ``run`` it in a task; the other methods are for meanwhile."""

    language: str
    answerer: Answerer
    pitching: Pitching
    speaker: Speaker
    presenter: Presenter
    inbox: Inbox
    journal: Journal
    new_id: Callable[[], str]
    now: Callable[[], float]
    disclose_every_s: float = 600.0
    history: deque[Exchange] = field(default_factory=lambda: deque(maxlen=HISTORY))
    timings: Mapping[str, float] = field(default_factory=dict)
    """Loop times of the latest answer's hops; see ``agent.answerer.Answer``."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _orders: deque[str] = field(default_factory=deque)
    _turn: asyncio.Task[None] | None = None
    _held_until: float | None = None
    _on_stage: str = ""
    _recent: deque[str] = field(default_factory=lambda: deque(maxlen=4))
    _listed: tuple[str, ...] = ()
    """Products that the latest reply to name several named, in its order."""
    _disclose_at: float = 0.0
    _disclosures: int = 0

    async def run(self) -> None:
        """Host the room until cancelled."""
        loop = asyncio.get_running_loop()
        self._disclose_at = loop.time() + self.disclose_every_s
        while True:
            self._wake.clear()
            for dropped in self.inbox.expire(self.now()):
                await self.drop(dropped)
            if self._held_until is not None:
                await self._hold()
            elif (turn := self._next_turn()) is not None:
                await self._do(turn)
            else:
                alarm = loop.call_at(self._disclose_at, self._wake.set)
                wake = asyncio.ensure_future(self._wake.wait())
                try:
                    await self.pitching.until(wake)
                finally:
                    alarm.cancel()
                    wake.cancel()

    def arrived(self) -> None:
        """A question is in the inbox."""
        self._wake.set()

    async def ask(self, question: Question, dropped: Dropped | None) -> None:
        """Journal a question that came into the inbox and wake the host."""
        await self.journal.write("question", self.now(), **question_data(question))
        if dropped is not None:
            await self.drop(dropped)
        self.arrived()

    async def drop(self, dropped: Dropped) -> None:
        """Journal a question that will not be answered."""
        question = dropped.question
        await self.journal.write(
            "question.dropped", self.now(), question=question.id, text=question.text, reason=dropped.reason
        )

    async def stop(self) -> None:
        """Silence now, and until ``skip`` or the operator's next words."""
        self._held_until = asyncio.get_running_loop().time() + HOLD_S
        self._wake.set()
        self._cancel_turn()
        await self.speaker.stop(hold=True)
        await self.journal.write("interrupt", self.now(), what="stop")

    async def skip(self) -> None:
        """Leave what is being said and go on with the next thing; takes back a stop."""
        was_held = self._release()
        if not was_held and not self._cancel_turn():
            self.pitching.skip()
        if not was_held:
            await self.speaker.stop()
        self._wake.set()
        await self.journal.write("interrupt", self.now(), what="resume" if was_held else "skip")

    async def say(self, text: str) -> None:
        """Say the operator's words next; takes back a stop.

        Raises:
            ValueError: There is nothing to say, or too many sentences are waiting.
        """
        words = " ".join(text.split())
        if not words or len(words) > 500:
            raise ValueError("say between 1 and 500 characters")
        if len(self._orders) >= ORDERS:
            raise ValueError(f"{ORDERS} sentences are waiting already; wait until some have been said")
        await self.journal.write("operator", self.now(), text=words)
        self._release()
        self._orders.append(words)
        self._wake.set()

    @property
    def held(self) -> bool:
        """Whether the operator has stopped the host."""
        return self._held_until is not None

    def _release(self) -> bool:
        was_held = self._held_until is not None
        self._held_until = None
        self.speaker.resume()
        return was_held

    async def _hold(self) -> None:
        assert self._held_until is not None
        try:
            async with asyncio.timeout_at(self._held_until):
                await self._wake.wait()
        except TimeoutError:
            self._release()
            await self.journal.write("interrupt", self.now(), what="resume")

    def _cancel_turn(self) -> bool:
        if self._turn is None or self._turn.done():
            return False
        self._turn.cancel()
        return True

    def _next_turn(self) -> Coroutine[Any, Any, None] | None:
        if asyncio.get_running_loop().time() >= self._disclose_at:
            return self._disclose()
        if self._orders:
            return self._operator(self._orders.popleft())
        question = self.inbox.next()
        return self._answer(question) if question is not None else None

    async def _do(self, turn: Coroutine[Any, Any, None]) -> None:
        self._turn = asyncio.ensure_future(turn)
        try:
            await asyncio.wait([self._turn])
        finally:
            if not self._turn.done():
                self._turn.cancel()
                await asyncio.wait([self._turn])
        if not self._turn.cancelled():
            self._turn.result()

    async def _disclose(self) -> None:
        self._disclose_at = asyncio.get_running_loop().time() + self.disclose_every_s
        self._disclosures += 1
        words = await self.pitching.off_loop(
            self.pitching.composer.disclosure, self.language, self._disclosures
        )
        turn = Turn(self.new_id(), "disclosure", self.language)
        await self._turn_begins(turn)
        said: list[Speaking] = []
        for checked in await self.pitching.check(turn, words):
            if checked.verdict.line is not None:
                said.append(await self.speaker.say(checked.verdict.line, cut=not said, protected=True))
        await self._heard(said)

    async def _operator(self, words: str) -> None:
        turn_id = self.new_id()
        await self._turn_begins(Turn(turn_id, "operator", self.language))
        line = Line(f"{turn_id}.0", turn_id, 0, words, self.language)
        await self.journal.write(
            "line", self.now(), turn=turn_id, line=line.id, lane="operator", text=words, said=words,
            verdict="pass", rule="operator",
        )  # fmt: skip
        await self._heard([await self.speaker.say(line, cut=True)])

    async def _answer(self, question: Question) -> None:
        turn = Turn(self.new_id(), "answer", question.language, question, self._on_stage)
        await self._turn_begins(turn)
        ask = Ask(
            question.text, question.language, question.author, self._on_stage,
            tuple(self._recent), tuple(self.history), self._listed,
        )  # fmt: skip
        answer = self.answerer.begin(ask, turn)
        self.timings = answer.timings
        said: list[Speaking] = []
        try:
            await self._deliver(answer, question, said)
            await self._heard(said)
        finally:
            if not said:
                await self.drop(Dropped(question, "skipped"))
            waiting = [speaking.done for speaking in said if not speaking.done.done()]
            if waiting:
                await asyncio.wait(waiting, timeout=FADE_S)
            heard = " ".join(s.done.result().text for s in said if s.done.done()).strip()
            if heard:
                self.history.append(Exchange(question.text, heard))
            if heard and len(answer.product_ids) > 1:
                self._listed = tuple(answer.product_ids)
            await self.presenter.asked(None)
            await self.journal.write(
                "answered", self.now(), turn=turn.id, question=question.id, lane=answer.lane,
                products=list(answer.product_ids), facts=[fact.id for fact in answer.facts],
                abstained=answer.abstained, reason=answer.reason, lines=len(said), heard=heard,
            )  # fmt: skip

    async def _deliver(self, answer: Answer, question: Question, said: list[Speaking]) -> None:
        async with aclosing(answer.lines()) as lines:
            first: asyncio.Future[CheckedLine | None] = asyncio.ensure_future(anext(lines, None))
            try:
                await self.pitching.until(first, grace_s=GRACE_S)
            finally:
                if not first.done():
                    first.cancel()
                    await asyncio.wait([first])
            checked = first.result()
            while checked is not None:
                await journal_line(self.journal, self.now(), checked, answer.lane)
                if checked.verdict.line is not None:
                    said.append(await self.speaker.say(checked.verdict.line, question=question, cut=not said))
                    if len(said) == 1:
                        await self.presenter.asked(question)
                        await self.show(answer.product_ids[0] if answer.product_ids else "")
                checked = await anext(lines, None)

    async def _turn_begins(self, turn: Turn) -> None:
        await self.journal.write(
            "turn", self.now(), turn=turn.id, turn_kind=turn.kind, product=turn.product_id,
            question=turn.question.id if turn.question else "",
        )  # fmt: skip

    async def _heard(self, said: list[Speaking]) -> None:
        """Wait until lines are over, but never longer than they can last."""
        loop = asyncio.get_running_loop()
        waiting = [speaking.done for speaking in said if not speaking.done.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=max(0.0, self.speaker.ends_at - loop.time()) + 5.0)

    async def show(self, product_id: str) -> None:
        """Put a product on stage and remember what was there before; an empty id changes nothing."""
        if not product_id:
            return
        if self._on_stage and self._on_stage != product_id:
            self._recent.appendleft(self._on_stage)
        self._on_stage = product_id
        await self.presenter.product(product_id)
