"""What is heard and when: the queue of utterances, cut into blocks of exactly 10 ms.

Pure: no threads, no clock but the count of samples given. Whatever happens (no sound yet, a voice that
stalls, a cut, a refusal) every ``pull`` gives one block, silence where there is nothing.

Limits, all of them ending in exactly one ``Ended`` for the utterance concerned:

* At most ``MAX_UTTERANCES`` wait, and at most ``MAX_QUEUED_S`` seconds of their sound. Over that the newest
  ``Begin`` is refused (``heard=0``), and sound that a single utterance piles up beyond it is dropped.
* An utterance that owes sound is ended after ``STALL_S`` of silence, or after ``BLOCKING_STALL_S`` when
  another one with sound waits behind it. So none can block the queue.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace

import numpy as np

from avatar.acting.director import Director, Setting
from avatar.clock import BLOCK
from avatar.media import SAMPLE_RATE_HZ, Pcm
from avatar.stage.messages import Begin, Ended, Feed
from avatar.stage.utterance import Begun, Hush, Line, TimelineEvent

MAX_UTTERANCES = 64
MAX_QUEUED_S = 120.0
STALL_S = 10.0
BLOCKING_STALL_S = 1.5

_log = logging.getLogger(__name__)


class Timeline:
    """The utterances of one stage, in the order they are heard."""

    def __init__(
        self,
        at: int = 0,
        *,
        max_utterances: int = MAX_UTTERANCES,
        max_queued_s: float = MAX_QUEUED_S,
        stall_s: float = STALL_S,
        blocking_stall_s: float = BLOCKING_STALL_S,
        stock_s: float = 0.0,
        director: Director | None = None,
    ) -> None:
        """Start an empty timeline.

        Args:
            at: Audio clock, samples: where its first block begins.
            max_utterances: How many may wait.
            max_queued_s: Seconds of their sound that may wait.
            stall_s: Seconds of silence that an utterance may owe.
            blocking_stall_s: The same while another waits behind it.
            stock_s: Seconds of an utterance's sound that must be there before it begins to be heard, unless
                it is shorter: the lips lead the sound, and so look into it.
            director: Gives gestures and gaze; one of its own when left out.
        """
        self._at = at
        self._stock = int(stock_s * SAMPLE_RATE_HZ)
        self._max_utterances = max_utterances
        self._max_queued = int(max_queued_s * SAMPLE_RATE_HZ)
        self._stall = int(stall_s * SAMPLE_RATE_HZ)
        self._blocking_stall = int(blocking_stall_s * SAMPLE_RATE_HZ)
        self._lines: deque[Line] = deque()
        self._events: list[TimelineEvent] = []
        self._director = director or Director()
        self._setting = Setting()

    @property
    def at(self) -> int:
        """Audio clock, samples: where the next block begins."""
        return self._at

    @property
    def idle(self) -> bool:
        """Whether nothing is spoken and nothing waits."""
        return not self._lines

    @property
    def utterances(self) -> int:
        """How many are spoken or wait."""
        return len(self._lines)

    @property
    def queued(self) -> int:
        """Samples of sound that are here and not yet heard."""
        return sum(line.waiting for line in self._lines)

    @property
    def steady(self) -> int:
        """Samples from the next block on in which nothing can begin or end, if nothing new comes in."""
        if not self._lines:
            return 0
        line = self._lines[0]
        return 0 if line.started is None or line.cut or line.over else line.waiting

    def events(self) -> list[TimelineEvent]:
        """What happened since the last call, in order."""
        events, self._events = self._events, []
        return events

    def shown(self, product: str) -> None:
        """Note the product whose card is on stage, for the eyes and hands of what is heard next; or none."""
        self._setting = replace(self._setting, product=product)

    def asked(self, author: str) -> None:
        """Note whose question is shown; or nobody's."""
        self._setting = replace(self._setting, asker=author)

    def begin(self, begin: Begin) -> None:
        """Add an utterance to the end of the queue, or refuse it when the queue is full."""
        if self._find(begin.utterance) is not None:
            _log.warning("utterance %s began twice; the second is ignored", begin.utterance)
            return
        if len(self._lines) >= self._max_utterances or self.queued >= self._max_queued:
            _log.warning("the queue is full: utterance %s is refused", begin.utterance)
            self._events.append(Ended(begin.utterance, heard=0, complete=False, at=self._at))
            return
        self._lines.append(Line(begin, self._director))

    def feed(self, feed: Feed) -> None:
        """Add sound to an utterance. Sound for one that is over or unknown is dropped."""
        line = self._find(feed.speech.utterance)
        if line is None or line.complete or line.stop is not None:
            return
        if line.waiting + feed.speech.pcm.size > self._max_queued:
            _log.warning("utterance %s is too long; the rest of it is dropped", line.begin.utterance)
            line.complete = line.truncated = True
            return
        first_sound = line.fed == 0 and feed.speech.pcm.size > 0
        act = line.add(feed, self._at)
        if act is not None:
            self._events.append(act)
        if first_sound and line.begin.cut:
            self._cut_before(line)

    def clear(self) -> None:
        """End everything but what is protected: the unheard at once, the heard with a short fade."""
        kept: deque[Line] = deque()
        for line in self._lines:
            if line.begin.protected:
                kept.append(line)
            elif line.started is None or line.waiting == 0:
                self._end(line, self._at)
            else:
                line.fade_out()
                self._hush(line)
                kept.append(line)
        self._lines = kept

    def pull(self) -> Pcm:
        """Give the next block.

        Returns:
            float32 (480,), the caller's to keep.
        """
        block = np.zeros(BLOCK, dtype=np.float32)
        filled = 0
        while self._lines:
            line = self._lines[0]
            if not line.over:
                self._cut_if_due(line, filled)
            if line.over:
                self._end(self._lines.popleft(), self._at + filled)
                continue
            if filled == BLOCK:
                break
            if not self._audible(line):
                if not self._wait(line, BLOCK - filled):
                    continue
                break
            if line.started is None:
                self._events.append(Begun(line.begin, self._at + filled))
                self._events.extend(line.start(self._at + filled, self._setting))
            filled += line.play(block[filled:])
        self._at += BLOCK
        return block

    def _audible(self, line: Line) -> bool:
        """Whether it can be heard now: there is sound, and to begin with enough of it."""
        begins = line.started is None and not line.complete
        return line.waiting > 0 and (not begins or line.waiting >= self._stock)

    def _wait(self, line: Line, samples: int) -> bool:
        """Let the line at the head owe more silence; false when it owed too much and is over."""
        line.owed += samples
        blocking = any(other.waiting for other in self._lines if other is not line)
        if line.owed < (self._blocking_stall if blocking else self._stall):
            return True
        _log.warning("utterance %s brought no sound for too long and is ended", line.begin.utterance)
        line.complete = line.truncated = True
        return False

    def _cut_before(self, line: Line) -> None:
        kept: deque[Line] = deque()
        ahead = True
        for other in self._lines:
            ahead = ahead and other is not line
            cuttable = ahead and other.begin.interruptible and not other.begin.protected
            if cuttable and other.started is None:
                self._end(other, self._at)
                continue
            other.cut = other.cut or cuttable
            kept.append(other)
        self._lines = kept

    def _cut_if_due(self, line: Line, filled: int) -> None:
        """Cut the line that is spoken, once whoever follows it can be heard."""
        if not line.cut:
            return
        follower = next((other for other in self._lines if other is not line and not other.over), None)
        if follower is None or not self._audible(follower):
            return
        line.cut = False
        if line.stop is None:
            line.stop_at_word()
            self._hush(line, filled)

    def _hush(self, line: Line, filled: int = 0) -> None:
        if line.stop is not None:
            self._events.append(Hush(self._at + filled + line.stop - line.heard))

    def _end(self, line: Line, at: int) -> None:
        self._events.append(Ended(line.begin.utterance, heard=line.heard, complete=line.whole, at=at))

    def _find(self, utterance: str) -> Line | None:
        return next((line for line in self._lines if line.begin.utterance == utterance), None)
