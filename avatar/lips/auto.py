"""Lips from the best there is: the engine's phoneme times, else the text in the sound, else the sound."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from avatar.lips.auto_cutting import Cutting, Shot
from avatar.lips.events import EventLips, gaps
from avatar.lips.follow import Follower, Shown
from avatar.lips.g2p import Reader, Unit
from avatar.lips.net import NetMissing, PhoneNet
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, MouthTrack, Pcm, Speech, Utterance
from avatar.spelling import Lexicon

log = logging.getLogger(__name__)

_T = TypeVar("_T")
Weights = NDArray[np.float32]

_BLOCK = SAMPLE_RATE_HZ // 2
"""Samples that are worked on at once."""
_FAULTS = (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError, OSError)
"""What the net, the search or the thread may raise; the mouth then follows loudness."""
_REST_S = 60.0
"""Seconds without the net after it failed."""


class AutoLips:
    """Follows every engine with the best source there is, and fills one source's gaps from the next.

    Phoneme events are used as they are. Sound without them is heard by a net, in a thread of its own,
    and the text's words are found in it; where the text does not fit, the mouth follows what the net
    hears. Without a net it follows loudness. One thread serves all utterances.
    """

    class Config(BaseModel):
        """Options of the lips."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        smoothing_s: float = Field(default=0.035, ge=0.0, le=0.05)
        """Seconds: standard deviation of the co-articulation."""
        text_confidence: float = Field(default=0.45, ge=0.0, le=1.0)
        """Below it the text is taken for another than the one that is said."""
        reading_timeout_s: float = Field(default=0.5, gt=0.0, le=10.0)
        """Seconds that the first sound waits for the text's pronunciation."""
        timeout_s: float = Field(default=5.0, gt=0.0, le=60.0)
        """Seconds that half a second of sound may take before the mouth goes by loudness."""

    def __init__(self, config: Config | None = None, *, lexicon: Lexicon | None = None) -> None:
        """Nothing is started or loaded yet.

        Args:
            config: Options.
            lexicon: How the shop's names are said.
        """
        self._config = config or self.Config()
        self._events = EventLips(EventLips.Config(smoothing_s=self._config.smoothing_s))
        self._reader = Reader(lexicon)
        self._thread: ThreadPoolExecutor | None = None
        self._net: PhoneNet | None = None
        self._rest_until = float("-inf")
        self._readings: set[asyncio.Future[tuple[Unit, ...]]] = set()
        self._closed = False

    async def warm(self) -> None:
        """Load the net and start the process that reads texts, so that the first sentence is quick."""
        await self._loaded()
        await self._reader.read("1", "en")

    async def close(self) -> None:
        """End the process and the thread. Safe to call twice."""
        self._closed = True
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
        for reading in list(self._readings):
            reading.cancel()
        await self._reader.close()

    async def follow(
        self, utterance: Utterance, pieces: AsyncIterator[Speech]
    ) -> AsyncIterator[tuple[Speech, MouthTrack]]:
        """Yield all of the sound in order, each piece with its mouth track, at most 80 ms behind.

        A piece that is the whole utterance comes out in several, so that the first is soon there.
        Faults of the net are logged, and loudness moves the mouth.

        Raises:
            VoiceError: As the pieces do.
        """
        running: _Running | None = None
        said = 0
        async for speech in pieces:
            said = max([said, *(word.text_end for word in speech.words)])
            if speech.phonemes:
                if running is not None:
                    yield await running.end()
                    running = None
                yield await self._by_events(speech)
                continue
            if running is None:
                running = await self._begin(utterance, said, speech)
            async for shot in running.add(speech):
                yield shot
        if running is not None and running.waiting:
            yield await running.end()

    async def _begin(self, utterance: Utterance, said: int, first: Speech) -> _Running:
        """Follow an utterance by its sound, from a piece on; ``said`` characters of it were said before."""
        net = await self._loaded() if first.pcm.size or not first.last else None
        units: tuple[Unit, ...] = ()
        if net is not None:
            units = await self._units(utterance)
        units = tuple(unit for unit in units if unit.text_start >= said)
        follower = Follower(
            net,
            units,
            streamed=not first.last,
            sigma=self._config.smoothing_s * MOUTH_RATE_HZ,
            threshold=self._config.text_confidence,
        )
        return _Running(self, follower, Cutting(first, units), hears=net is not None)

    async def _units(self, utterance: Utterance) -> tuple[Unit, ...]:
        """The words to look for. What is read too late is there for the next time."""
        reading = asyncio.ensure_future(self._reader.read(utterance.text, utterance.language))
        self._readings.add(reading)
        reading.add_done_callback(self._readings.discard)
        done, _ = await asyncio.wait({reading}, timeout=self._config.reading_timeout_s)
        try:
            if done:
                return reading.result()
            log.warning("reading the text took too long; the mouth follows the sound alone")
        except _FAULTS:
            log.warning("the text could not be read; the mouth follows the sound alone", exc_info=True)
        return ()

    async def _by_events(self, speech: Speech) -> Shot:
        """A piece with phonemes; where they leave out sound, the net fills in."""
        track = self._events.track(speech)
        missing = gaps(speech)
        if not missing.any():
            return speech, track
        net = await self._loaded()
        follower = Follower(net, (), streamed=False, sigma=self._config.smoothing_s * MOUTH_RATE_HZ)
        heard = await self.in_thread(lambda: _whole(follower, speech.pcm))
        if heard is None:
            return speech, track
        weights = np.where(missing[:, None], heard, track.weights)
        confidence = 1.0 - 0.5 * float(missing.mean())
        return speech, MouthTrack(track.start, weights, track.source, confidence)

    async def _loaded(self) -> PhoneNet | None:
        """The net, or None where there is none."""
        if self._net is None:
            self._net = await self.in_thread(PhoneNet)
        return self._net

    async def in_thread(self, work: Callable[[], _T]) -> _T | None:
        """Do something in the lips' own thread; None where it fails, and for a while after that."""
        loop = asyncio.get_running_loop()
        if self._closed or loop.time() < self._rest_until:
            return None
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="lips")
        try:
            async with asyncio.timeout(self._config.timeout_s):
                return await loop.run_in_executor(self._thread, work)
        except NetMissing as missing:
            self._rest_until = float("inf")
            log.warning("%s; the mouth follows loudness", missing)
        except TimeoutError:
            self._rest_until = loop.time() + _REST_S
            log.warning("the lips' net took over %g s; the mouth follows loudness", self._config.timeout_s)
        except _FAULTS:
            self._rest_until = loop.time() + _REST_S
            log.warning("the lips' net failed; the mouth follows loudness", exc_info=True)
        return None


class _Running:
    """One utterance that is followed by its sound."""

    def __init__(self, lips: AutoLips, follower: Follower, cutting: Cutting, *, hears: bool) -> None:
        self._lips = lips
        self._follower = follower
        self._cutting = cutting
        self._hears = hears
        self.waiting = True
        """Whether its end is still to come."""

    async def add(self, speech: Speech) -> AsyncIterator[Shot]:
        """Take a piece of sound; yield what is ready."""
        for at in range(0, len(speech.pcm), _BLOCK):
            block = speech.pcm[at : at + _BLOCK]
            words = speech.words if at == 0 else ()
            self._cutting.add(replace(speech, pcm=block, words=words))
            if shot := self._cutting.cut(await self._push(block)):
                yield shot
        if speech.last:
            if not speech.pcm.size:
                self._cutting.add(speech)
            yield await self.end()

    async def end(self) -> Shot:
        """Whatever is left."""
        self.waiting = False
        shown = await self._lips.in_thread(self._follower.finish) if self._hears else None
        if shown is None:
            if self._hears:
                self._deafen()
            shown = self._follower.finish()
        return self._cutting.cut_rest(shown)

    async def _push(self, block: Pcm) -> Shown:
        if self._hears:
            shown = await self._lips.in_thread(partial(self._follower.push, block))
            if shown is not None:
                return shown
            return self._deafen()
        return self._follower.push(block)

    def _deafen(self) -> Shown:
        """Go on without the net, from the first sound that is still here."""
        self._hears = False
        self._follower = Follower(None, (), streamed=True)
        return self._follower.push(self._cutting.sound)


def _whole(follower: Follower, pcm: Pcm) -> Weights:
    return np.concatenate([shown.weights for shown in (follower.push(pcm), follower.finish())])
