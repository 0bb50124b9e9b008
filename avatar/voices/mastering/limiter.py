"""A limiter that looks ahead and knows what lies between the samples."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from avatar.media import Pcm

_BLOCK = 16
_REACH = 15
"""Blocks (5 ms) on either side over which a peak's gain is held, and as many over which it is smoothed."""
HELD = 2 * _REACH * _BLOCK
"""Samples held back: 10 ms."""
_PHASES, _TAPS = 4, 12
_NEVER = 0.5
"""Samples below half the ceiling have nothing above it between them."""


def _kernels() -> NDArray[np.float64]:
    """Interpolation at a quarter, a half and three quarters between samples: (3, taps).

    Fourfold oversampling with 12 taps a phase, as in ITU-R BS.1770-4, annex 2; Hann-windowed sinc.
    """
    taps = np.arange(_TAPS) - _TAPS / 2 + 1
    rows = []
    for phase in range(1, _PHASES):
        at = taps - phase / _PHASES
        row = np.sinc(at) * np.cos(np.pi * at / (_TAPS + 1)) ** 2
        rows.append(row / row.sum())
    return np.stack(rows)[:, ::-1]


_KERNELS = _kernels()


def true_peaks(pcm: Pcm) -> NDArray[np.float64]:
    """The largest amplitude at and after each sample, up to the next: (samples,)."""
    peaks = np.abs(pcm).astype(np.float64)
    padded = np.pad(pcm.astype(np.float64), (_TAPS // 2 - 1, _TAPS // 2), mode="edge")
    for kernel in _KERNELS:
        np.maximum(peaks, np.abs(np.convolve(padded, kernel, "valid")), out=peaks)
    return peaks


class Limiter:
    """Keeps one utterance below a ceiling. The gain glides over 10 ms, so nothing clicks."""

    def __init__(self, ceiling: float) -> None:
        """Set it up.

        Args:
            ceiling: Largest amplitude, also between samples, 0 … 1.
        """
        self._ceiling = ceiling
        self._held = np.zeros(0, np.float32)
        self._needed = np.ones(2 * _REACH)
        """Gain that each block asks for; the first ``2 * _REACH`` are past."""

    def push(self, pcm: Pcm) -> Pcm:
        """Put whole 10 ms frames in; they come out 10 ms late."""
        sound = np.concatenate((self._held, pcm))
        known = len(self._held) // _BLOCK
        fresh = self._asked(sound, known * _BLOCK)
        needed = np.concatenate((self._needed, fresh))
        ready = max(0, len(sound) - HELD)
        out = self._turned_down(sound[:ready], needed)
        self._held = sound[ready:]
        self._needed = needed[ready // _BLOCK :]
        return out

    def fade(self) -> None:
        """Let what is held back die away, because nothing follows it."""
        self._held = self._held * np.linspace(1, 0, len(self._held), dtype=np.float32)

    def flush(self) -> Pcm:
        """The rest."""
        out = self.push(np.zeros(HELD, np.float32))
        self._held = np.zeros(0, np.float32)
        return out

    def _asked(self, sound: Pcm, start: int) -> NDArray[np.float64]:
        """The gain that each block from ``start`` on asks for."""
        count = (len(sound) - start) // _BLOCK
        if not count or np.abs(sound[start:]).max() < _NEVER * self._ceiling:
            return np.ones(count)
        before = max(0, start - _TAPS)
        peaks = true_peaks(sound[before:])
        highest = peaks[start - before :][: count * _BLOCK].reshape(count, _BLOCK).max(axis=1)
        if start > before:
            highest[0] = max(highest[0], peaks[start - before - 1])
        asked: NDArray[np.float64] = np.minimum(1.0, self._ceiling / np.maximum(highest, 1e-9))
        return asked

    def _turned_down(self, sound: Pcm, needed: NDArray[np.float64]) -> Pcm:
        """The sound under the lowest gain within reach, smoothed over as far."""
        count = len(sound) // _BLOCK
        if not count or needed.min() >= 1.0:
            return sound
        lowest = sliding_window_view(needed, 2 * _REACH + 1).min(axis=1)
        width = 2 * _REACH - 1
        smooth = np.convolve(lowest, np.ones(width) / width, "valid")
        at = np.arange(count * _BLOCK) + 0.5
        centres = (np.arange(-1, count + 1) + 0.5) * _BLOCK
        return np.asarray(sound * np.interp(at, centres, smooth[: count + 2]), np.float32)
