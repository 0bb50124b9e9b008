"""The selling between answers: keeps the show going until something else wants the air."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agent.agenda.beats import Back, Beat, Course, Kind, Upcoming
from agent.agenda.choosing import Choosing
from agent.agenda.config import AgendaConfig
from agent.agenda.entries import journal_line
from agent.agenda.flight import TO_THE_END, Flight, first_of
from agent.agenda.lineup import LineUp
from agent.agenda.paraphrase import Paraphraser
from agent.agenda.seams import Composer, Voice
from agent.agenda.wording import Judged, Texts, Worded, Words
from agent.events import Turn, TurnKind
from agent.journal import Journal
from agent.lanes.base import Composed
from agent.strategy.tactics import Tactics
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact, Money

LEAD_S = 0.3
"""Inside one thought, a line is handed over this long before the last one ends."""
INVITE_S = 20.0
"""Pause between two invitations to ask, where the host does not sell of its own accord."""
TICK_S, LOOK_S = 0.001, 1.0
"""Longest time between two looks at what became of the lines on their way."""
SLACK_S = 0.25
"""Speech that goes on longer than this after what was handed over here is somebody else's."""
FINISH_S = 15.0
"""Longest time that the show keeps the floor to end a thought."""
_LAST: frozenset[Kind] = TO_THE_END | {"call"}
"""What is still said of a product that has been on stage long enough."""
_ASIDES: frozenset[Kind] = frozenset({"engage", "time"})
"""Beats that nobody misses when a pitch is cut off behind its call."""


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
    written: Callable[[CheckedLine, str, Turn, Iterable[Fact]], None] = lambda checked, lane, turn, facts: (
        None
    )
    """Told of every line and its verdict, before it is said."""
    course: Course = field(default_factory=Course)
    _words: Words = field(init=False)
    _choosing: Choosing = field(init=False)
    _worded: Worded | None = None
    _flight: Flight = field(init=False)
    _opened: bool = False
    _greeting: bool = False
    """Whether the first words on air are being handed over, which nothing cuts."""
    _cut_off: bool = False
    _owed_from: int | None = None
    """Count of lines at the bridge whose beat was not heard yet."""
    _began: float = 0.0
    """Loop time at which the product came on stage."""
    _own_end: float = 0.0
    _told_price: Money | None = None
    _said: int = 0

    def __post_init__(self) -> None:
        texts = (*((self.paraphraser,) if self.paraphraser is not None else ()), *self.texts)
        self._flight = Flight(self.course)
        self._words = Words(self.composer, self.writer, self.names, texts)
        self._choosing = Choosing(
            self.config, self.line_up, self.composer, self.products, self.off_loop, self.now,
            self.tactics, self.coupons, self.asked,
        )  # fmt: skip

    async def until(
        self,
        done: asyncio.Future[Any],
        *,
        grace_s: float = 0.0,
        yields: Callable[[], bool] = lambda: True,
    ) -> None:
        """Go on with the show until ``done`` is done. Lines on their way then go on, and may be cut.

        Args:
            done: What is waited for.
            grace_s: Seconds of quiet allowed before the show goes on.
            yields: Asked from then on: whether the show makes room at once. Else it ends its thought first,
                which viewers hear to its end.
        """
        loop = asyncio.get_running_loop()
        if self._own_end and self.speaker.ends_at > self._own_end + SLACK_S and self.course.begun:
            self._cut_off = True
        latest = float("inf")

        def over() -> bool:
            nonlocal latest
            if not done.done():
                return False
            latest = min(latest, loop.time() + FINISH_S)
            self._land()
            free = not self._greeting and (not self._amid or yields())
            return free or loop.time() >= latest

        try:
            while not over():
                self._land()
                if done.done() and self._told:
                    await asyncio.wait(self._flight.waited_for, timeout=LOOK_S)
                    continue
                wait = self.speaker.ends_at + max(self._pause_s(), grace_s) - loop.time()
                if wait > TICK_S:
                    await first_of(done, min(wait, LOOK_S))
                    continue
                grace_s = 0.0
                saying = asyncio.ensure_future(self._say_next())
                try:
                    while not saying.done() and not over():
                        await first_of(done, LOOK_S, saying)
                finally:
                    if not saying.done():
                        saying.cancel()
                        await asyncio.wait([saying])
                if not saying.cancelled():
                    saying.result()
        finally:
            self._own_end = max(self.speaker.ends_at, loop.time())

    @property
    def _told(self) -> bool:
        """Whether all of the thought was handed over."""
        owes = self._owed_from is not None and self._said <= self._owed_from
        return not owes and (self._worded is None or self._worded.next is None)

    @property
    def _amid(self) -> bool:
        """Whether a thought was begun that was not heard to its end."""
        return bool(self._flight) or not self._told

    def skip(self) -> None:
        """Leave the product that is being pitched; the next one follows."""
        self._flight.clear()
        self._cut_off, self._owed_from = False, None
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
        """Look at what became of the lines on their way; go back to what was not heard."""
        if (cut := self._flight.land()) is not None:
            self._cut_off, self._owed_from = True, None
            self._worded = cut
        elif not self._amid:
            self._owed_from = None

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
            self._greeting = True
            try:
                opening = await self.off_loop(self.composer.opening, self.language)
                await self._say_all("greeting", "", opening)
            finally:
                self._greeting = False
        elif self._cut_off and self.course.peek() is not None:
            await self._take_up()
        elif self._worded is not None and self._worded.next is not None:
            await self._say_line(self._worded)
        elif self.line_up.interrupts() and self.course.peek() is not None:
            self.skip()
        elif self.course.peek() is not None:
            await self._say_beat()
        elif not self.config.enabled:
            self.skip()
            await self._say_all("pitch", "", await self.off_loop(self.composer.idle, self.language))
            self._said += 1
        else:
            self.skip()
            await self._begin_next()

    async def _take_up(self) -> None:
        """Go back to a pitch that was cut off: with a bridge, or, where it is sold out now, saying so."""
        assert self.course.script is not None
        product_id = self.course.script.product_id
        how = await self._way_back(product_id)
        await self.journal.write("pitch.resumed", self.now(), product=product_id, how=how)
        if how in ("no longer sold", "all was said"):
            self.skip()
            return
        await self.present(product_id)
        self._cut_off = False
        if how == "sold out":
            self._worded = None
            return
        self._owed_from = self._said
        bridge = await self.off_loop(self.composer.bridge, product_id, self.language)
        await self._say_all("resume", product_id, bridge)
        await self._go_on()

    async def _way_back(self, product_id: str) -> Back:
        """With what a pitch that was cut off goes on."""
        if not await self.off_loop(self.composer.standing, [product_id]):
            return "no longer sold"
        if await self._sold_out(product_id):
            return "sold out"
        beat = self._worded.beat if self._worded is not None else None
        cut = beat is not None and beat == self.course.peek() and beat.kind != "hook"
        long = 0 < self.config.stage_s <= asyncio.get_running_loop().time() - self._began
        if long:
            self.course.keep(_LAST)
        if all(beat.kind in _ASIDES for beat in self.course.rest()):
            return "all was said"
        return "price and call" if long else "where it was cut" if cut else "next thought"

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
        if await self._sold_out(beat.product_id):
            self.course.end_with("sold_out")
        elif beat.kind not in ("price", "price_changed") and await self._price_changed(beat):
            self.course.insert("price_changed")
        beat = self.course.peek()
        assert beat is not None
        kind: TurnKind = "engage" if beat.kind == "engage" else "pitch"
        turn = Turn(self.new_id(), kind, self.language, None, beat.product_id)
        around = await self._choosing.around(beat)
        worded, judged = await self.off_loop(self._words.of_beat, beat, turn, around)
        await self._judged(turn, judged, beat.key)
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
            self._cut_off, self._owed_from = self.course.script is not None, None
            self.course.go_back(worded.beat)
            self._worded = worded
            raise
        self._flight.add(worded, speaking)
        self._worded = worded
        if worded.next is not None:
            self.speaker.ahead(worded.next)

    async def _sold_out(self, product_id: str) -> bool:
        """Whether it was sold out since its pitch began."""
        left: Mapping[str, int | None] = await self.off_loop(self.composer.standing, [product_id])
        return left.get(product_id) == 0 and product_id not in self.line_up.standing.sold_out

    async def _price_changed(self, beat: Beat) -> bool:
        """Whether the price said in this pitch is not the price any more."""
        if self._told_price is None:
            return False
        price: Money | None = await self.off_loop(self.composer.price, beat.product_id)
        return price is not None and price != self._told_price

    async def _begin_next(self) -> None:
        """Begin the next product's pitch; without any, say something else."""
        self._told_price = None
        self._began = asyncio.get_running_loop().time()
        chosen = await self._choosing.following()
        if chosen is None:
            await self._fill()
            return
        self.course.begin(chosen.script)
        product_id, loop = chosen.script.product_id, chosen.script.loop
        await self.journal.write(
            "pitch", self.now(), product=product_id, loop=loop, length=chosen.length, why=chosen.why
        )
        await self.present(product_id)
        if self.paraphraser is not None:
            self.paraphraser.begun(product_id, self.language, loop)

    async def _fill(self) -> None:
        beat = Beat("idle", "", 0)
        turn = Turn(self.new_id(), "pitch", self.language)
        worded, judged = await self.off_loop(self._words.of_filling, beat, turn)
        await self._judged(turn, judged)
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
                await self.speaker.say(checked.verdict.line, interruptible=not self._greeting)
                self._greeting = False

    async def _turn_begins(self, turn: Turn) -> None:
        await self.journal.write(
            "turn", self.now(), turn=turn.id, turn_kind=turn.kind, product=turn.product_id, question=""
        )

    async def check(self, turn: Turn, composed: Composed) -> list[CheckedLine]:
        """A turn's words as lines, each with its verdict, journaled."""
        checked: list[CheckedLine] = await self.off_loop(self._words.write, turn, composed)
        await self._judged(turn, [(line, composed.facts) for line in checked])
        return checked

    async def _judged(self, turn: Turn, lines: Sequence[Judged], beat: str = "") -> None:
        for line, facts in lines:
            self.written(line, "script", turn, facts)
            await journal_line(self.journal, self.now(), line, "script", beat=beat)
