"""What a room's owner decides about moderation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Applied = Literal["abuse", "spam", "contact", "link", "injection"]
Strictness = Literal["relaxed", "normal", "strict"]
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,80}\.[a-z]{2,20}$")]


class SpamConfig(BaseModel):
    """How often is too often."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window_s: float = Field(default=30.0, gt=0, le=3600)
    """Seconds that count together."""
    same: int = Field(default=2, ge=1, le=100)
    """How often one author may write the same within the window."""
    messages: int = Field(default=12, ge=2, le=1000)
    """How much one author may write within the window, whatever it is."""
    copies: int = Field(default=4, ge=2, le=10_000)
    """How many authors may write the same long text within the window; a short question is no raid."""
    copied_from: int = Field(default=40, ge=10, le=500)
    """Characters from which a text is long; a Han character counts as two."""
    longest: int = Field(default=600, ge=50, le=2000)
    """Characters of a message; a longer one is held back."""
    remembered: int = Field(default=4096, ge=16, le=1_000_000)
    """Authors, and texts, kept in mind; the longest silent is forgotten first."""


class ModerationConfig(BaseModel):
    """What a stranger's message may do in the room."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strictness: Strictness = "normal"
    """``relaxed`` lets rough words pass and stops slurs, threats and open obscenity; ``strict`` stops all
    swearing."""
    off: frozenset[Applied] = frozenset()
    """Rules that are not applied. Blocked authors stay blocked, and a model is still told nothing that the
    prompt does not quote as data."""
    block: tuple[Word, ...] = Field(default=(), max_length=2000)
    """Words and phrases of your own that hold a message back; Latin ones as whole words."""
    allow: tuple[Word, ...] = Field(default=(), max_length=2000)
    """Words that the built-in lists must not object to: the name of a product, a slang of your viewers."""
    links: tuple[Domain, ...] = Field(default=(), max_length=200)
    """Domains (and all below them) that viewers may link to."""
    spam: SpamConfig = SpamConfig()
    model: Literal["auto", "own", "off"] = "auto"
    """Of the deeper judgement: ``auto`` uses what ``nightshift moderation train`` made, else the sentences
    that come with the project; ``own`` insists on a trained one; ``off`` leaves it to the rules."""
    trained: Path | None = None
    """The trained model; ``moderation/trained.npz`` under ``NIGHTSHIFT_HOME`` when not given."""
    certainty: float | None = Field(default=None, gt=0, lt=1)
    """The probability from which the deeper judgement holds a message back; when not given, that which was
    found best in training."""
    most_blocked: int = Field(default=5000, ge=1, le=1_000_000)
    """Authors blocked at most; over it the one blocked first is let in again."""
