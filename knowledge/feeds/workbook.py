"""Sheets of XLSX workbooks (Office Open XML, ECMA-376), read row by row."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_TABLE_BYTES
from knowledge.feeds.table import MAX_COLUMNS, Row

_MAX_ROWS = 1_048_576
"""What the format allows."""
_MAX_CELLS = 20_000_000
_MAX_UNPACKED = 2 * MAX_TABLE_BYTES
_MAX_PARTS = 5_000
_OLD = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, ParseError, EOFError,
    RuntimeError, AssertionError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error,
)  # fmt: skip
"""What the reader raises on files that are not what they say; an entity in its XML is a ``ValueError``."""


class WorkbookSheet:
    """One sheet; cells hold the values last calculated, never formulas."""

    def __init__(self, path: Path, sheet: Any, others: int) -> None:
        """Take a sheet of an opened workbook."""
        self._path, self._sheet = path, sheet
        self.note = f"sheet {sheet.title!r}" + (f", {others} other sheets not read" if others else "")
        self._total = min(int(sheet.max_row), _MAX_ROWS) if sheet.max_row else None
        sheet.reset_dimensions()

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty.

        Raises:
            FeedError: The workbook is damaged.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield from self._rows()
        except _BROKEN as error:
            raise _damaged(self._path, error) from error

    def _rows(self) -> Iterator[Row]:
        cells_read = 0
        for line, cells in enumerate(self._sheet.iter_rows(values_only=True), 1):
            cells_read += len(cells) + 1
            if line > _MAX_ROWS or cells_read > _MAX_CELLS:
                raise FeedError(f"{self._path}: {self.note} has too many cells; split it")
            if any(cell is not None and cell != "" for cell in cells):
                yield Row(line, cells[: 2 * MAX_COLUMNS])

    def total(self) -> int | None:
        """As the sheet itself says."""
        return self._total


def sheets(path: Path) -> Iterator[WorkbookSheet]:
    """The visible sheets of a workbook, in order.

    Raises:
        FeedError: It is no XLSX workbook, is protected, or unpacks to more than is sound.
    """
    book = _opened(path)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:50]
        found = [WorkbookSheet(path, sheet, len(shown) - 1) for sheet in shown]
    except _BROKEN as error:
        raise _damaged(path, error) from error
    yield from found


def _opened(path: Path) -> Any:
    import openpyxl

    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            raise FeedError(f"{path}: larger than {MAX_TABLE_BYTES >> 20} MiB; split it")
        data = path.read_bytes()
        if data.startswith(_OLD):
            raise FeedError(f"{path}: an old or protected workbook; save it as .xlsx without a password")
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            entries = parts.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > _MAX_PARTS or unpacked > _MAX_UNPACKED:
            raise FeedError(
                f"{path}: it unpacks to {unpacked >> 20} MiB; at most {_MAX_UNPACKED >> 20} are read"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException) -> FeedError:
    if isinstance(error, FeedError):
        return error
    return FeedError(f"{path}: it is no workbook that can be read: {' '.join(str(error).split())[:200]}")
