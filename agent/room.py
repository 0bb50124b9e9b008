"""One room on air: wires every part of one stream, and supervises them.

This is the only place that knows every part, and the only one that catches broadly: a part that
fails is journaled, falls back or starts again, and the stream goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from agent.answerer import Answerer, names
from agent.chat.base import ChatSource
from agent.chat.page import PageChat
from agent.config import RoomConfig
from agent.events import ChatMessage, Question, Turn, TurnKind
from agent.guard.config import rule_set
from agent.guard.guard import Guard
from agent.host import Host
from agent.inbox import Inbox
from agent.journal import Journal, JournalError
from agent.lanes.fact import FactLane
from agent.lanes.intent import asks
from agent.lanes.model import ModelLane
from agent.language import detect
from agent.levers import Levers
from agent.lineup import LineUp
from agent.pitch import PitchComposer
from agent.pitching import Pitching
from agent.presenting import card_of, in_stock
from agent.recovery import LOOK_BACK_S, Recovered, recover
from agent.speaker import Delivery, Speaker, Speaking
from agent.staging import Staging
from agent.unanswered import Unanswered
from agent.web.feed import chat_event, product_event, saying_event, status_event
from agent.web.hub import FragmentHub
from agent.web.server import WebServer, WebServerError
from agent.writer import LineWriter
from avatar.lips.base import Lips
from avatar.media import Card
from avatar.stage.base import Stage
from avatar.stage.messages import Ended, Fragment, OutputState, Report, Started, Stats
from avatar.voices.base import Voice
from knowledge.model import text_in
from knowledge.shop import Shop
from persona.schema import Persona

log = logging.getLogger(__name__)

PITCHED = 60
"""Products in a line-up that nobody wrote."""
SUGGESTIONS = {
    "en": ("How much is it?", "Is it in stock?", "How long does shipping take?"),
    "zh": ("这款多少钱？", "还有货吗？", "几天能到？"),
}
"""Questions the page offers to a newcomer."""
RESTART_S = 0.5
"""Pause before a failed part starts again; doubles up to ``LONGEST_RESTART_S``."""
LONGEST_RESTART_S = 10.0


@dataclass(slots=True)
class Parts:
    """What a room is made of. Whoever made them gives them; the room closes them."""

    shop: Shop
    persona: Persona
    journal: Journal
    start_stage: Callable[[int], Awaitable[Stage]]
    """Starts a stage at a sample of the audio clock."""
    voices: list[tuple[str, Voice]]
    """By name, in the order they are tried."""
    lips: Lips
    model: ModelLane | None
    """Without one, the fact lane answers alone."""
    chats: list[tuple[str, ChatSource]]
    executor: Executor
    """One thread for blocking work on the catalogue."""
    new_id: Callable[[], str]
    now: Callable[[], float]
    """Unix seconds."""


@dataclass(slots=True)
class Status:
    """What a room can say of itself."""

    stats: Stats | None = None
    outputs: dict[str, OutputState] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=lambda: deque(maxlen=20))


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
        self._seen: set[tuple[str, str]] = set()
        self.staging = Staging(parts.start_stage, report=self._report, lost=self._stage_lost)
        self.speaker = Speaker(
            self.staging, parts.voices, parts.lips, parts.journal,
            now=parts.now, deliver=self._deliver, on_start=self._line_starts,
        )  # fmt: skip
        self.inbox = Inbox(config.inbox, new_id=parts.new_id)
        self.hub = FragmentHub(config.page.max_viewers if config.page else 1)
        self.page_chat = PageChat(clock=parts.now)
        self.web = (
            WebServer(
                config.page, self.hub, self.page_chat, Levers(lambda: self.host, self._tell), self._state
            )
            if config.page
            else None
        )
        self.host: Host | None = None

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
        recovered = await self._run_off_loop(self._recover)
        await parts.journal.write(
            "room.started", parts.now(), room=self.config.name, crashed=recovered.crashed
        )
        self.host = await self._make_host(recovered)
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
            self._tell(status_event("live"))
            jobs += [asyncio.create_task(self._supervise("host", self.host.run, again=True), name="host")]
            sources = [*parts.chats, *([("page", self.page_chat)] if self.web else [])]
            for name, source in sources:
                listen = partial(self._listen, source)
                jobs.append(asyncio.create_task(self._supervise(f"chat {name}", listen, again=False)))
            if parts.model is not None:
                jobs.append(asyncio.create_task(self._supervise("model", parts.model.warm, again=False)))
            await asyncio.wait([stage, ending], timeout=for_s, return_when=asyncio.FIRST_COMPLETED)
            if stage.done():
                stage.result()
        finally:
            ending.cancel()
            await self._end(jobs)

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

    async def _end(self, jobs: list[asyncio.Task[None]]) -> None:
        parts = self._parts
        self._tell(status_event("ended"))
        for job in reversed(jobs):
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await self.speaker.lost()
        if self.host is not None:
            await self.host.answerer.close()
        with suppress(JournalError):
            await parts.journal.write("room.stopped", parts.now(), room=self.config.name)
        for _, source in parts.chats:
            await source.close()
        await self.page_chat.close()
        if self.web is not None:
            await self.web.close()
        for _, voice in parts.voices:
            await voice.close()
        parts.executor.shutdown(wait=True)
        parts.journal.close()
        parts.shop.close()

    async def _make_host(self, recovered: Recovered) -> Host:
        parts = self._parts
        products = await self._run_off_loop(self._products)
        guard = Guard(parts.now, rule_set(self.config.guard))
        writer = LineWriter(guard, parts.persona.moods, parts.persona.gestures)
        pitching = Pitching(
            self.config.pitch,
            self.config.language,
            composer=PitchComposer(parts.shop, parts.persona),
            writer=writer,
            speaker=self.speaker,
            line_up=LineUp(products, loops=recovered.beats, first=recovered.product_id),
            journal=parts.journal,
            present=self.present,
            products=self._products,
            names=self._names,
            off_loop=self._run_off_loop,
            new_id=parts.new_id,
            now=parts.now,
        )
        host = Host(
            self.config.language,
            answerer=Answerer(
                parts.shop, parts.persona, FactLane(parts.shop, parts.persona, now=parts.now), writer,
                parts.model, executor=parts.executor, unanswered=Unanswered(parts.shop.folder),
            ),
            pitching=pitching,
            speaker=self.speaker,
            presenter=self,
            inbox=self.inbox,
            journal=parts.journal,
            new_id=parts.new_id,
            now=parts.now,
            disclose_every_s=self.config.disclose_every_s,
        )  # fmt: skip
        host.history.extend(recovered.history)
        self._seen = recovered.seen if recovered.crashed else set()
        for question in recovered.open_questions:
            self.inbox.restore(question)
        return host

    def _recover(self) -> Recovered:
        now = self._parts.now()
        return recover(self._parts.journal.read(since=now - LOOK_BACK_S), now)

    def _products(self) -> list[str]:
        shop = self._parts.shop
        if self.config.pitch.products:
            return [name for name in self.config.pitch.products if shop.product(name) is not None]
        return [product.id for product in shop.products(limit=PITCHED) if in_stock(product)]

    def _names(self, product_ids: tuple[str, ...]) -> dict[str, str]:
        found = (self._parts.shop.product(product_id) for product_id in product_ids)
        return names([product for product in found if product is not None])

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
        with suppress(JournalError):
            await self._parts.journal.write("fault", self._parts.now(), part=part, detail=detail)

    async def _listen(self, source: ChatSource) -> None:
        async for message in source.messages():
            await self._take_in(message)

    async def _take_in(self, message: ChatMessage) -> None:
        """A comment: journaled, shown, and, when it asks something, a question for the host."""
        key = (message.platform, message.id)
        if key in self._seen:
            self._seen.discard(key)
            return
        parts = self._parts
        await parts.journal.write(
            "chat", message.at, platform=message.platform, message=message.id, author=message.author,
            text=message.text, message_kind=message.kind,
        )  # fmt: skip
        self._tell(chat_event(message))
        language = self._language_of(message)
        if self.host is not None and asks(message.text, language):
            question, dropped = self.inbox.take_in(message, language)
            await self.host.ask(question, dropped)

    def _language_of(self, message: ChatMessage) -> str:
        language = message.language or detect(message.text, self.config.language)
        return language if language in self._parts.persona.languages else self.config.language

    def _deliver(self, mood: str) -> Delivery:
        persona = self._parts.persona
        style = persona.moods.get(mood, persona.moods["neutral"])
        return Delivery(style.preset, persona.voice.rate * style.rate, persona.voice.pitch * style.pitch)

    async def _report(self, report: Report) -> None:
        match report:
            case Fragment():
                self.hub.publish(report)
            case Started():
                self.speaker.started(report)
            case Ended():
                await self.speaker.ended(report)
            case Stats():
                self.status.stats = report
            case OutputState():
                await self._output(report)

    async def _output(self, state: OutputState) -> None:
        self.status.outputs[state.name] = state
        (log.info if state.up else log.warning)("%s: %s", state.name, state.detail or "up")
        with suppress(JournalError):
            await self._parts.journal.write(
                "output", self._parts.now(), output=state.name, up=state.up, detail=state.detail
            )

    async def _stage_lost(self, reason: str) -> None:
        await self.speaker.lost()
        await self._fault("stage", reason)

    def _line_starts(self, speaking: Speaking) -> None:
        line, question = speaking.line, speaking.question
        kind: TurnKind = "answer" if question else "pitch"
        self._tell(saying_event(line, Turn(line.turn_id, kind, line.language, question)))
        if self._started is not None:
            self._started(speaking)

    async def present(self, product_id: str) -> None:
        """Put a product on stage, for whoever speaks of it."""
        if self.host is not None:
            await self.host.show(product_id)

    async def product(self, product_id: str) -> None:
        """Show a product's card; an empty id takes it off."""
        card = await self._run_off_loop(self._card, product_id) if product_id else None
        await self.staging.show(card)
        if self.web is not None:
            picture = self.web.pictures.offer(card.picture) if card else ""
            self._tell(product_event(card, picture))

    async def asked(self, question: Question | None) -> None:
        """Show whose question is being answered, or nothing."""
        await self.staging.asked(*((question.author, question.text) if question else ("", "")))

    def _card(self, product_id: str) -> Card | None:
        product = self._parts.shop.product(product_id)
        return card_of(product, self.config.language, self._parts.now()) if product else None

    def _tell(self, event: dict[str, Any]) -> None:
        if self.web is not None:
            self.web.feed.broadcast(event)

    def _state(self) -> dict[str, Any]:
        parts, language = self._parts, self.config.language
        return {
            "title": text_in(parts.shop.title, language),
            "host": parts.persona.name_in(language),
            "language": language,
            "suggestions": list(SUGGESTIONS[language]),
        }
