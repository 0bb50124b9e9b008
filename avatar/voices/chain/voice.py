"""Voices in a row that behave as one which never fails: the first that can speaks, at one loudness."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from avatar.media import Speech, Utterance
from avatar.voices.base import Voice, VoiceError
from avatar.voices.cache.entry import Entry
from avatar.voices.cache.store import SpeechCache
from avatar.voices.chain.breaker import Breaker
from avatar.voices.chain.config import ChainConfig, VoiceFault, VoiceUse
from avatar.voices.chain.engine import Lingering
from avatar.voices.chain.shared import Engine, Surroundings
from avatar.voices.chain.synthesis import Synthesis
from avatar.voices.mastering.mastering import Mastering
from avatar.voices.prosody import near, snapped

__all__ = ["ChainConfig", "VoiceChain", "VoiceFault", "VoiceUse"]

log = logging.getLogger(__name__)

_REMEMBERED = 1024
"""Utterances of which it is known who spoke them."""
_KEEPING = 8
"""Entries on their way to the disk; more are not kept."""
_WARM_S = 120.0
_CLOSE_S = 5.0


class VoiceChain:
    """A voice made of voices, tried in order.

    ``speak`` never fails and never takes longer than its limits: a sentence that nobody can speak is one
    empty last piece. ``ahead`` begins a sentence before it is its turn.
    """

    def __init__(
        self,
        voices: Sequence[tuple[str, Voice]],
        config: ChainConfig | None = None,
        *,
        cache: SpeechCache | None = None,
        now: Callable[[], float] = time.time,
        on_fault: Callable[[VoiceFault], object] = lambda fault: None,
        on_used: Callable[[VoiceUse], object] = lambda use: None,
    ) -> None:
        """Set up.

        Args:
            voices: By name, the first tried first.
            config: Limits, loudness, cache.
            cache: Sentences that were said before; none are kept without one.
            now: Unix seconds, for consents.
            on_fault: Told of every failure, on the loop; must return at once.
            on_used: Told who spoke what, likewise.
        """
        self._config = config or ChainConfig()
        self._voices = tuple(voices)
        self._cache = cache
        self._now = now
        self._on_fault, self._on_used = on_fault, on_used
        self._lingering = Lingering()
        self._keeping: set[asyncio.Task[None]] = set()
        self._shared: Surroundings | None = None
        self._ahead: list[_Ahead] = []
        self._urgent = 0
        self._spoken: OrderedDict[str, Synthesis | _Outcome] = OrderedDict()
        self._closed = False

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        """Yield the utterance's sound, mastered, in whole 10 ms; the last piece is marked.

        Closing the iterator drops the rest.
        """
        synthesis = self._taken(snapped(utterance))
        self._remember(utterance.id, synthesis)
        try:
            async for piece in synthesis.pieces():
                yield replace(piece, utterance=utterance.id)
        finally:
            synthesis.cancel()
            self._remember(utterance.id, _Outcome(synthesis.voices, synthesis.whole))

    def ahead(self, utterance: Utterance) -> None:
        """Begin an utterance now that ``speak`` will be asked for: the same text, language and mood.

        At most ``ahead`` are kept; for one more the oldest is dropped.
        """
        wanted = snapped(utterance)
        if self._closed or not self._config.parallel or any(near(it.utterance, wanted) for it in self._ahead):
            return
        while len(self._ahead) >= self._config.ahead:
            self._ahead.pop(0).drop()
        self._ahead.append(_Ahead(wanted))
        self._pump()

    def drop_ahead(self) -> None:
        """Drop everything that was begun ahead and not asked for."""
        for item in self._ahead:
            item.drop()
        self._ahead.clear()

    def spoken_by(self, utterance_id: str) -> str:
        """Who spoke an utterance, as far as it was; several are joined by ``+``, empty for nobody."""
        outcome = self._spoken.get(utterance_id)
        return "+".join(outcome.voices) if outcome is not None else ""

    def whole(self, utterance_id: str) -> bool:
        """Whether an utterance was said to its end."""
        outcome = self._spoken.get(utterance_id)
        return outcome is not None and outcome.whole

    async def warm(self) -> None:
        """Get all voices ready. A voice that cannot be is reported and left for later."""
        await asyncio.gather(*(self._guarded(name, voice.warm(), _WARM_S) for name, voice in self._voices))

    async def close(self) -> None:
        """Drop what is being said and close all voices; none can hold this up. Safe to call twice."""
        self._closed = True
        self.drop_ahead()
        for synthesis in self._spoken.values():
            if isinstance(synthesis, Synthesis):
                synthesis.cancel()
        if self._keeping:
            await asyncio.wait(set(self._keeping), timeout=1.0)
        await self._lingering.wait(1.0)
        await asyncio.gather(*(self._guarded(name, voice.close(), _CLOSE_S) for name, voice in self._voices))

    def _surroundings(self) -> Surroundings:
        """Made with the first sentence: a chain is set up before there is a loop."""
        if self._shared is None:
            clock = asyncio.get_running_loop().time
            engines = tuple(
                Engine(name, voice, Breaker(self._config.breaker, clock)) for name, voice in self._voices
            )
            finish = self._config.mastering
            mastering = Mastering(finish) if finish is not None else None
            self._shared = Surroundings(
                engines, self._config, mastering, self._cache, self._lingering,
                self._now, self._on_fault, self._on_used, self._keep,
            )  # fmt: skip
        return self._shared

    def _taken(self, utterance: Utterance) -> Synthesis:
        """The synthesis of an utterance: what was begun ahead, else a fresh one, which then goes first."""
        for item in self._ahead:
            if near(item.utterance, utterance):
                self._ahead.remove(item)
                if item.synthesis is not None and not item.synthesis.failed:
                    self._pump()
                    return item.synthesis
                break
        for item in self._ahead:
            item.put_back(sounding=self._most_at_once() == 1)
        synthesis = Synthesis(self._surroundings(), utterance)
        synthesis.when_done(self._pump)
        self._first(synthesis)
        return synthesis

    def _first(self, synthesis: Synthesis) -> None:
        """Nothing is begun ahead until a sentence that is wanted now has its first sound."""
        self._urgent += 1

        def sounded(_: object) -> None:
            self._urgent -= 1
            self._pump()

        waiting = asyncio.ensure_future(synthesis.sounded.wait())
        waiting.add_done_callback(sounded)

    def _pump(self) -> None:
        """Begin as many sentences ahead as may be."""
        if self._closed or self._urgent:
            return
        most = min(self._config.parallel, self._most_at_once())
        running = sum(item.running for item in self._ahead)
        for item in self._ahead:
            if running >= most:
                break
            if item.synthesis is None:
                item.synthesis = Synthesis(self._surroundings(), item.utterance)
                item.synthesis.when_done(self._pump)
                running += 1

    def _most_at_once(self) -> int:
        """How many sentences the first voice takes at a time."""
        return max(1, getattr(self._voices[0][1], "parallel", 1)) if self._voices else 1

    def _remember(self, utterance_id: str, outcome: Synthesis | _Outcome) -> None:
        self._spoken[utterance_id] = outcome
        while len(self._spoken) > _REMEMBERED:
            self._spoken.popitem(last=False)

    def _keep(self, entry: Entry, clone: str) -> None:
        """Write an entry behind the scenes."""
        if self._cache is None or len(self._keeping) >= _KEEPING:
            return
        task = asyncio.create_task(self._cache.put(entry, clone))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _guarded(self, name: str, work: Coroutine[Any, Any, None], timeout_s: float) -> None:
        """Wait for a voice to get ready or to close, up to a limit; what goes wrong is reported."""
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task}, timeout=timeout_s)
        finally:
            if not task.done():
                self._lingering.drop(task)
        if not task.done():
            self._on_fault(VoiceFault(name, "", f"took over {timeout_s:g} s"))
        elif not task.cancelled() and (error := task.exception()) is not None:
            reason = str(error) if isinstance(error, VoiceError) else f"{type(error).__name__} {error}"
            self._on_fault(VoiceFault(name, "", reason))


@dataclass(frozen=True, slots=True)
class _Outcome:
    voices: list[str]
    whole: bool


class _Ahead:
    """A sentence that will be wanted."""

    def __init__(self, utterance: Utterance) -> None:
        self.utterance = utterance
        self.synthesis: Synthesis | None = None

    @property
    def running(self) -> bool:
        """Whether a voice is at it."""
        return self.synthesis is not None and not self.synthesis.done

    def put_back(self, *, sounding: bool) -> None:
        """Begin again later, if nothing has come yet.

        Args:
            sounding: Also if something has come, but not all.
        """
        if self.synthesis is not None and self.running and (sounding or not self.synthesis.sounded.is_set()):
            self.drop()

    def drop(self) -> None:
        """Stop it."""
        if self.synthesis is not None:
            self.synthesis.cancel()
            self.synthesis = None
