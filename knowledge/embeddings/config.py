"""An embedding as configuration names it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class EmbeddingConfig(BaseModel):
    """An embedding by name, with its own options. In a file the name alone will do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str = Field(default="auto", min_length=1, max_length=200)
    """``auto``, a name of the registry, or ``module:Class``."""
    options: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        return {"engine": given} if isinstance(given, str) else given


class NoOptions(BaseModel):
    """Of an embedding that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
