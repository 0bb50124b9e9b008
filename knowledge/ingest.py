"""From files to a shop's catalogue and indexes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from knowledge import embeddings as embedding_names
from knowledge.catalogue import FILE, Catalogue, Changes, ShopInfo
from knowledge.config import KnowledgeConfig, remember, remembered
from knowledge.errors import UnavailableError
from knowledge.facets import Facets
from knowledge.feeds.base import BadRow, Freshness, Reading
from knowledge.feeds.plain import by_language
from knowledge.index import Progress, VectorIndex, no_progress
from knowledge.indexlock import index_lock
from knowledge.intake import FileReport, Intake, NothingUsable
from knowledge.lexical import LexicalIndex
from knowledge.model import ApprovedAnswer, Fact, Product
from knowledge.shoptexts import ShopTexts

_CURRENCIES = {"en": "USD", "zh": "CNY"}
"""Of a new shop of which nobody says it, by the language of its products."""
_LOOKED_AT = 20
"""Rows of each file by which that language is told."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; counts are products unless said."""

    added: int
    changed: int
    unchanged: int
    removed: int
    bad: tuple[BadRow, ...] = ()
    """The first 10,000 rows that were skipped."""
    bad_count: int = 0
    """All rows that were skipped."""
    embedded: int = 0
    """Products whose text was turned into a vector."""
    missing: str = ""
    """Why there are no vectors yet, and products are found by words alone; empty when there are."""
    files: tuple[FileReport, ...] = field(default=())
    """Each file, with what its columns became and what it gave."""
    guessed_currency: str = ""
    """ISO 4217, where nobody said it and the shop is new."""
    empty: str = ""
    """The file of products without one good row, for which nothing was changed."""

    @property
    def loaded(self) -> int:
        """How many products of the files are in the catalogue now."""
        return self.added + self.changed + self.unchanged

    @property
    def texts(self) -> int:
        """How many policies and approved answers the files gave."""
        return 0 if self.empty else sum(file.policies + file.answers for file in self.files)


def ingest(
    files: Path | Sequence[Path],
    folder: Path,
    *,
    progress: Progress = no_progress,
    currency: str = "",
    knowledge: KnowledgeConfig | None = None,
    fresh_for: Freshness | None = None,
    columns: Mapping[str, str] | None = None,
    allow_removals: bool = False,
) -> IngestReport:
    """Make a shop hold what files say.

    Its products become exactly those of the files of products; without such a file they stay. Policies and
    approved answers replace those that came from a file of the same name. The catalogue changes in one
    transaction, then the indexes follow; killed in between, the next ``Shop.open`` or ingest completes them.
    A file of products without one good row leaves the shop as it was. Files that did not change are not
    read again; their prices and stock count as read now.

    Args:
        files: One file or several.
        folder: The shop's folder; made if missing.
        progress: Called with the stage (``reading``, ``embedding``, ``indexing``, or ``waiting …``), how much
            is done, and of how much.
        currency: ISO 4217, of prices that name none; empty for the shop's own, at first by the language of
            the products: ``CNY`` if that is Chinese, else ``USD``.
        knowledge: The embedding and the vector store, remembered from now on; what it does not say stays as
            the shop remembers it. While they are away the catalogue is loaded without vectors.
        fresh_for: How long prices and stock may be spoken as current; ``None``: as the files say.
        columns: Fields (``knowledge.feeds.columns.FIELDS``) by machine name of a header, before all guesses.
        allow_removals: Whether more than half of the shop's products (and over 20) may be removed.

    Raises:
        FeedError: A file cannot be read.
        RemovalError: Too many products would go.
        ShopError: The shop cannot be written.
    """
    paths = [files] if isinstance(files, Path) else list(files)
    config = (knowledge or KnowledgeConfig()).over(remembered(folder))
    embedding = embedding_names.load(config.embeddings)
    known = _known_shop(folder)
    reading = Reading(
        currency or (known.currency if known else ""), "", time.time(), fresh_for, dict(columns or {})
    )
    new = None
    if known is None:
        new = _new_shop(paths, folder, reading)
        reading = replace(reading, currency=new.currency)
    intake = Intake(paths, reading, progress)
    texts = intake.texts()
    catalogue = Catalogue(folder, create=True)

    def waiting() -> bool:
        progress("waiting for another process", 0, None)
        return False

    held = ExitStack()
    held.callback(catalogue.close)
    try:
        # Held from before the change is seen: an open shop that follows it would begin to embed it as well.
        held.enter_context(index_lock(folder, stopped=waiting))
        info = intake.shop() or new
        try:
            changes = _sync(catalogue, intake, info, texts, reading.at, allow_removals=allow_removals)
        except NothingUsable as error:
            return _report(intake, Changes(), empty=str(error))
        if knowledge is not None:
            remember(folder, config)
        embedded, missing = 0, ""
        vectors = VectorIndex(folder, embedding, config.chroma)
        try:
            embedded = _index(catalogue, folder, vectors, progress)
        except UnavailableError as error:
            missing = str(error)
        finally:
            vectors.close()
    finally:
        held.close()
    is_guess = new is not None and not currency and intake.guesses_currency() and intake.shop() is None
    return replace(
        _report(intake, changes),
        embedded=embedded,
        missing=missing,
        guessed_currency=reading.currency if is_guess else "",
    )


def _sync(
    catalogue: Catalogue,
    intake: Intake,
    info: ShopInfo | None,
    texts: Sequence[ShopTexts],
    at: float,
    *,
    allow_removals: bool,
) -> Changes:
    settled = intake.settled(texts, catalogue.searchables)
    if intake.has_products and intake.recall(catalogue.read_from()):
        unchanged = catalogue.mark_read(at)
        if texts:
            catalogue.sync(None, None, settled)
        return Changes(unchanged=unchanged)
    products = intake.products() if intake.has_products else None
    return catalogue.sync(info, products, settled, read_from=intake.remembered, allow_removals=allow_removals)


def _index(catalogue: Catalogue, folder: Path, vectors: VectorIndex, progress: Progress) -> int:
    """Bring the indexes up to date and return how many products were embedded.

    The vectors come last: when they are current, the words are too.

    Raises:
        UnavailableError: The embedding or the store is away.
    """
    revision = catalogue.revision()
    try:
        if vectors.is_current(revision, catalogue.count()):
            return 0
        away = None
    except UnavailableError as error:
        away = error
    searchables = catalogue.searchables()
    progress("indexing", 0, None)
    LexicalIndex.open(folder, searchables, revision)
    Facets.open(folder, catalogue, [each.id for each in searchables], revision)
    progress("indexing", 1, 1)
    if away is not None:
        raise away
    return vectors.update(searchables, revision, progress)


def _report(intake: Intake, changes: Changes, empty: str = "") -> IngestReport:
    counts = changes.added, changes.changed, changes.unchanged, changes.removed
    bad = intake.bad
    return IngestReport(*counts, tuple(bad.kept), bad.count, files=tuple(intake.reports), empty=empty)


def _known_shop(folder: Path) -> ShopInfo | None:
    if not (folder / FILE).is_file():
        return None
    catalogue = Catalogue(folder)
    try:
        return catalogue.info() if catalogue.revision() else None
    finally:
        catalogue.close()


def _new_shop(paths: Sequence[Path], folder: Path, reading: Reading) -> ShopInfo:
    """What a new shop is like if its files do not say: as its first products are."""
    first = replace(reading, currency=reading.currency or "USD")
    intake = Intake(paths, first, no_progress)
    said = intake.shop()
    names: list[str] = []
    for feed in () if said else intake.feeds:
        for row in islice(feed.rows(), _LOOKED_AT):
            match row:
                case Product():
                    names += row.name
                case Fact():
                    names += row.text
                case ApprovedAnswer():
                    names += row.questions
    language = "zh" if names.count("zh") * 2 > len(names) else "en"
    currency = reading.currency or (said.currency if said else _CURRENCIES[language])
    languages = ("zh", "en") if language == "zh" else ("en", "zh")
    return ShopInfo(by_language(folder.name), currency, languages, source=paths[0].name, at=reading.at)
