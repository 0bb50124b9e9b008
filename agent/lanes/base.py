"""What goes into an answer, and what a lane gives back."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.model import Fact


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question and what the viewers heard of its answer."""

    question: str
    heard: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, with what is needed to understand it."""

    question: str
    """As the viewer wrote it: a stranger's words."""
    language: str
    """Language to answer in."""
    author: str = ""
    on_stage: str = ""
    """Product id on the card now; what "this one" means."""
    recent: tuple[str, ...] = ()
    """Product ids that were on stage or talked about before it, latest first."""
    history: tuple[Exchange, ...] = ()
    """What was said lately, oldest first; only what was heard."""
    listed: tuple[str, ...] = ()
    """Product ids last named together in one reply, in that order; what "the second one" means."""
    askers: tuple[str, ...] = ()
    """Who asked it, first first; the author alone when empty."""
    asked_by: int = 1
    """How many different people asked it."""
    chat: tuple[str, ...] = ()
    """What viewers wrote lately, oldest first: strangers' words."""
    mood: str = ""
    """How the host feels, in words for a model."""
    brief: bool = False
    """Whether others wait for an answer, so that this one is given in few words."""


@dataclass(frozen=True, slots=True)
class Composed:
    """Words written without a model."""

    text: str
    """Tagged text: one or more sentences with emotion and gesture tags."""
    facts: tuple[Fact, ...] = ()
    """What it rests on."""
    product_ids: tuple[str, ...] = ()
    """Products it is about, the main one first."""
    abstained: bool = False
    """Whether it says that the host does not know."""
    reason: str = ""
    """Why this reply, for the journal: ``price``, ``stock``, ``policy``, ``approved``, …"""
    unanswered: str = ""
    """The viewer's words that this reply leaves open: the whole question of an abstention, or the clause of
    several that facts do not answer. Empty when all of it is answered, and where nothing was asked."""
