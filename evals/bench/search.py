"""How well products are found, beside plain BM25, vectors alone and their naive fusion, and how fast.

Judgments pooled from one kind of search are unjust to others: what it did not find nobody judged. So each
figure is given twice, with unjudged products as not relevant and with them left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from evals.bench.machine import machine
from evals.bench.ranking import DEPTH, Quality, judgments, quality, summary
from evals.bench.search_speed import curve, latency
from knowledge.errors import FeedError, ShopError
from knowledge.ingest import ingest
from knowledge.rows import merged
from knowledge.shop import Shop

_RANK_BASE = 60
"""Of reciprocal rank fusion, as its authors set it."""
_WORST = 15
_CURVE = (1_000, 10_000, 100_000)
_QUICK_CURVE = (500, 1_000)

Rank = Callable[[str], Sequence[str]]


def run(*, quick: bool, catalog: Path, judgments: Path) -> dict[str, Any]:
    """Measure search over a file of products by judged queries.

    Args:
        quick: Few timings, a short curve.
        catalog: A file that ``nightshift ingest`` reads.
        judgments: CSV: query, docid (a product's id), rating (0 not relevant; higher is better).

    Raises:
        ValueError: A file cannot be used.
        RuntimeError: The shop cannot be made.
    """
    grades = _grades(judgments)
    with TemporaryDirectory(prefix="nightshift-bench-") as folder:
        try:
            return _measure(Path(folder), catalog, grades, quick=quick)
        except (FeedError, ShopError) as error:
            raise RuntimeError(str(error)) from error


def _grades(file: Path) -> dict[str, dict[str, int]]:
    """The queries that have a relevant product."""
    return {query: held for query, held in judgments(file).items() if any(held.values())}


def _measure(
    folder: Path, catalog: Path, grades: Mapping[str, Mapping[str, int]], *, quick: bool
) -> dict[str, Any]:
    begun = time.perf_counter()
    report = ingest(catalog, folder / "shop")
    ingested_s = time.perf_counter() - begun
    begun = time.perf_counter()
    shop = Shop.open(folder / "shop")
    try:
        opened_s = time.perf_counter() - begun
        products = shop.products()
        known = {product.id for product in products}
        judged = {key for held in grades.values() for key in held}
        rankings = _rankings(shop)
        found = {
            name: {q: quality(rank(q), held) for q, held in grades.items()} for name, rank in rankings.items()
        }
        questions = [
            *grades,
            *(_part_of(merged(product.name)) for product in products[:: max(1, len(products) // 400)]),
        ]
        return {
            "machine": machine(),
            "products": len(products),
            "queries": len(grades),
            "judged_products_missing": len(judged - known),
            "rows_skipped": report.bad_count,
            "ingest_s": round(ingested_s, 1),
            "open_s": round(opened_s, 2),
            **{name: summary(list(each.values())) for name, each in found.items()},
            "over_bm25": _over(found["ours"], found["bm25"]),
            "latency_ms_one_core": latency(shop, questions[: 60 if quick else 500]),
            "curve": curve(products, questions, _QUICK_CURVE if quick else _CURVE),
            "worst": _worst(found),
        }
    finally:
        shop.close()


def _part_of(name: str) -> str:
    """What a viewer might type of a name: its first words."""
    return " ".join(name.split()[:4])[:100]


def _rankings(shop: Shop) -> dict[str, Rank]:
    bm25 = plain_bm25(
        [(each.id, f"{merged(each.name)} {merged(each.description)}") for each in shop.products()]
    )

    def fused(query: str) -> list[str]:
        scores: dict[str, float] = {}
        for ranking in (bm25(query), shop.nearest(query, DEPTH)):
            for rank, key in enumerate(ranking, 1):
                scores[key] = scores.get(key, 0.0) + 1 / (_RANK_BASE + rank)
        return sorted(scores, key=lambda key: -scores[key])

    return {
        "ours": lambda query: [each.product_id for each in shop.ranked(query, DEPTH)],
        "bm25": bm25,
        "dense": lambda query: shop.nearest(query, DEPTH),
        "rank_fusion": fused,
    }


def plain_bm25(texts: Sequence[tuple[str, str]]) -> Rank:
    """BM25 as bm25s has it by default: lower case words of two letters or more, k1 1.5, b 0.75.

    Args:
        texts: Product ids and what is searched of each.
    """
    import bm25s

    def words(text: str) -> list[str]:
        found: list[str] = bm25s.tokenize([text], stopwords=None, return_ids=False, show_progress=False)[0]
        return found

    engine = bm25s.BM25()
    engine.index([words(text) for _, text in texts], show_progress=False)

    def rank(query: str) -> list[str]:
        wanted = [word for word in words(query) if word in engine.vocab_dict]
        if not wanted:
            return []
        scores = engine.get_scores(wanted)
        first = np.argsort(-scores, kind="stable")[:DEPTH]
        return [texts[place][0] for place in first if scores[place] > 0]

    return rank


def _over(ours: Mapping[str, Quality], plain: Mapping[str, Quality]) -> dict[str, float]:
    """Points of nDCG@10 over plain BM25."""
    mine, theirs = summary(list(ours.values())), summary(list(plain.values()))
    return {
        key: round(100 * (mine[key] - theirs[key]), 2)
        for key in ("ndcg_10", "ndcg_10_judged_only", "recall_50")
    }


def _worst(found: Mapping[str, Mapping[str, Quality]]) -> list[dict[str, Any]]:
    """The queries answered worst, with the same figure of the others."""
    ours = found["ours"]
    names = sorted(ours, key=lambda query: ours[query].judged)[:_WORST]
    return [
        {"query": query, **{name: round(each[query].judged, 3) for name, each in found.items()}}
        for query in names
    ]
