"""How questions wait, and what each reason to answer one is worth."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Worth(BaseModel):
    """What counts for or against a question, each in seconds of waiting.

    A question with a worth of 60 s is answered before one that was asked 59 s earlier and has none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    paid: float = Field(default=300.0, ge=0, le=100_000)
    """A message somebody paid for."""
    paid_doubling: float = Field(default=30.0, ge=0, le=10_000)
    """More for each doubling of about one dollar paid."""
    buys: float = Field(default=60.0, ge=0, le=100_000)
    """Somebody is about to buy: where, how, a link, the cart."""
    considers: float = Field(default=25.0, ge=0, le=100_000)
    """Somebody asks for price, stock, delivery or a coupon."""
    asker: float = Field(default=40.0, ge=0, le=10_000)
    """More for each doubling of the people who ask it."""
    first: float = Field(default=10.0, ge=0, le=100_000)
    """The asker's first question here."""
    answered: float = Field(default=60.0, ge=0, le=100_000)
    """Less for what was answered just now; so much the less of it, the longer ago that was."""
    prepared: float = Field(default=80.0, ge=0, le=100_000)
    """Its answer is being written ahead, which would be in vain if another question came first."""
    fading: float = Field(default=2.0, ge=0.01, le=100)
    """While more is asked than there is air for: less for each second since somebody last asked it. The more,
    the sooner an answer comes to those who get one, and the less it counts how many ask."""


class InboxConfig(BaseModel):
    """How long and how many questions wait."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    limit: int = Field(default=100, ge=1, le=10_000)
    """Questions waiting; over it the lowest in rank is dropped."""
    expire_s: float = Field(default=120.0, gt=0, le=86_400)
    """Seconds after which a question that nobody asked again is dropped."""
    horizon_s: float = Field(default=20.0, ge=0, le=86_400)
    """Seconds within which what waits should be answered, at the pace of the latest answers. When more
    waits, what was asked last is answered first, until what waits fits into half of that; 0 never does so."""
    patience_s: float = Field(default=60.0, gt=0, le=86_400)
    """Seconds for which a question then waits without being asked again; what was paid for waits on."""
    credit_s: float = Field(default=6.0, ge=0, le=600)
    """Seconds after an answer was heard to its end in which who asks the same counts as answered."""
    lately_s: float = Field(default=300.0, ge=0, le=86_400)
    """Seconds for which an answered question counts as answered lately."""
    near_top: int = Field(default=40, ge=0, le=200)
    """Questions nearest the top that are compared by meaning; 0 compares none."""
    read_at_once: int = Field(default=8, ge=1, le=200)
    """Questions whose meaning, and whose answer's facts, are read in one go, at most."""
    worth: Worth = Worth()
