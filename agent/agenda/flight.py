"""Lines of the show on their way to the viewers, and what is said again of those that were cut off."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Collection
from typing import Any

from agent.agenda.beats import Course, Kind
from agent.agenda.wording import Worded
from agent.speaker import Speaking

MOSTLY = 0.6
"""Share of a line's characters from which on viewers have got the point."""
CUTS = 2
"""A beat cut so often is not begun another time."""
TO_THE_END: frozenset[Kind] = frozenset({"price", "price_changed", "stock", "coupon", "sold_out"})
"""What is told by its last words: heard to its end, or said again."""


class Flight:
    """The lines that were handed over and are not over."""

    def __init__(self, course: Course) -> None:
        """Nothing is on its way.

        Args:
            course: Goes back to what was not heard.
        """
        self._course = course
        self._lines: deque[tuple[Worded, int, Speaking]] = deque()
        self._cuts: Counter[str] = Counter()

    def __len__(self) -> int:
        """Lines on their way."""
        return len(self._lines)

    @property
    def waited_for(self) -> Collection[asyncio.Future[Any]]:
        """Done as the lines are over."""
        return [asyncio.ensure_future(speaking.done) for _, _, speaking in self._lines]

    def add(self, worded: Worded, speaking: Speaking) -> None:
        """A beat's next line was handed over."""
        self._lines.append((worded, worded.said, speaking))
        worded.said += 1

    def clear(self) -> None:
        """Forget what is on its way, and how often anything was cut."""
        self._lines.clear()
        self._cuts.clear()

    def land(self) -> Worded | None:
        """Look at what became of the lines.

        Returns:
            The beat that was cut off, its lines to go on with left; nothing where all was heard so far.
        """
        cut = None
        while self._lines and self._lines[0][2].done.done():
            worded, at, speaking = self._lines.popleft()
            heard = speaking.done.result()
            if heard.complete:
                continue
            cut = worded
            if self._got_across(worded, at, len(heard.text), len(heard.line.text)):
                continue
            if not self._course.go_back(worded.beat):
                cut = None
                continue
            self._lines.clear()
            worded.said = at
        return cut

    def _got_across(self, worded: Worded, at: int, heard: int, whole: int) -> bool:
        """Whether a line that was cut counts as told."""
        kind, key = worded.beat.kind, f"{worded.beat.key}.{at}"
        self._cuts[key] += heard > 0
        if kind in TO_THE_END:
            return False
        return heard >= MOSTLY * whole or self._cuts[key] >= CUTS


async def first_of(done: asyncio.Future[Any], seconds: float, *also: asyncio.Future[Any]) -> None:
    """Wait some seconds, or until one of them is done that is not done already."""
    waited_for = [one for one in (*also, done) if not one.done()]
    if waited_for:
        await asyncio.wait(waited_for, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    else:
        await asyncio.sleep(seconds)
