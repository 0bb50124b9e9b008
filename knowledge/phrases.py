"""Questions and names as the same words: Latin words and numbers, single Han characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.catalogue import Searchable
from knowledge.model import Product, Quantity
from knowledge.rows import merged
from knowledge.tokens import TOKEN, han_runs, is_han, normal, simple, singular, tokens
from knowledge.vocabulary import MEASURES

_MAX_QUESTION = 1000
_MOST_WORDS = 160
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]{1,4})")
_POSSESSIVE = re.compile(r"['’`]s\b")
_TIES = "-_/.+"
_PAUSES = frozenset(",;.!?，；。！？、:：()（）")
_AMOUNT_BEFORE = frozenset("$€£¥￥")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or Han character of a question."""

    text: str
    start: int = 0
    """Where it begins in the normal question, in characters."""
    end: int = 0
    tied_before: bool = False
    """Whether ``-``, ``/``, ``.`` or ``+`` ties it to a word before it, or nothing parts them (``3m``)."""
    tied_after: bool = False
    amount: bool = False
    """Whether a currency sign stands before it or ``%`` after it."""
    pause_before: bool = False
    """Whether punctuation stands before it."""
    pause_after: bool = False

    @property
    def han(self) -> bool:
        """Whether it is a Han character."""
        return is_han(self.text)

    def pause_towards(self, direction: int) -> bool:
        """Whether punctuation parts it from what it was reached from, reading that way (1 or -1)."""
        return self.pause_before if direction > 0 else self.pause_after


def read(question: str) -> list[Token]:
    """A question as tokens; only its first 1,000 characters and 160 words are read.

    A number and the unit written to it (``3m``) are two tokens, as when they are written apart.
    """
    text = _POSSESSIVE.sub("  ", simple(normal(question[:_MAX_QUESTION])))
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        tied_before = before[-1:] in _TIES and before[:1].isalnum() and len(before) == 2
        tied_after = after[:1] in _TIES and after[1:].isalnum() and after[1:].isascii() and len(after) == 2
        left, right = text[:start].rstrip()[-1:], text[end : end + 8].lstrip()[:1]
        amount = left in _AMOUNT_BEFORE or right == "%"
        pause_before = left in _PAUSES and not tied_before
        pause_after = right in _PAUSES and not tied_after
        measure = None if is_han(word) else split_measure(word)
        if measure is None:
            said = word if is_han(word) else singular(word)
            found.append(Token(said, start, end, tied_before, tied_after, amount, pause_before, pause_after))
            continue
        number, unit = measure
        cut = start + len(number)
        found.append(Token(number, start, cut, tied_before, True, amount, pause_before, False))
        found.append(Token(unit, cut, end, True, tied_after, False, False, pause_after))
    return found[:_MOST_WORDS]


def split_measure(word: str) -> tuple[str, str] | None:
    """The number and unit of ``3m``; ``None`` for any other word."""
    match = _MEASURE.fullmatch(word)
    return (match[1], match[2]) if match and match[2] in MEASURES else None


def name_words(text: str) -> list[str]:
    """The words of a name, as :func:`read` gives those of a question."""
    plain = _POSSESSIVE.sub("  ", simple(normal(text)))
    return [part for word in TOKEN.findall(plain) for part in _parts(word)]


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[str, ...]:
    if is_han(word):
        return (word,)
    said = singular(word)
    return split_measure(said) or (said,)


def text_of(found: Iterable[Token]) -> str:
    """Tokens as text again, normal and without punctuation."""
    joined = ""
    for token in found:
        joined += token.text if token.han else f" {token.text} "
    return re.sub(r" +", " ", joined).strip()


def small_words_of(product: Searchable) -> set[str]:
    """The words of one product's texts that stand without a capital."""
    texts = (*product.description.values(), *product.category.values())
    return {word for text in texts for word in _SMALL.findall(text)}


def words_in(product: Product) -> frozenset[str]:
    """All words of a product: names, aliases, texts, labels and values of facts; Han as pieces of 2 to 4."""
    parts = [merged(product.name), product.brand, merged(product.category), merged(product.description)]
    parts += product.aliases
    for fact in product.facts:
        if isinstance(fact.value, Quantity):
            parts += (f"{fact.value.number:g}", f"{fact.value.number:g}{fact.value.unit}")
        parts += (fact.name, merged(fact.label), merged(fact.text), str(fact.value)[:500])
    text = simple(normal(" ".join(parts)))
    found = {token for token in tokens(text) if not is_han(token)}
    for run in han_runs(text):
        found.update(
            run[start : start + length] for length in (2, 3, 4) for start in range(len(run) - length + 1)
        )
    return frozenset(found)
