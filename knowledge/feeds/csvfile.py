"""Text tables: comma-, tab-, semicolon- or bar-separated, in the encodings that shops' programs write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_ROW_BYTES, MAX_TABLE_BYTES
from knowledge.feeds.encoding import decoded
from knowledge.feeds.table import MAX_COLUMNS, Row

_LOOKED_AT = 64 << 10
_MENDED = 200
"""Rows taken for one line each, at most."""
_MARKS = ("\t", ";", ",", "|")


class TextSheet:
    """A CSV or TSV file."""

    def __init__(self, path: Path) -> None:
        """Read and decode it.

        Raises:
            FeedError: It cannot be read or is too large.
        """
        try:
            if path.stat().st_size > MAX_TABLE_BYTES:
                raise FeedError(f"{path}: larger than {MAX_TABLE_BYTES >> 20} MiB; split it")
            self._text, encoding = decoded(path.read_bytes())
        except OSError as error:
            raise FeedError(f"{path}: {error.strerror or error}") from error
        self.note = encoding.upper()
        self._mark = _separator(self._text[:_LOOKED_AT], path.suffix.lower())

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty; one that is no CSV has a problem.

        A quote that is never closed would swallow the rows after it: a row over several lines whose quotes
        are odd, or that is as wide as no row before it, is taken for its first line alone.
        """
        lines = io.StringIO(self._text, newline="").readlines()
        widths: set[int] = set()
        start = mended = 0
        while start < len(lines):
            reader = csv.reader(islice(lines, start, None), delimiter=self._mark)
            for row in self._parsed(reader, start):
                taken = lines[row.line - 1 : start + reader.line_num]
                if len(taken) > 1 and mended < _MENDED and not _is_whole(row, taken, widths):
                    mended += 1
                    yield Row(row.line, (), "a quote in it is never closed")
                    start = row.line
                    break
                widths.add(len(row.cells))
                if row.problem or any(cell and not str(cell).isspace() for cell in row.cells):
                    yield row
            else:
                return

    def _parsed(self, reader: Any, start: int) -> Iterator[Row]:
        """All rows of a reader that begins after line ``start``."""
        csv.field_size_limit(MAX_ROW_BYTES)
        while True:
            line = start + reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(line, (), f"it cannot be read: {error}")
                continue
            if cells is None:
                return
            yield Row(line, cells[: 2 * MAX_COLUMNS])

    def total(self) -> int | None:
        """Lines: more than rows where cells hold line ends."""
        return self._text.rstrip("\r\n").count("\n") + 1


def _is_whole(row: Row, taken: list[str], widths: set[int]) -> bool:
    """Whether a row over several lines is one, as far as its quotes and its width tell."""
    if row.problem or (widths and len(row.cells) not in widths):
        return False
    return sum(line.count('"') for line in taken) % 2 == 0


def _separator(text: str, suffix: str) -> str:
    """What separates the cells: the mark that most of the first lines have, most often in the first."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    likely = "\t" if suffix in (".tsv", ".tab") else ","
    sep = lines[0].strip().lower() if lines else ""
    if sep.startswith("sep=") and len(sep) == 5:
        return sep[4]
    first = next((line for line in lines if any(mark in line for mark in _MARKS)), "")

    def weight(mark: str) -> tuple[int, int]:
        return sum(mark in line for line in lines), first.count(mark)

    return max(likely, *_MARKS, key=weight)
