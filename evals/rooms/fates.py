"""What became of each message of a conversation, from its room's journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.journal import Entry
from agent.moderation.judgement import RULES
from evals.transcript import Fate


@dataclass(slots=True)
class Asked:
    """A question of the journal."""

    at: float
    """Unix seconds, of its first message."""
    messages: list[str]
    askers: list[str]


@dataclass(slots=True)
class Fates:
    """Follows messages to questions, and questions to their end."""

    questions: dict[str, Asked] = field(default_factory=dict)
    _of: dict[str, str] = field(default_factory=dict)
    """The question of a message."""
    _into: dict[str, str] = field(default_factory=dict)
    _lost: dict[str, tuple[Fate, str]] = field(default_factory=dict)
    """Messages that became no question, and why."""
    _ends: dict[str, tuple[Fate, str]] = field(default_factory=dict)
    """What became of questions."""
    _texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Author and text of a message."""
    _floor: list[tuple[float, bool]] = field(default_factory=list)
    """From when on the operator had the floor, or had it no more; Unix seconds."""
    _came: dict[str, float] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """See one event."""
        data = entry.data
        match entry.kind:
            case "chat":
                self._texts[data["message"]] = data["author"], data["text"]
                self._came[data["message"]] = entry.at
            case "question" | "question.left":
                self._asked(data)
            case "question.joined":
                self._join(data["question"], data["messages"])
            case "question.merged":
                self._into[data["question"]] = data["into"]
            case "question.dropped":
                self._dropped(data)
            case "chat.refused":
                self._lost[data["message"]] = "held_back", data["rule"]
            case "chat.dropped":
                for message in data.get("sample", ()):
                    self._lost[message.partition(":")[2]] = "dropped", data["reason"]
            case "answered":
                if data["heard"]:
                    self._ends[data["question"]] = ("abstained" if data["abstained"] else "answered"), ""
            case "interrupt" if data["what"] in ("take over", "hand back"):
                self._floor.append((entry.at, data["what"] == "take over"))
            case _:
                pass

    def _asked(self, data: Mapping[str, Any]) -> None:
        held = self.questions.setdefault(data["question"], Asked(data["asked_at"], [], []))
        held.askers = list(dict.fromkeys([*held.askers, *data["askers"]]))
        self._join(data["question"], data["messages"])

    def _join(self, question: str, messages: Sequence[str]) -> None:
        held = self.questions.setdefault(question, Asked(0.0, [], []))
        for message in messages:
            self._of.setdefault(message, question)
            if message not in held.messages:
                held.messages.append(message)
            author = self._texts.get(message, ("", ""))[0]
            if author and author not in held.askers:
                held.askers.append(author)

    def _dropped(self, data: Mapping[str, Any]) -> None:
        question, reason = data["question"], data["reason"]
        held_back = reason in RULES
        self._ends.setdefault(question, ("held_back" if held_back else "dropped", reason))
        self._join(question, data.get("messages", ()))

    def root(self, question: str) -> str:
        """The question that another was merged into, and so on."""
        seen = {question}
        while (into := self._into.get(question, question)) not in seen:
            question = into
            seen.add(into)
        return question

    def messages(self, question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The messages that a question stands for, and who wrote them; the first ones first."""
        own = [one for one in self.questions if self.root(one) == question]
        own.sort(key=lambda one: (one != question, self.questions[one].at))
        messages = [message for one in own for message in self.questions[one].messages]
        askers = [asker for one in own for asker in self.questions[one].askers]
        return tuple(dict.fromkeys(messages)), tuple(dict.fromkeys(askers))

    def fate(self, message: str) -> tuple[Fate, str, str]:
        """What became of a message, why, and the question it became."""
        question = self._of.get(message) or self._same(message)
        if question:
            question = self.root(question)
            fate, reason = self._ends.get(question, ("open", ""))
            waited = fate == "open" or reason == "expired"
            if waited and self._operators(self._came.get(message, 0.0)):
                fate = "operator"
            return fate, reason, question
        fate, reason = self._lost.get(message, ("not_asked", ""))
        return fate, reason, ""

    def _same(self, message: str) -> str:
        """The question of messages of the same words: of many that join at once not all ids are kept."""
        if message in self._lost or message not in self._texts:
            return ""
        text = self._texts[message][1]
        return next((q for other, q in self._of.items() if self._texts.get(other, ("", ""))[1] == text), "")

    def _operators(self, since: float) -> bool:
        """Whether the operator had the floor at some time after a moment."""
        had = False
        for at, taken in self._floor:
            had = taken or (had and at > since)
        return had
