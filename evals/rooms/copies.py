"""A shop of one conversation's own: copied, patched, and changed while its room is on air."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path

from evals.conversations.schema import Patch, Price, Stock
from knowledge import embeddings
from knowledge.catalogue import Catalogue
from knowledge.config import KnowledgeConfig, remembered
from knowledge.embeddings.base import Embedding
from knowledge.embeddings.config import EmbeddingConfig
from knowledge.index import no_progress
from knowledge.model import Fact, FactKind, Money, Product, Text, text_in
from knowledge.money import money
from knowledge.shop import Shop

_FILES = ("catalogue.sqlite", "answers.sqlite")


class ShopCopyError(ValueError):
    """A conversation asks for what its shop does not have; one clear line."""


def copy_shop(source: Path, into: Path, *, at: float | None = None) -> Path:
    """Copy a shop's folder, even while it is in use.

    Args:
        source: The folder.
        into: A folder that does not exist yet.
        at: Unix seconds: when its prices and stock count as read; ``None`` for as it was.

    Raises:
        OSError: It cannot be read or written.
        ShopError: It is no shop.
    """
    left_out = shutil.ignore_patterns(*(f"{name}*" for name in _FILES), "*.lock")
    shutil.copytree(source, into, ignore=left_out)
    for name in _FILES:
        if (source / name).is_file():
            with (
                closing(sqlite3.connect(source / name)) as whole,
                closing(sqlite3.connect(into / name)) as copy,
            ):
                whole.backup(copy)
    if at is not None:
        with closing(Catalogue(into)) as catalogue:
            catalogue.mark_read(at)
    return into


@lru_cache(maxsize=4)
def _embedding(config: str) -> Embedding:
    """An embedding by its configuration in JSON: rooms of a process share it, and what was fitted with it."""
    return embeddings.load(EmbeddingConfig.model_validate_json(config))


def open_copy(folder: Path, knowledge: KnowledgeConfig) -> Shop:
    """Open a copy as a room does.

    Args:
        folder: The copy's.
        knowledge: What goes before what the shop remembers.

    Raises:
        ShopError: It is no shop, or its embedding does not load.
    """
    config = knowledge.over(remembered(folder))
    with ExitStack() as on_failure:
        catalogue = on_failure.enter_context(closing(Catalogue(folder)))
        embedding = _embedding(config.embeddings.model_dump_json())
        shop = Shop(folder, catalogue, embedding, config.chroma, wait_s=None, progress=no_progress)
        on_failure.pop_all()
        return shop


class ShopWriter:
    """Writes into a copy as another process would: the room finds out by itself. Blocking."""

    def __init__(self, folder: Path, *, now: Callable[[], float]) -> None:
        """Open the copy.

        Args:
            folder: The copy's.
            now: Unix seconds.

        Raises:
            ShopError: There is no shop in it.
        """
        self._catalogue = Catalogue(folder)
        self._currency = self._catalogue.info().currency
        self._now = now

    def close(self) -> None:
        """Close the file."""
        self._catalogue.close()

    def patch(self, patches: Iterable[Patch]) -> None:
        """Change products before the room opens.

        Raises:
            ShopCopyError: There is no such product.
        """
        for patch in patches:
            self._write(patch.product, partial(self._patched, patch=patch))

    def price(self, event: Price) -> tuple[Fact, ...]:
        """Change a price; the facts that are new.

        Raises:
            ShopCopyError: There is no such product.
        """
        return self._write(
            event.product, lambda product: self._priced(product, event.price, event.list_price)
        )

    def stock(self, event: Stock) -> tuple[Fact, ...]:
        """Change how many there are; the facts that are new.

        Raises:
            ShopCopyError: There is no such product.
        """
        return self._write(event.product, lambda product: self._stocked(product, event.count))

    def _write(self, product_id: str, change: Callable[[Product], Product]) -> tuple[Fact, ...]:
        products = self._catalogue.products()
        before = next((one for one in products if one.id == product_id), None)
        if before is None:
            raise ShopCopyError(f"the shop has no product {product_id!r}")
        after = change(before)
        self._catalogue.sync(None, [after if one is before else one for one in products])
        held = {fact.id: fact for fact in before.facts}
        return tuple(fact for fact in after.facts if held.get(fact.id) != fact)

    def _patched(self, product: Product, patch: Patch) -> Product:
        if patch.price is not None:
            product = self._priced(product, patch.price, None)
        if patch.stock is not None:
            product = self._stocked(product, patch.stock)
        if patch.description is not None:
            product = replace(product, description=patch.description)
        first = 1 + sum(fact.kind == "point" for fact in product.facts)
        points = tuple(
            self._fact(product, "point", f"point-{number}", text_in(text, "en"), text=text)
            for number, text in enumerate(patch.points, first)
        )
        return replace(product, facts=(*product.facts, *points))

    def _priced(self, product: Product, price: Decimal, list_price: Decimal | None) -> Product:
        now = money(price, self._currency)
        was = product.fact("list_price")
        facts = [one for one in product.facts if one.name not in ("price", "list_price")]
        facts.append(self._fact(product, "price", "price", now))
        if list_price is not None:
            facts.append(self._fact(product, "list_price", "list_price", money(list_price, self._currency)))
        elif was is not None and isinstance(was.value, Money) and was.value.minor > now.minor:
            facts.append(was)
        return replace(product, facts=tuple(facts))

    def _stocked(self, product: Product, count: int) -> Product:
        facts = tuple(one for one in product.facts if one.name != "stock")
        return replace(product, facts=(*facts, self._fact(product, "stock", "stock", count)))

    def _fact(
        self, product: Product, kind: FactKind, name: str, value: Money | int | str, text: Text | None = None
    ) -> Fact:
        """A fact in the place of the one of that name, which keeps its label and how long it stays fresh."""
        was = product.fact(name)
        lasts = was.fresh_until - was.at if was is not None and was.fresh_until is not None else None
        at = self._now()
        return Fact(
            f"{product.id}/{name}", kind, product.id, name, value,
            label=was.label if was is not None else _LABELS.get(name, {}), text=text or {},
            source="a change while on air", at=at, fresh_until=None if lasts is None else at + lasts,
        )  # fmt: skip


_LABELS: dict[str, Text] = {
    "price": {"en": "price", "zh": "价格"},
    "list_price": {"en": "list price", "zh": "原价"},
    "stock": {"en": "stock", "zh": "库存"},
}
