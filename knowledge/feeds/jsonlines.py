"""Products as JSON: one object a line (also gzipped), or one list of objects.

Besides the usual names of fields, the shape of Icecat dumps is understood: ``title``, ``supplier`` (the
brand), ``name`` (the model number), ``ean``, ``price`` in cents of the shop's currency, and attributes
named ``attr_t_…`` (text), ``attr_n_…`` (number) and ``attr_b_…`` (yes or no).
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_FILE_BYTES, MAX_ROW_BYTES, BadRow, Reading, RowError
from knowledge.feeds.record import Record, field_of, product_of
from knowledge.model import Product

_MAX_LIST_BYTES = 256 << 20
_BROKEN = (OSError, EOFError, zlib.error)
_ICECAT = ("attr_t_", "attr_n_", "attr_b_")


class JsonFeed:
    """A file of JSON objects."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the file.

        Raises:
            FeedError: It cannot be read, or is a list too large to be read at once.
        """
        self._path, self._reading = path, reading
        self._is_list = path.suffix.lower() == ".json"
        try:
            size = path.stat().st_size
            with self._open() as file:
                file.read(1)
        except _BROKEN as error:
            raise FeedError(f"{path}: it cannot be read: {error}") from error
        if self._is_list and size > _MAX_LIST_BYTES:
            raise FeedError(f"{path}: larger than {_MAX_LIST_BYTES >> 20} MiB; make it JSON lines")

    def shop(self) -> ShopInfo | None:
        """Such a file says nothing of the shop."""
        return None

    def total(self) -> int | None:
        """Lines; unknown for a list, or when the file breaks off."""
        if self._is_list:
            return None
        try:
            with self._open() as file:
                blocks = iter(lambda: file.read(1 << 20), b"")
                return sum(
                    block.count(b"\n") for block, _ in zip(blocks, range(MAX_FILE_BYTES >> 20), strict=False)
                )
        except _BROKEN:
            return None

    def rows(self) -> Iterator[Product | BadRow]:
        """The products; a line that is no object or lacks what matters is a ``BadRow``.

        Raises:
            FeedError: A list that is no JSON.
        """
        for number, entry in self._entries():
            if isinstance(entry, RowError):
                yield BadRow(number, str(entry))
                continue
            try:
                yield product_of(_record(number, entry), self._path, self._reading)
            except RowError as error:
                yield BadRow(number, str(error))

    def _open(self) -> BinaryIO | gzip.GzipFile:
        if self._path.suffix.lower() == ".gz":
            return gzip.open(self._path, "rb")
        return self._path.open("rb")

    def _entries(self) -> Iterator[tuple[int, object]]:
        if not self._is_list:
            yield from enumerate(self._lines(), 1)
            return
        try:
            found = json.loads(self._path.read_bytes().decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise FeedError(f"{self._path}: it is no JSON: {error}") from error
        if isinstance(found, dict) and isinstance(found.get("products"), list):
            found = found["products"]
        if not isinstance(found, list):
            raise FeedError(f"{self._path}: it is no list of products")
        yield from enumerate(found, 1)

    def _lines(self) -> Iterator[object]:
        read = 0
        try:
            with self._open() as file:
                while line := file.readline(MAX_ROW_BYTES):
                    whole = line.endswith(b"\n") or len(line) < MAX_ROW_BYTES
                    while not line.endswith(b"\n") and (rest := file.readline(MAX_ROW_BYTES)):
                        read += len(rest)
                        line = rest
                    read += len(line)
                    if read > MAX_FILE_BYTES:
                        yield RowError(
                            f"the file is larger than {MAX_FILE_BYTES >> 30} GiB; the rest was not read"
                        )
                        return
                    if not whole:
                        yield RowError(f"it is longer than {MAX_ROW_BYTES >> 20} MiB")
                    elif line.strip():
                        yield _parsed(line)
        except _BROKEN as error:
            yield RowError(f"the file breaks off here: {error}")


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return RowError(f"it is no JSON: {error}")


@lru_cache(maxsize=4096)
def _spoken(key: str) -> str:
    """``attr_t_printing_colours`` as ``printing colours``."""
    return key[7:].strip("_").replace("__", " ").replace("_", " ")


def _record(number: int, entry: object) -> Record:
    if not isinstance(entry, Mapping):
        raise RowError("it is no object")
    fields: dict[str, object] = {}
    attributes: dict[str, object] = {}
    icecat = "supplier" in entry and "title" in entry
    for key, cell in entry.items():
        if icecat and key.startswith(_ICECAT):
            attributes[_spoken(key)] = cell
        elif key == "attributes" and isinstance(cell, Mapping):
            attributes.update({str(name): value for name, value in cell.items()})
        elif field := field_of(key):
            fields.setdefault(field, cell)
        else:
            attributes.setdefault(key, cell)
    if icecat:
        fields["name"], fields["sku"] = entry["title"], entry.get("name")
        minor = isinstance(entry.get("price"), int)
        return Record(number, fields, attributes, price_is_minor=minor)
    return Record(number, fields, attributes)
