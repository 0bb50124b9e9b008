"""What the intake writes into the journal. Long numbers (orders, telephones) are never written in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from agent.events import ChatMessage, Question
from agent.inbox import Dropped, Merged
from agent.journal import Event
from agent.recovery import question_data
from tools.cleaning import masked

_JOINED = 10
"""Ids of messages written down of those that joined one question at once."""


class Judged(Protocol):
    """What a moderator says of a message."""

    @property
    def allowed(self) -> bool:
        """Whether it may be answered and shown."""

    @property
    def rule(self) -> str:
        """Which rule spoke; ``noise`` with ``allowed``: nothing in it to answer."""

    @property
    def evidence(self) -> str:
        """What it rests on, fit for the journal."""

    @property
    def score(self) -> float:
        """How sure, 0 … 1."""


class Breath:
    """What became of the questions among some messages."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, Mapping[str, Any]]] = []
        self._joined: dict[str, list[str]] = {}
        self._latest: dict[str, Question] = {}
        self._gone: set[str] = set()

    def add(self, message: ChatMessage, question: Question, dropped: Dropped | None) -> None:
        """A message became a question, or joined one."""
        if question.message_ids != (message.id,):
            self._joined.setdefault(question.id, []).append(message.id)
        elif dropped is None or dropped.question.id != question.id:
            data = {**question_data(question), "text": masked(question.text)}
            self._rows.append(("question", data))
        self._latest[question.id] = question
        if dropped is not None:
            self._gone.add(dropped.question.id)
            self._rows.append(dropped_row(dropped, 0.0)[::2])

    def refuse(self, message: ChatMessage, judged: Judged) -> None:
        """A message may not be answered or shown."""
        data = {
            "platform": message.platform, "message": message.id, "author": message.author,
            "rule": judged.rule, "evidence": judged.evidence, "score": round(judged.score, 3),
        }  # fmt: skip
        self._rows.append(("chat.refused", data))

    def alive(self) -> Iterable[Question]:
        """The questions that came or were joined, and wait."""
        return [question for key, question in self._latest.items() if key not in self._gone]

    def rows(self, now: float) -> Sequence[Event]:
        """All of it for the journal."""
        events: list[Event] = [(kind, now, data) for kind, data in self._rows]
        for key, messages in self._joined.items():
            data = {
                "question": key, "asked_by": self._latest[key].asked_by, "count": len(messages),
                "messages": messages[:_JOINED],
            }  # fmt: skip
            events.append(("question.joined", now, data))
        return events


def chat_row(message: ChatMessage) -> Event:
    """A message as it came in."""
    data: dict[str, Any] = {
        "platform": message.platform, "message": message.id, "author": message.author,
        "text": masked(message.text), "message_kind": message.kind,
    }  # fmt: skip
    if message.paid is not None:
        data["paid"] = [message.paid.minor, message.paid.currency]
    if message.count != 1:
        data["count"] = message.count
    if message.product_id:
        data["product"] = message.product_id
    return "chat", message.at, data


def dropped_row(dropped: Dropped, now: float) -> Event:
    """A question that will not be answered."""
    question = dropped.question
    data = {
        "question": question.id, "text": masked(question.text), "reason": dropped.reason,
        "author": question.author, "messages": list(question.message_ids),
    }  # fmt: skip
    if dropped.by:
        data["by"] = dropped.by
    return "question.dropped", now, data


def merged_row(merged: Merged, now: float) -> Event:
    """A question that another one stands for."""
    data = {"question": merged.gone.id, "into": merged.into.id, "asked_by": merged.into.asked_by}
    return "question.merged", now, data
