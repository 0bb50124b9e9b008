"""A voice cloned from a person's recording, and the consent that every use of it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from avatar.consent import Consent, ConsentError
from avatar.voices.base import VoiceError

SAMPLE = "sample.wav"
CONSENT = "consent.yaml"
_ENGINE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class ClonedVoice:
    """Somebody's voice. Made by ``clone.store.CloneStore``."""

    name: str
    folder: Path
    """Where it is kept."""
    consent: Consent
    consent_stamp: tuple[int, int]
    """Size and time of change (nanoseconds) of the consent's file when it was read."""
    sample_sha256: str
    """Of the recording as it was given."""
    pitch_hz: float
    """Of the voice in the recording, median."""
    shop: str = ""
    """The shop it speaks in; empty for none."""
    channels: tuple[str, ...] = ()
    """What it is heard on."""

    @property
    def sample(self) -> Path:
        """The recording: WAV, 24 kHz, 16 bit, mono."""
        return self.folder / SAMPLE

    def data(self, engine: str) -> Path:
        """Where an engine keeps what it made of the recording; it is removed with the voice.

        Raises:
            ValueError: The engine's name cannot be part of a file's name.
        """
        if not _ENGINE.fullmatch(engine):
            raise ValueError(f"{engine!r} cannot be part of a file's name")
        return self.folder / f"speaker-{engine}.bin"

    def used_in(self, shop: str, channels: tuple[str, ...]) -> ClonedVoice:
        """The same voice for a shop and what it is heard on, both checked from then on."""
        return replace(self, shop=shop, channels=channels)

    def check(self, now: float) -> None:
        """See that the voice may be used now. Asked before every sentence.

        Args:
            now: Unix seconds.

        Raises:
            VoiceError: The consent has ended, does not cover this, was changed or taken back.
        """
        try:
            about = (self.folder / CONSENT).stat()
        except OSError:
            raise VoiceError(f"the voice {self.name} was removed", retryable=False) from None
        if (about.st_size, about.st_mtime_ns) != self.consent_stamp:
            raise VoiceError(f"the consent of the voice {self.name} was changed on disk", retryable=False)
        try:
            self.consent.check(now, shop=self.shop, channels=self.channels)
        except ConsentError as error:
            raise VoiceError(f"the voice {self.name} may not be used: {error}", retryable=False) from None
