"""Files of products as shops have them; one module a format, loaded when such a file comes."""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name

from knowledge.errors import FeedError
from knowledge.feeds.base import Feed

FEEDS = {
    ".yaml": "knowledge.feeds.native:NativeFeed",
    ".yml": "knowledge.feeds.native:NativeFeed",
    ".csv": "knowledge.feeds.csvfile:CsvFeed",
    ".tsv": "knowledge.feeds.csvfile:CsvFeed",
    ".jsonl": "knowledge.feeds.jsonlines:JsonFeed",
    ".jsonl.gz": "knowledge.feeds.jsonlines:JsonFeed",
    ".json": "knowledge.feeds.jsonlines:JsonFeed",
}
"""Ends of file names, and the feed that reads them."""


def feed_for(path: Path) -> type[Feed]:
    """The feed that reads a file, by the end of its name.

    Raises:
        FeedError: There is no such file, or no feed for it.
    """
    if not path.is_file():
        raise FeedError(f"{path}: there is no such file")
    for end in sorted(FEEDS, key=len, reverse=True):
        if path.name.lower().endswith(end):
            feed: type[Feed] = resolve_name(FEEDS[end])
            return feed
    raise FeedError(f"{path}: unknown kind of file; these can be read: {', '.join(FEEDS)}")
