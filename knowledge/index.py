"""The vector index: Chroma, embedded, rebuilt from the catalogue whenever it is not what it should be."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.catalogue import Searchable
from knowledge.embeddings.base import Embedding
from knowledge.errors import ShopError
from knowledge.rows import merged

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

FOLDER = "chroma"
_BATCH = 2_000
"""Rows of one write; Chroma takes at most 5,461."""
_PROBE = 5
_DESCRIPTION = 300
_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how much of it is done, and of how much (``None``: unknown)."""


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Show nothing."""


def index_text(product: Searchable) -> str:
    """What of a product is embedded."""
    description = merged({key: text[:_DESCRIPTION] for key, text in product.description.items()})
    return " ".join(
        (merged(product.name), product.brand, merged(product.category), *product.aliases, description)
    )


class VectorIndex:
    """Vectors of all products of a shop, by product id.

    The collection's name holds the embedding's, so that vectors of two models never meet. Each row carries
    a digest of its text, and the collection the catalogue's revision: what differs is brought up to date
    row by row; what fails its probe (count, query) is made anew, in another numbered folder, as Chroma
    keeps a client that failed to start, by path, for the life of the process.
    """

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        """Name the index; nothing is opened yet.

        Args:
            folder: The shop's folder.
            embedding: Makes the vectors.
        """
        self._folder = folder / FOLDER
        self._embedding = embedding
        self._name = f"products-{embedding.name}-{embedding.dim}"
        self._client: Any = None
        self._collection: Collection | None = None
        self._count = 0
        self._broken = 0
        """Folders up to this number failed."""
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
        """
        try:
            collection = self._open()
            if (collection.metadata or {}).get("revision") != revision:
                return False
            self._probe(collection, count)
        except _damage() as error:
            self._give_up(error)
            return False
        self._count = count
        return True

    def update(self, products: Sequence[Searchable], revision: str, progress: Progress = no_progress) -> int:
        """Make the index hold exactly these products, and return how many were embedded.

        Only one process may do this at a time (``Catalogue.writing``).

        Raises:
            ShopError: It cannot be written.
        """
        try:
            return self._update(products, revision, progress)
        except _damage() as error:
            self._give_up(error)
        try:
            return self._update(products, revision, progress)
        except _damage() as error:
            self._give_up(error)
            raise ShopError(f"{self._folder}: the vector index cannot be written: {_line(error)}") from error

    def query(self, text: str, k: int) -> list[tuple[str, float]]:
        """Product ids and similarities (-1 … 1) of the nearest products, nearest first.

        Those with nothing in common with the text are left out; a damaged index finds nothing.
        """
        vector = self._embedding.embed([text])
        if not vector.any():
            return []
        try:
            with self._lock:
                if self._collection is None or not self._count:
                    return []
                found: Any = self._collection.query(
                    query_embeddings=vector, n_results=min(k, self._count), include=["distances"]
                )
        except _damage() as error:
            _log.warning("the vector index in %s does not answer: %s", self._folder, _line(error))
            return []
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        near = ((product_id, 1.0 - float(distance)) for product_id, distance in pairs)
        return [pair for pair in near if pair[1] >= self._embedding.floor]

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                client.close()

    def _open(self) -> Collection:
        if self._collection is not None:
            return self._collection
        import chromadb
        from chromadb.config import Settings

        if self._folder.is_file():
            self._folder.unlink()
        place = self._folder / str(self._number())
        place.mkdir(parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(place), settings=settings)
        self._collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        return self._collection

    def _number(self) -> int:
        """Of the newest folder that did not fail, or of the next to be made."""
        numbers = [int(place.name) for place in self._folder.glob("*") if place.name.isdecimal()]
        return max([number for number in numbers if number > self._broken], default=self._broken + 1)

    def _give_up(self, error: BaseException) -> None:
        number = self._number()
        _log.warning("the vector index in %s is damaged: %s", self._folder / str(number), _line(error))
        self.close()
        self._broken = number

    def _remove_older(self) -> None:
        number = self._number()
        for place in self._folder.glob("*"):
            if place.name != str(number):
                shutil.rmtree(place, ignore_errors=True)

    def _probe(self, collection: Collection, count: int) -> None:
        held = collection.count()
        if held != count:
            raise ValueError(f"it holds {held} of {count} products")
        if count:
            wanted = min(_PROBE, count)
            vector = self._embedding.embed(["probe"])
            found: Any = collection.query(query_embeddings=vector, n_results=wanted, include=["distances"])
            if len(found["ids"][0]) != wanted:
                raise ValueError(f"it finds {len(found['ids'][0])} of {wanted} products")

    def _update(self, products: Sequence[Searchable], revision: str, progress: Progress) -> int:
        collection = self._open()
        held = collection.get(include=["metadatas"])
        metadatas = held["metadatas"] or [{}] * len(held["ids"])
        known = {key: (data or {}).get("digest") for key, data in zip(held["ids"], metadatas, strict=True)}
        texts = {product.id: index_text(product) for product in products}
        digests = {key: _digest(text) for key, text in texts.items()}
        gone = [key for key in known if key not in texts]
        fresh = [key for key, digest in digests.items() if known.get(key) != digest]
        for start in range(0, len(gone), _BATCH):
            collection.delete(ids=gone[start : start + _BATCH])
        for start in range(0, len(fresh), _BATCH):
            progress("embedding", start, len(fresh))
            keys = fresh[start : start + _BATCH]
            collection.upsert(
                ids=keys,
                embeddings=self._embedding.embed([texts[key] for key in keys]),
                metadatas=[{"digest": digests[key]} for key in keys],
            )
        if fresh:
            progress("embedding", len(fresh), len(fresh))
        self._probe(collection, len(texts))
        collection.modify(metadata={"revision": revision})
        self._count = len(texts)
        self._remove_older()
        return len(fresh)


def _damage() -> tuple[type[Exception], ...]:
    """What a damaged index raises; ``AttributeError`` comes of a client that failed to start before."""
    from chromadb.errors import ChromaError

    return ChromaError, ValueError, OSError, AttributeError


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
