"""Runs and comparisons as figures: what ``--json`` prints."""

from __future__ import annotations

from typing import Any

from evals.runs.compare import Comparison
from evals.runs.results import Run, board


def run_figures(run: Run) -> dict[str, Any]:
    """A run's scoreboard."""
    return {
        "run": run.name,
        **run.spec.model_dump(),
        "passed": run.passed,
        "of": len(run.cases),
        "errors": run.errors,
        "mismatches": len(run.mismatches),
        "scores": {
            row.name: {
                "share": round(row.share, 6), "hits": row.hits, "of": row.of,
                **({"median_s": round(row.median, 3)} if row.median is not None else {}),
                **({"p95_s": round(row.high, 3)} if row.high is not None else {}),
                **({"total": row.total} if row.total is not None else {}),
            }
            for row in board(run.cases)
        },
    }  # fmt: skip


def comparison_figures(both: Comparison) -> dict[str, Any]:
    """Two runs side by side."""
    return {
        "a": both.a.name,
        "b": both.b.name,
        "common": both.common,
        "differences": [
            {
                "name": one.name, "title": one.title, "unit": one.unit, "a": round(one.a, 6),
                "b": round(one.b, 6), "change": round(one.change, 6), "low": round(one.low, 6),
                "high": round(one.high, 6), "n": one.n, "sure": one.sure, "better": one.sure and one.better,
            }
            for one in both.differences
        ],
        "worse": [one.a.conversation.id for one in both.turned if one.worse],
        "better": [one.a.conversation.id for one in both.turned if not one.worse],
        "notes": list(both.notes),
    }  # fmt: skip
