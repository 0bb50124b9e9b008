"""A run's folder: what was run, Inspect's logs, and what the model answered."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.paths import home
from evals.conversations.loading import write
from evals.conversations.schema import Conversation

SPEC = "run.json"
SET = "set.jsonl"
LOGS = "logs"
RECORDING = "model.jsonl"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}")
_MOST_RUNS = 10_000


class RunError(ValueError):
    """A run that is not there, or cannot be used; one clear line."""


class RunSpec(BaseModel):
    """What was run. Two runs of the same spec give the same scores."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set: str
    """As it was asked for."""
    digest: str
    """Of its conversations."""
    conversations: int = Field(ge=1)
    persona: str = ""
    """Who hosted; as each conversation says when empty."""
    persona_digest: str = ""
    """Of the persona's file."""
    model: str = ""
    """The chat model's name; empty for none."""
    recorded: str = ""
    """Digest of the recording that answered in its place; empty where the endpoint did."""
    judge: str = ""
    """The model that could veto; empty for none."""
    seed: int = 0
    room: str = ""
    """Digest of the room file; empty without one."""
    shops: dict[str, str] = Field(default_factory=dict)
    """Each shop's revision, by its name."""

    @property
    def host(self) -> str:
        """Persona and model in words."""
        model = f"{self.model}{' (recorded)' if self.recorded else ''}" if self.model else "no model"
        return f"{self.persona or 'personas as scripted'}, {model}"


class RunFolder:
    """One run's folder."""

    def __init__(self, path: Path) -> None:
        """Look at a folder.

        Raises:
            RunError: There is no run in it.
        """
        self.path = path
        try:
            self.spec = RunSpec.model_validate_json((path / SPEC).read_bytes())
        except OSError as error:
            raise RunError(f"{path}: there is no run here: {error.strerror or error}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"])) or "file"
            raise RunError(f"{path / SPEC}: {field}: {first['msg']}") from error

    @property
    def name(self) -> str:
        """The folder's."""
        return self.path.name

    @property
    def logs(self) -> Path:
        """Where Inspect's logs lie."""
        return self.path / LOGS

    @property
    def set(self) -> Path:
        """The conversations as they were run."""
        return self.path / SET

    @property
    def recording(self) -> Path:
        """What the model answered."""
        return self.path / RECORDING

    @property
    def finished(self) -> bool:
        """Whether all of it was run."""
        return (self.path / "finished").is_file()

    def finish(self) -> None:
        """Remember that all of it was run."""
        (self.path / "finished").touch()


def runs_folder() -> Path:
    """Where runs are kept."""
    return home() / "evals"


def begin(
    spec: RunSpec, conversations: list[Conversation], name: str = "", *, within: Path | None = None
) -> tuple[RunFolder, bool]:
    """The folder of a run: an unfinished one of the same spec, else a new one.

    Args:
        spec: What is run.
        conversations: The set.
        name: Of the folder; made of the set, the host and a number when empty.
        within: Where it is made; ``runs_folder`` when not given.

    Returns:
        The folder, and whether a run in it goes on.

    Raises:
        RunError: The name is no folder's, or belongs to another run.
        OSError: The folder cannot be made.
    """
    runs = within or runs_folder()
    if name:
        if not _NAME.fullmatch(name):
            raise RunError(f"{name!r} cannot name a run: use lower-case letters, digits, - . and _")
        path = runs / name
        if (path / SPEC).is_file():
            there = RunFolder(path)
            if there.spec != spec:
                raise RunError(
                    f"{name} is another run ({_difference(there.spec, spec)}); choose another name"
                )
            return there, not there.finished
        return _made(path, spec, conversations), False
    base = _base(spec)
    for number in range(1, _MOST_RUNS):
        path = runs / f"{base}-{number}"
        if not (path / SPEC).is_file():
            return _made(path, spec, conversations), False
        there = RunFolder(path)
        if there.spec == spec and not there.finished:
            return there, True
    raise RunError(f"there are {_MOST_RUNS} runs called {base}; remove some from {runs}")


def find(name: str) -> RunFolder:
    """A run by its name or its folder's path.

    Raises:
        RunError: There is none; says which there are.
    """
    for path in (runs_folder() / name, Path(name)):
        if (path / SPEC).is_file():
            return RunFolder(path)
    there = sorted(one.parent.name for one in runs_folder().glob(f"*/{SPEC}"))[-8:]
    known = f"there are: {', '.join(there)}" if there else "nothing was run yet: nightshift eval run"
    raise RunError(f"there is no run {name!r}; {known}")


def digest_of(data: Any) -> str:
    """A short digest of JSON, text or bytes."""
    raw = data if isinstance(data, bytes) else json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
    return sha256(raw).hexdigest()[:16]


def _base(spec: RunSpec) -> str:
    parts = [Path(spec.set).stem, Path(spec.persona).stem, spec.model]
    words = "-".join(part for part in parts if part).lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:80] or "run"


def _made(path: Path, spec: RunSpec, conversations: list[Conversation]) -> RunFolder:
    path.mkdir(parents=True, exist_ok=True)
    write(path / SET, conversations)
    beside = path / f".{SPEC}"
    beside.write_text(spec.model_dump_json(indent=2) + "\n", "utf-8")
    beside.replace(path / SPEC)
    return RunFolder(path)


def _difference(was: RunSpec, now: RunSpec) -> str:
    names = [name for name in RunSpec.model_fields if getattr(was, name) != getattr(now, name)]
    return ", ".join(f"{name}: {getattr(was, name) or 'none'}" for name in names[:3])
