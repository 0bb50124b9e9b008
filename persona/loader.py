"""Personas by name or from a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from persona.character import Finding
from persona.lint import lint
from persona.schema import Persona
from persona.yamlfile import Document, DocumentError, read_document

LIBRARY = Path(__file__).parent / "library"
"""Folder of the built-in personas, one file each."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class PersonaError(ValueError):
    """A persona that cannot be used: one line for each fault, ``file:line: field: what is wrong``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A persona file that was read and linted."""

    persona: Persona
    errors: tuple[str, ...]
    """Lines that say why it cannot go on air; empty if it can."""
    warnings: tuple[str, ...]
    """Lines that its author should know."""


def library() -> tuple[str, ...]:
    """Names of the built-in personas."""
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.yaml")))


def load_persona(path_or_name: str | Path) -> Persona:
    """A checked persona. Warnings do not stop it; ``nightshift persona lint`` says them.

    Args:
        path_or_name: A built-in persona's name (``mei``), or the path of a YAML file.

    Raises:
        PersonaError: There is none of that name, or its file has faults.
    """
    path = locate(path_or_name)
    if path.parent == LIBRARY:
        return _built_in(path)
    return _load(path)


def check(path_or_name: str | Path) -> Checked:
    """Read a persona and say everything about it, every variant of every wording looked at.

    Raises:
        PersonaError: There is none of that name, or its file is no persona at all.
    """
    document = _read(locate(path_or_name))
    findings = list(lint(document.model, thorough=True))
    return Checked(
        document.model,
        _lines(document, [one for one in findings if not one.warning]),
        _lines(document, [one for one in findings if one.warning]),
    )


def locate(path_or_name: str | Path) -> Path:
    """Where a persona's file is.

    Raises:
        PersonaError: There is none of that name.
    """
    if isinstance(path_or_name, str) and _NAME.fullmatch(path_or_name):
        if path_or_name in library():
            return LIBRARY / f"{path_or_name}.yaml"
        raise PersonaError(
            f"no persona is named {path_or_name!r}: there are {', '.join(library())}, "
            "or give the path of a YAML file"
        )
    return Path(path_or_name)


@lru_cache(maxsize=16)
def _built_in(path: Path) -> Persona:
    return _load(path)


def _load(path: Path) -> Persona:
    document = _read(path)
    errors = [one for one in lint(document.model) if not one.warning]
    if errors:
        raise PersonaError("\n".join(_lines(document, errors)))
    return document.model


def _read(path: Path) -> Document[Persona]:
    try:
        return read_document(path, Persona)
    except DocumentError as error:
        raise PersonaError(str(error)) from None


def _lines(document: Document[Persona], findings: Sequence[Finding]) -> tuple[str, ...]:
    if not findings:
        return ()
    error = document.error([(one.where, one.says) for one in findings])
    return tuple(str(error).splitlines())
