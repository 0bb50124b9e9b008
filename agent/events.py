"""What flows through the agent, from a comment to a checked sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.model import Money

ChatKind = Literal["comment", "gift", "follow", "like", "superchat", "join", "order", "click"]
TurnKind = Literal["answer", "pitch", "greeting", "thanks", "engage", "resume", "operator", "disclosure"]
Decision = Literal["pass", "rewrite", "block"]
Lane = Literal["fact", "tool", "model", "abstain", "script"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One thing a viewer wrote or did, as its platform told it. A stranger's words: data only."""

    id: str
    """Unique within its platform."""
    platform: str
    author: str
    text: str
    at: float
    """Unix seconds."""
    kind: ChatKind = "comment"
    language: str = ""
    """BCP 47 primary subtag; empty when not known."""
    paid: Money | None = None
    """What a superchat, gift or order is worth, where the platform says."""
    count: int = 1
    """How many of a gift or a like."""
    product_id: str = ""
    """What was ordered or clicked."""


@dataclass(frozen=True, slots=True)
class Question:
    """Messages that ask the same thing."""

    id: str
    text: str
    """The wording answered."""
    author: str
    """Who asked first."""
    language: str
    askers: tuple[str, ...]
    """Who asked it, first first; a bounded number of names."""
    message_ids: tuple[str, ...]
    asked_at: float
    """Unix seconds, of the first."""
    expires_at: float
    """Unix seconds."""
    rank: float = 0.0
    reasons: tuple[str, ...] = ()
    """Why it has that rank."""
    asked_by: int = 1
    """How many different people asked it; may exceed the names kept."""
    about: str = ""
    """The product on stage when it was asked, which is what "this one" means in it; empty for none."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Why the host speaks now."""

    id: str
    kind: TurnKind
    language: str
    question: Question | None = None
    product_id: str = ""
    """The product on stage in this turn; empty for none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One speakable sentence."""

    id: str
    """``<turn id>.<sequence>``."""
    turn_id: str
    sequence: int
    """Counts from 0 within a turn; lines are heard in this order."""
    text: str
    """Plain text, tags already stripped."""
    language: str
    mood: str = "neutral"
    """A mood of the persona."""
    gestures: tuple[str, ...] = ()
    fact_ids: tuple[str, ...] = ()
    """The facts it rests on."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard says of a line. Nothing reaches the voice without one."""

    decision: Decision
    line: Line | None
    """What may be said: the line, its rewrite, or ``None`` when blocked."""
    rule: str = ""
    """Which rule decided; empty on a pass."""
    evidence: tuple[str, ...] = ()
    """The words that failed, as they stood."""
    fact_ids: tuple[str, ...] = field(default_factory=tuple)
    """The facts that carry the claims of a line that passed."""
    reasons: tuple[str, ...] = ()
    """For the operator: each rule that objected, and why."""
