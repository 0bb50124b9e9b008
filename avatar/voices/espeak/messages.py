"""What ``avatar.voices.espeak.voice`` asks its process for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EspeakRequest:
    """Speak one phrase."""

    text: str
    """As it is to be read: numbers and units already in words where it matters."""
    voice: str
    """espeak's name, e.g. ``en-us+f2``."""
    words_per_minute: int
    pitch: int
    """0 … 100; 50 is the voice's own."""
    pitch_range: int
    """0 … 100; 50 is the voice's own."""
    tail_s: float
    """Seconds of silence to leave after the last sound."""
    bracketed: bool = False
    """Whether ``[[…]]`` in the text is espeak's mnemonics, which only the shop's lexicon writes."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a request's text."""

    start: int
    """Samples from the start of the sound."""
    end: int
    """Samples from the start of the sound, exclusive."""
    position: int
    """Index of its first character in the request's text."""
