"""What can be told of a recording of a voice without knowing what is said: level, noise, pitch, timbre."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ = 24_000
"""Hertz of a recording as it is looked at and kept: what voice cloning models take."""
LONGEST_S = 600.0
_HOP, _WINDOW = RATE_HZ // 50, RATE_HZ // 25
"""Samples: 20 ms and 40 ms."""
_LOWEST_HZ, _HIGHEST_HZ = 65.0, 420.0
_VOICED = 0.45
_BANDS, _CEPSTRA = 32, 12

Sound = NDArray[np.float32]
"""float32 (samples,), mono, ``RATE_HZ``."""
Rows = NDArray[np.float64]


class RecordingError(ValueError):
    """A file that is no recording that could be used; one line."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, read."""

    pcm: Sound
    source_rate_hz: int
    """As the file has it."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / RATE_HZ


def read(path: Path) -> Recording:
    """Read any audio file; of several channels, the mean.

    Raises:
        RecordingError: It cannot be read, holds no sound, or is longer than ``LONGEST_S``.
    """
    parts: list[Sound] = []
    samples = 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise RecordingError(f"{path}: holds no sound")
            stream = container.streams.audio[0]
            resampler = av.AudioResampler("flt", "mono", RATE_HZ)
            for frame in container.decode(stream):
                for ready in resampler.resample(frame):
                    parts.append(ready.to_ndarray()[0].astype(np.float32))
                    samples += ready.samples
                if samples > LONGEST_S * RATE_HZ:
                    raise RecordingError(f"{path}: is longer than {LONGEST_S / 60:g} minutes; cut it")
            parts += [ready.to_ndarray()[0].astype(np.float32) for ready in resampler.resample(None)]
            rate_hz = int(stream.rate)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RecordingError(f"{path}: cannot be read as sound: {reason}") from None
    except RecordingError:
        raise
    except (av.FFmpegError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RecordingError(f"{path}: cannot be read as sound: {reason}") from None
    pcm = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    if not len(pcm) or not np.isfinite(pcm).all():
        raise RecordingError(f"{path}: holds no sound")
    return Recording(pcm, rate_hz)


@dataclass(frozen=True, slots=True)
class Frames:
    """A recording in windows of 40 ms, every 20 ms."""

    level_db: Rows
    """(frames,): RMS, decibels of full scale."""
    pitch_hz: Rows
    """(frames,): NaN where nothing is voiced."""
    cepstra: Rows
    """(frames, 12): mel cepstrum without its level."""


def frames(pcm: Sound) -> Frames:
    """Look at a recording."""
    if len(pcm) < _WINDOW:
        pcm = np.pad(pcm, (0, _WINDOW - len(pcm)))
    windows = sliding_window_view(pcm, _WINDOW)[::_HOP]
    level, pitch, cepstra = [], [], []
    for first in range(0, len(windows), 2048):
        block = windows[first : first + 2048].astype(np.float64)
        block = block - block.mean(axis=1, keepdims=True)
        level.append(10 * np.log10(np.mean(block**2, axis=1) + 1e-12))
        spectrum = np.abs(np.fft.rfft(block * np.hanning(_WINDOW), 2 * _WINDOW)) ** 2
        pitch.append(_pitch(spectrum))
        cepstra.append(_cepstra(spectrum))
    return Frames(np.concatenate(level), np.concatenate(pitch), np.concatenate(cepstra))


def _pitch(spectrum: Rows) -> Rows:
    """By the highest peak of the autocorrelation, which P. Boersma (1993) divides by the window's own."""
    own = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(_WINDOW), 2 * _WINDOW)) ** 2)
    shortest, longest = int(RATE_HZ / _HIGHEST_HZ), int(RATE_HZ / _LOWEST_HZ)
    likeness = np.fft.irfft(spectrum)
    inside = likeness[:, shortest:longest] / np.maximum(likeness[:, :1], 1e-12)
    inside = inside * (own[0] / own[shortest:longest])[None, :]
    inside = inside - 0.01 * np.log2(np.arange(shortest, longest) / shortest)
    best = inside.argmax(axis=1)
    voiced = np.take_along_axis(inside, best[:, None], axis=1)[:, 0] > _VOICED
    return np.where(voiced, RATE_HZ / (best + shortest), np.nan)


def _cepstra(spectrum: Rows) -> Rows:
    energies = np.log(spectrum @ _mel().T + 1e-10)
    turns = np.cos(np.pi / _BANDS * (np.arange(_BANDS) + 0.5)[None, :] * np.arange(1, _CEPSTRA + 1)[:, None])
    rows: Rows = energies @ turns.T * np.sqrt(2 / _BANDS)
    return rows


def _mel() -> Rows:
    """Triangular bands from 80 Hz to 8 kHz: (bands, bins)."""
    bins = np.fft.rfftfreq(2 * _WINDOW, 1 / RATE_HZ)
    edges_mel = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 8000 / 700), _BANDS + 2)
    edges = 700 * (10 ** (edges_mel / 2595) - 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rows: Rows = np.maximum(0.0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
    return rows
