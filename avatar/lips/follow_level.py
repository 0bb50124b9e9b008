"""How loud the sound is, row by row, and where it is silence: from the sound alone, while it comes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from avatar.lips.features import finite
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, Pcm

FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
"""Samples of one row."""

Rows = NDArray[np.float64]

_USUAL_DB = -23.0
"""Decibels of full scale: level of speech assumed before any is heard."""
_FALL_DB = 0.03
"""Decibels a row by which the level of speech is forgotten."""
_BELOW_DB = 38.0
"""Decibels below the level of speech at which a row is silence; whisper is louder than that."""
_NOTHING_DB = -60.0
"""Decibels of full scale below which every row is silence."""
_PEAK_DB = 4.0
"""Decibels by which the loudest rows of speech are above its level."""
_LOWEST_PEAK_DB = _USUAL_DB + _PEAK_DB - 20.0
"""Decibels of full scale: nobody is taken to speak more softly."""


class Level:
    """Follows one utterance's level. Rows are the same however the sound is cut."""

    def __init__(self) -> None:
        self._peak_db = _USUAL_DB + _PEAK_DB

    def push(self, pcm: Pcm) -> tuple[Rows, NDArray[np.bool_]]:
        """Measure whole rows.

        Args:
            pcm: float32 (rows * FRAME,).

        Returns:
            float64 (rows,): level relative to that of speech, 1 for usual; bool (rows,): silence.
        """
        sound = finite(pcm).reshape(-1, FRAME).astype(np.float64)
        loudness, quiet = [], []
        for power in (np.einsum("rs,rs->r", sound, sound) / FRAME).tolist():
            level_db = 10 * math.log10(power + 1e-12)
            self._peak_db = max(self._peak_db - _FALL_DB, level_db, _LOWEST_PEAK_DB)
            speech_db = self._peak_db - _PEAK_DB
            quiet.append(level_db < max(speech_db - _BELOW_DB, _NOTHING_DB))
            loudness.append(10 ** ((level_db - speech_db) / 20))
        return np.array(loudness, np.float64), np.array(quiet, np.bool_)
