"""Prepared photos on disk: a folder each, with picture, matte, landmarks and consent."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import numpy as np

from avatar.consent import Consent, ConsentError, read_consent
from avatar.faces.photo.avatar import (
    ABOUT,
    CONSENT,
    MATTE,
    NAME,
    PHOTO,
    About,
    AvatarError,
    PhotoAvatar,
    decoded,
    open_avatar,
    written,
)
from avatar.faces.photo.check import Report, examine
from avatar.faces.photo.prepare.run import find
from avatar.voices.clone.spoken import check_spoken
from persona.yamlfile import DocumentError


class AvatarStore:
    """The folder of prepared photos. Blocking."""

    def __init__(self, folder: Path) -> None:
        """Set it up; the folder is made with the first photo.

        Args:
            folder: Where they are.
        """
        self._folder = folder

    def names(self) -> list[str]:
        """The photos there are, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(it.name for it in self._folder.iterdir() if NAME.fullmatch(it.name) and it.is_dir())

    def get(self, name: str) -> PhotoAvatar:
        """A photo by its name, whether its consent holds or not.

        Raises:
            AvatarError: There is none, or its files are damaged.
        """
        return open_avatar(str(self._place(name)))

    def add(self, name: str, picture: Path, consent_file: Path, now: float) -> tuple[PhotoAvatar, Report]:
        """Prepare a photo: check the consent and the picture, find the face, and keep all of it.

        Args:
            name: What the host will be called.
            picture: A JPEG, PNG or WebP file.
            consent_file: The consent's YAML file.
            now: Unix seconds.

        Raises:
            AvatarError: It may not or cannot be done; a line for each reason.
            OSError: It cannot be stored.
        """
        place = self._place(name)
        if place.exists():
            raise AvatarError(f"there is a photo host {name} already; remove it first, or take another name")
        consent = _consented(consent_file, now)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".new.", dir=self._folder))
        try:
            found = find(picture, aside)
            sha256 = _sha256(picture)
            if consent.picture_sha256 not in (None, sha256):
                raise AvatarError(
                    f"{consent_file}: the consent is about another picture (picture_sha256 is "
                    f"{consent.picture_sha256}, the picture's is {sha256})"
                )
            colours, matte = decoded(aside / PHOTO)[..., :3], decoded(aside / MATTE)[..., 0]
            hands = [np.array(hand) for hand in found.hands]
            report = examine(colours, matte, np.array(found.landmarks), hands, found.face_px)
            if report.faults:
                raise AvatarError("\n".join(f"{picture}: {fault}" for fault in report.faults))
            shutil.copyfile(consent_file, aside / CONSENT)
            if consent.recording is not None:
                spoken = consent_file.parent / consent.recording
                shutil.copyfile(spoken, aside / f"consent-{consent.recording}")
            about = About(
                picture_sha256=sha256,
                prepared_at=now,
                face_px=found.face_px,
                landmarks=found.landmarks,
                triangles=found.triangles,
                files={file: _sha256(aside / file) for file in (PHOTO, MATTE, CONSENT)},
            )
            (aside / ABOUT).write_text(written(about), "utf-8")
            _tidy(aside, consent)
            os.rename(aside, place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return self.get(name), report

    def remove(self, name: str) -> None:
        """Remove a photo and everything that was made of it.

        Raises:
            AvatarError: There is none.
            OSError: It cannot be removed.
        """
        place = self._place(name)
        if not place.is_dir():
            known = ", ".join(self.names()) or "none yet"
            raise AvatarError(f"there is no photo host {name!r}; there are: {known}")
        gone = self._folder / f".gone.{secrets.token_hex(6)}"
        place.rename(gone)
        shutil.rmtree(gone)

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise AvatarError(
                f"{name!r} cannot name a photo host: use up to 63 lower-case letters, digits, - and _, "
                "beginning with a letter or digit"
            )
        return self._folder / name


def _consented(path: Path, now: float) -> Consent:
    try:
        consent = read_consent(path)
        consent.check(now, of="likeness")
        check_spoken(consent, path)
    except (DocumentError, ConsentError) as error:
        raise AvatarError(str(error)) from None
    return consent


def _tidy(folder: Path, consent: Consent) -> None:
    """Keep what belongs to the avatar, for its owner alone to read."""
    kept = {PHOTO, MATTE, ABOUT, CONSENT, f"consent-{consent.recording}"}
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name in kept:
            path.chmod(0o600)
        else:
            path.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
