"""The operator's controls: what the console and the page's bar can have done.

Every action is journaled (``operator``) before it takes effect; one that could not be done is followed by
``operator.refused``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, Protocol, cast

from agent.operator.gate import LONGEST, MODES, ApprovalGate, Mode, Writes
from agent.operator.levers import HostLevers
from agent.web.console_command import LONGEST_TEXT, Action, Command
from agent.web.console_view import DeedView
from agent.web.desk import Done, OperatorError
from agent.web.feed import silence_event, status_event

PAGE = "page"
"""Who acts through the bar of the viewers' page."""
DEEDS = 30
"""Actions remembered for the consoles."""
DOUBT_S = 0.8
"""Longest wait for what the guard would say; the words are not held up for it any longer."""
_NAMED: frozenset[str] = frozenset(
    ("pin", "block", "unblock", "drop", "next", "approve", "reject", "mode", "answer", "dismiss")
)
_WORDED: frozenset[str] = frozenset(("say", "answer"))
_STEERING: frozenset[str] = frozenset(("stop", "pause", "skip", "resume", "say", "take_over", "hand_back"))


class Blocking(Protocol):
    """Whose comments are ignored."""

    def block(self, author: str) -> object:
        """Ignore this viewer from now on."""
        ...

    def unblock(self, author: str) -> object:
        """Hear this viewer again."""
        ...

    def blocked(self) -> Collection[str]:
        """Who is ignored."""
        ...


class Answers(Protocol):
    """The shop's unanswered questions."""

    async def write(self, key: str, text: str) -> Done:
        """Approve an answer to a question; the host uses it from then on.

        Raises:
            OperatorError: It may not be said; one line.
        """
        ...

    async def dismiss(self, key: str) -> None:
        """Take a question off the list.

        Raises:
            OperatorError: There is no such question.
        """
        ...


async def no_doubts(text: str) -> str:
    """Nothing is said against any words."""
    return ""


class Controls:
    """The operator's actions over one room."""

    def __init__(
        self,
        host: Callable[[], HostLevers | None],
        tell: Callable[[dict[str, Any]], None],
        *,
        journal: Writes,
        now: Callable[[], float],
        gate: ApprovalGate,
        moderator: Blocking,
        answers: Answers,
        doubts: Callable[[str], Awaitable[str]] = no_doubts,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up.

        Args:
            host: The room's host, once there is one.
            tell: Tells every viewers' page an event.
            journal: Gets ``operator``, ``operator.refused`` and ``operator.warned``.
            now: Unix seconds.
            gate: What waits for approval.
            moderator: Who is blocked.
            answers: The answer book.
            doubts: What the guard would say of the operator's words; empty for nothing.
            changed: Called after an action; the consoles then look again.
        """
        self._now_host = host
        self._tell = tell
        self._journal = journal
        self._now = now
        self._gate = gate
        self._moderator = moderator
        self._answers = answers
        self._doubts = doubts
        self._changed = changed
        self._moving = asyncio.Lock()
        self.deeds: deque[DeedView] = deque(maxlen=DEEDS)
        """What was done, the latest first."""

    async def stop(self) -> str:
        """Silence now."""
        return (await self.act(Command(action="stop"), PAGE)).line

    async def skip(self) -> str:
        """Go on with the next thing."""
        return (await self.act(Command(action="skip"), PAGE)).line

    async def say(self, text: str) -> str:
        """Say these words next."""
        return (await self.act(Command(action="say", text=text), PAGE)).line

    async def act(self, command: Command, who: str) -> Done:
        """Do one thing.

        Args:
            command: What, of what, in which words.
            who: Which console, for the journal.

        Raises:
            OperatorError: It was not done; one line says why.
            JournalError: It could not be journaled, so it was not done.
        """
        action, target, text = command.action, command.target, command.text
        self._check(action, target, text)
        await self._journal.write(
            "operator", self._now(), action=action, who=who, target=target, text=text
        )  # fmt: skip
        deed = DeedView(self._now(), who, action, target, text)
        try:
            warning = await self._warn(command, who)
            done = replace(await self._do(action, target, text), warning=warning)
        except (OperatorError, ValueError) as error:
            reason = " ".join(str(error).split())
            deed = replace(deed, refused=reason)
            await self._journal.write(
                "operator.refused", self._now(), action=action, who=who, target=target, reason=reason
            )
            raise OperatorError(reason) from error
        finally:
            self.deeds.appendleft(deed)
            self._changed()
        return done

    @staticmethod
    def _check(action: str, target: str, text: str) -> None:
        if action in _NAMED and not target:
            raise OperatorError(f"{action} needs a target")
        if action in _WORDED and not text:
            raise OperatorError("there are no words to say")
        longest = LONGEST_TEXT if action == "answer" else LONGEST
        if len(text) > longest:
            raise OperatorError(f"that is {len(text)} characters long; at most {longest} can be given")
        if action == "mode" and target not in MODES:
            raise OperatorError(f"the approval mode is one of {', '.join(MODES)}")

    async def _warn(self, command: Command, who: str) -> str:
        """What the guard would say of the operator's words, journaled before they are said."""
        own = command.text if command.action == "say" else ""
        if command.action == "approve":
            own = self._gate.rewording(command.target, command.text)
        if not own:
            return ""
        try:
            async with asyncio.timeout(DOUBT_S):
                warning = await self._doubts(own)
        except TimeoutError:
            return ""
        if warning:
            await self._journal.write(
                "operator.warned", self._now(), action=command.action, who=who, target=command.target,
                text=own, warning=warning,
            )  # fmt: skip
        return warning

    async def _do(self, action: Action, target: str, text: str) -> Done:
        match action:
            case "block" | "unblock":
                return await self._block(target, block=action == "block")
            case "approve" | "reject":
                made = await self._gate.decide(target, approve=action == "approve", text=text)
                return Done(made.decision, f"The line was {made.decision}.")
            case "mode":
                self._gate.switch(cast(Mode, target))
                return Done(f"mode_{target}", _MODE_LINES[target])
            case "answer":
                return await self._answers.write(target, text)
            case "dismiss":
                await self._answers.dismiss(target)
                return Done("dismissed", "The question is off the list.")
            case _:
                return await self._in_turn(self._host(), action, target, text)

    async def _in_turn(self, host: HostLevers, action: Action, target: str, text: str) -> Done:
        """Start and end silences one after the other, as they were journaled; the rest need not wait."""
        if action not in _STEERING:
            return await self._move(host, action, target, text)
        async with self._moving:
            return await self._move(host, action, target, text)

    async def _move(self, host: HostLevers, action: Action, target: str, text: str) -> Done:
        was_silent = host.held or host.paused
        levers: dict[str, Callable[[], Awaitable[None]]] = {
            "stop": host.stop,
            "skip": host.skip,
            "pause": host.pause,
            "resume": host.resume,
            "say": lambda: host.say(text),
            "take_over": host.take_over,
            "hand_back": host.hand_back,
            "pin": lambda: host.pin(target),
            "unpin": lambda: host.pin(""),
            "next": lambda: host.answer_next(target),
            "drop": lambda: host.drop_question(target),
        }
        await levers[action]()
        self._show(action, silent=host.held or host.paused)
        code = "resume" if action == "skip" and was_silent else action
        return Done(code, _LINES[code])

    def _show(self, action: Action, *, silent: bool) -> None:
        """Tell the viewers' pages whether there is a host to be heard."""
        if action in _STEERING:
            self._tell(status_event("stopped" if silent else "live"))
        if action == "stop":
            self._tell(silence_event())

    async def _block(self, author: str, *, block: bool) -> Done:
        if not block:
            self._moderator.unblock(author)
            return Done("unblock", "The viewer is heard again.")
        self._moderator.block(author)
        if (host := self._now_host()) is not None:
            await host.forget(author)
        return Done("block", "The viewer is ignored from now on, and their questions are dropped.")

    def _host(self) -> HostLevers:
        host = self._now_host()
        if host is None:
            raise OperatorError("the room is not on air yet")
        return host


_LINES: dict[str, str] = {
    "stop": "The host is silent. Skip, or give it something to say, and it goes on.",
    "skip": "Skipped; the next thing follows.",
    "pause": "The host finishes its sentence and waits.",
    "resume": "The host goes on.",
    "say": "The host says it next.",
    "take_over": "You have the floor: the host says only what you type.",
    "hand_back": "The host has the floor again and goes on where it stopped.",
    "pin": "The product stays on stage.",
    "unpin": "The product is not pinned any more.",
    "next": "The question is answered next.",
    "drop": "The question was dropped.",
}
_MODE_LINES = {
    "off": "Lines are spoken without approval.",
    "model": "Lines that the model writes wait for approval.",
    "all": "Every line waits for approval.",
}
