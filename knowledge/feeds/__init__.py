"""Files as shops have them; one module a format, loaded when such a file comes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from pkgutil import resolve_name

from knowledge.errors import FeedError
from knowledge.feeds.base import Feed

FEEDS = {
    "native": "knowledge.feeds.native:NativeFeed",
    "table": "knowledge.feeds.products:TableFeed",
    "shopify": "knowledge.feeds.shopify:ShopifyFeed",
    "merchant": "knowledge.feeds.merchant:MerchantFeed",
    "json": "knowledge.feeds.jsonlines:JsonFeed",
    "jsonld": "knowledge.feeds.jsonld:JsonLdFeed",
    "markdown": "knowledge.feeds.markdown:MarkdownFeed",
    "questions": "knowledge.feeds.questions:QuestionsFeed",
}
"""Kinds of files, and the feed that reads each."""

_TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls")
_ENDS = {
    **dict.fromkeys((".yaml", ".yml"), "native"),
    **dict.fromkeys(_TABLES, "table"),
    **dict.fromkeys((".xml", ".rss", ".atom"), "merchant"),
    **dict.fromkeys((".jsonl", ".jsonl.gz", ".ndjson", ".json", ".json.gz"), "json"),
    **dict.fromkeys((".html", ".htm"), "jsonld"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
}
_LOOKED_AT = 4096


def feed_for(path: Path) -> type[Feed]:
    """The feed that reads a file, by the end of its name and by what stands in it.

    Raises:
        FeedError: There is no such file, it cannot be read, or there is no feed for it.
    """
    feed: type[Feed] = resolve_name(FEEDS[kind_of(path)])
    return feed


def kind_of(path: Path) -> str:
    """The kind of a file, as ``FEEDS`` names it.

    Raises:
        FeedError: There is no such file, it cannot be read, or its kind is unknown.
    """
    if path.is_dir():
        raise FeedError(f"{path} is a folder; name the files in it")
    if not path.is_file():
        raise FeedError(f"{path}: there is no such file")
    name = path.name.lower()
    kind = next((_ENDS[end] for end in sorted(_ENDS, key=len, reverse=True) if name.endswith(end)), "")
    if not kind:
        raise FeedError(f"{path}: unknown kind of file; these can be read: {', '.join(_ENDS)}")
    if kind in ("native", "markdown") or name.endswith(".gz"):
        return kind
    seen = _looks_like(path)
    if seen:
        return seen
    return _table_kind(path) if kind == "table" else kind


def _looks_like(path: Path) -> str:
    """The kind that the first bytes speak of, if they do, whatever the name says."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError as error:
        raise FeedError(f"{path}: {error.strerror or error}") from error
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if text.startswith((b"<?xml", b"<rss", b"<feed")):
        return "jsonld" if b"<html" in text else "merchant"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<!--")):
        return "jsonld"
    if text.startswith((b"{", b"[")) and (b'"' in text or path.suffix.lower() not in _TABLES):
        return "json"
    return ""


def _table_kind(path: Path) -> str:
    """Which kind of table it is, by its header."""
    from knowledge.feeds.questions import is_question_sheet
    from knowledge.feeds.shopify import is_shopify
    from knowledge.feeds.table import find_header, lists_products

    def is_known(header: Sequence[str], /) -> bool:
        return is_shopify(header) or is_question_sheet(header) or lists_products(header)

    table = find_header(path, is_known)
    if table is None:
        return "markdown" if path.suffix.lower() == ".txt" else "table"
    if is_shopify(table.header):
        return "shopify"
    return "questions" if is_question_sheet(table.header) else "table"
