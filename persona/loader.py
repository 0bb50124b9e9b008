"""Personas by name or from a file."""

from __future__ import annotations

import re
from pathlib import Path

from persona.lint import lint
from persona.schema import Persona
from persona.yamlfile import DocumentError, read_document

LIBRARY = Path(__file__).parent / "library"
"""Folder of the built-in personas, one file each."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class PersonaError(ValueError):
    """A persona that cannot be used: one line for each fault, ``file:line: field: what is wrong``."""


def library() -> tuple[str, ...]:
    """Names of the built-in personas."""
    return tuple(sorted(file.stem for file in LIBRARY.glob("*.yaml")))


def load_persona(path_or_name: str | Path) -> Persona:
    """A checked persona.

    Args:
        path_or_name: A built-in persona's name (``mei``), or the path of a YAML file.

    Raises:
        PersonaError: There is none of that name, or its file has faults.
    """
    path = _locate(path_or_name)
    try:
        document = read_document(path, Persona)
    except DocumentError as error:
        raise PersonaError(str(error)) from None
    faults = list(lint(document.model))
    if faults:
        raise PersonaError(str(document.error(faults)))
    return document.model


def _locate(path_or_name: str | Path) -> Path:
    if isinstance(path_or_name, str) and _NAME.fullmatch(path_or_name):
        if path_or_name in library():
            return LIBRARY / f"{path_or_name}.yaml"
        raise PersonaError(
            f"no persona is named {path_or_name!r}: there are {', '.join(library())}, "
            "or give the path of a YAML file"
        )
    return Path(path_or_name)
