"""The words of all names of a shop, and which products have them."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.bilingual import LONGEST_SAID, SAID
from knowledge.catalogue import Searchable
from knowledge.phrases import Token, name_words, small_words_of
from knowledge.tokens import is_han, normal, singular
from knowledge.vocabulary import FUNCTION, ORDINARY

_RUN = 6
"""Words that a code may be written in."""
_WHOLE = 60
"""Words of the longest name looked for as a whole."""
_CODE = (4, 40)
"""Characters of a code with separators."""
_REMEMBERED = 4_096
"""Words whose neighbours are remembered: a question is read several times."""
_SLIPS_FROM = 5
"""Letters of a word that may be mistyped."""
_SEPARATED = re.compile(r"[-_/.+]")
_EAN = 8
"""Digits of the shortest EAN; its leading zeros may be left out."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_POOL = 64
_SHORT = 6
"""Words of a name that ends with the kind of thing it is."""
"""Products compared for one mention."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a question that a product may have."""

    places: tuple[int, ...]
    """Positions of the tokens."""
    needs: tuple[int, ...]
    """Numbers of the words that a product must have for it."""
    slip: bool = False
    """Whether the word is mistyped."""
    said: bool = False
    """Whether it is said in another way than names do."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole name, model number or EAN that stands in a question."""

    start: int
    end: int
    """Of its last token, inclusive."""
    owners: frozenset[int]
    """Products by number."""
    code: bool
    """Whether it is one word that can be nothing but a code."""

    @property
    def places(self) -> range:
        """Positions of its tokens."""
        return range(self.start, self.end + 1)


class NameWords:
    """An inverted index over names, brands, categories and aliases; products and words are numbers."""

    def __init__(self, products: Sequence[Searchable]) -> None:
        """Index the names."""
        self.ids = [product.id for product in products]
        self._numbers: dict[str, int] = {}
        self._told = _told(products)
        self._kinds: set[str] = set()
        self._starts = array("I", [0])
        self._words = array("I")
        self._wholes: dict[int, int | frozenset[int]] = {}
        self._brands: set[str] = set()
        self._short_brands: set[str] = set()
        self._brand_names: set[tuple[str, ...]] = set()
        self._codes: set[int] = set()
        for number, product in enumerate(products):
            self._words.extend(self._index(number, product))
            self._starts.append(len(self._words))
        self._texts = list(self._numbers)
        self._owners = self._inverted()
        size = max(1, len(self.ids))
        self._codes.update(number for word, number in self._numbers.items() if _is_code(word))
        self._idf = [math.log(1 + size / len(owners)) for owners in self._owners]
        self._near = lru_cache(_REMEMBERED)(self._find_near)

    def __contains__(self, word: str) -> bool:
        """Whether any name has a word."""
        return word in self._numbers

    def is_brand(self, word: str) -> bool:
        """Whether a brand begins with a word."""
        return word in self._brands

    def brand_ends(self, texts: Sequence[str]) -> bool:
        """Whether words end with a brand of several words."""
        return any(tuple(texts[-length:]) in self._brand_names for length in range(2, min(6, len(texts)) + 1))

    def is_whole_brand(self, word: str) -> bool:
        """Whether it is a brand."""
        return word in self._short_brands

    def owners(self, word: str) -> int:
        """How many products have a word in their names."""
        number = self._numbers.get(word)
        return 0 if number is None else len(self._owners[number])

    def told_elsewhere(self, word: str, product: int) -> bool:
        """Whether another product's text writes small what is no kind of thing: hardly a name then."""
        count, first = self._told.get(word, (0, product))
        return word not in self._kinds and (count > 1 or first != product)

    def is_own_code(self, one: Evidence, product: int) -> bool:
        """Whether it is a model number that only this product has."""
        return any(
            number in self._codes and len(self._owners[number]) == 1 and self._owners[number][0] == product
            for number in one.needs
        )

    def words_of(self, product: int) -> frozenset[int]:
        """The words of one product."""
        return frozenset(self._words[self._starts[product] : self._starts[product + 1]])

    def has_written(self, product: int, code: str) -> bool:
        """Whether a code with separators, written together, is one of a product's or part of one."""
        return any(code in self._texts[number] for number in self.words_of(product))

    def evidence(self, tokens: Sequence[Token]) -> list[Evidence]:
        """Everything in a question that may be a word of a name."""
        found: list[Evidence] = []
        texts = [token.text for token in tokens]
        for at, text in enumerate(texts):
            if is_han(text):
                pair = "".join(texts[at : at + 2])
                if len(pair) == 2 and (number := self._numbers.get(pair)) is not None:
                    found.append(Evidence((at, at + 1), (number,)))
            elif (number := self._numbers.get(text)) is not None:
                found.append(Evidence((at,), (number,)))
            else:
                found += self._nearly(at, text)
            found += self._runs(at, texts)
            found += self._other_words(at, texts)
        return found

    def wholes(self, tokens: Sequence[Token]) -> list[Whole]:
        """Whole names that stand in a question, without those that are part of longer ones."""
        spelled = [self.spelled(token.text) for token in tokens]
        found: list[Whole] = []
        covered = -1
        for start in range(len(tokens)):
            joined, longest = "", None
            for end in range(start, min(len(tokens), start + _WHOLE)):
                joined += spelled[end]
                owners = self._wholes.get(hash(joined))
                if owners is None or tokens[start].tied_before or tokens[end].tied_after:
                    continue
                group = frozenset({owners}) if isinstance(owners, int) else owners
                longest = Whole(start, end, group, _is_code(joined))
            if longest is not None and longest.end > covered:
                found.append(longest)
                covered = longest.end
        return found

    def candidates(self, evidence: Iterable[Evidence]) -> list[int]:
        """The products with the most, and the rarest, of these words, best first."""
        scores: NDArray[np.float32] = np.zeros(len(self.ids), np.float32)
        for number in {number for one in evidence for number in one.needs}:
            scores[np.frombuffer(self._owners[number], np.uint32)] += self._idf[number]
        size = min(_POOL, len(scores))
        if not size:
            return []
        best = np.argpartition(scores, -size)[-size:]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [int(number) for number in best if scores[number] > 0]

    def weight(self, one: Evidence) -> float:
        """How telling a word is: its inverse document frequency."""
        return max(self._idf[number] for number in one.needs)

    def spelled(self, word: str) -> str:
        """A mistyped word as the only name's word it can be; any other word as it is."""
        if word in self._numbers or word in ORDINARY or not _may_slip(word):
            return word
        meant = {edit for edit in edits(word) if edit in self._numbers and len(edit) >= _SLIPS_FROM}
        return meant.pop() if len(meant) == 1 else word

    def _index(self, number: int, product: Searchable) -> set[int]:
        words: set[str] = set()
        brand = name_words(product.brand)
        if brand and brand[0] not in ORDINARY:
            self._brands.add(brand[0])
            self._short_brands.update(brand if len(brand) == 1 else ())
        if any(word not in FUNCTION for word in brand):
            self._brand_names.add(tuple(brand))
        names = [(name, name_words(name)) for name in product.name.values()]
        aliases = [(alias, name_words(alias)) for alias in product.aliases]
        texts = [(text, name_words(text)) for text in product.category.values()]
        for text, parts in (*names, *aliases, *texts, (product.brand, brand)):
            words.update(part for part in parts if not is_han(part))
            words.update(a + b for a, b in pairwise(parts) if is_han(a) and is_han(b))
            words.update(_codes(text))
            if text.isdigit() and len(text) >= _EAN:
                words.add(text.lstrip("0") or text)
        self._kinds.update(parts[-1] for _, parts in (*names, *aliases, *texts) if 0 < len(parts) <= _SHORT)
        for text, parts in (*names, *aliases):
            for whole in _as_wholes(parts, brand):
                self._own(hash("".join(whole)), number)
            if text.isdigit() and len(text) >= _EAN:
                self._own(hash(text.lstrip("0")), number)
        return {self._numbers.setdefault(word, len(self._numbers)) for word in words}

    def _own(self, key: int, number: int) -> None:
        held = self._wholes.setdefault(key, number)
        if isinstance(held, frozenset):
            self._wholes[key] = held | {number}
        elif held != number:
            self._wholes[key] = frozenset({held, number})

    def _inverted(self) -> list[array[int]]:
        owners: list[array[int]] = [array("I") for _ in self._numbers]
        for product in range(len(self.ids)):
            for word in self._words[self._starts[product] : self._starts[product + 1]]:
                owners[word].append(product)
        return owners

    def _nearly(self, at: int, word: str) -> list[Evidence]:
        """A word that no name has: mistyped, or two words written as one."""
        if not _may_slip(word) or word in ORDINARY:
            return []
        found = [Evidence((at,), (number,), slip=True) for number in self._near(word)]
        for cut in range(3, len(word) - 2):
            left, right = self._numbers.get(word[:cut]), self._numbers.get(word[cut:])
            if left is not None and right is not None:
                found.append(Evidence((at,), (left, right)))
        return found

    def _find_near(self, word: str) -> tuple[int, ...]:
        """The words of names that are one slip away from a word, or its plural."""
        near = edits(word) & self._numbers.keys()
        plural = {edit for edit in edits(word + "s") if edit.endswith("s")}
        near |= {singular(edit) for edit in plural} & self._numbers.keys()
        return tuple(self._numbers[edit] for edit in near if len(edit) >= _SLIPS_FROM)

    def _runs(self, start: int, texts: Sequence[str]) -> list[Evidence]:
        """Words written apart that are one in a name."""
        found: list[Evidence] = []
        joined = texts[start]
        for end in range(start + 1, min(len(texts), start + _RUN)):
            if is_han(texts[end]) or is_han(joined):
                break
            joined += texts[end]
            number = self._numbers.get(joined)
            if number is not None and (_is_code(joined) or joined.isalpha()) and len(joined) >= _CODE[0]:
                found.append(Evidence(tuple(range(start, end + 1)), (number,)))
        return found

    def _other_words(self, start: int, texts: Sequence[str]) -> list[Evidence]:
        found: list[Evidence] = []
        for end in range(start + 1, min(len(texts), start + LONGEST_SAID) + 1):
            for meant in SAID.get(tuple(texts[start:end]), ()):
                numbers = [self._numbers.get(word) for word in meant]
                known = tuple(number for number in numbers if number is not None)
                if len(known) == len(numbers):
                    found.append(Evidence(tuple(range(start, end)), known, said=True))
        return found


def edits(word: str) -> set[str]:
    """All words at one deletion, transposition, replacement or insertion (Norvig's candidates)."""
    splits = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in splits if right for letter in _ALPHABET}
    inserted = {left + letter + right for left, right in splits for letter in _ALPHABET}
    return deleted | swapped | replaced | inserted


def _told(products: Iterable[Searchable]) -> dict[str, tuple[int, int]]:
    """In how many products' texts each word stands without a capital, and the first of them."""
    found: dict[str, tuple[int, int]] = {}
    for number, product in enumerate(products):
        for word in small_words_of(product):
            count, first = found.get(word, (0, number))
            found[word] = (count + 1, first)
    return found


def _may_slip(word: str) -> bool:
    return _SLIPS_FROM - 1 <= len(word) <= 20 and word.isascii() and word.isalpha()


def _is_code(joined: str) -> bool:
    digits = sum(char.isdigit() for char in joined)
    return joined.isascii() and (digits >= 6 if digits == len(joined) else digits > 0 and len(joined) >= 4)


def _codes(text: str) -> set[str]:
    """Model numbers with separators, written together."""
    found: set[str] = set()
    for piece in text.split():
        if _SEPARATED.search(piece) and any(char.isdigit() for char in piece):
            plain = "".join(char for char in normal(piece) if char.isalnum())
            both = {"".join(name_words(piece)), plain}
            found.update(joined for joined in both if _CODE[0] <= len(joined) <= _CODE[1])
    return found


def _as_wholes(parts: list[str], brand: list[str]) -> list[list[str]]:
    """A name with and without its brand, where what is left can stand for it."""
    bare = parts[len(brand) :] if brand and parts[: len(brand)] == brand else parts
    found = [parts] if bare is parts or not brand else [parts, bare]
    if brand and bare is parts:
        found.append([*brand, *parts])
    return [
        one
        for one in found
        if len(one) <= _WHOLE and any(part not in FUNCTION for part in one) and one != brand
    ]
