"""What a tool is, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from knowledge.model import Fact, Product, text_in

Scalar = str | int | float | bool
Problem = Literal["", "not_found", "not_approved", "unknown"]
ErrorKind = Literal["arguments", "unavailable", "answer"]
LONGEST_ARGUMENT = 200
"""Characters of one argument."""


class ToolConfigError(ValueError):
    """A tool cannot be set up as configured; one clear line."""

    def __init__(self, fault: str, where: tuple[str | int, ...] = ()) -> None:
        """Say what is wrong.

        Args:
            fault: One line.
            where: The steps to the field at fault, from the ``tools`` section on.
        """
        super().__init__(f"{'.'.join(map(str, where))}: {fault}" if where else fault)
        self.fault = fault
        self.where = where


class ToolError(RuntimeError):
    """A tool gave no result; one clear line, without secrets and without a viewer's words."""

    def __init__(self, message: str, kind: ErrorKind) -> None:
        """Say what went wrong.

        Args:
            message: One line.
            kind: ``arguments``: what was asked for does not exist or has no such form; ``unavailable``: the
                other side is away, slow or refuses; ``answer``: what it answered cannot be used.
        """
        super().__init__(message)
        self.kind: ErrorKind = kind


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a tool is called with; always a text."""

    name: str
    about: str
    """What it is, for a model."""
    required: bool = True
    example: str = ""
    """What ``nightshift tools check`` calls it with; empty where it depends on the shop."""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """How a tool is called."""

    name: str
    """``[a-z][a-z0-9_]*``; unique in a room."""
    about: str
    """What it does and when to use it, for a model."""
    parameters: tuple[Parameter, ...] = ()
    changes_money: bool = False
    """Whether a person must approve each call."""
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the arguments where ``parameters`` cannot say it (a tool of an MCP server)."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool found. Its words come from outside: data, never instructions."""

    tool: str
    at: float
    """Unix seconds: when it was asked, so that nothing in it is younger than that."""
    facts: tuple[Fact, ...] = ()
    """What may be said because of it; each with its source and how long it is fresh."""
    data: Mapping[str, Scalar] = field(default_factory=dict)
    """The same and the rest in plain values."""
    problem: Problem = ""
    """An honest no: no such thing, the operator did not approve, or what came back is not understood."""

    def fresh(self, now: float) -> bool:
        """Whether all of it may still be spoken as current at ``now`` (Unix seconds)."""
        return all(fact.fresh(now) for fact in self.facts)

    def text(self, language: str = "en") -> str:
        """What a model is shown: JSON on one line, the sentences that may be said first, no addresses."""
        said = [text for fact in self.facts if (text := text_in(fact.text, language))]
        data = {key: value for key, value in self.data.items() if key != "url"}
        shown = {"say": said, **data, **({"problem": self.problem} if self.problem else {})}
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


class Tool(Protocol):
    """One thing that can be looked up or done."""

    @property
    def spec(self) -> ToolSpec:
        """How it is called."""
        ...

    async def call(self, arguments: Mapping[str, Any]) -> ToolResult:
        """Do it. Ends by itself within the time that its configuration allows.

        Raises:
            ToolError: There is no result.
        """
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class Products(Protocol):
    """The catalogue, as far as tools need it. Blocking."""

    @property
    def currency(self) -> str:
        """ISO 4217, of prices that name none."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """One product."""
        ...


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that somebody must approve."""

    tool: str
    about: str
    """What the tool does."""
    arguments: Mapping[str, str]
    """As shown to the operator and journaled: bounded, order numbers cut to their last digits."""


Approve = Callable[[ToolCall], Awaitable[bool]]
"""Asks the operator; whoever answers nothing within the tool's time has refused."""


async def refuse(call: ToolCall) -> bool:
    """Approve nothing: what happens where nobody can be asked."""
    del call
    return False


def text_argument(arguments: Mapping[str, Any], name: str) -> str:
    """An argument as text, ``""`` when it is not there.

    Raises:
        ToolError: It is no text or too long.
    """
    given = arguments.get(name)
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ToolError(f"{name} must be a text", "arguments")
    text = str(given).strip()
    if len(text) > LONGEST_ARGUMENT or any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ToolError(f"{name} is too long or holds control characters", "arguments")
    return text
