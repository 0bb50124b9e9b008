"""The line-up: which product is shown next.

Products take turns by smooth weighted round robin (as nginx chooses among servers: each turn every weight is
added to its product's credit, the highest credit is shown and pays the sum of the weights), so that a product
of weight 2 is shown twice as often, and not twice in a row. Times of day, minutes from the start and the
operator's pin go before the rotation; what is sold out is left out as long as anything else is there.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from agent.agenda.config import Slot
from agent.strategy.tactics import Order

Why = Literal["first", "rotation", "time", "pinned", "stays"]
ASKED = 2.0
"""Factor on the weight of a product that viewers asked about, in the order ``asked``."""
_LATE_S = 30 * 60.0
"""A time of day that came while the room was off air, or busy, is kept this long."""


@dataclass(frozen=True, slots=True)
class Following:
    """What is shown next."""

    product_id: str
    loop: int
    """How often it was pitched before."""
    why: Why


@dataclass(frozen=True, slots=True)
class Standing:
    """How the products of a line-up stand now."""

    sold_out: frozenset[str] = frozenset()
    stock: Mapping[str, int] | None = None
    """Pieces, where known."""
    asked: Mapping[str, int] | None = None
    """Questions in this stream."""


class LineUp:
    """Chooses product after product, over and over. Not for several threads at once."""

    def __init__(
        self,
        products: Sequence[str | Slot],
        *,
        loops: Mapping[str, int],
        first: str = "",
        clock: Callable[[], float] = time.time,
        zone: tzinfo | None = None,
    ) -> None:
        """Set up.

        Args:
            products: In order; may be replaced between products.
            loops: How often each product has been pitched before, by id.
            first: The product to begin with, when it is still in the line-up.
            clock: Unix seconds.
            zone: For times of day; the machine's own when ``None``.
        """
        self._clock = clock
        self._zone = zone
        self._began = clock()
        self._seen = self._began - 1.0
        self._loops = dict(loops)
        self._first = first
        self._current = ""
        self._since = 0.0
        self._credit: dict[str, float] = {}
        self._slots: dict[str, Slot] = {}
        self._due: deque[str] = deque(maxlen=100)
        self.pinned = ""
        """The product the operator keeps on stage; empty for none."""
        self.standing = Standing()
        """How the products stand now."""
        self.order: Order = "line_up"
        """By the tactics."""
        self.products = products

    @property
    def products(self) -> list[str]:
        """Ids in order."""
        return list(self._slots)

    @products.setter
    def products(self, products: Sequence[str | Slot]) -> None:
        """Replace them; what is known of those that stay is kept."""
        known = self._slots
        self._slots = {}
        for one in products:
            slot = one if isinstance(one, Slot) else known.get(one, Slot(id=one))
            self._slots[slot.id] = slot
        self._credit = {key: self._credit.get(key, 0.0) for key in self._slots}

    def place(self, slots: Sequence[Slot]) -> None:
        """Give the products among these their weights and times."""
        places = {slot.id: slot for slot in slots}
        self._slots = {key: places.get(key, slot) for key, slot in self._slots.items()}

    def slot(self, product_id: str) -> Slot | None:
        """A product's place, if it has one."""
        return self._slots.get(product_id)

    def loop(self, product_id: str) -> int:
        """Which loop of a product the next one is, from 0."""
        return self._loops.get(product_id, -1) + 1

    def left_min(self) -> float | None:
        """Minutes that the product on stage stays there; ``None`` where none were set."""
        slot = self._slots.get(self._current)
        if slot is None or slot.minutes is None:
            return None
        return max(0.0, slot.minutes - (self._clock() - self._since) / 60)

    def pin(self, product_id: str) -> None:
        """Keep a product on stage until another is pinned, or none (empty)."""
        self.pinned = product_id

    def interrupts(self) -> bool:
        """Whether a product's time has come, so that the running pitch should end with its sentence."""
        self._note_times()
        if self.pinned:
            return self._current != self.pinned
        return any(one != self._current for one in self._due)

    def following(self) -> Following | None:
        """The product due next; nothing when there is no product. Asking changes nothing."""
        self._note_times()
        if self.pinned:
            return Following(self.pinned, self.loop(self.pinned), "pinned")
        if self._due:
            return Following(self._due[0], self.loop(self._due[0]), "time")
        if not self._current and self._first in self._slots:
            return Following(self._first, self.loop(self._first), "first")
        left = self.left_min()
        if left and self._current not in self.standing.sold_out:
            return Following(self._current, self.loop(self._current), "stays")
        chosen = self._choose(self._credit, self._current)
        return Following(chosen, self.loop(chosen), "rotation") if chosen else None

    def begin(self, product_id: str, loop: int) -> None:
        """Count a product as shown."""
        if product_id in self._due:
            self._due.remove(product_id)
        if product_id in self._slots:
            self._pay(self._credit, product_id)
        if product_id != self._current or self.left_min() == 0:
            self._since = self._clock()
        self._current = product_id
        self._loops[product_id] = loop

    def upcoming(self, n: int) -> list[str]:
        """The next products, as things stand."""
        if self.pinned:
            return [self.pinned] * min(n, 1)
        credit = dict(self._credit)
        found = list(self._due)
        for product_id in found:
            if product_id in self._slots:
                self._pay(credit, product_id)
        current = found[-1] if found else self._current
        while len(found) < n and (current := self._choose(credit, current)):
            self._pay(credit, current)
            found.append(current)
        return found[:n]

    def _weights(self) -> dict[str, float]:
        """Of those that can be shown, in the order that the tactics ask for."""
        standing = self.standing
        ids = [one for one in self._slots if one not in standing.sold_out]
        asked, stock = standing.asked or {}, standing.stock or {}
        if self.order == "asked":
            ids.sort(key=lambda one: -asked.get(one, 0))
        elif self.order == "stock":
            ids.sort(key=lambda one: -stock.get(one, -1))
        more = {one for one in ids if self.order == "asked" and asked.get(one)}
        return {one: self._slots[one].weight * (ASKED if one in more else 1.0) for one in ids}

    def _choose(self, credit: Mapping[str, float], current: str) -> str:
        weights = self._weights()
        if not weights:
            return ""
        best = max(weights, key=lambda one: credit.get(one, 0.0) + weights[one])
        if best == current and len(weights) > 1 and weights[best] * 2 <= sum(weights.values()):
            others = {one: weight for one, weight in weights.items() if one != best}
            best = max(others, key=lambda one: credit.get(one, 0.0) + weights[one])
        return best

    def _pay(self, credit: dict[str, float], product_id: str) -> None:
        weights = self._weights() or {product_id: 1.0}
        for one, weight in weights.items():
            credit[one] = credit.get(one, 0.0) + weight
        credit[product_id] = credit.get(product_id, 0.0) - sum(weights.values())

    def _note_times(self) -> None:
        """Take the products whose time has come since the last look."""
        now = self._clock()
        since, self._seen = max(self._seen, now - _LATE_S), now
        for slot in self._slots.values():
            if slot.id in self._due or slot.id in self.standing.sold_out:
                continue
            after = slot.after is not None and since < self._began + slot.after * 60 <= now
            if after or (slot.at_min is not None and self._came(slot.at_min, since, now)):
                self._due.append(slot.id)

    def _came(self, minutes: int, since: float, now: float) -> bool:
        local = datetime.fromtimestamp(now, self._zone)
        today = local.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0).timestamp()
        return any(since < day <= now for day in (today, today - 86_400))
