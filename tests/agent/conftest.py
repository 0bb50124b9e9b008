"""A room that exists only for its console: a host, a queue and a moderator that remember what was done."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.chat.page import PageChat
from agent.events import ChatMessage, Line, Question, Verdict
from agent.operator.gate import GateConfig
from agent.operator.operating import Operating
from agent.web.config import WebConfig
from agent.web.console_view import BeatView, ProductView, RoomInfo
from agent.web.console_watch import Sources
from agent.web.hub import FragmentHub
from agent.web.server import WebServer
from agent.writer import CheckedLine
from knowledge.model import Fact, Money

NOW = 1_000_000.0


class Journal:
    """Keeps what is written, in order; ``broken`` makes it fail."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, dict[str, Any]]] = []
        self.broken: Exception | None = None

    async def write(self, kind: str, at: float, **data: Any) -> int:
        if self.broken is not None:
            raise self.broken
        self.entries.append((kind, data))
        return len(self.entries)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [data for one, data in self.entries if one == kind]


class Host:
    """Remembers what it was made to do, and how much the journal held by then."""

    def __init__(self, journal: Journal, inbox: Inbox) -> None:
        self.held = self.paused = self.taken_over = False
        self.pinned = ""
        self.done: list[tuple[str, ...]] = []
        self.refuses = ""
        self._journal = journal
        self._inbox = inbox

    def _note(self, *what: str) -> None:
        if self.refuses:
            raise ValueError(self.refuses)
        action = {"answer_next": "next", "drop_question": "drop"}.get(what[0], what[0])
        asked = [entry["action"] for entry in self._journal.of("operator")]
        assert {action, "unpin", "block"} & set(asked), "it was not journaled before it took effect"
        self.done.append(what)

    async def stop(self) -> None:
        self._note("stop")
        self.held = True

    async def skip(self) -> None:
        self._note("skip")
        self.held = self.paused = False

    async def say(self, text: str) -> None:
        self._note("say", text)
        self.held = self.paused = False

    async def pause(self) -> None:
        self._note("pause")
        self.paused = True

    async def resume(self) -> None:
        self._note("resume")
        self.held = self.paused = False

    async def take_over(self) -> None:
        self._note("take_over")
        self.taken_over = True

    async def hand_back(self) -> None:
        self._note("hand_back")
        self.taken_over = False

    async def pin(self, product_id: str) -> None:
        self._note("pin", product_id)
        if product_id not in {"", "kettle", "lamp"}:
            raise ValueError("the shop has no such product")
        self.pinned = product_id

    async def answer_next(self, question_id: str) -> None:
        self._note("answer_next", question_id)
        if all(one.id != question_id for one in self._inbox.questions):
            raise ValueError("this question does not wait any more")
        self._inbox.questions.sort(key=lambda one: one.id != question_id)

    async def forget(self, author: str) -> None:
        self._note("forget", author)
        self._inbox.questions = [one for one in self._inbox.questions if set(one.askers) != {author}]

    async def drop_question(self, question_id: str) -> None:
        self._note("drop_question", question_id)
        self._inbox.questions = [one for one in self._inbox.questions if one.id != question_id]


class Inbox:
    """Questions in the order given."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.overloaded = False

    def __len__(self) -> int:
        return len(self.questions)

    def peek(self, n: int) -> Sequence[Question]:
        return self.questions[:n]


class Moderator:
    """A list of names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def block(self, author: str) -> None:
        self.names.append(author)

    def unblock(self, author: str) -> None:
        self.names = [name for name in self.names if name != author]

    def blocked(self) -> tuple[str, ...]:
        return tuple(self.names)


class ConsoleRoom:
    """All that a console needs of a room."""

    def __init__(
        self, folder: Path, *, config: GateConfig | None = None, web: WebConfig | None = None
    ) -> None:
        self.at = NOW
        self.journal, self.inbox, self.moderator = Journal(), Inbox(), Moderator()
        self.host = Host(self.journal, self.inbox)
        self.told: list[dict[str, Any]] = []
        self.facts: dict[str, Fact] = {}
        self.coming: list[BeatView] = []
        self.more: dict[str, Any] = {}
        ids = itertools.count(1)
        more = self.more
        self.operating = Operating(
            config or GateConfig(),
            RoomInfo("evening", "Alder & Wick", "Mei", "en"),
            journal=self.journal,
            now=lambda: self.at,
            new_id=lambda: f"id{next(ids)}",
            host=lambda: self.host,
            inbox=self.inbox,
            moderator=self.moderator,
            shop_folder=folder,
            facts=self._facts,
            doubts=self._doubts,
            tell=self.told.append,
            sources=Sources(
                coming=lambda: self.coming,
                cut=lambda: bool(more.get("cut")),
                product=lambda: more.get("product"),
                products=lambda: (ProductView("kettle", "Lumen kettle"), ProductView("lamp", "Heron lamp")),
                mood=lambda: more.get("mood"),
                engagement=lambda: more.get("engagement"),
                tactics=lambda: more.get("tactics", {}),
                spending=lambda: more.get("spending"),
                outputs=lambda: more.get("outputs", ()),
            ),
        )
        self.hub, self.chat = FragmentHub(), PageChat(clock=lambda: self.at)
        controls = self.operating.controls
        self.web = WebServer(
            web or WebConfig(port=0), self.hub, self.chat, controls, dict,
            console=self.operating.console, acting=controls,
        )  # fmt: skip

    async def _doubts(self, text: str) -> str:
        return 'price: "$9"' if "$9" in text else ""

    async def _facts(self, ids: Sequence[str]) -> Sequence[Fact]:
        return [self.facts[one] for one in ids if one in self.facts]

    def ask(self, number: int, text: str, author: str = "Ann", **more: Any) -> Question:
        """Put a question into the queue."""
        fields: dict[str, Any] = {
            "askers": (author,), "message_ids": (f"m{number}",), "asked_at": self.at - 5 * number,
            "expires_at": self.at + 110 - 5 * number, "rank": 30.0 - number, "reasons": ("wants to buy",),
        } | more  # fmt: skip
        question = Question(f"q{number}", text, author, "en", **fields)
        self.inbox.questions.append(question)
        self.operating.changed()
        return question

    def speak(
        self, text: str = "It costs $39.", *, written: str = "", question: Question | None = None
    ) -> Line:
        """Put a line on air that rests on the kettle's price."""
        line = Line("t1.0", "t1", 0, text, "en", "happy", (), ("kettle/price",))
        fact = Fact(
            "kettle/price", "price", "kettle", "price", Money(3900, "USD"), {"en": "price"},
            source="products.xlsx:7", at=self.at - 60, fresh_until=self.at + 900,
        )  # fmt: skip
        self.facts[fact.id] = fact
        as_written = Line("t1.0", "t1", 0, written or text, "en", "happy", (), ("kettle/price",))
        verdict = Verdict("pass", line, fact_ids=("kettle/price",))
        if written:
            reasons = ("$29 is not the price",)
            verdict = Verdict("rewrite", line, "price", ("$29",), ("kettle/price",), reasons)
        self.operating.watch.wrote(CheckedLine(as_written, verdict), "fact", facts=[fact])
        self.operating.watch.starts(line, "answer" if question else "pitch", question)
        return line

    def refuse(self, author: str, text: str, rule: str = "spam", evidence: str = "") -> None:
        """Have moderation refuse a comment."""
        message = ChatMessage(f"c{len(text)}", "page", author, text, self.at)
        self.operating.watch.moderated(message, _Judgement(rule, evidence))


class _Judgement:
    def __init__(self, rule: str, evidence: str) -> None:
        self.rule = rule
        self.evidence = evidence


@pytest.fixture(scope="session")
def console_room() -> type[ConsoleRoom]:
    """Makes rooms for consoles."""
    return ConsoleRoom
