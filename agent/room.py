"""One room on air: wires every part of one stream, and supervises them.

This is the only place that knows every part, and the only one that catches broadly: a part that
fails is journaled, falls back or starts again, and the stream goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from agent.answers.ahead import Ahead
from agent.chat.base import ChatSource
from agent.chat.page import PageChat
from agent.config import RoomConfig
from agent.coupons import Coupons
from agent.crew import Crew
from agent.events import ChatMessage, Question, Turn, TurnKind
from agent.host import Host
from agent.hosting import make_host, pitched, pitched_names
from agent.insight import sources
from agent.intake.chatlog import Judged
from agent.intake.intake import Intake
from agent.intake.sorting import What
from agent.journal import JournalError
from agent.language import detect
from agent.operator.doubts import Doubts
from agent.operator.operating import Operating
from agent.operator.steering import Steering
from agent.parts import Parts
from agent.recovery import Memory, remember
from agent.showing import Showing
from agent.speaker import Speaker, Speaking
from agent.staging import Staging
from agent.status import Status
from agent.strategy.keeping import keep
from agent.web.console_view import RoomInfo
from agent.web.feed import status_event
from agent.web.hub import FragmentHub
from agent.web.server import WebServer, WebServerError
from avatar.stage.messages import Ended, Fault, Fragment, OutputState, Report, Started, Stats
from knowledge.model import Fact, text_in
from tools.live import LiveShop

__all__ = ["Parts", "Room", "Status"]

log = logging.getLogger(__name__)

RESTART_S = 0.5
"""Pause before a failed part starts again; doubles up to ``LONGEST_RESTART_S``."""
LONGEST_RESTART_S = 10.0
LOOK_S = 1.0
"""Time between two looks at what has waited too long, and at who is due a word of thanks."""

_KINDS: dict[str, TurnKind] = {"operator": "operator", "disclosure": "disclosure", "courtesy": "thanks"}
"""Kinds of turn by lane, beside answers and the show."""


class Room:
    """One room. ``run`` it once."""

    def __init__(
        self, config: RoomConfig, parts: Parts, *, started: Callable[[Speaking], None] | None = None
    ):
        """Wire the parts.

        Args:
            config: The room's configuration.
            parts: Its back ends.
            started: Called when a line's first sample goes out.
        """
        self.config = config
        self.status = Status()
        self.model = parts.model
        """The chat model, if there is one."""
        self._parts = parts
        self._started = started
        self._products: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.host: Host | None = None
        self.hub = FragmentHub(config.page.max_viewers if config.page else 1)
        self.page_chat = PageChat(clock=parts.now)
        self.web: WebServer | None = None
        self.crew = Crew.of(
            config, parts.persona, embedding=parts.shop.embedding, new_id=parts.new_id, now=parts.now,
            seed=parts.seed, answer_key=self._answer_key, abused=self._abused,
            script_fault=self._script_fault,
        )  # fmt: skip
        self.showing = Showing(
            parts.shop, parts.persona, config.language, now=parts.now, off_loop=self._run_off_loop,
            on_air=self.crew.strategy.on_air, harmless=self.crew.harmless, link=parts.link,
            presentable=self.crew.moderator.presentable,
        )  # fmt: skip
        self.staging = Staging(parts.start_stage, report=self._report, lost=self._stage_lost)
        self.speaker = Speaker(
            self.staging, parts.voices, parts.lips, parts.journal,
            now=parts.now, deliver=self.crew.delivery, on_start=self._line_starts,
            admit=self.crew.variety.admit, speech=config.speech, cache=parts.cache,
        )  # fmt: skip
        self.coupons = Coupons(parts.toolbox, now=parts.now, exist=self.crew.strategy.coupon_exists)
        self.operating = self._operator()
        parts.permission.gate = self.operating.gate
        self.ahead = Ahead(parts.shop.search, parts.executor)
        self.intake = Intake(
            config.intake, inbox=self.crew.inbox, greeter=self.crew.courtesies, journal=parts.journal,
            moderator=self.crew.moderator, language_of=self._language_of, now=parts.now,
            on_message=self._read, on_shown=self.showing.chat,
            on_question=self._asked, on_stage=self._on_stage,
        )  # fmt: skip
        if config.page is not None:
            self.web = WebServer(
                config.page, self.hub, self.page_chat, self.operating.controls, self.showing.state,
                console=self.operating.console, acting=self.operating.controls,
            )  # fmt: skip
        self.showing.show_on(self.staging, self.web)

    def _operator(self) -> Operating:
        parts, config = self._parts, self.config
        title = text_in(parts.shop.title, config.language)
        doubts = Doubts(
            self.crew.guard, parts.shop, language=config.language, on_stage=self._on_stage,
            off_loop=self._run_off_loop,
        )  # fmt: skip
        return Operating(
            config.approval,
            RoomInfo(config.name, title, parts.persona.name_in(config.language), config.language),
            journal=parts.journal, now=parts.now, new_id=parts.new_id,
            host=lambda: self.steering,
            inbox=self.crew.inbox, moderator=self.crew.moderator, shop_folder=parts.shop.folder,
            facts=self._facts, tell=self.showing.tell, doubts=doubts.of,
            sources=sources(
                config.language, parts, self.crew, host=lambda: self.host,
                outputs=self.status.outputs.values, products=lambda: self._products,
            ),
        )  # fmt: skip

    @property
    def steering(self) -> Steering | None:
        """The operator's levers, once there is a host."""
        return Steering(self.host) if self.host is not None else None

    async def run(
        self,
        *,
        on_air: Callable[[Room], None] = lambda room: None,
        until: asyncio.Event | None = None,
        for_s: float | None = None,
    ) -> None:
        """Be on air.

        Args:
            on_air: Called once, when the picture is there and the page is served.
            until: Ends the room when set.
            for_s: Seconds on air; no end when ``None``.

        Raises:
            WebServerError: The page cannot be served.
            StageLost: The stage cannot be started.
            JournalError: The journal cannot be read or written at the start.
        """
        parts = self._parts
        self._loop = asyncio.get_running_loop()
        memory = await self._run_off_loop(remember, parts.journal, parts.now())
        await parts.journal.write(
            "room.started", parts.now(), room=self.config.name, crashed=memory.room.crashed
        )
        self.host = await self._begin(memory)
        jobs: list[asyncio.Task[None]] = []
        ending = asyncio.ensure_future((until or asyncio.Event()).wait())
        try:
            await self._serve_page()
            stage = asyncio.create_task(self.staging.run(), name="stage")
            jobs.append(stage)
            ready = asyncio.create_task(self.staging.ready.wait())
            await asyncio.wait([stage, ready, ending], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if stage.done():
                stage.result()
            on_air(self)
            self.operating.watch.on_air()
            self.showing.tell(status_event("stopped" if self.host.holding.silence else "live"))
            jobs += self._jobs(self.host)
            await asyncio.wait([stage, ending], timeout=for_s, return_when=asyncio.FIRST_COMPLETED)
            if stage.done():
                stage.result()
        finally:
            ending.cancel()
            await self._end(jobs)

    def _jobs(self, host: Host) -> list[asyncio.Task[None]]:
        """Everything that goes on while the room is on air; what fails begins again where that helps."""
        parts = self._parts
        jobs: list[tuple[str, Callable[[], Awaitable[None]], bool]] = [
            ("host", host.run, True),
            ("intake", self.intake.run, True),
            ("clock", self._look, True),
            ("strategy", partial(keep, self.crew.strategy, parts.journal, parts.now), True),
            ("coupons", self.coupons.run, True),
            ("moderation", self.crew.moderator.warm, False),
            ("voices", self.speaker.warm, False),
            *((f"chat {name}", partial(self._listen, source), False) for name, source in parts.chats),
        ]
        if self.web is not None:
            jobs += [
                ("chat page", partial(self._listen, self.page_chat), False),
                ("page feed", self.showing.run, True),
                ("console", self.operating.console.run, True),
            ]
        jobs += [("model", parts.model.warm, False)] if parts.model is not None else []
        jobs += [("tools", parts.toolbox.start, False)] if parts.toolbox is not None else []
        if isinstance(parts.shop, LiveShop):
            live, line_up = parts.shop, partial(pitched, self.config, parts.shop)
            jobs.append(("live facts", lambda: live.run(line_up), True))
        return [
            asyncio.create_task(self._supervise(part, job, again=again), name=part)
            for part, job, again in jobs
        ]

    async def _serve_page(self) -> None:
        """Serve the page; without it, go on when the stream goes anywhere else."""
        if self.web is None:
            return
        try:
            await self.web.start()
        except WebServerError as error:
            if not (self.config.rtmp or self.config.record):
                raise
            log.warning("no page: %s", error)
            await self._fault("page", str(error))
            self.web = None
            self.showing.show_on(self.staging, None)

    async def _end(self, jobs: list[asyncio.Task[None]]) -> None:
        parts = self._parts
        self.showing.tell(status_event("ended"))
        for job in reversed(jobs):
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await self.intake.close()
        await self.speaker.close()
        if self.host is not None:
            await self.host.close()
        await self.operating.close()
        if parts.toolbox is not None:
            await parts.toolbox.close()
        if parts.spending is not None:
            await parts.spending.close()
        with suppress(JournalError):
            await parts.journal.write("room.stopped", parts.now(), room=self.config.name)
        for _, source in parts.chats:
            await source.close()
        await self.page_chat.close()
        if self.web is not None:
            await self.web.close()
        parts.executor.shutdown(wait=True)
        parts.journal.close()
        parts.shop.close()

    async def _begin(self, memory: Memory) -> Host:
        """The host of a room that remembers what it did before."""
        self.crew.restore(memory)
        self.operating.restore(memory.standing)
        if self._parts.spending is not None:
            self._parts.spending.restore(memory.spending)
        if memory.room.crashed:
            for platform, message_id in memory.room.seen:
                self.intake.known(platform, message_id)
        for question in memory.room.open_questions:
            self.crew.inbox.restore(question)
        self._products = await self._run_off_loop(pitched_names, self.config, self._parts.shop)
        host: Host = await self._run_off_loop(
            partial(
                make_host, self.config, self._parts, self.crew, memory,
                speaker=self.speaker, presenter=self.showing, coupons=self.coupons,
                off_loop=self._run_off_loop, present=self.present, promised=self.showing.rests_on,
                written=self.operating.watch.wrote, approve=self.operating.gate.approve,
            )
        )  # fmt: skip
        await host.take_up(memory.standing)
        return host

    async def _run_off_loop(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(
            self._parts.executor, partial(function, *args)
        )

    async def _supervise(self, part: str, job: Callable[[], Awaitable[None]], *, again: bool) -> None:
        pause = RESTART_S
        while True:
            try:
                await job()
                return
            except Exception as error:
                log.warning("%s: %s", part, error, exc_info=log.isEnabledFor(logging.DEBUG))
                await self._fault(part, str(error) or type(error).__name__)
            if not again:
                return
            await asyncio.sleep(pause)
            pause = min(LONGEST_RESTART_S, 2 * pause)

    async def _fault(self, part: str, detail: str) -> None:
        self.status.faults.append(f"{part}: {detail}")
        self.operating.watch.fault(part, detail)
        with suppress(JournalError):
            await self._parts.journal.write("fault", self._parts.now(), part=part, detail=detail)

    async def _look(self) -> None:
        """Once a second: what has waited too long goes, and who is due a word is remembered."""
        journal, now = self._parts.journal, self._parts.now
        while self.host is not None:
            await self.host.look()
            await self.showing.look()
            self.crew.strategy.viewers(self.web.feed.listeners if self.web is not None else 0)
            if (mood := self.crew.mood.noticed(now())) is not None:
                await journal.write("mood", now(), **mood)
            await asyncio.sleep(LOOK_S)

    async def _listen(self, source: ChatSource) -> None:
        async for message in source.messages():
            self.intake.offer(message)

    def _read(self, message: ChatMessage, judgement: Judged, what: What) -> None:
        if what == "question" and judgement.allowed:
            self.ahead.look(message.text, len(self.crew.inbox))
        self.crew.noted(message, judgement, what, self._language_of(message))
        if not judgement.allowed:
            self.operating.watch.moderated(message, judgement)

    async def _answer_key(self, question: Question) -> str:
        return await self.host.answering.answer_key(question) if self.host is not None else ""

    def _on_stage(self) -> str:
        return self.host.answering.on_stage if self.host is not None else ""

    def _abused(self, language: str) -> None:
        if self.host is not None:
            self.host.remark("calm", language)

    def _script_fault(self, line: str) -> None:
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._fault("script", line), self._loop)

    def _asked(self, question: Question) -> None:
        if self.host is not None:
            self.host.wake()
        self.operating.changed()

    def _language_of(self, message: ChatMessage) -> str:
        language = message.language or detect(message.text, self.config.language)
        return language if language in self._parts.persona.languages else self.config.language

    async def _facts(self, ids: Sequence[str]) -> Sequence[Fact]:
        found = await self._run_off_loop(lambda: [self._parts.shop.fact(fact_id) for fact_id in ids])
        return [fact for fact in found if fact is not None]

    async def _report(self, report: Report) -> None:
        match report:
            case Fragment():
                self.hub.publish(report)
            case Started():
                self.speaker.started(report)
            case Ended():
                await self.speaker.ended(report)
                self.operating.watch.silent(report.utterance)
            case Stats():
                self.status.stats = report
            case OutputState():
                await self._output(report)
            case Fault():
                await self._fault(report.part, report.detail)

    async def _output(self, state: OutputState) -> None:
        self.status.outputs[state.name] = state
        (log.info if state.up else log.warning)("%s: %s", state.name, state.detail or "up")
        self.operating.changed()
        with suppress(JournalError):
            await self._parts.journal.write(
                "output", self._parts.now(), output=state.name, up=state.up, detail=state.detail
            )

    async def _stage_lost(self, reason: str) -> None:
        await self.speaker.lost()
        await self._fault("stage", reason)

    def _line_starts(self, speaking: Speaking) -> None:
        line, question = speaking.line, speaking.question
        kind: TurnKind = "answer" if question else _KINDS.get(speaking.lane, "pitch")
        self.showing.saying(line, Turn(line.turn_id, kind, line.language, question))
        self.operating.watch.starts(line, kind, question)
        if self._started is not None:
            self._started(speaking)

    async def present(self, product_id: str) -> None:
        """Put a product on stage, for whoever speaks of it."""
        if self.host is not None:
            await self.host.answering.show(product_id)
