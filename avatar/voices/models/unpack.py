"""Unpacking a stranger's archive: plain files and folders, inside one folder, within limits."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from avatar.voices.models.installed import ModelError

MOST_BYTES = 8 * 1024**3
MOST_FILES = 20_000
_LONGEST_NAME = 300
_DEEPEST = 12
_BLOCK = 1024 * 1024


def unpack(
    archive: Path,
    target: Path,
    *,
    most_bytes: int = MOST_BYTES,
    most_files: int = MOST_FILES,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Unpack a tar archive; a single folder that holds everything is left out of the names.

    Args:
        archive: A tar file, compressed or not.
        target: A folder, empty.
        most_bytes: What it may come to.
        most_files: How many it may hold.
        progress: Gets the number of bytes unpacked so far.

    Raises:
        ModelError: It is damaged, too large, or holds what is no plain file inside its folder; what was
            unpacked before is left in ``target``.
    """
    done = count = 0
    try:
        with tarfile.open(archive, "r|*") as tar:
            for member in tar:
                count += 1
                if count > most_files:
                    raise ModelError(f"{archive.name} holds over {most_files} files; it is refused")
                path = _inside(member, archive.name)
                if member.isdir():
                    (target / path).mkdir(parents=True, exist_ok=True)
                    continue
                done += member.size
                if done > most_bytes:
                    raise ModelError(f"{archive.name} unpacks to over {most_bytes} bytes; it is refused")
                _write(tar, member, target / path)
                progress(done)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"{archive.name} does not unpack: {error}") from error
    if not count:
        raise ModelError(f"{archive.name} is empty")
    _lift(target)


def _inside(member: tarfile.TarInfo, archive: str) -> Path:
    name = member.name
    path = PurePosixPath(name)
    safe = (
        not path.is_absolute()
        and ".." not in path.parts
        and not any(sign in name for sign in "\\:\0\n\r")
        and len(name) <= _LONGEST_NAME
        and len(path.parts) <= _DEEPEST
    )
    if not safe:
        raise ModelError(f"{archive} holds a file outside its folder ({name[:80]!r}); it is refused")
    if not (member.isfile() or member.isdir()):
        raise ModelError(f"{archive} holds what is no plain file ({name[:80]!r}); it is refused")
    return Path(*path.parts)


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    source = tar.extractfile(member)
    if source is None:
        raise ModelError(f"{member.name[:80]!r} has no content")
    path.parent.mkdir(parents=True, exist_ok=True)
    with source, path.open("xb") as target:
        while block := source.read(_BLOCK):
            target.write(block)


def _lift(target: Path) -> None:
    """Move what a single top folder holds up into ``target``."""
    there = list(target.iterdir())
    if len(there) != 1 or not there[0].is_dir():
        return
    top = there[0].rename(target / ".top")
    for path in top.iterdir():
        os.replace(path, target / path.name)
    top.rmdir()
