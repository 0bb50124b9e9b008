"""What the lists see in a text, as numbers for the classifier."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agent.moderation import abuse
from agent.moderation.lexicon import Lexicon, built_in
from agent.moderation.reading import read
from agent.moderation.rules import weigh

_KINDS = (
    "slur", "threat", "sexual", "obscene_insult", "initials", "insult", "hostile", "profanity", "masked",
    "hate",
)  # fmt: skip
_SIDES = ("you", "group", "contempt", "mild_contempt")
COUNT = len(_KINDS) + len(_SIDES) + 3
"""Numbers of one text."""
_SCALE = 0.5
"""Of the numbers next to the n-grams, whose rows have length 1."""
_MOST = 1.5


def markers(texts: Sequence[str]) -> NDArray[np.float32]:
    """The weights of each kind of abusive word, the words about people, and all together; ``(texts, COUNT)``.

    Only the built-in lists count: what a model learned on one room's own words would be wrong in another.
    """
    found = np.zeros((len(texts), COUNT), np.float32)
    for row, text in zip(found, texts, strict=True):
        _mark(row, text)
    return _SCALE * found


def _mark(row: NDArray[np.float32], text: str) -> None:
    reading = read(text)
    hits = _lexicon().find(reading)
    seen = [one for one in abuse.findings(hits, reading) if one.kind in _KINDS]
    for one in seen:
        row[_KINDS.index(one.kind)] += one.weight
    for hit in hits:
        if hit.entry.kind in _SIDES:
            row[len(_KINDS) + _SIDES.index(hit.entry.kind)] += 0.3
    np.minimum(row, _MOST, out=row)
    if seen:
        weight = weigh("abuse", seen)
        row[-3:] = weight, weight >= 0.5, 1.0


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(built_in())
