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
_DENSE_BESIDE = 0.85
"""The same where names have the word only beside another noun."""
_FEEDBACK = 0.2
_SEEDS = 10
"""Of the feedback."""
_MIN_SEEDS = 3
"""Fewer results have no kind in common."""
_KIND = 0.45
"""What it counts that the shop says a product is of the kind asked for."""
_MIN_ALIKE = 8
"""Fewer products do not show what is usual among them."""
_TRUSTED = 0.9
"""Weight from which an embedding tells kinds apart."""
_STRANGE = 0.65
"""Likeness to a kind's name and products, as a share of the usual, below which a product is of another."""
_KIN = 0.3
"""Likeness in attributes from which a product is of the kind all the same."""
_SURE = 10.0
_NEARLY = 0.05

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be meant, by id; the fields are those of ``Hit``.

    In a list of them no score is higher than the one before it.
    """

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
    of_kind: NDArray[np.float32] | None = None
    """How far each product is known to be of the kind asked for, 0 … 1; ``None``: no kind is."""
    beside: bool = False
    """Whether names have the topic beside another noun only ("laptop sleeve"), so that it says little."""

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
        scores = self._fused(wanted, words[pool], likeness)
        if wanted.of_kind is not None:
            scores += np.float32(_KIND) * wanted.of_kind[pool]
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

    def rank(self, wanted: Wanted, places: Places, k: int) -> list[tuple[int, float]]:
        """The best ``k`` of some products, by position, with their scores."""
        if not len(places):
            return []
        words = self.lexical.scores(wanted.text, wanted.said_otherwise)
        likeness = self.near.to_text(wanted.meaning, places)
        scores = self._fused(
            wanted, words[places], np.zeros(len(places), np.float32) if likeness is None else likeness
        )
        if wanted.of_kind is not None:
            scores += np.float32(_KIND) * wanted.of_kind[places]
        scores += self._fed_back(places, scores)
        return [(int(places[at]), float(scores[at])) for at in best(scores, k)]

    def alike(self, wanted: Wanted, places: Places) -> Places:
        """Products called by one name, without those that are called so but are other things.

        A paper notebook among laptops is less like the word, less like the others, and has other attributes.
        Products that the shop says are of the kind stay, and where vectors do not tell kinds, all do.
        """
        said = wanted.of_kind[places] > 0 if wanted.of_kind is not None else np.zeros(len(places), bool)
        others = [other for part, words in wanted.said_otherwise if not part.isascii() for other in words]
        text = " ".join(word for each in (*others, wanted.text) for word in each.split() if word.isascii())
        if len(places) < _MIN_ALIKE or not text or self.near.weight < _TRUSTED:
            return places
        to_text = self.near.to_text(text, places)
        if to_text is None:
            return places
        surest = best(to_text, max(_MIN_ALIKE, len(places) // 4))
        core = np.flatnonzero(said) if np.count_nonzero(said) >= _MIN_ALIKE else surest
        even = np.full(len(core), 1 / len(core), np.float32)
        to_core = self.near.to_products(places[core], even, places)
        if to_core is None:
            return places
        usual = _to_usual(to_text, core) + _to_usual(to_core, core)
        kin = self.kinship.to_products(places[core], even, places)
        alike: Places = places[said | (usual >= 2 * _STRANGE) | (kin >= _KIN)]
        return alike

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

    def _fused(self, wanted: Wanted, words: Floats, likeness: Floats) -> Floats:
        full = _DENSE_BESIDE if wanted.beside and self.near.weight >= _TRUSTED else _DENSE
        dense = full * min(1.0, self.near.weight)
        return np.float32(1 - dense) * _to_best(words) + np.float32(dense) * _to_best(likeness)

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


def _to_usual(scores: Floats, core: Places) -> Floats:
    """Scores as shares of the median of some of them."""
    return np.asarray(scores / max(1e-6, float(np.median(scores[core]))), np.float32)


def _to_best(scores: Floats) -> Floats:
    """Scores as shares of the best one, nothing below 0."""
    return np.asarray(np.maximum(scores, 0.0) / max(1e-6, float(scores.max(initial=0.0))), np.float32)
