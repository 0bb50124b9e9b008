"""What comes out of a command's files: the good rows in order, the bad ones aside, counted by file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from knowledge.catalogue import Searchable, ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds import feed_for
from knowledge.feeds.base import BadRow, Column, Feed, Reading
from knowledge.feeds.products import RecordFeed
from knowledge.index import Progress
from knowledge.model import ApprovedAnswer, Fact, Product
from knowledge.shoptexts import ShopTexts, together

_FORM = 4
"""Raised whenever files are read differently, so that files that did not change are read again."""
_EVERY = 200
"""Rows between two reports of progress."""
BAD_KEPT = 10_000
"""Bad rows kept one by one; beyond, they are only counted."""
_BAD_REMEMBERED = 1_000
"""Bad rows kept in the catalogue, to be named again when the file comes again unchanged."""
_MOST_TEXTS = 50_000


class NothingUsable(Exception):
    """A file of products without one good row; its message is the file's name."""


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    name: str
    title: str
    """What kind of file it is."""
    has_products: bool
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    products: int = 0
    policies: int = 0
    answers: int = 0
    skipped: int = 0
    """Bad rows."""


@dataclass(slots=True)
class BadRows:
    """Rows that were skipped, over all files."""

    kept: list[BadRow] = field(default_factory=list)
    count: int = 0

    def add(self, row: BadRow, report: FileReport) -> None:
        """Count a row, and keep it if there are not too many."""
        self.count += 1
        report.skipped += 1
        if len(self.kept) < BAD_KEPT:
            self.kept.append(replace(row, file=report.name))


class Intake:
    """The files of one command, opened."""

    def __init__(self, paths: Sequence[Path], reading: Reading, progress: Progress) -> None:
        """Open the files.

        Raises:
            FeedError: One cannot be read, or two have the same name.
        """
        names = [path.name for path in paths]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise FeedError(f"two files are called {twice}; what came from each could not be told apart")
        self._paths, self._reading, self._progress = paths, reading, progress
        self._kinds = [feed_for(path) for path in paths]
        self.digest = self._digest()
        """Over the files of products and how they are read, not when; taken before they are opened."""
        self.feeds: list[Feed] = [kind(path, reading) for kind, path in zip(self._kinds, paths, strict=True)]
        self.reports = [_report(path, feed) for path, feed in zip(paths, self.feeds, strict=True)]
        self.bad = BadRows()
        _check_columns(self.feeds, reading.columns)

    @property
    def has_products(self) -> bool:
        """Whether any file lists products."""
        return any(feed.has_products for feed in self.feeds)

    def guesses_currency(self) -> bool:
        """Whether a price that was read names no currency, or a sign of several."""
        return any(isinstance(feed, RecordFeed) and feed.guesses_currency for feed in self.feeds)

    def shop(self) -> ShopInfo | None:
        """The shop as the first file that says it."""
        return next((info for feed in self.feeds if (info := feed.shop())), None)

    def _digest(self) -> str:
        reading = self._reading
        how = (_FORM, reading.currency, reading.language, reading.fresh_for, sorted(reading.columns.items()))
        digest = blake2b(repr(how).encode(), digest_size=16)
        for path, kind in zip(self._paths, self._kinds, strict=True):
            if kind.has_products:
                try:
                    with path.open("rb") as file:
                        digest.update(f"{path.name}\0{kind.title}\0{path.stat().st_size}\0".encode())
                        while block := file.read(1 << 20):
                            digest.update(block)
                except OSError as error:
                    raise FeedError(f"{path}: {error.strerror or error}") from error
        return digest.hexdigest()

    def products(self) -> Iterator[Product]:
        """The good products of all files, each id once.

        Raises:
            FeedError: A file breaks off.
            NothingUsable: A file of products has none.
        """
        seen: set[str] = set()
        for feed, report in zip(self.feeds, self.reports, strict=True):
            if not feed.has_products:
                continue
            total, number = feed.total(), 0
            for number, row in enumerate(feed.rows(), 1):
                if number % _EVERY == 1:
                    self._progress("reading", number - 1, total)
                if isinstance(row, Product) and row.id not in seen:
                    seen.add(row.id)
                    report.products += 1
                    yield row
                elif isinstance(row, Product | BadRow):
                    repeated = f"its id {row.id!r} came before" if isinstance(row, Product) else ""
                    self.bad.add(row if isinstance(row, BadRow) else BadRow(number, repeated), report)
            self._progress("reading", number, number)
            if not report.products:
                raise NothingUsable(report.name)

    def texts(self) -> list[ShopTexts]:
        """The policies and answers of the files that have no products, and of all but the first shop.

        Raises:
            FeedError: A file breaks off.
        """
        found = []
        first = True
        for feed, report in zip(self.feeds, self.reports, strict=True):
            info = feed.shop()
            if info is not None:
                report.policies, report.answers = len(info.policies), len(info.answers)
                if not first:
                    found.append(ShopTexts(report.name, info.policies, info.answers, self._reading.at))
                first = False
            elif not feed.has_products:
                texts = self._texts(feed, report)
                if texts.policies or texts.answers:
                    found.append(texts)
        return found

    def _texts(self, feed: Feed, report: FileReport) -> ShopTexts:
        policies: list[Fact] = []
        answers: dict[str, ApprovedAnswer] = {}
        for row, _ in zip(feed.rows(), range(_MOST_TEXTS), strict=False):
            if isinstance(row, Fact):
                policies.append(row)
            elif isinstance(row, ApprovedAnswer):
                answers[row.id] = row
            elif isinstance(row, BadRow):
                self.bad.add(row, report)
        texts = ShopTexts(report.name, together(policies), tuple(answers.values()), self._reading.at)
        report.policies, report.answers = len(texts.policies), len(answers)
        return texts

    def settled(
        self, texts: Sequence[ShopTexts], products: Callable[[], Sequence[Searchable]]
    ) -> Iterator[ShopTexts]:
        """The texts with their products by id: a sheet may say SKU or name instead.

        An answer about a product that the shop has not is a bad row.

        Args:
            texts: As ``texts`` gave them.
            products: The shop's, asked for only if an answer is about one.
        """
        ids: dict[str, str] | None = None
        reports = {report.name: report for report in self.reports}
        for each in texts:
            answers = []
            for answer in each.answers:
                if answer.product_id:
                    ids = _ids(products()) if ids is None else ids
                    known = ids.get(answer.product_id.casefold())
                    if known is None:
                        reason = f"no product {answer.product_id[:60]!r} in the shop"
                        self.bad.add(BadRow(_line(answer), reason, _line(answer)), reports[each.file])
                        reports[each.file].answers -= 1
                        continue
                    answers.append(_about(answer, known))
                else:
                    answers.append(answer)
            yield replace(each, answers=tuple(answers))

    def remembered(self) -> str:
        """What to keep of this reading, so that ``recall`` can spare the next one.

        Empty if it cannot: dates or other files matter, or a file was written while it was read.
        """
        alone = all(feed.self_contained() for feed in self.feeds if feed.has_products)
        if not alone or self._digest() != self.digest:
            return ""
        counts = {report.name: report.products for report in self.reports if report.has_products}
        bad = [[row.file, row.number, row.line, row.reason] for row in self.bad.kept if row.file in counts]
        skipped = sum(report.skipped for report in self.reports if report.has_products)
        return json.dumps([self.digest, counts, skipped, bad[:_BAD_REMEMBERED]], ensure_ascii=False)

    def recall(self, remembered: str) -> bool:
        """Take over what was kept of an earlier reading, if it was of the same files; else read them."""
        held = json.loads(remembered) if remembered.startswith("[") else []
        if not held or held[0] != self.digest:
            return False
        _, counts, skipped, bad = held
        for report in self.reports:
            report.products = counts.get(report.name, 0)
            report.skipped = sum(1 for row in bad if row[0] == report.name)
        self.bad.kept = [BadRow(number, reason, line, file) for file, number, line, reason in bad]
        self.bad.count = skipped
        return True


def _report(path: Path, feed: Feed) -> FileReport:
    return FileReport(path.name, feed.title, feed.has_products, feed.columns(), feed.notes())


def _check_columns(feeds: Sequence[Feed], told: Mapping[str, str]) -> None:
    """Refuse a column that no file has; files without fixed columns may have any."""
    from knowledge.feeds.base import machine_name
    from knowledge.feeds.columns import bare

    if not told or any(feed.has_products and not feed.columns() for feed in feeds):
        return
    headers = [column.header for feed in feeds for column in feed.columns()]
    known = {machine_name(header) for header in headers} | {machine_name(bare(header)) for header in headers}
    missing = next((name for name in told if name not in known), "")
    if missing:
        raise FeedError(f"--map: there is no column {missing!r}; the columns are: {', '.join(headers)[:500]}")


def _ids(products: Sequence[Searchable]) -> dict[str, str]:
    """Ids by all that a sheet may call a product, the surest last."""
    found: dict[str, str] = {}
    for product in products:
        for name in product.name.values():
            found.setdefault(name.casefold(), product.id)
    for product in products:
        for alias in product.aliases:
            found[alias.casefold()] = product.id
    return {**found, **{product.id.casefold(): product.id for product in products}}


def _about(answer: ApprovedAnswer, product_id: str) -> ApprovedAnswer:
    fact = answer.fact
    if fact is not None:
        fact = replace(fact, subject=product_id, id=f"{product_id}/{fact.name}")
    return replace(answer, product_id=product_id, fact=fact)


def _line(answer: ApprovedAnswer) -> int:
    line = answer.fact.source.rpartition(":")[2] if answer.fact else ""
    return int(line) if line.isdecimal() else 0
