"""Collects what the console shows of a room: what was written of the lines on air, and what happened lately.

Everything kept is bounded; nothing here waits.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from agent.events import ChatMessage, Line, Question, Turn, TurnKind
from agent.lanes import spoken
from agent.operator.gate import ApprovalGate, Pending
from agent.operator.levers import Queue, Standpoint
from agent.web.console_view import (
    AirView,
    AnswersView,
    ApprovalsView,
    BeatView,
    DeedView,
    EngagementView,
    FactView,
    FaultView,
    HealthView,
    LineView,
    ModerationView,
    MoodView,
    OutputView,
    PendingView,
    ProductView,
    QuestionView,
    QueueView,
    RefusedView,
    RoomView,
    SpendingView,
    State,
)
from agent.writer import CheckedLine
from knowledge.model import Fact, text_in

WRITTEN = 512
"""Lines whose verdict is remembered until they are heard."""
QUESTIONS = 40
"""Questions shown, of those waiting."""
NAMES = 6
"""Askers named."""
LATELY = 30
"""Refusals, faults and deeds remembered."""
BEFORE = 4
"""Sentences shown of what was said before."""
COMING = 6
"""Beats shown of what follows."""
PRODUCTS = 200
"""Products that can be pinned from the list."""
LOOKUP_S = 3.0
"""Longest wait for the facts behind a line."""


class Refusal(Protocol):
    """Why moderation refused a comment."""

    @property
    def rule(self) -> str:
        """Which rule."""
        ...

    @property
    def evidence(self) -> str:
        """What it found."""
        ...


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the rest of the view comes from; each is cheap and called on the event loop."""

    coming: Callable[[], Iterable[BeatView]] = tuple
    """What the host says next if nobody asks."""
    cut: Callable[[], bool] = bool
    """Whether the pitch was cut off."""
    product: Callable[[], ProductView | None] = _nothing
    """What is on stage."""
    products: Callable[[], Iterable[ProductView]] = tuple
    """What can be pinned."""
    mood: Callable[[], MoodView | None] = _nothing
    engagement: Callable[[], EngagementView | None] = _nothing
    tactics: Callable[[], Mapping[str, str]] = dict
    spending: Callable[[], SpendingView | None] = _nothing
    outputs: Callable[[], Iterable[OutputView]] = tuple


@dataclass(frozen=True, slots=True)
class _Written:
    checked: CheckedLine
    lane: str
    turn: Turn | None
    facts: Mapping[str, Fact]


class RoomWatch:
    """What the console knows of one room."""

    def __init__(
        self,
        language: str,
        *,
        now: Callable[[], float],
        host: Callable[[], Standpoint | None],
        inbox: Queue,
        gate: ApprovalGate,
        blocked: Callable[[], Collection[str]],
        answers: Callable[[], AnswersView],
        deeds: Callable[[], Iterable[DeedView]],
        facts: Callable[[Sequence[str]], Awaitable[Sequence[Fact]]],
        sources: Sources,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up.

        Args:
            language: Of the room, for the names of facts.
            now: Unix seconds.
            host: The room's host, once there is one.
            inbox: The questions waiting.
            gate: What waits for approval.
            blocked: Viewers who are blocked.
            answers: The unanswered questions, as last read.
            deeds: What operators did, the latest first.
            facts: Looks up facts by their ids, off the event loop.
            sources: The rest.
            changed: Called when there is something new to show.
        """
        self._language = language
        self._now = now
        self._host = host
        self._inbox = inbox
        self._gate = gate
        self._blocked = blocked
        self._answers = answers
        self._deeds = deeds
        self._facts = facts
        self._sources = sources
        self._changed = changed
        self._written: OrderedDict[str, _Written] = OrderedDict()
        self._line: LineView | None = None
        self._before: deque[LineView] = deque(maxlen=BEFORE)
        self._refused: deque[RefusedView] = deque(maxlen=LATELY)
        self._refusals = 0
        self._faults: deque[FaultView] = deque(maxlen=LATELY)
        self._since = 0.0
        self._ended = False
        self._lookups: set[asyncio.Task[None]] = set()

    def on_air(self) -> None:
        """The picture is there."""
        self._since = self._now()
        self._changed()

    def off_air(self) -> None:
        """The room has ended."""
        self._ended = True
        for lookup in self._lookups:
            lookup.cancel()
        self._changed()

    def wrote(
        self, checked: CheckedLine, lane: str, turn: Turn | None = None, facts: Iterable[Fact] = ()
    ) -> None:
        """A line was written, and the guard has judged it.

        Args:
            checked: The line and its verdict.
            lane: Who wrote it.
            turn: Whose line it is; its kind is the line's.
            facts: Those it may rest on, as far as they are at hand.
        """
        wanted = set(checked.verdict.fact_ids or checked.line.fact_ids)
        kept = {fact.id: fact for fact in facts if fact.id in wanted}
        self._written[checked.line.id] = _Written(checked, lane, turn, kept)
        while len(self._written) > WRITTEN:
            self._written.popitem(last=False)

    def starts(self, line: Line, kind: TurnKind, question: Question | None = None) -> None:
        """A line's first sample goes out; call it on the event loop."""
        if self._line is not None:
            self._before.appendleft(replace(self._line, over=True))
        written = self._written.get(line.id) or self._written.get(line.id.partition("-")[0])
        view = LineView(
            id=line.id,
            text=line.text,
            language=line.language,
            kind=kind,
            mood=line.mood,
            gestures=line.gestures,
            author=question.author if question else "",
            question=question.text if question else "",
            started_at=self._now(),
        )
        ids = line.fact_ids
        held: Mapping[str, Fact] = {}
        if written is not None:
            verdict, held = written.checked.verdict, written.facts
            ids = verdict.fact_ids or ids
            as_written = written.checked.line.text
            view = replace(
                view,
                kind=written.turn.kind if written.turn else kind,
                lane=written.lane,
                verdict=verdict.decision,
                rule=verdict.rule,
                reasons=verdict.reasons,
                written=as_written if as_written != line.text else "",
            )
        if kind == "operator" or self._gate.edited(line.id):
            view = replace(view, lane="operator", verdict="pass", rule="operator")
        self._line = replace(view, facts=self._shown(ids, held))
        missing = [one for one in ids if one not in held]
        if missing:
            lookup = asyncio.get_running_loop().create_task(self._look_up(line.id, ids, held, missing))
            self._lookups.add(lookup)
            lookup.add_done_callback(self._lookups.discard)
        self._changed()

    def silent(self, line_id: str) -> None:
        """A line is over."""
        if self._line is not None and self._line.id == line_id:
            self._line = replace(self._line, over=True)
            self._changed()

    def moderated(self, message: ChatMessage, refusal: Refusal) -> None:
        """Moderation kept a comment from the host."""
        self._refusals += 1
        self._refused.appendleft(
            RefusedView(
                message.at, message.author[:80], message.text[:300], refusal.rule, refusal.evidence[:120]
            )
        )
        self._changed()

    def fault(self, part: str, detail: str) -> None:
        """Something failed."""
        self._faults.appendleft(FaultView(self._now(), part, " ".join(detail.split())[:300]))
        self._changed()

    def view(self) -> RoomView:
        """The room as it is now."""
        sources = self._sources
        return RoomView(
            air=self._air(),
            queue=self._queue(),
            moderation=ModerationView(tuple(self._refused), self._refusals, tuple(self._blocked())),
            approvals=ApprovalsView(self._gate.mode, tuple(map(_pending, self._gate.waiting))),
            answers=self._answers(),
            mood=sources.mood(),
            engagement=sources.engagement(),
            tactics=sources.tactics(),
            spending=sources.spending(),
            health=HealthView(tuple(sources.outputs()), tuple(self._faults), self._since),
            products=tuple(sources.products())[:PRODUCTS],
            deeds=tuple(self._deeds())[:LATELY],
        )

    def _queue(self) -> QueueView:
        first = tuple(map(_question, self._inbox.peek(QUESTIONS)))
        return QueueView(len(self._inbox), first, self._inbox.overloaded)

    def _air(self) -> AirView:
        host = self._host()
        return AirView(
            state=self._state(host),
            line=self._line,
            before=tuple(self._before),
            product=self._sources.product(),
            pinned=host.pinned if host else "",
            taken_over=host.taken_over if host else False,
            cut=self._sources.cut(),
            coming=tuple(self._sources.coming())[:COMING],
        )

    def _state(self, host: Standpoint | None) -> State:
        if self._ended:
            return "ended"
        if host is None or not self._since:
            return "starting"
        if host.held:
            return "stopped"
        if host.taken_over:
            return "taken_over"
        return "paused" if host.paused else "live"

    async def _look_up(
        self, line_id: str, ids: Sequence[str], held: Mapping[str, Fact], missing: Sequence[str]
    ) -> None:
        try:
            async with asyncio.timeout(LOOKUP_S):
                found = {fact.id: fact for fact in await self._facts(missing)}
        except TimeoutError:
            return
        if self._line is not None and self._line.id == line_id:
            self._line = replace(self._line, facts=self._shown(ids, {**found, **held}))
            self._changed()

    def _shown(self, ids: Sequence[str], facts: Mapping[str, Fact]) -> tuple[FactView, ...]:
        return tuple(
            fact_view(facts[one], self._language) if one in facts else FactView(one, "", "", "", 0.0, None)
            for one in ids
        )


def fact_view(fact: Fact, language: str) -> FactView:
    """A fact as the console shows it."""
    return FactView(
        fact.id,
        text_in(fact.label, language) or fact.name,
        spoken.value(fact, language)[:300],
        fact.source,
        fact.at,
        fact.fresh_until,
    )


def _question(question: Question) -> QuestionView:
    return QuestionView(
        question.id,
        question.text,
        question.language,
        question.author,
        question.askers[:NAMES],
        question.asked_by,
        round(question.rank, 1),
        question.reasons,
        question.asked_at,
        question.expires_at,
    )


def _pending(pending: Pending) -> PendingView:
    return PendingView(
        pending.id,
        pending.kind,
        pending.text,
        pending.detail,
        pending.language,
        pending.asked_at,
        pending.expires_at,
    )
