"""A chat of simulated viewers who hear what the host says, and behave accordingly.

Viewers come and go, ask what they want to know in their own words, wait, ask again or leave when they lose
patience, and click, follow and order more or less readily depending on the answers they got and the tactics
in use. Trolls abuse, spam and inject. The same seed and the same host give the same stream.
"""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.events import ChatKind, ChatMessage
from agent.strategy.tactics import Tactics
from evals.audience.arrivals import arrivals
from evals.audience.reactions import RATES, Reactions, poisson
from evals.audience.topics import Intent, Topic, Topics
from evals.audience.viewers import Present, Viewer, Waiting, born
from knowledge.model import Fact, Money, Product

PULSE_S = 5.0
"""Seconds between two looks at who does something of their own accord."""
SOON_S = 1e-5
"""What is due within this is due: a loop's clock has a resolution, and a shorter wait never ends."""
QUESTIONS = 2_000
"""Questions of the host remembered."""
PLATFORM = "audience"
HEARD_S = 12.0
"""Who came this long before an answer counted as theirs heard it all."""
NAMED: Mapping[Intent, Intent] = {"this price": "price", "this stock": "stock"}
"""What is pointed at, asked for by name."""
TROLLS: tuple[Intent, ...] = ("abuse", "abuse", "spam", "link", "injection")


class AudienceConfig(BaseModel):
    """Who watches, and what they are like."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    seed: int = 1
    language: Literal["en", "zh"] = "en"
    foreign: float = Field(default=0.1, ge=0, le=1)
    """Share of viewers of the other language."""
    viewers: float = Field(default=150.0, gt=0, le=5_000)
    """On average, at a time."""
    stay_s: float = Field(default=480.0, gt=0)
    """Seconds a viewer stays on average, unless driven away."""
    questions_per_minute: float = Field(default=20.0, ge=0, le=10_000)
    """New questions on average; what is asked again comes on top."""
    patience_s: float = Field(default=75.0, gt=0)
    """Seconds, median."""
    swing: float = Field(default=0.3, ge=0, le=1)
    """Of the daily curve."""
    hour: float = Field(default=15.0, ge=0, lt=24)
    """Of the day at which the room goes on air."""
    bursts_per_hour: float = Field(default=1.0, ge=0, le=60)
    burst_factor: float = Field(default=3.0, ge=1, le=100)
    trolls_per_minute: float = Field(default=0.5, ge=0, le=1_000)
    again: float = Field(default=0.35, ge=0, le=1)
    """Chance that a viewer who lost patience asks again; else they leave."""
    joins_told: float = Field(default=0.2, ge=0, le=1)
    """Share of arrivals that the platform tells."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, and what is true of it."""

    message_id: str
    at: float
    """Unix seconds."""
    author: str
    text: str
    language: str
    topic: Topic
    tries: int


class Audience:
    """A ``ChatSource``. Tell it with ``heard`` what the room journals."""

    def __init__(
        self,
        config: AudienceConfig,
        products: list[Product],
        policies: Iterable[Fact],
        *,
        now: Callable[[], float],
        reactions: Reactions | None = None,
        asked: Callable[[Asked], None] = lambda asked: None,
    ) -> None:
        """Gather.

        Args:
            config: Who they are.
            products: Of the shop.
            policies: ``Shop.shop_facts()``.
            now: Unix seconds.
            reactions: What tactics do to them; nothing when not given.
            asked: Told of every question.
        """
        self.config = config
        self.sees: Callable[[], str] = lambda: self._on_air
        """The product on the stage's card; what they heard of last, where nobody shows them the stage."""
        self.counts: dict[str, int] = {}
        """Messages sent, by kind; ``question`` and ``troll`` beside the kinds of chat."""
        self._now = now
        self._reactions = reactions or Reactions()
        self._asked = asked
        self._rng = random.Random(config.seed)
        self._topics = Topics(products, list(policies), random.Random(config.seed + 1))
        self._prices = {p.id: f.value for p in products if (f := p.fact("price")) is not None}
        self._present = Present(int(10 * config.viewers) + 100)
        self._agenda: list[tuple[float, int, Callable[[], Iterable[ChatMessage]]]] = []
        self._number = 0
        self._changed = asyncio.Event()
        self._closed = False
        self._began = 0.0
        self._on_air = ""
        self._tactics = self._before = Tactics()
        self._by_message: OrderedDict[str, Viewer] = OrderedDict()
        self._questions: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    @property
    def present(self) -> int:
        """Viewers there now."""
        return len(self._present)

    async def messages(self) -> AsyncIterator[ChatMessage]:
        """What they write and do, when they do it, until closed."""
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        self._begin()
        while not self._closed:
            wait = self._agenda[0][0] - loop.time()
            if wait > SOON_S:
                self._changed.clear()
                try:
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
                except TimeoutError:
                    pass
                continue
            for message in heapq.heappop(self._agenda)[2]():
                yield message

    async def close(self) -> None:
        """Go home."""
        self._closed = True
        self._changed.set()

    def heard(self, kind: str, data: Mapping[str, Any]) -> None:
        """Hear what the room did: an entry of its journal, as it is written."""
        match kind:
            case "question" | "question.joined" | "question.merged":
                self._counted_in(kind, data)
            case "speaking" if data.get("question"):
                for viewer in self._askers(data["question"]):
                    viewer.waiting = None
            case "answered":
                for viewer in self._askers(data["question"]):
                    if data["heard"] and viewer.place >= 0:
                        self._in(self._rng.expovariate(0.3), self._answered, viewer, bool(data["abstained"]))
                for message_id in self._questions.pop(data["question"], ()):
                    self._by_message.pop(message_id, None)
                self._on_air = next(iter(data.get("products", ())), self._on_air)
            case "question.dropped" if data.get("by"):
                self._was_answered(data["messages"])
            case "pitch" | "turn":
                self._on_air = data["product"] or self._on_air
            case "tactic.chosen":
                self._before = self._tactics
                self._tactics = Tactics(*(data[slot] for slot in ("length", "order", "asking", "coupon")))

    def _counted_in(self, kind: str, data: Mapping[str, Any]) -> None:
        """The host took messages for a question, or two questions for one."""
        question, held = data["question"], self._questions
        if kind == "question":
            held[question] = tuple(data["messages"])
        elif kind == "question.joined":
            held[question] = (*held.get(question, ()), *data["messages"])
        else:
            held[data["into"]] = (*held.get(data["into"], ()), *held.pop(question, ()))
        if len(held) > QUESTIONS:
            held.popitem(last=False)

    def _was_answered(self, message_ids: Iterable[str]) -> None:
        """The answer was on air just before; who was there then heard it, another waits on."""
        earlier = asyncio.get_running_loop().time() - HEARD_S
        for message_id in message_ids:
            viewer = self._by_message.get(message_id)
            if viewer is not None and viewer.came_at < earlier:
                viewer.waiting = None

    def _askers(self, question_id: str) -> list[Viewer]:
        ids = self._questions.get(question_id, ())
        return [self._by_message[message_id] for message_id in ids if message_id in self._by_message]

    def _begin(self) -> None:
        config = self.config
        for _ in range(round(config.viewers)):
            self._come()
        come = config.viewers / (config.stay_s / 60.0)
        self._repeat(self._arrivals(come), self._arrive)
        if config.questions_per_minute:
            self._repeat(self._arrivals(config.questions_per_minute), self._somebody_asks)
        if config.trolls_per_minute:
            self._repeat(self._arrivals(config.trolls_per_minute), self._troll)
        self._in(PULSE_S, self._pulse)

    def _arrivals(self, per_minute: float) -> Iterator[float]:
        config = self.config
        return arrivals(
            random.Random(self._rng.random()), per_minute, hour=config.hour, swing=config.swing,
            bursts_per_hour=config.bursts_per_hour, burst_factor=config.burst_factor,
        )  # fmt: skip

    def _repeat(self, times: Iterator[float], action: Callable[[], Iterable[ChatMessage]]) -> None:
        def step() -> Iterable[ChatMessage]:
            self._at(self._began + next(times), step)
            return action()

        self._at(self._began + next(times), step)

    def _at(self, at: float, action: Callable[[], Iterable[ChatMessage]]) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (at, self._number, action))
        self._changed.set()

    def _in(self, seconds: float, action: Callable[..., Iterable[ChatMessage]], *args: Any) -> None:
        self._at(asyncio.get_running_loop().time() + seconds, lambda: action(*args))

    def _come(self) -> Viewer | None:
        rng, config = self._rng, self.config
        other = "zh" if config.language == "en" else "en"
        language = other if rng.random() < config.foreign else config.language
        interest = self._topics.popular() if rng.random() < 0.5 else ""
        self._number += 1
        viewer = born(rng, self._number, language, config.patience_s, interest)
        viewer.came_at = asyncio.get_running_loop().time()
        if not self._present.come(viewer):
            return None
        self._in(rng.expovariate(1 / config.stay_s), self._go, viewer)
        return viewer

    def _go(self, viewer: Viewer) -> Iterable[ChatMessage]:
        self._present.go(viewer)
        return ()

    def _arrive(self) -> Iterable[ChatMessage]:
        viewer = self._come()
        if viewer is None:
            return
        if self._rng.random() < self.config.joins_told:
            yield self._does(viewer, "join")
        if self._rng.random() < 0.05:
            yield self._writes(viewer, "greeting")

    def _somebody_asks(self) -> Iterable[ChatMessage]:
        viewer = self._present.any(self._rng)
        if viewer is None or viewer.waiting is not None:
            viewer = self._come()
        return self._asks(viewer, self._topics.question(self.sees(), viewer.interest)) if viewer else ()

    def _asks(self, viewer: Viewer, topic: Topic, tries: int = 1) -> Iterable[ChatMessage]:
        text = self._topics.words(topic, viewer.language)
        message = self._message(viewer, text, "comment")
        viewer.waiting = Waiting(topic, message.id, asyncio.get_running_loop().time(), tries)
        self._by_message[message.id] = viewer
        if len(self._by_message) > QUESTIONS:
            self._by_message.popitem(last=False)
        self._count("question")
        self._asked(Asked(message.id, message.at, viewer.name, text, viewer.language, topic, tries))
        self._in(viewer.patience_s, self._impatient, viewer, viewer.waiting)
        return (message,)

    def _impatient(self, viewer: Viewer, waiting: Waiting) -> Iterable[ChatMessage]:
        if viewer.waiting is not waiting or viewer.place < 0:
            return ()
        viewer.waiting = None
        if waiting.tries < 2 and self._rng.random() < self.config.again:
            return self._asks(viewer, self._still(waiting.topic), waiting.tries + 1)
        return self._go(viewer)

    def _still(self, topic: Topic) -> Topic:
        """What is asked again, by its name where "this one" would be another by now."""
        if topic.intent not in NAMED or topic.product_id == self.sees():
            return topic
        return replace(topic, intent=NAMED[topic.intent])

    def _answered(self, viewer: Viewer, abstained: bool) -> Iterable[ChatMessage]:
        """A viewer heard the answer."""
        if viewer.place < 0:
            return
        rng = self._rng
        if abstained:
            if rng.random() < 0.2:
                self._go(viewer)
            return
        viewer.answered += 1
        factor = self._factor()
        for chance, kind in ((0.12, "click"), (0.03, "follow"), (0.03, "order")):
            if rng.random() < chance * factor:
                yield self._does(viewer, kind)  # type: ignore[arg-type]
        if rng.random() < 0.08:
            yield self._writes(viewer, "praise")

    def _troll(self) -> Iterable[ChatMessage]:
        self._number += 1
        language = self.config.language
        troll = born(self._rng, self._number, language, 1.0, "")
        self._count("troll")
        for _ in range(self._rng.choice((1, 1, 2, 4))):
            yield self._writes(troll, self._rng.choice(TROLLS))

    def _pulse(self) -> Iterable[ChatMessage]:
        """What viewers do of their own accord."""
        self._in(PULSE_S, self._pulse)
        expected = len(self._present) * PULSE_S / 60.0 * self._factor()
        for kind, rate in RATES.items():
            if kind == "question":
                continue
            for _ in range(poisson(self._rng, expected * rate)):
                viewer = self._present.any(self._rng)
                if viewer is None:
                    return
                if kind == "comment":
                    yield self._writes(viewer, "remark")
                else:
                    yield self._does(viewer, kind)  # type: ignore[arg-type]

    def _factor(self) -> float:
        at = asyncio.get_running_loop().time() - self._began
        return self._reactions.response(self._tactics, self._before, at)

    def _writes(self, viewer: Viewer, intent: Intent) -> ChatMessage:
        return self._message(viewer, self._topics.say(intent, viewer.language), "comment")

    def _does(self, viewer: Viewer, kind: ChatKind) -> ChatMessage:
        product = self._on_air if kind in ("order", "click") else ""
        value = self._prices.get(product)
        paid = value if kind == "order" and isinstance(value, Money) else None
        return self._message(viewer, "", kind, paid, product)

    def _message(
        self, viewer: Viewer, text: str, kind: ChatKind, paid: Money | None = None, product_id: str = ""
    ) -> ChatMessage:
        self._number += 1
        self._count(kind)
        return ChatMessage(
            f"a{self._number}", PLATFORM, viewer.name, text, self._now(), kind, "", paid, 1, product_id
        )

    def _count(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
