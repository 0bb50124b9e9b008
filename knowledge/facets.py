"""Prices and attributes of all products, by position in the catalogue: for filters and kinds."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.kept import kept_or_made
from knowledge.model import Money, Value
from knowledge.rows import parse, value_from_json

FOLDER = "facets"
_FORM = 1
_SAVE_FROM = 500
_ARRAYS = ("starts", "attributes", "values", "prices", "currencies")
_LISTS = ("names", "labels", "texts", "codes")
_MAX_VALUE = 200
"""Characters of a stored value; a longer one is prose, not a facet."""

Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Facets:
    """Columns of numbers; texts are held once."""

    starts: Counts
    """Where each product's attributes begin, ``int32 (products + 1,)``."""
    attributes: Counts
    """Attribute numbers, product after product."""
    values: Counts
    """Value numbers, beside them."""
    prices: NDArray[np.int64]
    """In the smallest unit, ``(products,)``; -1 where there is none."""
    currencies: Counts
    """Currency numbers, ``(products,)``; -1 where there is no price."""
    names: list[str]
    """Machine names by attribute number."""
    labels: list[str]
    """What the shop calls them, all languages together."""
    texts: list[str]
    """Values as stored, by value number."""
    codes: list[str]
    """ISO 4217, by currency number."""

    @classmethod
    def open(cls, folder: Path, catalogue: Catalogue, ids: Sequence[str], revision: str) -> Facets:
        """Load what is kept of this revision, or make it.

        Args:
            folder: The shop's folder.
            catalogue: Its truth.
            ids: Product ids in the order of the catalogue.
            revision: The catalogue's.
        """
        if len(ids) < _SAVE_FROM:
            return _build(catalogue, ids)

        def read(kept: Path) -> Facets:
            found = _load(kept)
            if len(found.starts) != len(ids) + 1:
                raise ValueError("it is of other products")
            return found

        return kept_or_made(
            folder / FOLDER / f"{_FORM}-{revision}", read, lambda: _build(catalogue, ids), _save
        )

    def said(self) -> tuple[tuple[str, str], ...]:
        """What each attribute is called, after its machine name: that name's words, and Chinese labels."""
        found: list[tuple[str, str]] = []
        for name, label in zip(self.names, self.labels, strict=True):
            chinese = [part for part in label.split() if not part.isascii()]
            found += [(name, words) for words in dict.fromkeys((name.replace("_", " "), *chinese))]
        return tuple(found)

    def having(self, attribute: int) -> tuple[Counts, Counts]:
        """The products that have an attribute, by position, and their values' numbers."""
        order, edges = self._by_attribute
        span = order[edges[attribute] : edges[attribute + 1]]
        return self._products[span], self.values[span]

    def value(self, number: int) -> Value:
        """A value."""
        return value_from_json(json.loads(self.texts[number]))

    @cached_property
    def _products(self) -> Counts:
        """The product of each attribute."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def _by_attribute(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Places of the attributes' occurrences, attribute after attribute, and where each begins."""
        order = np.argsort(self.attributes, kind="stable")
        return order, np.searchsorted(self.attributes[order], np.arange(len(self.names) + 1))


class _Numbers(dict[str, int]):
    """Texts numbered in the order they come."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def _build(catalogue: Catalogue, ids: Sequence[str]) -> Facets:
    at = {key: place for place, key in enumerate(ids)}
    prices, currencies = np.full(len(ids), -1, np.int64), np.full(len(ids), -1, np.int32)
    names, texts, codes = _Numbers(), _Numbers(), _Numbers()
    labels: dict[int, dict[str, None]] = {}
    # Millions of rows in a large shop: columns of numbers, not tuples.
    owners, attributes, values = array("i"), array("i"), array("i")
    for subject, kind, name, value, label in catalogue.facet_rows():
        place = at.get(subject)
        if place is None:
            continue
        if kind == "price":
            amount = value_from_json(json.loads(value))
            if isinstance(amount, Money):
                prices[place], currencies[place] = amount.minor, codes[amount.currency]
        else:
            number = names[name]
            labels.setdefault(number, {})[label] = None
            owners.append(place)
            attributes.append(number)
            values.append(texts[value if len(value) <= _MAX_VALUE else '["text",""]'])
    places = np.array(owners, np.int32)
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places, minlength=len(ids))
    return Facets(
        np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        np.array(attributes, np.int32)[order],
        np.array(values, np.int32)[order],
        prices,
        currencies,
        list(names),
        [" ".join(_said(text) for text in list(labels[number])[:4]) for number in range(len(names))],
        list(texts),
        list(codes),
    )


def _said(label: str) -> str:
    texts: Any = parse(label, {})
    return " ".join(str(text) for text in texts.values()) if isinstance(texts, dict) else ""


def _load(kept: Path) -> Facets:
    lists = json.loads((kept / "texts.json").read_text("utf-8"))
    arrays: Callable[[str], Any] = lambda name: np.load(kept / f"{name}.npy", allow_pickle=False)  # noqa: E731
    found = Facets(*(arrays(name) for name in _ARRAYS), *(lists[name] for name in _LISTS))
    if found.starts[-1] != len(found.attributes) or len(found.attributes) != len(found.values):
        raise ValueError("its columns differ in length")
    return found


def _save(kept: Path, made: Facets) -> None:
    for name in _ARRAYS:
        np.save(kept / f"{name}.npy", getattr(made, name), allow_pickle=False)
    lists = {name: getattr(made, name) for name in _LISTS}
    (kept / "texts.json").write_text(json.dumps(lists, ensure_ascii=False), "utf-8")
