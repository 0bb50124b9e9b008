"""The selling between answers: keeps a pitch going until something else wants the air."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent.events import Line, Turn, TurnKind
from agent.journal import Journal
from agent.lanes.base import Composed
from agent.lineup import Beat, LineUp, Script
from agent.speaker import Speaker, Speaking
from agent.writer import CheckedLine, LineWriter

LEAD_S = 0.3
"""Inside one thought, a line is handed over this long before the last one ends."""
INVITE_S = 20.0
"""Pause between two invitations to ask, when there is no product to pitch."""
TICK_S = 0.001
LOOK_S = 1.0
"""Longest time between two looks at what became of the lines on their way."""


class Composer(Protocol):
    """Writes what is said between answers, without a model; blocking."""

    def opening(self, language: str) -> Composed:
        """The first words on air."""
        ...

    def pitch(self, product_id: str, language: str, loop: int) -> list[Composed]:
        """A product's beats."""
        ...

    def bridge(self, product_id: str, language: str, n: int) -> Composed:
        """Back to a product after an answer."""
        ...

    def idle(self, language: str, n: int) -> Composed:
        """An invitation to ask."""
        ...

    def disclosure(self, language: str, n: int) -> Composed:
        """The host is an AI."""
        ...


class PitchConfig(BaseModel):
    """How the air between answers is filled."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    enabled: bool = True
    products: tuple[str, ...] = ()
    """Product ids in order; everything in stock when empty."""
    breath_s: float = Field(default=0.45, ge=0, le=1.5)
    """Pause before a new thought."""
    between_products_s: float = Field(default=1.2, ge=0, le=1.8)
    """Pause between two products."""


@dataclass(slots=True)
class Pitching:
    """One room's pitch. A pitch that was cut off goes on, after a bridge, where it was cut."""

    config: PitchConfig
    language: str
    composer: Composer
    writer: LineWriter
    speaker: Speaker
    line_up: LineUp
    journal: Journal
    present: Callable[[str], Awaitable[None]]
    """Puts a product on stage."""
    products: Callable[[], list[str]]
    """Product ids of the line-up as it is now; blocking."""
    names: Callable[[tuple[str, ...]], Mapping[str, str]]
    """What products may be called; blocking."""
    off_loop: Callable[..., Awaitable[Any]]
    """Runs blocking work in a thread: ``await off_loop(function, *args)``."""
    new_id: Callable[[], str]
    now: Callable[[], float]
    _flight: deque[tuple[Beat, Speaking]] = field(default_factory=deque)
    _opened: bool = False
    _cut_off: bool = False
    _bridges: int = 0
    _invitations: int = 0
    _said: int = 0

    async def until(self, done: asyncio.Future[Any], *, grace_s: float = 0.0) -> None:
        """Pitch until ``done`` is done. Lines on their way then go on, and may be cut.

        Args:
            done: What is waited for.
            grace_s: Seconds of quiet allowed before the pitch goes on.
        """
        loop = asyncio.get_running_loop()
        while not done.done():
            self._land()
            wait = self.speaker.ends_at + max(self._pause_s(), grace_s) - loop.time()
            if wait > TICK_S:
                await asyncio.wait([done], timeout=min(wait, LOOK_S))
                continue
            grace_s = 0.0
            saying = asyncio.ensure_future(self._say_next())
            try:
                await asyncio.wait([done, saying], return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not saying.done():
                    saying.cancel()
                    await asyncio.wait([saying])
            if not saying.cancelled():
                saying.result()

    def skip(self) -> None:
        """Leave the product that is being pitched; the next one follows."""
        self._flight.clear()
        self._cut_off = False
        self.line_up.leave()

    def _land(self) -> None:
        while self._flight and self._flight[0][1].done.done():
            beat, speaking = self._flight.popleft()
            if not speaking.done.result().complete and self.line_up.go_back(beat):
                self._cut_off = True

    def _pause_s(self) -> float:
        if self._cut_off or not self._opened:
            return 0.0
        coming = self.line_up.peek()
        if coming is not None:
            return self.config.breath_s if coming.opens else -LEAD_S
        if not self.config.enabled or self.line_up.following() is None:
            return INVITE_S if self._invitations else self.config.between_products_s
        return self.config.between_products_s

    async def _say_next(self) -> None:
        script = self.line_up.script
        if not self._opened:
            self._opened = True
            opening = await self.off_loop(self.composer.opening, self.language)
            await self._say_all("greeting", "", opening)
            return
        if self._cut_off and script is not None:
            await self.present(script.product_id)
            self._bridges += 1
            bridge = await self.off_loop(
                self.composer.bridge, script.product_id, self.language, self._bridges
            )
            await self._say_all("resume", script.product_id, bridge)
            self._cut_off = False
            return
        beat = self.line_up.next()
        if beat is not None:
            await self._say_beat(beat)
            return
        following = self.line_up.following() if self.config.enabled else None
        if following is not None:
            await self._begin(*following)
        else:
            self._invitations += 1
            idle = await self.off_loop(self.composer.idle, self.language, self._invitations)
            await self._say_all("pitch", "", idle)

    async def _say_beat(self, beat: Beat) -> None:
        self._said += 1
        line = replace(beat.line, id=f"{beat.line.turn_id}.{beat.line.sequence}-{self._said}")
        try:
            speaking = await self.speaker.say(line, interruptible=True)
        except asyncio.CancelledError:
            self.line_up.go_back(beat)
            raise
        self._flight.append((beat, speaking))

    async def _say_all(self, kind: TurnKind, product_id: str, composed: Composed) -> None:
        for checked in await self._check(kind, product_id, composed):
            if checked.verdict.line is not None:
                await self.speaker.say(checked.verdict.line, interruptible=True)

    async def _begin(self, product_id: str, loop: int) -> None:
        thoughts: list[Composed] = await self.off_loop(self.composer.pitch, product_id, self.language, loop)
        await self.journal.write("pitch", self.now(), product=product_id, loop=loop)
        beats: list[Beat] = []
        for composed in thoughts:
            opens = True
            for checked in await self._check("pitch", product_id, composed):
                if checked.verdict.line is not None:
                    beats.append(Beat(checked.verdict.line, product_id, len(beats), opens))
                    opens = False
        self.line_up.products = await self.off_loop(self.products)
        self.line_up.begin(Script(product_id, loop, tuple(beats)))
        await self.present(product_id)

    async def _check(self, kind: TurnKind, product_id: str, composed: Composed) -> list[CheckedLine]:
        turn = Turn(self.new_id(), kind, self.language, None, product_id)
        return await self.check(turn, composed)

    async def check(self, turn: Turn, composed: Composed) -> list[CheckedLine]:
        """A turn's words as lines, each with its verdict, journaled."""
        checked: list[CheckedLine] = await self.off_loop(self._write, turn, composed)
        for line in checked:
            await journal_line(self.journal, self.now(), line, "script")
        return checked

    def _write(self, turn: Turn, composed: Composed) -> list[CheckedLine]:
        return self.writer.write(composed.text, turn, composed.facts, names=self.names(composed.product_ids))


async def journal_line(journal: Journal, at: float, checked: CheckedLine, lane: str) -> None:
    """Write a line and its verdict, before anything is done with it."""
    line: Line = checked.line
    verdict = checked.verdict
    said = verdict.line.text if verdict.line is not None else ""
    await journal.write(
        "line", at, turn=line.turn_id, line=line.id, lane=lane, text=line.text, mood=line.mood,
        gestures=list(line.gestures), facts=list(verdict.fact_ids or line.fact_ids),
        verdict=verdict.decision, rule=verdict.rule, evidence=list(verdict.evidence),
        reasons=list(verdict.reasons), said=said,
    )  # fmt: skip
