"""Whether more is asked than there is air for."""

from __future__ import annotations

from typing import Any

from agent.inbox.pace import Pace


class Load:
    """What waits against what can be said, at the pace of the latest answers."""

    def __init__(self, horizon_s: float) -> None:
        """Nothing waits.

        Args:
            horizon_s: Seconds within which what waits should be answered; 0 never calls it too much.
        """
        self.pace = Pace()
        self.over = False
        """Whether more waits than that, so that what was asked last comes first."""
        self._horizon_s = horizon_s
        self._waiting = 0
        self._told = False

    @property
    def room(self) -> int:
        """Questions that can be answered within the horizon."""
        return self.pace.room_for(self._horizon_s)

    def weigh(self, waiting: int) -> bool:
        """Look at how many wait; once that was too many, only half as many are calm.

        Returns:
            ``over``.
        """
        self._waiting = waiting
        if self._horizon_s:
            self.over = waiting > (self.room // 2 if self.over else self.room)
        return self.over

    def noticed(self) -> dict[str, Any] | None:
        """What to journal when it became too much, or is no longer, since the last look; else nothing."""
        if self.over == self._told:
            return None
        self._told = self.over
        return {
            "overloaded": self.over,
            "waiting": self._waiting,
            "room": self.room,
            "answer_s": round(self.pace.answer_s, 2),
        }
