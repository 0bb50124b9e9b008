"""A prepared photo on disk: what the preparation found, and the consent that every use of it needs."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import skia
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from avatar.consent import Consent, ConsentError, read_consent
from avatar.faces.photo.topology import FACE_POINTS, POINTS
from persona.yamlfile import DocumentError

PHOTO, MATTE, ABOUT, CONSENT = "photo.jpg", "matte.png", "avatar.json", "consent.yaml"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

_MOST_BYTES = 64_000_000
_MOST_PIXELS = 16_000_000
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Number = Annotated[float, Field(ge=-100_000, le=100_000)]


class AvatarError(ValueError):
    """A photo cannot be used as a host; one clear line for each reason."""


class About(BaseModel):
    """What is known of a photo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    picture_sha256: _Digest
    """Of the file as it was given."""
    prepared_at: float
    """Unix seconds."""
    face_px: float
    """How wide the face was in the picture, pixels."""
    landmarks: Annotated[list[tuple[_Number, _Number, _Number]], Field(min_length=POINTS, max_length=POINTS)]
    """Pixels of ``photo.jpg`` and, in the same unit, depth; MediaPipe Face Mesh with irises."""
    triangles: Annotated[
        list[tuple[Annotated[int, Field(ge=0, lt=FACE_POINTS)], ...]], Field(min_length=1, max_length=4000)
    ]
    """Of the face's mesh."""
    files: dict[str, _Digest]
    """SHA-256 of the other files."""


@dataclass(frozen=True, slots=True)
class PhotoAvatar:
    """Somebody's likeness. Made by ``open_avatar``."""

    name: str
    folder: Path
    consent: Consent
    consent_stamp: tuple[int, int]
    """Size and time of change (nanoseconds) of the consent's file when it was read."""
    about: About
    shop: str = ""
    """The shop it hosts; empty for none."""
    channels: tuple[str, ...] = ()
    """What it is seen on."""

    @property
    def person(self) -> str:
        """Whose likeness it is."""
        return self.consent.person

    @property
    def landmarks(self) -> NDArray[np.float64]:
        """float64 (478, 3), pixels."""
        return np.array(self.about.landmarks, dtype=np.float64)

    @property
    def triangles(self) -> NDArray[np.int64]:
        """int64 (triangles, 3)."""
        return np.array(self.about.triangles, dtype=np.int64)

    def pictures(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The photo, uint8 (height, width, 3), RGB, and its matte, uint8 (height, width).

        Raises:
            AvatarError: They cannot be read or do not fit.
        """
        photo, matte = (decoded(self.folder / name) for name in (PHOTO, MATTE))
        if photo.shape != matte.shape:
            raise AvatarError(f"the photo host {self.name} is damaged: photo and matte differ in size")
        return np.ascontiguousarray(photo[..., :3]), np.ascontiguousarray(matte[..., 0])

    def used_in(self, shop: str, channels: tuple[str, ...]) -> PhotoAvatar:
        """The same likeness for a shop and what it is seen on, both checked from then on."""
        return replace(self, shop=shop, channels=channels)

    def check(self, now: float) -> None:
        """See that the likeness may be shown now.

        Args:
            now: Unix seconds.

        Raises:
            AvatarError: The consent has ended, does not cover this, was changed or taken back.
        """
        try:
            seen = (self.folder / CONSENT).stat()
        except OSError:
            raise AvatarError(f"the photo host {self.name} was removed") from None
        if (seen.st_size, seen.st_mtime_ns) != self.consent_stamp:
            raise AvatarError(f"the consent of the photo host {self.name} was changed on disk")
        try:
            self.consent.check(now, of="likeness", shop=self.shop, channels=self.channels)
        except ConsentError as error:
            raise AvatarError(f"the photo host {self.name} may not be shown: {error}") from None


def home() -> Path:
    """Where prepared photos are kept: ``$NIGHTSHIFT_HOME/avatars``."""
    return Path(os.environ.get("NIGHTSHIFT_HOME") or ".nightshift").absolute() / "avatars"


def open_avatar(where: str) -> PhotoAvatar:
    """Open a prepared photo; whether its consent holds is for ``check`` to say.

    Args:
        where: Its name, or a folder's path.

    Raises:
        AvatarError: There is none, or its files are damaged or changed.
    """
    folder = home() / where if NAME.fullmatch(where) else Path(where).absolute()
    if not folder.is_dir():
        raise AvatarError(
            f"there is no photo host {where!r}; prepare one with: "
            "nightshift avatar photo PICTURE --consent CONSENT.yaml --name NAME"
        )
    try:
        stamp = (folder / CONSENT).stat()
        about = About.model_validate_json(_read(folder / ABOUT))
        consent = read_consent(folder / CONSENT)
        for name in (PHOTO, MATTE, CONSENT):
            if hashlib.sha256(_read(folder / name)).hexdigest() != about.files.get(name):
                raise AvatarError(f"{name} was changed")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where_in = ".".join(map(str, first["loc"]))
        raise AvatarError(_damaged(folder.name, f"{ABOUT}: {where_in}: {first['msg']}")) from None
    except (OSError, DocumentError, AvatarError) as error:
        raise AvatarError(_damaged(folder.name, str(error))) from None
    return PhotoAvatar(folder.name, folder, consent, (stamp.st_size, stamp.st_mtime_ns), about)


def written(about: About) -> str:
    """The text of ``avatar.json``, each point on a line of its own."""
    data: dict[str, Any] = about.model_dump()
    rows = {key: data.pop(key) for key in ("landmarks", "triangles")}
    text = json.dumps(data, indent=1)[:-2]
    for key, values in rows.items():
        text += f',\n "{key}": [\n' + ",\n".join(json.dumps(value) for value in values) + "\n ]"
    return text + "\n}\n"


def _damaged(name: str, why: str) -> str:
    return f"the photo host {name} is damaged ({why}); remove it and prepare it anew"


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise AvatarError(f"{path.name} is too large")
    return path.read_bytes()


def decoded(path: Path) -> NDArray[np.uint8]:
    """A picture that was prepared: uint8 (height, width, 4), RGBA.

    Raises:
        AvatarError: It cannot be read, or is too large.
    """
    try:
        codec = skia.Codec.MakeFromData(skia.Data.MakeWithCopy(_read(path)))
        if codec is None or codec.dimensions().width() * codec.dimensions().height() > _MOST_PIXELS:
            raise AvatarError(f"{path} is no picture, or too large")
        shown = skia.Image.open(str(path))
        pixels = shown.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)
    except (OSError, RuntimeError, ValueError) as error:
        raise AvatarError(f"{path} cannot be read: {error}") from None
    return np.asarray(pixels, dtype=np.uint8)
