"""Which files of a folder make a Coqui voice, and what it speaks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatar.voices.models.installed import ModelError, card

_NETS = ("model.pth", "model_file.pth", "best_model.pth")
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class CoquiFiles:
    """One model."""

    kind: str
    """``xtts``, ``vits``, … as its configuration names it."""
    config: Path
    net: Path
    languages: frozenset[str]
    """Primary subtags, as far as the folder shows."""


def coqui_files(path: Path) -> CoquiFiles:
    """The model in a folder.

    Raises:
        ModelError: A file is missing or is not what it should be.
    """
    config = path / "config.json"
    try:
        with config.open("rb") as file:
            said = json.loads(file.read(_MOST_BYTES))
    except OSError as error:
        raise ModelError(f"{path} holds no Coqui voice: config.json: {error.strerror}") from error
    except ValueError as error:
        raise ModelError(f"{config} is no JSON: {error}") from error
    kind = said.get("model") if isinstance(said, dict) else None
    if not isinstance(kind, str):
        raise ModelError(f"{config} does not say which model it is of")
    nets = [path / name for name in _NETS if (path / name).is_file()] or sorted(path.glob("*.pth"))
    nets = [net for net in nets if not net.name.startswith("speakers")]
    if not nets:
        raise ModelError(f"{path} holds no Coqui voice: model.pth is missing")
    if kind == "xtts" and not (path / "vocab.json").is_file():
        raise ModelError(f"{path} is an XTTS voice without its vocab.json")
    return CoquiFiles(kind, config, nets[0], frozenset(card(path).languages) or _languages(said))


def _languages(said: dict[str, Any]) -> frozenset[str]:
    given = said.get("languages")
    if not isinstance(given, list) or not given:
        given = [said.get("phoneme_language") or ""]
    names = {str(name).partition("-")[0].lower() for name in given}
    return frozenset("zh" if name == "cmn" else name for name in names if name)
