"""Scripts as marketers have them: pasted texts for many products at once, and sheets.

A pasted text is read line by line. A heading (``# name``, ``【name】``, ``name:``, or a product's name alone
on its line) begins a product, or a beat when it is called so ("Hook", "痛点"); ``Hook: …`` is one beat's
words. A paragraph under no heading belongs to the product that it names. Words under no beat are sorted: the
first sentence is the hook, those with a price are the price, an invitation at the end is the call, the rest
proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.agenda.beats import Written
from agent.agenda.scriptform import GAP, LONGEST, beat_named
from agent.guard.numbers import read as numbers_in
from agent.variety import sentences
from knowledge.answerbook.words import cleaned, from_cell
from knowledge.errors import FeedError
from knowledge.feeds.cells import is_blank
from knowledge.feeds.table import find_header

MAX_BYTES = 4 << 20
"""Of a pasted text."""
ROWS = 20_000
"""Pieces taken from one file."""
LONGEST_NAME = 80
"""Characters of a line that may be a product's name."""

_HEADING = re.compile(r"(?:#{1,4}\s*|[【\[《])(.+?)[】\]》]?\s*[:：]?|(.{1,80}?)\s*[:：]")
_LABELLED = re.compile(r"[【\[]?([^:：】\]]{1,20})[】\]]?\s*[:：]\s*(\S.*)")
_ITEM = re.compile(r"(?:[-*•·]|[0-9]{1,2}[.)、])\s*")
_CALLS = re.compile(
    r"\b(?:card|link|cart|basket|order|tap|click|buy|checkout|chat|ask)\b"
    r"|链接|下单|卡片|购物车|点一下|点击|拍|公屏|问我",
    re.IGNORECASE,
)
_PAINS = re.compile(
    r"\b(?:tired|annoy\w*|hate|struggl\w*|worr\w+|problem|ever had|no more|sick of)\b"
    r"|烦|担心|怕|总是|是不是|头疼|难受|尴尬",
    re.IGNORECASE,
)
_COLUMNS = {
    "product": (
        "product", "product id", "sku", "id", "product name", "name", "商品", "产品", "商品名称", "产品名称",
        "商品id",
    ),
    "beat": ("beat", "part", "section", "type", "环节", "类型", "部分", "节奏", "段落"),
    "text": ("text", "script", "words", "line", "wording", "copy", "话术", "文案", "内容", "台词", "脚本"),
    "language": ("language", "lang", "语言"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Which product a name means."""

    product_id: str = ""
    why_not: str = ""
    """Why none was found."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One wording of an import."""

    product_id: str
    beat: Written
    text: str
    line: int
    """Of the file, from 1."""
    language: str = ""
    """As the sheet says; empty: told by its script."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not taken, and why."""

    line: int
    text: str
    reason: str


Find = Callable[[str, bool], Found]
"""The product that a text is called by (``True``: the whole text is its name), or that it names."""


def read_pasted(path: Path, find: Find) -> Iterator[Piece | Left]:
    """The wordings of a pasted text.

    Args:
        path: A text file, UTF-8.
        find: Finds products.

    Raises:
        FeedError: The file cannot be read.
    """
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
        if len(data) > MAX_BYTES:
            raise FeedError(f"{path}: larger than {MAX_BYTES >> 20} MiB; split it")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise FeedError(f"{path}: {error.strerror or error}") from error
    yield from _Pasted(find).read(text)


class _Pasted:
    def __init__(self, find: Find) -> None:
        self._find = find
        self._product = ""
        self._unknown = ""
        self._headed = False
        self._beat: Written | None = None
        self._open: list[str] = []
        self._open_at = 0

    def read(self, text: str) -> Iterator[Piece | Left]:
        for number, raw in enumerate(text.splitlines(), 1):
            line = cleaned(raw, 4 * LONGEST)
            if not line:
                yield from self._close()
                if not self._headed:
                    self._product = ""
            elif self._heading(line):
                yield from self._close()
                yield from self._turn(line, number)
            else:
                labelled = _LABELLED.fullmatch(line)
                beat = beat_named(labelled[1]) if labelled else None
                if beat is not None and labelled is not None:
                    yield from self._close()
                    yield from self._pieces(labelled[2], number, beat)
                    continue
                if item := _ITEM.match(line):
                    yield from self._close()
                    line = line[item.end() :]
                if not self._open:
                    self._open_at = number
                self._open.append(line)
        yield from self._close()

    def _heading(self, line: str) -> str:
        """What a line is the heading of; empty when it is none."""
        match = _HEADING.fullmatch(line)
        if match is not None:
            name = (match[1] or match[2] or "").strip()
            if match[1] or beat_named(name) or self._find(name, True).product_id:
                return name
        named = len(line) <= LONGEST_NAME and (beat_named(line) or self._find(line, True).product_id)
        return line if named else ""

    def _turn(self, line: str, number: int) -> Iterator[Left]:
        name = self._heading(line)
        beat = beat_named(name)
        if beat is not None:
            self._beat = beat
            return
        exactly = self._find(name, True)
        found = exactly if exactly.product_id else self._find(name, False)
        self._product, self._unknown = found.product_id, exactly.why_not
        self._headed, self._beat = True, None
        if not found.product_id:
            yield Left(number, line, exactly.why_not)

    def _close(self) -> Iterator[Piece | Left]:
        text, self._open = " ".join(self._open), []
        if text:
            yield from self._pieces(text, self._open_at, self._beat)

    def _pieces(self, text: str, line: int, beat: Written | None) -> Iterator[Piece | Left]:
        product = self._product
        if not product:
            found = self._find(text, False)
            product = found.product_id
            self._unknown = self._unknown or found.why_not
        if not product:
            yield Left(line, text, self._unknown or "it stands under no product's name")
        elif beat is not None:
            yield Piece(product, beat, text, line)
        else:
            for sort, words in sorted_words(text):
                yield Piece(product, sort, words, line)


def sorted_words(text: str) -> list[tuple[Written, str]]:
    """A paragraph's sentences by the beat they seem to be for; neighbours of one beat stay together."""
    found: list[tuple[Written, str]] = []
    parts = sentences(text)
    for at, sentence in enumerate(parts):
        beat = _sort(sentence, first=at == 0, last=at == len(parts) - 1)
        if found and found[-1][0] == beat and len(found[-1][1]) + len(sentence) < LONGEST // 2:
            joint = " " if sentence.isascii() else ""
            found[-1] = (beat, f"{found[-1][1]}{joint}{sentence}")
        else:
            found.append((beat, sentence))
    return found


def _sort(sentence: str, *, first: bool, last: bool) -> Written:
    gaps = GAP.findall(sentence)
    if {"price", "list_price"} & set(gaps) or any(one.kind == "price" for one in numbers_in(sentence)):
        return "price"
    if last and not first and _CALLS.search(sentence):
        return "call"
    if _PAINS.search(sentence):
        return "pain"
    return "hook" if first else "proof"


def read_sheet(path: Path, find: Find) -> Iterator[Piece | Left]:
    """The wordings of a sheet with columns product, beat, text and, if need be, language (CSV, TSV, XLSX).

    Raises:
        FeedError: The file cannot be read, or has no such columns.
    """
    table = find_header(path, lambda header: {"product", "text"} <= set(_columns(header)))
    if table is None:
        raise FeedError(f"{path}: no row names the columns product and text (and beat, language)")
    columns = _columns(table.header)
    product = ""
    for count, row in enumerate(table.rows()):
        if count >= ROWS:
            yield Left(row.line, "", f"more than {ROWS} rows at once; the rest was not read")
            return
        if row.problem:
            yield Left(row.line, "", row.problem)
            continue
        cells = {
            name: cleaned(from_cell(str(row.cells[at]).strip()), 4 * LONGEST)
            for name, at in columns.items()
            if at < len(row.cells) and not is_blank(row.cells[at])
        }
        product = cells.get("product", product)
        yield from _row(cells, product, row.line, find)


def _row(cells: dict[str, str], product: str, line: int, find: Find) -> Iterator[Piece | Left]:
    text = cells.get("text", "")
    if not text:
        return
    found = find(product, True)
    if not found.product_id:
        named = find(product, False)
        found = named if named.product_id else found
    beat = beat_named(cells["beat"]) if cells.get("beat") else None
    if not product:
        yield Left(line, text, "the column product is empty, in this row and above")
    elif not found.product_id:
        yield Left(line, text, found.why_not)
    elif cells.get("beat") and beat is None:
        yield Left(line, text, f"{cells['beat'][:40]!r} is no beat; write hook, pain, proof, price or call")
    elif beat is not None:
        yield Piece(found.product_id, beat, text, line, cells.get("language", "").lower()[:2])
    else:
        for sort, words in sorted_words(text):
            yield Piece(found.product_id, sort, words, line, cells.get("language", "").lower()[:2])


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [" ".join(cell.casefold().replace("_", " ").split()) for cell in header]
    found = {}
    for column, known in _COLUMNS.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[column] = at
    return found
