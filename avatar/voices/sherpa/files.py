"""Which files of a folder make a sherpa-onnx voice, and what kind of voice it is.

Folders are as sherpa-onnx publishes them: Kokoro (``voices.bin``), Matcha (``model-steps-*.onnx`` and a
vocoder), VITS with a lexicon (Melo, AISHELL-3) and VITS without (Piper), which is given phonemes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from avatar.voices.models.installed import ModelError, card

Kind = Literal["kokoro", "matcha", "vits"]

_VOCODER = re.compile(r"(vocos|hifigan).*\.onnx")
_KOKORO_LEXICONS = ("lexicon-us-en.txt", "lexicon-gb-en.txt", "lexicon-zh.txt")


@dataclass(frozen=True, slots=True)
class SherpaFiles:
    """One voice."""

    kind: Kind
    model: Path
    tokens: Path
    lexicons: tuple[Path, ...] = ()
    """Empty: the model is given phonemes."""
    voices: Path | None = None
    """Kokoro's speakers."""
    vocoder: Path | None = None
    """Matcha's second net."""
    languages: frozenset[str] = frozenset()
    """Primary subtags, as far as the folder shows; empty when it does not."""


def sherpa_files(path: Path) -> SherpaFiles:
    """The voice in a folder.

    Raises:
        ModelError: A file is missing.
    """
    tokens = path / "tokens.txt"
    if not tokens.is_file():
        raise ModelError(f"{path} holds no sherpa-onnx voice: tokens.txt is missing")
    nets = sorted(file for file in path.glob("*.onnx") if file.stat().st_size > 1000)
    vocoders = [file for file in nets if _VOCODER.fullmatch(file.name)]
    models = sorted((file for file in nets if file not in vocoders), key=_preferred)
    if not models:
        raise ModelError(f"{path} holds no sherpa-onnx voice: its .onnx file is missing")
    model = models[0]
    languages = frozenset(card(path).languages) or _languages(path)
    if (path / "voices.bin").is_file():
        lexicons = [path / name for name in _KOKORO_LEXICONS if (path / name).is_file()]
        if len(lexicons) > 1 and lexicons[0].name == "lexicon-us-en.txt":
            lexicons = [file for file in lexicons if file.name != "lexicon-gb-en.txt"]
        return SherpaFiles("kokoro", model, tokens, tuple(lexicons), path / "voices.bin", None, languages)
    lexicon = tuple(file for file in (path / "lexicon.txt",) if file.is_file())
    if model.name.startswith("model-steps"):
        if not vocoders:
            raise ModelError(
                f"{path} is a Matcha voice without its vocoder: put vocos-22khz-univ.onnx into it"
            )
        return SherpaFiles("matcha", model, tokens, lexicon, None, vocoders[0], languages)
    return SherpaFiles("vits", model, tokens, lexicon, None, None, languages)


def _preferred(file: Path) -> tuple[bool, str]:
    """Full precision before int8: it is faster on most processors, and sounds better."""
    return ("int8" in file.name, file.name)


def _languages(path: Path) -> frozenset[str]:
    found = set()
    if (path / "lexicon-zh.txt").is_file() or re.search(r"(^|[-_])zh([-_]|$)|_CN", path.name):
        found.add("zh")
    if any(path.glob("lexicon-*-en.txt")) or re.search(r"(^|[-_])en([-_]|$)", path.name):
        found.add("en")
    return frozenset(found)
