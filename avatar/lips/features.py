"""What the acoustic net hears: the loudness of 40 bands on the mel scale, every 10 ms.

Row n describes the 25 ms around the middle of its 10 ms, so it needs 7.5 ms before and after them. Nothing
looks at the whole sound: streamed and whole give the same. Mel scale after O'Shaughnessy, *Speech
communication* (1987), triangles as in HTK.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.media import MOUTH_RATE_HZ

BANDS = 40
"""Columns of a row."""

Rows = NDArray[np.float32]
"""float32 (rows, ``BANDS``), natural logarithm of power."""

_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7_400.0
_BINS_HZ = 40
"""Hertz between bins of the spectrum of 25 ms."""
_FLOOR = 1e-9
"""Power below which all is silence: -90 dB of full scale."""

_FEW = 8
"""Rows that are quicker to copy than to look at through a sliding window."""

SILENCE = float(np.log(_FLOOR))
"""A band's value in digital silence."""


def finite(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """A sound as float32 (samples,), with silence for what is no number."""
    sound = np.asarray(sound, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.dot(sound, sound)):  # the quick way to know that all are
            return sound
    return np.nan_to_num(sound, posinf=0.0, neginf=0.0)


class LogMel:
    """Sound in, rows out.

    Args:
        rate_hz: Of the sound; a multiple of 400 that is at least 16,000.
        warp: Stretches the frequencies: as if the speaker's vocal tract were that much shorter.
    """

    def __init__(self, rate_hz: int, warp: float = 1.0) -> None:
        self.hop = rate_hz // MOUTH_RATE_HZ
        """Samples from row to row."""
        self.window = rate_hz // _BINS_HZ
        """Samples that one row needs."""
        self.before = (self.window - self.hop) // 2
        """Samples of them that lie before its 10 ms."""
        taper = np.hanning(self.window + 1)[:-1]
        self._taper = (taper / taper.sum()).astype(np.float32)
        self._filters = _triangles(warp)
        self._places = np.arange(self.window) + self.hop * np.arange(_FEW)[:, None]

    def __call__(self, samples: NDArray[np.float32]) -> Rows:
        """Rows of a stretch of sound whose first sample is ``before`` samples ahead of the first row.

        Returns:
            As many rows as have all their samples.
        """
        if len(samples) < self.window:
            return np.zeros((0, BANDS), np.float32)
        power = self.powers(samples)
        rows: Rows = np.log(power + np.float32(_FLOOR))
        return rows

    def powers(self, samples: NDArray[np.float32]) -> Rows:
        """The same before the logarithm."""
        windows = self._windows(samples)
        spectrum = np.fft.rfft(windows * self._taper, axis=1)[:, : len(self._filters)]
        magnitude = np.abs(spectrum).astype(np.float32)
        return magnitude**2 @ self._filters

    def _windows(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        count = (len(samples) - self.window) // self.hop + 1
        if count <= _FEW:
            few: NDArray[np.float32] = samples[self._places[:count]]
            return few
        return np.lib.stride_tricks.sliding_window_view(samples, self.window)[:: self.hop]


def _triangles(warp: float) -> Rows:
    """float32 (bins, ``BANDS``)."""

    def mel(hertz: float) -> float:
        return float(2595 * np.log10(1 + hertz / 700))

    edges_hz = 700 * (10 ** (np.linspace(mel(_LOWEST_HZ), mel(_HIGHEST_HZ), BANDS + 2) / 2595) - 1)
    knee = _HIGHEST_HZ * 0.8 / max(warp, 1.0)
    above = knee * warp + (edges_hz - knee) * (_HIGHEST_HZ - knee * warp) / (_HIGHEST_HZ - knee)
    edges = np.where(edges_hz < knee, edges_hz * warp, above)
    bins = np.arange(8_000 // _BINS_HZ, dtype=np.float64)[:, None] * _BINS_HZ
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins - low) / np.maximum(middle - low, 1.0)
    falling = (high - bins) / np.maximum(high - middle, 1.0)
    filters: Rows = np.clip(np.minimum(rising, falling), 0.0, 1.0).astype(np.float32)
    return filters
