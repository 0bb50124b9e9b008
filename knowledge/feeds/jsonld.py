"""Saved HTML pages of products: the schema.org data (JSON-LD) that shops put in them for search engines."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.encoding import decoded
from knowledge.feeds.products import RecordFeed
from knowledge.feeds.record import Record
from knowledge.feeds.schemaorg import Node, products_in, record_of

_MAX_BYTES = 32 << 20
_MOST_SCRIPTS = 500
_SCRIPT = re.compile(r"<script\b([^<>]{0,2000})>", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_IS_JSON_LD = re.compile(r"""type\s*=\s*["']?application/ld\+json""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([a-z]{2,3})\b""", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?(gb2312|gbk|gb18030)""", re.IGNORECASE)


class JsonLdFeed(RecordFeed):
    """A saved product page."""

    title: ClassVar[str] = "schema.org data of a web page"

    def __init__(self, path: Path, reading: Reading) -> None:
        """Read the page.

        Raises:
            FeedError: It cannot be read or is too large.
        """
        super().__init__(path, reading)
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise FeedError(f"{path}: larger than {_MAX_BYTES >> 20} MiB")
            data = path.read_bytes()
        except OSError as error:
            raise FeedError(f"{path}: {error.strerror or error}") from error
        self._text = data.decode("gb18030", "replace") if _CHARSET.search(data[:4096]) else decoded(data)[0]
        found = _LANGUAGE.search(self._text[:10_000])
        self._language = found[1].lower() if found else ""

    def records(self) -> Iterator[Record | BadRow]:
        """Its products; a script that is no JSON is a ``BadRow``.

        Raises:
            FeedError: There is no product in it.
        """
        number = 0
        seen: list[Node] = []
        for line, script in self._scripts():
            try:
                data = json.loads(_tidy(script))
            except (ValueError, RecursionError) as error:
                number += 1
                yield BadRow(number, f"its data is no JSON: {' '.join(str(error).split())[:100]}", line)
                continue
            for node in products_in(data):
                if node not in seen:
                    number += 1
                    seen = [*seen[-200:], node]
                    yield record_of(node, number, self._reading.language or self._language, line)
        if not number:
            raise FeedError(f"{self._path}: there is no schema.org Product in this page (JSON-LD)")

    def _scripts(self) -> Iterator[tuple[int, str]]:
        """The JSON-LD scripts, each with its line."""
        at = line = counted = 0
        for _ in range(_MOST_SCRIPTS):
            found = _SCRIPT.search(self._text, at)
            if found is None:
                return
            ended = _END.search(self._text, found.end())
            at = ended.start() if ended else len(self._text)
            if _IS_JSON_LD.search(found[1]):
                line += self._text.count("\n", counted, found.start())
                counted = found.start()
                yield line + 1, self._text[found.end() : at]


def _tidy(script: str) -> str:
    """JSON without what template engines put around it: comments, CDATA, a semicolon, entities for quotes."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = (
        text.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
    )
    text = text.strip().removesuffix(";")
    if text.startswith(("{&quot;", "[{&quot;", "{ &quot;")):
        text = html.unescape(text)
    return "".join(char if char >= " " else " " for char in text)
