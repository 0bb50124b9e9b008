"""What ``avatar.voices.coqui.voice`` asks its process for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A person's voice to speak with."""

    path: str
    """A WAV file."""
    digest: str
    """SHA-256 of the file, as it was checked."""
    data: str
    """Where what the model makes of the sample is kept, and found the next time."""


@dataclass(frozen=True, slots=True)
class CoquiRequest:
    """Speak one phrase."""

    text: str
    """As it is to be read."""
    language: str
    """Primary subtag."""
    speaker: str
    """Name of one of the model's own speakers; empty for its first."""
    sample: Sample | None
    """The person to speak as, in place of a speaker."""
    speed: float
    """Relative to the model's normal."""
    pitch: float
    """Relative to the model's normal."""
    energy: float
    """Liveliness, relative to the model's normal."""
