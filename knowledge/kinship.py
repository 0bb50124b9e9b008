"""Which products are of a kind: those that the shop describes by the same attributes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MIN_PRODUCTS = 2
"""An attribute of fewer says nothing about kinds."""

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
_Counts = NDArray[np.int32]


class Kinship:
    """The attributes that each product has, as a weighted set.

    A laptop has a processor family and a screen, a laptop's case has neither: what a product *is* shows in
    which attributes it has, whatever their values and in whatever language its texts are.
    """

    def __init__(self, starts: _Counts, attributes: _Counts) -> None:
        """Weigh the attributes.

        Args:
            starts: Where each product's attributes begin, ``int32 (products + 1,)``.
            attributes: Numbers of attributes, product after product.
        """
        self._starts = starts
        self._attributes = attributes
        count = int(attributes.max(initial=-1)) + 1
        having = np.bincount(attributes, minlength=count)
        rare = np.log(max(1, len(starts) - 1) / np.maximum(having, 1))
        self._weights = np.where(having >= _MIN_PRODUCTS, rare, 0.0).astype(np.float32)
        """Inverse document frequency, by attribute."""
        squares = np.concatenate(([0.0], np.cumsum(self._weights[attributes] ** 2)))
        lengths = np.sqrt(squares[starts[1:]] - squares[starts[:-1]])
        self._lengths = np.maximum(lengths, 1e-6).astype(np.float32)

    def to_products(self, seeds: Places, weights: Floats, places: Places) -> Floats:
        """How alike the attributes of products are to those that some products have on average: 0 … 1.

        Args:
            seeds: Whose average is taken.
            weights: What each counts.
            places: Those compared with it.
        """
        middle = np.zeros(len(self._weights), np.float32)
        owners, own = self._of(seeds)
        np.add.at(middle, own, (weights / self._lengths[seeds])[owners] * self._weights[own])
        length = float(np.linalg.norm(middle))
        if not length:
            return np.zeros(len(places), np.float32)
        worth = middle * self._weights / np.float32(length)
        owners, own = self._of(places)
        shared = np.bincount(owners, worth[own], len(places))
        return np.asarray(shared / self._lengths[places], np.float32)

    def _of(self, places: Places) -> tuple[Places, _Counts]:
        """The attributes of products one after another, and whose each is, as an index into ``places``."""
        begins = self._starts[places].astype(np.intp)
        counts = self._starts[places + 1].astype(np.intp) - begins
        owners = np.repeat(np.arange(len(places)), counts)
        before = np.cumsum(counts) - counts
        steps = np.arange(int(counts.sum())) - before[owners]
        return owners, self._attributes[begins[owners] + steps]
