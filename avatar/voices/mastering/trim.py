"""Silence of a set length at both ends of an utterance, pauses of a wanted length inside it.

It works on 10 ms frames while they come. What is cut out or put in moves the times of phonemes and words.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, Pcm

FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
"""Samples of a frame, the same as a mouth track's."""

Frames = NDArray[np.float32]
"""float32 (frames, ``FRAME``)."""

NO_FRAMES = np.zeros((0, FRAME), np.float32)


class Trimmer:
    """Trims one utterance."""

    def __init__(self, lead: int, tail: int, longest: int, pause: float) -> None:
        """Set it up.

        Args:
            lead: Frames of silence before the first sound.
            tail: Frames of silence after the last; shorter silence inside stays as it is.
            longest: Frames of silence inside, at most.
            pause: Length wanted of silence inside, relative to what comes.
        """
        self._lead, self._tail, self._longest, self._pause = lead, tail, max(longest, tail), pause
        self._begun = False
        self._silence = 0
        self._held: deque[Pcm] = deque(maxlen=lead)
        self._in = 0
        self._out = 0
        self._moves: list[tuple[int, int]] = []
        """From a frame that came in on: where it came out."""

    @property
    def begun(self) -> bool:
        """Whether there was any sound."""
        return self._begun

    @property
    def sounding(self) -> bool:
        """Whether the last frame sounded."""
        return self._begun and self._silence == 0

    def push(self, frames: Frames, threshold: float) -> Frames:
        """Put frames in.

        Args:
            frames: What comes.
            threshold: Amplitude below which a frame is silence.

        Returns:
            What can be told already: silence after a sound comes out up to the tail's length, the rest of it
            when another sound follows.
        """
        if not len(frames):
            return NO_FRAMES
        out: list[Frames] = []
        audible = np.abs(frames).max(axis=1) >= threshold
        for run in np.split(np.arange(len(frames)), np.flatnonzero(np.diff(audible)) + 1):
            rows = frames[run[0] : run[-1] + 1]
            if audible[run[0]]:
                self._sound(rows, out)
            else:
                self._quiet(rows, out)
            self._in += len(rows)
        return np.concatenate([NO_FRAMES, *out])

    def finish(self) -> Frames:
        """End the utterance: the rest of its tail."""
        missing = max(0, self._tail - self._silence) if self._begun else 0
        self._out += missing
        return np.zeros((missing, FRAME), np.float32)

    def moved(self, at: int) -> int:
        """Where a sample that came in is in what came out; what was cut out is where it was cut."""
        frame, place = at // FRAME, 0
        for index, (before, after) in enumerate(self._moves):
            if frame < before:
                break
            place = at + (after - before) * FRAME
            if index + 1 < len(self._moves):
                place = min(place, self._moves[index + 1][1] * FRAME)
            elif frame < self._in:
                place = min(place, self._out * FRAME)
        return place

    def _sound(self, rows: Frames, out: list[Frames]) -> None:
        if not self._begun:
            self._begun = True
            self._resume(self._lead, out)
            self._held = deque(maxlen=self._longest - self._tail)
        elif self._silence > self._tail:
            wanted = min(max(round(self._silence * self._pause), self._tail), self._longest)
            self._resume(wanted - self._tail, out)
        self._silence = 0
        self._emit(rows, out)

    def _resume(self, count: int, out: list[Frames]) -> None:
        """Let out so many of the frames held back, the last ones, after as many empty ones as are missing."""
        kept = list(self._held)[max(0, len(self._held) - count) :]
        self._held.clear()
        self._emit(np.zeros((count - len(kept), FRAME), np.float32), out)
        self._moves.append((self._in - len(kept), self._out))
        self._emit(np.stack(kept) if kept else NO_FRAMES, out)

    def _quiet(self, rows: Frames, out: list[Frames]) -> None:
        room = max(0, self._tail - self._silence) if self._begun else 0
        self._emit(rows[:room], out)
        self._held.extend(rows[room:])
        self._silence += len(rows)

    def _emit(self, rows: Frames, out: list[Frames]) -> None:
        out.append(rows)
        self._out += len(rows)
