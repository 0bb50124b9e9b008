"""The next answer, written while the current one is spoken.

What is written waits in a bounded buffer, guarded line by line like any answer. It is taken only if it is
still true: every fact that it rests on has the same value and is fresh, and what the question points at is
still the same. Else it is thrown away, which is journaled with the reason, and the question is answered anew.
At most one answer is prepared at a time, and never beside more requests to the model than are allowed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent.answers.answer import Answer
from agent.answers.answerer import Answerer
from agent.answers.finding import FAILURES, Catalogue
from agent.answers.unanswered import points
from agent.events import Line, Question, Turn
from agent.lanes.base import Ask
from agent.writer import CheckedLine
from knowledge.model import SHOP, Fact

log = logging.getLogger(__name__)

Write = Callable[..., Awaitable[Any]]
"""The journal's ``write(kind, at, **fields)``."""


class PreparingConfig(BaseModel):
    """Whether the next answer is written while the current one is spoken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    lines: int = Field(default=4, ge=1, le=32)
    """Lines written ahead; the writing of more waits until the answer is taken."""
    ahead_s: float = Field(default=2.0, ge=0, le=600)
    """Seconds before the air is free at which the writing begins; the later, the less of it is in vain
    because another question came first."""
    keep_s: float = Field(default=60.0, gt=0, le=600)
    """An answer that is older than this when it is its turn is written anew."""


@dataclass(slots=True)
class _Draft:
    """One answer being written ahead."""

    question: Question
    answer: Answer
    begun: float
    """Unix seconds."""
    most: int
    ahead: Callable[[Line], None]
    """Has the sound of a line begun."""
    lines: deque[CheckedLine] = field(default_factory=deque)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    taken: bool = False
    writing: asyncio.Task[None] | None = None

    async def write(self) -> None:
        """Write until the buffer is full; go on as it is read."""
        try:
            async with aclosing(self.answer.written()) as lines:
                async for line in lines:
                    self.lines.append(line)
                    if line.verdict.line is not None:
                        self.ahead(line.verdict.line)
                    self._wake()
                    while len(self.lines) >= self.most:
                        self.changed.clear()
                        await self.changed.wait()
        finally:
            self.over = True
            self._wake()

    async def read(self) -> AsyncGenerator[CheckedLine, None]:
        """The lines, those in the buffer at once. Closing it ends the writing."""
        try:
            while self.lines or not self.over:
                if not self.lines:
                    self.changed.clear()
                    await self.changed.wait()
                    continue
                line = self.lines.popleft()
                self._wake()
                yield line
            if self.writing is not None and self.writing.done() and not self.writing.cancelled():
                self.writing.result()
        finally:
            await self.end()

    async def end(self) -> None:
        """End the writing at once."""
        if self.writing is not None and not self.writing.done():
            self.writing.cancel()
            await asyncio.wait([self.writing])

    def _wake(self) -> None:
        self.changed.set()


class Preparation:
    """Writes one answer ahead. All of it belongs to the room's event loop."""

    def __init__(
        self,
        config: PreparingConfig,
        answerer: Answerer,
        *,
        write: Write | None = None,
        now: Callable[[], float] = time.time,
        ahead: Callable[[Line], None] = lambda line: None,
    ) -> None:
        """Prepare nothing yet.

        Args:
            config: Whether, and how much.
            answerer: Writes the answers.
            write: The journal's ``write``.
            now: Unix seconds.
            ahead: Has the sound of a line begun that may be said, while it waits.
        """
        self._ahead = ahead
        self._config = config
        self._answerer = answerer
        self._write = write
        self._now = now
        self._draft: _Draft | None = None
        self._notes: deque[tuple[str, float, dict[str, Any]]] = deque(maxlen=64)
        self._journaling: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def ahead_s(self) -> float:
        """Seconds before the air is free at which to begin."""
        return self._config.ahead_s

    @property
    def question_id(self) -> str:
        """Of the question that is prepared; empty for none."""
        return self._draft.question.id if self._draft is not None else ""

    def begin(self, question: Question, ask: Ask, turn: Turn) -> None:
        """Begin to write the answer to a question; the answer that was prepared before is thrown away.

        Args:
            question: The question that is likely next.
            ask: The same, as the answerer understands it.
            turn: Whose lines they will be; the host takes it from the answer.
        """
        if not self._config.enabled or self.question_id == question.id:
            return
        self.cancel("another question came first")
        answer = self._answerer.begin(ask, turn, beside=True)
        draft = _Draft(question, answer, self._now(), self._config.lines, self._ahead)
        draft.writing = asyncio.get_running_loop().create_task(draft.write(), name="preparing")
        draft.writing.add_done_callback(_seen)
        answer.prepared = draft.read
        self._draft = draft
        self._note("prepared", question=question.id, turn=turn.id)

    async def take(self, question: Question, ask: Ask) -> Answer | None:
        """The answer that was prepared for a question, if it is still true; else None, and it is gone.

        Args:
            question: Whose turn it is.
            ask: As it would be answered now.
        """
        draft = self._draft
        if draft is None:
            return None
        why = (
            "another question came first"
            if draft.question.id != question.id
            else await self._untrue(draft, ask)
        )
        if self._draft is not draft:
            return None  # an interrupt came meanwhile
        if why:
            self.cancel(why)
            return None
        self._draft = None
        draft.answer.beside = False
        self._note("prepared.used", question=question.id, turn=draft.answer.turn.id, lines=len(draft.lines))
        return draft.answer

    def drop(self, question_id: str) -> None:
        """A question will not be answered; an answer prepared for it ends at once."""
        if self.question_id == question_id:
            self.cancel("question dropped")

    def cancel(self, reason: str = "interrupt") -> None:
        """Throw away what is prepared, and end its writing at once."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        if draft.writing is not None and not draft.writing.done():
            draft.writing.cancel()
            self._ending.add(draft.writing)
            draft.writing.add_done_callback(self._ending.discard)
        self._note(
            "prepared.discarded", question=draft.question.id, turn=draft.answer.turn.id, reason=reason
        )  # fmt: skip

    async def close(self) -> None:
        """End the writing and wait for the journal."""
        self.cancel("the room closes")
        if self._ending:
            await asyncio.wait(tuple(self._ending))
        if self._journaling is not None:
            await self._journaling

    async def _untrue(self, draft: _Draft, ask: Ask) -> str:
        """Why an answer may not be given any more; empty if it may."""
        before, answer = draft.answer.ask, draft.answer
        if self._now() - draft.begun > self._config.keep_s:
            return "it was written too long ago"
        if (before.question, before.language) != (ask.question, ask.language):
            return "the question is worded differently"
        if before.on_stage != ask.on_stage:
            return "another product is on stage"
        if before.listed != ask.listed or (before.history != ask.history and points(ask.question)):
            return "what the question points at has changed"
        if draft.over and draft.writing is not None and draft.writing.done() and draft.writing.exception():
            return "it could not be written"
        if not answer.facts:
            return ""
        try:
            return await self._answerer.knowing(lambda: stale(self._answerer.shop, answer.facts, self._now()))
        except FAILURES as error:
            return f"the catalogue failed ({type(error).__name__})"

    def _note(self, kind: str, **data: Any) -> None:
        if self._write is None:
            return
        self._notes.append((kind, self._now(), data))
        if self._journaling is None or self._journaling.done():
            self._journaling = asyncio.get_running_loop().create_task(self._journal())

    async def _journal(self) -> None:
        while self._notes and self._write is not None:
            kind, at, data = self._notes.popleft()
            try:
                await self._write(kind, at, **data)
            except (OSError, RuntimeError) as error:
                log.warning(
                    "what became of a prepared answer is not in the journal: %s", type(error).__name__
                )


def stale(shop: Catalogue, facts: Sequence[Fact], now: float) -> str:
    """Why an answer that rests on these facts is not true any more; empty if it is. Blocking.

    A fact that the shop does not have, such as what a tool found, must say itself how long it is fresh.
    """
    current: dict[tuple[str, str], Fact] = {}
    for subject in dict.fromkeys(fact.subject for fact in facts):
        product = shop.product(subject) if subject != SHOP else None
        held = shop.shop_facts() if subject == SHOP else product.facts if product is not None else ()
        current |= {(subject, fact.name): fact for fact in held}
    for fact in facts:
        name = f"{fact.name} of {fact.subject}"
        if not fact.fresh(now):
            return f"the {name} is no longer fresh"
        held_now = current.get((fact.subject, fact.name)) or shop.fact(fact.id)
        if held_now is None:
            if fact.fresh_until is None:
                return f"the {name} is no longer on file"
        elif held_now.value != fact.value or held_now.text != fact.text:
            return f"the {name} changed"
        elif not held_now.fresh(now):
            return f"the {name} is no longer fresh"
    return ""


def _seen(writing: asyncio.Task[None]) -> None:
    """Look at how the writing ended, so that nothing complains of an error that nobody saw."""
    if not writing.cancelled() and writing.exception() is not None:
        log.warning("an answer could not be prepared: %s", type(writing.exception()).__name__)
