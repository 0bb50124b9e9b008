"""What a room remembers of itself when it starts again.

A question counts as answered from the moment its first sentence was handed to the stage
(``speaking``): after a crash it is better not to say a thing than to say it twice. Everything that
was heard (``heard``) is history. Comments journaled before a crash are known by their ids, so a
source that sends them again is not answered again; after an orderly end (``room.stopped``) that
memory starts afresh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agent.events import Question
from agent.journal import Entry, Journal
from agent.lanes.base import Exchange
from agent.operator import standing
from agent.operator.standing import Standing
from agent.spending import DAY
from agent.strategy.strategy import LOOK_BACK_S as TACTICS_S
from agent.strategy.strategy import REMEMBERED_KINDS

LOOK_BACK_S = 3600.0
"""Seconds of journal that are read at a start."""
HISTORY = 8
"""Exchanges kept as history."""
SEEN = 100_000
"""Comments known by their ids, the latest."""


@dataclass(slots=True)
class Recovered:
    """The state of a room that went off air."""

    open_questions: list[Question] = field(default_factory=list)
    """Asked, not answered, not expired; oldest first."""
    history: list[Exchange] = field(default_factory=list)
    """What was heard in answers, oldest first."""
    seen: dict[tuple[str, str], None] = field(default_factory=dict)
    """(platform, message id) already taken in since the last orderly start."""
    crashed: bool = False
    """Whether the last run ended without ``room.stopped``."""
    beats: dict[str, int] = field(default_factory=dict)
    """Loops of the pitch that were begun, by product id."""
    product_id: str = ""
    """The product that was on stage."""


def question_data(question: Question) -> dict[str, Any]:
    """A question as the journal keeps it."""
    return {
        "question": question.id,
        "text": question.text,
        "author": question.author,
        "language": question.language,
        "askers": list(question.askers),
        "messages": list(question.message_ids),
        "asked_at": question.asked_at,
        "expires_at": question.expires_at,
        "rank": question.rank,
        "reasons": list(question.reasons),
        "asked_by": question.asked_by,
        "about": question.about,
    }


def _question(entry: Entry) -> Question:
    data = entry.data
    return Question(
        id=data["question"],
        text=data["text"],
        author=data["author"],
        language=data["language"],
        askers=tuple(data["askers"]),
        message_ids=tuple(data["messages"]),
        asked_at=data["asked_at"],
        expires_at=data["expires_at"],
        rank=data["rank"],
        reasons=tuple(data["reasons"]),
        asked_by=data.get("asked_by", len(data["askers"])),
        about=data.get("about", ""),
    )


def recover(entries: Iterable[Entry], now: float) -> Recovered:
    """Replay a journal.

    Args:
        entries: Events in order, at least those of the last ``LOOK_BACK_S`` seconds.
        now: Unix seconds.
    """
    state = Recovered()
    questions: dict[str, Question] = {}
    asked_in: dict[str, str] = {}
    heard: dict[str, list[str]] = {}
    for entry in entries:
        match entry.kind:
            case "room.started":
                state.crashed = True
            case "room.stopped":
                state.crashed = False
                state.seen.clear()
            case "chat":
                state.seen[entry.data["platform"], entry.data["message"]] = None
                if len(state.seen) > SEEN:
                    del state.seen[next(iter(state.seen))]
            case "question" | "question.left":
                questions[entry.data["question"]] = _question(entry)
            case "question.dropped" | "question.merged":
                questions.pop(entry.data["question"], None)
            case "speaking" if entry.data.get("question"):
                asked = questions.pop(entry.data["question"], None)
                if asked is not None:
                    asked_in[entry.data["turn"]] = asked.text
            case "heard" if entry.data["turn"] in asked_in and entry.data["text"]:
                heard.setdefault(entry.data["turn"], []).append(entry.data["text"])
            case "pitch":
                state.beats[entry.data["product"]] = entry.data["loop"]
                state.product_id = entry.data["product"]
            case _:
                pass
    state.open_questions = sorted(
        (question for question in questions.values() if question.expires_at > now),
        key=lambda question: question.asked_at,
    )
    state.history = [Exchange(asked_in[turn], " ".join(parts)) for turn, parts in heard.items()][-HISTORY:]
    return state


@dataclass(slots=True)
class Memory:
    """All that a room reads of its journal when it starts."""

    room: Recovered
    spoken: list[Entry]
    """What was said within the hour."""
    tactics: list[Entry]
    """Choices of tactics and their outcomes."""
    spending: list[Entry]
    """What models cost, of a day."""
    standing: Standing
    """What the operator had set."""


def remember(journal: Journal, now: float) -> Memory:
    """Read a journal. Blocking.

    Args:
        journal: The room's.
        now: Unix seconds.

    Raises:
        JournalError: It cannot be read.
    """
    return Memory(
        room=recover(journal.read(since=now - LOOK_BACK_S), now),
        spoken=list(journal.read(since=now - LOOK_BACK_S, kinds=("speaking",))),
        tactics=list(journal.read(since=now - TACTICS_S, kinds=REMEMBERED_KINDS)),
        spending=list(journal.read(since=now - DAY, kinds=("spending",))),
        standing=standing.standing(journal.read(kinds=standing.KINDS)),
    )
