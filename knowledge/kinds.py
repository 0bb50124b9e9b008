"""What kind of thing each product is: what the shop says it is, and what its name calls it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Searchable
from knowledge.facets import Facets
from knowledge.heads import nouns
from knowledge.kept import kept_or_made
from knowledge.tokens import TOKEN, is_han, normal, singular

FOLDER = "kinds"
_FORM = 4
"""Raised whenever ``nouns`` changes, so that what is kept is made anew."""
_SAVE_FROM = 500
_TYPES = re.compile(
    r"(?:(?:product|item|goods|google product)[ _]?)?(?:type|kind|category)"
    r"|(?:产品|商品)?(?:类型|种类|品类|类别|分类|类目)"
)
"""Attributes that say what a product is."""
_LEVELS = re.compile(r"[>/|»›]")
"""Between the levels of a category, the last of which says what a product is."""
_MAX_TEXT = 100

Mask = NDArray[np.bool_]
Words = tuple[str, ...]
_Counts = NDArray[np.int32]


def kind_words(text: str) -> Words:
    """A kind as words in the singular; each Han character is one."""
    return tuple(singular(normal(word)) for word in TOKEN.findall(text[:_MAX_TEXT]))


@dataclass(frozen=True)
class Kinds:
    """The kinds of one revision of the catalogue."""

    names: Sequence[str]
    """Of the products, by position: all languages, folded case."""
    terms: Mapping[str, int]
    """The nouns of names, numbered."""
    starts: _Counts
    """Where each noun's products begin, ``int32 (nouns + 1,)``."""
    places: _Counts
    """Positions of products, noun after noun."""
    types: Mapping[str, tuple[tuple[Words, _Counts], ...]]
    """By its last word, each type that the shop gives products, and which."""

    @classmethod
    def open(cls, folder: Path, products: Sequence[Searchable], facets: Facets, revision: str) -> Kinds:
        """Load what is kept of this revision, or make it.

        Args:
            folder: The shop's folder.
            products: All products.
            facets: Their attributes.
            revision: The catalogue's.
        """
        if len(products) < _SAVE_FROM:
            made = _build(products)
        else:
            kept = folder / FOLDER / f"{_FORM}-{revision}"
            made = kept_or_made(kept, _load, lambda: _build(products), _save)
        names = [" ".join(product.name.values()).casefold() for product in products]
        return cls(names, *made, _types(products, facets))

    def said(self, kinds: Iterable[Words]) -> Mask:
        """The products that the shop says are of one of these kinds, or of a narrower one."""
        found = np.zeros(len(self.names), bool)
        for kind in kinds:
            for words, places in self.types.get(kind[-1] if kind else "", ()):
                if words[-len(kind) :] == kind or (kind[0].isascii() and set(kind) <= set(words)):
                    found[places] = True
        return found

    def called(self, kinds: Iterable[Words]) -> Mask:
        """The products that are of one of these kinds by their names, aliases or category.

        Only the last word (of Han characters the last two) is looked for as a noun; what goes before it must
        not come after it in the name ("graphics card with memory" is no memory card), but may be missing.
        """
        found = np.zeros(len(self.names), bool)
        for kind in filter(None, kinds):
            places = self._noun("".join(kind[-2:]) if is_han(kind[-1]) and len(kind) > 1 else kind[-1])
            if len(kind) > 1 and kind[0].isascii():
                places = (
                    places[[self._in_order(int(place), kind) for place in places]] if len(places) else places
                )
            found[places] = True
        return found

    def _noun(self, term: str) -> _Counts:
        number = self.terms.get(term)
        if number is None:
            return np.zeros(0, np.int32)
        return self.places[self.starts[number] : self.starts[number + 1]]

    def _in_order(self, place: int, kind: Words) -> bool:
        name = self.names[place]
        at = name.rfind(kind[-1])
        return at < 0 or all(name.find(word) < at for word in kind[:-1])


_Made = tuple[dict[str, int], _Counts, _Counts]


def _build(products: Sequence[Searchable]) -> _Made:
    having: dict[str, dict[int, None]] = {}
    for place, product in enumerate(products):
        categories = (_LEVELS.split(text)[-1] for text in product.category.values())
        aliases = (alias for alias in product.aliases if not any(char.isdigit() for char in alias))
        for text in (*product.name.values(), *categories, *aliases):
            for words in nouns(text):
                having.setdefault(words[-1], {})[place] = None
                if is_han(words[-1]):
                    having.setdefault("".join(words), {})[place] = None
    places = [np.fromiter(found, np.int32) for found in having.values()]
    starts = np.concatenate(([0], np.cumsum([len(found) for found in places]))).astype(np.int32)
    joined = np.concatenate(places) if places else np.zeros(0, np.int32)
    return {term: number for number, term in enumerate(having)}, starts, joined


def _types(products: Sequence[Searchable], facets: Facets) -> dict[str, tuple[tuple[Words, _Counts], ...]]:
    having: dict[Words, list[int]] = {}
    for number, name in enumerate(facets.names):
        if not _TYPES.fullmatch(normal(name).strip()):
            continue
        places, values = facets.having(number)
        order = np.argsort(values, kind="stable")
        distinct, begins = np.unique(values[order], return_index=True)
        for value, held in zip(distinct, np.split(places[order], begins[1:]), strict=True):
            said = facets.value(int(value))
            if isinstance(said, str):
                having.setdefault(kind_words(said), []).extend(held.tolist())
    for place, product in enumerate(products):
        for text in product.category.values():
            having.setdefault(kind_words(_LEVELS.split(text)[-1]), []).append(place)
    found: dict[str, list[tuple[Words, _Counts]]] = {}
    for words, owners in having.items():
        if words:
            found.setdefault(words[-1], []).append((words, np.array(owners, np.int32)))
    return {last: tuple(each) for last, each in found.items()}


def _load(kept: Path) -> _Made:
    terms = json.loads((kept / "terms.json").read_text("utf-8"))
    starts, places = (np.load(kept / f"{name}.npy", allow_pickle=False) for name in ("starts", "places"))
    if len(starts) != len(terms) + 1 or starts[-1] != len(places):
        raise ValueError("its columns differ in length")
    return {term: number for number, term in enumerate(terms)}, starts, places


def _save(kept: Path, made: _Made) -> None:
    terms, starts, places = made
    (kept / "terms.json").write_text(json.dumps(list(terms), ensure_ascii=False), "utf-8")
    np.save(kept / "starts.npy", starts, allow_pickle=False)
    np.save(kept / "places.npy", places, allow_pickle=False)
