"""Products as JSON: one object a line (also gzipped), or one list of objects.

Besides the usual names of fields, the shape of Icecat dumps is understood: ``title``, ``supplier`` (the
brand), ``name`` (the model number), ``ean``, ``price`` in cents of the shop's currency, and attributes
named ``attr_t_…`` (text), ``attr_n_…`` (number) and ``attr_b_…`` (yes or no). So are schema.org's products.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, ClassVar

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_FILE_BYTES, MAX_ROW_BYTES, MAX_TABLE_BYTES, BadRow, Reading, RowError
from knowledge.feeds.columns import ATTRIBUTE, IGNORED
from knowledge.feeds.encoding import decoded
from knowledge.feeds.products import RecordFeed, meaning_of
from knowledge.feeds.record import Record
from knowledge.feeds.schemaorg import products_in, record_of

_BROKEN = (OSError, EOFError, zlib.error)
_ICECAT = ("attr_t_", "attr_n_", "attr_b_")
_LISTS = ("products", "items", "data", "goods", "list", "result", "results")


class JsonFeed(RecordFeed):
    """A file of JSON objects."""

    title: ClassVar[str] = "JSON products"

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the file.

        Raises:
            FeedError: It cannot be read, or is a list too large to be read at once.
        """
        super().__init__(path, reading)
        name = path.name.lower()
        self._packed = name.endswith(".gz")
        try:
            size = path.stat().st_size
            with self._open() as file:
                file.read(1)
        except _BROKEN as error:
            raise FeedError(f"{path}: it cannot be read: {error}") from error
        self._is_whole = not name.removesuffix(".gz").endswith((".jsonl", ".ndjson"))
        if self._is_whole and size > MAX_TABLE_BYTES:
            raise FeedError(f"{path}: larger than {MAX_TABLE_BYTES >> 20} MiB; make it JSON lines")

    def total(self) -> int | None:
        """Lines; unknown for a list, or when the file breaks off."""
        if self._is_whole:
            return None
        try:
            with self._open() as file:
                blocks = iter(lambda: file.read(1 << 20), b"")
                return sum(
                    block.count(b"\n") for block, _ in zip(blocks, range(MAX_FILE_BYTES >> 20), strict=False)
                )
        except _BROKEN:
            return None

    def records(self) -> Iterator[Record | BadRow]:
        """The objects; what is none, or no JSON, is a ``BadRow``.

        Raises:
            FeedError: A list that is no JSON.
        """
        number = 0
        for line, entry in self._whole() if self._is_whole else self._lines():
            for node in _products(entry):
                number += 1
                if isinstance(node, RowError):
                    yield BadRow(number, str(node), line)
                elif not isinstance(node, Mapping):
                    yield BadRow(number, "it is no object", line)
                elif "@type" in node:
                    yield record_of(node, number, self._reading.language, line)
                else:
                    yield _record(node, number, line, self._reading.columns)

    def _open(self) -> BinaryIO | gzip.GzipFile:
        return gzip.open(self._path, "rb") if self._packed else self._path.open("rb")

    def _whole(self) -> Iterator[tuple[int, object]]:
        """The entries of a list; a file of lines under another name is read as lines."""
        try:
            with self._open() as file:
                data = file.read(MAX_TABLE_BYTES + 1)
            if len(data) > MAX_TABLE_BYTES:
                raise FeedError(f"{self._path}: larger than {MAX_TABLE_BYTES >> 20} MiB; make it JSON lines")
            found = json.loads(decoded(data)[0])
        except json.JSONDecodeError as error:
            lines = self._lines()
            first = next(lines, None) if error.msg == "Extra data" else None
            if first is None or isinstance(first[1], RowError):
                raise FeedError(f"{self._path}: it is no JSON: {error}") from error
            yield from chain([first], lines)
            return
        except (*_BROKEN, ValueError, RecursionError) as error:
            raise FeedError(f"{self._path}: it is no JSON: {error}") from error
        if isinstance(found, dict) and not found.keys() & {"@type", "@graph"}:
            listed = next((found[key] for key in _LISTS if isinstance(found.get(key), list)), None)
            found = listed if listed is not None else found
        if not isinstance(found, list) and not (
            isinstance(found, dict) and found.keys() & {"@type", "@graph"}
        ):
            raise FeedError(f"{self._path}: it is no list of products")
        yield from ((0, entry) for entry in (found if isinstance(found, list) else [found]))

    def _lines(self) -> Iterator[tuple[int, object]]:
        read = number = 0
        try:
            with self._open() as file:
                while line := file.readline(MAX_ROW_BYTES):
                    number += 1
                    whole = line.endswith(b"\n") or len(line) < MAX_ROW_BYTES
                    while not line.endswith(b"\n") and (rest := file.readline(MAX_ROW_BYTES)):
                        read += len(rest)
                        line = rest
                    read += len(line)
                    if read > MAX_FILE_BYTES:
                        size = f"the file is larger than {MAX_FILE_BYTES >> 30} GiB; the rest was not read"
                        yield number, RowError(size)
                        return
                    if not whole:
                        yield number, RowError(f"it is longer than {MAX_ROW_BYTES >> 20} MiB")
                    elif line.strip():
                        yield number, _parsed(line)
        except _BROKEN as error:
            yield number + 1, RowError(f"the file breaks off here: {error}")


def _products(entry: object) -> Iterator[object]:
    """The products of an entry: those in it where it is schema.org's, else itself."""
    if isinstance(entry, Mapping) and ("@graph" in entry or "@type" in entry):
        yield from products_in(entry)
    else:
        yield entry


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return RowError(f"it is no JSON: {error}")


@lru_cache(maxsize=4096)
def _spoken(key: str) -> str:
    """``attr_t_printing_colours`` as ``printing colours``."""
    return key[7:].strip("_").replace("__", " ").replace("_", " ")


def _record(entry: Mapping[str, object], number: int, line: int, told: Mapping[str, str]) -> Record:
    fields: dict[str, object] = {}
    attributes: dict[str, object] = {}
    icecat = "supplier" in entry and "title" in entry
    for key, cell in entry.items():
        if icecat and key.startswith(_ICECAT):
            attributes[_spoken(key)] = cell
        elif key in ("attributes", "specs", "properties") and isinstance(cell, Mapping):
            attributes.update({str(name): value for name, value in cell.items()})
        elif (meaning := meaning_of(key, told)) == ATTRIBUTE:
            attributes.setdefault(key, cell)
        elif meaning != IGNORED:
            fields.setdefault(meaning, cell)
    if icecat:
        fields["name"], fields["sku"] = entry["title"], entry.get("name")
        minor = isinstance(entry.get("price"), int)
        return Record(number, fields, attributes, line, price_is_minor=minor)
    return Record(number, fields, attributes, line)
