"""Embeddings by name, loaded when first asked for."""

from __future__ import annotations

from pkgutil import resolve_name

from knowledge.embeddings.base import Embedding
from knowledge.errors import ShopError

EMBEDDINGS = {"hashing": "knowledge.embeddings.hashing:HashingEmbedding"}
"""Names, and the class behind each; ``module:Class`` of an embedding that lives elsewhere works too."""


def load(name: str) -> Embedding:
    """The embedding of that name.

    Raises:
        ShopError: There is none, or it does not load.
    """
    target = EMBEDDINGS.get(name, name)
    if ":" not in target:
        raise ShopError(f"no embedding named {name!r}; there are: {', '.join(EMBEDDINGS)}, or module:Class")
    try:
        embedding: Embedding = resolve_name(target)()
    except (ImportError, AttributeError) as error:
        raise ShopError(f"embedding {name!r} does not load: {error}") from error
    return embedding
