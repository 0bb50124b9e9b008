"""What a question is about, without what only asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from knowledge.facetwords import EMPTY, EMPTY_HAN
from knowledge.lexical import chinese_words
from knowledge.phrases import name_words
from knowledge.tokens import is_han, normal, singular
from knowledge.vocabulary import FUNCTION

_HAN_OR_NOT = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^㐀-䶿一-鿿豈-﫿]+")


def topic_of(text: str, without: Sequence[str]) -> str:
    """The words of a question that say what is meant, in order.

    Args:
        text: Normal.
        without: Parts that say something else of it: a colour, a brand.
    """
    for part in without:
        plain = normal(part)
        text = re.sub(rf"\b{re.escape(plain)}\b" if plain.isascii() else re.escape(plain), " ", text)
    found: list[str] = []
    for part in telling(text, EMPTY).split():
        words = [part] if any(map(is_han, part)) else name_words(part)
        found += [word for word in words if word not in FUNCTION and word not in EMPTY]
    return " ".join(found)


def telling(text: str, empty: Collection[str]) -> str:
    """A text without words that only ask, in both languages.

    Args:
        text: Normal.
        empty: Latin words to leave out.
    """
    kept = "".join(_telling_run(part) if is_han(part) else part for part in _HAN_OR_NOT.findall(text))
    words = (word for word in kept.split() if singular(word.strip(",.!?;:，。！？、；：")) not in empty)
    return " ".join(words)


def _telling_run(run: str) -> str:
    return "".join(" " if word in EMPTY_HAN else word for word in chinese_words(run))
