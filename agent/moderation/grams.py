"""Texts as hashed character n-grams and words: features that need no dictionary and know both scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.moderation.reading import read

BITS = 18
"""Hashes are spread over 2 to this power."""
SIZE = 1 << BITS
_LONGEST = 300
"""Characters of a text that count."""
_GRAMS_HAN = (1, 2, 3)
_DIGIT = re.compile(r"\d+")
_RUN = re.compile(r"(.)\1{2,}")
_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff，。！？,.!?\u0000]+|[^\W_]+(?:'[a-z]+)?")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of texts, each present or not, one text after the other."""

    features: Ints
    """Of all texts: ``(count,)``."""
    starts: Ints
    """Where each text's features begin, and at the end their number: ``(texts + 1,)``."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def owners(self) -> Ints:
        """The text of each feature."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def pick(self, rows: Ints) -> Rows:
        """Some of the texts."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        source = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(self.features[source], starts)


def rows(texts: Sequence[str]) -> Rows:
    """The features of texts."""
    found = [features(text) for text in texts]
    starts = np.cumsum([0, *map(len, found)])
    flat = np.fromiter((one for each in found for one in each), np.int64, int(starts[-1]))
    return Rows(flat, starts.astype(np.int64))


def features(text: str) -> list[int]:
    """The hashes of one text's features, each once.

    Han characters count alone, in pairs and in threes with the punctuation beside them; words in Latin
    letters count whole, in pairs and by their n-grams of three and four, so that spelling variants meet.
    """
    plain = _RUN.sub(r"\1\1", _DIGIT.sub("0", read(text[:_LONGEST]).plain))
    found: set[str] = set()
    before = "^"
    for piece in _PIECE.findall(plain):
        if piece[0] > "\u2fff" or not piece[0].isalnum():
            edged = f"^{piece}$"
            for length in _GRAMS_HAN:
                found.update(edged[at : at + length] for at in range(len(edged) - length + 1))
            before = piece[-1]
        else:
            edged = f"<{piece}>"
            found.add(edged)
            found.add(f"{before} {piece}")
            for length in (3, 4):
                found.update(edged[at : at + length] for at in range(len(edged) - length + 1))
            before = piece
    return sorted({crc32(one.encode("utf-8", "replace")) & (SIZE - 1) for one in found})
