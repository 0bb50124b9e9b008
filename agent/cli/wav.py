"""Sound of a command, written into a WAV file."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Pcm


def write_wav(path: Path, pcm: Pcm) -> None:
    """Write 48 kHz, 16 bit, mono.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("wb") as target, wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(np.round(np.clip(pcm, -1.0, 1.0) * 32767).astype("<i2").tobytes())
