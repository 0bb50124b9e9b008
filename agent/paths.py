"""Where Nightshift keeps what it must not lose."""

from __future__ import annotations

import os
import re
from pathlib import Path

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class BadNameError(ValueError):
    """A shop or room name that cannot be a folder's name."""


def home() -> Path:
    """The data folder: ``$NIGHTSHIFT_HOME``, else ``.nightshift`` in the current folder."""
    return Path(os.environ.get("NIGHTSHIFT_HOME") or ".nightshift").absolute()


def _under(kind: str, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise BadNameError(
            f"{name!r} cannot name a {kind[:-1]}: use up to 63 lower-case letters, digits, - and _, "
            "beginning with a letter or digit"
        )
    return home() / kind / name


def shop_folder(name: str) -> Path:
    """The folder of one shop's catalogue and index.

    Raises:
        BadNameError: The name cannot be a folder's.
    """
    return _under("shops", name)


def room_folder(name: str) -> Path:
    """The folder of one room's journal.

    Raises:
        BadNameError: The name cannot be a folder's.
    """
    return _under("rooms", name)
