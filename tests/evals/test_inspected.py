"""The scorers as Inspect runs them: over a log that Inspect itself writes."""

import logging
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("inspect_ai")

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.solver import Generate, TaskState, solver

from evals.conversations.schema import Conversation
from evals.runs.running import logging_as_it_was
from evals.scorers import SCORERS, measures
from evals.scorers.inspected import CONVERSATION, TRANSCRIPT, inspect_scorers, measures_of
from evals.transcript import Spoken, Transcript

ONE = Conversation.model_validate({"id": "quiet", "heading": "silence", "chat": []})
LINE: dict[str, Any] = {
    "kind": "pitch", "lane": "script", "complete": True, "text": "Have a look at this one.",
    "heard": "Have a look at this one.",
}  # fmt: skip
TWICE = Transcript(
    conversation="quiet", persona="mei", language="en", for_s=45.0, label=True,
    lines=(
        Spoken(id="p1.0", turn="p1", at_s=1.0, until_s=3.0, **LINE),
        Spoken(id="p2.0", turn="p2", at_s=4.0, until_s=6.0, **LINE),
    ),
)  # fmt: skip


def played() -> Any:
    """Leaves a transcript in the store, as a room does."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        state.store.set(TRANSCRIPT, TWICE.model_dump(mode="json"))
        return state

    return solve


def test_inspect_writes_each_scorers_share_and_what_it_found(tmp_path: Path) -> None:
    sample = Sample(input="quiet", id="quiet", metadata={CONVERSATION: ONE.model_dump(mode="json")})
    task = Task(dataset=[sample], solver=solver(played)(), scorer=inspect_scorers())
    with logging_as_it_was():
        [log] = eval(task, model="mockllm/model", log_dir=str(tmp_path), display="none")
    assert log.status == "success", log.error
    assert log.results is not None
    shares = {one.name: one.metrics["share"].value for one in log.results.scores}
    assert set(shares) == set(SCORERS)
    assert shares["repeats"] == 0.5
    assert shares["disclosure"] == 1.0
    assert log.samples is not None
    scores = log.samples[0].scores or {}
    assert "said before" in (scores["repeats"].explanation or "")
    assert measures_of(scores) == measures(ONE, TWICE)


def test_what_inspect_does_to_the_root_logger_is_taken_back() -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    with logging_as_it_was():
        root.setLevel(logging.CRITICAL)
        root.addHandler(logging.NullHandler())
    assert (root.level, root.handlers) == before
