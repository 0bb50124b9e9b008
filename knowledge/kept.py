"""What is computed of a revision of the catalogue and kept beside it."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def kept_or_made(
    place: Path, read: Callable[[Path], _T], make: Callable[[], _T], write: Callable[[Path, _T], None]
) -> _T:
    """What is kept in a folder, or else what is made now and kept there.

    The folder is written aside and moved into place whole; its neighbours, of other revisions, are dropped.
    What is damaged is made anew; what cannot be kept is only used.

    Args:
        place: The folder, named after form and revision, in a folder of its own kind.
        read: Reads it. May raise ``OSError``, ``ValueError``, ``KeyError`` or ``EOFError``.
        make: Makes it.
        write: Writes it into a folder that exists.
    """
    try:
        return read(place)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError) as error:
        _log.warning("%s is damaged and made anew: %s", place, error)
    made = make()
    try:
        _keep(place, made, write)
    except OSError as error:
        _log.warning("%s cannot be kept: %s", place, error)
    return made


def _keep(place: Path, made: _T, write: Callable[[Path, _T], None]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix="making-", dir=place.parent))
    try:
        write(aside, made)
        shutil.rmtree(place, ignore_errors=True)
        os.replace(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for old in place.parent.iterdir():
        if old != place and not old.name.startswith("making-"):
            shutil.rmtree(old, ignore_errors=True)
