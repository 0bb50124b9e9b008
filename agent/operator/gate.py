"""Approve before it happens: a line before it is spoken, a tool call before it changes money.

What nobody approves in time does not happen. The host's disclosure and the operator's own words are never
held; what changes money always is.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

from agent.chat.page import clean
from agent.events import Line, Question

Mode = Literal["off", "model", "all"]
"""Which lines wait: none, those that a model wrote, or all."""
MODES: tuple[str, ...] = get_args(Mode)
Outcome = Literal["free", "approved", "edited", "rejected", "expired", "full", "withdrawn"]

MONEY = "money"
"""The kind of a tool call that changes money."""
UNHELD = frozenset({"operator", "disclosure"})
"""Kinds that never wait."""
LONGEST = 500
"""Characters of an edited line."""
_EDITED = 64


class GateConfig(BaseModel):
    """Whether lines wait for the operator's approval."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    mode: Mode = "off"
    """``off``: nothing waits but tool calls that change money; ``model``: lines of the model lane, too;
    ``all``: every line but the disclosure and the operator's words. Can be switched on air."""
    timeout_s: float = Field(default=20.0, ge=1.0, le=600.0)
    """Seconds a line waits; what is not approved by then is not said."""
    money_timeout_s: float = Field(default=60.0, ge=1.0, le=600.0)
    """Seconds a tool call that changes money waits; then it is not made."""
    limit: int = Field(default=8, ge=1, le=100)
    """What may wait at once; beyond, it is turned down."""


class GateError(ValueError):
    """A decision that cannot be taken; one clear line."""


class Writes(Protocol):
    """The journal, as far as the gate needs it."""

    async def write(self, kind: str, at: float, **data: Any) -> int:
        """Append one event and return its id once it is committed."""
        ...


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of a request."""

    decision: Outcome
    text: str
    """What may be said: the words asked for, or the operator's wording of them."""

    @property
    def given(self) -> bool:
        """Whether it may go ahead."""
        return self.decision in {"free", "approved", "edited"}


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for the operator."""

    id: str
    kind: str
    """The lane of a line, or ``money``."""
    text: str
    detail: str
    """What it answers, or what exactly is done."""
    language: str
    asked_at: float
    """Unix seconds."""
    expires_at: float
    """Unix seconds."""


@dataclass(slots=True, eq=False)
class _Request:
    pending: Pending
    answer: asyncio.Future[Approval]
    taken: bool = False
    """The operator's decision is on its way into the journal."""


class ApprovalGate:
    """Holds what needs the operator's approval, for a bounded time and in bounded number."""

    def __init__(
        self,
        config: GateConfig,
        journal: Writes,
        *,
        now: Callable[[], float],
        new_id: Callable[[], str],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up.

        Args:
            config: Mode, times and number.
            journal: Gets ``approval.asked`` and ``approval``.
            now: Unix seconds.
            new_id: Makes ids.
            changed: Called when something else waits than before.
        """
        self._config = config
        self._journal = journal
        self._now = now
        self._new_id = new_id
        self._changed = changed
        self._requests: dict[str, _Request] = {}
        self._mode: Mode = config.mode
        self._edited: OrderedDict[str, None] = OrderedDict()

    @property
    def mode(self) -> Mode:
        """Which lines wait now."""
        return self._mode

    def switch(self, mode: Mode) -> None:
        """Change which lines wait from now on. What waits already goes on waiting."""
        self._mode = mode
        self._changed()

    @property
    def waiting(self) -> tuple[Pending, ...]:
        """What waits for a decision, the oldest first."""
        return tuple(request.pending for request in self._requests.values() if not request.taken)

    def wants(self, kind: str) -> bool:
        """Whether this kind of line or act waits now."""
        if kind == MONEY:
            return True
        if kind in UNHELD:
            return False
        return self._mode == "all" or (self._mode == "model" and kind == "model")

    async def ask(
        self, kind: str, text: str, detail: str = "", timeout_s: float | None = None, *, language: str = ""
    ) -> Approval:
        """Wait for the operator, if this kind has to. Cancel it to withdraw the request.

        Args:
            kind: The lane of a line (``model``, ``fact``, ``script``…), ``operator``, ``disclosure`` or
                ``money``.
            text: The line, or one sentence that says what a tool call does.
            detail: The question it answers, or the call's arguments.
            timeout_s: Seconds to wait; the configuration's when ``None``.
            language: Of the text.

        Raises:
            JournalError: It could not be journaled; it must not happen.
        """
        if not self.wants(kind):
            return Approval("free", text)
        standard_s = self._config.money_timeout_s if kind == MONEY else self._config.timeout_s
        wait_s = standard_s if timeout_s is None else timeout_s
        asked_at = self._now()
        pending = Pending(self._new_id(), kind, text, detail, language, asked_at, asked_at + wait_s)
        if len(self._requests) >= self._config.limit:
            await self._decided(pending, "full", "")
            return Approval("full", "")
        request = _Request(pending, asyncio.get_running_loop().create_future())
        self._requests[pending.id] = request
        try:
            await self._journal.write(
                "approval.asked", asked_at, approval=pending.id, lane=kind, text=text, detail=detail,
                timeout_s=wait_s,
            )  # fmt: skip
            self._changed()
            await asyncio.wait([request.answer], timeout=wait_s)
            if not request.answer.done() and not request.taken:
                request.taken = True
                await self._decided(pending, "expired", "")
                return Approval("expired", "")
            return await request.answer
        finally:
            self._requests.pop(pending.id, None)
            self._changed()

    async def approve(self, line: Line, lane: str, question: Question | None = None) -> Line | None:
        """Ask about a line, unless its lane need not.

        Returns:
            The line as it may be said, in the operator's wording if that is another; ``None`` when it may
            not be said.

        Raises:
            JournalError: It could not be journaled; it must not be said.
        """
        approval = await self.ask(lane, line.text, question.text if question else "", language=line.language)
        if not approval.given:
            return None
        if approval.decision != "edited":
            return line
        self._edited[line.id] = None
        while len(self._edited) > _EDITED:
            self._edited.popitem(last=False)
        return replace(line, text=approval.text, fact_ids=())

    def edited(self, line_id: str) -> bool:
        """Whether a line of late is in the operator's wording."""
        return line_id in self._edited

    def rewording(self, approval_id: str, text: str) -> str:
        """The operator's words for a line that waits, where they are others than the line's; else empty."""
        request, words = self._requests.get(approval_id), clean(text)
        return words if request is not None and words != request.pending.text else ""

    async def decide(self, approval_id: str, *, approve: bool, text: str = "") -> Approval:
        """Take the operator's decision; it takes effect once it is journaled.

        Args:
            approval_id: What is decided.
            approve: Whether it may happen.
            text: The operator's wording of the line; empty leaves it as it is.

        Raises:
            GateError: It does not wait any more, or the wording cannot be said.
            JournalError: The decision could not be journaled.
        """
        request = self._requests.get(approval_id)
        if request is None or request.taken:
            raise GateError("this does not wait any more: it was decided, withdrawn, or its time was over")
        pending, words = request.pending, clean(text)
        if len(words) > LONGEST:
            raise GateError(f"a line has at most {LONGEST} characters")
        edited = approve and bool(self.rewording(approval_id, text))
        if edited and pending.kind == MONEY:
            raise GateError("what changes money can be approved or rejected, not reworded")
        decision: Outcome = "edited" if edited else "approved" if approve else "rejected"
        approval = Approval(decision, (words if edited else pending.text) if approve else "")
        request.taken = True
        outcome = Approval("expired", "")
        try:
            await self._decided(pending, decision, approval.text)
            if self._requests.get(approval_id) is not request:
                await self._decided(pending, "withdrawn", "")
                raise GateError("this was withdrawn before the decision could take effect")
            outcome = approval
        finally:
            if not request.answer.done():
                request.answer.set_result(outcome)
        self._changed()
        return approval

    async def _decided(self, pending: Pending, decision: Outcome, text: str) -> None:
        await self._journal.write(
            "approval", self._now(), approval=pending.id, lane=pending.kind, decision=decision,
            written=pending.text, text=text,
        )  # fmt: skip
