"""How long a search takes, in shops of several sizes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from knowledge import embeddings
from knowledge.catalogue import Catalogue, ShopInfo
from knowledge.embeddings.base import Vectors
from knowledge.model import Product
from knowledge.shop import Shop

_WARM = 5
_SEED = 20
_NOISE = 0.3
_TARGET = "evals.bench.search_speed:CopiedEmbedding"


def latency(shop: Shop, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a search with its embedding, each question asked once, on one core if possible."""
    took = []
    with _one_core():
        for number, question in enumerate(dict.fromkeys(questions)):
            begun = time.perf_counter()
            shop.search(question, k=10)
            if number >= _WARM:
                took.append(1000 * (time.perf_counter() - begun))
    points = np.percentile(took, (50, 95, 99)) if took else (0.0, 0.0, 0.0)
    return {name: round(float(value), 2) for name, value in zip(("p50", "p95", "p99"), points, strict=True)}


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this thread, and what it starts, on one core."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def curve(
    products: Sequence[Product], questions: Sequence[str], sizes: Sequence[int]
) -> list[dict[str, Any]]:
    """Latency in shops of these many products, made of the given ones by copying them under other names.

    The copies' vectors are random ones: embedding them is not what is measured. Questions are embedded.
    """
    return [_in_shop_of(size, products, questions) for size in sizes]


def _in_shop_of(size: int, products: Sequence[Product], questions: Sequence[str]) -> dict[str, Any]:
    with TemporaryDirectory(prefix="nightshift-bench-") as folder:
        place = Path(folder) / "shop"
        catalogue = Catalogue(place, create=True)
        try:
            catalogue.sync(
                ShopInfo(title={"en": "bench"}), (_copy(products, number) for number in range(size))
            )
        finally:
            catalogue.close()
        shop = Shop.open(place, embeddings=_TARGET)
        try:
            asked = questions[:: max(1, len(questions) // 100)]
            return {"products": size, **latency(shop, asked)}
        finally:
            shop.close()


def _copy(products: Sequence[Product], number: int) -> Product:
    """The product itself in the first round, afterwards one that differs in id, name and model numbers."""
    product, turn = products[number % len(products)], number // len(products)
    if not turn:
        return product
    key = f"{product.id}-{turn}"
    return replace(
        product,
        id=key,
        name={language: f"{name} {turn}{number % 997}" for language, name in product.name.items()},
        aliases=tuple(f"{alias}-{turn}" for alias in product.aliases),
        facts=tuple(replace(fact, id=f"{key}/{fact.name}", subject=key) for fact in product.facts),
    )


class CopiedEmbedding:
    """The default embedding for questions; for products, random vectors in a few hundred clusters."""

    name = "bench-copied"

    def __init__(self) -> None:
        self._real = embeddings.load("auto")
        self._random = np.random.default_rng(_SEED)
        self._middles = self._random.normal(size=(300, self._real.dim)).astype(np.float32)

    @property
    def dim(self) -> int:
        """Components of a vector."""
        return self._real.dim

    @property
    def floor(self) -> float:
        """All are candidates: the dearest case."""
        return -1.0

    @property
    def weight(self) -> float:
        """As of the default."""
        return self._real.weight

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of products."""
        rows = self._middles[self._random.integers(0, len(self._middles), len(texts))]
        rows = rows + _NOISE * self._random.normal(size=rows.shape).astype(np.float32)
        found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found.astype(np.float32)

    def embed_query(self, text: str) -> Vectors:
        """A question's vector."""
        return self._real.embed_query(text)
