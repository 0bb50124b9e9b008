"""How a shop's texts become vectors and where those are kept; a shop remembers it in its folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from knowledge.chroma import ChromaConfig
from knowledge.embeddings.config import EmbeddingConfig
from knowledge.errors import ShopError

FILE = "knowledge.yaml"
_MAX_BYTES = 64 * 1024


class KnowledgeConfig(BaseModel):
    """Embedding and vector store. Secrets are never in it: they come from the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    embeddings: EmbeddingConfig = EmbeddingConfig()
    """``auto`` (the best that works without a server), a name, ``module:Class``, or one with options."""
    chroma: ChromaConfig | None = None
    """A Chroma server, by its URL or with options; ``null``: in the shop's folder."""

    @field_validator("chroma", mode="before")
    @classmethod
    def _by_url(cls, given: Any) -> Any:
        return {"url": given} if isinstance(given, str) else given

    def over(self, remembered: KnowledgeConfig) -> KnowledgeConfig:
        """What is said here, and for the rest what the shop remembers."""
        return remembered.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


def remembered(folder: Path) -> KnowledgeConfig:
    """What the shop in a folder was made with; the defaults where it does not say.

    Raises:
        ShopError: Its file is broken; one line.
    """
    file = folder / FILE
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return KnowledgeConfig()
    except OSError as error:
        raise ShopError(f"{file}: {error.strerror or error}") from error
    if len(raw) > _MAX_BYTES:
        raise ShopError(f"{file} is too large")
    try:
        return KnowledgeConfig.model_validate(yaml.safe_load(raw) or {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ShopError(f"{file}: {field + ': ' if field else ''}{first['msg']}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ShopError(f"{file}: not valid YAML: {' '.join(str(error).split())[:200]}") from error


def remember(folder: Path, config: KnowledgeConfig) -> None:
    """Write what a shop is made with, as far as it was said.

    Raises:
        ShopError: The file cannot be written.
    """
    data = config.model_dump(mode="json", exclude_defaults=True)
    if set(data.get("embeddings", ())) == {"engine"}:
        data["embeddings"] = data["embeddings"]["engine"]
    if set(data.get("chroma") or ()) == {"url"}:
        data["chroma"] = data["chroma"]["url"]
    file = folder / FILE
    new = file.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=True), "utf-8")
        os.replace(new, file)
    except OSError as error:
        raise ShopError(f"{file}: {error.strerror or error}") from error
