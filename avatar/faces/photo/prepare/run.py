"""Runs the preparation in its own environment, with limits of time and size."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from avatar.faces.photo.avatar import AvatarError
from avatar.faces.photo.topology import POINTS

TIME_LIMIT_S = 90.0
"""Seconds of wall time; it takes about 3 on one core."""
MOST_BYTES = 100_000_000
"""Of a picture's file."""
_CHILD = Path(__file__).with_name("child.py")


class Found(BaseModel):
    """What was found in a picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    face_px: float
    """Between the cheeks, pixels of the picture as it was given."""
    landmarks: Annotated[list[tuple[float, float, float]], Field(min_length=POINTS, max_length=POINTS)]
    """Pixels of ``photo.jpg``."""
    triangles: list[tuple[int, int, int]]
    hands: list[list[tuple[float, float]]]
    """Landmarks of each hand near the face, pixels of ``photo.jpg``."""


def environment() -> Path:
    """The interpreter that has the landmark library.

    Raises:
        AvatarError: It is not there.
    """
    root = Path(os.environ.get("NIGHTSHIFT_PHOTO_VENV") or Path(__file__).parents[4] / ".venv-photo")
    python = root / "bin" / "python"
    if not (root / ".ready").is_file() or not python.exists():
        raise AvatarError(
            "what prepares photos is not installed: run `make photo` once (about 460 MB, in .venv-photo)"
        )
    return python


def find(picture: Path, folder: Path, *, limit_s: float = TIME_LIMIT_S) -> Found:
    """Find the face and the person in a picture.

    Args:
        picture: A JPEG, PNG or WebP file.
        folder: Where ``photo.jpg`` and ``matte.png`` go; it exists.
        limit_s: Seconds it may take.

    Raises:
        AvatarError: The environment is missing, the picture cannot be used, or it took too long.
    """
    python = environment()
    _readable(picture)
    child = subprocess.Popen(
        [str(python), "-I", str(_CHILD), str(picture.absolute()), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={
            "PATH": os.defpath, "HOME": str(folder), "MPLCONFIGDIR": str(folder), "LANG": "C.UTF-8",
            "GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": "2",
        },
        start_new_session=True,
    )  # fmt: skip
    try:
        _, said = child.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        raise AvatarError(
            f"{picture}: preparing it took longer than {limit_s:g} s: make it smaller"
        ) from None
    finally:
        _end(child)
    try:
        found: dict[str, Any] = json.loads((folder / "found.json").read_text("utf-8"))
        if "fault" in found:
            raise AvatarError(f"{picture}: {found['fault']}")
        return Found.model_validate(found)
    except (OSError, json.JSONDecodeError, ValidationError):
        last = (said.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"])[-1]
        raise AvatarError(
            f"{picture}: the preparation failed (exit {child.returncode}: {last[:200]}); "
            "try `make photo` again, or another picture"
        ) from None


def _readable(picture: Path) -> None:
    if picture.is_dir():
        raise AvatarError(f"{picture}: is a folder; give a picture")
    try:
        if not picture.is_file():
            raise AvatarError(f"{picture}: is not there, or no plain file")
        with picture.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
    except (OSError, UnicodeError) as error:
        raise AvatarError(f"{picture}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if not size:
        raise AvatarError(f"{picture}: is empty; give a picture")
    if size > MOST_BYTES:
        raise AvatarError(f"{picture}: has {size / 1e6:.0f} MB, at most {MOST_BYTES // 1_000_000} are read")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Whatever of it still runs ends."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stderr is not None:
        child.stderr.close()
