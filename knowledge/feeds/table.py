"""Tables, whatever file they come from: which row is the header, and the rows below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, clean
from knowledge.feeds.cells import is_blank
from knowledge.feeds.columns import field_of
from knowledge.feeds.encoding import LOST

MAX_COLUMNS = 1000
_HEADER_WITHIN = 10
"""Rows looked at for the header: a title and remarks may stand above it."""
_NAMES = frozenset(["name", "name_en", "name_zh"])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet."""

    line: int
    """From 1: the line of the file it begins on, or the row of a spreadsheet."""
    cells: Sequence[object]
    problem: str = ""
    """Why it cannot be read; then there are no cells."""


class Sheet(Protocol):
    """A grid of cells."""

    note: str
    """Encoding or sheet name, for a person."""

    def rows(self) -> Iterator[Row]:
        """All rows that are not empty, from the top; each call begins anew."""

    def total(self) -> int | None:
        """About how many rows there are."""


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a file: one of a text file, all visible ones of a workbook.

    Raises:
        FeedError: It cannot be read.
    """
    from knowledge.feeds.csvfile import TextSheet

    if is_workbook(path):
        from knowledge.feeds.workbook import sheets

        return list(sheets(path))
    return [TextSheet(path)]


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet program's own, by its first bytes.

    Raises:
        FeedError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise FeedError(f"{path}: {error.strerror or error}") from error
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))


def header_cells(row: Row) -> list[str]:
    """A row as headers."""
    return [clean(str(cell), 120) if not is_blank(cell) else "" for cell in row.cells[:MAX_COLUMNS]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header is known."""

    path: Path
    sheet: Sheet
    header: tuple[str, ...]
    line: int
    """Of the header."""

    def rows(self) -> Iterator[Row]:
        """The rows below the header; what cannot be a row of it has a problem."""
        width = len(self.header)
        for row in self.sheet.rows():
            if row.line <= self.line:
                continue
            beyond = [cell for cell in row.cells[width:] if not is_blank(cell)]
            if beyond:
                yield Row(row.line, (), f"it has {len(row.cells)} cells, the header {width}")
            elif any(isinstance(cell, str) and LOST in cell for cell in row.cells):
                yield Row(row.line, (), f"it holds bytes that are not {self.sheet.note or 'text'}")
            else:
                yield row

    def total(self) -> int | None:
        """About how many rows there are below the header."""
        total = self.sheet.total()
        return None if total is None else max(0, total - self.line)


def find_header(path: Path, wanted: Wanted) -> Table | None:
    """The first sheet with a header that is wanted.

    Raises:
        FeedError: It cannot be read.
    """
    for sheet in sheets_of(path):
        for row, _ in zip(sheet.rows(), range(_HEADER_WITHIN), strict=False):
            header = header_cells(row)
            if wanted(header):
                return Table(path, sheet, tuple(header), row.line)
    return None


class Wanted(Protocol):
    """A test of a header."""

    def __call__(self, header: Sequence[str], /) -> bool:
        """Whether it is one."""


def lists_products(header: Sequence[str]) -> bool:
    """Whether a header has a column of names, and another one."""
    fields = [field_of(cell) for cell in header]
    return bool(_NAMES & set(fields)) and sum(1 for cell in header if cell) > 1


def first_row(path: Path) -> list[str]:
    """The first row of the first sheet, to tell a person what was found there."""
    for sheet in sheets_of(path):
        for row in sheet.rows():
            return header_cells(row)
    return []


def bad(row: Row, number: int, reason: str = "") -> BadRow:
    """A row of a table as a ``BadRow``."""
    return BadRow(number, reason or row.problem, row.line)
