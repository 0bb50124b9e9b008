"""The host: decides what to say next, and says it, one turn at a time.

While an answer is being written the pitch goes on; the answer's first sentence cuts in when its
sound is there, and afterwards the pitch goes on where it was cut off. While an answer is spoken the
next one is being written.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from agent.agenda.pitching import Pitching
from agent.answers.answering import TICK_S, Answering, begin_turn
from agent.events import Line, Turn, TurnKind
from agent.inbox import Inbox
from agent.intake.courtesies import Courtesies, Courtesy, courtesy_words
from agent.journal import Journal
from agent.lanes.base import Composed
from agent.lanes.phrasing import Phrasing
from agent.language import detect
from agent.operator.holding import Holding
from agent.operator.standing import Standing
from agent.podium import Podium
from agent.recovery import question_data
from agent.speaker import Speaking

log = logging.getLogger(__name__)

SHOW_S = 8.0
"""How long the pitch keeps the floor then, at least; it ends its thought."""
SHOWN_S = 5.0
"""When nobody waits, the pitch had the floor once it went on for so long."""
REMARKS = 2
"""Remarks waiting; the older one makes room."""


@dataclass(slots=True)
class Host:
    """One room's host. ``run`` it in a task; the other methods are for meanwhile."""

    language: str
    answering: Answering
    pitching: Pitching
    podium: Podium
    inbox: Inbox
    courtesies: Courtesies
    phrasing: Phrasing
    journal: Journal
    new_id: Callable[[], str]
    now: Callable[[], float]
    disclose_every_s: float = 600.0
    show_every_s: float = 60.0
    """When viewers never stop asking, the pitch gets the floor this often; 0 for never."""
    remarks: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=REMARKS))
    """Phrases with their languages, to be said before the next answer."""
    orders: deque[str] = field(default_factory=deque)
    """The operator's sentences, waiting."""
    holding: Holding = field(default_factory=Holding)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Task[None] | None = None
    _answering_since: float | None = None
    """Loop time from which on answers have left the show no room."""
    _courtesy: Courtesy | None = None
    """Due, and said when nobody waits for an answer."""
    _disclose_at: float = 0.0
    _disclosures: int = 0

    async def run(self) -> None:
        """Host the room until cancelled."""
        loop = asyncio.get_running_loop()
        self._disclose_at = loop.time() + self.disclose_every_s
        while True:
            self._wake.clear()
            if self.holding.silence:
                await self._hold()
            elif (turn := self._next_turn()) is not None:
                await self._do(turn)
            elif self.holding.taken_over:
                await self._hold()
            else:
                alarm = loop.call_at(self._disclose_at, self._wake.set)
                wake = asyncio.ensure_future(self._wake.wait())
                began = loop.time()
                try:
                    await self.pitching.until(wake)
                finally:
                    alarm.cancel()
                    wake.cancel()
                if loop.time() - began >= SHOWN_S:
                    self._answering_since = None

    def wake(self) -> None:
        """Something waits: a question, a courtesy, an order."""
        self._wake.set()

    def remark(self, phrase: str, language: str) -> None:
        """Have a phrase of the persona said before the next answer."""
        self.remarks.append((phrase, language))
        self.wake()

    async def look(self) -> None:
        """Drop what has waited too long, and see whether a word of greeting or thanks is due."""
        for dropped in self.inbox.expire(self.now()):
            await self.answering.drop(dropped)
        if (load := self.inbox.load.noticed()) is not None:
            await self.journal.write("inbox.load", self.now(), **load)
        if self._courtesy is None and not (self.holding.silence or self.holding.taken_over):
            self._courtesy = self.courtesies.due(self.now(), busy=len(self.inbox) > 0)
            if self._courtesy is not None:
                self.wake()

    async def forget(self, theirs: Callable[[str], bool], reason: str) -> None:
        """Drop what only one viewer asked; what others ask as well is asked by them from now on.

        Args:
            theirs: Whether a name is that viewer's.
            reason: Why, for the journal.
        """
        gone, left = self.inbox.forget(theirs, reason)
        for dropped in gone:
            await self.answering.drop(dropped)
        for question in left:
            self.answering.preparation.drop(question.id)
            await self.journal.write("question.left", self.now(), **question_data(question))

    async def pin(self, product_id: str) -> None:
        """Pitch one product until it is unpinned; an empty id unpins.

        Raises:
            ValueError: There is no such product.
        """
        await self.pitching.off_loop(self.pitching.pin, product_id)
        self.wake()

    async def take_up(self, standing: Standing) -> None:
        """Begin where the operator had left a room that fell."""
        if standing.pinned:
            with suppress(ValueError):
                await self.pin(standing.pinned)
        if standing.taken_over:
            self.holding.take_over()
        if standing.paused:
            self.holding.hush("paused")
            self.podium.pause()

    def speak_again(self) -> None:
        """End a silence; a take-over goes on."""
        self.holding.silence = ""
        self.podium.go_on()

    async def _hold(self) -> None:
        alarm = asyncio.get_running_loop().call_at(self._disclose_at, self._wake.set)
        try:
            if not await self.holding.wait(self._wake):
                self.holding.taken_over = False
                self.speak_again()
                await self.journal.write("interrupt", self.now(), what="resume")
        finally:
            alarm.cancel()

    def cancel_turn(self) -> bool:
        """End the turn that is being said or written; false when there is none but the pitch."""
        self.answering.preparation.cancel("interrupt")
        if self._turn is None or self._turn.done():
            return False
        self._turn.cancel()
        return True

    def _next_turn(self) -> Coroutine[Any, Any, None] | None:
        if self._disclosure_is_due():
            return self._disclose()
        if self.orders:
            return self._operator(self.orders.popleft())
        if self.holding.taken_over:
            return None
        if self.remarks:
            return self._remark(*self.remarks.popleft())
        if len(self.inbox) and self._show_is_due():
            return self._show()
        question = self.inbox.next()
        if question is not None:
            return self.answering.answer(question, self._wake)
        courtesy, self._courtesy = self._courtesy, None
        return self._be_courteous(courtesy) if courtesy is not None else None

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

    def _show_is_due(self) -> bool:
        """Whether answers have had the air for so long that the show comes first."""
        now = asyncio.get_running_loop().time()
        if self._answering_since is None:
            self._answering_since = now
        return bool(self.show_every_s) and now - self._answering_since >= self.show_every_s

    async def _show(self) -> None:
        """Go on with the pitch for some whole thoughts, however many ask."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + SHOW_S

        async def over() -> None:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(ends):
                    while not self.orders:
                        self._wake.clear()
                        await self._wake.wait()

        begins = loop.call_at(ends - self.answering.preparation.ahead_s, self.answering.prepare)
        waiting = asyncio.ensure_future(over())
        try:
            await self.pitching.until(waiting, yields=self._urgent)
        finally:
            begins.cancel()
            waiting.cancel()
        self._answering_since = loop.time()

    def _urgent(self) -> bool:
        """Whether the operator wants something, or the label is due."""
        wanted = bool(self.orders or self.holding.silence or self.holding.taken_over)
        return wanted or self._disclosure_is_due()

    def _disclosure_is_due(self) -> bool:
        """Whether it is, as soon as its timer fires: that may be a moment early."""
        return asyncio.get_running_loop().time() >= self._disclose_at - TICK_S

    async def _disclose(self) -> None:
        self._disclose_at = asyncio.get_running_loop().time() + self.disclose_every_s
        self._disclosures += 1
        words = await self.pitching.off_loop(
            self.pitching.composer.disclosure, self.language, self._disclosures
        )
        await self._tell(Turn(self.new_id(), "disclosure", self.language), words, "disclosure")

    async def _be_courteous(self, courtesy: Courtesy) -> None:
        language = courtesy.language or self.language
        kind: TurnKind = "greeting" if courtesy.kind == "greeting" else "thanks"
        await self.journal.write(
            "courtesy",
            self.now(),
            courtesy_kind=courtesy.kind,
            names=list(courtesy.names),
            count=courtesy.count,
        )
        words = await self.pitching.off_loop(courtesy_words, courtesy, language, self.phrasing)
        began = asyncio.get_running_loop().time()
        await self._tell(Turn(self.new_id(), kind, language), words, "courtesy")
        self.courtesies.spoke(asyncio.get_running_loop().time() - began)

    async def _remark(self, phrase: str, language: str) -> None:
        words = Composed(self.phrasing.say(phrase, language), reason=phrase)
        await self._tell(Turn(self.new_id(), "engage", language), words, "courtesy")

    async def _tell(self, turn: Turn, words: Composed, lane: str) -> None:
        """Say composed words as a turn; a disclosure cuts in and nothing may end it."""
        await begin_turn(self.journal, self.now(), turn)
        protected = lane == "disclosure"
        said: list[Speaking] = []
        for checked in await self.pitching.check(turn, words):
            if checked.verdict.line is not None:
                cut = protected and not said
                said.append(
                    await self.podium.say(checked.verdict.line, lane=lane, cut=cut, protected=protected)
                )
        await self.podium.over(said)

    async def _operator(self, words: str) -> None:
        turn_id = self.new_id()
        await begin_turn(self.journal, self.now(), Turn(turn_id, "operator", self.language))
        line = Line(f"{turn_id}.0", turn_id, 0, words, detect(words, self.language))
        await self.journal.write(
            "line", self.now(), turn=turn_id, line=line.id, lane="operator", text=words, said=words,
            verdict="pass", rule="operator",
        )  # fmt: skip
        await self.podium.over([await self.podium.say(line, lane="operator", cleared=True, cut=True)])

    async def close(self) -> None:
        """End what is being written behind the scenes, and close the answerer."""
        await self.answering.preparation.close()
        if self.pitching.paraphraser is not None:
            await self.pitching.paraphraser.close()
        await self.answering.answerer.close()
