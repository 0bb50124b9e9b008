"""Voice models on this machine: where they lie, and what is known of each."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "voice.json"
"""What is known of a model, in its folder."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MOST_BYTES = 100_000


class ModelError(ValueError):
    """A model is not there or not usable; one clear line."""


class ModelCard(BaseModel):
    """What is known of one model."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    engine: str = Field(default="sherpa", pattern=r"^[a-z]{1,20}$")
    """The voice that speaks with it."""
    languages: tuple[str, ...] = ()
    """Primary subtags."""
    speakers: dict[str, int] = {}
    """The speaker to use for a language, by number, where the model has several."""
    licence: str = ""
    url: str = ""
    sha256: str = ""
    """Of the archive, as it was downloaded."""


def home() -> Path:
    """The data folder: ``$NIGHTSHIFT_HOME``, else ``.nightshift`` in the current folder."""
    return Path(os.environ.get("NIGHTSHIFT_HOME") or ".nightshift").absolute()


def folder() -> Path:
    """Where models are installed."""
    return home() / "voice-models"


def installed(engine: str = "") -> list[str]:
    """Names of the models that are there, sorted; with ``engine``, those it speaks with."""
    root = folder()
    if not root.is_dir():
        return []
    names = sorted(path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [name for name in names if not engine or card(root / name).engine == engine]


def find(name: str) -> Path:
    """The folder of a model.

    Args:
        name: A model that was installed, or the path of a folder.

    Raises:
        ModelError: There is none.
    """
    path = Path(name).expanduser()
    if _NAME.fullmatch(name) and (folder() / name).is_dir():
        return folder() / name
    if path.is_dir():
        return path.absolute()
    there = ", ".join(installed()) or "none"
    raise ModelError(
        f"no voice model {name!r}: installed are {there}; get one with nightshift voice get NAME"
    )


def card(path: Path) -> ModelCard:
    """What is known of the model in a folder; defaults where nothing is."""
    try:
        with (path / FILE).open("rb") as file:
            return ModelCard.model_validate(json.loads(file.read(_MOST_BYTES)))
    except (OSError, ValueError, ValidationError):
        return ModelCard()
