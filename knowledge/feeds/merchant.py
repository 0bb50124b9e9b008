"""Google Merchant product feeds in XML: RSS 2.0 or Atom with the ``g:`` namespace.

The same feed as TSV is a table whose headers ``columns`` knows. Sale prices count within their dates.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, ParseError

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_ROW_BYTES, MAX_TABLE_BYTES, BadRow, Reading
from knowledge.feeds.columns import ATTRIBUTE, IGNORED
from knowledge.feeds.encoding import LOST, decoded
from knowledge.feeds.plain import plain
from knowledge.feeds.products import RecordFeed, meaning_of
from knowledge.feeds.record import Record

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}encoding=["'](gb2312|gbk|gb18030|gb_2312-80)["']""", re.IGNORECASE
)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIX = re.compile(r"(</?)g:(?=[a-z])")
"""Google's, in feeds that use it without saying what it is."""
_LOOKED_AT = 20_000
_ITEMS = ("item", "entry", "product")
_GOOGLE = "base.google.com"
"""In the namespace whose elements go before RSS's own."""
_DEEPEST = 60
_MOST_PARTS = 2_000
"""Elements of one item."""


class MerchantFeed(RecordFeed):
    """A product feed in XML."""

    title: ClassVar[str] = "Google Merchant feed"

    def __init__(self, path: Path, reading: Reading) -> None:
        """Read and decode the file.

        Raises:
            FeedError: It cannot be read or is too large.
        """
        super().__init__(path, reading)
        try:
            if path.stat().st_size > MAX_TABLE_BYTES:
                raise FeedError(f"{path}: larger than {MAX_TABLE_BYTES >> 20} MiB; split it")
            data = path.read_bytes()
        except OSError as error:
            raise FeedError(f"{path}: {error.strerror or error}") from error
        if _DECLARED.match(data[:400]):
            text, encoding = data.decode("gb18030", "replace"), "gb18030"
        else:
            text, encoding = decoded(data)
        self._text = _NOT_XML.sub("", _DECLARATION.sub("", text.lstrip("\ufeff \r\n\t"), count=1))
        if "xmlns:g" not in self._text[:_LOOKED_AT]:
            self._text = _PREFIX.sub(r"\1", self._text)
        self._note = encoding.upper()

    def notes(self) -> tuple[str, ...]:
        """The encoding."""
        return (self._note,)

    def total(self) -> int | None:
        """How many items begin in the text."""
        return max(self._text.count(f"<{name}>") + self._text.count(f"<{name} ") for name in _ITEMS)

    def records(self) -> Iterator[Record | BadRow]:
        """The items in order.

        Raises:
            FeedError: It is no XML, declares entities or is nested too deeply, or holds no item.
        """
        number = 0
        for number, item in enumerate(self._items(), 1):
            yield self._record(item, number)
        if not number:
            raise FeedError(f"{self._path}: there is no <item> or <entry> in it")

    def _items(self) -> Iterator[Element]:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse

        depth, inside, size = 0, 0, 0
        events: Any = iterparse(io.BytesIO(self._text.encode()), events=("start", "end"), forbid_dtd=True)
        parents: list[Element] = []
        try:
            for event, element in events:
                name = _local(element.tag)
                if event == "start":
                    depth += 1
                    if depth > _DEEPEST:
                        raise FeedError(f"{self._path}: it is nested too deeply")
                    if not inside and name in _ITEMS:
                        inside, size = depth, 0
                    parents.append(element)
                    continue
                parents.pop()
                size += 1
                if inside == depth:
                    inside = 0
                    yield element
                if not inside or size > _MOST_PARTS:
                    element.clear()
                    if parents:
                        parents[-1].remove(element)
                depth -= 1
        except ParseError as error:
            raise FeedError(f"{self._path}: it is no XML: {error}") from error
        except DefusedXmlException as error:
            raise FeedError(
                f"{self._path}: it declares entities or a document type, which is not read"
            ) from error

    def _record(self, item: Element, number: int) -> Record | BadRow:
        fields: dict[str, object] = {}
        attributes: dict[str, object] = {}
        total = 0
        for part in list(item)[:_MOST_PARTS]:
            name, text = _local(part.tag), _text(part)
            total += len(text)
            if total > MAX_ROW_BYTES or LOST in text:
                reason = (
                    "it is larger than 2 MiB"
                    if LOST not in text
                    else f"it holds bytes that are not {self._note}"
                )
                return BadRow(number, reason)
            detail = _detail(part) if name in ("product_detail", "productdetail") else None
            if detail:
                attributes.setdefault(*detail)
                continue
            meaning = meaning_of(name, self._reading.columns)
            if not text or meaning == IGNORED:
                continue
            if meaning == ATTRIBUTE:
                _add(attributes, name, text)
            elif meaning not in fields or _GOOGLE in str(part.tag):
                fields[meaning] = text
        return Record(number, fields, attributes)


def _add(attributes: dict[str, object], name: str, text: str) -> None:
    """Keep a value; the same element several times is a list."""
    held = attributes.get(name)
    if held is None:
        attributes[name] = text
    elif isinstance(held, list):
        held.append(text)
    else:
        attributes[name] = [held, text]


def _local(tag: object) -> str:
    """An element's name without its namespace, spaces as Google writes them in other formats."""
    return str(tag).rpartition("}")[2].strip().lower()


def _text(part: Element) -> str:
    """What an element holds: its own text, an Atom link's address, or its parts' texts (``US 4.99 USD``)."""
    if len(part):
        inside = [(child.text or "").strip() for child in list(part)[:20]]
        return " ".join(text for text in inside if text)
    return (part.text or "").strip() or str(part.get("href") or "").strip()


def _detail(part: Element) -> tuple[str, str] | None:
    """A ``product_detail``: the name and value of a property."""
    held = {_local(child.tag): plain(child.text or "", 200) for child in list(part)[:10]}
    name, value = held.get("attribute_name"), held.get("attribute_value")
    return (name, value) if name and value else None
