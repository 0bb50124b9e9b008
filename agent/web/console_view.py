"""What the operator's console shows, as plain data.

Every field of `RoomView` is a section: consoles are sent a section when it is another than before. Times are
Unix seconds; what nobody measures is ``None`` or empty and is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["starting", "live", "paused", "stopped", "taken_over", "ended"]


@dataclass(frozen=True, slots=True)
class RoomInfo:
    """Which room this is."""

    name: str
    title: str
    """Of the shop."""
    host: str
    """The persona's name."""
    language: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact that a line rests on."""

    id: str
    label: str
    value: str
    source: str
    """File and row, or URL."""
    at: float
    """When it was read."""
    fresh_until: float | None
    """After which it is not spoken as current; ``None``: it does not age."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A sentence on air."""

    id: str
    text: str
    language: str
    kind: str
    """Of its turn: ``answer``, ``pitch``, ``operator``…"""
    lane: str = ""
    """Who wrote it: ``fact``, ``model``, ``script``, ``operator``…"""
    mood: str = ""
    gestures: tuple[str, ...] = ()
    author: str = ""
    """Who asked what it answers."""
    question: str = ""
    verdict: str = ""
    """``pass`` or ``rewrite``."""
    rule: str = ""
    reasons: tuple[str, ...] = ()
    written: str = ""
    """What the guard rewrote; empty when it passed as written."""
    facts: tuple[FactView, ...] = ()
    started_at: float = 0.0
    over: bool = False
    """Whether it has been heard."""


@dataclass(frozen=True, slots=True)
class BeatView:
    """Something that the host will say next, if nobody asks."""

    text: str
    kind: str = ""
    """``hook``, ``price``, ``call``… or empty."""
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product that can be put on stage."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AirView:
    """What is on air, and what follows."""

    state: State = "starting"
    line: LineView | None = None
    before: tuple[LineView, ...] = ()
    """The last sentences before it, the latest first."""
    product: ProductView | None = None
    pinned: str = ""
    """Id of the product that stays on stage."""
    taken_over: bool = False
    """Whether the host says the operator's words alone, also while it is silent."""
    cut: bool = False
    """Whether the pitch was cut off and will be taken up again."""
    coming: tuple[BeatView, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question waiting."""

    id: str
    text: str
    language: str
    author: str
    askers: tuple[str, ...]
    """A few of their names."""
    asked_by: int
    """How many asked it."""
    rank: float
    reasons: tuple[str, ...]
    asked_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class QueueView:
    """The questions waiting, the next first."""

    waiting: int = 0
    questions: tuple[QuestionView, ...] = ()
    overloaded: bool = False
    """Whether more is asked than there is air for, so that what was asked last comes first."""


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A comment that moderation kept from the host."""

    at: float
    author: str
    text: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ModerationView:
    """What moderation did lately."""

    refused: tuple[RefusedView, ...] = ()
    """The latest first."""
    total: int = 0
    """Since the room went on air."""
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingView:
    """A line or a tool call that waits for approval."""

    id: str
    kind: str
    text: str
    detail: str
    language: str
    asked_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class ApprovalsView:
    """What waits for approval, and what has to."""

    mode: str = "off"
    pending: tuple[PendingView, ...] = ()


@dataclass(frozen=True, slots=True)
class UnansweredView:
    """Something viewers asked in vain."""

    key: str
    text: str
    language: str
    count: int
    """How often it was asked."""
    product_id: str
    last_at: float
    reason: str


@dataclass(frozen=True, slots=True)
class AnswersView:
    """What viewers asked in vain, most asked first."""

    questions: tuple[UnansweredView, ...] = ()
    total: int = 0
    trouble: str = ""
    """Why the list cannot be read; one line."""


@dataclass(frozen=True, slots=True)
class MoodView:
    """How the host feels."""

    name: str
    valence: float
    """-1 to 1."""
    arousal: float
    """0 to 1."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class EngagementView:
    """What the audience does; counts are of the last ``window_s`` seconds."""

    viewers: int
    window_s: float
    counts: Mapping[str, int] = field(default_factory=dict)
    """By kind: ``comment``, ``question``, ``follow``, ``click``, ``order``…"""


@dataclass(frozen=True, slots=True)
class SpendingView:
    """What the model costs."""

    tokens: int
    """In this hour."""
    cost: float
    """In this hour, in ``currency``."""
    per_hour: float
    """Cost of an hour on air, on average since it went on air."""
    currency: str = "USD"
    budget: float | None = None
    """Of an hour."""
    token_budget: int | None = None
    """Of an hour."""
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class OutputView:
    """Where the stream goes."""

    name: str
    up: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FaultView:
    """Something that failed."""

    at: float
    part: str
    detail: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """How the room is."""

    outputs: tuple[OutputView, ...] = ()
    faults: tuple[FaultView, ...] = ()
    """The latest first."""
    since: float = 0.0
    """When it went on air."""


@dataclass(frozen=True, slots=True)
class DeedView:
    """Something that an operator did."""

    at: float
    who: str
    action: str
    target: str = ""
    text: str = ""
    refused: str = ""
    """Why it was not done; empty when it was."""


@dataclass(frozen=True, slots=True)
class RoomView:
    """One room as a console shows it; each field is sent when it has changed."""

    air: AirView = AirView()
    queue: QueueView = QueueView()
    moderation: ModerationView = ModerationView()
    approvals: ApprovalsView = ApprovalsView()
    answers: AnswersView = AnswersView()
    mood: MoodView | None = None
    engagement: EngagementView | None = None
    tactics: Mapping[str, str] = field(default_factory=dict)
    spending: SpendingView | None = None
    health: HealthView = HealthView()
    products: tuple[ProductView, ...] = ()
    """What can be pinned."""
    deeds: tuple[DeedView, ...] = ()
    """The latest first."""
