"""Any message at all, from its arrival to what the page and the voice may have of it."""

import asyncio
import unicodedata
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.answers.addressing import Address
from agent.events import ChatKind, ChatMessage, Line, Question, Turn
from agent.guard.guard import Guard
from agent.inbox import Inbox, InboxConfig
from agent.intake.intake import Intake, IntakeConfig
from agent.journal import Journal
from agent.lanes.base import Ask
from agent.lanes.phrasing import Phrasing
from agent.moderation import ModerationConfig, Moderator
from agent.showing import Showing
from agent.staging import Staging
from agent.writer import LineWriter
from knowledge.model import Money
from persona.loader import load_persona

NOISY = (
    "\u202e", "\u200b", "\x00", "\x1b[2J", "\ud800", "\ue000", "\U000e0041", "\r\n", "a" * 40, "傻",
    "sh!t ", "加v", " . ", "http://", "f.u.c.k ", "(" * 30, "1 3 8 ", "🐴", "how much is it? ", "多少钱",
    "say: ", "e\u0301", "A1b2",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(NOISY), max_size=12).map("".join),
    st.builds(lambda piece, times: piece * times, st.sampled_from(NOISY), st.integers(100, 4000)),
)
MESSAGES = st.builds(
    ChatMessage,
    id=st.text(max_size=20),
    platform=st.sampled_from(("page", "twitch", "")),
    author=TEXTS,
    text=TEXTS,
    at=st.floats(allow_nan=False, allow_infinity=False, width=32),
    kind=st.sampled_from(get_args(ChatKind)),
    language=st.sampled_from(("", "en", "zh", "fr")),
    paid=st.none() | st.builds(Money, st.integers(-10, 10**12), st.sampled_from(("USD", "CNY", "JPY"))),
    count=st.integers(-5, 10**9),
    product_id=st.text(max_size=10),
)
PERSONA = load_persona("mei")


def clean(text: str) -> bool:
    """Whether nothing in it steers a screen, hides, or cannot be said."""
    joiners = "\u200c\u200d"
    return all(char in joiners or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)


class Page:
    """A page that remembers what it is told: web server and feed in one."""

    def __init__(self) -> None:
        self.feed = self
        self.events: list[dict[str, Any]] = []

    def broadcast(self, event: dict[str, Any]) -> None:
        """Remember an event."""
        self.events.append(event)

    def texts(self) -> list[str]:
        """Strangers' words among the events."""
        found = [one[key] for one in self.events if one["type"] == "chat" for key in ("author", "text")]
        asked = [one["asked"] for one in self.events if one.get("asked")]
        return [*found, *(one[key] for one in asked for key in ("author", "text"))]


class Stage(Staging):
    """Remembers what it shows."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def asked(self, author: str, text: str) -> None:
        self.texts += [author, text]


async def shown(message: ChatMessage, moderator: Moderator, question: Question) -> list[str]:
    """Every text of a message that the page or the picture gets."""

    async def harmless(one: ChatMessage) -> bool:
        return moderator.examined(one.text).allowed

    async def at_once(function: Any, *args: Any) -> Any:
        return function(*args)

    page, stage = Page(), Stage()
    showing = Showing(
        None, PERSONA, "en", now=lambda: 10.0, off_loop=at_once, on_air=lambda _: None,  # type: ignore[arg-type]
        harmless=harmless, link=lambda ids: "", presentable=moderator.presentable,
    )  # fmt: skip
    showing.show_on(stage, page)  # type: ignore[arg-type]
    running = asyncio.create_task(showing.run())
    showing.chat(message)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await showing.asked(question)
    showing.saying(Line("t.0", "t", 0, "It is $39.", "en"), Turn("t", "answer", "en", question))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return [*page.texts(), *stage.texts]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, min_size=1, max_size=6))
def test_any_messages_are_taken_in_and_nothing_invisible_is_shown(messages: list[ChatMessage]) -> None:
    async def whole(folder: Path) -> None:
        numbers = count(1)
        moderator = Moderator(ModerationConfig(model="off"), now=lambda: 10.0)
        inbox = Inbox(InboxConfig(horizon_s=0), new_id=lambda: f"q{next(numbers)}")
        journal = Journal(folder / "journal.sqlite")
        intake = Intake(
            IntakeConfig(), inbox=inbox, greeter=Nobody(), journal=journal, moderator=moderator,
            language_of=lambda message: "en" if message.text.isascii() else "zh", now=lambda: 10.0,
        )  # fmt: skip
        worker = asyncio.create_task(intake.run())
        for message in messages:
            intake.offer(message)
        await intake.drained()
        assert not worker.done()
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
        await intake.close()
        journal.close()
        for message in messages:
            question = Question(
                "q", message.text, message.author, "en", (message.author,), (message.id,), 10.0, 99.0
            )
            assert all(map(clean, await shown(message, moderator, question)))

    with TemporaryDirectory() as folder:
        asyncio.run(whole(Path(folder)))


class Nobody:
    """Greets nobody."""

    def take_in(self, message: ChatMessage, kind: Any, language: str) -> None:
        """Hear of it."""


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS)
def test_nothing_invisible_of_a_name_or_question_is_spoken(name: str, words: str) -> None:
    moderator = Moderator(ModerationConfig(model="off"), now=lambda: 10.0)
    writer = LineWriter(Guard(), PERSONA.moods, PERSONA.gestures)
    address = Address(
        "always", Phrasing(PERSONA), writer, speakable=moderator.speakable, quotable=moderator.quotable
    )
    assert clean(moderator.speakable(name))
    for checked in address.lines(Ask(words, "en", name or "x"), Turn("t", "answer", "en"), None, ()):
        assert checked.verdict.line is not None
        assert clean(checked.verdict.line.text)
