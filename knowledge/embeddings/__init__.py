"""Embeddings by name, loaded when first asked for."""

from __future__ import annotations

import logging
from pkgutil import resolve_name

from pydantic import ValidationError

from knowledge.embeddings.base import Embedding
from knowledge.embeddings.config import EmbeddingConfig
from knowledge.errors import ShopError

EMBEDDINGS = {
    "minilm": "knowledge.embeddings.minilm:MinilmEmbedding",
    "hashing": "knowledge.embeddings.hashing:HashingEmbedding",
    "openai": "knowledge.embeddings.openai:OpenAIEmbedding",
}
"""Names, and the class behind each; ``module:Class`` of an embedding that lives elsewhere works too."""

AUTO = ("minilm", "hashing")
"""What ``auto`` tries, in order."""
_log = logging.getLogger(__name__)


def load(wanted: str | EmbeddingConfig) -> Embedding:
    """The embedding of that name; ``auto`` is the first of ``AUTO`` that works here.

    A class brings the model of its options as ``Config`` and is made with one; a class without is made
    with nothing.

    Raises:
        ShopError: There is none, it does not load, or its options are wrong.
    """
    config = EmbeddingConfig(engine=wanted) if isinstance(wanted, str) else wanted
    if config.engine != "auto":
        return _load(config)
    for better in AUTO[:-1]:
        try:
            return _load(EmbeddingConfig(engine=better, options=config.options))
        except ShopError as error:
            _log.info("%s", error)
    return _load(EmbeddingConfig(engine=AUTO[-1], options=config.options))


def _load(config: EmbeddingConfig) -> Embedding:
    name = config.engine
    target = EMBEDDINGS.get(name, name)
    if ":" not in target:
        raise ShopError(f"no embedding named {name!r}; there are: {', '.join(EMBEDDINGS)}, or module:Class")
    try:
        engine = resolve_name(target)
        options = getattr(engine, "Config", None)
        if options is None and config.options:
            raise ShopError(f"embedding {name!r} takes no options")
        embedding: Embedding = engine() if options is None else engine(options.model_validate(config.options))
    except ValidationError as error:
        raise ShopError(f"embedding {name!r}: {_first_fault(error)}") from error
    except (ImportError, AttributeError, LookupError, OSError, ValueError, TypeError) as error:
        raise ShopError(f"embedding {name!r} does not load: {error}") from error
    return embedding


def _first_fault(error: ValidationError) -> str:
    """The first fault, without the value: it may be a secret in the wrong place."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "options"
    return f"{field}: {'is no known option' if first['type'] == 'extra_forbidden' else first['msg']}"
