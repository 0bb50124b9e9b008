"""The word index: BM25 over words, model numbers, Chinese words and pairs of Han characters."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Searchable
from knowledge.kept import kept_or_made
from knowledge.rows import merged
from knowledge.tokens import han_runs, is_han, normal, singular, words
from knowledge.vocabulary import FUNCTION

FOLDER = "lexical"
_FORM = 2
"""Raised whenever ``terms`` or the document changes, so that saved indexes are made anew."""
_SAVE_FROM = 500
"""Products from which on loading is quicker than indexing."""
_MAX_TEXT = 4000
_MAX_TERMS = 64
"""Of a question; a longer one is a paste."""
_K1, _B = 0.9, 0.75
"""Of BM25. Titles repeat a word only by accident, so that repetition soon counts no more."""
_TRANSLATED = 0.8
"""What a word said in other words counts next to the word itself."""

Floats = NDArray[np.float32]


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


def chinese_words(run: str) -> list[str]:
    """A run of Han characters cut into words."""
    return list(_chinese().cut(run))


def wanted_terms(text: str) -> list[str]:
    """The terms of a question that say something, each once."""
    return list(dict.fromkeys(term for term in terms(text) if term not in FUNCTION))[:_MAX_TERMS]


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
        self.ids = ids
        """Product ids in the order of the catalogue; scores are by position in it."""
        self.places = {key: place for place, key in enumerate(ids)}
        """The other way round."""
        self._engine = engine
        self._terms: dict[str, int] = engine.vocab_dict if engine is not None else {}

    @classmethod
    def open(cls, folder: Path, products: Sequence[Searchable], revision: str) -> LexicalIndex:
        """Load the index of this revision of the catalogue, or make it.

        Args:
            folder: The shop's folder.
            products: All products.
            revision: The catalogue's; an index saved for another is not used.
        """
        if len(products) < _SAVE_FROM:
            return cls(*_build(products))
        kept = folder / FOLDER / f"{_FORM}-{revision}"
        return cls(*kept_or_made(kept, _load, lambda: _build(products), _save))

    def scores(self, text: str, said_otherwise: Sequence[tuple[str, Sequence[str]]] = ()) -> Floats:
        """BM25 of all products, by position in the catalogue; 0 where no word is shared.

        Args:
            text: The question.
            said_otherwise: Parts of the question, and what else may say the same (synonyms, translations):
                a product that has all words of one of them has that part, at a little less.
        """
        scores = np.zeros(len(self.ids), np.float32)
        rest = wanted_terms(text)
        for part, others in said_otherwise:
            own = set(terms(part)).intersection(rest)
            scores += self._said(own, others)
            rest = [term for term in rest if term not in own]
        return scores + self._sum(rest)

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        """Product ids and BM25 scores (over 0) of the best products, best first."""
        scores = self.scores(text)
        return [(self.ids[at], float(scores[at])) for at in best(scores, k) if scores[at] > 0]

    def having_all(
        self, text: str, said_otherwise: Sequence[tuple[str, Sequence[str]]] = ()
    ) -> NDArray[np.bool_]:
        """Which products have every term of a text, or what says the same, by position."""
        rest = wanted_terms(text)
        found = np.ones(len(self.ids), bool)
        for part, others in said_otherwise:
            own = [term for term in rest if term in set(terms(part))]
            has = self._having(own)
            for other in others:
                has |= self._having(wanted_terms(other))
            found &= has
            rest = [term for term in rest if term not in own]
        return found & self._having(rest) if rest else found

    def _having(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        count = np.zeros(len(self.ids), np.int32)
        for term in wanted:
            count[self._postings(term)[0]] += 1
        found: NDArray[np.bool_] = count == max(1, len(wanted))
        return found

    def _said(self, own: Iterable[str], others: Sequence[str]) -> Floats:
        """Scores of one part by the best way of saying it.

        Other ways are brought to the level of the part itself: how rare a word is among its synonyms says
        nothing.
        """
        scored = self._sum(own)
        level = float(scored.max(initial=0.0))
        for other in others:
            wanted = wanted_terms(other)
            has = self._having(wanted)
            if has.any():
                found = np.where(has, self._sum(wanted), np.float32(0))
                top = float(found.max())
                scored = np.maximum(scored, np.float32(_TRANSLATED * (level or top) / top) * found)
        return scored

    def _sum(self, wanted: Iterable[str]) -> Floats:
        total = np.zeros(len(self.ids), np.float32)
        for term in wanted:
            places, weights = self._postings(term)
            total[places] += weights
        return total

    def _postings(self, term: str) -> tuple[NDArray[np.int32], Floats]:
        """The products that have a term, by position, and what each scores for it.

        A single Han character is in no term of a longer word: those that end with it stand for it (``灯``
        for ``台灯``).
        """
        numbers = [self._terms[term]] if term in self._terms else self._ending_with.get(term, ())
        held = self._engine.scores if numbers else {}
        spans = [slice(held["indptr"][number], held["indptr"][number + 1]) for number in numbers]
        if len(spans) == 1:
            return held["indices"][spans[0]], held["data"][spans[0]]
        scores = np.zeros(len(self.ids), np.float32)
        for span in spans:
            places = held["indices"][span]
            scores[places] = np.maximum(scores[places], held["data"][span])
        found = np.flatnonzero(scores).astype(np.int32)
        return found, scores[found]

    @cached_property
    def _ending_with(self) -> dict[str, list[int]]:
        """Pairs of Han characters, by their last."""
        found: dict[str, list[int]] = {}
        for term, number in self._terms.items():
            if len(term) == 2 and is_han(term):
                found.setdefault(term[1], []).append(number)
        return found


def best(scores: Floats, k: int) -> NDArray[np.intp]:
    """Positions of the ``k`` highest scores, highest first; equal ones in the order of the catalogue."""
    k = min(k, len(scores))
    if k <= 0:
        return np.zeros(0, np.intp)
    if k < len(scores):
        floor = np.partition(scores, -k)[-k]
        above = np.flatnonzero(scores > floor)
        level = np.flatnonzero(scores == floor)[: k - len(above)]
        places = np.sort(np.concatenate((above, level)))
    else:
        places = np.arange(len(scores))
    found: NDArray[np.intp] = places[np.argsort(-scores[places], kind="stable")]
    return found


def _bm25() -> Any:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s.BM25


def _document(product: Searchable) -> list[str]:
    parts = (merged(product.name), product.brand, *product.aliases, merged(product.category))
    return terms(" ".join(parts)) + terms(merged(product.description))


def _build(products: Sequence[Searchable]) -> tuple[list[str], Any]:
    documents = [_document(product) for product in products]
    ids = [product.id for product in products]
    if not any(documents):
        return ids, None
    engine = _bm25()(method="lucene", k1=_K1, b=_B)
    engine.index(documents, show_progress=False)
    return ids, engine


def _load(kept: Path) -> tuple[list[str], Any]:
    ids = json.loads((kept / "ids.json").read_text("utf-8"))
    engine = _bm25().load(str(kept), load_corpus=False, mmap=False, show_progress=False)
    if len(ids) != engine.scores["num_docs"]:
        raise ValueError(f"{len(ids)} ids for {engine.scores['num_docs']} products")
    return ids, engine


def _save(kept: Path, built: tuple[list[str], Any]) -> None:
    ids, engine = built
    if engine is not None:
        engine.save(str(kept), show_progress=False)
    (kept / "ids.json").write_text(json.dumps(ids), "utf-8")
