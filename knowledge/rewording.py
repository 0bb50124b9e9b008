"""A question's words in other words: the other language's, and synonyms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from knowledge.bilingual import SAID, SHORT
from knowledge.phrases import name_words
from knowledge.tokens import is_han

_MAX_TEXT = 1000
_LONGEST = 6
"""Words, or Han characters, of one part."""

Parts = tuple[tuple[str, tuple[str, ...]], ...]
"""Parts of a question, each with what else may say the same."""


def said_otherwise(text: str) -> Parts:
    """The parts of a question that can be said otherwise, longest first where they begin together.

    Args:
        text: In any language; its first 1,000 characters are read.
    """
    words = name_words(text[:_MAX_TEXT])
    table = _both_ways()
    found: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            others = table.get(tuple(words[at : at + length]))
            if others:
                found.setdefault(_joined(tuple(words[at : at + length])), others)
                at += length
                break
        else:
            at += 1
    return tuple(found.items())


@cache
def _both_ways() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """``SAID``, and from its words back to the Chinese ones."""
    table: dict[tuple[str, ...], dict[str, None]] = {}
    for said, meant in SAID.items():
        for words in meant:
            table.setdefault(said, {})[_joined(words)] = None
            if is_han(said[0]):
                table.setdefault(words, {})[_joined(said)] = None
    for short in SHORT:
        table.setdefault((short, "子"), {})[short] = None
    return {said: tuple(others) for said, others in table.items()}


def _joined(words: tuple[str, ...]) -> str:
    return "".join(words) if is_han(words[0]) else " ".join(words)
