"""A WAV file of a voice, read without a decoder."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_LONGEST_S = 120


def read_wav(path: Path) -> tuple[NDArray[np.float32], int]:
    """float32 (samples,), mono, [-1, 1], and the rate in Hertz; two minutes at most.

    Raises:
        ValueError: It is no WAV of 16 bit.
        OSError: It cannot be read.
    """
    try:
        with path.open("rb") as source, wave.open(source, "rb") as file:
            rate_hz, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(min(file.getnframes(), _LONGEST_S * rate_hz))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is no WAV file: {error}") from error
    if width != 2:
        raise ValueError(f"{path.name} has {8 * width} bits a sample, not 16")
    whole = len(data) - len(data) % (2 * channels)
    samples = np.frombuffer(data[:whole], "<i2").reshape(-1, channels).astype(np.float32)
    return np.asarray(samples.mean(axis=1) / np.float32(32768), np.float32), rate_hz
