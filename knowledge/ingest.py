"""From a file of products to a shop's catalogue and indexes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import embeddings as embedding_names
from knowledge.catalogue import FILE, Catalogue, ShopInfo
from knowledge.feeds import feed_for
from knowledge.feeds.base import BadRow, Feed, Reading
from knowledge.index import Progress, VectorIndex, no_progress
from knowledge.lexical import LexicalIndex
from knowledge.model import Product

_CURRENCY = "USD"
_LANGUAGES = ("en", "zh")
"""Of a shop whose file does not say."""
_EVERY = 200
"""Rows between two reports of progress."""
_BAD_KEPT = 1000
"""Bad rows kept one by one; beyond, they are only counted."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in products."""

    added: int
    changed: int
    unchanged: int
    removed: int
    bad: tuple[BadRow, ...] = ()
    """The first 1,000 rows that were skipped."""
    bad_count: int = 0
    """All rows that were skipped."""
    embedded: int = 0
    """Products whose text was turned into a vector."""

    @property
    def loaded(self) -> int:
        """How many products of the file are in the catalogue now."""
        return self.added + self.changed + self.unchanged


def ingest(
    path: Path,
    folder: Path,
    *,
    progress: Progress = no_progress,
    currency: str = "",
    embeddings: str = "hashing",
) -> IngestReport:
    """Make a shop's catalogue hold what a file says.

    The catalogue changes in one transaction, then the indexes follow; killed in between, the next
    ``Shop.open`` or ingest completes them. A file without one good product leaves the shop as it was.

    Args:
        path: The file of products.
        folder: The shop's folder; made if missing.
        progress: Called with the stage (``reading``, ``embedding``, ``indexing``), how much is done, and of
            how much.
        currency: ISO 4217, of prices that name none; empty for the shop's own, at first ``USD``.
        embeddings: Name of the embedding, or ``module:Class``.

    Raises:
        FeedError: The file cannot be read.
        ShopError: The shop cannot be written.
    """
    kind = feed_for(path)
    embedding = embedding_names.load(embeddings)
    known = _known_shop(folder)
    currency = currency or (known.currency if known else _CURRENCY)
    feed = kind(path, Reading(currency, "und", time.time()))
    rows = _Rows(feed, progress)
    catalogue = Catalogue(folder, create=True)
    try:
        new = ShopInfo({"und": folder.name}, currency, _LANGUAGES, source=path.name, at=time.time())
        changes = catalogue.sync(feed.shop() or (None if known else new), rows)
        embedded = 0
        if rows.good:
            searchables, revision = catalogue.searchables(), catalogue.revision()
            with catalogue.writing():
                vectors = VectorIndex(folder, embedding)
                embedded = vectors.update(searchables, revision, progress)
                vectors.close()
                progress("indexing", 0, None)
                LexicalIndex.open(folder, searchables, revision)
                progress("indexing", 1, 1)
    finally:
        catalogue.close()
    counts = changes.added, changes.changed, changes.unchanged, changes.removed
    return IngestReport(*counts, tuple(rows.bad), rows.bad_count, embedded)


def _known_shop(folder: Path) -> ShopInfo | None:
    if not (folder / FILE).is_file():
        return None
    catalogue = Catalogue(folder)
    try:
        return catalogue.info() if catalogue.revision() else None
    finally:
        catalogue.close()


class _Rows:
    """The good products of a feed; the bad rows are kept aside."""

    def __init__(self, feed: Feed, progress: Progress) -> None:
        self._feed, self._progress = feed, progress
        self.good = 0
        self.bad: list[BadRow] = []
        self.bad_count = 0

    def __iter__(self) -> Iterator[Product]:
        """Each product once."""
        total = self._feed.total()
        seen: set[str] = set()
        number = 0
        for number, row in enumerate(self._feed.rows(), 1):
            if number % _EVERY == 1:
                self._progress("reading", number - 1, total)
            if isinstance(row, Product) and row.id not in seen:
                seen.add(row.id)
                self.good += 1
                yield row
            else:
                bad = row if isinstance(row, BadRow) else BadRow(number, f"its id {row.id!r} came before")
                self.bad_count += 1
                if len(self.bad) < _BAD_KEPT:
                    self.bad.append(bad)
        self._progress("reading", number, number)
