"""How near the products are to a question and to each other, by their vectors."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import DenseSearch
from knowledge.kept import kept_or_made

FOLDER = "vectors"
_FORM = 1
_log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
"""Positions of products in the catalogue."""

_Rows = NDArray[np.float16]


class Neighbours:
    """The vectors of one revision of the catalogue.

    The store finds the nearest products to a question. To compare any others, the vectors are kept once
    more beside the catalogue, in half precision, mapped into memory: a few hundred rows are then read in
    well under a millisecond, which asking the store for them would take ten.
    """

    def __init__(self, folder: Path, places: Mapping[str, int], revision: str, dense: DenseSearch) -> None:
        """Nothing is read yet.

        Args:
            folder: The shop's folder.
            places: Positions in the catalogue by product id, in that order.
            revision: The catalogue's.
            dense: The store.
        """
        self._folder = folder / FOLDER
        self._revision = revision
        self._places = places
        self._ids = list(places)
        self._dense = dense
        self._rows: _Rows | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def weight(self) -> float:
        """How far nearness is trusted next to words, which count 1."""
        return self._dense.weight

    def prepare(self) -> None:
        """Read the vectors now, if they are there."""
        with self._lock:
            if self._rows is not None or not self._dense.ready:
                return
            try:
                kept = self._folder / f"{_FORM}-{self._revision}-{self._dense.name}"
                found = kept_or_made(kept, self._read, self._fetch, self._write)
            except LookupError as error:
                _log.info("vectors are not compared yet: %s", error)
                return
            self._rows = found

    def nearest(self, text: str, k: int) -> tuple[Places, Floats]:
        """The nearest products and their similarities (-1 … 1), nearest first; none while away."""
        found = [(self._places[key], near) for key, near in self._dense.query(text, k) if key in self._places]
        places = np.array([place for place, _ in found], np.intp)
        return places, np.array([near for _, near in found], np.float32)

    def to_text(self, text: str, places: Places) -> Floats | None:
        """The similarity of a text to these products; ``None`` while vectors are away."""
        rows = self._of(places)
        if rows is None:
            return None
        vector = self._dense.vector(text)
        return None if vector is None else rows @ vector[0]

    def to_products(self, seeds: Places, weights: Floats, places: Places) -> Floats | None:
        """The similarity of the middle of some products to others; ``None`` while vectors are away.

        Args:
            seeds: Those whose middle is taken.
            weights: What each counts.
            places: Those compared with it.
        """
        seeded, rows = self._of(seeds), self._of(places)
        if seeded is None or rows is None:
            return None
        return rows @ (weights @ seeded)

    def _of(self, places: Places) -> Floats | None:
        if self._rows is None:
            self._start()
            return None
        return self._rows[places].astype(np.float32)

    def _start(self) -> None:
        """Read them in the background."""
        if not self._dense.ready or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self.prepare, name="vector rows", daemon=True)
        self._thread.start()

    def _fetch(self) -> _Rows:
        found = self._dense.vectors(self._ids)
        if found is None:
            raise LookupError("the vector index is away or not complete")
        return found.astype(np.float16)

    def _read(self, kept: Path) -> _Rows:
        known = json.loads((kept / "ids.json").read_text("utf-8"))
        rows: _Rows = np.load(kept / "rows.npy", mmap_mode="r", allow_pickle=False)
        if known != self._ids or len(rows) != len(self._ids) or rows.dtype != np.float16:
            raise ValueError("it is of other products")
        return rows

    def _write(self, kept: Path, rows: _Rows) -> None:
        np.save(kept / "rows.npy", rows, allow_pickle=False)
        (kept / "ids.json").write_text(json.dumps(self._ids), "utf-8")
