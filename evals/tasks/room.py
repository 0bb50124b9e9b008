"""The task: conversations with a room on air, scored.

Run it with ``nightshift eval run``, or by Inspect: ``inspect eval evals/tasks/room.py -T set=demo-en``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageUser, ModelOutput
from inspect_ai.solver import Generate, Solver, TaskState, solver

from agent.config import RoomConfig, load_room
from evals.conversations.loading import load
from evals.conversations.schema import Conversation
from evals.rooms.recording import Exchange, read
from evals.runs.spread import spread
from evals.scorers.inspected import CONVERSATION, TRANSCRIPT, inspect_scorers
from evals.scorers.judge import judge as judged_by
from evals.tasks.running import RUNNING, Running
from evals.tasks.work import Job
from evals.transcript import Transcript

EXCHANGES = "exchanges"
"""Key of the sample's store: what the model answered, as JSON."""
REAL_S = "real_s"
"""Key of the sample's store: real seconds that the conversation took."""


@task
def conversations(
    set: str = "demo",
    *,
    persona: str = "",
    model: str = "",
    recorded: str = "",
    seed: int = 0,
    limit: int = 0,
    room: str = "",
    judge: str = "",
) -> Task:
    """Conversations with a room.

    Args:
        set: A set's name or path; see ``evals.conversations.loading.load``.
        persona: Who hosts; as each conversation says when empty.
        model: The chat model's name at the endpoint that the environment names; empty for none.
        recorded: A recording to answer in the endpoint's place.
        seed: Of the rooms' choices and of the messages' times.
        limit: So many conversations, evenly spread over the set; 0 for all.
        room: A room file, for what conversations do not say.
        judge: A model of Inspect's that may veto what passed; empty for none.

    Raises:
        DocumentError: The set or the room file cannot be used.
        RecordingError: The recording cannot be used.
    """
    config = load_room(Path(room)) if room else RoomConfig()
    held = read(Path(recorded)) if recorded else None
    chosen = spread(load(set), limit)
    running = RUNNING.get() or Running()
    return Task(
        dataset=MemoryDataset([sample(one) for one in chosen], name=Path(set).stem),
        solver=on_air(running, config, persona=persona, model=model, held=held, seed=seed),
        scorer=[*inspect_scorers(), *([judged_by(judge)] if judge else [])],
        name="conversations",
    )


def sample(conversation: Conversation) -> Sample:
    """A conversation as Inspect's sample."""
    script = "\n".join(f"{one.t:g} s  {one.by}: {one.text or one.kind}" for one in conversation.chat)
    return Sample(
        id=conversation.id,
        input=f"{conversation.about}\n\n{script}".strip(),
        metadata={
            "heading": conversation.heading,
            "language": conversation.language,
            CONVERSATION: conversation.model_dump(mode="json"),
        },
    )


@solver
def on_air(
    running: Running,
    config: RoomConfig,
    *,
    persona: str,
    model: str,
    held: Mapping[str, tuple[Exchange, ...]] | None,
    seed: int,
) -> Solver:
    """Puts a room on air for the sample's conversation, and leaves its transcript in the store."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        conversation = Conversation.model_validate(state.metadata[CONVERSATION])
        recorded = None if held is None else held.get(conversation.id, ())
        result = await running.run(
            Job(
                conversation=conversation, seed=seed, persona=persona, model=model, room=config,
                recorded=recorded,
            )
        )  # fmt: skip
        state.store.set(TRANSCRIPT, result.transcript)
        state.store.set(REAL_S, result.real_s)
        if result.exchanges:
            state.store.set(EXCHANGES, [one.model_dump(mode="json") for one in result.exchanges])
        transcript = Transcript.model_validate(result.transcript)
        state.messages = list(told(transcript))
        heard = " ".join(line.heard for line in transcript.lines if line.question)
        state.output = ModelOutput.from_content(model=model or "facts", content=heard)
        state.completed = True
        return state

    return solve


def told(transcript: Transcript) -> list[ChatMessage]:
    """A transcript as Inspect's viewer shows one: viewers ask, the host speaks."""
    events: list[tuple[float, int, ChatMessage]] = []
    for number, one in enumerate(transcript.messages):
        text = f"[{one.at_s:.1f} s] {one.by}: {one.text or one.kind}"
        note = f" ({one.fate}{': ' + one.rule if one.rule else ''})"
        events.append((one.at_s, number, ChatMessageUser(content=text + note)))
    for number, line in enumerate(transcript.lines):
        if line.heard:
            text = f"[{line.at_s:.1f} s] {line.heard}"
            events.append((line.at_s, 100_000 + number, ChatMessageAssistant(content=text)))
    return [message for _, _, message in sorted(events, key=lambda one: one[:2])]
