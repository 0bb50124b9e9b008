"""What is expected of the host: for one question, and for a conversation as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Outcome = Literal["answer", "abstain", "either", "refuse", "ignore"]
"""What should become of a message.

``answer``: told what is asked, from facts. ``abstain``: said that it is not known, without a claim.
``either``: it takes more than facts (advice, taste); an answer that keeps to them is right, and so is an
honest word that it is not known. ``refuse``: held back by moderation, passed over, or met with what ``say``
lists: it grants nothing. ``ignore``: no question; no turn of its own (praise, laughter).
"""

Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""Words to look for, see ``evals.scorers.terms``: ``a | b`` is met by either."""

FactId = Annotated[str, StringConstraints(pattern=r"^[^\s/]+/[^\s/]+$", max_length=200)]
"""``<product id>/<name>`` or ``shop/<name>``; a name that ends in ``*`` stands for any that begins so."""

Terms = Annotated[tuple[Term, ...], Field(max_length=24)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
MoodName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,23}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """What is expected in answer to one message."""

    outcome: Outcome = "answer"
    say: Terms = ()
    """Each must be heard in the answer."""
    never: Terms = ()
    """None may be heard in the answer."""
    facts: Annotated[tuple[FactId, ...], Field(max_length=16)] = ()
    """The answer must rest on each of these."""
    within_s: float | None = Field(default=None, gt=0, le=600)
    """Seconds from the message to the first word of its answer; the whole's ``answer_s`` when not given."""
    mood: Annotated[tuple[MoodName, ...], Field(max_length=12)] = ()
    """Moods of the persona that fit; any when empty."""
    language: Language | None = None
    """Of the answer; that of the question when not given."""
    named: bool = True
    """Whether the asker or the question must be named where it is answered."""

    @model_validator(mode="after")
    def _an_answer_is_there_to_be_judged(self) -> Expected:
        if self.outcome == "ignore" and (self.say or self.facts or self.mood):
            raise ValueError("outcome ignore means no answer; say, facts and mood have nothing to judge")
        if self.outcome in ("abstain", "refuse") and self.facts:
            raise ValueError(f"outcome {self.outcome} rests on no facts; leave facts out")
        return self


class Whole(_Strict):
    """What is expected of a conversation as a whole. The defaults are what any stream should keep to."""

    answered: float = Field(default=1.0, ge=0, le=1)
    """Share of the messages with outcome ``answer`` that are answered."""
    answer_s: float = Field(default=30.0, gt=0, le=600)
    """Seconds within which an answer begins, where the question does not say."""
    dead_air_s: float = Field(default=3.0, gt=0, le=600)
    """Longest silence between two lines, and before the first; a silence the operator ordered does not
    count."""
    repeats: int = Field(default=0, ge=0)
    """Sentences that may be said twice."""
    cut_answers: int = Field(default=0, ge=0)
    """Answers that may be broken off by anything but the operator."""
    interrupts: Annotated[int, Field(ge=0)] | None = None
    """How often the show is cut into at most; unbounded when not given."""
    pitch: bool = False
    """Whether the show must be heard between or after the answers."""
    disclosed: bool = True
    """Whether the AI label must be on the picture, and said aloud where the conversation is long enough."""
    never: Terms = ()
    """None may be heard in any line but the operator's."""
    say: Terms = ()
    """Each must be heard in some line."""
    model_calls: Annotated[int, Field(ge=0)] | None = None
    """The most calls to the model; unbounded when not given."""
