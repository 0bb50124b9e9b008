"""The mouth of a recording, and where each word of its text is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
import numpy as np
from numpy.typing import NDArray

from agent.cli.lips_sound import sound_of
from agent.cli.progress import Progress
from agent.language import detect
from avatar.lips.follow import Follower, Shown
from avatar.lips.follow_level import FRAME
from avatar.lips.g2p import Reader, Unit
from avatar.lips.net import NetMissing, PhoneNet
from avatar.media import SAMPLE_RATE_HZ, Pcm, Word

LONGEST_TEXT = 50_000
"""Characters."""
_BLOCK = SAMPLE_RATE_HZ
"""Samples worked on at once."""
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Track:
    """What a mouth does in a whole recording."""

    weights: NDArray[np.float32]
    """float32 (rows, 15), 100 Hz; row 0 is at the first sample."""
    words: tuple[Word, ...]
    """Where the words of the text are said; none where the text is not what is said."""
    source: Literal["aligned", "audio"]
    confidence: float
    """0 … 1."""
    samples: int
    """Length of the recording."""


def track_of(audio: Path, text: str, language: str, progress: Progress | None = None) -> Track:
    """Follow a recording; what it has to do without is said on standard error.

    Args:
        audio: A file that ``sound_of`` reads.
        text: What is said in it; empty where that is not known.
        language: Of the text, or ``auto``.
        progress: Told how many seconds are done.

    Raises:
        SoundError: The file holds no sound that can be used.
    """
    units = _read(text, language) if text.strip() else ()
    shown: list[Shown] = []
    samples = 0
    follower: Follower | None = None
    for block in in_blocks(sound_of(audio)):
        follower = follower or Follower(_net(), units, streamed=False)
        shown.append(follower.push(block))
        samples += len(block)
        if progress is not None:
            progress("lips", samples // SAMPLE_RATE_HZ, None)
    assert follower is not None  # a file without sound is an error
    shown.append(follower.finish())
    if progress is not None:
        progress("lips", samples // SAMPLE_RATE_HZ, samples // SAMPLE_RATE_HZ)
    aligned, confidence = _means(shown)
    if units and aligned < _MOSTLY:
        click.echo("the text is not what is said; the mouth follows the sound alone", err=True)
    words = tuple(_word(units[span.unit], span.start, span.end) for each in shown for span in each.words)
    return Track(
        weights=np.concatenate([each.weights for each in shown]),
        words=words if aligned >= _MOSTLY else (),
        source="aligned" if aligned >= _MOSTLY else "audio",
        confidence=confidence,
        samples=samples,
    )


def in_blocks(pieces: Iterator[Pcm], size: int = _BLOCK) -> Iterator[Pcm]:
    """The same sound in pieces of exactly so many samples; the last may be shorter."""
    waiting: list[Pcm] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        if count < size:
            continue
        whole = np.concatenate(waiting)
        for at in range(0, count - size + 1, size):
            yield whole[at : at + size]
        count %= size
        waiting = [whole[len(whole) - count :]]
    if count:
        yield np.concatenate(waiting)


def _read(text: str, language: str) -> tuple[Unit, ...]:
    """The words of the text; none, with a word about it, where nobody can say how they are pronounced."""

    async def read() -> tuple[Unit, ...]:
        reader = Reader()
        try:
            return await reader.read(text, detect(text) if language == "auto" else language)
        finally:
            await reader.close()

    units = asyncio.run(read())
    if not units:
        click.echo(
            "nobody here can say how the text is pronounced; the mouth follows the sound alone", err=True
        )
    return units


def _net() -> PhoneNet | None:
    try:
        return PhoneNet()
    except NetMissing as missing:
        click.echo(f"{missing}; the mouth follows loudness", err=True)
        return None


def _means(shown: list[Shown]) -> tuple[float, float]:
    """Part of the rows that follow the text, and confidence, over the whole track."""
    counts = np.array([len(each.weights) for each in shown])
    means = np.array([(each.aligned, each.confidence) for each in shown]).T @ counts / counts.sum()
    return float(means[0]), float(means[1])


def _word(unit: Unit, start: int, end: int) -> Word:
    return Word(start * FRAME, end * FRAME, unit.text_start, unit.text_end)
