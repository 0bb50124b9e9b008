"""The word index: BM25 over words, model numbers, Chinese words and pairs of Han characters."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from knowledge.catalogue import Searchable
from knowledge.rows import merged
from knowledge.tokens import han_runs, normal, singular, words
from knowledge.vocabulary import FUNCTION

FOLDER = "lexical"
_FORM = 1
"""Raised whenever ``terms`` changes, so that saved indexes are made anew."""
_SAVE_FROM = 500
"""Products from which on loading is quicker than indexing."""
_MAX_TEXT = 4000
_log = logging.getLogger(__name__)


def terms(text: str) -> list[str]:
    """The terms of a text in either script, with repetitions.

    Latin words in the singular, model numbers both whole and in parts (``dv7-1211ea``, ``dv7``,
    ``1211ea``); Chinese words as jieba cuts them and every pair of neighbouring Han characters.
    """
    plain = normal(text[:_MAX_TEXT])
    found = []
    for word in words(plain):
        found.append(singular(word))
        parts = word.replace("/", "-").replace(".", "-").split("-")
        if len(parts) > 1:
            found += [singular(part) for part in parts if part]
            found.append("".join(parts))
    for run in han_runs(plain):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        found += [word for word in _chinese().cut_for_search(run) if len(word) > 2]
    return found


@cache
def _chinese() -> Any:
    """The Chinese segmenter, made on first need.

    Its dictionary is read from the package: jieba's own start would trust a cache file in the shared
    temporary folder.
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter


class LexicalIndex:
    """BM25 (Lucene's form) over a shop's products, kept beside the catalogue when there are many."""

    def __init__(self, ids: Sequence[str], engine: Any) -> None:
        """Hold an index; use ``open``."""
        self._ids = ids
        self._engine = engine

    @classmethod
    def open(cls, folder: Path, products: Sequence[Searchable], revision: str) -> LexicalIndex:
        """Load the index of this revision of the catalogue, or make it.

        Args:
            folder: The shop's folder.
            products: All products.
            revision: The catalogue's; an index saved for another is not used.
        """
        kept = folder / FOLDER / f"{_FORM}-{revision}"
        if len(products) < _SAVE_FROM:
            return cls(*_build(products))
        try:
            return cls(*_load(kept))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, EOFError) as error:
            _log.warning("the word index in %s is damaged and made anew: %s", kept, error)
        ids, engine = _build(products)
        try:
            _save(kept, ids, engine)
        except OSError as error:
            _log.warning("the word index cannot be kept in %s: %s", kept, error)
        return cls(ids, engine)

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        """Product ids and BM25 scores (over 0) of the best products, best first."""
        wanted = list(dict.fromkeys(term for term in terms(text) if term not in FUNCTION))
        if self._engine is None or not wanted:
            return []
        scores = self._engine.get_scores(wanted)  # float32 (products,)
        k = min(k, len(scores))
        best = np.argpartition(scores, -k)[-k:]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(self._ids[at], float(scores[at])) for at in best if scores[at] > 0]


def _bm25() -> Any:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s.BM25


def _document(product: Searchable) -> list[str]:
    """The name counts twice."""
    name = merged(product.name)
    rest = merged(product.category), merged(product.description)
    return terms(" ".join((name, name, product.brand, *product.aliases, *rest)))


def _build(products: Sequence[Searchable]) -> tuple[list[str], Any]:
    documents = [_document(product) for product in products]
    if not any(documents):
        return [], None
    engine = _bm25()(method="lucene")
    engine.index(documents, show_progress=False)
    return [product.id for product in products], engine


def _load(kept: Path) -> tuple[list[str], Any]:
    ids = json.loads((kept / "ids.json").read_text("utf-8"))
    engine = _bm25().load(str(kept), load_corpus=False, mmap=False, show_progress=False)
    if len(ids) != engine.scores["num_docs"]:
        raise ValueError(f"{len(ids)} ids for {engine.scores['num_docs']} products")
    return ids, engine


def _save(kept: Path, ids: list[str], engine: Any) -> None:
    """Write it aside and move it into place whole, then drop what was kept before."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix="making-", dir=kept.parent))
    try:
        engine.save(str(aside), show_progress=False)
        (aside / "ids.json").write_text(json.dumps(ids), "utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        os.replace(aside, kept)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for old in kept.parent.iterdir():
        if old != kept and not old.name.startswith("making-"):
            shutil.rmtree(old, ignore_errors=True)
