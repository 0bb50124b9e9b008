"""What turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""``float32 (texts, dim)``, each row of length 1 (or 0 for a text without any word)."""


class Embedding(Protocol):
    """Texts to vectors whose inner product says how alike they are. May be called from any thread."""

    @property
    def name(self) -> str:
        """Identity: vectors of different names are never compared. Letters, digits and ``-``."""

    @property
    def dim(self) -> int:
        """Components of a vector."""

    @property
    def floor(self) -> float:
        """The inner product below which two texts have nothing in common."""

    @property
    def weight(self) -> float:
        """How far its ranking is trusted next to that by words, which counts 1."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text. May take its time.

        Raises:
            UnavailableError: An endpoint is away, or refuses us.
        """

    def embed_query(self, text: str) -> Vectors:
        """One row, for a question that someone waits for.

        Raises:
            UnavailableError: It cannot be had in time.
        """


def encodable(text: str) -> str:
    """The text with ``?`` for halves of characters, which no tokenizer or JSON takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
