"""Variations of voices as features, one file for each voice and pass."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from evals.lips_training.augment import augmented, non_speech
from evals.lips_training.recording import RATE_HZ, Recording, load

_SHORTEST = RATE_HZ // 5
_NON_SPEECH = 0.03
"""Of the recordings are followed by something that is no speech."""
HELD_OUT = 10
"""Every n-th recording of people is kept for measuring."""


def write(voice: Path, folder: Path, number: int) -> Path:
    """One pass over a voice, unless its file is there already.

    Args:
        voice: Its recordings.
        folder: Where ``VOICE.NUMBER.npz`` goes.
        number: Of the pass; another one varies differently.
    """
    target = folder / f"{voice.stem}.{number}.npz"
    if target.exists():
        return target
    chance = np.random.default_rng(zlib.crc32(target.name.encode()))
    rows = []
    for recording in _for_training(voice):
        if len(recording.pcm) < _SHORTEST:
            continue
        rows.append(augmented(recording, chance))
        if chance.random() < _NON_SPEECH:
            rows.append(augmented(non_speech(float(chance.uniform(2, 5)), chance), chance))
    counts = [min(len(features), len(phones)) for features, phones in rows]
    part = target.with_suffix(".part.npz")
    np.savez(
        part,
        x=np.concatenate([features[:count] for (features, _), count in zip(rows, counts, strict=True)]),
        y=np.concatenate([phones[:count] for (_, phones), count in zip(rows, counts, strict=True)]),
        n=np.array(counts),
    )
    part.rename(target)
    return target


def held_out(voice: Path) -> Iterable[Recording]:
    """What of a voice is only measured on."""
    if voice.stem.startswith("dev-"):
        yield from load(voice)
    elif voice.stem.startswith("people"):
        yield from (recording for index, recording in enumerate(load(voice)) if index % HELD_OUT == 0)


def _for_training(voice: Path) -> Iterable[Recording]:
    people = voice.stem.startswith("people")
    return (recording for index, recording in enumerate(load(voice)) if not people or index % HELD_OUT)
