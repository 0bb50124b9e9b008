"""Hashed words and character n-grams, in numpy alone.

It knows spelling, not meaning: it stands in where there is no model, forgives endings and typing mistakes,
and treats Han characters and Latin letters alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from knowledge.embeddings.base import Vectors
from knowledge.tokens import normal

_DIM = 384
_GRAMS = ((2, 0.5), (3, 1.0), (4, 1.0))
"""Lengths of character n-grams, and what each weighs; words weigh 2."""
_WORD_WEIGHT = 2.0
_MAX_TEXT = 1000
_BATCH = 512
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SPACE = np.uint64(ord(" "))
_HAN = (0x3400, 0x9FFF)

_Codes = NDArray[np.uint64]


class HashingConfig(BaseModel):
    """How long a vector is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dim: int = Field(default=_DIM, ge=32, le=4096)
    """Components; the fewer, the more often two words meet in one."""


class HashingEmbedding:
    """Signed feature hashing.

    Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning" (the sign), over the
    n-grams of words with their edges of Bojanowski et al. 2017, "Enriching Word Vectors with Subword
    Information", and the words themselves; counts are damped by a square root, rows brought to length 1.
    The same text gives the same row in every process.
    """

    Config = HashingConfig
    floor = 0.12
    weight = 0.1

    def __init__(self, config: HashingConfig | None = None) -> None:
        """Choose how many components a vector has."""
        self.dim = (config or HashingConfig()).dim
        self.name = "hashing-1" if self.dim == _DIM else f"hashing-1-{self.dim}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; only the first 1,000 characters count."""
        parts = [self._batch(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dim), np.float32)

    def embed_query(self, text: str) -> Vectors:
        """One row, as ``embed`` gives it."""
        return self.embed([text])

    def _batch(self, texts: Sequence[str]) -> Vectors:
        spaced = [f" {normal(text[:_MAX_TEXT])} " for text in texts]
        raw = "".join(spaced).encode("utf-32-le", "replace")
        codes = np.frombuffer(raw, np.uint32).astype(np.uint64)  # (characters,)
        rows = np.repeat(np.arange(len(spaced)), [len(text) for text in spaced])  # (characters,)
        codes = np.where(_is_letter(codes), codes, _SPACE)
        counts = np.zeros((len(spaced), self.dim))
        for length, weight in _GRAMS:
            _count(counts, *_grams(codes, rows, length), weight)
        _count(counts, *_words(codes, rows), _WORD_WEIGHT)
        matrix = np.sign(counts) * np.sqrt(np.abs(counts))
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        return (matrix / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def _is_letter(codes: _Codes) -> NDArray[np.bool_]:
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    latin = (codes >= ord("a")) & (codes <= ord("z"))
    punctuation = (
        ((codes >= 0x2000) & (codes < 0x2C00)) | ((codes >= 0x3000) & (codes < 0x3040)) | (codes >= 0xFE00)
    )
    return digit | latin | ((codes > 0xBF) & ~punctuation)


def _mixed(hashes: _Codes) -> _Codes:
    """Spread the bits (the finisher of SplitMix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _grams(codes: _Codes, rows: NDArray[np.int64], length: int) -> tuple[_Codes, NDArray[np.int64]]:
    """Hashes of the n-grams that hold no inner space, and the row of each."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    hashes = np.full(count, np.uint64(length))
    inner = np.ones(count, bool)
    for offset in range(length):
        part = codes[offset : offset + count]
        hashes = (hashes + part) * _FACTOR
        if 0 < offset < length - 1 or length == 2:
            inner &= part != _SPACE
    inner &= rows[:count] == rows[length - 1 :]
    return _mixed(hashes[inner]), rows[:count][inner]


def _words(codes: _Codes, rows: NDArray[np.int64]) -> tuple[_Codes, NDArray[np.int64]]:
    """Hashes of the words, each Han character counting as one, and the row of each."""
    letter = codes != _SPACE
    han = (codes >= _HAN[0]) & (codes <= _HAN[1])
    before = np.concatenate(([False], letter[:-1]))
    han_before = np.concatenate(([False], han[:-1]))
    begins = letter & (~before | han | han_before)
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    at = np.arange(len(codes))
    places = at - np.maximum.accumulate(np.where(begins, at, 0))
    terms = np.where(letter, _mixed(codes * _FACTOR + places.astype(np.uint64)), np.uint64(0))
    return _mixed(np.add.reduceat(terms, starts)), rows[starts]


def _count(counts: NDArray[np.float64], hashes: _Codes, rows: NDArray[np.int64], weight: float) -> None:
    dim = counts.shape[1]
    places = rows * dim + (hashes % np.uint64(dim)).astype(np.int64)
    signs = np.where(hashes >> np.uint64(63), weight, -weight)
    counts += np.bincount(places, signs, counts.size).reshape(counts.shape)
