"""What a scorer says: how many things it looked at, how many were well, and why the others were not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.conversations.schema import Conversation
from evals.transcript import Transcript

Unit = Literal["share", "s", "calls"]


class Finding(BaseModel):
    """One thing that was not as it should be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: str
    """Id of a message or a line; empty for the whole conversation."""
    why: str
    """One line, for a person to read."""
    at_s: float = 0.0
    """Seconds from on air."""


class Measure(BaseModel):
    """One scorer's word on one conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    hits: int
    """Things that were as they should be."""
    of: int
    """Things looked at; 0 where the scorer has nothing to say."""
    values: tuple[float, ...] = ()
    """What was measured in the scorer's unit, where that is no share."""
    findings: tuple[Finding, ...] = ()
    """One for each miss."""

    @property
    def share(self) -> float:
        """Hits of all; 1 where there was nothing to look at."""
        return self.hits / self.of if self.of else 1.0

    @property
    def passed(self) -> bool:
        """Whether nothing was missed."""
        return self.hits == self.of


class Tally:
    """Gathers a measure."""

    def __init__(self, name: str) -> None:
        """Begin at nothing.

        Args:
            name: The scorer's.
        """
        self.name = name
        self._hits = 0
        self._of = 0
        self._values: list[float] = []
        self._findings: list[Finding] = []

    def see(self, ok: bool, *, where: str = "", why: str = "", at_s: float = 0.0) -> bool:
        """Count one thing; where it is not well, keep why."""
        self._of += 1
        self._hits += ok
        if not ok:
            self._findings.append(Finding(where=where, why=why, at_s=round(at_s, 3)))
        return ok

    def value(self, value: float) -> None:
        """Keep a value in the scorer's unit."""
        self._values.append(round(value, 3))

    def measure(self) -> Measure:
        """What was gathered."""
        return Measure(
            name=self.name,
            hits=self._hits,
            of=self._of,
            values=tuple(self._values),
            findings=tuple(self._findings),
        )


Score = Callable[[Conversation, Transcript], Measure]
"""A pure function: the same conversation and transcript give the same measure."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A scorer as it is listed."""

    name: str
    title: str
    about: str
    """What a hit is, in a sentence."""
    score: Score
    unit: Unit = "share"
    """Of its values; every scorer has a share besides, of which more is better."""


def passed(measures: Mapping[str, Measure]) -> bool:
    """Whether a conversation went as expected: no scorer missed anything."""
    return all(measure.passed for measure in measures.values())
