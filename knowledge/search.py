"""Which products a question is about: names, words, likeness and kind, fused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.kinship import Kinship
from knowledge.lexical import LexicalIndex, best
from knowledge.names import NameIndex, NameMatch
from knowledge.neighbours import Neighbours

_POOL = 200
"""Candidates taken from each index."""
_DENSE = 0.5
"""What likeness counts beside words, which count the rest, at an embedding's weight of 1."""
_FEEDBACK = 0.2
_SEEDS = 10
"""Of the feedback."""
_MIN_SEEDS = 3
"""Fewer results have no kind in common."""
_SURE = 10.0
_NEARLY = 0.05

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be meant, by id; the fields are those of ``Hit``."""

    product_id: str
    score: float
    sure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as the indexes are asked."""

    question: str
    """As asked: names are looked for in it."""
    text: str
    """What is left of it without what it says of the price."""
    said_otherwise: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Parts of it, and other words for them."""
    allowed: NDArray[np.bool_] | None = None
    """Products that may be found, by position; ``None``: all."""

    @property
    def meaning(self) -> str:
        """Its topic, with the other words where it is in another script than they are."""
        others = [other for part, words in self.said_otherwise if not part.isascii() for other in words[:1]]
        return " ".join(dict.fromkeys((*others, self.text)))


@dataclass(frozen=True, slots=True)
class Search:
    """The indexes of one state of the catalogue."""

    names: NameIndex
    lexical: LexicalIndex
    near: Neighbours
    kinship: Kinship

    def find(self, wanted: Wanted, k: int) -> list[Candidate]:
        """The best ``k`` products: those surely named first, then all by one score.

        The score is a convex combination of BM25 and cosine, each divided by its best (Bruch, Gai and
        Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval": better than fusing ranks), plus
        likeness to the first results.
        """
        if k <= 0:
            return []
        words = self.lexical.scores(wanted.text, wanted.said_otherwise)
        meaning = wanted.meaning
        depth = max(_POOL, k)
        nearest, nearness = self.near.nearest(meaning, depth)
        by_words = best(words, depth)
        by_words = by_words[words[by_words] > 0]
        named = self._named(wanted.question)
        pool = np.unique(np.concatenate((by_words, nearest, np.fromiter(named, np.intp))))
        if wanted.allowed is not None:
            pool = pool[wanted.allowed[pool]]
        if not len(pool):
            return []
        likeness = self._likeness(meaning, pool, nearest, nearness)
        scores = self._fused(words, pool, likeness)
        scores += self._fed_back(pool, scores)
        shown: dict[int, list[str]] = {int(place): [] for place in pool}
        sure = set()
        for at, place in enumerate(pool):
            match = named.get(int(place))
            if match is not None:
                scores[at] += _SURE if match.sure else _NEARLY if match.reason != "category" else 0.0
                shown[int(place)].append(match.reason)
                sure.update([int(place)] if match.sure else [])
        for reason, places in (("lexical", by_words), ("dense", nearest)):
            for place in places:
                if int(place) in shown:
                    shown[int(place)].append(reason)
        first = best(scores, k)
        found = [(int(pool[at]), float(scores[at])) for at in first]
        ids = self.lexical.ids
        return [Candidate(ids[place], score, place in sure, tuple(shown[place])) for place, score in found]

    def _named(self, question: str) -> dict[int, NameMatch]:
        places = self.lexical.places
        matches = self.names.match(question)
        return {places[match.product_id]: match for match in matches if match.product_id in places}

    def _likeness(self, meaning: str, pool: Places, nearest: Places, nearness: Floats) -> Floats:
        """Cosines of the pool; where the rest is not to be had, 0 for what is not among the nearest."""
        if not len(nearest):
            return np.zeros(len(pool), np.float32)
        exact = self.near.to_text(meaning, pool)
        if exact is not None:
            return exact
        known = dict(zip(nearest.tolist(), nearness.tolist(), strict=True))
        return np.array([known.get(place, 0.0) for place in pool.tolist()], np.float32)

    def _fused(self, words: Floats, pool: Places, likeness: Floats) -> Floats:
        dense = min(_DENSE, _DENSE * self.near.weight)
        return np.float32(1 - dense) * _to_best(words[pool]) + np.float32(dense) * _to_best(likeness)

    def _fed_back(self, pool: Places, scores: Floats) -> Floats:
        """Pseudo-relevance feedback (Rocchio 1971): likeness to the first results, in vectors and in kind.

        Only results near the first in score are taken for relevant.
        """
        seeds = best(scores, _SEEDS)
        seeds = seeds[scores[seeds] >= 0.5 * scores[seeds[0]]]
        weights = _to_best(scores[seeds])
        weights = weights / weights.sum()
        if len(seeds) < _MIN_SEEDS:
            return np.zeros(len(pool), np.float32)
        alike = self.near.to_products(pool[seeds], weights, pool)
        kin = _to_best(self.kinship.to_products(pool[seeds], weights, pool))
        if alike is not None:
            kin = kin + np.float32(min(1.0, self.near.weight)) * _to_best(alike)
        return np.float32(_FEEDBACK / 2) * kin


def _to_best(scores: Floats) -> Floats:
    """Scores as shares of the best one, nothing below 0."""
    return np.asarray(np.maximum(scores, 0.0) / max(1e-6, float(scores.max(initial=0.0))), np.float32)
