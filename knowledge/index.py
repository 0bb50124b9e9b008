"""The vector index: likeness of texts, kept in Chroma, made anew from the catalogue when it is damaged."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.catalogue import Searchable
from knowledge.chroma import AT, ChromaConfig, ChromaFolder, ChromaServer, VectorStore
from knowledge.embeddings.base import Embedding, Vectors
from knowledge.errors import ShopError, UnavailableError
from knowledge.rows import merged

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

FOLDER = "chroma"
_PAGE = 5_000
"""Rows of one read."""
_BATCH = 512
"""Texts embedded and written at a time: what a kill loses at most. Chroma takes 5,461."""
_GENTLE_BATCH = 32
"""The same beside a stream on air: too few to be embedded in several threads."""
_PROBE = 5
_QUESTIONS = 256
"""Questions whose vectors are remembered."""
_ALIASES = 4
_FORM = 2
"""Of ``index_text``: with another number every shop embeds again what differs."""
_DESCRIPTION = 200
"""Characters of a description that are embedded."""
_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how much of it is done, and of how much (``None``: unknown)."""


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Show nothing."""


def index_text(product: Searchable) -> str:
    """What of a product is embedded: names, brand, kind, aliases that are words, and how its text begins."""
    name = merged(product.name)
    brand = "" if product.brand.casefold() in name.casefold() else product.brand
    plain = [alias for alias in product.aliases if not any(map(str.isdecimal, alias))]
    begins = merged({key: text[:_DESCRIPTION] for key, text in product.description.items()})
    parts = (name, brand, merged(product.category), *plain[:_ALIASES], "" if begins in name else begins)
    return " ".join(part for part in parts if part)


class VectorIndex:
    """Vectors of all products of a shop, by product id.

    The collection's name holds the embedding's, so that vectors of two models never meet. Each row carries
    a digest of its text, and the collection the catalogue's revision: what differs is brought up to date
    row by row; what fails its probe (count, query) is made anew. Any thread may call.
    """

    def __init__(self, folder: Path, embedding: Embedding, chroma: ChromaConfig | None = None) -> None:
        """Name the index; nothing is opened yet.

        Args:
            folder: The shop's folder.
            embedding: Makes the vectors.
            chroma: The server that keeps them; ``None`` for the shop's folder.
        """
        self._store: VectorStore = (
            ChromaServer(folder, chroma) if chroma is not None else ChromaFolder(folder / FOLDER)
        )
        self._embedding = embedding
        self._vector = lru_cache(_QUESTIONS)(self._embed_question)
        self._collection: Collection | None = None
        self._count = 0
        self._lock = threading.RLock()

    @property
    def weight(self) -> float:
        """How far its ranking is trusted next to that by words."""
        return self._embedding.weight

    def is_current(self, revision: str, count: int) -> bool:
        """Open the index and probe it: whether it is sound and holds this state of the catalogue.

        Args:
            revision: The catalogue's.
            count: How many products it has.

        Raises:
            UnavailableError: The embedding or the store is away.
        """
        try:
            with self._lock, _away(self._store.place):
                collection = self._open()
                if not _is_of(collection, revision):
                    return False
                self._probe(collection, count)
        except _damage() as error:
            self._give_up(error)
            return False
        self._count = count
        return True

    def update(
        self,
        products: Sequence[Searchable],
        revision: str,
        progress: Progress = no_progress,
        *,
        gentle: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Make the index hold exactly these products, and return how many were embedded.

        Only one process may do this at a time (``knowledge.indexlock``). What was written stays when it is
        stopped or killed; the next update goes on from there.

        Args:
            products: All of the catalogue.
            revision: The catalogue's.
            progress: Called with ``embedding`` and how many of the products to embed are done.
            gentle: Leave the machine to others.
            stopped: Asked between batches; true ends it.

        Raises:
            UnavailableError: The embedding or the store is away, or it was stopped.
            ShopError: The index cannot be written.
        """
        work = _Work(products, revision, progress, _GENTLE_BATCH if gentle else _BATCH, stopped)
        for last in (False, True):
            try:
                with _away(self._store.place):
                    return self._update(work)
            except _damage() as error:
                self._give_up(error)
                if last:
                    line = f"{self._store.place}: the vector index cannot be written: {_line(error)}"
                    raise ShopError(line) from error
        raise AssertionError

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        """Product ids and similarities (-1 … 1) of the nearest products, nearest first.

        Those with nothing in common with the text are left out.

        Raises:
            UnavailableError: The embedding or the store is away, or the index is damaged.
        """
        vector = self._vector(text)
        if not vector.any():
            return []
        try:
            with self._lock, _away(self._store.place):
                if self._collection is None or not self._count:
                    return []
                found: Any = self._collection.query(
                    query_embeddings=vector, n_results=min(k, self._count), include=["distances"]
                )
        except _damage() as error:
            raise UnavailableError(
                f"{self._store.place}: the vector index does not answer: {_line(error)}"
            ) from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        near = ((product_id, 1.0 - float(distance)) for product_id, distance in pairs)
        return [pair for pair in near if pair[1] >= self._embedding.floor]

    @property
    def name(self) -> str:
        """The embedding's and its size: vectors of different names are never compared.

        Raises:
            UnavailableError: An endpoint that would say the size is away.
        """
        return f"{self._embedding.name}-{self._embedding.dim}"

    def vector(self, text: str) -> Vectors:
        """A question's vector, ``float32 (1, dim)``.

        Raises:
            UnavailableError: The embedding is away.
        """
        return self._vector(text)

    def vectors(self, ids: Sequence[str]) -> Vectors | None:
        """The vectors of products, in their order; ``None`` if one of them has none.

        Raises:
            UnavailableError: The store is away, or the index is damaged.
        """
        found: dict[str, Any] = {}
        try:
            with _away(self._store.place):
                for page in _pages(list(ids), _PAGE):
                    with self._lock:
                        if self._collection is None:
                            return None
                        held: Any = self._collection.get(ids=page, include=["embeddings"])
                    found.update(zip(held["ids"], held["embeddings"], strict=True))
        except _damage() as error:
            raise UnavailableError(
                f"{self._store.place}: the vector index does not answer: {_line(error)}"
            ) from error
        if any(key not in found for key in ids):
            return None
        rows: Vectors = np.array([found[key] for key in ids], np.float32).reshape(len(ids), -1)
        return rows

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._collection = None
            self._store.close()

    def _open(self) -> Collection:
        if self._collection is None:
            self._collection = self._store.open(self._name())
        return self._collection

    def _name(self) -> str:
        return f"products-{self._embedding.name}-{self._embedding.dim}"

    def _give_up(self, error: BaseException) -> None:
        _log.warning("the vector index in %s is damaged: %s", self._store.place, _line(error))
        with self._lock:
            self._collection = None
            self._store.discard(self._name())

    def _embed_question(self, text: str) -> Vectors:
        return self._embedded(1, lambda: self._embedding.embed_query(text))

    def _embedded(self, count: int, embed: Callable[[], Vectors]) -> Vectors:
        """So many vectors of the embedding's size. Its faults are not taken for the store's."""
        try:
            vectors = embed()
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            OSError,
            RuntimeError,
            TypeError,
            ValueError,
        ) as error:
            line = f"embedding {self._embedding.name} fails: {type(error).__name__}: {_line(error)}"
            raise UnavailableError(line) from error
        if vectors.shape != (count, self._embedding.dim):
            raise UnavailableError(
                f"embedding {self._embedding.name} answers with vectors of shape {vectors.shape} "
                f"where {(count, self._embedding.dim)} was expected; were models exchanged under one name?"
            )
        return vectors

    def _probe(self, collection: Collection, count: int) -> None:
        held = collection.count()
        if held != count:
            raise ValueError(f"it holds {held} of {count} products")
        if count:
            wanted = min(_PROBE, count)
            found: Any = collection.query(
                query_embeddings=self._embed_question("probe"), n_results=wanted, include=["distances"]
            )
            if len(found["ids"][0]) != wanted:
                raise ValueError(f"it finds {len(found['ids'][0])} of {wanted} products")

    def _update(self, work: _Work) -> int:
        with self._lock:
            collection = self._open()
        with self._store.patience():
            if _is_of(collection, work.revision):
                self._probe(collection, len(work.products))
                self._count = len(work.products)
                return 0
            known = _digests(collection)
            texts = {product.id: index_text(product) for product in work.products}
            digests = {key: _digest(text) for key, text in texts.items()}
            fresh = [key for key, digest in digests.items() if known.get(key) != digest]
            copied = self._copy(collection, known, {key: digests[key] for key in fresh})
            fresh = [key for key in fresh if key not in copied]
            gone = [key for key in known if key not in texts]
            for keys in _pages(gone, _PAGE):
                collection.delete(ids=keys)
            # Texts of the same length go through a model together.
            fresh.sort(key=lambda key: len(texts[key]))
            done = 0
            for keys in _pages(fresh, work.batch):
                if work.stopped():
                    raise UnavailableError("the vector index is being closed")
                work.progress("embedding", done, len(fresh))
                batch = [texts[key] for key in keys]
                vectors = self._embedded(len(keys), partial(self._embedding.embed, batch))
                _write(collection, keys, vectors, digests)
                done += len(keys)
            if fresh:
                work.progress("embedding", done, done)
            self._probe(collection, len(texts))
            collection.modify(metadata={"revision": work.revision, "form": _FORM, AT: time.time()})
            self._count = len(texts)
            self._store.settle(self._name())
        return len(fresh)

    def _copy(self, collection: Collection, known: Mapping[str, str], wanted: Mapping[str, str]) -> set[str]:
        """Give products the vectors of the same text under another id, and return which."""
        ids = {digest: key for key, digest in known.items() if key not in wanted}
        pairs = [(key, ids[digest]) for key, digest in wanted.items() if digest in ids]
        for page in _pages(pairs, _PAGE):
            held: Any = collection.get(ids=sorted({old for _, old in page}), include=["embeddings"])
            vectors = dict(zip(held["ids"], held["embeddings"], strict=True))
            keys = [key for key, _ in page]
            _write(collection, keys, [vectors[old] for _, old in page], wanted)
        return {key for key, _ in pairs}


class _Work:
    """What an update is given."""

    def __init__(
        self,
        products: Sequence[Searchable],
        revision: str,
        progress: Progress,
        batch: int,
        stopped: Callable[[], bool],
    ) -> None:
        self.products, self.revision, self.progress = products, revision, progress
        self.batch, self.stopped = batch, stopped


def _damage() -> tuple[type[Exception], ...]:
    """What a damaged index raises; ``AttributeError`` comes of a client that failed to start before."""
    from chromadb.errors import ChromaError

    return ChromaError, ValueError, OSError, AttributeError


@contextmanager
def _away(place: str) -> Iterator[None]:
    """Errors of a connection become one of ours."""
    import httpx

    try:
        yield
    except httpx.HTTPError as error:
        line = _line(error) or type(error).__name__
        raise UnavailableError(f"{place}: the Chroma server does not answer: {line}") from error


def _is_of(collection: Collection, revision: str) -> bool:
    data = collection.metadata or {}
    return data.get("revision") == revision and data.get("form") == _FORM


def _digests(collection: Collection) -> dict[str, str]:
    """The digest of the text behind each row."""
    known: dict[str, str] = {}
    for start in range(0, collection.count(), _PAGE):
        held = collection.get(include=["metadatas"], limit=_PAGE, offset=start)
        metadatas = held["metadatas"] or [{}] * len(held["ids"])
        for key, data in zip(held["ids"], metadatas, strict=True):
            known[key] = str((data or {}).get("digest"))
    return known


def _write(collection: Collection, keys: Sequence[str], vectors: Any, digests: Mapping[str, str]) -> None:
    collection.upsert(
        ids=list(keys), embeddings=vectors, metadatas=[{"digest": digests[key]} for key in keys]
    )


def _pages(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
