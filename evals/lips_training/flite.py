"""Speech of flite's voices (built from people's recordings), with their phone times."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from avatar.lips.phones import ARPABET
from evals.lips_training.recording import Recording, Segment, labelled
from evals.lips_training.sound import read

VOICES = ("rms", "awb", "slt", "kal16")


def speak(voice: str, texts: Sequence[str], seed: int) -> Iterator[Recording]:
    """Read texts, each at another rate."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "speech.wav")
        for text in texts:
            stretch = f"duration_stretch={chance.uniform(0.8, 1.2):.2f}"
            said = subprocess.run(
                ["flite", "-voice", voice, "--setf", stretch, "-psdur", "-t", text, "-o", str(path)],
                capture_output=True, text=True, timeout=60, check=True,
            )  # fmt: skip
            yield labelled(read(path), _segments(said.stdout))


def _segments(printed: str) -> list[Segment]:
    """From ``name:end_s name:end_s …``."""
    segments, start = [], 0.0
    for entry in printed.split():
        name, _, end = entry.rpartition(":")
        segments.append(Segment(ARPABET.get(name.upper(), ()), start, float(end)))
        start = float(end)
    return segments
