"""How people say common English words: CMUdict, American, with the weak forms of small words.

A dictionary made by people knows better than rules which vowel an unstressed syllable has. The file beside
this one holds the pronunciations of the 72,000 words that are in both CMUdict (Carnegie Mellon University,
BSD-2; its licence is at the head of the file) and the vocabulary of CMU's US English language model;
``evals/lips_training/english.py`` makes it.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("english.txt.gz")
"""A word in each line, then its pronunciations with ``|`` between them; after ``;`` is text."""


class Symbol(NamedTuple):
    """One phoneme of a pronunciation."""

    name: str
    """ARPAbet without the digit of stress."""
    stressed: bool
    """Whether it is a vowel with primary or secondary stress."""


def pronunciations(word: str) -> tuple[tuple[Symbol, ...], ...]:
    """All ways to say a word, the usual one first; none where the dictionary lacks it.

    Args:
        word: As it is written, in any case; ``'`` may be typographic.
    """
    line = _lines().get(word.lower().replace("’", "'"), "")
    return tuple(
        tuple(Symbol(name.rstrip("012"), name[-1] in "12") for name in way.split())
        for way in line.split("|")
        if way
    )


def load() -> None:
    """Read the file now, which takes a moment, instead of with the first word."""
    _lines()


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    with gzip.open(FILE, "rt", encoding="ascii") as file:
        entries = (line.rstrip("\n").partition(" ") for line in file if not line.startswith(";"))
        return {word: ways for word, _, ways in entries}
