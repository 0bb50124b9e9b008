"""One sentence on its way through the voices: who speaks it, who goes on where one broke off, when to stop.

A voice that breaks off after its first sound is faded, and the next one says the rest from the word at which
it happened: half a price would be another price. Where the engine gives no word times nobody knows what the
rest is, so the sentence ends there.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance, Word
from avatar.voices.base import VoiceError
from avatar.voices.cache.entry import Entry
from avatar.voices.cache.store import cache_key
from avatar.voices.chain.breaker import Breaker, BreakerConfig
from avatar.voices.chain.config import VoiceFault, VoiceUse
from avatar.voices.chain.engine import EngineRun, TooSlow
from avatar.voices.chain.shared import Engine, Surroundings
from avatar.voices.mastering.mastering import BREAK_SAMPLES, Master
from avatar.voices.mastering.plain import Plain
from avatar.voices.prosody import spoken_s

log = logging.getLogger(__name__)

_SLICE = SAMPLE_RATE_HZ
"""Samples that are mastered at once; between two slices the loop may do other things."""
_WORD_END = round(0.02 * SAMPLE_RATE_HZ)
"""A word that lacks fewer samples was said."""
_LEAST_WAIT_S = 1.0
"""Seconds below which no voice is asked any more."""
_LONGEST_S, _LONGEST = 5.0, 6.0
"""Seconds of sound, and for each second that saying it takes, after which an engine only babbles."""
_MOST_PIECES = 20_000
_CONSENT = "consent"
_REFUSED = BreakerConfig(failures=1, rest_s=10.0, longest_rest_s=600.0)
_MOST_REFUSED = 64
_LEAST_SPOKEN = 0.2
"""Share of the time that a text takes; what is shorter was broken off."""


class Synthesis:
    """One sentence being spoken, in a task of its own. Iterated once; ``cancel`` it in the end."""

    def __init__(self, shared: Surroundings, utterance: Utterance) -> None:
        """Begin.

        Args:
            shared: What all sentences of the chain share.
            utterance: With its prosody snapped.
        """
        self.utterance = utterance
        self.voices: list[str] = []
        """Who spoke it, in order."""
        self.whole = False
        """Whether all of it was said."""
        self.sounded = asyncio.Event()
        """Set with the first sound, and at the end."""
        self._shared = shared
        self._left = utterance
        self._text_at = 0
        self._waited_s = 0.0
        self._asked = self._heard = self._ended = False
        self._samples = 0
        self._words: list[Word] = []
        self._pieces: deque[Speech] = deque()
        self._buffered = 0
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"sentence {utterance.id}")
        self._task.add_done_callback(self._over)

    @property
    def done(self) -> bool:
        """Whether nothing more will come in."""
        return self._task.done()

    @property
    def failed(self) -> bool:
        """Whether it is over and not all was said."""
        return self.done and not self.whole

    def when_done(self, call: Callable[[], None]) -> None:
        """Call something at the end."""
        self._task.add_done_callback(lambda _: call())

    def cancel(self) -> None:
        """Drop it. Returns at once."""
        self._shared.lingering.drop(self._task)

    async def pieces(self) -> AsyncIterator[Speech]:
        """Yield the sound in order as it comes; the last piece is empty when nobody could speak."""
        while True:
            while not self._pieces:
                if self._task.done():
                    yield Speech(self.utterance.id, np.zeros(0, np.float32), self._samples)
                    return
                self._more.clear()
                await self._more.wait()
            piece = self._pieces.popleft()
            self._buffered -= len(piece.pcm)
            self._room.set()
            self._heard = True
            yield piece
            if piece.last:
                return

    def _over(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            self._pieces.clear()
        elif (error := task.exception()) is not None:
            log.error("a sentence is skipped", exc_info=error)
            self._shared.on_fault(VoiceFault("", self.utterance.id, f"{type(error).__name__} {error}"))
        self.sounded.set()
        self._more.set()

    async def _run(self) -> None:
        for engine in self._shared.engines:
            if self._ended or await self._spoken_by(engine):
                break
        if not (self.whole or self._ended) and (self._samples or not self._asked):
            await self._last_resort()
        if not self._pieces or not self._pieces[-1].last:
            await self._out(Speech(self.utterance.id, np.zeros(0, np.float32), self._samples))

    async def _spoken_by(self, engine: Engine) -> bool:
        """Let one voice say what is left.

        Returns:
            Whether all was said.
        """
        try:
            if engine.clone is not None:
                engine.clone.check(self._shared.now())
            key = self._key(engine)
        except VoiceError as error:
            self._refused(engine, _CONSENT, error)
            return False
        if key and await self._from_cache(engine, key):
            return True
        if not engine.may_speak(self._left.language):
            return False
        return await self._asked_to_speak(engine, key, 1 + self._shared.config.retries)

    async def _last_resort(self) -> None:
        """All voices rest, or nearly: the one whose rest ends first is asked all the same, once."""
        language, now = self._left.language, self._shared.now()
        may = [engine for engine in self._shared.engines if engine.has_consent(now)]
        able = [engine for engine in may if engine.breaker.resting and language not in engine.refused]
        if able:
            await self._asked_to_speak(min(able, key=lambda engine: engine.breaker.rest_s), "", 1)

    async def _asked_to_speak(self, engine: Engine, key: str, times: int) -> bool:
        """Ask a voice, at most so often."""
        for _ in range(times):
            if not self._in_time(engine):
                return False
            self._asked = True
            try:
                await self._synthesised(engine, key)
            except VoiceError as error:
                if not self._again(engine, error):
                    return False
                key = ""
            else:
                engine.breaker.succeeded()
                engine.refused.pop(self._left.language, None)
                self.whole = True
                return True
        return False

    def _key(self, engine: Engine) -> str:
        if self._shared.cache is None or self._text_at:
            return ""
        fingerprint = engine.fingerprint(self._left.language)
        mastering = self._shared.config.mastering
        finish = mastering.model_dump_json() if mastering is not None else ""
        return cache_key(engine.name, fingerprint, finish, self._left) if fingerprint else ""

    async def _from_cache(self, engine: Engine, key: str) -> bool:
        assert self._shared.cache is not None
        clone = engine.clone.name if engine.clone is not None else ""
        entry = await self._shared.cache.get(key, clone)
        if entry is None:
            return False
        await self._out(entry.speech(self.utterance.id))
        self._used(engine, len(entry.pcm), cached=True)
        self.whole = True
        return True

    async def _synthesised(self, engine: Engine, key: str) -> None:
        """Have one voice say what is left.

        Raises:
            VoiceError: It failed; what came before is out, faded.
        """
        utterance, first = self._left, self._samples
        master = self._shared.master(engine.name, utterance, first)
        run = EngineRun(engine.voice, utterance, self._shared.lingering)
        sent: list[Speech] = []
        try:
            await self._mastered(run, master, sent)
            sent.append(await self._out(self._placed(master.finish())))
        except VoiceError:
            if not self._heard:
                self._taken_back()
            elif self._samples > first:
                await self._out(self._placed(master.cut()))
                self._broke(engine)
            raise
        finally:
            run.drop()
        self._used(engine, self._samples - first, cached=False)
        if key and self._samples and self._shared.cache is not None:
            clone = engine.clone.name if engine.clone is not None else ""
            self._shared.keep(Entry.of(key, engine.name, sent), clone)

    async def _mastered(self, run: EngineRun, master: Master | Plain, sent: list[Speech]) -> None:
        """Pass an engine's pieces on up to its last, within the time it has."""
        config, used_s, pieces, last = self._shared.config, 0.0, 0, False
        longest = (_LONGEST_S + _LONGEST * spoken_s(self._left)) * SAMPLE_RATE_HZ
        now = asyncio.get_running_loop().time
        while not last:
            patience_s = config.next_s
            if not master.came:
                patience_s = min(config.first_s, config.wait_s - self._waited_s)
            begun = now()
            try:
                speech = await run.next(min(patience_s, config.limit_s(self._left) - used_s))
            finally:
                used_s += now() - begun
                self._waited_s += now() - begun if not self._samples else 0.0
            last, pieces = speech.last, pieces + 1
            if master.came > longest or pieces > _MOST_PIECES:
                raise VoiceError("does not come to an end")
            for part in _slices(speech):
                master.feed(part)
                await asyncio.sleep(0)
            if not last and (piece := master.take()) is not None:
                sent.append(await self._out(self._placed(piece)))
        least_s = _LEAST_SPOKEN * spoken_s(self._left)
        if least_s and master.judged and (not master.audible or master.heard_s < least_s):
            raise VoiceError(
                f"broke off after {master.heard_s:.2g} s" if master.audible else "gave only silence"
            )

    def _placed(self, speech: Speech) -> Speech:
        """A piece with its words where they are in the whole text."""
        if not self._text_at:
            return speech
        words = tuple(
            replace(it, text_start=it.text_start + self._text_at, text_end=it.text_end + self._text_at)
            for it in speech.words
        )
        return replace(speech, words=words)

    async def _out(self, piece: Speech) -> Speech:
        """Hand a piece to the listener; waits while very much is waiting for him."""
        limit = self._shared.config.ahead_s * SAMPLE_RATE_HZ / self._shared.config.ahead
        while self._buffered and self._buffered + len(piece.pcm) > limit:
            self._room.clear()
            await self._room.wait()
        self._samples += len(piece.pcm)
        self._words += piece.words
        self._pieces.append(piece)
        self._buffered += len(piece.pcm)
        self._more.set()
        if len(piece.pcm):
            self.sounded.set()
        return piece

    def _taken_back(self) -> None:
        """Nobody has listened yet: the sentence begins anew."""
        self._pieces.clear()
        self._words.clear()
        self._buffered = self._samples = 0

    def _broke(self, engine: Engine) -> None:
        """A voice broke off after some sound: see what is left to say."""
        self._spoke(engine)
        self.whole = False
        heard = self._samples - BREAK_SAMPLES + _WORD_END
        open_ = [word for word in self._words if word.end > heard]
        if not self._words:
            self._ended = True
            return
        at = open_[0].text_start if open_ else self._words[-1].text_end
        text = self.utterance.text[at:]
        self._ended = self.whole = not any(sign.isalnum() for sign in text)
        self._left, self._text_at = replace(self.utterance, text=text), at

    def _again(self, engine: Engine, error: VoiceError) -> bool:
        """A voice failed.

        Returns:
            Whether it may try again.
        """
        if not error.retryable:
            self._refused(engine, self._left.language, error)
            return False
        rests = engine.breaker.failed()
        self._fault(engine, str(error), engine.breaker.rest_s if rests else 0.0)
        return not (rests or self._ended or isinstance(error, TooSlow))

    def _refused(self, engine: Engine, what: str, error: VoiceError) -> None:
        """A voice said that it cannot do this at all: told once, and not asked again for a while."""
        if len(engine.refused) > _MOST_REFUSED:
            engine.refused.clear()
        breaker = engine.refused.setdefault(what, Breaker(_REFUSED, asyncio.get_running_loop().time))
        if breaker.allows():
            breaker.failed()
            self._fault(engine, str(error), breaker.rest_s)

    def _in_time(self, engine: Engine) -> bool:
        """Whether there is time left for a voice to begin."""
        config = self._shared.config
        if self._samples or config.wait_s - self._waited_s >= min(config.first_s, _LEAST_WAIT_S):
            return True
        self._fault(engine, f"was not asked: {config.wait_s:g} s were over")
        return False

    def _fault(self, engine: Engine, reason: str, rest_s: float = 0.0) -> None:
        heard_s = self._samples / SAMPLE_RATE_HZ
        self._shared.on_fault(VoiceFault(engine.name, self.utterance.id, reason, heard_s, rest_s))

    def _used(self, engine: Engine, samples: int, *, cached: bool) -> None:
        self._spoke(engine)
        clone = engine.clone.name if engine.clone is not None else ""
        sound_s = samples / SAMPLE_RATE_HZ
        self._shared.on_used(VoiceUse(engine.name, self.utterance.id, cached, sound_s, clone))

    def _spoke(self, engine: Engine) -> None:
        if engine.name not in self.voices:
            self.voices.append(engine.name)


def _slices(speech: Speech) -> list[Speech]:
    """A long piece in parts; what is timed goes with the first."""
    if np.size(speech.pcm) <= _SLICE or np.ndim(speech.pcm) != 1:
        return [speech]
    parts = []
    for at in range(0, len(speech.pcm), _SLICE):
        part = replace(speech, pcm=speech.pcm[at : at + _SLICE], start=speech.start + at)
        parts.append(part if at == 0 else replace(part, phonemes=(), words=()))
    return parts
