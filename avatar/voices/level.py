"""Loudness of speech."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.media import SAMPLE_RATE_HZ, Pcm

PEAK = 0.89
"""Largest amplitude a levelled voice reaches, -1 dBFS: room for a lossy codec's overshoot."""

_BLOCK = SAMPLE_RATE_HZ // 50
_GATE_DB = 20.0
_KNEE = 0.6
_LARGEST_GAIN = 8.0


def active_rms(sound: Pcm) -> float:
    """RMS over the 20 ms blocks within 20 dB of the loudest: speech without its pauses."""
    power = _block_power(sound)
    loud = power[power > power.max(initial=0.0) * 10 ** (-_GATE_DB / 10)]
    return float(np.sqrt(loud.mean())) if loud.size else 0.0


def level(sound: Pcm, level_dbfs: float) -> Pcm:
    """Bring speech to a level; peaks above the knee are rounded off below ``PEAK``.

    Args:
        sound: float32 (samples,).
        level_dbfs: Decibels of full scale that ``active_rms`` is brought to.
    """
    rms = active_rms(sound)
    if rms == 0.0:
        return sound.copy()
    raised = sound * np.float32(min(10 ** (level_dbfs / 20) / rms, _LARGEST_GAIN))
    size = np.abs(raised)
    room = PEAK - _KNEE
    soft = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size > _KNEE, np.sign(raised) * soft, raised).astype(np.float32)


def _block_power(sound: Pcm) -> NDArray[np.float64]:
    padded = np.pad(sound, (0, -len(sound) % _BLOCK)).astype(np.float64)
    power: NDArray[np.float64] = np.mean(padded.reshape(-1, _BLOCK) ** 2, axis=1)
    return power
