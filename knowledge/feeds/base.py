"""What every feed gives, and the care all of them take with strangers' cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Protocol

from knowledge.catalogue import ShopInfo
from knowledge.model import ApprovedAnswer, Fact, FactKind, Product, Text, Value

MAX_FILE_BYTES = 4 << 30
MAX_TABLE_BYTES = 256 << 20
"""Of a file that is read whole."""
MAX_ROW_BYTES = 2 << 20
MAX_CELL = 20_000
"""Characters of the longest text that is kept."""
MAX_ATTRIBUTES = 500
"""Attributes of one product."""
MAX_ID = 200
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,40}[ -/]{0,10}[@-~]|\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)?)")
"""Colours and titles that a terminal would obey."""
_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was skipped."""

    number: int
    """Counts from 1: the row or entry of the file, a header line not counted."""
    reason: str
    line: int = 0
    """Where it begins in the file, from 1: the line, or the row of a spreadsheet; 0 if that is unknown."""
    file: str = ""
    """Name of the file; the ingest fills it in."""


class RowError(ValueError):
    """What is wrong with one row."""


@dataclass(frozen=True, slots=True)
class Column:
    """What became of one column."""

    header: str
    meaning: str
    """A field, ``attribute``, or ``ignored``."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long prices and stock may be spoken as current after they were read; ``None``: they do not age."""

    price_s: float | None = None
    stock_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed needs to know of the shop it reads for."""

    currency: str
    """ISO 4217, of prices that name none."""
    language: str
    """BCP 47 primary subtag of text whose language is not stated; empty: told by its script."""
    at: float
    """Unix seconds, now."""
    fresh_for: Freshness | None = None
    """As the person who loads it says; ``None``: as the file says, if it does."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Fields by machine name of the header, where a person named them."""


class Feed(Protocol):
    """One file."""

    title: ClassVar[str]
    """The kind of file, as told to a person."""
    has_products: ClassVar[bool]
    """Whether it lists products; else it holds policies and approved answers only."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open it.

        Raises:
            FeedError: It cannot be read at all.
        """

    def shop(self) -> ShopInfo | None:
        """The shop as a whole, if the file says it."""

    def columns(self) -> tuple[Column, ...]:
        """What became of its columns; empty where there are none."""

    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it was read, such as encoding or sheet."""

    def rows(self) -> Iterator[Product | Fact | ApprovedAnswer | BadRow]:
        """What it holds, in order; a row that cannot be used is a ``BadRow``.

        Raises:
            FeedError: The file ends or breaks in a way that no later row can be read.
        """

    def total(self) -> int | None:
        """About how many rows there are; ``None`` if that cannot be told cheaply."""

    def self_contained(self) -> bool:
        """After ``rows``: whether its bytes alone decide what it says; not the date, nor files beside it."""


def clean(text: str, limit: int = MAX_CELL) -> str:
    """Text without control and terminal codes, halves of characters and outer space, cut to ``limit``."""
    if text.isprintable() and len(text) <= limit:
        return text.strip()
    text = text[: limit + 1000]
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    return _NOT_TEXT.sub("", text).strip()[:limit]


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


@lru_cache(maxsize=4096)
def machine_name(text: str) -> str:
    """A header as the machine name of a fact: ``Product colour`` becomes ``product_colour``."""
    return _NAME.sub("_", clean(text, 80).casefold()).strip("_")


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
