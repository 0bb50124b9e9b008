"""How good a ranking is, by graded judgments."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

Grades = Mapping[str, int]
"""By product id; 0 is not relevant."""

DEPTH = 200
"""Results of a query that are looked at: as deep as the judged ones are searched for."""
_HIGHEST = 10
_MAX_BYTES = 200_000_000


def judgments(file: Path) -> dict[str, dict[str, int]]:
    """Grades by query and product, of a CSV file with the columns query, docid and rating.

    Raises:
        ValueError: The file is not of that form; it says which line.
    """
    if file.stat().st_size > _MAX_BYTES:
        raise ValueError(f"{file}: too large for judgments")
    found: dict[str, dict[str, int]] = {}
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = {"query", "docid", "rating"}.difference(reader.fieldnames or ())
        if missing:
            raise ValueError(
                f"{file}: no column {', '.join(sorted(missing))}; query, docid, rating are wanted"
            )
        for row in reader:
            try:
                grade = int(float(row["rating"] or ""))
            except ValueError:
                raise ValueError(f"{file}:{reader.line_num}: {row['rating']!r} is no rating") from None
            if not row["query"] or not row["docid"] or not 0 <= grade <= _HIGHEST:
                raise ValueError(f"{file}:{reader.line_num}: query, docid and a rating of 0 to 10 are wanted")
            found.setdefault(row["query"], {})[row["docid"]] = grade
    if not any(any(grades.values()) for grades in found.values()):
        raise ValueError(f"{file}: no query has a relevant product")
    return found


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of one ranking, each 0 … 1."""

    ndcg: float
    """nDCG@10; products nobody judged count as not relevant."""
    judged: float
    """nDCG@10 of the ranking without the products that nobody judged."""
    recall: float
    """Relevant products among the first 50."""


def quality(ranking: Sequence[str], grades: Grades) -> Quality:
    """The figures of a ranking; the query must have a relevant product.

    nDCG with the gain ``2^grade - 1`` and the discount ``1 / log2(rank + 1)`` (Burges et al. 2005,
    "Learning to Rank using Gradient Descent"), against the best order of all judged products.
    """
    ranking = ranking[:DEPTH]
    best = _dcg(sorted(grades.values(), reverse=True))
    relevant = {key for key, grade in grades.items() if grade}
    return Quality(
        ndcg=_dcg([grades.get(key, 0) for key in ranking]) / best,
        judged=_dcg([grades[key] for key in ranking if key in grades]) / best,
        recall=len(relevant.intersection(ranking[:50])) / len(relevant),
    )


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:10], 1))


def summary(found: Sequence[Quality]) -> dict[str, float]:
    """Means over queries."""
    return {
        "ndcg_10": round(sum(each.ndcg for each in found) / len(found), 4),
        "ndcg_10_judged_only": round(sum(each.judged for each in found) / len(found), 4),
        "recall_50": round(sum(each.recall for each in found) / len(found), 4),
    }
