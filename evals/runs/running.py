"""Runs a set of conversations through Inspect, and goes on with a run that was killed."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from agent.config import load_room
from agent.demo import ensure_shop
from evals.conversations.loading import load
from evals.conversations.schema import Conversation
from evals.rooms.recording import read as read_recording
from evals.rooms.recording import write as write_recording
from evals.runs.folder import RECORDING, RunError, RunFolder, RunSpec, begin, digest_of, find
from evals.runs.spread import spread
from knowledge.catalogue import Catalogue
from persona.loader import load_persona, locate

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how much of it is done, and of how much."""
RECORDED = "recorded:"
_BUFFER = 5
"""Conversations that are lost when a run is killed, at most, beside those in flight."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    set: str = "demo"
    persona: str = ""
    model: str = ""
    """``none`` or empty, a model's name, or ``recorded:`` and a run or a file."""
    judge: str = ""
    """A model of Inspect's that may veto what passed; empty for none."""
    room: Path | None = None
    seed: int = 0
    limit: int = 0
    name: str = ""
    """Of the run; made up when empty."""
    jobs: int = 0
    """Conversations at the same time; 0 for as many as there are cores."""


def need_inspect() -> None:
    """Nothing, where Inspect is installed.

    Raises:
        RunError: It is not; says how to get it.
    """
    if find_spec("inspect_ai") is None:
        raise RunError("this needs the extra evals: make evals, or pip install 'nightshift[evals]'")


def run(
    wanted: Wanted, progress: Progress, went_on: Callable[[str, int], None], *, within: Path | None = None
) -> RunFolder:
    """Run conversations until all of them are over.

    Args:
        wanted: Which, and with whom.
        progress: Told of each that is over.
        went_on: Told the name of a run that goes on, and how many of it were over.
        within: Where the run's folder is made; that of all runs when not given.

    Raises:
        RunError: It cannot be run as asked for, or Inspect could not finish it.
        ValueError: A set, persona, room or recording cannot be used.
        RuntimeError: A shop cannot be opened.
        OSError: The run's folder cannot be written.
    """
    need_inspect()
    chosen = spread(load(wanted.set), wanted.limit)
    recording = _recording(wanted.model)
    model = _model(wanted.model, recording)
    spec = _spec(wanted, chosen, model, recording)
    folder, again = begin(spec, chosen, wanted.name, within=within)
    if folder.finished:
        return folder
    arguments = {
        "set": str(folder.set), "persona": _persona(wanted.persona), "model": model,
        "recorded": str(recording) if recording is not None else "", "seed": wanted.seed,
        "judge": wanted.judge,
        "room": str(wanted.room.absolute()) if wanted.room is not None else "",
    }  # fmt: skip
    there = _over(folder) if again else 0
    if again:
        went_on(folder.name, there)
    jobs = wanted.jobs or os.cpu_count() or 2
    _through_inspect(folder, arguments, total=len(chosen), there=there, jobs=jobs, progress=progress)
    if model and recording is None:
        from evals.runs.results import exchanges

        write_recording(folder.recording, exchanges(folder))
    folder.finish()
    return folder


def _through_inspect(
    folder: RunFolder, arguments: Mapping[str, Any], *, total: int, there: int, jobs: int, progress: Progress
) -> None:
    from inspect_ai import eval_set

    from evals.tasks.room import conversations
    from evals.tasks.running import RUNNING, Running

    over = there

    def count(conversation: str) -> None:
        nonlocal over
        del conversation
        over += 1
        progress("talking", min(over, total), total)

    progress("talking", over, total)
    token = RUNNING.set(Running(jobs, count))
    try:
        with logging_as_it_was():
            done, logs = eval_set(
                conversations(**{name: value for name, value in arguments.items() if value}),
                log_dir=str(folder.logs), model="none", display="none", log_level="error", max_samples=jobs,
                log_realtime=False, log_buffer=_BUFFER, retry_attempts=1, ctl_server=False,
                fail_on_error=False, score_display=False,
            )  # fmt: skip
    finally:
        RUNNING.reset(token)
    if not done:
        why = next((log.error.message for log in logs if log.error is not None), "it was cancelled")
        raise RunError(f"the run was not finished: {' '.join(why.split())[:300]}; the same command goes on")


@contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Leave the root logger as it was before: Inspect sets its level and adds a handler of its own."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in [one for one in root.handlers if one not in handlers]:
            root.removeHandler(handler)


def _over(folder: RunFolder) -> int:
    """How many conversations of a run are in Inspect's log already."""
    from inspect_ai.log import read_eval_log_sample_summaries

    logs = sorted(folder.logs.glob("*.eval"))
    try:
        return len(read_eval_log_sample_summaries(str(logs[-1]))) if logs else 0
    except (OSError, ValueError, KeyError):
        return 0


def _recording(model: str) -> Path | None:
    if not model.startswith(RECORDED):
        return None
    name = model.removeprefix(RECORDED)
    path = Path(name)
    if not path.is_file():
        folder = find(name)
        path = folder.path / RECORDING
        if not path.is_file():
            raise RunError(f"the run {folder.name} has no recording; it was run with {folder.spec.host}")
    return path.absolute()


def _model(model: str, recording: Path | None) -> str:
    if recording is not None:
        held = read_recording(recording)
        first = next((one for exchanges in held.values() for one in exchanges), None)
        if first is None:
            raise RunError(f"{recording}: the recording is empty")
        return str(first.request.get("model", "")) or "recorded"
    if model in ("", "none"):
        return ""
    if not (os.environ.get("OPENAI_API_KEY") or os.environ.get("OPENAI_BASE_URL")):
        raise RunError("a model needs OPENAI_API_KEY or OPENAI_BASE_URL; --model none does without")
    return model


def _spec(wanted: Wanted, chosen: list[Conversation], model: str, recording: Path | None) -> RunSpec:
    personas = {wanted.persona} if wanted.persona else {one.persona for one in chosen}
    shops = {one.shop for one in chosen}
    return RunSpec(
        set=wanted.set,
        digest=digest_of([one.model_dump(mode="json") for one in chosen]),
        conversations=len(chosen),
        persona=wanted.persona,
        persona_digest=digest_of([load_persona(one).model_dump(mode="json") for one in sorted(personas)]),
        model=model,
        recorded=digest_of(recording.read_bytes()) if recording is not None else "",
        judge=wanted.judge,
        seed=wanted.seed,
        room=digest_of(load_room(wanted.room).model_dump(mode="json")) if wanted.room is not None else "",
        shops={name: _revision(name) for name in sorted(shops)},
    )


def _revision(shop: str) -> str:
    catalogue = Catalogue(ensure_shop(shop))
    try:
        return catalogue.revision()
    finally:
        catalogue.close()


def _persona(name: str) -> str:
    """A persona's name, or its file's whole path: workers may run elsewhere."""
    if not name:
        return ""
    path = locate(name)
    return str(path.absolute()) if path.is_file() and "/" in str(name) else name
