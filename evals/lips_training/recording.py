"""Speech with the phone of every 10 ms, and voices of it kept as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avatar.lips.phones import CLASS_VISEMES, CLASSES, Parts
from avatar.media import MOUTH_RATE_HZ, VISEMES

RATE_HZ = 16_000
"""Hertz: of every training recording."""

UNKNOWN = -1
"""Label of a row that says nothing: it is left out of the loss."""

_FRAME = RATE_HZ // MOUTH_RATE_HZ
_STOPS = frozenset(("p", "b", "t", "d", "k", "g", "ch", "jh", "ts"))
_LONGEST_CLOSURE = 8
"""Rows of silence before a burst that still belong to the stop."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One phone in time."""

    parts: Parts
    """Its classes with their shares of its time; empty for a pause."""
    start_s: float
    end_s: float
    known: bool = True
    """False for a phone that no class stands for."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One utterance."""

    pcm: NDArray[np.int16]
    """int16 (samples,), mono, 16 kHz."""
    phones: NDArray[np.int8]
    """int8 (rows,), index into ``CLASSES`` or ``UNKNOWN``, 100 rows a second."""


def labelled(pcm: NDArray[np.int16], segments: Sequence[Segment], burst_dated: bool = False) -> Recording:
    """A recording from its segments.

    Args:
        pcm: int16 (samples,), mono, 16 kHz.
        segments: In order of time.
        burst_dated: The engine dates a stop by its burst: the silence before it is then its closure. Its
            unnamed phones are pauses where it is quiet, else tones or lengths of what is before them.
    """
    rows = -(-len(pcm) // _FRAME)
    phones = np.zeros(rows, np.int8)
    quiet = _quiet(pcm, rows)
    held = 0
    for segment in segments:
        first = min(max(round(segment.start_s * MOUTH_RATE_HZ), 0), rows)
        last = min(max(round(segment.end_s * MOUTH_RATE_HZ), first), rows)
        if not segment.known:
            phones[first:last] = UNKNOWN
        elif burst_dated and not segment.parts and last > first and not np.median(quiet[first:last]):
            phones[first:last] = held
        held = CLASSES.index(segment.parts[-1][0]) if segment.parts else held
        if burst_dated and segment.parts and segment.parts[0][0] in _STOPS:
            begin = first
            while begin > 0 and first - begin < _LONGEST_CLOSURE and quiet[begin - 1]:
                begin -= 1
            first = begin
        position = float(first)
        for name, share in segment.parts:
            end = position + share * (last - first)
            phones[round(position) : round(end)] = CLASSES.index(name)
            position = end
    return Recording(pcm, phones)


def visemes_of(phones: NDArray[np.int8]) -> NDArray[np.int8]:
    """The viseme of every row; ``hh`` takes that of the next phone."""
    table = np.array([VISEMES.index(name) if name else UNKNOWN for name in CLASS_VISEMES], np.int8)
    visemes = np.where(phones == UNKNOWN, UNKNOWN, table[phones])
    borrowed = np.flatnonzero(phones == CLASSES.index("hh"))
    for row in borrowed[::-1]:
        visemes[row] = visemes[row + 1] if row + 1 < len(visemes) else VISEMES.index("sil")
    return visemes.astype(np.int8)


def save(path: Path, recordings: Iterable[Recording]) -> float:
    """Write one voice; returns its seconds.

    Raises:
        ValueError: There are no recordings.
    """
    kept = list(recordings)
    if not kept:
        raise ValueError(f"nothing can be used for {path.stem}")
    np.savez(
        path,
        pcm=np.concatenate([recording.pcm for recording in kept]),
        phones=np.concatenate([recording.phones for recording in kept]),
        samples=np.array([len(recording.pcm) for recording in kept]),
        rows=np.array([len(recording.phones) for recording in kept]),
    )
    return sum(len(recording.pcm) for recording in kept) / RATE_HZ


def load(path: Path) -> Iterator[Recording]:
    """Read one voice."""
    with np.load(path) as file:
        pcm, phones, samples, rows = (file[name] for name in ("pcm", "phones", "samples", "rows"))
    at = row = 0
    for length, count in zip(samples, rows, strict=True):
        yield Recording(pcm[at : at + length], phones[row : row + count])
        at, row = at + length, row + count


def _quiet(pcm: NDArray[np.int16], rows: int) -> NDArray[np.bool_]:
    sound = np.pad(pcm.astype(np.float64), (0, rows * _FRAME - len(pcm))).reshape(rows, _FRAME)
    power = np.mean(sound**2, axis=1)
    speech = power[power > power.max(initial=0.0) / 100]
    quiet: NDArray[np.bool_] = power < 0.01 * (speech.mean() if speech.size else 1.0)
    return quiet
