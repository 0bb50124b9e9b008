"""Sound that waits for its mouth, cut where the mouth is ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Literal

import numpy as np

from avatar.lips.follow import Shown
from avatar.lips.follow_level import FRAME
from avatar.lips.follow_words import Span
from avatar.lips.g2p import Unit
from avatar.media import MouthTrack, Pcm, Speech, Word

Shot = tuple[Speech, MouthTrack]
_MOSTLY = 0.5


class Cutting:
    """The sound of one utterance, or of what is left of it, from the piece it was begun with."""

    def __init__(self, first: Speech, units: Sequence[Unit]) -> None:
        """Begin.

        Args:
            first: The first piece; it is still to be added.
            units: The words that are looked for in the sound.
        """
        self._utterance = first.utterance
        self._began = self._start = first.start
        self._units = units
        self._sound = np.zeros(0, np.float32)
        self._words: deque[Word] = deque()
        self._given = False
        self._last = False

    def add(self, speech: Speech) -> None:
        """Take the next piece."""
        self._sound = np.concatenate((self._sound, speech.pcm))
        self._words.extend(speech.words)
        self._given = self._given or bool(speech.words)
        self._last = speech.last

    @property
    def sound(self) -> Pcm:
        """What waits, float32 (samples,)."""
        return self._sound

    def cut(self, shown: Shown) -> Shot | None:
        """The sound that the mouth is ready for; none where that is nothing."""
        count = len(shown.weights) * FRAME
        return self._shot(shown, count, last=False) if count else None

    def cut_rest(self, shown: Shown) -> Shot:
        """All sound that waits, with the rest of the mouth."""
        return self._shot(shown, len(self._sound), last=self._last)

    def _shot(self, shown: Shown, count: int, *, last: bool) -> Shot:
        if not self._given:
            self._words.extend(self._word(span) for span in shown.words)
        speech = self._take(count, last=last)
        source: Literal["aligned", "audio"] = "aligned" if shown.aligned >= _MOSTLY else "audio"
        return speech, MouthTrack(speech.start, shown.weights, source, shown.confidence)

    def _take(self, count: int, *, last: bool) -> Speech:
        taken, self._sound = self._sound[:count], self._sound[count:]
        start, self._start = self._start, self._start + count
        words = []
        while self._words and (last or self._words[0].start < self._start):
            words.append(self._words.popleft())
        return Speech(self._utterance, taken, start, (), tuple(words), last)

    def _word(self, span: Span) -> Word:
        end = self._began + span.end * FRAME
        if self._last:
            end = min(end, self._start + len(self._sound))
        unit = self._units[span.unit]
        return Word(self._began + span.start * FRAME, end, unit.text_start, unit.text_end)
