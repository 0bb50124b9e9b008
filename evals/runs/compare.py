"""Two runs side by side: what differs, and how sure that is.

Differences are taken over the conversations that both runs have, and their 95 % intervals by the percentile
bootstrap (B. Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979), paired: conversations are
drawn with replacement, each with what both runs made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.runs.results import Case, Row, Run, board
from evals.scorers import SCORERS, Measure

DRAWS = 4_000
_LOW, _HIGH = 0.025, 0.975
_EXAMPLES = 30
_NOTHING = Measure(name="", hits=0, of=0)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison."""

    name: str
    title: str
    unit: str
    """``share``, or seconds for the mean of what was timed."""
    a: float
    b: float
    low: float
    """Of the difference b - a: the lower end of its 95 % interval."""
    high: float
    n: int
    """Conversations in which either run had something to look at."""

    @property
    def change(self) -> float:
        """What B has more."""
        return self.b - self.a

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def better(self) -> bool:
        """Whether b does better: more of a share, less of a time."""
        return self.change > 0 if self.unit == "share" else self.change < 0


@dataclass(frozen=True, slots=True)
class Turned:
    """A conversation that passed in one run only."""

    a: Case
    b: Case

    @property
    def worse(self) -> bool:
        """Whether it passed in the first run."""
        return self.a.passed


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs."""

    a: Run
    b: Run
    common: int
    """Conversations that both have."""
    differences: tuple[Difference, ...]
    turned: tuple[Turned, ...]
    notes: tuple[str, ...]
    """What else is different: the set, the shop, the seed."""


def compare(a: Run, b: Run, *, seed: int = 0) -> Comparison:
    """Compare two runs.

    Args:
        a: The one before.
        b: The one after.
        seed: Of the bootstrap's draws.

    Raises:
        ValueError: They have no conversation in common.
    """
    theirs = {case.conversation.id: case for case in b.cases}
    pairs = [(one, theirs[one.conversation.id]) for one in a.cases if one.conversation.id in theirs]
    if not pairs:
        raise ValueError(f"{a.name} and {b.name} have no conversation in common")
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), size=DRAWS).astype(float)
    rows = {row.name: row for row in (*board([x for x, _ in pairs]), *board([y for _, y in pairs]))}
    well = np.array([[case.passed for case in pair] for pair in pairs], float)
    whole = _share("passed", "Conversations passed", well, np.ones_like(well), weights)
    found = [whole]
    for name, scorer in SCORERS.items():
        if name in rows:
            found += _of_scorer(rows[name], pairs, weights, scorer.unit)
    turned = [Turned(x, y) for x, y in pairs if x.passed != y.passed]
    turned.sort(key=lambda one: not one.worse)
    return Comparison(
        a, b, len(pairs), tuple(found), tuple(turned[:_EXAMPLES]), tuple(_notes(a, b, len(pairs)))
    )


def _of_scorer(row: Row, pairs: Sequence[tuple[Case, Case]], weights: Floats, unit: str) -> list[Difference]:
    held = [[case.measures.get(row.name, _NOTHING) for case in pair] for pair in pairs]
    hits = np.array([[one.hits for one in pair] for pair in held], float)
    of = np.array([[one.of for one in pair] for pair in held], float)
    found = [_share(row.name, row.title, hits, of, weights)]
    if unit in ("s", "calls"):
        sums = np.array([[sum(one.values) for one in pair] for pair in held], float)
        counts = np.array([[len(one.values) for one in pair] for pair in held], float)
        if counts.sum(axis=0).all():
            found.append(_share(row.name, f"{row.title}, mean", sums, counts, weights, unit=unit))
    return found


def _share(
    name: str, title: str, sums: Floats, counts: Floats, weights: Floats, *, unit: str = "share"
) -> Difference:
    """A ratio of sums in both runs, with the interval of their difference.

    Args:
        name: The scorer's.
        title: For people.
        sums: Of each conversation and run; ``(conversations, 2)``.
        counts: What they are of; ``(conversations, 2)``.
        weights: How often each conversation is in each draw; ``(draws, conversations)``.
        unit: Of the ratio.
    """
    empty = 1.0 if unit == "share" else 0.0

    def ratio(top: Floats, bottom: Floats) -> Floats:
        return np.divide(top, bottom, out=np.full_like(top, empty), where=bottom > 0)

    a, b = ratio(sums.sum(axis=0), counts.sum(axis=0))
    drawn = ratio(weights @ sums, weights @ counts)
    low, high = np.quantile(drawn[:, 1] - drawn[:, 0], [_LOW, _HIGH])
    n = int((counts.sum(axis=1) > 0).sum())
    return Difference(name, title, unit, float(a), float(b), float(low), float(high), n)


def _notes(a: Run, b: Run, common: int) -> list[str]:
    notes = []
    if a.spec.digest != b.spec.digest:
        notes.append(f"The sets differ; compared are the {common} conversations that both have.")
    if a.spec.shops != b.spec.shops:
        notes.append("A shop was changed between the runs.")
    if a.spec.seed != b.spec.seed:
        notes.append(f"The seeds differ: {a.spec.seed} and {b.spec.seed}.")
    if a.spec.persona_digest != b.spec.persona_digest:
        notes.append("The personas differ.")
    if a.spec.room != b.spec.room:
        notes.append("The room files differ.")
    for run in (a, b):
        if run.mismatches:
            notes.append(f"{run.name}: {len(run.mismatches)} requests were not in the recording.")
        if run.errors:
            notes.append(f"{run.name}: {len(run.errors)} conversations could not be run.")
    return notes
