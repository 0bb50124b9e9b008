"""The speaker: checked lines in, sound and mouth to the stage, and back what was really heard.

A line is journaled (``speaking``) before the stage hears of it, and ``heard`` follows once the
stage says how much of it went out. Nothing else in the room may send speech to the stage.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from agent.events import Line, Question
from agent.journal import Journal
from avatar.lips.base import Lips
from avatar.media import SAMPLE_RATE_HZ, VISEMES, GestureCue, MouthTrack, Pcm, Speech, Utterance, Word
from avatar.stage.base import Stage, StageLost
from avatar.stage.messages import Begin, Clear, Ended, Feed, Started
from avatar.voices.base import Voice
from avatar.voices.cache.store import SpeechCache
from avatar.voices.chain.voice import ChainConfig, VoiceChain, VoiceFault, VoiceUse

log = logging.getLogger(__name__)

_NOTHING = np.zeros(0, np.float32)

OPERATOR = "operator"
"""The lane of the operator's own words."""
REPORTS = 64
"""Reports of the voices kept until they are journaled."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a mood is spoken and shown."""

    preset: str = "neutral"
    """VRM preset for the face."""
    rate: float = 1.0
    pitch: float = 1.0
    energy: float = 1.0
    pause: float = 1.0
    feel: tuple[float, float] | None = None
    """Valence -1 … 1 and arousal 0 … 1; ``None`` is as the preset's."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a line."""

    line: Line
    text: str
    """The words that went out; empty when none did."""
    complete: bool


@dataclass(slots=True, eq=False)
class Speaking:
    """A line on its way to the viewers."""

    line: Line
    question: Question | None
    done: asyncio.Future[Heard]
    lane: str = "script"
    """Whose words it is: a lane of an answer, ``script``, ``courtesy``, ``operator`` or ``disclosure``."""
    voice: str = ""
    """The voice that spoke it; empty when none could."""
    samples: int = 0
    words: list[Word] = field(default_factory=list)
    said_at: float | None = None
    """Loop time at which it was handed over."""
    voiced_at: float | None = None
    """Loop time of the voice's first piece."""
    started_at: float | None = None
    """Loop time of its first sample at the encoder."""
    broken: bool = False
    """The voice failed after some of its sound."""
    given_up: bool = False
    """No more of its sound is wanted."""
    over: bool = False


class Stages(Protocol):
    """Where the stage of the moment is; the room swaps it after a crash."""

    @property
    def stage(self) -> Stage:
        """The stage to send to now."""
        ...


class Speaker:
    """Says lines, in order, one stage queue."""

    def __init__(
        self,
        stages: Stages,
        voices: Sequence[tuple[str, Voice]],
        lips: Lips,
        journal: Journal,
        *,
        now: Callable[[], float],
        deliver: Callable[[str], Delivery],
        speech: ChainConfig | None = None,
        cache: SpeechCache | None = None,
        on_start: Callable[[Speaking], None] = lambda speaking: None,
        admit: Callable[[Line], Line] = lambda line: line,
    ) -> None:
        """Set up.

        Args:
            stages: Names the stage of the moment.
            voices: By name, the first tried first.
            lips: Makes the mouth track.
            journal: Gets ``speaking``, ``heard`` and ``fault``.
            now: Unix seconds.
            deliver: How a mood of the persona is delivered.
            speech: How voices are tried, levelled and kept.
            cache: Sound of sentences that were spoken before.
            on_start: Called when a line's first sample goes out.
            admit: The line as it is said: the same thing in other words where it was said lately.
        """
        self._stages = stages
        self._faults: deque[VoiceFault] = deque(maxlen=REPORTS)
        self._uses: deque[VoiceUse] = deque(maxlen=REPORTS)
        self._voice = VoiceChain(
            voices, speech, cache=cache, now=now, on_fault=self._faults.append, on_used=self._uses.append
        )
        self._lips = lips
        self._journal = journal
        self._now = now
        self._deliver = deliver
        self._on_start = on_start
        self._admit = admit
        self._speaking: dict[str, Speaking] = {}
        self._order = asyncio.Lock()
        self._epoch = 0
        self._silenced = False
        self._quiet_since = 0.0

    @property
    def ends_at(self) -> float:
        """Loop time at which everything handed over will have been heard; in the past when quiet."""
        now = asyncio.get_running_loop().time()
        left = 0.0
        for item in self._speaking.values():
            length = item.samples / SAMPLE_RATE_HZ
            left += length if item.started_at is None else max(0.0, item.started_at + length - now)
        return now + left if self._speaking else self._quiet_since

    async def say(
        self,
        line: Line,
        *,
        lane: str = "script",
        question: Question | None = None,
        cut: bool = False,
        interruptible: bool = False,
        protected: bool = False,
    ) -> Speaking:
        """Hand one line to the stage; returns once all its sound is there.

        Args:
            line: Passed by the guard.
            lane: Whose words it is; the operator's are said as they are, whatever was said lately.
            question: The question it answers, if any.
            cut: End interruptible speech for it.
            interruptible: A later ``cut`` may end it.
            protected: Nothing may end it.

        Raises:
            JournalError: It could not be journaled, so it is not said.
        """
        epoch = self._epoch
        async with self._order:
            speaking = Speaking(line, question, asyncio.get_running_loop().create_future(), lane)
            if epoch != self._epoch or self._silenced:
                speaking.done.set_result(Heard(line, "", False))
                return speaking
            if lane != OPERATOR:
                line = speaking.line = self._admit(line)
            await self._journal.write(
                "speaking", self._now(), turn=line.turn_id, line=line.id, text=line.text,
                question=question.id if question else "", facts=list(line.fact_ids),
            )  # fmt: skip
            if epoch != self._epoch:
                await self._finish(speaking, 0, complete=False)
                return speaking
            self._speaking[line.id] = speaking
            speaking.said_at = asyncio.get_running_loop().time()
            delivery = self._deliver(line.mood)
            try:
                await self._stages.stage.send(
                    Begin(
                        line.id, line.text, line.language, delivery.preset,
                        tuple(GestureCue(name) for name in line.gestures),
                        interruptible=interruptible, protected=protected, cut=cut,
                        feel=delivery.feel,
                    )
                )  # fmt: skip
                await self._sound(speaking)
            except StageLost:
                await self._finish(speaking, 0, complete=False)
            except asyncio.CancelledError:
                await self._feed(speaking, Speech(line.id, _NOTHING, start=speaking.samples))
                raise
            return speaking

    def ahead(self, line: Line) -> None:
        """Begin to synthesise a line that is likely to be said soon."""
        if not self._silenced:
            self._voice.ahead(self._utterance(line))

    def _utterance(self, line: Line) -> Utterance:
        how = self._deliver(line.mood)
        return Utterance(
            line.id, line.text, line.language, how.rate, how.pitch, how.energy, how.pause, how.preset
        )

    async def _sound(self, speaking: Speaking) -> None:
        """Send a line's sound and mouth as they come; where no voice can speak it, silence to read it in."""
        line = speaking.line
        utterance = self._utterance(line)
        pieces = self._voice.speak(utterance)
        shown = self._lips.follow(utterance, pieces)
        try:
            async for speech, mouth in shown:
                await self._report()
                if speech.last and not speaking.samples + len(speech.pcm):
                    break
                await self._feed(speaking, speech, mouth)
                if speech.last or speaking.given_up:
                    break
        finally:
            for stream in (shown, pieces):
                close = getattr(stream, "aclose", None)
                if close is not None:
                    await close()
        await self._report()
        speaking.voice = self._voice.spoken_by(line.id)
        speaking.broken = not self._voice.whole(line.id)
        if not speaking.samples:
            await self._feed(speaking, Speech(line.id, _reading_time(line.text)))

    async def _report(self) -> None:
        """Journal what became of voices and whose voice was used."""
        while self._faults:
            fault = self._faults.popleft()
            await self._journal.write(
                "fault", self._now(), part=f"voice {fault.voice}", detail=fault.reason, line=fault.utterance,
                rest_s=round(fault.rest_s, 1),
            )  # fmt: skip
        while self._uses:
            use = self._uses.popleft()
            if use.clone:
                await self._journal.write(
                    "voice.clone", self._now(), clone=use.clone, voice=use.voice, line=use.utterance,
                    sound_s=round(use.sound_s, 2), cached=use.cached,
                )  # fmt: skip

    async def _feed(self, speaking: Speaking, speech: Speech, mouth: MouthTrack | None = None) -> None:
        if speaking.given_up:
            return
        if speaking.voiced_at is None:
            speaking.voiced_at = asyncio.get_running_loop().time()
        speaking.samples += len(speech.pcm)
        speaking.words.extend(speech.words)
        await self._stages.stage.send(Feed(speech, mouth or closed(speech)))

    def started(self, report: Started) -> None:
        """The stage says that a line's first sample went out."""
        speaking = self._speaking.get(report.utterance)
        if speaking is not None:
            speaking.started_at = report.monotonic_s
            self._on_start(speaking)

    async def ended(self, report: Ended) -> None:
        """The stage says that a line is over."""
        speaking = self._speaking.get(report.utterance)
        if speaking is not None:
            await self._finish(speaking, report.heard, complete=report.complete)

    async def lost(self) -> None:
        """The stage is gone: what was on it counts as heard up to now."""
        loop_now = asyncio.get_running_loop().time()
        for speaking in list(self._speaking.values()):
            heard = 0
            if speaking.started_at is not None:
                heard = min(speaking.samples, int((loop_now - speaking.started_at) * SAMPLE_RATE_HZ))
            await self._finish(speaking, heard, complete=False)

    async def stop(self, *, hold: bool = False) -> None:
        """Silence now: nothing that was handed over before this call will be heard.

        Args:
            hold: Say nothing more either, until ``resume``.
        """
        self._epoch += 1
        self._silenced = self._silenced or hold
        self._voice.drop_ahead()
        for speaking in self._speaking.values():
            speaking.given_up = True
        try:
            await self._stages.stage.send(Clear())
        except StageLost:
            log.warning("stop: the stage is being restarted")

    async def warm(self) -> None:
        """Get the voices and the lips ready."""
        await self._voice.warm()
        await self._lips.warm()
        await self._report()

    async def close(self) -> None:
        """What is on the stage counts as heard up to now; voices and lips release what they hold."""
        await self.lost()
        await self._voice.close()
        await self._lips.close()

    def resume(self) -> None:
        """Speak again after ``stop(hold=True)``."""
        self._silenced = False

    async def _finish(self, speaking: Speaking, heard: int, *, complete: bool) -> None:
        self._speaking.pop(speaking.line.id, None)
        speaking.given_up = True
        if speaking.over:
            return
        speaking.over = True
        self._quiet_since = asyncio.get_running_loop().time()
        whole = complete and bool(speaking.voice) and not speaking.broken and speaking.samples > 0
        text = speaking.line.text if whole else heard_text(speaking.line.text, speaking.words, heard)
        await self._journal.write(
            "heard", self._now(), turn=speaking.line.turn_id, line=speaking.line.id, text=text,
            complete=complete, voice=speaking.voice,
        )  # fmt: skip
        speaking.done.set_result(Heard(speaking.line, text, whole))


def closed(speech: Speech) -> MouthTrack:
    """A mouth that stays closed, for sound that is only silence."""
    return MouthTrack(speech.start, np.zeros((0, len(VISEMES)), np.float32))


def _reading_time(text: str) -> Pcm:
    """Silence while a caption that no voice could speak is read."""
    seconds = sum(0.25 if ord(character) > 0x2E80 else 0.07 for character in text)
    return np.zeros(int(min(max(seconds, 1.0), 12.0) * SAMPLE_RATE_HZ), np.float32)


def heard_text(text: str, words: list[Word], heard: int) -> str:
    """The part of a line that was heard.

    Args:
        text: The whole line.
        words: Its words with their times; without any, only a whole line counts.
        heard: Samples that went out.
    """
    end = max((word.text_end for word in words if word.end <= heard), default=0)
    return text[:end]
