"""The podium: the last step before the speaker, the same for every line of the room.

Whatever is to be said passes here: it waits while the operator has paused the host, is shown to the
operator where lines need approval, and takes the colour of the host's mood.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from agent.events import Line, Question
from agent.speaker import Heard, Speaker, Speaking

log = logging.getLogger(__name__)

LATE_S = 5.0
"""How long after its end a line may be reported as over."""

Approve = Callable[[Line, str, Question | None], Awaitable[Line | None]]
"""The operator's word on a line of a lane (``fact``, ``model``, ``script``, …): the line, an edited one, or
nothing when it is not to be said."""


async def unasked(line: Line, lane: str, question: Question | None) -> Line | None:
    """Every line may be said."""
    return line


class Podium:
    """Says lines, one after the other, as the speaker does."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        approve: Approve = unasked,
        colour: Callable[[Line], Line] = lambda line: line,
    ) -> None:
        """Stand before a speaker.

        Args:
            speaker: Says what has passed.
            approve: Asks the operator. Protected lines are not asked about.
            colour: Gives a line the mood of the moment.
        """
        self._speaker = speaker
        self._approve = approve
        self._colour = colour
        self._going = asyncio.Event()
        self._going.set()

    @property
    def ends_at(self) -> float:
        """Loop time at which everything handed over will have been heard."""
        return self._speaker.ends_at

    def pause(self) -> None:
        """Let no further line begin; the one that is being said goes on."""
        self._going.clear()

    async def stop(self, *, hold: bool = False) -> None:
        """Silence now; with ``hold`` nothing more is said until ``go_on``."""
        await self._speaker.stop(hold=hold)

    def go_on(self) -> None:
        """Let lines begin again."""
        self._going.set()
        self._speaker.resume()

    def ahead(self, line: Line) -> None:
        """Have the sound of a line begun that is likely to be said soon."""
        self._speaker.ahead(self._colour(line))

    async def cleared(self, line: Line, lane: str, question: Question | None = None) -> Line | None:
        """The line as it may be said once the operator has agreed, or nothing."""
        return await self._approve(line, lane, question)

    async def say(
        self,
        line: Line,
        *,
        lane: str = "script",
        cleared: bool = False,
        question: Question | None = None,
        cut: bool = False,
        interruptible: bool = False,
        protected: bool = False,
    ) -> Speaking:
        """Hand one line to the speaker; see ``Speaker.say``.

        A line that the operator rejects comes back as one that is over: nothing of it was heard, and
        nothing of it is left to be said.

        Args:
            line: Passed by the guard.
            lane: Whose words they are.
            cleared: The operator was asked already, or need not be.
            question: The question it answers, if any.
            cut: End interruptible speech for it.
            interruptible: A later ``cut`` may end it.
            protected: Nothing may end it.

        Raises:
            JournalError: It could not be journaled, so it is not said.
        """
        await self._going.wait()
        if not (cleared or protected):
            allowed = await self._approve(line, lane, question)
            if allowed is None:
                return _unsaid(line, question)
            line = allowed
            await self._going.wait()
        return await self._speaker.say(
            self._colour(line), lane=lane, question=question, cut=cut, interruptible=interruptible,
            protected=protected,
        )  # fmt: skip

    async def over(
        self,
        said: Sequence[Speaking],
        *,
        wake: asyncio.Event | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Wait until lines are over, but never longer than they can last.

        Args:
            said: The lines.
            wake: Set whenever something happens that ``meanwhile`` may want to see.
            meanwhile: Called at once and at every wake.
        """
        loop = asyncio.get_running_loop()
        wake = wake or asyncio.Event()
        try:
            async with asyncio.timeout(max(0.0, self.ends_at - loop.time()) + LATE_S):
                while open_lines := [one.done for one in said if not one.done.done()]:
                    meanwhile()
                    wake.clear()
                    waking = asyncio.ensure_future(wake.wait())
                    waited_for: list[asyncio.Future[Any]] = [*open_lines, waking]
                    try:
                        await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        waking.cancel()
        except TimeoutError:
            log.warning("%d lines were not reported as over in time", len(said))


def _unsaid(line: Line, question: Question | None) -> Speaking:
    speaking = Speaking(line, question, asyncio.get_running_loop().create_future())
    speaking.over = True
    speaking.done.set_result(Heard(line, "", True))
    return speaking
