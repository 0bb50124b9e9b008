"""Which products a question is about: names, words and likeness, fused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from knowledge.index import VectorIndex
from knowledge.lexical import LexicalIndex
from knowledge.names import NameIndex

_POOL = 100
"""Candidates taken from each index."""
_RANK_BASE = 60
"""Of reciprocal rank fusion, as its authors set it."""
_SURE = 1.0
_NEARLY = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be meant, by id; the fields are those of ``Hit``."""

    product_id: str
    score: float
    sure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The three indexes of one state of the catalogue."""

    names: NameIndex
    lexical: LexicalIndex
    vectors: VectorIndex

    def find(self, question: str, k: int) -> list[Candidate]:
        """The best ``k`` products: those surely named first, then those nearly named, then the rest.

        The word and vector rankings are joined by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009,
        "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"), the vectors at
        the weight that their embedding deserves.
        """
        scores: dict[str, float] = defaultdict(float)
        reasons: dict[str, list[str]] = defaultdict(list)
        sure = set()
        for match in self.names.match(question):
            if match.sure or match.reason != "category":
                scores[match.product_id] += _SURE if match.sure else _NEARLY
            reasons[match.product_id].append(match.reason)
            if match.sure:
                sure.add(match.product_id)
        spelled = self.names.corrected(question)
        ranked = (
            ("lexical", 1.0, self.lexical.query(spelled, _POOL)),
            ("dense", self.vectors.weight, self.vectors.query(spelled, _POOL)),
        )
        for reason, weight, found in ranked:
            for rank, (product_id, _) in enumerate(found, 1):
                scores[product_id] += weight / (_RANK_BASE + rank)
                reasons[product_id].append(reason)
        best = sorted(scores, key=lambda product_id: -scores[product_id])[: max(0, k)]
        return [Candidate(key, scores[key], key in sure, tuple(reasons[key])) for key in best]
