"""What becomes of questions beside being answered."""

from __future__ import annotations

from dataclasses import dataclass

from agent.events import Question


@dataclass(frozen=True, slots=True)
class Dropped:
    """A question that will not be answered."""

    question: Question
    reason: str
    """``expired``, ``inbox full``, ``more questions than air``, ``just answered``, ``skipped``, or what it
    was removed for."""
    by: str = ""
    """``just answered``: the id of the question in whose answer it was."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A question that turned out to ask what another one asks."""

    into: Question
    gone: Question
