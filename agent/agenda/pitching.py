"""The selling between answers: keeps the show going until something else wants the air."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agent.agenda.beats import Beat, Course, Kind, plan, script
from agent.agenda.composer import Surroundings
from agent.agenda.config import AgendaConfig
from agent.agenda.lineup import LineUp, Standing
from agent.agenda.paraphrase import Paraphraser
from agent.agenda.seams import Composer, Voice
from agent.agenda.wording import Texts, Worded, Words
from agent.events import Line, Turn, TurnKind
from agent.journal import Journal
from agent.lanes.base import Composed
from agent.speaker import Heard, Speaking
from agent.strategy.tactics import Tactics
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact, Money

LEAD_S = 0.3
"""Inside one thought, a line is handed over this long before the last one ends."""
INVITE_S = 20.0
"""Pause between two invitations to ask, where the host does not sell of its own accord."""
TICK_S = 0.001
LOOK_S = 1.0
"""Longest time between two looks at what became of the lines on their way."""
SLACK_S = 0.25
"""Speech that goes on longer than this after what was handed over here is somebody else's."""
_ASIDES: frozenset[Kind] = frozenset({"engage", "time"})
"""Beats that nobody misses when a pitch is cut off behind its call."""
ASK_EVERY: Mapping[str, int] = {"often": 1, "sometimes": 3}
"""A question to the audience after so many products, by tactics."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes next in the show, for the console."""

    product_id: str
    kind: Kind


@dataclass(slots=True)
class Pitching:
    """One room's show. A pitch that was cut off goes on, after a bridge, where it was cut."""

    config: AgendaConfig
    language: str
    composer: Composer
    writer: LineWriter
    speaker: Voice
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
    tactics: Callable[[], Tactics] = Tactics
    coupons: Callable[[], Sequence[Fact]] = tuple
    """Coupons the shop really has, each with a text to be said; blocking."""
    asked: Callable[[], Mapping[str, int]] = dict
    """Questions asked in this stream, by product id."""
    texts: tuple[Texts, ...] = ()
    """Words written before (scripts), used while they are new."""
    paraphraser: Paraphraser | None = None
    """Words pitches anew with a chat model, behind what is being said."""
    course: Course = field(default_factory=Course)
    _words: Words = field(init=False)
    _worded: Worded | None = None
    _flight: deque[tuple[Worded, int, Speaking]] = field(default_factory=deque)
    _opened: bool = False
    _cut_off: bool = False
    _own_end: float = 0.0
    _told_price: Money | None = None
    _shown: int = 0
    _said: int = 0
    _time_at: float = 0.0

    def __post_init__(self) -> None:
        self.line_up.place(self.config.slots)
        texts = (*((self.paraphraser,) if self.paraphraser is not None else ()), *self.texts)
        self._words = Words(self.composer, self.writer, self.names, texts)
        self._time_at = self.now()

    async def until(self, done: asyncio.Future[Any], *, grace_s: float = 0.0) -> None:
        """Go on with the show until ``done`` is done. Lines on their way then go on, and may be cut.

        Args:
            done: What is waited for.
            grace_s: Seconds of quiet allowed before the show goes on.
        """
        loop = asyncio.get_running_loop()
        if self._own_end and self.speaker.ends_at > self._own_end + SLACK_S and self.course.begun:
            self._cut_off = True
        try:
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
        finally:
            self._own_end = max(self.speaker.ends_at, loop.time())

    def skip(self) -> None:
        """Leave the product that is being pitched; the next one follows."""
        self._flight.clear()
        self._cut_off = False
        self._worded = None
        self.course.leave()

    def pin(self, product_id: str) -> None:
        """Pitch one product next, and again and again, until it is unpinned by an empty id. Blocking.

        Raises:
            ValueError: There is no such product.
        """
        if product_id and product_id not in self.composer.standing([product_id]):
            raise ValueError(f"there is no product {product_id!r}")
        self.line_up.pin(product_id)

    @property
    def pinned(self) -> str:
        """The product that is pinned; empty for none."""
        return self.line_up.pinned

    @property
    def cut_off(self) -> bool:
        """Whether a pitch waits to be taken up again."""
        return self._cut_off

    def upcoming(self, n: int) -> list[Upcoming]:
        """What comes next, as things stand: the beats of the running pitch, then the next products."""
        rest = [Upcoming(beat.product_id, beat.kind) for beat in self.course.rest()]
        following = self.line_up.upcoming(max(0, n - len(rest))) if self.config.enabled else []
        return [*rest, *(Upcoming(product_id, "hook") for product_id in following)][:n]

    def _land(self) -> None:
        """Look at what became of the lines on their way; go back to what was not heard to its end."""
        while self._flight and self._flight[0][2].done.done():
            worded, at, speaking = self._flight.popleft()
            heard: Heard = speaking.done.result()
            if not heard.complete and self.course.go_back(worded.beat):
                self._flight.clear()
                worded.said = at
                self._cut_off, self._worded = True, worded

    def _pause_s(self) -> float:
        if self._cut_off or not self._opened:
            return 0.0
        if self._worded is not None and self._worded.next is not None:
            return -LEAD_S
        if self.course.peek() is not None:
            return self.config.breath_s
        if not self.config.enabled:
            return INVITE_S if self._said else self.config.between_products_s
        return self.config.between_products_s

    async def _say_next(self) -> None:
        if not self._opened:
            self._opened = True
            opening = await self.off_loop(self.composer.opening, self.language)
            await self._say_all("greeting", "", opening)
        elif self._cut_off and self.course.peek() is not None:
            await self._take_up()
        elif self._worded is not None and self._worded.next is not None:
            await self._say_line(self._worded)
        elif self.line_up.interrupts() and self.course.peek() is not None:
            self.course.leave()
        elif self.course.peek() is not None:
            await self._say_beat()
        elif not self.config.enabled:
            self._cut_off = False
            await self._say_all("pitch", "", await self.off_loop(self.composer.idle, self.language))
            self._said += 1
        else:
            self._cut_off = False
            await self._begin_next()

    async def _take_up(self) -> None:
        """Go back to a pitch that was cut off: with a bridge, or, where it is sold out now, saying so."""
        assert self.course.script is not None
        product_id = self.course.script.product_id
        left = await self.off_loop(self.composer.standing, [product_id])
        if product_id not in left:
            self.skip()
            return
        await self.present(product_id)
        self._cut_off = False
        if left[product_id] == 0 and product_id not in self.line_up.standing.sold_out:
            self._worded = None
            self.course.end_with("sold_out")
        elif all(beat.kind in _ASIDES for beat in self.course.rest()):
            self.skip()
        else:
            bridge = await self.off_loop(self.composer.bridge, product_id, self.language)
            await self._say_all("resume", product_id, bridge)
            await self._go_on()

    async def _go_on(self) -> None:
        """Go on behind a bridge, which stands for a hook.

        A beat that was cut between two sentences goes on with its rest, if the facts are as they were; any
        other is said in other words.
        """
        worded, self._worded = self._worded, None
        beat = self.course.peek()
        if worded is None or beat != worded.beat:
            return
        if beat.kind == "hook":
            self.course.take()
        elif worded.said and not await self._price_changed(beat):
            self.course.take()
            self._worded = worded
        else:
            await self.off_loop(self.composer.unheard, worded.text)

    async def _say_beat(self) -> None:
        beat = self.course.peek()
        assert beat is not None
        if beat.kind not in ("price", "price_changed") and await self._price_changed(beat):
            self.course.insert("price_changed")
            beat = self.course.peek()
            assert beat is not None
        kind: TurnKind = "engage" if beat.kind == "engage" else "pitch"
        turn = Turn(self.new_id(), kind, self.language, None, beat.product_id)
        around = await self._around(beat)
        worded, judged = await self.off_loop(self._words.of_beat, beat, turn, around)
        await self._judged(judged, beat.key)
        if worded is None:
            self.course.take()
            return
        if kind == "engage":
            await self._turn_begins(turn)
        if beat.kind in ("price", "price_changed"):
            self._told_price = await self.off_loop(self.composer.price, beat.product_id)
        await self._say_line(worded)
        self.course.take()

    async def _say_line(self, worded: Worded) -> None:
        """Hand over a beat's next line. Cut short meanwhile, it counts as not said."""
        line = worded.next
        assert line is not None
        self._said += 1
        try:
            speaking = await self.speaker.say(
                replace(line, id=f"{line.turn_id}.{line.sequence}-{self._said}"), interruptible=True
            )
        except asyncio.CancelledError:
            self._cut_off = self.course.script is not None
            self.course.go_back(worded.beat)
            self._worded = worded
            raise
        self._flight.append((worded, worded.said, speaking))
        worded.said += 1
        self._worded = worded

    async def _price_changed(self, beat: Beat) -> bool:
        """Whether the price said in this pitch is not the price any more."""
        if self._told_price is None:
            return False
        price: Money | None = await self.off_loop(self.composer.price, beat.product_id)
        return price is not None and price != self._told_price

    async def _around(self, beat: Beat) -> Surroundings:
        coupons: tuple[Fact, ...] = ()
        if beat.kind == "coupon":
            coupons = tuple(await self.off_loop(self.coupons))
        return Surroundings(coupons, self.asked(), self.config.low_stock, self.line_up.left_min())

    async def _begin_next(self) -> None:
        """Choose the next product and begin its pitch; without any, say something else."""
        tactics = self.tactics()
        ids: list[str] = await self.off_loop(self.products)
        self.line_up.products = ids
        self.line_up.order = tactics.order
        await self._survey([*ids, *([self.line_up.pinned] if self.line_up.pinned else [])])
        self._told_price = None
        following = self.line_up.following()
        if following is None:
            await self._fill()
            return
        kinds = self._kinds(tactics, following.product_id, following.loop)
        self.course.begin(script(following.product_id, following.loop, kinds))
        self.line_up.begin(following.product_id, following.loop)
        self._shown += 1
        await self.journal.write(
            "pitch", self.now(), product=following.product_id, loop=following.loop,
            length=tactics.length, why=following.why,
        )  # fmt: skip
        await self.present(following.product_id)
        if self.paraphraser is not None:
            self.paraphraser.begun(following.product_id, self.language, following.loop)

    async def _survey(self, ids: Sequence[str]) -> None:
        """See what is sold out and how much is left."""
        left: Mapping[str, int | None] = await self.off_loop(self.composer.standing, ids)
        self.line_up.standing = Standing(
            frozenset(key for key in ids if left.get(key, 0) == 0),
            {key: count for key, count in left.items() if count is not None},
            self.asked(),
        )

    def _kinds(self, tactics: Tactics, product_id: str, loop: int) -> tuple[Kind, ...]:
        """The beats of a pitch, with what is announced and asked around it."""
        kinds = [
            kind
            for kind in plan(tactics.length, self._shown)
            if kind != "coupon" or tactics.coupon == "with_price"
        ]
        slot = self.line_up.slot(product_id)
        if self.config.slot_end and slot is not None and slot.minutes and loop % 2:
            kinds.insert(1, "slot_end")
        every = ASK_EVERY.get(tactics.asking, 0)
        if every and self._shown % every == every - 1:
            kinds.append("engage")
        if self.config.time_every_min and self.now() - self._time_at >= 60 * self.config.time_every_min:
            self._time_at = self.now()
            kinds.append("time")
        return tuple(kinds)

    async def _fill(self) -> None:
        beat = Beat("idle", "", 0)
        turn = Turn(self.new_id(), "pitch", self.language)
        worded, judged = await self.off_loop(self._words.of_filling, beat, turn)
        await self._judged(judged)
        if worded is not None:
            await self._say_line(worded)
        else:
            await self._say_all("pitch", "", await self.off_loop(self.composer.idle, self.language))

    async def _say_all(self, kind: TurnKind, product_id: str, composed: Composed) -> None:
        turn = Turn(self.new_id(), kind, self.language, None, product_id)
        if kind == "resume":
            await self._turn_begins(turn)
        for checked in await self.check(turn, composed):
            if checked.verdict.line is not None:
                await self.speaker.say(checked.verdict.line, interruptible=True)

    async def _turn_begins(self, turn: Turn) -> None:
        await self.journal.write(
            "turn", self.now(), turn=turn.id, turn_kind=turn.kind, product=turn.product_id, question=""
        )

    async def check(self, turn: Turn, composed: Composed) -> list[CheckedLine]:
        """A turn's words as lines, each with its verdict, journaled."""
        checked: list[CheckedLine] = await self.off_loop(self._words.write, turn, composed)
        await self._judged(checked)
        return checked

    async def _judged(self, lines: Sequence[CheckedLine], beat: str = "") -> None:
        for line in lines:
            await journal_line(self.journal, self.now(), line, "script", beat=beat)


async def journal_line(
    journal: Journal, at: float, checked: CheckedLine, lane: str, *, beat: str = ""
) -> None:
    """Write a line and its verdict, before anything is done with it; of a pitch, with its beat."""
    line: Line = checked.line
    verdict = checked.verdict
    said = verdict.line.text if verdict.line is not None else ""
    await journal.write(
        "line", at, turn=line.turn_id, line=line.id, lane=lane, text=line.text, mood=line.mood,
        gestures=list(line.gestures), facts=list(verdict.fact_ids or line.fact_ids),
        verdict=verdict.decision, rule=verdict.rule, evidence=list(verdict.evidence),
        reasons=list(verdict.reasons), said=said, **({"beat": beat} if beat else {}),
    )  # fmt: skip
