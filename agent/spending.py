"""What the chat model costs: a meter of tokens and money, and a budget per hour that holds.

A call reserves the most that it may cost before it is made, and settles for what it did cost. What is
reserved counts as spent meanwhile, so that calls side by side cannot pass the budget together: at most the
last reply may cost more than was estimated for it. An hour is the latest sixty
minutes, counted by the minute.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

log = logging.getLogger(__name__)

Purpose = Literal["answer", "prepare", "script", "paraphrase", "other"]
"""What a call to the model is for."""

DAY = 86_400.0
_MINUTE = 60
_HOUR = 60
"""Minutes of an hour."""
_MILLION = Decimal(1_000_000)
_MOST_EVENTS = 1_000
"""Entries waiting for the journal; beyond, the oldest are let go: the meter itself still counts them."""
_MOST = 10**12
"""Tokens, or money, of one entry: what is more was never spent."""
_LATEST = 4e9
"""Unix seconds; times beyond are no times of this program."""
_SHORTEST_RUN_S = 60.0
"""Cost per hour on air is not told of less than this."""


class SpendingConfig(BaseModel):
    """What the model costs, and what it may cost in an hour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tokens_per_hour: int | None = Field(default=None, ge=1)
    """Tokens, read and written, in any sixty minutes; ``None`` for no limit."""
    money_per_hour: Decimal | None = Field(default=None, gt=0)
    """Money in any sixty minutes, in ``currency``; ``None`` for no limit. Needs prices."""
    price_in: Decimal = Field(default=Decimal(0), ge=0)
    """Price of a million tokens read, as your provider states it."""
    price_out: Decimal = Field(default=Decimal(0), ge=0)
    """Price of a million tokens written."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    """ISO 4217."""

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost."""
        return (self.price_in * tokens_in + self.price_out * tokens_out) / _MILLION


class Recorded(Protocol):
    """What is needed of ``agent.journal.Entry``."""

    @property
    def at(self) -> float:
        """Unix seconds."""
        ...

    @property
    def kind(self) -> str:
        """What happened."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """Its fields."""
        ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in some time."""

    tokens_in: int = 0
    tokens_out: int = 0
    money: Decimal = Decimal(0)
    calls: int = 0
    estimated: int = 0
    """Calls of which the endpoint gave no count."""

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.money + other.money,
            self.calls + other.calls,
            self.estimated + other.estimated,
        )

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class SpendingState:
    """The meter, for a person to look at."""

    hour: Spent
    """The latest sixty minutes."""
    today: Spent
    """Since midnight, local time."""
    run: Spent
    """Since the room went on air."""
    per_air_hour: Decimal | None
    """Money for an hour on air, over this run; ``None`` in its first minute."""
    currency: str
    tokens_left: int | None
    """Of this hour's budget, reservations taken off; ``None`` without a limit."""
    money_left: Decimal | None
    used_up: bool
    """Whether some kind of call is refused for want of budget."""


class Reservation:
    """One call's share of the budget. Use it as a context manager; what is not settled is estimated."""

    def __init__(self, spending: Spending, purpose: Purpose, tokens_in: int, tokens_out: int) -> None:
        """Made by `Spending.reserve`."""
        self._spending = spending
        self._purpose: Purpose = purpose
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out
        self._written = 0  # quarter tokens
        self._open = True

    def __enter__(self) -> Reservation:
        """The call begins."""
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """The call is over. One that failed before a word of it came cost nothing."""
        failed = failure is not None and issubclass(failure, Exception)
        if failed and not self._written:
            self.release()
        else:
            self.settle(self.tokens_in, -(-self._written // 4), estimated=True)

    def wrote(self, text: str) -> None:
        """Count a piece of the reply, for the case that the endpoint gives no count."""
        self._written += weight(text)

    def settle(self, tokens_in: int, tokens_out: int, *, estimated: bool = False) -> None:
        """Book what the call cost and give the rest back. Only the first time counts.

        Args:
            tokens_in: Tokens read.
            tokens_out: Tokens written.
            estimated: Whether this is our own count and not the endpoint's.
        """
        if self._open:
            self._open = False
            self._spending.book(self, self._purpose, max(0, tokens_in), max(0, tokens_out), estimated)

    def release(self) -> None:
        """Give all of it back: the call was not made, or failed unbilled."""
        if self._open:
            self._open = False
            self._spending.give_back(self)


def weight(text: str) -> int:
    """A text's size in quarter tokens: about four characters of ASCII to a token, one of other scripts.

    An estimate, for budgets where the endpoint gives no count. It needs no tables.
    """
    return len(text) if text.isascii() else sum(1 if char.isascii() else 4 for char in text)


def estimated_tokens(*texts: str) -> int:
    """About how many tokens texts are."""
    return -(-sum(map(weight, texts)) // 4)


@dataclass(slots=True)
class _Minute:
    minute: int
    spent: Spent = field(default_factory=Spent)


class Spending:
    """One room's meter and budget. Any thread may call it."""

    def __init__(
        self,
        config: SpendingConfig | None = None,
        *,
        now: Callable[[], float] = time.time,
        write: Callable[..., Awaitable[Any]] | None = None,
    ) -> None:
        """Begin with nothing spent.

        Args:
            config: Prices and limits; no limit without one.
            now: Unix seconds.
            write: The journal's ``write(kind, at, **fields)``. Entries are written one after another beside
                the calls; `close` waits for the last.
        """
        self.config = config or SpendingConfig()
        self._now = now
        self._write = write
        self._lock = threading.Lock()
        self._minutes: deque[_Minute] = deque(maxlen=_HOUR + 2)
        self._reserved: dict[int, tuple[int, Decimal]] = {}
        self._day: tuple[int, int] = _day(now())
        self._today = Spent()
        self._run = Spent()
        self._begun = now()
        self._refused: dict[Purpose, str] = {}
        self._events: deque[tuple[str, float, dict[str, Any]]] = deque(maxlen=_MOST_EVENTS)
        self._writing: asyncio.Task[None] | None = None

    def restore(self, entries: Iterable[Recorded]) -> None:
        """Count what the journal says was spent before a restart: ``spending`` entries of the last day."""
        today = _day(self._now())
        with self._lock:
            for entry in entries:
                if entry.kind != "spending":
                    continue
                spent = _read(entry.data)
                if spent is None or not 0 <= entry.at < _LATEST:
                    continue
                if _day(entry.at) == today:
                    self._today += spent
                self._add_to_minute(entry.at, spent)

    def reserve(self, purpose: Purpose, tokens_in: int, tokens_out: int) -> Reservation | None:
        """Take a share of the budget for one call, or None when it is used up.

        Args:
            purpose: What the call is for.
            tokens_in: About how many tokens it reads.
            tokens_out: The most that it may write.
        """
        reservation = Reservation(self, purpose, tokens_in, tokens_out)
        cost = self.config.cost(tokens_in, tokens_out)
        with self._lock:
            spent = self._hour()
            tokens = spent.tokens + sum(held for held, _ in self._reserved.values())
            money = spent.money + sum((held for _, held in self._reserved.values()), Decimal(0))
            limits = self.config
            over = ""
            if (
                limits.tokens_per_hour is not None
                and tokens + tokens_in + tokens_out > limits.tokens_per_hour
            ):
                over = "tokens"
            elif limits.money_per_hour is not None and money + cost > limits.money_per_hour:
                over = "money"
            changed = over != self._refused.pop(purpose, "")
            if over:
                self._refused[purpose] = over
            else:
                self._reserved[id(reservation)] = (tokens_in + tokens_out, cost)
        if changed:
            self._note_limit(purpose, over)
        return None if over else reservation

    def book(
        self, reservation: Reservation, purpose: Purpose, tokens_in: int, tokens_out: int, estimated: bool
    ) -> None:
        """Settle a reservation; called by `Reservation.settle`."""
        money = self.config.cost(tokens_in, tokens_out)
        spent = Spent(tokens_in, tokens_out, money, 1, int(estimated))
        at = self._now()
        with self._lock:
            self._reserved.pop(id(reservation), None)
            if _day(at) != self._day:
                self._day, self._today = _day(at), Spent()
            self._today += spent
            self._run += spent
            self._add_to_minute(at, spent)
        self._note(
            "spending", at, purpose=purpose, tokens_in=tokens_in, tokens_out=tokens_out, money=str(money),
            currency=self.config.currency, estimated=estimated,
        )  # fmt: skip

    def give_back(self, reservation: Reservation) -> None:
        """Drop a reservation; called by `Reservation.release`."""
        with self._lock:
            self._reserved.pop(id(reservation), None)

    def state(self) -> SpendingState:
        """The meter as it stands."""
        now = self._now()
        with self._lock:
            hour, limits = self._hour(), self.config
            held = sum(tokens for tokens, _ in self._reserved.values())
            held_money = sum((money for _, money in self._reserved.values()), Decimal(0))
            today = self._today if _day(now) == self._day else Spent()
            ran = now - self._begun
            return SpendingState(
                hour,
                today,
                self._run,
                self._run.money * 3600 / Decimal(str(round(ran, 3))) if ran >= _SHORTEST_RUN_S else None,
                limits.currency,
                None
                if limits.tokens_per_hour is None
                else max(0, limits.tokens_per_hour - hour.tokens - held),
                None
                if limits.money_per_hour is None
                else max(Decimal(0), limits.money_per_hour - hour.money - held_money),
                bool(self._refused),
            )

    async def close(self) -> None:
        """Wait until what was spent is in the journal."""
        if self._writing is not None:
            await self._writing
        await self._drain()

    def _hour(self) -> Spent:
        oldest = int(self._now() // _MINUTE) - _HOUR
        while self._minutes and self._minutes[0].minute < oldest:
            self._minutes.popleft()
        return sum((one.spent for one in self._minutes), Spent())

    def _add_to_minute(self, at: float, spent: Spent) -> None:
        minute = int(at // _MINUTE)
        if self._minutes and self._minutes[-1].minute >= minute:
            self._minutes[-1].spent += spent
        elif minute >= int(self._now() // _MINUTE) - _HOUR:
            self._minutes.append(_Minute(minute, spent))

    def _note_limit(self, purpose: Purpose, over: str) -> None:
        limit = self.config.tokens_per_hour if over == "tokens" else self.config.money_per_hour
        if over:
            log.warning(
                "the model's budget for an hour does not allow this call: %s, %s %s", purpose, limit, over
            )
            self._note("spending.used_up", self._now(), purpose=purpose, what=over, limit=str(limit))
        else:
            self._note("spending.resumed", self._now(), purpose=purpose)

    def _note(self, kind: str, at: float, **data: Any) -> None:
        if self._write is None:
            return
        self._events.append((kind, at, data))
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # another thread than the loop's: written with the next entry, or when the meter is closed
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._drain())

    async def _drain(self) -> None:
        while self._events and self._write is not None:
            kind, at, data = self._events.popleft()
            try:
                await self._write(kind, at, **data)
            except (OSError, RuntimeError) as error:
                log.warning("what the model cost is not in the journal: %s", type(error).__name__)


def _day(at: float) -> tuple[int, int]:
    local = time.localtime(at)
    return local.tm_year, local.tm_yday


def _read(data: Mapping[str, Any]) -> Spent | None:
    try:
        tokens_in, tokens_out = int(data["tokens_in"]), int(data["tokens_out"])
        money = Decimal(str(data["money"]))
        if not money.is_finite() or not 0 <= money <= _MOST or max(tokens_in, tokens_out) > _MOST:
            return None
        return Spent(
            max(0, tokens_in), max(0, tokens_out), money, 1, int(bool(data.get("estimated")))
        )  # fmt: skip
    except (KeyError, OverflowError, ValueError, TypeError, ArithmeticError):
        return None
