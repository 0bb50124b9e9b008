"""What a voice and the process of its engine say to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from avatar.media import Pcm, Phoneme
from avatar.voices.espeak.messages import SpokenWord


@dataclass(frozen=True, slots=True)
class Job:
    """Speak one text. Jobs are done in the order they come."""

    id: int
    request: Any
    """What the engine takes; a class of the engine's own messages."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop a job at the next piece of its sound, or do not begin it."""

    job: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of a job's sound."""

    job: int
    pcm: Pcm
    """float32 (samples,), mono, 48 kHz, finite, [-1, 1]."""
    last: bool
    """Whether the job is done. A cancelled job ends with an empty last piece."""
    phonemes: tuple[Phoneme, ...] = ()
    """Timed from the start of this piece; empty where the engine gives none."""
    words: tuple[SpokenWord, ...] = ()
    """Timed from the start of this piece."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A job cannot be done, or with ``job`` None the process cannot work at all."""

    job: int | None
    reason: str
    """One line."""
    retryable: bool = False
    """Whether the same job may work a moment later."""


@dataclass(frozen=True, slots=True)
class Up:
    """The process is ready. The first thing it says, unless it is ``Failed``."""

    facts: dict[str, Any] = field(default_factory=dict)
    """What the engine found out about its model."""
