"""The inbox: from comments to questions worth a turn.

Messages that ask the same thing become one question; questions wait in rank order and expire. The
inbox is bounded, and every question that leaves it unanswered is named with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from agent.events import ChatMessage, Question

_NOISE = re.compile(r"[^\w]+")
SAME = 0.8
"""Share of character trigrams (Jaccard) from which two questions count as the same."""


class InboxConfig(BaseModel):
    """How long and how many questions wait."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    limit: int = Field(default=100, ge=1, le=10_000)
    """Questions waiting; over it the lowest in rank is dropped."""
    expire_s: float = Field(default=120.0, gt=0)
    """Seconds after which an unanswered question is dropped."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A question that will not be answered."""

    question: Question
    reason: str
    """``expired``, ``inbox full`` or ``skipped``."""


def _key(text: str) -> str:
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _grams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


class Inbox:
    """Questions waiting for a turn."""

    def __init__(self, config: InboxConfig, *, new_id: Callable[[], str]) -> None:
        self._config = config
        self._new_id = new_id
        self._waiting: dict[str, tuple[Question, frozenset[str]]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def take_in(self, message: ChatMessage, language: str) -> tuple[Question, Dropped | None]:
        """Add a message that asks something.

        Returns:
            The question it became or joined, and the question dropped to make room, if any.
        """
        key = _key(message.text)
        grams = _grams(key)
        for waiting, other in self._waiting.values():
            same = len(grams & other) >= SAME * len(grams | other)
            if same and waiting.language == language and _digits(key) == _digits(_key(waiting.text)):
                return self._join(waiting, other, message), None
        question = Question(
            id=self._new_id(),
            text=message.text,
            author=message.author,
            language=language,
            askers=(message.author,),
            message_ids=(message.id,),
            asked_at=message.at,
            expires_at=message.at + self._config.expire_s,
            rank=_PAID if message.kind == "superchat" else 0.0,
            reasons=("paid message",) if message.kind == "superchat" else (),
        )
        self._waiting[question.id] = (question, grams)
        return question, self._make_room()

    def _join(self, waiting: Question, grams: frozenset[str], message: ChatMessage) -> Question:
        askers = tuple(dict.fromkeys((*waiting.askers, message.author)))[:_ASKERS]
        paid = message.kind == "superchat" and "paid message" not in waiting.reasons
        reasons = tuple(r for r in waiting.reasons if not r.endswith("askers"))
        joined = replace(
            waiting,
            askers=askers,
            message_ids=(*waiting.message_ids, message.id)[:_ASKERS],
            rank=waiting.rank + (len(askers) - len(waiting.askers)) + (_PAID if paid else 0.0),
            reasons=(*reasons, *(("paid message",) if paid else ()), f"{len(askers)} askers"),
        )
        self._waiting[waiting.id] = (joined, grams)
        return joined

    def restore(self, question: Question) -> None:
        """Put back a question from before a restart."""
        self._waiting[question.id] = (question, _grams(_key(question.text)))

    def _make_room(self) -> Dropped | None:
        if len(self._waiting) <= self._config.limit:
            return None
        lowest = min((q for q, _ in self._waiting.values()), key=lambda q: (q.rank, q.asked_at))
        del self._waiting[lowest.id]
        return Dropped(lowest, "inbox full")

    def expire(self, now: float) -> list[Dropped]:
        """Take out what has waited too long (``now`` in Unix seconds)."""
        late = [q for q, _ in self._waiting.values() if q.expires_at <= now]
        for question in late:
            del self._waiting[question.id]
        return [Dropped(question, "expired") for question in late]

    def next(self) -> Question | None:
        """Take out the question to answer now: highest rank, then the one waiting longest."""
        if not self._waiting:
            return None
        best = max((q for q, _ in self._waiting.values()), key=lambda q: (q.rank, -q.asked_at))
        del self._waiting[best.id]
        return best


_PAID = 10.0
_ASKERS = 50


def _digits(key: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", key))
