"""For voices that come finished: their sound passes through as it is."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from avatar.media import Speech, Utterance
from avatar.voices.mastering.mastering import checked


class Plain:
    """One utterance that is not mastered; like ``mastering.Master`` otherwise."""

    judged = False
    """Whether silence and brevity count as faults."""
    audible = True
    heard_s = 0.0

    def __init__(self, utterance: Utterance, start: int) -> None:
        """Set it up.

        Args:
            utterance: What is said.
            start: Samples of the utterance that others have sounded already.
        """
        self._id, self._first = utterance.id, start
        self._waiting: deque[Speech] = deque()
        self._came = 0

    @property
    def came(self) -> int:
        """Samples that the engine gave."""
        return self._came

    def feed(self, speech: Speech) -> None:
        """Put one piece of the engine's in.

        Raises:
            VoiceError: It is no sound.
        """
        checked(speech.pcm)
        self._waiting.append(self._moved(speech))
        self._came += len(speech.pcm)

    def take(self) -> Speech | None:
        """The next piece."""
        return self._waiting.popleft() if self._waiting else None

    def finish(self) -> Speech:
        """The rest, marked as the last piece."""
        return replace(self._joined(), last=True)

    def cut(self) -> Speech:
        """The rest of a sentence that broke off."""
        return self._joined()

    def _joined(self) -> Speech:
        pieces, start = list(self._waiting), self._first + self._came
        self._waiting.clear()
        if not pieces:
            return Speech(self._id, np.zeros(0, np.float32), start, last=False)
        return Speech(
            self._id,
            np.concatenate([piece.pcm for piece in pieces]),
            pieces[0].start,
            tuple(phoneme for piece in pieces for phoneme in piece.phonemes),
            tuple(word for piece in pieces for word in piece.words),
            last=False,
        )

    def _moved(self, speech: Speech) -> Speech:
        """A piece where it stands in the utterance."""
        by = self._first
        return replace(
            speech,
            utterance=self._id,
            start=self._first + self._came,
            phonemes=tuple(replace(it, start=it.start + by, end=it.end + by) for it in speech.phonemes),
            words=tuple(replace(it, start=it.start + by, end=it.end + by) for it in speech.words),
            last=False,
        )
