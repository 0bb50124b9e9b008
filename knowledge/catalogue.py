"""A shop's truth: products, facts, policies and approved answers, in one SQLite file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from knowledge import rows, shoptexts
from knowledge.aheadlog import keep_ahead_log
from knowledge.errors import RemovalError, ShopError
from knowledge.migrations import migrate
from knowledge.model import ApprovedAnswer, Fact, Product, Text
from knowledge.shoptexts import ShopTexts

FILE = "catalogue.sqlite"
_BUSY_S = 30.0
"""How long one writer waits for another."""
_PRODUCT = "SELECT id, digest, name, brand, category, description, aliases, picture, source, at FROM products"
_MARK_READ = "UPDATE products SET position = ?, source = ?, at = ? WHERE id = ?"
_KNOWN = "SELECT id, digest, lasts, position FROM products"
_FEW = 20
"""So many products may always go; of more, at most half without being told so."""
_FACT = "SELECT subject, position, kind, name, value, label, text, lasts_s FROM facts"


@dataclass(frozen=True, slots=True)
class ShopInfo:
    """What is true of the shop as a whole."""

    title: Text = field(default_factory=dict)
    """Its name as shown and spoken."""
    currency: str = "USD"
    """ISO 4217, of prices that name none."""
    languages: tuple[str, ...] = ("en",)
    """BCP 47 primary subtags, the default first."""
    policies: tuple[Fact, ...] = ()
    answers: tuple[ApprovedAnswer, ...] = ()
    source: str = ""
    at: float = 0.0
    """Unix seconds: when it was read."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync did, in products."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Searchable:
    """What of a product the indexes see; all its languages."""

    id: str
    name: Text
    brand: str
    category: Text
    description: Text
    aliases: tuple[str, ...]


class Catalogue:
    """One shop's SQLite file (WAL). Any thread may call it; calls take turns.

    A sync happens in one transaction: killed in the middle, the old state stays, and readers never
    see a mixture.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the catalogue in a folder.

        Args:
            folder: The shop's folder.
            create: Make the folder and an empty catalogue if there is none.

        Raises:
            ShopError: There is none, it is damaged, or it cannot be written.
        """
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise ShopError(
                f"there is no shop in {folder}; make one with: nightshift ingest FILE --shop NAME"
            )
        self._lock = threading.RLock()
        with self._one_line():
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
        try:
            with self._one_line():
                keep_ahead_log(self._db)
                self._db.execute("PRAGMA synchronous = NORMAL")
                migrate(self._db)
        except ShopError:
            self._db.close()
            raise

    @contextmanager
    def _one_line(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise ShopError(f"{self.path}: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock, suppress(sqlite3.Error):
            self._db.close()

    def stamp(self) -> int:
        """A number that differs after another connection has written (SQLite ``data_version``)."""
        with self._one_line():
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def revision(self) -> str:
        """A digest of all the content; empty before the first sync."""
        return self._setting("revision")

    def info(self) -> ShopInfo:
        """The shop as a whole.

        Raises:
            ShopError: The file is damaged.
        """
        with self._one_line():
            source, at = self._setting("source"), float(self._setting("at") or 0)
            return ShopInfo(
                title=rows.parse(self._setting("title"), {}),
                currency=self._setting("currency") or "USD",
                languages=tuple(rows.parse(self._setting("languages"), ["en"])),
                policies=shoptexts.policies(self._db),
                answers=shoptexts.answers(self._db),
                source=source,
                at=at,
            )

    def _setting(self, key: str) -> str:
        with self._one_line():
            row = self._db.execute("SELECT value FROM shop WHERE key = ?", (key,)).fetchone()
            return str(row[0]) if row else ""

    def count(self) -> int:
        """How many products there are."""
        with self._one_line():
            return int(self._db.execute("SELECT count(*) FROM products").fetchone()[0])

    def products(self, limit: int | None = None) -> list[Product]:
        """Products in the order of their file."""
        with self._one_line():
            found = self._db.execute(
                f"{_PRODUCT} ORDER BY position LIMIT ?", (-1 if limit is None else limit,)
            )
            return [self._product(row) for row in found.fetchall()]

    def product(self, product_id: str) -> Product | None:
        """One product with its facts."""
        with self._one_line():
            row = self._db.execute(f"{_PRODUCT} WHERE id = ?", (product_id,)).fetchone()
            return self._product(row) if row else None

    def _product(self, row: rows.ProductRow) -> Product:
        facts = self._db.execute(f"{_FACT} WHERE subject = ? ORDER BY position", (row[0],)).fetchall()
        return rows.product_from_row(row, facts)

    def searchables(self) -> list[Searchable]:
        """What the indexes are made of, in the order of the file."""
        with self._one_line():
            found = self._db.execute(
                "SELECT id, name, brand, category, description, aliases FROM products ORDER BY position"
            ).fetchall()
        return [
            Searchable(
                key,
                rows.parse(name, {}),
                brand,
                rows.parse(category, {}),
                rows.parse(description, {}),
                tuple(rows.parse(aliases, [])),
            )
            for key, name, brand, category, description, aliases in found
        ]

    def facet_rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Product id, kind, name, value and label of every price and attribute, as they are stored."""
        with self._one_line():
            yield from self._db.execute(
                "SELECT subject, kind, name, value, label FROM facts WHERE kind IN ('price', 'attribute')"
            )

    def sync(
        self,
        info: ShopInfo | None,
        products: Iterable[Product] | None,
        texts: Iterable[ShopTexts] = (),
        *,
        read_from: Callable[[], str] = str,
        allow_removals: bool = True,
    ) -> Changes:
        """Make the catalogue hold exactly these products, this shop if one is given, and these texts.

        Rows that did not change are only marked as read again. If ``products`` raises or yields
        nothing, the old state stays, texts too.

        Args:
            info: The shop as a whole, with the texts of its file; ``None``: it stays as it is.
            products: ``None``: they stay as they are.
            texts: By file; what other files said stays. Taken after the products are in their place.
            read_from: Says what to keep of where the products came from, for the next sync to know; asked
                after they are in their place.
            allow_removals: Whether more than half of the products (and over 20) may go.

        Raises:
            RemovalError: They would, and may not.
            ShopError: The file cannot be written, or another writer holds it for over 30 s.
        """
        with self.writing():
            changes = Changes() if products is None else self._sync_products(products)
            if products is not None and not changes.added + changes.changed + changes.unchanged:
                return Changes()
            before = changes.changed + changes.unchanged + changes.removed
            if not allow_removals and changes.removed > max(_FEW, before // 2):
                raise RemovalError(
                    f"{changes.removed} of the shop's {before} products are missing now, which looks like an "
                    "incomplete file; nothing was changed. If they shall go, say so: --allow-removals"
                )
            if info is not None:
                self._write_info(info)
            for each in texts:
                shoptexts.write(self._db, each)
            if products is not None:
                self._set("read_from", read_from())
            self._set("revision", self._digest())
            return changes

    def _sync_products(self, products: Iterable[Product]) -> Changes:
        known = {key: rest for key, *rest in self._db.execute(_KNOWN)}
        added = changed = unchanged = 0
        for position, product in enumerate(products):
            facts = [rows.fact_row(fact, number) for number, fact in enumerate(product.facts)]
            source, at = _read_from(product)
            row, lasts = rows.product_row(product, facts, source, at), rows.lasts_of(facts)
            digest, lasted, _ = known.pop(product.id, ("", "", 0))
            if digest == row[1]:
                unchanged += 1
                self._db.execute(_MARK_READ, (position, source, at, product.id))
                if lasts != lasted:
                    self._refresh(product.id, facts, lasts)
                continue
            added, changed = (added, changed + 1) if digest else (added + 1, changed)
            self._remove(product.id)
            self._db.execute(f"INSERT INTO products VALUES ({','.join('?' * 12)})", (*row, position, lasts))
            self._insert_facts(facts)
        if added + changed + unchanged:
            for gone in known:
                self._remove(gone)
        return Changes(added, changed, unchanged, len(known))

    def _refresh(self, product_id: str, facts: list[rows.FactRow], lasts: str) -> None:
        """Keep how long the facts of a product that is otherwise the same stay fresh."""
        self._db.executemany(
            "UPDATE facts SET lasts_s = ? WHERE subject = ? AND name = ?",
            [(fact[-1], product_id, fact[3]) for fact in facts],
        )
        self._db.execute("UPDATE products SET lasts = ? WHERE id = ?", (lasts, product_id))

    def read_from(self) -> str:
        """What the last sync of products kept of where they came from."""
        return self._setting("read_from")

    def mark_read(self, at: float) -> int:
        """Mark all products as read again at ``at`` (Unix seconds), and return how many there are."""
        with self.writing():
            return self._db.execute("UPDATE products SET at = ?", (at,)).rowcount

    def forget(self, file: str) -> int:
        """Remove the policies and answers that came from a file; how many there were."""
        with self.writing():
            gone = shoptexts.forget(self._db, file)
            self._set("revision", self._digest())
            return gone

    def text_files(self) -> list[tuple[str, int, int]]:
        """The files that gave policies and approved answers, with how many of each."""
        with self._one_line():
            return shoptexts.counts(self._db)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only write lock on this shop, across processes; all or nothing on leaving.

        Raises:
            ShopError: Another writer holds it for over 30 s, or the file cannot be written.
        """
        with self._one_line():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _remove(self, product_id: str) -> None:
        self._db.execute("DELETE FROM products WHERE id = ?", (product_id,))
        self._db.execute("DELETE FROM facts WHERE subject = ?", (product_id,))

    def _insert_facts(self, facts: list[rows.FactRow]) -> None:
        self._db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", facts)

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO shop VALUES (?, ?)", (key, value))

    def _write_info(self, info: ShopInfo) -> None:
        self._set("title", rows.dump(dict(info.title)))
        self._set("currency", info.currency)
        self._set("languages", rows.dump(list(info.languages)))
        self._set("source", info.source)
        self._set("at", repr(info.at))
        shoptexts.write(self._db, ShopTexts(info.source, info.policies, info.answers, info.at))

    def _digest(self) -> str:
        """Over all that may be said, not over when it was read."""
        digest = blake2b(digest_size=12)
        for query in (
            "SELECT id, digest, position FROM products ORDER BY id",
            "SELECT * FROM shop WHERE key IN ('title', 'currency', 'languages') ORDER BY key",
        ):
            for row in self._db.execute(query):
                digest.update(repr(row).encode("utf-8", "replace"))
        for row in shoptexts.contents(self._db):
            digest.update(repr(row).encode("utf-8", "replace"))
        return digest.hexdigest()


def _read_from(product: Product) -> tuple[str, float]:
    for fact in product.facts:
        return fact.source, fact.at
    return "", 0.0
