"""Pictures named by a file of products."""

from __future__ import annotations

import logging
from pathlib import Path

from knowledge.feeds.base import RowError

_log = logging.getLogger(__name__)
_KINDS = (".svg", ".png", ".jpg", ".jpeg", ".webp")


def picture_beside(file: Path, name: str) -> str:
    """The absolute path of a picture in the folder of ``file`` or below it; empty if it is not there.

    Raises:
        RowError: It lies elsewhere (also by a link) or is no picture.
    """
    folder = file.parent.resolve()
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise RowError(f"picture {name!r}: {error}") from error
    if not path.is_relative_to(folder):
        raise RowError(f"picture {name!r}: it lies outside the folder of {file.name}")
    if path.suffix.lower() not in _KINDS:
        raise RowError(f"picture {name!r}: it is none of {', '.join(_KINDS)}")
    if not path.is_file():
        _log.warning("%s: no picture %s; its product goes without one", file, name)
        return ""
    return str(path)


def picture_if_beside(file: Path, name: str) -> str:
    """The absolute path of a picture in the folder of ``file`` or below it, else empty.

    For exports, whose pictures are mostly addresses: nothing is fetched, and a wrong one costs nothing else.
    """
    if not name or len(name) > 500 or "://" in name or not name.lower().endswith(_KINDS):
        return ""
    try:
        folder = file.parent.resolve()
        path = (folder / name).resolve()
        return str(path) if path.is_relative_to(folder) and path.is_file() else ""
    except (OSError, ValueError, RuntimeError):
        return ""
