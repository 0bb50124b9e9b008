"""What came of a run: its cases with their measures, and the scoreboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.conversations.schema import Conversation
from evals.rooms.recording import Exchange
from evals.runs.folder import RunError, RunFolder, RunSpec
from evals.scorers import SCORERS, Measure, combined, passed
from evals.transcript import Transcript

JUDGE = "judge"
"""Name of the scorer that is a model."""


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation as it went."""

    conversation: Conversation
    transcript: Transcript
    measures: dict[str, Measure]
    """By scorer, as logged."""
    vetoes: tuple[str, ...] = ()
    """What a model as judge objected to, where one was asked."""
    real_s: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing was missed; a judge may veto, never rescue."""
        return passed(self.measures) and not self.vetoes

    @property
    def missed(self) -> int:
        """How much was not as it should be."""
        return sum(one.of - one.hits for one in self.measures.values()) + len(self.vetoes)


@dataclass(frozen=True, slots=True)
class Row:
    """One scorer's line of the scoreboard."""

    name: str
    title: str
    about: str
    hits: int
    of: int
    unit: str
    median: float | None = None
    """Of the values in the scorer's unit."""
    high: float | None = None
    """Their 95th percentile."""
    total: float | None = None
    """Their sum, where they are counts."""

    @property
    def share(self) -> float:
        """Hits of all; 1 where nothing was looked at."""
        return self.hits / self.of if self.of else 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """A run read back."""

    name: str
    spec: RunSpec
    cases: tuple[Case, ...]
    errors: dict[str, str] = field(default_factory=dict)
    """Conversations that could not be run, each with one line."""
    agreement: float | None = None
    """How often the judge agrees with people, where there was one."""

    @property
    def passed(self) -> int:
        """Conversations in which nothing was missed."""
        return sum(case.passed for case in self.cases)

    @property
    def mismatches(self) -> list[tuple[str, str]]:
        """Requests that the recording did not have, with their conversations."""
        return [(case.conversation.id, line) for case in self.cases for line in case.transcript.mismatches]


def board(cases: Sequence[Case]) -> list[Row]:
    """The scoreboard: every scorer over all cases, those with nothing to look at left out."""
    rows = []
    for name, scorer in SCORERS.items():
        whole = combined(name, [case.measures[name] for case in cases if name in case.measures])
        if not whole.of:
            continue
        values = np.array(whole.values, float)
        timed = scorer.unit == "s" and values.size > 0
        rows.append(
            Row(
                name, scorer.title, scorer.about, whole.hits, whole.of, scorer.unit,
                median=float(np.median(values)) if timed else None,
                high=float(np.quantile(values, 0.95)) if timed else None,
                total=float(values.sum()) if scorer.unit == "calls" else None,
            )
        )  # fmt: skip
    return rows


def by_heading(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Cases by their heading, in the order in which they first come."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.conversation.heading, []).append(case)
    return found


def read_run(folder: RunFolder) -> Run:
    """Read a run from Inspect's log.

    Raises:
        RunError: There is no log, or it cannot be read.
    """
    from evals.scorers.inspected import CONVERSATION, TRANSCRIPT
    from evals.tasks.room import REAL_S

    cases, errors, agreement = [], {}, None
    for sample in _samples(folder):
        if sample.error is not None:
            errors[str(sample.id)] = " ".join(sample.error.message.split())[:300]
            continue
        conversation = Conversation.model_validate(sample.metadata[CONVERSATION])
        transcript = Transcript.model_validate(sample.store[TRANSCRIPT])
        if (judged := (sample.scores or {}).get(JUDGE)) is not None:
            agreement = judged.metadata.get("agreement")
        cases.append(
            Case(
                conversation, transcript, _measures(sample.scores or {}, conversation, transcript),
                _vetoes(sample.scores or {}),
                float(sample.store.get(REAL_S, 0.0)),
            )
        )  # fmt: skip
    order = {name: place for place, name in enumerate(_ids(folder.set))}
    cases.sort(key=lambda case: order.get(case.conversation.id, len(order)))
    return Run(folder.name, folder.spec, tuple(cases), errors, agreement)


def exchanges(folder: RunFolder) -> list[Exchange]:
    """What the model answered, in the order of the conversations.

    Raises:
        RunError: There is no log, or it cannot be read.
    """
    from evals.tasks.room import EXCHANGES

    found = [
        Exchange.model_validate(one)
        for sample in _samples(folder)
        if sample.error is None
        for one in sample.store.get(EXCHANGES, [])
    ]
    return sorted(found, key=lambda one: one.conversation)


def _samples(folder: RunFolder) -> list[Any]:
    from inspect_ai.log import read_eval_log

    logs = sorted(folder.logs.glob("*.eval"))
    if not logs:
        raise RunError(f"{folder.path}: nothing was run yet")
    try:
        return list(read_eval_log(str(logs[-1])).samples or [])
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{logs[-1]}: cannot be read: {error}") from error


def _measures(
    scores: Mapping[str, Any], conversation: Conversation, transcript: Transcript
) -> dict[str, Measure]:
    """The measures as logged, and those of scorers that came later."""
    from evals.scorers.inspected import measures_of

    logged = measures_of(scores)
    return {
        name: logged[name] if name in logged else scorer.score(conversation, transcript)
        for name, scorer in SCORERS.items()
    }


def _vetoes(scores: Mapping[str, Any]) -> tuple[str, ...]:
    """What the judge objected to, where there was one."""
    from evals.scorers.inspected import MEASURE

    judged = scores.get(JUDGE)
    if judged is None:
        return ()
    return tuple(one.why for one in Measure.model_validate(judged.metadata[MEASURE]).findings)


def _ids(path: Path) -> list[str]:
    from evals.conversations.loading import load

    return [one.id for one in load(str(path))]
