"""The drawn hosts by name: the built-in ones, and those in ``$NIGHTSHIFT_HOME/characters``."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from avatar.faces.drawn.themes import Theme
from persona.yamlfile import DocumentError, read_document

LIBRARY = Path(__file__).parent
"""Folder of the built-in ones, one file each."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class CharacterError(ValueError):
    """A character that is not there or cannot be used: one clear line for each fault."""


def built_in() -> tuple[str, ...]:
    """Names of the built-in characters, in order."""
    return _names(LIBRARY)


def names() -> tuple[str, ...]:
    """Names of all characters that are there, in order."""
    return tuple(sorted({*built_in(), *_names(folder())}))


def folder() -> Path:
    """Where own characters are looked for."""
    return Path(os.environ.get("NIGHTSHIFT_HOME") or ".nightshift").absolute() / "characters"


def character(name: str) -> Theme:
    """The looks of a character; a file of one's own goes before a built-in one of the same name.

    Raises:
        CharacterError: There is none of this name, or its file has faults, each told as
                ``file:line: field: what is wrong``.
    """
    if _NAME.fullmatch(name):
        for place in (folder(), LIBRARY):
            if (path := place / f"{name}.yaml").is_file():
                return _read(path, path.stat().st_mtime_ns)
    raise CharacterError(f"no host is called {name[:40]!r}; there are: {', '.join(names())}")


@lru_cache(maxsize=16)
def _read(path: Path, _version: int) -> Theme:
    try:
        return read_document(path, Theme).model
    except DocumentError as error:
        raise CharacterError(str(error)) from None


def _names(place: Path) -> tuple[str, ...]:
    if not place.is_dir():
        return ()
    return tuple(sorted(path.stem for path in place.glob("*.yaml") if _NAME.fullmatch(path.stem)))
