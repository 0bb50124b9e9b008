"""The stage as the room sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from avatar.stage.messages import Command, Report


class Stage(Protocol):
    """One room's stage, wherever it runs."""

    async def send(self, command: Command) -> None:
        """Hand over one command, in order.

        Raises:
            StageLost: The stage is gone; the room starts another.
        """

    def reports(self) -> AsyncIterator[Report]:
        """Everything the stage reports, in order, until it ends."""
        ...

    async def close(self) -> None:
        """Finish files, end the process, release everything. Safe to call twice."""


class StageLost(RuntimeError):
    """The stage's process ended or stopped answering."""
