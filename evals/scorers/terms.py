"""Whether words that are expected, or forbidden, stand in what was said.

A term is met by its words in any case and width, and by its numbers in any writing: ``$39`` by "39 dollars"
and 39美元, ``12 hours`` by "twelve hours", ``39`` by any 39 that stands alone. ``a | b`` is met by either;
Latin words are whole words (``return*``: any that begins so, and a plural is its singular), Chinese ones
stand anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from evals.scorers.numbers import Number, fold, numbers

_LATIN = re.compile(r"[a-z0-9]")


def said(term: str, text: str) -> bool:
    """Whether a text has a term."""
    return any(_has(one.strip(), text) for one in term.split("|") if one.strip())


def _has(term: str, text: str) -> bool:
    wanted = _numbers(term)
    held = _numbers(text)
    if not all(any(_same(number, other) for other in held) for number in wanted):
        return False
    return all(re.search(pattern, fold(text)) for pattern in _patterns(term))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(numbers(text))


@lru_cache(maxsize=4096)
def _patterns(term: str) -> tuple[str, ...]:
    """What to look for of a term's words, around its numbers."""
    folded = fold(term)
    parts, end = [], 0
    for number in _numbers(term):
        parts.append(folded[end : number.start])
        end = number.end
    parts.append(folded[end:])
    return tuple(_pattern(words) for part in parts if (words := part.strip(" ,.，。!！?？:：()")))


def _pattern(words: str) -> str:
    begins = words.endswith("*")
    words = words.removesuffix("*")
    pattern = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<![a-z0-9])" if _LATIN.match(words[0]) else ""
    if begins or not _LATIN.match(words[-1]):
        return before + pattern
    return before + pattern + r"(?:s|es)?(?![a-z0-9])"


def _same(wanted: Number, held: Number) -> bool:
    if wanted.counts == "plain":
        return bool(set(wanted.values) & set(held.raw))
    same_kind = wanted.counts == held.counts and (
        wanted.dimension == held.dimension
        or (wanted.counts == "money" and "" in (wanted.dimension, held.dimension))
    )
    return same_kind and bool(set(wanted.values) & set(held.values))
