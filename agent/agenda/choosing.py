"""Which product is shown next, and with which beats: the line-up, the tactics and the clock together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.agenda.beats import Beat, Kind, Script, plan, script
from agent.agenda.composer import Surroundings
from agent.agenda.config import AgendaConfig
from agent.agenda.lineup import LineUp, Standing, Why
from agent.agenda.seams import Composer
from agent.strategy.tactics import Length, Tactics
from knowledge.model import Fact

ASK_EVERY: Mapping[str, int] = {"often": 1, "sometimes": 3}
"""A question to the audience after so many products, by tactics."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pitch that is about to begin."""

    script: Script
    why: Why
    length: Length


@dataclass(slots=True)
class Choosing:
    """Chooses pitch after pitch."""

    config: AgendaConfig
    line_up: LineUp
    composer: Composer
    products: Callable[[], list[str]]
    """Product ids of the line-up as it is now; blocking."""
    off_loop: Callable[..., Awaitable[Any]]
    now: Callable[[], float]
    tactics: Callable[[], Tactics]
    coupons: Callable[[], Sequence[Fact]]
    """Coupons the shop really has; blocking."""
    asked: Callable[[], Mapping[str, int]]
    """Questions asked in this stream, by product id."""
    _shown: int = 0
    _time_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.line_up.place(self.config.slots)
        self._time_at = self.now()

    async def following(self) -> Chosen | None:
        """The next product's pitch, which counts as begun; nothing when there is no product."""
        tactics = self.tactics()
        ids: list[str] = await self.off_loop(self.products)
        self.line_up.products = ids
        self.line_up.order = tactics.order
        await self._survey([*ids, *([self.line_up.pinned] if self.line_up.pinned else [])])
        following = self.line_up.following()
        if following is None:
            return None
        kinds = self._kinds(tactics, following.product_id, following.loop)
        self.line_up.begin(following.product_id, following.loop)
        self._shown += 1
        running = script(following.product_id, following.loop, kinds)
        return Chosen(running, following.why, tactics.length)

    async def around(self, beat: Beat) -> Surroundings:
        """What a beat may speak of besides its product."""
        coupons: tuple[Fact, ...] = ()
        if beat.kind == "coupon":
            coupons = tuple(await self.off_loop(self.coupons))
        return Surroundings(coupons, self.asked(), self.config.low_stock, self.line_up.left_min())

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
