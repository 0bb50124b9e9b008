"""Every few loops a chat model words a product's pitch anew, behind what is being said.

Nothing ever waits for it: what it has not written by the time a beat is due is said as it stands. What it
wrote goes through the guard twice, when it comes and when it is spoken.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from agent.agenda.beats import Kind
from agent.agenda.scriptform import ScriptText
from agent.lanes.base import Composed

log = logging.getLogger(__name__)

KEPT = 64
"""Products whose paraphrase is kept; the one used longest ago is forgotten first."""
LIMIT_S = 60.0
"""Longest wait for one paraphrase."""


class Writer(Protocol):
    """What is needed of ``agent.agenda.scriptwriter.ScriptWriter``."""

    async def paraphrase(self, product_id: str, language: str) -> ScriptText | None:
        """A product's script in other words, every sentence passed by the guard; nothing if none came."""
        ...


class Filler(Protocol):
    """What is needed of ``agent.agenda.scripts.ScriptBook``."""

    def filled(self, script: ScriptText, kind: Kind) -> Iterator[Composed]:
        """A script's wordings of a beat, filled from the facts as they are now."""
        ...


class Paraphraser:
    """Keeps the latest paraphrases. ``begun`` and ``close`` belong on the event loop."""

    def __init__(self, writer: Writer, filler: Filler, *, every: int) -> None:
        """Set up.

        Args:
            writer: Asks the model.
            filler: Fills what came with facts.
            every: Loops of a product between two paraphrases; 0 for never.
        """
        self._writer = writer
        self._filler = filler
        self._every = every
        self._kept: OrderedDict[tuple[str, str], ScriptText] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def begun(self, product_id: str, language: str, loop: int) -> None:
        """A pitch begins: have the next one worded anew, if it is time and none is being written."""
        due = self._every and loop % self._every == self._every - 1
        if due and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write(product_id, language), name="paraphrase")

    async def _write(self, product_id: str, language: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                script = await self._writer.paraphrase(product_id, language)
        except TimeoutError:
            log.info("no paraphrase of %s within %.0f s", product_id, LIMIT_S)
            return
        if script is not None:
            self._kept[product_id, language] = script
            self._kept.move_to_end((product_id, language))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def words(self, kind: Kind, product_id: str, language: str) -> Iterator[Composed]:
        """The paraphrases of a beat, if there are any."""
        script = self._kept.get((product_id, language))
        return self._filler.filled(script, kind) if script is not None else iter(())

    async def close(self) -> None:
        """End what is being written."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
