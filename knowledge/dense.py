"""Search by vectors, when it can be had: it never fails a question and never keeps one waiting for long."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import Searchable
from knowledge.embeddings.base import Vectors
from knowledge.errors import ShopError, UnavailableError
from knowledge.index import Progress, VectorIndex, no_progress
from knowledge.indexlock import index_lock

_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 60.0
_CLOSING_S = 10.0
"""How long an embedding run in the background may take to end its batch."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What the index should hold."""

    products: Sequence[Searchable]
    revision: str


class DenseSearch:
    """The vector index of an open shop, brought up to date and back to life in the background.

    A circuit breaker (Nygard 2007, "Release It!"): after a failure nothing is asked until a pause is over,
    which doubles from 5 s to 60 s; then one thread tries whether index, store and embedding work again,
    and only when they do are questions asked of them. Meanwhile the products are found by words alone.
    """

    def __init__(
        self, folder: Path, index: VectorIndex, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Use an index; nothing is opened yet.

        Args:
            folder: The shop's folder.
            index: Its vectors.
            clock: Seconds, of the pauses.
        """
        self._folder, self._index, self._clock = folder, index, clock
        self._wanted = _Catalogue((), "")
        self._ready = False
        self._said = ""
        """The last warning; the same is not given twice."""
        self._pause_s = _FIRST_PAUSE_S
        self._next_try = 0.0
        self._lock = threading.Lock()
        self._bringing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def weight(self) -> float:
        """How far its ranking is trusted next to that by words."""
        return self._index.weight

    @property
    def ready(self) -> bool:
        """Whether questions are answered by vectors now."""
        return self._ready

    def follow(
        self,
        products: Sequence[Searchable],
        revision: str,
        *,
        wait_s: float | None,
        progress: Progress = no_progress,
    ) -> None:
        """Make the index hold these products.

        Args:
            products: All of the catalogue.
            revision: The catalogue's.
            wait_s: Seconds to wait for it; then it goes on in a thread, leaving the machine to others.
                ``None``: until it is done or has failed.
            progress: Told of what is embedded while it is waited for without end.
        """
        with self._lock:
            self._ready = False
            self._wanted = _Catalogue(products, revision)
        if wait_s is None:
            self._bring(gentle=False, progress=progress)
        else:
            self._start()
            self.settle(wait_s)

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        """Product ids and similarities of the nearest products, nearest first; none while it is not ready."""
        if not self._ready:
            if self._clock() >= self._next_try:
                self._start()
            return []
        try:
            return self._index.query(text, k)
        except UnavailableError as error:
            self._failed(error)
            return []

    @property
    def name(self) -> str:
        """The embedding's and its size: vectors of different names are never compared. Known when ready."""
        return self._index.name

    def vector(self, text: str) -> Vectors | None:
        """A question's vector, ``float32 (1, dim)``; ``None`` while it cannot be had."""
        if not self._ready:
            return None
        try:
            return self._index.vector(text)
        except UnavailableError as error:
            self._failed(error)
            return None

    def vectors(self, ids: Sequence[str]) -> Vectors | None:
        """The vectors of products, in their order; ``None`` while they cannot be had."""
        if not self._ready:
            return None
        try:
            return self._index.vectors(ids)
        except UnavailableError as error:
            self._failed(error)
            return None

    def settle(self, wait_s: float | None = None) -> None:
        """Wait, at most so many seconds, until what goes on in the background is done."""
        thread = self._thread
        if thread is not None:
            thread.join(wait_s)

    def close(self, *, wait_s: float = _CLOSING_S) -> None:
        """End what goes on in the background, and let go of the files.

        Args:
            wait_s: Seconds that a batch under way is waited for; beyond, its thread closes the files.
        """
        self._closed.set()
        self._ready = False
        self.settle(wait_s)
        if self._bringing.acquire(blocking=False):
            self._index.close()
            self._bringing.release()

    def _start(self) -> None:
        with self._lock:
            if self._closed.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(
                target=self._bring, kwargs={"gentle": True}, name="vectors", daemon=True
            )
            self._thread.start()

    def _bring(self, *, gentle: bool, progress: Progress = no_progress) -> None:
        """Open, probe and complete the index; afterwards it is ready, or the next try is set."""
        with self._bringing:
            try:
                while not self._closed.is_set():
                    wanted = self._wanted
                    self._complete(wanted, gentle=gentle, progress=progress)
                    if self._works(wanted):
                        break
            except ShopError as error:
                self._failed(error)
            if self._closed.is_set():
                self._index.close()

    def _complete(self, wanted: _Catalogue, *, gentle: bool, progress: Progress) -> None:
        # Another process may have written the files: they are opened again, and not before it is done.
        self._index.close()
        with index_lock(self._folder, stopped=self._closed.is_set):
            if not self._index.is_current(wanted.revision, len(wanted.products)):
                self._index.update(
                    wanted.products, wanted.revision, progress, gentle=gentle, stopped=self._closed.is_set
                )

    def _works(self, done: _Catalogue) -> bool:
        """Whether that was the newest catalogue; then questions may be asked again."""
        with self._lock:
            if done is not self._wanted:
                return False
            self._ready = not self._closed.is_set()
        if self._said:
            _log.warning("vector search is back")
        self._said, self._pause_s = "", _FIRST_PAUSE_S
        return True

    def _failed(self, error: ShopError) -> None:
        self._ready = False
        self._next_try = self._clock() + self._pause_s
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        if not self._closed.is_set() and not self._said:
            self._said = str(error)
            _log.warning("%s; until it is back, products are found by words alone", error)
