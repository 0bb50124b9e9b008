"""What a console asks for: one action, on one thing."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from agent.chat.page import clean

Action = Literal[
    "stop", "skip", "pause", "resume", "say", "take_over", "hand_back", "pin", "unpin", "block", "unblock",
    "drop", "next", "approve", "reject", "mode", "answer", "dismiss",
]  # fmt: skip
ACTIONS: tuple[str, ...] = get_args(Action)

LONGEST_TEXT = 2000
"""Characters of the longest words a console may send: an approved answer."""


class Command(BaseModel):
    """One action. A field that the action has no use for stays empty."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    action: Action
    target: str = Field(default="", max_length=200)
    """A question, viewer, product, approval or mode."""
    text: str = Field(default="", max_length=LONGEST_TEXT)
    """Words to say, the wording approved, or an answer."""
    console: int = Field(default=0, ge=0, le=1_000_000_000)
    """Number of the console, as it was told; for the journal."""

    @field_validator("target", "text")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return clean(text)
