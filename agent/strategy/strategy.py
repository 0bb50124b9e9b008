"""Which tactics the room uses now, learnt from how viewers respond.

Tactics choose only among true things: how long, in what order, whether to ask, when a coupon that exists is
mentioned. They never touch a price, a stock, a number of viewers or the disclosure. Off with one line of the
room's file: ``strategy: {enabled: false}``.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

import numpy as np

from agent.events import ChatKind
from agent.journal import Entry
from agent.strategy.config import StrategyConfig
from agent.strategy.effects import Effects
from agent.strategy.tactics import Tactics
from agent.strategy.window import Window, read_outcome, weight

SLOTS = ("length", "order", "asking", "coupon")
CHOSEN, OUTCOME = "tactic.chosen", "tactic.outcome"
REMEMBERED_KINDS = (CHOSEN, OUTCOME)
"""Kinds of the journal that ``restore`` reads."""
LOOK_BACK_S = 14 * 24 * 3600.0
"""Seconds of journal worth restoring from: what is older is all but forgotten."""
ACTIVE_S = 300.0
"""A viewer who did something counts as there for so long, where nobody says how many watch."""
_ACTIVE = 10_000
_KINDS = frozenset((*get_args(ChatKind), "question"))


@dataclass(frozen=True, slots=True)
class Decision:
    """An event for the journal, to be written before ``Strategy.take_effect``."""

    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one option."""

    slot: str
    option: str
    windows: int
    mean: float
    """Expected reward, 0 … 1, with this option and the other slots as they are on average."""
    low: float
    high: float
    """The 95 % interval of it."""
    best: float
    """Chance to be the slot's best."""
    now: bool
    """Whether it is in use."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """What viewers did so far in the window that is running."""

    viewers: int
    window_s: float
    """Seconds it has been measured for."""
    counts: Mapping[str, int]
    """Events by kind."""


class Strategy:
    """The room's tactics. Every method is quick and must be called on the room's event loop."""

    def __init__(self, config: StrategyConfig, seed: int, *, now: Callable[[], float]) -> None:
        """Begin with nothing learnt.

        Args:
            config: What may be varied.
            seed: Of the choices; the same seed and the same events give the same choices.
            now: Unix seconds.
        """
        self._config = config
        self._now = now
        self._rng = np.random.default_rng(seed)
        self._options: dict[str, tuple[str, ...]] = {slot: getattr(config, slot) for slot in SLOTS}
        self._effects = Effects(self._options, half_life_s=config.half_life_h * 3600.0)
        self._windows: Counter[tuple[str, str]] = Counter()
        self._coupon_exists = False
        self._tactics = self._fixed()
        self._coming: tuple[Tactics, float] | None = None
        self._measured: Window | None = None
        self._choose_at: float | None = None
        self._number = 0
        self._viewers = 0
        self._active: OrderedDict[str, float] = OrderedDict()
        self._product = ""

    @property
    def enabled(self) -> bool:
        """Whether tactics are varied at all."""
        return self._config.enabled

    def tactics(self) -> Tactics:
        """What is in use."""
        return self._tactics

    def coupon_exists(self, exists: bool) -> None:
        """Whether the shop has a coupon now. Without one none is ever mentioned, at once."""
        self._coupon_exists = exists
        if not exists:
            self._tactics = self._without_coupon(self._tactics)

    def saw(self, kind: str, n: int = 1, author: str = "") -> None:
        """Viewers did something that was let through.

        Args:
            kind: A ``ChatKind`` or ``question``; a comment that asks is both.
            n: How many, where nobody says by whom.
            author: Who; counted once in a window for each kind.

        Raises:
            ValueError: There is no such kind, or less than one.
        """
        if kind not in _KINDS or n < 1:
            raise ValueError(f"{n} of {kind!r} cannot be seen; the kinds are {', '.join(sorted(_KINDS))}")
        now = self._now()
        if author:
            self._active[author] = now
            self._active.move_to_end(author)
            if len(self._active) > _ACTIVE:
                self._active.popitem(last=False)
        if self._measured is not None:
            self._attend(now)
            self._measured.count(kind, n, author)

    def viewers(self, n: int) -> None:
        """How many watch now, as the platform or the page says; never fewer than do something."""
        self._attend(self._now())
        self._viewers = max(0, n)

    def engagement(self) -> Engagement:
        """What viewers have done in the running window."""
        self._attend(self._now())
        window, there = self._measured, max(self._viewers, len(self._active))
        if window is None:
            return Engagement(there, 0.0, {})
        return Engagement(there, max(0.0, window.ended - window.began), dict(window.counts))

    def on_air(self, product_id: str) -> None:
        """What is on stage now."""
        self._product = product_id
        if self._measured is not None:
            self._measured.show(product_id)

    def due(self) -> float:
        """Unix seconds at which ``tick`` next has something to decide."""
        times = [self._choose_at if self._choose_at is not None else self._now()]
        if self._coming is not None:
            times.append(self._coming[1] + self._config.lag_s)
        return min(times)

    def tick(self, now: float) -> list[Decision]:
        """Close a window that is over and choose anew when it is time.

        Args:
            now: Unix seconds.

        Returns:
            What is to be journaled, in order; then call ``take_effect``.
        """
        if not self._config.enabled:
            return []
        decisions: list[Decision] = []
        self._attend(now)
        if self._coming is not None and now >= self._coming[1] + self._config.lag_s:
            tactics, _ = self._coming
            self._coming = None
            decisions += self._close()
            self._measured = Window(self._number, tactics, now, now)
            self._measured.show(self._product)
        if self._coming is None and (self._choose_at is None or now >= self._choose_at):
            self._choose_at = now + self._config.window_s
            if self._measured is None or not self._measured.empty:
                decisions.append(self._choose(now))
        return decisions

    def take_effect(self) -> None:
        """Use what was chosen, now that it is journaled."""
        if self._coming is not None:
            chosen = self._coming[0]
            self._tactics = chosen if self._coupon_exists else self._without_coupon(chosen)

    def take_back(self) -> None:
        """Forget what was chosen and could not be journaled; what is in use stays."""
        self._coming = None
        self._choose_at = None

    def restore(self, entries: Iterable[Entry]) -> None:
        """Learn again from the journal's ``tactic.chosen`` and ``tactic.outcome``, oldest first."""
        for entry in entries:
            number = entry.data.get("window")
            self._number = max(self._number, number if isinstance(number, int) else 0)
            if entry.kind == OUTCOME and (outcome := read_outcome(entry.data)) is not None:
                self._learn(*outcome)

    def table(self) -> list[Row]:
        """What works in this room, slot by slot, the likeliest best first."""
        rows: list[Row] = []
        for slot, options in self._effects.beliefs().items():
            ranked = sorted(options.items(), key=lambda item: -item[1].best)
            rows += [
                Row(
                    slot, option, self._windows[slot, option], belief.mean, belief.low, belief.high,
                    belief.best, getattr(self._tactics, slot) == option,
                )
                for option, belief in ranked
            ]  # fmt: skip
        return rows

    def _attend(self, now: float) -> None:
        """Count those who are there up to now: as many as are said to watch, or as do something."""
        if self._measured is None:
            return
        while self._active and next(iter(self._active.values())) < now - ACTIVE_S:
            self._active.popitem(last=False)
        self._measured.attend(max(self._viewers, len(self._active)), now)

    def _close(self) -> list[Decision]:
        window = self._measured
        if window is None:
            return []
        data = window.outcome(self._config.weights, self._config.full_at)
        outcome = read_outcome(data)
        assert outcome is not None
        self._learn(*outcome)
        return [Decision(OUTCOME, data)]

    def _learn(self, chosen: Mapping[str, str], reward: float, minutes: float, ended: float) -> None:
        self._effects.learn(chosen, reward, weight(minutes), ended)
        if minutes > 0:
            self._windows.update((slot, option) for slot, option in chosen.items())

    def _choose(self, now: float) -> Decision:
        sampled = self._effects.choose(self._rng)
        chosen, how = dict(asdict(self._fixed())), {}
        for slot, options in self._options.items():
            if len(options) == 1 or (slot == "coupon" and not self._coupon_exists):
                how[slot] = "fixed"
            elif self._rng.random() < self._config.least_share * len(options):
                chosen[slot], how[slot] = str(self._rng.choice(options)), "explored"
            else:
                chosen[slot], how[slot] = sampled[slot], "sampled"
        self._number += 1
        self._coming = (_tactics(chosen), now)
        return Decision(CHOSEN, {"window": self._number, **chosen, "how": how})

    def _fixed(self) -> Tactics:
        """The defaults, where the configuration allows them, else its first options."""
        plain = asdict(Tactics())
        fixed = {
            slot: plain[slot] if plain[slot] in options else options[0]
            for slot, options in self._options.items()
        }
        tactics = _tactics(fixed)
        return tactics if self._coupon_exists or not self._config.enabled else self._without_coupon(tactics)

    @staticmethod
    def _without_coupon(tactics: Tactics) -> Tactics:
        return Tactics(tactics.length, tactics.order, tactics.asking, "never")


def _tactics(options: Mapping[str, Any]) -> Tactics:
    return Tactics(options["length"], options["order"], options["asking"], options["coupon"])
