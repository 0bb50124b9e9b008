"""All that the operator has in one room: controls, approvals, the console and what it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from agent.operator.controls import Blocking, Controls, no_doubts
from agent.operator.gate import ApprovalGate, GateConfig, Writes
from agent.operator.levers import HostLevers, Queue
from agent.operator.standing import Standing
from agent.web.console import Console
from agent.web.console_answers import ConsoleAnswers
from agent.web.console_view import RoomInfo
from agent.web.console_watch import RoomWatch, Sources
from knowledge.model import Fact


class Operating:
    """Wires the operator's parts of one room. Keep ``console.run`` going while it is on air."""

    def __init__(
        self,
        config: GateConfig,
        info: RoomInfo,
        *,
        journal: Writes,
        now: Callable[[], float],
        new_id: Callable[[], str],
        host: Callable[[], HostLevers | None],
        inbox: Queue,
        moderator: Blocking,
        shop_folder: Path,
        facts: Callable[[Sequence[str]], Awaitable[Sequence[Fact]]],
        tell: Callable[[dict[str, Any]], None],
        sources: Sources,
        doubts: Callable[[str], Awaitable[str]] = no_doubts,
    ) -> None:
        """Set up.

        Args:
            config: Which lines wait for approval.
            info: Which room it is.
            journal: Gets every action and decision.
            now: Unix seconds.
            new_id: Makes ids.
            host: The room's host, once there is one.
            inbox: The questions waiting.
            moderator: Who is blocked.
            shop_folder: Where the shop's answer book lies.
            facts: Looks up facts by their ids, off the event loop.
            tell: Tells every viewers' page an event.
            sources: The rest of what the console shows.
            doubts: What the guard would say of the operator's own words; empty for nothing.
        """
        self._moderator = moderator
        self.answers = ConsoleAnswers(shop_folder, now=now)
        self.gate = ApprovalGate(config, journal, now=now, new_id=new_id, changed=self.changed)
        self.controls = Controls(
            host, tell, journal=journal, now=now, gate=self.gate, moderator=moderator,
            answers=self.answers, doubts=doubts, changed=self.changed,
        )  # fmt: skip
        self.watch = RoomWatch(
            info.language, now=now, host=host, inbox=inbox, gate=self.gate, blocked=self._blocked,
            answers=lambda: self.answers.view, deeds=lambda: self.controls.deeds, facts=facts,
            sources=sources, changed=self.changed,
        )  # fmt: skip
        self.console = Console(info, self.watch.view, now=now, refresh=self.answers.refresh)

    def changed(self) -> None:
        """Something that the console shows is another than before. Cheap; call it on the event loop."""
        self.console.changed()

    def restore(self, standing: Standing) -> None:
        """Begin with what the operator had set; the host's part of it is the host's to take up."""
        for author in standing.blocked:
            self._moderator.block(author)
        if standing.mode is not None:
            self.gate.switch(standing.mode)

    async def close(self) -> None:
        """End the consoles and close the files."""
        self.watch.off_air()
        self.console.close()
        await self.answers.close()

    def _blocked(self) -> Collection[str]:
        return self._moderator.blocked()
