"""What ``avatar.lips.g2p`` and its process say to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """How are these texts pronounced?"""

    id: int
    texts: tuple[tuple[str, str], ...]
    """Text as it is to be read, and espeak's voice for it, e.g. ``en-us``."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One phoneme, or the beginning of a word."""

    name: str | None
    """espeak's mnemonic with its stress, ``_:`` and such for pauses; None where a word begins."""
    position: int
    """Index of the character in the text."""
    length_s: float
    """Seconds it lasts at espeak's usual rate."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to ``Ask``: for each text its sounds in order; none where espeak has no such voice."""

    id: int
    texts: tuple[tuple[Sound, ...], ...]


@dataclass(frozen=True, slots=True)
class Unable:
    """The process cannot work, or could not answer one question."""

    id: int | None
    reason: str
    """One line."""
