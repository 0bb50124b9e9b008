"""What became of every question that viewers asked, from a room's journal."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agent.journal import Entry
from agent.language import detect
from evals.audience.audience import Asked
from evals.audience.wordings import ASPECTS, TOLD
from knowledge.model import SHOP

EXAMPLES = 8
GRACE_S = 600.0
"""A question without a fate is lost when it was asked this long before the end."""


@dataclass(slots=True)
class Ahead:
    """Answers that were written while another was heard, and what became of them."""

    begun: int = 0
    used: int = 0
    thrown_away: Counter[str] = field(default_factory=Counter)
    """By reason."""

    def take(self, entry: Entry) -> None:
        """See one event."""
        self.begun += entry.kind == "prepared"
        self.used += entry.kind == "prepared.used"
        if entry.kind == "prepared.discarded":
            self.thrown_away[entry.data["reason"]] += 1

    def figures(self) -> dict[str, Any]:
        """Counts, and the share that was written in vain."""
        return {
            "begun": self.begun,
            "used": self.used,
            "thrown_away": dict(self.thrown_away),
            "thrown_away_share": round(self.thrown_away.total() / max(1, self.begun), 3),
        }


@dataclass(slots=True)
class Fates:
    """Follows each question to its end."""

    asked_at: dict[str, float] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    """When the answer's first sentence was handed to the stage."""
    fate: dict[str, str] = field(default_factory=dict)
    _of_message: dict[str, str] = field(default_factory=dict)
    _into: dict[str, str] = field(default_factory=dict)
    _refused: dict[str, str] = field(default_factory=dict)
    _first: float = math.inf
    """When the room went on air."""
    _heard: dict[str, str] = field(default_factory=dict)
    """What was heard in answer to a question."""
    _just: set[str] = field(default_factory=set)
    """Questions asked when the answer to them had just been heard."""

    def take(self, entry: Entry) -> None:
        """See one event."""
        data = entry.data
        self._first = min(self._first, entry.at)
        match entry.kind:
            case "question" | "question.joined":
                if entry.kind == "question":
                    self.asked_at.setdefault(data["question"], data["asked_at"])
                for message in data["messages"]:
                    self._of_message.setdefault(message, data["question"])
            case "question.merged":
                self._into[data["question"]] = data["into"]
            case "question.dropped":
                self._dropped(data)
            case "speaking" if data["question"]:
                self.began.setdefault(data["question"], entry.at)
            case "answered":
                self.fate[data["question"]] = _outcome(data)
                self._heard[data["question"]] = data["heard"]
            case "chat.refused":
                self._refused[data["message"]] = f"refused: {data['rule']}"
            case "chat.dropped":
                for message in data.get("sample", ()):
                    self._refused[message] = f"not taken: {data['reason']}"

    def _dropped(self, data: Mapping[str, Any]) -> None:
        question = data["question"]
        self.fate.setdefault(question, f"dropped: {data['reason']}")
        if data.get("by"):
            self._just.add(question)
        for message in data.get("messages", ()):
            self._of_message.setdefault(message, question)

    def _root(self, question: str) -> str:
        """The question that another was merged into, and so on."""
        seen = {question}
        while question in self._into and self._into[question] not in seen:
            question = self._into[question]
            seen.add(question)
        return question

    def _end_of(self, question: str) -> str:
        return self.fate.get(self._root(question), "open")

    def figures(self, asked: Iterable[Asked], ended: float) -> dict[str, Any]:
        """Counts and waits.

        Args:
            asked: What viewers asked, and what is true of it.
            ended: Unix seconds at which the room went off air.
        """
        asked = list(asked)
        own = Counter(self._end_of(question) for question in self.asked_at)
        lost = [
            question
            for question, at in self.asked_at.items()
            if at < ended - GRACE_S and self._end_of(question) == "open"
        ]
        waits = [self.began[q] - at for q, at in self.asked_at.items() if q in self.began]
        fates: Counter[str] = Counter()
        failed: dict[str, list[str]] = defaultdict(list)
        by_intent: dict[str, Counter[str]] = defaultdict(Counter)
        other: Counter[str] = Counter()
        served: list[float] = []
        for one in asked:
            fate = self._fate(one, ended)
            if fate == "answered" and (wait := self._wait(one)) is not None:
                served.append(wait)
            if not one.topic.answerable:
                other[fate] += 1
                continue
            fates[fate] += 1
            by_intent[one.topic.intent][fate] += 1
            if fate != "answered" and len(failed[fate]) < EXAMPLES:
                failed[fate].append(f"{one.topic.intent}: {one.text}")
        return {
            "questions": len(self.asked_at),
            "fates": dict(own),
            "lost": len(lost),
            "wait_s": _waits(waits),
            "wait_of_all_askers_s": _waits(served),
            "answerable_messages": {
                "asked": sum(fates.values()),
                "answered_share": round(fates["answered"] / max(1, sum(fates.values())), 3),
                "answered_a_minute": round(60 * fates["answered"] / max(1.0, ended - self._first), 2),
                "answered_just_before": sum(
                    one.topic.answerable and self._of_message.get(one.message_id) in self._just
                    for one in asked
                ),
                "fates": dict(fates),
                "by_intent": {intent: dict(counts) for intent, counts in sorted(by_intent.items())},
                "examples": dict(failed),
            },
            "unanswerable_messages": dict(other),
            "merges": self._merges(asked),
        }

    def _wait(self, asked: Asked) -> float | None:
        """Seconds from a message to its answer; 0 for one that came while the answer was on air."""
        question = self._of_message.get(asked.message_id)
        began = self.began.get(self._root(question)) if question is not None else None
        return max(0.0, began - asked.at) if began is not None else None

    def _merges(self, asked: Iterable[Asked]) -> dict[str, Any]:
        """Messages that joined another's question, and those that wanted to know something else."""
        first: dict[str, Asked] = {}
        joined, pointing, wrong = 0, 0, []
        for one in asked:
            question = self._of_message.get(one.message_id)
            if question is None:
                continue
            before = first.setdefault(self._root(question), one)
            if before is one:
                continue
            joined += 1
            if _same(before, one) or _told(before, one, self._heard.get(self._root(question), "")):
                continue
            if "this" in before.topic.intent or "this" in one.topic.intent:
                pointing += 1
            else:
                wrong.append(f"{before.text} <- {one.text}")
        return {
            "joined": joined,
            "wrong": len(wrong),
            "pointing_at_what_was_on_air_before": pointing,
            "examples": wrong[:EXAMPLES],
        }

    def _fate(self, asked: Asked, ended: float) -> str:
        if asked.message_id in self._refused:
            return self._refused[asked.message_id]
        question = self._of_message.get(asked.message_id)
        if question is not None:
            return self._end_of(question)
        return "open" if asked.at > ended - 5.0 else "not taken for a question"


def _outcome(data: Mapping[str, Any]) -> str:
    return "abstained" if data["abstained"] else "answered" if data["heard"] else "not heard"


def _same(one: Asked, other: Asked) -> bool:
    """Whether two viewers want the same. "Is there a warranty?" may be meant of the product on air."""
    if _wants(one) == _wants(other):
        return True
    (shop, name), (subject, other_name) = sorted(
        (asked.topic.fact_id.rpartition("/")[::2] for asked in (one, other)), key=lambda pair: pair[0] != SHOP
    )
    return name == other_name != "" and shop == SHOP != subject and one.language == other.language


def _told(one: Asked, other: Asked, heard: str) -> bool:
    """Whether two ask after one policy, and what was heard, if anything, tells what the other asked of it."""
    aspect = TOLD.get(ASPECTS.get(other.text, ""))
    told = not heard or bool(aspect and aspect.search(heard))
    return one.topic.fact_id == other.topic.fact_id != "" and told


def _wants(asked: Asked) -> tuple[str, ...]:
    """What a viewer wants to know, however it is put: two who want the same may be answered at once."""
    topic, language = asked.topic, detect(asked.text, asked.language)
    if topic.fact_id:
        return (language, topic.fact_id, ASPECTS.get(asked.text, ""))
    if topic.other_id:
        return (language, *sorted((topic.product_id, topic.other_id)))
    return (language, topic.product_id, asked.text.casefold())


def _waits(waits: list[float]) -> dict[str, Any]:
    if not waits:
        return {"n": 0}
    p50, p95 = np.percentile(waits, (50, 95))
    return {
        "n": len(waits),
        "p50": round(float(p50), 2),
        "p95": round(float(p95), 2),
        "max": round(max(waits), 2),
    }
