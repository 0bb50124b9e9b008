"""What ``avatar.voices.sherpa.voice`` asks its process for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SherpaRequest:
    """Speak one phrase."""

    text: str
    """As it is to be read."""
    language: str
    """Primary subtag."""
    speaker: int
    """Number of the model's speaker."""
    speed: float
    """Relative to the model's normal."""
    pitch: float
    """Relative to the model's normal."""
    sounds: tuple[tuple[int, int, str], ...] = ()
    """Stretches of the text whose sound is given: start, end, IPA."""
