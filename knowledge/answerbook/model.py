"""What the answer book holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["open", "answered", "dismissed"]
Wordings = Mapping[str, tuple[str, ...]]
"""Texts by language (BCP 47 primary subtag)."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question, or a part of one, that was not answered."""

    question: str
    """A stranger's words."""
    language: str
    """BCP 47 primary subtag."""
    product_id: str = ""
    """The product it is about, where that is known."""
    reason: str = ""
    """Why there was no answer, for the marketer."""
    viewer: str = ""
    """Who asked. Never stored: it keeps one viewer's repeats from counting."""


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """Questions that ask the same thing, and how often that was."""

    id: int
    language: str
    product_id: str
    wordings: tuple[str, ...]
    """Some of the ways in which it was asked, the first one first."""
    count: int
    first_at: float
    """Unix seconds."""
    last_at: float
    """Unix seconds."""
    reason: str
    """Why it was not answered the last time."""
    state: State
    answer_id: str = ""
    """The answer that somebody wrote for it."""

    @property
    def key(self) -> str:
        """How people call it: ``q17``."""
        return f"q{self.id}"


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a written answer."""

    questions: Wordings
    """Ways of asking it."""
    replies: Wordings
    """Wordings of the reply, used in turn."""
    product_id: str = ""
    """The product it is about; empty for the whole shop."""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An answer that somebody wrote here."""

    id: str
    """``a3``."""
    approved: Version | None
    """What is on air."""
    draft: Version | None
    """What waits for approval."""
    at: float
    """Unix seconds: when it was last changed."""
    asked: tuple[int, ...] = field(default=())
    """The unanswered questions it was written for."""

    @property
    def newest(self) -> Version:
        """The draft, else what is on air."""
        version = self.draft or self.approved
        assert version is not None
        return version
