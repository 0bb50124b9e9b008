"""Cloned voices on disk: a folder each, with the recording, its consent, and what is known of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import wave
from dataclasses import asdict
from pathlib import Path

import numpy as np

from avatar.consent import Consent, ConsentError, read_consent
from avatar.voices.cache.store import forget_clone
from avatar.voices.clone.sample import SampleReport, examine
from avatar.voices.clone.sound import RATE_HZ, Recording, RecordingError, Sound, read
from avatar.voices.clone.spoken import check_spoken
from avatar.voices.clone.voice import CONSENT, SAMPLE, ClonedVoice
from persona.yamlfile import DocumentError

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_ABOUT = "voice.json"
_MOST_BYTES = 300_000_000


class CloneError(ValueError):
    """A voice cannot be cloned, or is not there; a line for each reason."""


class CloneStore:
    """The folder of cloned voices. Blocking."""

    def __init__(self, folder: Path) -> None:
        """Set it up; the folder is made with the first voice.

        Args:
            folder: Where they are.
        """
        self._folder = folder

    def names(self) -> list[str]:
        """The voices there are, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(it.name for it in self._folder.iterdir() if _NAME.fullmatch(it.name) and it.is_dir())

    def get(self, name: str) -> ClonedVoice:
        """A voice by its name, whether its consent holds or not.

        Raises:
            CloneError: There is none, or its files are damaged.
        """
        folder = self._place(name)
        if not folder.is_dir():
            known = ", ".join(self.names()) or "none yet"
            raise CloneError(f"there is no cloned voice {name!r}; there are: {known}")
        try:
            about = json.loads((folder / _ABOUT).read_text("utf-8"))
            consent_stat = (folder / CONSENT).stat()
            voice = ClonedVoice(
                name=name,
                folder=folder,
                consent=read_consent(folder / CONSENT),
                consent_stamp=(consent_stat.st_size, consent_stat.st_mtime_ns),
                sample_sha256=str(about["sample_sha256"]),
                pitch_hz=float(about["pitch_hz"]),
            )
            kept = _sha256(folder / SAMPLE)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CloneError(
                f"the cloned voice {name} is damaged ({error}); remove it and clone it anew"
            ) from None
        if kept != about.get("kept_sha256"):
            raise CloneError(
                f"the recording of the cloned voice {name} was changed; remove it and clone it anew"
            )
        return voice

    def add(
        self, name: str, sample: Path, consent_file: Path, now: float
    ) -> tuple[ClonedVoice, SampleReport]:
        """Clone a voice: check the recording and the consent, and keep both.

        Args:
            name: What the voice will be called.
            sample: The recording, any audio file.
            consent_file: The consent's YAML file.
            now: Unix seconds.

        Raises:
            CloneError: It may not or cannot be done; a line for each reason.
            OSError: It cannot be stored.
        """
        place = self._place(name)
        if place.exists():
            raise CloneError(f"there is a cloned voice {name} already; remove it first, or take another name")
        sha256 = _sha256(sample)
        consent = self._consented(consent_file, sha256, now)
        try:
            recording = read(sample)
        except RecordingError as error:
            raise CloneError(str(error)) from None
        report = examine(recording)
        if report.faults:
            raise CloneError("\n".join(f"{sample}: {fault}" for fault in report.faults))
        about = {"name": name, "sample_sha256": sha256, "cloned_at": now, **asdict(report)}
        self._store(place, recording, consent, consent_file, about)
        return self.get(name), report

    def remove(self, name: str, cache: Path | None = None) -> None:
        """Remove a voice, and all that was said with it.

        Args:
            name: Which.
            cache: The folder of cached sentences.

        Raises:
            CloneError: There is none.
            OSError: It cannot be removed.
        """
        place = self._place(name)
        if not place.is_dir():
            raise CloneError(f"there is no cloned voice {name!r}")
        gone = self._folder / f".gone.{secrets.token_hex(6)}"
        place.rename(gone)
        shutil.rmtree(gone)
        if cache is not None:
            forget_clone(cache, name)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise CloneError(
                f"{name!r} cannot name a voice: use up to 63 lower-case letters, digits, - and _, "
                "beginning with a letter or digit"
            )
        return self._folder / name

    def _consented(self, path: Path, sample_sha256: str, now: float) -> Consent:
        try:
            consent = read_consent(path)
            consent.check(now)
            check_spoken(consent, path)
        except (DocumentError, ConsentError) as error:
            raise CloneError(str(error)) from None
        if consent.sample_sha256 not in (None, sample_sha256):
            raise CloneError(
                f"{path}: the consent is about another recording (sample_sha256 is {consent.sample_sha256}, "
                f"the recording's is {sample_sha256})"
            )
        return consent

    def _store(
        self,
        place: Path,
        recording: Recording,
        consent: Consent,
        consent_file: Path,
        about: dict[str, object],
    ) -> None:
        """Write everything aside, then move it into place at once."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self._folder / f".new.{secrets.token_hex(6)}"
        aside.mkdir(mode=0o700)
        try:
            _write_wav(aside / SAMPLE, recording.pcm)
            shutil.copyfile(consent_file, aside / CONSENT)
            if consent.recording is not None:
                shutil.copyfile(
                    consent_file.parent / consent.recording, aside / f"consent-{consent.recording}"
                )
            kept = {**about, "kept_sha256": _sha256(aside / SAMPLE)}
            (aside / _ABOUT).write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
            for file in aside.iterdir():
                file.chmod(0o600)
            os.rename(aside, place)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            raise


def _write_wav(path: Path, pcm: Sound) -> None:
    with path.open("wb") as target, wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(np.clip(pcm, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CloneError(f"{path}: is larger than {_MOST_BYTES // 1_000_000} MB")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise CloneError(f"{path}: cannot be read: {error.strerror}") from None
    return digest.hexdigest()
