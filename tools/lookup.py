"""What the tools over the merchant's API have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from knowledge.model import SHOP, Fact, FactKind, Product, Text, Value
from tools.base import Approve, Products, ToolCall, ToolError, ToolResult, ToolSpec, refuse, text_argument
from tools.cache import FreshCache
from tools.cleaning import AnswerError, last_digits, masked
from tools.config import LookupConfig
from tools.merchant import Merchant, NothingThere
from tools.requests import request

CATALOGUE_S = 1.5
"""Longest wait for the catalogue."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every tool of a room shares."""

    products: Products
    merchant: Merchant
    cache: FreshCache
    now: Callable[[], float]
    """Unix seconds."""
    approve: Approve = refuse
    executor: Executor | None = None
    """Where the catalogue is read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, checked."""

    values: Mapping[str, str]
    """What stands in the templates."""
    product: Product | None = None
    """The product it is about."""
    subject: str = SHOP
    """Of the facts: the product's id, or the shop."""


class Lookup:
    """One question to the merchant's API. A subclass says how it is asked and how its answer is read."""

    Config: ClassVar[type[LookupConfig]]
    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    """What may stand in the templates."""

    def __init__(self, config: LookupConfig, context: Context, spec: ToolSpec) -> None:
        """Ask nothing yet.

        Args:
            config: The tool's own.
            context: What it shares with the others.
            spec: How it is called.
        """
        self.options = config
        self.context = context
        self.spec = spec

    async def call(self, arguments: Mapping[str, Any]) -> ToolResult:
        """Look it up, or take what was looked up while it is fresh.

        Raises:
            ToolError: There is no result.
        """
        return await self._call(await self.asked(arguments), anew=False)

    async def renew(self, arguments: Mapping[str, Any]) -> ToolResult:
        """Look it up, even where what was looked up is still fresh.

        Raises:
            ToolError: There is no result.
        """
        return await self._call(await self.asked(arguments), anew=True)

    async def _call(self, asked: Asked, *, anew: bool) -> ToolResult:
        if self.spec.changes_money:
            if not await self._approved(asked):
                return ToolResult(self.spec.name, self.context.now(), problem="not_approved")
            return await self._result(asked)
        if self.options.method != "GET":
            return await self._result(asked)
        key = (self.spec.name, asked.subject, *sorted(asked.values.items()))
        return await self.context.cache.get(key, lambda: self._result(asked), anew=anew)

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The arguments, checked.

        Raises:
            ToolError: One is wrong.
        """
        raise NotImplementedError

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """What an answer says.

        Args:
            answer: JSON, from outside.
            asked: What was asked for.
            at: Unix seconds: when.

        Raises:
            AnswerError: It cannot be used.
        """
        raise NotImplementedError

    def nothing(self, asked: Asked, at: float) -> ToolResult:
        """What it means that there is no such thing."""
        del asked
        return ToolResult(self.spec.name, at, problem="not_found")

    async def close(self) -> None:
        """Nothing of its own is open."""

    async def product_of(self, arguments: Mapping[str, Any]) -> Product:
        """The product an argument names by its id.

        Raises:
            ToolError: The catalogue has none of that id, or does not answer.
        """
        product_id = text_argument(arguments, "product")
        product = await self.known(product_id) if product_id else None
        if product is None:
            raise ToolError("product must be the id of a product of this shop", "arguments")
        return product

    async def known(self, product_id: str) -> Product | None:
        """A product of the catalogue.

        Raises:
            ToolError: The catalogue does not answer.
        """
        work = asyncio.get_running_loop().run_in_executor(
            self.context.executor, self.context.products.product, product_id
        )
        try:
            async with asyncio.timeout(CATALOGUE_S):
                return await work
        except TimeoutError as error:
            raise ToolError("the catalogue does not answer", "unavailable") from error

    def theirs(self, product: Product) -> str:
        """What the merchant's API calls a product."""
        return self.context.merchant.config.product_ids.get(product.id, product.id)

    def fact(
        self,
        kind: FactKind,
        name: str,
        value: Value,
        at: float,
        *,
        subject: str = SHOP,
        label: Text | None = None,
        text: Text | None = None,
        until: float | None = None,
    ) -> Fact:
        """A fact that came from the API.

        Args:
            kind: Which.
            name: Machine name.
            value: What it is.
            at: Unix seconds: when it was asked for.
            subject: Product id, or the shop.
            label: How a person calls it.
            text: Ready to be said.
            until: Unix seconds after which it is not so any more, where that is known.
        """
        fresh_until = at + self.options.fresh_s
        return Fact(
            id=f"{subject}/{name}",
            kind=kind,
            subject=subject,
            name=name,
            value=value,
            label=label or {},
            text=text or {},
            source=f"{self.spec.name} of {self.context.merchant.host}",
            at=at,
            fresh_until=fresh_until if until is None else min(fresh_until, until),
        )

    async def _result(self, asked: Asked) -> ToolResult:
        at = self.context.now()
        try:
            answer = await self.context.merchant.ask(request(self.options, asked.values))
            return self.read(answer, asked, at)
        except NothingThere:
            return self.nothing(asked, at)
        except AnswerError as error:
            raise ToolError(f"{self.spec.name}: the shop's system: {error}", "answer") from error

    async def _approved(self, asked: Asked) -> bool:
        shown = {
            name: f"…{last_digits(value)}" if name == "order" else masked(value)
            for name, value in asked.values.items()
            if value
        }
        call = ToolCall(self.spec.name, self.spec.about, shown)
        return await approved(self.context.approve, call, self.options.approval_s)


async def approved(approve: Approve, call: ToolCall, within_s: float) -> bool:
    """Whether the operator approves a call in time; silence is a no."""
    try:
        async with asyncio.timeout(within_s):
            return await approve(call) is True
    except TimeoutError:
        return False


def day(text: str) -> date | None:
    """The day of an ISO 8601 date or time; ``None`` for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment(text: str) -> float | None:
    """An ISO 8601 time in Unix seconds; a day ends with its last second (UTC); ``None`` for anything else."""
    try:
        if len(text) == 10:
            ends = datetime.combine(date.fromisoformat(text), datetime.max.time(), UTC)
            return ends.timestamp()
        when = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def today(now: float) -> date:
    """The day it is (UTC)."""
    return datetime.fromtimestamp(now, UTC).date()


_NEAR_DAYS = 300
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def said_day(when: date, now: date) -> Text:
    """A day as it is said; with its year where the next such day is another one."""
    english, chinese = f"{_MONTHS[when.month - 1]} {when.day}", f"{when.month}月{when.day}日"
    if abs((when - now).days) < _NEAR_DAYS:
        return {"en": english, "zh": chinese}
    return {"en": f"{english}, {when.year}", "zh": f"{when.year}年{chinese}"}
