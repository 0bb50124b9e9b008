"""The intake: from any number of chat sources to the inbox, however fast they come.

``offer`` takes a message at the door and never waits. The worker takes what is there in batches, journals
each in one transaction, and then judges, sorts and hands on what it holds. What is turned away is counted
and journaled by reason. Numbers of orders and telephones are not written down in full.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent.events import ChatMessage, Question
from agent.inbox import Inbox, Merged
from agent.intake.arrivals import Arrival, Arrivals, Losses, Recent, pays
from agent.intake.chatlog import Breath, Judged, chat_row, dropped_row, merged_row
from agent.intake.sorting import What, sort
from agent.journal import Event, Journal

_BREATH = 32
"""Messages read before the rest of the room has its turn on the loop."""
_BREATH_S = 0.008
"""Seconds after which it has its turn in any case: a message made to be slow costs as much as fifty."""
_MOMENT_S = 0.012
"""Seconds that a batch should take to read, so that what comes meanwhile does not wait for long."""
_LEAST = 192
"""Messages that a batch may hold however long they take: each batch costs a wait for the journal."""
_LEARNED = 0.2
"""Weight of the latest batch in what a message is thought to take."""
_REST = 9.0
"""Pause between two looks at the questions near the top, in the time that the first one took."""
_IDS = 20_000
"""Messages known by their ids, and texts by who wrote them."""
_LAGS = 10_000


class IntakeConfig(BaseModel):
    """How much chat is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    waiting: int = Field(default=2048, ge=16, le=100_000)
    """Messages waiting to be read; over it the oldest remarks go first, what was paid for last."""
    batch: int = Field(default=512, ge=1, le=512)
    """Messages journaled and read in one go, at most."""
    repeat_s: float = Field(default=10.0, ge=0, le=3600)
    """Seconds within which the same words of the same viewer count as one message."""
    feed_per_s: float = Field(default=10.0, gt=0, le=1000)
    """Comments a second that the page shows; what was paid for is always shown."""
    report_s: float = Field(default=1.0, gt=0, le=60)
    """Seconds between two entries of the journal on what was turned away."""
    tend_s: float = Field(default=0.25, gt=0, le=60)
    """Seconds between two looks at the questions near the top: their meaning, and a second judgement."""
    vet: int = Field(default=4, ge=0, le=100)
    """Questions nearest the top that are judged again by meaning; 0 judges none."""


class Judge(Protocol):
    """A moderator, as the intake needs it."""

    def judge(self, message: ChatMessage, language: str) -> Judged:
        """By rules, at once."""

    async def judge_deeply(self, message: ChatMessage, language: str) -> Judged:
        """By meaning."""


class Greeter(Protocol):
    """Who takes what is no question but wants a word."""

    def take_in(self, message: ChatMessage, kind: What, language: str) -> None:
        """A greeting, thanks, a gift, a follow, a join."""


@dataclass(slots=True)
class _Bucket:
    """A token bucket (Turner 1986): so many a second, and as many at once."""

    per_s: float
    level: float = field(init=False)
    at: float | None = None

    def __post_init__(self) -> None:
        self.level = max(1.0, self.per_s)

    def take(self, now: float) -> bool:
        if self.at is not None:
            self.level = min(max(1.0, self.per_s), self.level + (now - self.at) * self.per_s)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


class Intake:
    """Takes messages in. ``run`` it in a task, once at a time."""

    def __init__(
        self,
        config: IntakeConfig,
        *,
        inbox: Inbox,
        greeter: Greeter,
        journal: Journal,
        moderator: Judge,
        language_of: Callable[[ChatMessage], str],
        now: Callable[[], float],
        on_message: Callable[[ChatMessage, Judged, What], None] = lambda message, judged, what: None,
        on_shown: Callable[[ChatMessage], None] = lambda message: None,
        on_question: Callable[[Question], None] = lambda question: None,
        on_stage: Callable[[], str] = lambda: "",
    ) -> None:
        """Wire it.

        Args:
            config: How much is taken in.
            inbox: Where questions wait.
            greeter: Who takes greetings, thanks, gifts and follows.
            journal: Where everything is written before it takes effect.
            moderator: Who judges.
            language_of: The language a message is answered in.
            now: Unix seconds.
            on_message: Called with every message that was read, what was said of it, and what it is.
            on_shown: Called with the messages the page shows: allowed ones, so many a second.
            on_question: Called with a question that is new or was joined, once that is journaled.
            on_stage: The product on stage now, which is what "this one" means; empty for none.
        """
        self.config = config
        self.inbox = inbox
        self.losses = Losses()
        """What was turned away."""
        self.kinds: Counter[What] = Counter()
        """What was read, by what it was."""
        self.lags: deque[float] = deque(maxlen=_LAGS)
        """Seconds from the arrival of the latest questions to their rank."""
        self._greeter = greeter
        self._journal = journal
        self._moderator = moderator
        self._language_of = language_of
        self._now = now
        self._on_message = on_message
        self._on_shown = on_shown
        self._on_question = on_question
        self._on_stage = on_stage
        self._arrivals = Arrivals(config.waiting, self.losses)
        self._ids = Recent(_IDS, float("inf"))
        self._texts = Recent(_IDS, config.repeat_s)
        self._feed = _Bucket(config.feed_per_s)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._asked = asyncio.Event()
        self._vetted: deque[str] = deque(maxlen=1000)
        self._reported = float("-inf")
        self._one_s = 0.0

    @property
    def backlog(self) -> int:
        """Messages waiting to be read."""
        return len(self._arrivals)

    def known(self, platform: str, message_id: str) -> None:
        """A message was taken in before a restart: it is not taken in again."""
        self._ids.again((platform, message_id), 0.0)

    def offer(self, message: ChatMessage) -> bool:
        """Take a message, or count why not. Never waits; call it on the event loop.

        Returns:
            Whether it was taken.
        """
        at = asyncio.get_running_loop().time()
        if self._ids.again((message.platform, message.id), at):
            self.losses.add("duplicate", message)
        elif (
            message.kind == "comment"
            and not pays(message)
            and self._texts.again((message.platform, message.author, message.text), at)
        ):
            self.losses.add("repeated", message)
        elif self._arrivals.put(message, at):
            self._idle.clear()
            self._wake.set()
            return True
        self._wake.set()
        return False

    async def run(self) -> None:
        """Read what comes until cancelled.

        Raises:
            JournalError: The journal cannot be written; what was taken out waits again.
        """
        loop = asyncio.get_running_loop()
        tending = asyncio.create_task(self._tend(), name="tending")
        try:
            ready: list[Arrival] = []
            while not tending.done():
                batch = self._arrivals.take(self._batch(), loop.time())
                written = self._submit(batch)
                if ready:
                    await self._read(ready)
                if written is not None:
                    await self._written(written, batch)
                ready = batch
                await self._report()
                if not ready and not self._arrivals:
                    self._idle.set()
                    await self._pause()
            tending.result()
        finally:
            tending.cancel()
            await asyncio.wait([tending])

    async def drained(self) -> None:
        """Wait until everything that was offered is read."""
        await self._idle.wait()

    async def close(self) -> None:
        """Journal what is left unread. The worker must have ended.

        Raises:
            JournalError: It cannot be written.
        """
        for arrival in self._arrivals.take(self.config.waiting):
            self.losses.add("off air", arrival.message)
        if self.losses:
            await self._journal.write_all(self._lost())

    async def _pause(self) -> None:
        self._wake.clear()
        if not self.losses:
            await self._wake.wait()
            return
        try:
            async with asyncio.timeout(self.config.report_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _report(self) -> None:
        at = asyncio.get_running_loop().time()
        if self.losses and at - self._reported >= self.config.report_s:
            self._reported = at
            await self._journal.write_all(self._lost())

    def _lost(self) -> list[Event]:
        return [("chat.dropped", self._now(), row) for row in self.losses.take()]

    async def _written(self, future: asyncio.Future[range], batch: list[Arrival]) -> None:
        """Wait until messages are journaled; if they cannot be, they wait again."""
        journaled = False
        try:
            await future
            journaled = True
        finally:
            if not journaled:
                self._arrivals.put_back(batch)

    def _submit(self, batch: list[Arrival]) -> asyncio.Future[range] | None:
        rows = [chat_row(arrival.message) for arrival in batch]
        return self._journal.submit_all(rows) if rows else None

    async def _read(self, batch: list[Arrival]) -> None:
        """Judge and hand on a batch that is journaled, while the next one is being written."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        written: list[tuple[asyncio.Future[range], Breath]] = []
        for start in range(0, len(batch), _BREATH):
            asked = Breath()
            since = loop.time()
            for arrival in batch[start : start + _BREATH]:
                self._read_one(arrival, asked)
                if loop.time() - since > _BREATH_S:
                    await asyncio.sleep(0)
                    since = loop.time()
            if rows := asked.rows(self._now()):
                written.append((self._journal.submit_all(rows), asked))
            await asyncio.sleep(0)
        for future, asked in written:
            await future
            for question in asked.alive():
                self._asked.set()
                self._on_question(question)
        self._one_s += _LEARNED * ((loop.time() - begun) / len(batch) - self._one_s)

    def _batch(self) -> int:
        """Messages that are read in a moment, judging by how long the latest took."""
        return min(self.config.batch, max(_LEAST, int(_MOMENT_S / max(self._one_s, 1e-9))))

    def _read_one(self, arrival: Arrival, asked: Breath) -> None:
        message = arrival.message
        language = self._language_of(message)
        judged = self._moderator.judge(message, language)
        what: What = sort(message) if judged.allowed else "refused"
        if judged.allowed and judged.rule == "noise" and what == "question":
            what = "remark"
        self.kinds[what] += 1
        if what == "refused":
            asked.refuse(message, judged)
        elif what == "question":
            asked.add(message, *self.inbox.take_in(message, language, self._on_stage()))
            self.lags.append(asyncio.get_running_loop().time() - arrival.at)
        elif what not in ("remark", "like", "click", "order"):
            self._greeter.take_in(message, what, language)
        self._on_message(message, judged, what)
        if judged.allowed and (self._feed.take(arrival.at) or pays(message)):
            self._on_shown(message)

    async def _tend(self) -> None:
        """Look again at the questions near the top whenever some came, for at most a share of the time."""
        loop = asyncio.get_running_loop()
        while True:
            await self._asked.wait()
            self._asked.clear()
            began = loop.time()
            await self._vet()
            for done in await self.inbox.merge_by_meaning(self._now()):
                at = self._now()
                row = merged_row(done, at) if isinstance(done, Merged) else dropped_row(done, at)
                await self._journal.submit_all([row])
            await asyncio.sleep(max(self.config.tend_s, _REST * (loop.time() - began)))

    async def _vet(self) -> None:
        """Judge questions near the top by meaning, and take out what may not be answered."""
        for question in self.inbox.peek(self.config.vet):
            if question.id in self._vetted:
                continue
            self._vetted.append(question.id)
            message = ChatMessage(
                question.message_ids[0], "", question.author, question.text, question.asked_at
            )
            judged = await self._moderator.judge_deeply(message, question.language)
            if judged.allowed:
                continue
            dropped = self.inbox.remove(question.id, judged.rule)
            if dropped is not None:
                await self._journal.submit_all([dropped_row(dropped, self._now())])
