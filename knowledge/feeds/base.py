"""What every feed gives, and the care all of them take with strangers' cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from knowledge.catalogue import ShopInfo
from knowledge.model import Fact, FactKind, Product, Quantity, Text, Value
from knowledge.money import PriceError, money, read_price

MAX_FILE_BYTES = 4 << 30
MAX_ROW_BYTES = 2 << 20
MAX_CELL = 20_000
"""Characters of the longest text that is kept."""
MAX_ATTRIBUTES = 500
"""Attributes of one product."""
MAX_ID = 200
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was skipped."""

    number: int
    """Counts from 1: the row or entry of the file, a header line not counted."""
    reason: str


class RowError(ValueError):
    """What is wrong with one row."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed needs to know of the shop it reads for."""

    currency: str
    """ISO 4217, of prices that name none."""
    language: str
    """BCP 47 primary subtag of text whose language is not stated."""
    at: float
    """Unix seconds, now."""


class Feed(Protocol):
    """One file of products."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open it.

        Raises:
            FeedError: It cannot be read at all.
        """

    def shop(self) -> ShopInfo | None:
        """The shop as a whole, if the file says it."""

    def rows(self) -> Iterator[Product | BadRow]:
        """Its products in order; a row that cannot be used is a ``BadRow``.

        Raises:
            FeedError: The file ends or breaks in a way that no later row can be read.
        """

    def total(self) -> int | None:
        """About how many rows there are; ``None`` if that cannot be told cheaply."""


def clean(text: str, limit: int = MAX_CELL) -> str:
    """Text without control characters, halves of characters and outer space, cut to ``limit``."""
    return _NOT_TEXT.sub("", text[: limit + 1000]).strip()[:limit]


def identity(text: str) -> str:
    """A product id.

    Raises:
        RowError: It is missing, too long, or the name of the shop's own facts.
    """
    key = clean(text, MAX_ID + 1)
    if not key:
        raise RowError("it has no id")
    if len(key) > MAX_ID:
        raise RowError(f"its id is longer than {MAX_ID} characters")
    if key == "shop":
        raise RowError("'shop' cannot be a product's id")
    return key


def machine_name(text: str) -> str:
    """A header as the machine name of a fact: ``Product colour`` becomes ``product_colour``."""
    return _NAME.sub("_", clean(text, 80).casefold()).strip("_")


def price_cell(cell: object, currency: str, *, minor: bool = False) -> Value:
    """A price as a file has it: text, or a number in whole units (``minor``: in the smallest unit).

    Raises:
        RowError: It is no price.
    """
    try:
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
            raise PriceError("it is no number")
        if isinstance(cell, str):
            return read_price(cell, currency)
        if minor:
            return money(Decimal(cell).scaleb(-2), currency)
        return money(Decimal(str(cell)), currency)
    except (PriceError, ArithmeticError) as error:
        raise RowError(f"price {str(cell)[:40]!r}: {error}") from error


_IN_STOCK = {
    **dict.fromkeys(("true", "yes", "y", "in stock", "instock", "in_stock", "available", "有货", "现货", "有"), True),
    **dict.fromkeys(("false", "no", "n", "out of stock", "outofstock", "out_of_stock", "sold out"), False),
    **dict.fromkeys(("缺货", "无货", "售罄", "无"), False),
}


def stock_cell(cell: object) -> Value:
    """A stock count, or whether there is any.

    Raises:
        RowError: It is neither.
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str):
        text = clean(cell, 40).casefold()
        if text in _IN_STOCK:
            return _IN_STOCK[text]
        cell = int(text.replace(",", "")) if re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,12}", text) else text
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if not isinstance(cell, int) or not 0 <= cell < 10**12:
        raise RowError(f"stock {str(cell)[:40]!r} is no count")
    return cell


_TRUE, _FALSE = ("true", "yes", "是"), ("false", "no", "否")
_NUMBER = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,6})?)\s*(\D{0,12})")
_UNITS = frozenset(
    "mm cm m km in inch inches ft yd nm µm μm m² cm² m³ g kg mg lb lbs oz t ml cl dl l w kw mw v kv a ma mah ah wh "
    "kwh j kj kcal hz khz mhz ghz b kb mb gb tb kbit mbit gbit h hr hrs hour hours min mins minute minutes s sec "
    "seconds ms day days week weeks month months year years % ° °c ℃ °f k lm lx cd nits db dpi ppi rpm bar psi pa "
    "kpa px mp fps pcs pc pieces sheets pages tablets capsules 克 千克 公斤 斤 毫升 升 厘米 毫米 米 小时 分钟 秒 天 个月 年 "
    "瓦 伏 件 个 片 粒 支 寸".split()
)


def attribute_cell(cell: object) -> Value | None:
    """An attribute of unknown type: yes or no, a number with its unit, or text; ``None`` when empty.

    Text is taken for a number only if nothing is lost by it: ``1.7 L``, ``230``; not ``007``, ``1,5``.
    """
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        number = float(cell) if abs(cell) < 1e300 else float("inf")
        return Quantity(number, "") if abs(number) < 1e15 else clean(str(cell), 40)
    if isinstance(cell, list | tuple):
        items = tuple(clean(str(item), 200) for item in cell[:100] if isinstance(item, str | int | float))
        return tuple(item for item in items if item) or None
    if not isinstance(cell, str):
        return None
    text = clean(cell)
    if text.casefold() in _TRUE or text.casefold() in _FALSE:
        return text.casefold() in _TRUE
    number = _NUMBER.fullmatch(text)
    if number and not re.match(r"[+-]?0\d", number[1]):
        unit = number[2].strip()
        if not unit or unit.casefold() in _UNITS:
            return Quantity(float(number[1]), unit)
    return text or None


@dataclass(frozen=True, slots=True)
class FactMaker:
    """Makes the facts of one product, all with the same source and time."""

    subject: str
    source: str
    at: float
    """Unix seconds."""

    def fact(
        self,
        kind: FactKind,
        name: str,
        value: Value,
        *,
        label: Text | None = None,
        text: Text | None = None,
        fresh_for_s: float | None = None,
    ) -> Fact:
        """A fact; ``fresh_for_s`` is how long it may be spoken as current."""
        return Fact(
            id=f"{self.subject}/{name}",
            kind=kind,
            subject=self.subject,
            name=name,
            value=value,
            label=label or {},
            text=text or {},
            source=self.source,
            at=self.at,
            fresh_until=None if fresh_for_s is None else self.at + fresh_for_s,
        )
