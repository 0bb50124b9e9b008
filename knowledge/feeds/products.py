"""Feeds whose rows are products: what they have in common, and the plain table of products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Column, Reading, RowError, clean, machine_name
from knowledge.feeds.cells import is_blank
from knowledge.feeds.columns import ATTRIBUTE, IGNORED, bare, field_of, is_usual_price
from knowledge.feeds.record import Record, guesses_currency, product_of, rests_on_more
from knowledge.feeds.table import Row, Table, bad, find_header, first_row, lists_products
from knowledge.feeds.variants import MOST, merged, same_product
from knowledge.model import Product


class RecordFeed:
    """A file of products, one record each; a format says how its records are found."""

    title: ClassVar[str] = "products"
    has_products: ClassVar[bool] = True

    def __init__(self, path: Path, reading: Reading) -> None:
        """Name the file."""
        self._path, self._reading = path, reading
        self._rests_on_more = False
        self.guesses_currency = False
        """Whether a price that was read names no currency of its own."""

    def records(self) -> Iterator[Record | BadRow]:
        """The records in order."""
        raise NotImplementedError

    def shop(self) -> ShopInfo | None:
        """Such a file says nothing of the shop."""
        return None

    def columns(self) -> tuple[Column, ...]:
        """None are fixed."""
        return ()

    def notes(self) -> tuple[str, ...]:
        """Nothing to tell."""
        return ()

    def total(self) -> int | None:
        """Unknown."""
        return None

    def self_contained(self) -> bool:
        """Whether neither the date nor files beside it changed what was read."""
        return not self._rests_on_more

    def rows(self) -> Iterator[Product | BadRow]:
        """The products; a record with a broken cell is a ``BadRow``."""
        seen: set[str] = set()
        for record in self.records():
            if isinstance(record, BadRow):
                yield record
                continue
            self._rests_on_more = self._rests_on_more or rests_on_more(record)
            try:
                product = product_of(record, self._path, self._reading)
                if product.id in seen:
                    raise RowError(f"its id {product.id!r} came before")
            except RowError as error:
                yield BadRow(record.number, clean(str(error), 300), record.line)
                continue
            seen.add(product.id)
            self.guesses_currency = self.guesses_currency or guesses_currency(record)
            yield product


def meaning_of(header: str, told: Mapping[str, str]) -> str:
    """What a column means, by what a person said of it, else by its header."""
    if not header:
        return IGNORED
    said = told.get(machine_name(header)) or told.get(machine_name(bare(header)))
    return said or field_of(header) or ATTRIBUTE


_IDS = {"id", "sku", "code"}
_SEVERAL = ("sku", "code", "description")
"""Fields that several columns may be."""


def _is_noise(text: str) -> bool:
    """Whether a text is what bytes of another kind of file look like."""
    odd = sum(1 for char in text if char == "\ufffd" or (not char.isalnum() and not char.isascii()))
    return "\ufffd" in text or odd * 5 > len(text) > 10


def _priced(meanings: list[str], headers: Sequence[str]) -> list[str]:
    """A table without a price column has it in that of usual prices, beside which a sale's may be empty."""
    usual = next(
        (
            place
            for place, meaning in enumerate(meanings)
            if meaning == "list_price" and is_usual_price(headers[place])
        ),
        None,
    )
    if usual is None or "price" in meanings:
        return meanings
    return [*meanings[:usual], "price", *meanings[usual + 1 :]]


def _sorted_by(meanings: list[str], headers: Sequence[str]) -> list[str]:
    """Beside a column of categories, one called type says something else, as ``simple`` in shop exports."""
    if meanings.count("category") < 2:
        return meanings
    return [
        IGNORED if meaning == "category" and machine_name(bare(header)) == "type" else meaning
        for header, meaning in zip(headers, meanings, strict=True)
    ]


def _settled(meanings: list[str]) -> list[str]:
    """Meanings of which no field comes twice: a second id is another number of it, a second price nothing."""
    seen: set[str] = set()
    found = []
    for meaning in meanings:
        chosen = meaning
        if meaning in seen and meaning not in (*_SEVERAL, ATTRIBUTE, IGNORED):
            spare = {"id": "sku", "name": ATTRIBUTE, "brand": ATTRIBUTE, "category": ATTRIBUTE}
            chosen = spare.get(meaning, IGNORED)
        seen.add(chosen)
        found.append(chosen)
    return found


def _both(first: object, second: object) -> object:
    if isinstance(first, str) and isinstance(second, str) and len(first) + len(second) > 200:
        return f"{first}\n{second}"
    return [*(first if isinstance(first, list) else [first]), second]


class TableFeed(RecordFeed):
    """A table with a header row; every column that is no known field becomes an attribute.

    CSV, TSV and XLSX. The header may stand a few rows down; a column's currency or unit in brackets counts.
    """

    title: ClassVar[str] = "table of products"

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open the table and recognise its columns.

        Raises:
            FeedError: It cannot be read, is too large, or no column is a product's name.
        """
        super().__init__(path, reading)

        def named(header: object) -> bool:
            cells = [str(cell) for cell in header] if isinstance(header, list) else []
            told = {meaning_of(cell, reading.columns) for cell in cells if cell}
            return bool(told & {"name", "name_en", "name_zh"}) if reading.columns else lists_products(cells)

        table = find_header(path, named)
        if table is None:
            found = ", ".join(cell for cell in first_row(path)[:12] if cell)
            if _is_noise(found):
                raise FeedError(f"{path}: it is no table, or a damaged one: what stands in it is no text")
            raise FeedError(
                f"{path}: no column holds the names; call one of them name, title or 名称, or say which "
                f'it is: --map "HEADER=name"; its first row: {found[:200] or "empty"}'
            )
        self._table: Table = table
        meanings = [meaning_of(header, reading.columns) for header in table.header]
        self._meanings = _settled(_sorted_by(_priced(meanings, table.header), table.header))
        self._headers = {
            meaning: header
            for meaning, header in reversed(list(zip(self._meanings, table.header, strict=True)))
        }

    def columns(self) -> tuple[Column, ...]:
        """What became of each column."""
        pairs = zip(self._table.header, self._meanings, strict=True)
        return tuple(Column(header, meaning) for header, meaning in pairs if header)

    def notes(self) -> tuple[str, ...]:
        """Encoding or sheet."""
        return (self._table.sheet.note,)

    def total(self) -> int | None:
        """About how many rows."""
        return self._table.total()

    def records(self) -> Iterator[Record | BadRow]:
        """The rows below the header; neighbours of one product are taken together."""
        waiting: list[Record] = []
        for number, row in enumerate(self._table.rows(), 1):
            record = None if row.problem else self._record(row, number)
            if record and waiting and len(waiting) < MOST and same_product(waiting[0], record):
                waiting.append(record)
                continue
            if waiting:
                yield from merged(waiting)
                waiting = []
            if record:
                waiting.append(record)
            else:
                yield bad(row, number)
        if waiting:
            yield from merged(waiting)

    def _record(self, row: Row, number: int) -> Record:
        fields: dict[str, object] = {}
        attributes: dict[str, object] = {}
        for header, meaning, cell in zip(self._table.header, self._meanings, row.cells, strict=False):
            if meaning == IGNORED or is_blank(cell):
                continue
            if meaning == ATTRIBUTE:
                attributes.setdefault(header, cell)
            elif meaning in _SEVERAL and meaning in fields:
                fields[meaning] = _both(fields[meaning], cell)
            else:
                fields.setdefault(meaning, cell)
        named_only = not _IDS & set(self._meanings)
        return Record(number, fields, attributes, row.line, named_only, headers=self._headers)
