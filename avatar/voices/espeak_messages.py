"""What ``avatar.voices.espeak`` and its process say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from avatar.media import Pcm, Phoneme


@dataclass(frozen=True, slots=True)
class Job:
    """Speak one text."""

    id: int
    text: str
    """As it is to be read: numbers and units already in words where it matters."""
    voice: str
    """espeak's name, e.g. ``en-us+f2``."""
    words_per_minute: int
    pitch: int
    """0 … 100; 50 is the voice's own."""
    level_dbfs: float
    """Level wanted, decibels of the RMS over what is speech."""
    tail_s: float
    """Seconds of silence to leave after the last sound."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a job's text."""

    start: int
    """Samples from the start of the sound."""
    end: int
    """Samples from the start of the sound, exclusive."""
    position: int
    """Index of its first character in the job's text."""


@dataclass(frozen=True, slots=True)
class Done:
    """A job's sound. Empty when there was nothing to say."""

    job: int
    pcm: Pcm
    """float32 (samples,), mono, 48 kHz; a whole number of mouth frames long."""
    phonemes: tuple[Phoneme, ...]
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A job cannot be done, or with ``job`` None the process cannot work at all."""

    job: int | None
    reason: str
    """One line."""


@dataclass(frozen=True, slots=True)
class Up:
    """The process is ready. The first thing it says, unless it is ``Failed``."""


Answer = Done | Failed | Up
