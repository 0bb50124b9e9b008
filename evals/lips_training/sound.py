"""Any sound file as 16 kHz samples."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from numpy.typing import NDArray

from evals.lips_training.recording import RATE_HZ


def read(source: Path | BinaryIO, format: str | None = None) -> NDArray[np.int16]:
    """Decode a file.

    Args:
        source: WAV, FLAC, MP3, Ogg … or headerless with its format given.
        format: ffmpeg's name of the format where the file does not tell.

    Returns:
        int16 (samples,), mono, 16 kHz.
    """
    blocks = []
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    opened = str(source) if isinstance(source, Path) else source
    with av.open(opened, "r", format=format) as container:
        for frame in container.decode(audio=0):
            blocks += [block.to_ndarray()[0] for block in resampler.resample(frame)]
    blocks += [block.to_ndarray()[0] for block in resampler.resample(None)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
