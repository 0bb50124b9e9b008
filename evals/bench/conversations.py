"""The built-in conversations, scored: the figures of ``nightshift eval run``."""

from __future__ import annotations

import time
from typing import Any

from evals.bench.machine import machine

QUICK = 24
"""Conversations of a short run, evenly spread over the set."""


def run(*, quick: bool, seed: int = 0) -> dict[str, Any]:
    """Run them, anew each time.

    Args:
        quick: A few of them only.
        seed: See ``nightshift eval run``.

    Raises:
        RunError: The extra ``evals`` is not installed.
    """
    import tempfile
    from pathlib import Path

    from evals.reports.figures import run_figures
    from evals.runs.results import read_run
    from evals.runs.running import Wanted, run

    with tempfile.TemporaryDirectory(prefix="nightshift-bench-") as made:
        began = time.perf_counter()
        wanted = Wanted(seed=seed, limit=QUICK if quick else 0)
        folder = run(wanted, lambda *_: None, lambda *_: None, within=Path(made))
        took_s = time.perf_counter() - began
        figures = run_figures(read_run(folder))
    return {"machine": machine(), "took_s": round(took_s, 1), **figures}
