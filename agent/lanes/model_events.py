"""What the model lane tells while a reply is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.model import Fact


@dataclass(frozen=True, slots=True)
class Learnt:
    """A tool's result is there: from now on sentences may rest on these facts."""

    tool: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Looking:
    """Tools have been busy for a while, and the model has said nothing since."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the reply stands, for whoever watches the clock."""

    what: Literal["asked", "alive", "tools"]
    """A request begins; a part of the reply came that is not spoken; tools begin to run."""


Told: TypeAlias = str | Learnt | Looking
"""A piece of the reply's tagged text, or word of its tools."""
Event: TypeAlias = Told | Step
