"""A conversation: the shop as it is, a timed chat script, live events, and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent.events import ChatKind
from evals.conversations.expectations import Expected, Language, Whole

Heading = Literal[
    "price", "attribute", "comparison", "stock-out", "false-premise", "price-change", "unknown-product",
    "after-sales", "shipping", "bargaining", "baiting", "injection-chat", "injection-product",
    "injection-tool", "medical", "off-topic", "code-switching", "flood", "silence", "returning",
    "takeover", "outage", "air",
]  # fmt: skip
"""What a conversation tries; ``air`` is one that came from a real stream."""

Seconds = Annotated[float, Field(ge=0, le=7200)]
"""Virtual seconds from the moment the room is on air."""
ProductId = Annotated[str, StringConstraints(pattern=r"^[^\s/]{1,120}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
TextIn = Annotated[dict[Language, Annotated[str, StringConstraints(max_length=2000)]], Field(max_length=8)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(_Strict):
    """One thing a viewer writes or does."""

    t: Seconds
    by: Name
    """The viewer."""
    text: Annotated[str, StringConstraints(max_length=4000)] = ""
    kind: ChatKind = "comment"
    paid: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)] | None = None
    """What a superchat, gift or order is worth, in the shop's currency."""
    product: ProductId | Literal[""] = ""
    """What was ordered or clicked."""
    times: int = Field(default=1, ge=1, le=500)
    """How often it is written, by as many viewers (``by`` with a number behind), within ``over_s``."""
    over_s: float = Field(default=1.0, gt=0, le=600)
    """Seconds over which ``times`` messages come, evenly."""
    expect: Expected | None = None
    """What is expected in answer; a message without it is not judged."""

    @model_validator(mode="after")
    def _says_something(self) -> Message:
        if self.kind in ("comment", "superchat") and not self.text.strip():
            raise ValueError(f"a {self.kind} needs its text")
        if self.expect is not None and self.times > 1:
            raise ValueError("only a message that is written once can carry expectations")
        return self


class Price(_Strict):
    """A product's price from now on."""

    product: ProductId
    price: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]
    list_price: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)] | None = None
    """``None`` keeps the one it had where that is still higher."""


class Stock(_Strict):
    """How many of a product there are from now on."""

    product: ProductId
    count: int = Field(ge=0, le=10_000_000)


class Deed(_Strict):
    """What the operator does, as the console sends it."""

    action: Literal[
        "stop", "skip", "pause", "resume", "say", "take_over", "hand_back", "pin", "unpin", "block", "unblock"
    ]
    target: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Annotated[str, StringConstraints(max_length=2000)] = ""


ToolName = Literal["price", "stock", "coupon", "shipping", "order"]


class ToolAnswer(_Strict):
    """What the merchant's system answers from now on."""

    tool: ToolName
    answer: dict[str, Any]


class LiveEvent(_Strict):
    """One thing that happens meanwhile. Exactly one of its kinds is given."""

    t: Seconds
    price: Price | None = None
    stock: Stock | None = None
    model: Literal["down", "slow", "up"] | None = None
    """The chat model fails, is too slow for its limits, or is back. Without a model nothing changes."""
    operator: Deed | None = None
    tool: ToolAnswer | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> LiveEvent:
        given = [name for name in _KINDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(_KINDS)} (given: {len(given)})")
        return self


_KINDS = ("price", "stock", "model", "operator", "tool")


class Patch(_Strict):
    """A product as this conversation's shop has it, where that differs from the shop's own."""

    product: ProductId
    price: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)] | None = None
    stock: Annotated[int, Field(ge=0)] | None = None
    description: TextIn | None = None
    points: Annotated[tuple[TextIn, ...], Field(max_length=12)] = ()
    """Selling points, beside the shop's own."""


class Conversation(_Strict):
    """One case: what happens in a room for some minutes, and what is expected of the host."""

    id: Identifier
    """Unique in its set."""
    heading: Heading
    about: Annotated[str, StringConstraints(max_length=300)] = ""
    """What it tries, in a sentence."""
    shop: Annotated[str, StringConstraints(min_length=1, max_length=120)] = "demo"
    persona: Annotated[str, StringConstraints(min_length=1, max_length=400)] = "mei"
    """Who hosts, unless the run says otherwise."""
    language: Language = "en"
    """The room's."""
    for_s: float = Field(default=45.0, gt=0, le=7200)
    """Virtual seconds on air."""
    products: Annotated[tuple[ProductId, ...], Field(max_length=50)] = ()
    """The line-up; everything in stock when empty."""
    shop_patches: Annotated[tuple[Patch, ...], Field(max_length=20)] = ()
    tools: dict[ToolName, dict[str, Any]] = Field(default_factory=dict)
    """What the merchant's system answers, by tool: the fields of that tool (``{code: …, percent: 10}``)."""
    chat: Annotated[tuple[Message, ...], Field(max_length=2000)]
    live: Annotated[tuple[LiveEvent, ...], Field(max_length=100)] = ()
    expect: Whole = Whole()
    source: Annotated[str, StringConstraints(max_length=200)] = ""
    """Where it came from; empty for one that was written."""

    @model_validator(mode="after")
    def _fits_its_time(self) -> Conversation:
        for name, times in (("chat", [m.t for m in self.chat]), ("live", [e.t for e in self.live])):
            late = [number for number, t in enumerate(times) if t >= self.for_s]
            if late:
                raise ValueError(f"{name}[{late[0]}] comes at or after the end (for_s: {self.for_s:g})")
            if times != sorted(times):
                raise ValueError(f"{name} must stand in the order of t")
        return self

    def messages(self) -> Iterator[tuple[str, Message]]:
        """Every message with its id, in the order of its time; a burst as single messages."""
        timed = [
            (message.t + message.over_s * copy / message.times, number, copy, message)
            for number, message in enumerate(self.chat)
            for copy in range(message.times)
        ]
        for t, number, copy, message in sorted(timed, key=lambda one: one[:3]):
            if message.times == 1:
                yield message_id(number), message
                continue
            by = f"{message.by}{copy}" if copy else message.by
            single = {"t": t, "by": by, "times": 1}
            yield message_id(number, copy), message.model_copy(update=single)


def message_id(number: int, copy: int = 0) -> str:
    """The id under which the room gets a message.

    Args:
        number: Its place in the script, from 0.
        copy: Which of a burst, from 0.
    """
    return f"m{number}.{copy}" if copy else f"m{number}"


class ConversationSet(_Strict):
    """A file of conversations."""

    name: Identifier
    about: Annotated[str, StringConstraints(max_length=400)] = ""
    each: dict[str, Any] = Field(default_factory=dict)
    """Fields of every conversation of the file that does not give them itself: ``{language: zh}``."""
    conversations: Annotated[tuple[Conversation, ...], Field(min_length=1, max_length=5000)]

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(each := data.get("each"), dict):
            return data
        given = data.get("conversations")
        if not isinstance(given, list):
            return data
        filled = [{**each, **one} if isinstance(one, dict) else one for one in given]
        return {**data, "conversations": filled}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> ConversationSet:
        if twice := repeated(one.id for one in self.conversations):
            raise ValueError(f"two conversations are called {twice}")
        return self


def repeated(ids: Iterable[str]) -> str:
    """The first id that stands twice; empty for none."""
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            return id
        seen.add(id)
    return ""
