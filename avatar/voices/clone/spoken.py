"""A consent that was spoken: somebody must be heard saying it."""

from __future__ import annotations

from pathlib import Path

from avatar.consent import Consent, ConsentError
from avatar.voices.clone.sample import examine
from avatar.voices.clone.sound import RecordingError, read

_SHORTEST_S = 2.0
"""Seconds that saying yes takes at least."""


def check_spoken(consent: Consent, path: Path) -> None:
    """See that somebody speaks in the recording a consent names; one without a recording passes.

    Args:
        consent: What was read.
        path: Its file; the recording lies beside it.

    Raises:
        ConsentError: The recording cannot be read, or nobody speaks in it.
    """
    if consent.recording is None:
        return
    recording = path.parent / consent.recording
    try:
        report = examine(read(recording), shortest_s=_SHORTEST_S)
    except RecordingError as error:
        raise ConsentError(f"the consent's recording: {error}") from None
    if not report.is_speech or report.seconds < _SHORTEST_S:
        raise ConsentError(f"the consent's recording {recording}: {report.faults[-1]}")
