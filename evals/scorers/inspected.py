"""The scorers for Inspect: each reads the transcript that the room left in the sample's store.

Needs the ``evals`` extra; import it where a run is made, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_ai.scorer import Metric, SampleScore, Score, Target, metric, scorer
from inspect_ai.scorer import Scorer as InspectScorer
from inspect_ai.solver import TaskState

from evals.conversations.schema import Conversation
from evals.scorers import SCORERS
from evals.scorers.measure import Measure
from evals.transcript import Transcript

CONVERSATION = "conversation"
"""Key of the sample's metadata: the conversation as JSON."""
TRANSCRIPT = "transcript"
"""Key of the sample's store: the transcript as JSON."""
MEASURE = "measure"
"""Key of a score's metadata: the measure as JSON."""
_SHOWN = 12
"""Findings in a score's explanation."""


@metric
def share() -> Metric:
    """Hits of all that was looked at, over all conversations; 1 where there was nothing."""

    def of_all(scores: list[SampleScore]) -> float:
        held = [Measure.model_validate((one.score.metadata or {})[MEASURE]) for one in scores]
        looked_at = sum(one.of for one in held)
        return sum(one.hits for one in held) / looked_at if looked_at else 1.0

    return of_all


@metric
def looked_at() -> Metric:
    """How many things a scorer looked at, over all conversations."""

    def count(scores: list[SampleScore]) -> float:
        return float(sum((one.score.metadata or {})[MEASURE]["of"] for one in scores))

    return count


def inspect_scorers() -> list[InspectScorer]:
    """Every scorer of ``SCORERS``, under its name."""
    return [_inspected(name) for name in SCORERS]


def _inspected(name: str) -> InspectScorer:
    def make() -> InspectScorer:
        async def judge(state: TaskState, target: Target) -> Score:
            del target
            conversation = Conversation.model_validate(state.metadata[CONVERSATION])
            transcript = Transcript.model_validate(state.store.get(TRANSCRIPT))
            return scored(SCORERS[name].score(conversation, transcript))

        return judge

    return scorer(metrics=[share(), looked_at()], name=name)(make)()


def scored(measure: Measure) -> Score:
    """A measure as Inspect's score: its share, and its findings to read."""
    shown = [f"{one.at_s:.1f} s {one.where}: {one.why}" for one in measure.findings[:_SHOWN]]
    if len(measure.findings) > _SHOWN:
        shown.append(f"and {len(measure.findings) - _SHOWN} more")
    return Score(
        value=measure.share,
        answer=f"{measure.hits} of {measure.of}",
        explanation="\n".join(shown) or None,
        metadata={MEASURE: measure.model_dump(mode="json")},
    )


def measures_of(scores: Mapping[str, Any]) -> dict[str, Measure]:
    """The measures back from a logged sample's scores, those of other scorers passed over.

    Args:
        scores: A sample's, by scorer.
    """
    found = {}
    for name in SCORERS:
        score = scores.get(name)
        if score is not None and MEASURE in (score.metadata or {}):
            found[name] = Measure.model_validate(score.metadata[MEASURE])
    return found
