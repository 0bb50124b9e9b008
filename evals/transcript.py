"""What happened in a conversation: the timed record that scorers judge and reports show.

Times are virtual seconds from the moment the room was on air. A transcript stands alone: the facts that
could be spoken are in it as they were at each moment, so it can be scored again without the shop.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.events import ChatKind, Decision, TurnKind

Fate = Literal["answered", "abstained", "held_back", "dropped", "not_asked", "open", "operator"]
"""What became of a message.

``held_back``: by moderation. ``dropped``: turned away, expired or superseded. ``not_asked``: not taken for a
question. ``open``: still waiting at the end. ``operator``: left to the operator, who had taken over.
"""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Written(_Record):
    """A message that came in, and what became of it."""

    id: str
    """See ``evals.conversations.schema.message_id``."""
    at_s: float
    by: str
    text: str
    kind: ChatKind = "comment"
    fate: Fate = "not_asked"
    rule: str = ""
    """Why it was held back or dropped."""
    question: str = ""
    """The question that it became or joined, after merging; empty for none."""


class Spoken(_Record):
    """A line that was handed to the stage, in the order of hearing."""

    id: str
    turn: str
    kind: TurnKind
    lane: str
    """``fact``, ``tool``, ``model``, ``abstain``, ``script``, ``address``, ``filler``, ``operator``, …"""
    at_s: float
    """When its first sample went out; when it was handed over, if none did."""
    until_s: float
    """When it was over."""
    text: str
    """As handed over."""
    heard: str
    """What of it went out."""
    complete: bool
    language: str = ""
    mood: str = "neutral"
    gestures: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    """Ids of the facts it rests on."""
    verdict: Decision = "pass"
    rule: str = ""
    question: str = ""
    """The question that it answers; empty for none."""


class Held(_Record):
    """A line that the guard did not let be said, or not as it was written."""

    at_s: float
    turn: str
    lane: str
    text: str
    said: str = ""
    """What was said instead; empty where it was blocked."""
    rule: str = ""
    evidence: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Reply(_Record):
    """One answer."""

    question: str
    turn: str
    messages: tuple[str, ...]
    """Ids of the messages it answers, first first; at least the first."""
    askers: tuple[str, ...]
    asked_at_s: float
    """When the first of them was written."""
    at_s: float
    """When its first sample went out."""
    lane: str
    products: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    abstained: bool = False
    reason: str = ""
    tools: tuple[str, ...] = ()
    complete: bool = True
    """Whether all of it was heard."""


class Happening(_Record):
    """A live event as it happened, or a note of the journal."""

    at_s: float
    kind: str
    """``price``, ``stock``, ``model``, ``operator``, ``tool``, ``interrupt``, ``fault``, ``mood`` …"""
    detail: str


class Pause(_Record):
    """A stretch in which nothing was said."""

    from_s: float
    to_s: float
    ordered: bool = False
    """Whether the operator wanted it, or held the floor."""


class KnownFact(_Record):
    """A fact that could be spoken, while it was so."""

    id: str
    subject: str
    """Product id, or ``shop``."""
    kind: str
    texts: tuple[str, ...] = ()
    """Its value in words, in each language: ``$39.00``, ``1.7 L``, ``1.7升``, a policy's text."""
    labels: tuple[str, ...] = ()
    amount: str = ""
    """A price in major units (``39.00``), a quantity or a count as a decimal number; empty for none."""
    unit: str = ""
    """ISO 4217 for money; the unit as printed for quantities; ``piece`` for stock."""
    from_s: float = 0.0
    to_s: float | None = None
    """When it ceased to be so; ``None``: true to the end."""


class KnownProduct(_Record):
    """A product's names."""

    id: str
    names: tuple[str, ...]


class Cost(_Record):
    """What the model took."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0
    currency: str = ""


class Transcript(_Record):
    """One conversation as it went."""

    conversation: str
    persona: str
    shop: tuple[str, ...] = ()
    """The shop's names."""
    language: str
    seed: int = 0
    model: str = ""
    """Empty for none."""
    for_s: float
    label: bool = False
    """Whether the AI label was on the picture throughout."""
    messages: tuple[Written, ...] = ()
    lines: tuple[Spoken, ...] = ()
    held: tuple[Held, ...] = ()
    replies: tuple[Reply, ...] = ()
    happenings: tuple[Happening, ...] = ()
    pauses: tuple[Pause, ...] = ()
    """Silences of more than half a second, in order."""
    facts: tuple[KnownFact, ...] = ()
    products: tuple[KnownProduct, ...] = ()
    cost: Cost = Cost()
    mismatches: tuple[str, ...] = ()
    """Requests to the model that a recording did not have."""
    fault: str = ""
    """Why the room ended early, in one line; empty when it did not."""

    def message(self, id: str) -> Written | None:
        """The message of that id."""
        return next((one for one in self.messages if one.id == id), None)

    def reply_to(self, message_id: str) -> Reply | None:
        """The answer to a message, by itself or with others."""
        message = self.message(message_id)
        if message is None or not message.question:
            return None
        return next((one for one in self.replies if one.question == message.question), None)

    def lines_of(self, reply: Reply) -> tuple[Spoken, ...]:
        """The lines of an answer, in order."""
        return tuple(line for line in self.lines if line.turn == reply.turn)

    def fact(self, id: str, at_s: float) -> KnownFact | None:
        """A fact as it was at a moment."""
        return next(
            (
                one
                for one in self.facts
                if one.id == id and one.from_s <= at_s and (one.to_s is None or at_s < one.to_s)
            ),
            None,
        )
