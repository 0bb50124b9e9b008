"""Loudness of speech by EBU R128 (ITU-R BS.1770), as FFmpeg measures it."""

from __future__ import annotations

import av
import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Pcm
from avatar.voices.mastering.filters import Filters

SILENT_LUFS = -70.0
"""The absolute gate: what is quieter is silence."""

_WINDOW = round(0.4 * SAMPLE_RATE_HZ)
"""Samples of the standard's window; shorter sounds are measured within one, as its momentary meter does."""

_STEP = round(0.1 * SAMPLE_RATE_HZ)
"""Samples between two of its readings."""


class Meter:
    """Integrated loudness of one sound while it comes."""

    def __init__(self) -> None:
        self._filters = Filters([("ebur128", "metadata=1:framelog=quiet")])
        self._samples = 0
        self._lufs = SILENT_LUFS

    @property
    def samples(self) -> int:
        """Samples put in."""
        return self._samples

    @property
    def lufs(self) -> float:
        """Of what came so far, to a tenth of a second; ``SILENT_LUFS`` before there is enough."""
        return self._lufs

    def push(self, pcm: Pcm) -> None:
        """Put samples in."""
        self._samples += len(pcm)
        self._read(self._filters.push(pcm))

    def finish(self) -> float:
        """End the sound.

        Returns:
            LUFS of all of it.
        """
        short = max(_WINDOW - self._samples, -self._samples % _STEP)
        self.push(np.zeros(short, np.float32))
        self._read(self._filters.flush())
        return self._lufs

    def _read(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            if found := frame.metadata.get("lavfi.r128.I"):
                self._lufs = max(float(found), SILENT_LUFS)


def loudness(pcm: Pcm) -> float:
    """Integrated loudness of a whole sound, LUFS; ``SILENT_LUFS`` of silence."""
    meter = Meter()
    meter.push(pcm)
    return meter.finish()
