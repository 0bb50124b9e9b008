"""Answers, one turn each: delivered sentence by sentence, the next one written while one is spoken."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Protocol

from agent.agenda.entries import journal_line
from agent.agenda.pitching import Pitching
from agent.answers.answerer import Answer, Answerer
from agent.answers.followups import FollowUps
from agent.answers.preparing import Preparation
from agent.events import Line, Question, Turn
from agent.inbox import Dropped, Inbox
from agent.journal import Journal
from agent.lanes.base import Ask, Exchange
from agent.podium import Podium
from agent.recovery import HISTORY
from agent.speaker import Speaking
from agent.writer import CheckedLine
from knowledge.model import SHOP, Fact

GRACE_S = 1.2
"""Quiet allowed between two answers before the pitch fills in."""
MID_ANSWER_S = 1.8
"""Quiet allowed inside an answer before the pitch fills in."""
FADE_S = 0.5
"""Longest wait, after an interrupt, for the stage's word on what was heard."""
CHAT = 12
"""Comments kept for a model."""
TICK_S = 0.01
"""A timer that fires this much early is on time."""
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|[。！？]|$)\s*", re.DOTALL)
_ENDS = " .!?。！？"


class Presenter(Protocol):
    """What viewers see beside the host."""

    async def product(self, product_id: str) -> None:
        """Put a product's card on stage; an empty id takes it off."""

    async def asked(self, question: Question | None) -> None:
        """Show whose question is being answered, or nothing."""


@dataclass(slots=True)
class Answering:
    """Answers questions, and knows what was talked about lately."""

    answerer: Answerer
    pitching: Pitching
    podium: Podium
    presenter: Presenter
    inbox: Inbox
    preparation: Preparation
    journal: Journal
    new_id: Callable[[], str]
    now: Callable[[], float]
    written: Callable[[CheckedLine, str, Turn, Iterable[Fact]], None] = lambda checked, lane, turn, facts: (
        None
    )
    """Told of every line of an answer and its verdict, before it is said."""
    answered: Callable[[Question, Sequence[str]], None] = lambda question, product_ids: None
    """Told of every question that was answered, and the products it was about."""
    mood: Callable[[str], str] = lambda language: ""
    """The mood of the moment in words of a language, for a model."""
    history: deque[Exchange] = field(default_factory=lambda: deque(maxlen=HISTORY))
    """What was heard lately."""
    chat: deque[str] = field(default_factory=lambda: deque(maxlen=CHAT))
    """What viewers wrote lately, oldest first: for a model to see what is going on."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Loop times of the latest answer's hops; see ``agent.answers.answerer.Answer``."""
    on_stage: str = ""
    """The product on stage; empty for none."""
    _follow_ups: FollowUps = field(default_factory=FollowUps)
    _recent: deque[str] = field(default_factory=lambda: deque(maxlen=4))
    _listed: tuple[str, ...] = ()
    """Products that the latest reply to name several named, in its order."""
    _saying: tuple[Answer, Exchange] | None = None
    """The answer that is being heard, all of it written, and what will have been heard of it."""

    async def answer(self, question: Question, wake: asyncio.Event) -> None:
        """One turn: the answer to a question.

        Args:
            question: Taken out of the inbox.
            wake: Set when a question comes in, which may be the next to be written.
        """
        ask = self._ask(question)
        answer = await self.preparation.take(question, ask)
        if answer is None:
            turn = Turn(self.new_id(), "answer", question.language, question, self.on_stage)
            answer = self.answerer.begin(ask, turn)
        self.inbox.answering(question, self.now())
        await begin_turn(self.journal, self.now(), answer.turn)
        self.timings = answer.timings
        said: list[Speaking] = []
        try:
            await self._deliver(answer, question, said)
            await self._heard_out(answer, question, said, wake)
        finally:
            self._saying = None
            await self._answered(answer, question, said)

    async def _heard_out(
        self, answer: Answer, question: Question, said: Sequence[Speaking], wake: asyncio.Event
    ) -> None:
        """Wait until the answer was heard; the next one is begun shortly before."""
        self._saying = answer, Exchange(question.text, " ".join(one.line.text for one in said))
        self._follow_ups.told(question.askers, next(iter(answer.product_ids), ""), self.now())
        ahead_s, loop = self.preparation.ahead_s, asyncio.get_running_loop()
        begins = loop.call_at(self.podium.ends_at - ahead_s, wake.set)

        def prepare() -> None:
            if self.podium.ends_at - loop.time() <= ahead_s + TICK_S:
                self.prepare()

        try:
            await self.podium.over(said, wake=wake, meanwhile=prepare)
        finally:
            begins.cancel()

    async def _answered(self, answer: Answer, question: Question, said: list[Speaking]) -> None:
        if said:
            whole = all(speaking.done.done() and speaking.done.result().complete for speaking in said)
            question = self.inbox.answered(question, self.now(), whole=whole)
        else:
            self.inbox.skipped()
            await self.drop(Dropped(question, "skipped"))
        waiting = [speaking.done for speaking in said if not speaking.done.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=FADE_S)
        heard = " ".join(s.done.result().text for s in said if s.done.done()).strip()
        if heard:
            self.history.append(Exchange(question.text, heard))
        if heard and len(answer.product_ids) > 1:
            self._listed = tuple(answer.product_ids)
        if heard:
            self.answered(question, answer.product_ids)
        await self.presenter.asked(None)
        await self.journal.write(
            "answered", self.now(), turn=answer.turn.id, question=question.id, lane=answer.lane,
            products=list(answer.product_ids), facts=[fact.id for fact in answer.facts],
            abstained=answer.abstained, reason=answer.reason, lines=len(said), heard=heard,
            asked_by=question.asked_by,
            prepared=answer.prepared is not None, tools=list(answer.calls),
        )  # fmt: skip

    def _ask(self, question: Question) -> Ask:
        """The question as it will be understood when the answer that is being heard is over."""
        history, listed = tuple(self.history), self._listed
        if self._saying is not None:
            answer, exchange = self._saying
            history = (*history, exchange)[-HISTORY:]
            listed = answer.product_ids if len(answer.product_ids) > 1 else listed
        return Ask(
            question.text, question.language, question.author,
            self._follow_ups.about(question.text, question.author, question.asked_at)
            or question.about or self.on_stage,
            tuple(self._recent), history, listed, askers=question.askers, asked_by=question.asked_by,
            chat=tuple(self.chat), mood=self.mood(question.language),
            brief=len(self.inbox) > (question.id in self.inbox),
        )  # fmt: skip

    async def _deliver(self, answer: Answer, question: Question, said: list[Speaking]) -> None:
        async with aclosing(answer.lines()) as lines:
            while (ready := await self._next_line(answer, question, lines, begun=bool(said))) is not None:
                line, role = ready
                if line is None:
                    continue
                said.append(
                    await self.podium.say(line, lane=role, cleared=True, question=question, cut=not said)
                )
                if len(said) == 1:
                    await self.presenter.asked(question)
                if role == "answer" or answer.product_ids:
                    await self.show(answer.product_ids[0] if answer.product_ids else "")

    async def _next_line(
        self, answer: Answer, question: Question, lines: AsyncGenerator[CheckedLine, None], *, begun: bool
    ) -> tuple[Line | None, str] | None:
        """The answer's next line once it is written and may be said; the pitch goes on meanwhile."""

        async def written() -> tuple[Line | None, str] | None:
            checked = await anext(lines, None)
            if checked is None:
                return None
            lane = answer.lane if checked.role == "answer" else checked.role
            await journal_line(self.journal, self.now(), checked, lane)
            self.written(checked, lane, answer.turn, answer.facts)
            if checked.verdict.line is None:
                return None, checked.role
            return await self.podium.cleared(checked.verdict.line, lane, question), checked.role

        coming = asyncio.ensure_future(written())
        try:
            await self.pitching.until(coming, grace_s=MID_ANSWER_S if begun else GRACE_S)
        finally:
            if not coming.done():
                coming.cancel()
                await asyncio.wait([coming])
        return coming.result()

    def prepare(self) -> None:
        """Have the answer to the question that will probably be next written while this one is heard."""
        following = self.inbox.peek(1)
        if following:
            turn = Turn(self.new_id(), "answer", following[0].language, following[0], self.on_stage)
            self.preparation.begin(following[0], self._ask(following[0]), turn)
            self.inbox.preparing(self.preparation.question_id)

    async def answer_key(self, question: Question) -> str:
        """What the answer to a question would rest on; empty where facts do not surely answer it.

        Questions of one key ask the same thing, however they are worded.
        """
        ask = replace(self._ask(question), brief=True)
        composed = await self.answerer.knowing(lambda: self.answerer.fact_lane.answer(ask))
        if composed is None or composed.abstained or composed.unanswered:
            return ""
        about = sorted(f"{fact.id}{_part(fact, composed.text)}" for fact in composed.facts)
        named = about or composed.product_ids
        return "|".join([question.language, composed.reason, *named]) if named else ""

    async def drop(self, dropped: Dropped) -> None:
        """Journal a question that will not be answered."""
        question = dropped.question
        self.preparation.drop(question.id)
        await self.journal.write(
            "question.dropped", self.now(), question=question.id, text=question.text, reason=dropped.reason
        )

    async def show(self, product_id: str) -> None:
        """Put a product on stage and remember what was there before; an empty id changes nothing."""
        if not product_id:
            return
        if self.on_stage and self.on_stage != product_id:
            self._recent.appendleft(self.on_stage)
        self.on_stage = product_id
        await self.presenter.product(product_id)


def _part(fact: Fact, said: str) -> str:
    """Which sentences of a policy are said, by their number: questions about others are not the same."""
    told = " ".join(fact.text.values()) if fact.subject == SHOP else ""
    sentences = [one for one in _SENTENCE.findall(told) if len(one) > 1]
    return "".join(f"#{number}" for number, one in enumerate(sentences) if one.strip(_ENDS) in said)


async def begin_turn(journal: Journal, at: float, turn: Turn) -> None:
    """Journal that the host begins to speak, and why."""
    await journal.write(
        "turn", at, turn=turn.id, turn_kind=turn.kind, product=turn.product_id,
        question=turn.question.id if turn.question else "",
    )  # fmt: skip
