"""The synthetic part of the training speech: which voice reads how much."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.lips_training import espeak, festival, flite
from evals.lips_training.recording import RATE_HZ, Recording, save
from evals.lips_training.sentences import sentences


@dataclass(frozen=True, slots=True)
class Reading:
    """One voice and how much it reads."""

    name: str
    """Of its file."""
    language: str
    minutes: float
    speak: Callable[[Sequence[str], int], Iterator[Recording]]
    """Recordings of texts, from a seed."""


def readings() -> list[Reading]:
    """Every voice. Names that begin with ``dev-`` are for measuring only."""
    found = [
        Reading(f"flite-{voice}", "en", 45, lambda texts, seed, voice=voice: flite.speak(voice, texts, seed))  # type: ignore[misc]
        for voice in flite.VOICES
    ]
    found += [
        Reading(
            f"festival-{voice}",
            language,
            45 if language == "en" else 25,
            lambda texts, seed, voice=voice: festival.speak(voice, texts, seed),  # type: ignore[misc]
        )
        for voice, language in festival.VOICES.items()
    ]
    for language in espeak.ACCENTS:
        minutes = {"en": 120, "zh": 120}.get(language, 15)
        found.append(
            Reading(
                f"espeak-{language}",
                language,
                minutes,
                lambda texts, seed, language=language: espeak.speak(language, texts, seed),  # type: ignore[misc]
            )
        )
    for language in ("en", "zh"):
        found.append(
            Reading(
                f"dev-espeak-{language}",
                language,
                8,
                lambda texts, seed, language=language: espeak.speak(language, texts, seed, True),  # type: ignore[misc]
            )
        )
    return found


def build(reading: Reading, folder: Path, share: float = 1.0) -> float:
    """Write one voice's recordings; returns the minutes that it came to.

    Args:
        reading: The voice.
        folder: Where ``NAME.npz`` goes.
        share: Of the minutes planned.
    """
    seed = zlib.crc32(reading.name.encode())
    recordings, seconds = [], 0.0
    for recording in reading.speak(sentences(reading.language, seed), seed):
        recordings.append(recording)
        seconds += len(recording.pcm) / RATE_HZ
        if seconds >= 60 * share * reading.minutes:
            break
    return save(folder / f"{reading.name}.npz", recordings) / 60
