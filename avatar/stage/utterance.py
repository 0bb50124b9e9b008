"""One utterance on the timeline: its sound, how much of it was heard, where it ends early."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from avatar.acting.director import Direction, Director, Script, Setting
from avatar.acting.stress import Heard, heard
from avatar.media import MouthTrack, Pcm, Performance, Word
from avatar.stage.messages import Begin, Ended, Feed

FADE = 960
"""Samples, 20 ms: the longest fade of an early end."""

WORD_WAIT = 5760
"""Samples, 120 ms: how long a cut waits for a word to end."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The first sample of an utterance is in the block just given."""

    begin: Begin
    at: int
    """Audio clock, samples."""


@dataclass(frozen=True, slots=True)
class Act:
    """Mouth, mood, gestures and gaze for sound that is being or will be heard."""

    performance: Performance


@dataclass(frozen=True, slots=True)
class Hush:
    """What the face was given is void from here on."""

    at: int
    """Audio clock, samples."""


TimelineEvent: TypeAlias = Begun | Act | Hush | Ended


@dataclass(frozen=True, slots=True)
class _Piece:
    """What the face gets with a piece of sound."""

    mouth: MouthTrack
    words: tuple[Heard, ...]
    sound: int
    """Samples."""
    last: bool


class Line:
    """One utterance in the queue.

    Attributes:
        fed: Samples of it that came.
        heard: Samples of it that went out.
        owed: Samples of silence since it was last heard, while it was its turn.
        started: Audio clock at its sample 0, moved on by every gap in its sound; None before.
        complete: Whether no more sound comes.
        truncated: Whether part of it is missing.
        cut: Whether it is to end early.
        stop: Sample of it at which it ends early; None for never.
    """

    def __init__(self, begin: Begin, director: Director) -> None:
        """Wait for sound.

        Args:
            begin: What it is.
            director: Gives it gestures and gaze.
        """
        self.begin = begin
        self.fed = 0
        self.heard = 0
        self.owed = 0
        self.started: int | None = None
        self.complete = False
        self.truncated = False
        self.cut = False
        self.stop: int | None = None
        self._fade_from = 0
        self._pieces: deque[Pcm] = deque()
        self._words: list[Word] = []
        self._unplayed: list[_Piece] = []
        self._director = director
        self._direction: Direction | None = None

    @property
    def waiting(self) -> int:
        """Samples that are here and will be heard."""
        return (self.fed if self.stop is None else self.stop) - self.heard

    @property
    def over(self) -> bool:
        """Whether nothing of it is still to be heard."""
        return self.waiting == 0 and (self.complete or self.stop is not None)

    @property
    def whole(self) -> bool:
        """Whether all of it was heard."""
        return self.complete and not self.truncated and self.heard == self.fed and self.stop is None

    def add(self, feed: Feed, at: int) -> Act | None:
        """Take a piece of sound; what the face gets when the utterance is being heard already.

        Args:
            feed: The piece.
            at: Audio clock: where the next block begins.
        """
        speech = feed.speech
        if speech.pcm.size:
            if self.started is not None and self.waiting == 0:
                self.started = at - self.heard
            sound = np.nan_to_num(speech.pcm, nan=0.0, posinf=0.0, neginf=0.0)
            self._pieces.append(np.clip(sound, -1.0, 1.0).astype(np.float32, copy=False))
            self.fed += sound.size
        self._words.extend(speech.words)
        self.complete = speech.last
        piece = _Piece(feed.mouth, heard(speech), speech.pcm.size, speech.last)
        if self.started is not None:
            return self._act(piece)
        self._unplayed.append(piece)
        return None

    def start(self, at: int, setting: Setting) -> list[Act]:
        """Begin to be heard at sample ``at``, with this on stage; returns what the face gets."""
        self.started = at
        begin = self.begin
        script = Script(
            begin.utterance, begin.caption, begin.language, begin.mood, begin.gestures, begin.protected
        )
        self._direction = self._director.line(script, setting)
        acts = [self._act(piece) for piece in self._unplayed]
        self._unplayed.clear()
        return acts

    def play(self, out: Pcm) -> int:
        """Write what comes next into ``out``; returns how many samples that was."""
        written = 0
        while self._pieces and written < out.size and self.waiting:
            piece = self._pieces[0]
            count = min(piece.size, out.size - written, self.waiting)
            out[written : written + count] = piece[:count] * self._gain(count)
            if count == piece.size:
                self._pieces.popleft()
            else:
                self._pieces[0] = piece[count:]
            self.heard += count
            written += count
        self.owed = 0
        return written

    def fade_out(self) -> None:
        """End within 20 ms. A fade that is already under way goes on as it is."""
        if self.stop is None or self.stop > self.heard + FADE:
            self._fade_from = self.heard
            self.stop = min(self.heard + FADE, self.fed)

    def stop_at_word(self) -> None:
        """End where a word ends within 120 ms, else fade out at once."""
        ends = (word.end for word in self._words)
        ends = (end for end in ends if self.heard + FADE <= end <= min(self.heard + WORD_WAIT, self.fed))
        end = min(ends, default=None)
        if end is None:
            self.fade_out()
        else:
            self.stop, self._fade_from = end, end - FADE

    def _gain(self, count: int) -> Pcm | np.float32:
        if self.stop is None or self.heard + count <= self._fade_from:
            return np.float32(1.0)
        place = np.arange(self.heard, self.heard + count) - self._fade_from
        share = np.clip(place / (self.stop - self._fade_from), 0.0, 1.0)
        return (0.5 + 0.5 * np.cos(np.pi * share)).astype(np.float32)

    def _act(self, piece: _Piece) -> Act:
        assert self.started is not None
        assert self._direction is not None
        gestures, gaze = self._direction.take(piece.words, self.started, sound=piece.sound, last=piece.last)
        return Act(
            Performance(
                utterance=self.begin.utterance,
                start=self.started,
                mouth=piece.mouth,
                mood=self.begin.mood,
                gestures=gestures,
                words=tuple(item.word for item in piece.words),
                gaze=gaze,
                feel=self.begin.feel,
            )
        )
