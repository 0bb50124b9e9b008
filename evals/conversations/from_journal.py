"""Cases from streams that were on air: what viewers wrote and the operator did, with names masked.

A stream is cut where nobody had written anything for a while. What the host said there is not taken as
right: a question is expected to get an answer or an honest word, in time, in its language, in a fitting
mood, and what was held back is expected to be held back again. What an answer must say comes from the
marketer's marks in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from agent.events import ChatKind
from agent.journal import Entry, Journal, JournalError
from evals.conversations.expectations import Expected, Whole
from evals.conversations.masking import Masks
from evals.conversations.schema import Conversation, Deed, LiveEvent, Message
from knowledge.money import minor_digits

QUIET_S = 40.0
"""So long without a message, and a new case begins."""
LONGEST_S = 240.0
"""Seconds of chat in one case."""
LEAD_S = 4.0
"""Seconds on air before the first message of a case."""
TAIL_S = 25.0
"""Seconds for the answer to its last message."""
MOST_MESSAGES = 400
"""Messages of one case; behind that a new one begins."""
_KINDS = frozenset(get_args(ChatKind))
_DEEDS = frozenset(get_args(Deed.model_fields["action"].annotation))
_LONGEST_TEXT = 4000


@dataclass(slots=True)
class _Case:
    began: float
    """Unix seconds of its first message."""
    last: float
    messages: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    """When, id, and what the journal has of it."""
    deeds: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    on_stage: str = ""
    """The product that was pitched when it began."""

    def is_full(self, at: float) -> bool:
        """Whether a message at this time belongs to the next one."""
        long = at - self.began > LONGEST_S or len(self.messages) >= MOST_MESSAGES
        return long or at - self.last > QUIET_S


@dataclass(slots=True)
class _Reading:
    """A journal, read from its beginning to its end."""

    cases: list[_Case] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Ids of messages that were questions."""
    refused: set[str] = field(default_factory=set)
    _on_stage: str = ""
    _new: bool = True
    """Whether the next message begins a case."""

    def take(self, entry: Entry) -> None:
        """See one event."""
        data = entry.data
        match entry.kind:
            case "room.started":
                self._new, self._on_stage = True, ""
            case "pitch":
                self._on_stage = data["product"]
            case "chat":
                self._put(entry)
            case "operator" if data["action"] in _DEEDS and not self._new:
                self.cases[-1].deeds.append((entry.at, dict(data)))
            case "question" | "question.joined":
                self.asked.update(data["messages"])
            case "chat.refused":
                self.refused.add(data["message"])

    def _put(self, entry: Entry) -> None:
        case = self.cases[-1] if self.cases and not self._new else None
        if case is None or case.is_full(entry.at):
            case = _Case(entry.at, entry.at, on_stage=self._on_stage)
            self.cases.append(case)
            self._new = False
        case.last = max(case.last, entry.at)
        case.messages.append((entry.at, entry.data["message"], dict(entry.data)))

    def expected(self, message: str) -> Expected | None:
        """What is expected of a message, if anything."""
        if message in self.refused:
            return Expected(outcome="refuse")
        return Expected(outcome="either") if message in self.asked else None


def cases(
    path: Path, *, shop: str = "demo", persona: str = "mei", language: str = "en"
) -> list[Conversation]:
    """The cases of a journal, in the order in which they happened. Blocking.

    Args:
        path: A room's journal.
        shop: In which it will be played.
        persona: By whom.
        language: What the room speaks.

    Raises:
        JournalError: The file is not there, or is no journal.
    """
    if not path.is_file():
        raise JournalError(f"{path}: there is no such file")
    reading = _Reading()
    with closing(Journal(path)) as journal:
        for entry in journal.read():
            reading.take(entry)
    masks = Masks(language, keep=(persona, shop))
    for case in reading.cases:
        for _, _, data in case.messages:
            masks.name(data["author"])
    made = (
        _conversation(case, f"{_slug(path.parent.name)}-{number:04d}", reading, masks, language=language)
        for number, case in enumerate(reading.cases, 1)
    )
    found = [one for one in made if one is not None]
    setting = {"shop": shop, "persona": persona, "source": f"{path.parent.name}/{path.name}"[:200]}
    return [one.model_copy(update=setting) for one in found]


def _conversation(
    case: _Case, name: str, reading: _Reading, masks: Masks, *, language: str
) -> Conversation | None:
    """The case as a conversation; none where nobody asked anything."""
    chat = sorted(_messages(case, reading, masks), key=lambda one: one.t)
    if not any(message.expect for message in chat):
        return None
    end = max([case.last, *(at for at, _ in case.deeds)])
    return Conversation(
        id=f"air-{name}",
        heading="air",
        about="From air.",
        language=language,
        for_s=round(LEAD_S + end - case.began + TAIL_S, 1),
        products=(case.on_stage,) if case.on_stage else (),
        chat=tuple(chat),
        live=tuple(_deeds(case, masks)),
        expect=Whole(answer_s=60.0),
    )


def _messages(case: _Case, reading: _Reading, masks: Masks) -> Iterator[Message]:
    for at, id, data in case.messages:
        text = masks.text(data["text"])[:_LONGEST_TEXT]
        kind = data["message_kind"] if data["message_kind"] in _KINDS else "comment"
        if kind in ("comment", "superchat") and not text.strip():
            continue
        yield Message(
            t=round(max(0.0, LEAD_S + at - case.began), 2),
            by=masks.name(data["author"]),
            text=text,
            kind=kind,
            paid=_paid(data.get("paid")),
            product=data.get("product", ""),
            expect=reading.expected(id),
        )


def _deeds(case: _Case, masks: Masks) -> Iterator[LiveEvent]:
    for at, data in case.deeds:
        target = data["target"]
        if data["action"] in ("block", "unblock"):
            target = masks.name(target)
        deed = Deed(action=data["action"], target=target, text=masks.text(data["text"])[:2000])
        yield LiveEvent(t=round(max(0.0, LEAD_S + at - case.began), 2), operator=deed)


def _paid(paid: Sequence[Any] | None) -> Decimal | None:
    if not paid or int(paid[0]) <= 0:
        return None
    return Decimal(int(paid[0])).scaleb(-minor_digits(str(paid[1])))


def _slug(text: str) -> str:
    slug = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower()).strip("-")
    return slug[:40] or "journal"
