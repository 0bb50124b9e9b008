"""Comma- and tab-separated products, columns recognised by their usual names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_ROW_BYTES, BadRow, Reading, RowError, clean
from knowledge.feeds.record import Record, field_of, product_of
from knowledge.model import Product

_MAX_BYTES = 256 << 20
_MAX_COLUMNS = 1000


class CsvFeed:
    """A table with a header line; every column that is no known field becomes an attribute.

    UTF-8, UTF-16 with its mark, and GB18030 are recognised; commas, tabs and semicolons separate.
    """

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open the table and recognise its columns.

        Raises:
            FeedError: It cannot be read, is too large, or no column is a product's name.
        """
        self._path, self._reading = path, reading
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise FeedError(f"{path}: larger than {_MAX_BYTES >> 20} MiB; split it")
            self._text = _decoded(path.read_bytes())
        except OSError as error:
            raise FeedError(f"{path}: {error.strerror or error}") from error
        first = self._text[:MAX_ROW_BYTES].split("\n", 1)[0]
        self._mark = max("\t" if path.suffix.lower() == ".tsv" else ",", "\t", ";", ",", key=first.count)
        try:
            header = next(self._cells(), [])
        except csv.Error as error:
            raise FeedError(f"{path}: the header line cannot be read: {error}") from error
        self._header = [clean(cell, 80) for cell in header[:_MAX_COLUMNS]]
        self._fields = [field_of(cell) for cell in self._header]
        if not {"name", "name_en", "name_zh"} & set(self._fields):
            raise FeedError(f"{path}: no column holds the names; call one of them name, title or 名称")

    def shop(self) -> ShopInfo | None:
        """A table says nothing of the shop."""
        return None

    def total(self) -> int | None:
        """Lines, less the header: more than rows where cells hold line ends."""
        return max(0, self._text.rstrip("\r\n").count("\n"))

    def rows(self) -> Iterator[Product | BadRow]:
        """The products; a row with a broken cell is a ``BadRow``."""
        cells, number = self._cells(), 0
        next(cells, None)
        while True:
            try:
                row = next(cells, None)
            except csv.Error as error:
                number += 1
                yield BadRow(number, f"it cannot be read: {error}")
                continue
            if row is None:
                return
            if any(cell.strip() for cell in row):
                number += 1
                yield self._row(row, number)

    def _cells(self) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_ROW_BYTES)
        return csv.reader(io.StringIO(self._text, newline=""), delimiter=self._mark)

    def _row(self, row: list[str], number: int) -> Product | BadRow:
        if len(row) > len(self._header) and any(cell.strip() for cell in row[len(self._header) :]):
            return BadRow(number, f"it has {len(row)} cells, the header {len(self._header)}")
        if any("\ufffd" in cell for cell in row):
            return BadRow(number, "it is neither UTF-8, GB18030 nor marked UTF-16")
        fields: dict[str, object] = {}
        attributes: dict[str, object] = {}
        for header, field, cell in zip(self._header, self._fields, row, strict=False):
            if not field:
                attributes.setdefault(header, cell)
            elif cell.strip():
                fields.setdefault(field, cell.strip())
        try:
            return product_of(Record(number, fields, attributes), self._path, self._reading)
        except RowError as error:
            return BadRow(number, str(error))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", "replace")
