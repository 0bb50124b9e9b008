"""Whether a recording is good enough to clone a voice from, one line for each fault."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.voices.clone.sound import RATE_HZ, Frames, Recording, Rows, Sound, frames

Marks = NDArray[np.bool_]
"""(frames,) or (stretches,)."""

SHORTEST_S = 6.0
_LEAST_RATE_HZ = 16_000
_TELEPHONE_HZ = 4000.0
_LEAST_ABOVE = 1e-4
"""Share of the power above ``_TELEPHONE_HZ`` that an unfiltered voice has at least."""
_ACTIVE_DB = 30.0
"""Below the loudest speech by more: a pause."""
_LEAST_SNR_DB = 20.0
_QUIETEST_DB = -45.0
_MOST_SILENCE = 0.5
_MOST_CLIPPED = 5e-5
_LOUD = 0.25
"""Amplitude: what stays below it is not clipped."""
_FLAT = 3
"""Equal samples in a row at the top that show clipping."""
_LEAST_VOICED, _LEAST_MELODY = 0.25, 0.4
"""Share of voiced frames among the active ones; semitones that the pitch varies by (a tone does not)."""
_SEGMENT = 40
"""Voiced frames (0.8 s) of which a timbre and a pitch are taken."""
_LEAST_SEGMENTS = 8
_LEAST_SHARE = 0.2
_OCTAVE_ERROR = 16.0
"""Semitones: two groups further apart are one voice whose pitch was taken for half or double."""
_SURELY_TWO, _SURELY_ONE = 0.85, 0.5


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was found."""

    seconds: float
    speech_s: float
    """Seconds that are not pauses."""
    snr_db: float
    """Speech over what is left in its pauses."""
    pitch_hz: float
    """Median; 0 when nothing is voiced."""
    is_speech: bool
    """Whether somebody speaks in it at all, not whispering."""
    one_speaker: float | None
    """How likely it is that one person speaks, 0 … 1; None when it is too short to tell."""
    faults: tuple[str, ...]
    """Why it cannot be used, one line each; empty when it can."""
    notes: tuple[str, ...]
    """What could be better."""


def examine(recording: Recording, *, shortest_s: float = SHORTEST_S) -> SampleReport:
    """Look at a recording.

    Args:
        recording: What was read.
        shortest_s: Seconds that are needed.
    """
    seen = frames(recording.pcm)
    loudest_db = float(np.percentile(seen.level_db, 95))
    active = seen.level_db > loudest_db - _ACTIVE_DB
    voiced = active & ~np.isnan(seen.pitch_hz)
    snr_db = loudest_db - float(np.percentile(seen.level_db, 5))
    one = one_speaker(seen, voiced)
    faults = [
        *_form(recording, shortest_s),
        *_level(recording.pcm, loudest_db, snr_db, float(active.mean())),
    ]
    is_speech = _is_speech(seen, active, voiced)
    if not is_speech:
        faults.append("there is no speech in it, or only whispering")
    notes = []
    if one is None:
        notes.append("it is too short to tell whether one person speaks; listen to it")
    elif 1 - one > _SURELY_TWO:
        faults.append(
            f"more than one person seems to speak ({100 * (1 - one):.0f} % sure): cut it down to one voice"
        )
    elif one < _SURELY_ONE:
        notes.append(f"one person speaks, but that is only {100 * one:.0f} % sure; listen to it")
    return SampleReport(
        seconds=recording.seconds,
        speech_s=float(active.sum()) / 50,
        snr_db=snr_db,
        pitch_hz=_median_hz(seen, voiced),
        is_speech=is_speech,
        one_speaker=one,
        faults=tuple(faults),
        notes=tuple(notes),
    )


def one_speaker(seen: Frames, voiced: Marks) -> float | None:
    """How likely it is that one person speaks, 0 … 1.

    Stretches of speech are put into two groups by timbre and pitch (k-means). Of one person the groups lie
    close and alternate with the sounds; of two they lie apart, also in pitch, and follow turns. The weights
    were set by hand on six speakers, alone and in turns: voices of different pitch are told apart, two of the
    same pitch often are not.

    Returns:
        None where there are too few stretches.
    """
    index = np.flatnonzero(voiced)
    starts = range(0, len(index) - _SEGMENT // 2, _SEGMENT)
    if len(starts) < _LEAST_SEGMENTS:
        return None
    runs = [index[start : start + _SEGMENT] for start in starts]
    timbre = np.stack([seen.cepstra[run].mean(axis=0) for run in runs])
    pitch = np.array([12 * np.log2(np.median(seen.pitch_hz[run])) for run in runs])
    groups = _two_groups(np.column_stack((timbre, pitch / 2)))
    if groups is None:
        return 1.0
    label, apart = groups
    share = float(min(label.mean(), 1 - label.mean()))
    if share < _LEAST_SHARE:
        return 0.9
    semitones = float(abs(np.median(pitch[label]) - np.median(pitch[~label])))
    turns = np.count_nonzero(np.diff(label)) / (2 * len(label) * share * (1 - share))
    doubt = (apart - 4) / 1.5 + 2 * (0.9 - turns)
    if semitones < _OCTAVE_ERROR:
        doubt += (semitones - 5) / 3
    return float(1 / (1 + np.exp(2 * (doubt - 1))))


def _two_groups(points: Rows) -> tuple[Marks, float] | None:
    """The second group's members, and how far apart the groups are; None where there is only one."""
    centred = points - points.mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    label = centred @ axis > 0
    for _ in range(50):
        if label.all() or not label.any():
            return None
        centres = np.stack([centred[~label].mean(axis=0), centred[label].mean(axis=0)])
        distances = np.linalg.norm(centred[:, None, :] - centres[None], axis=2)
        nearer = distances[:, 1] < distances[:, 0]
        if (nearer == label).all():
            break
        label = nearer
    if label.all() or not label.any():
        return None
    between = centred[label].mean(axis=0) - centred[~label].mean(axis=0)
    distance = float(np.linalg.norm(between))
    along = centred @ (between / max(distance, 1e-9))
    inside = float(along[label].var() * label.sum() + along[~label].var() * (~label).sum()) / len(label)
    return label, distance / max(np.sqrt(inside), 1e-6)


def _form(recording: Recording, shortest_s: float) -> list[str]:
    faults = []
    if recording.seconds < shortest_s:
        faults.append(f"it is {recording.seconds:.1f} s long: record at least {shortest_s:g} s")
    if recording.source_rate_hz < _LEAST_RATE_HZ:
        faults.append(f"its sample rate is {recording.source_rate_hz} Hz: record with 24000 Hz or more")
    elif _above_telephone(recording.pcm) < _LEAST_ABOVE:
        faults.append("it has nothing above 4 kHz, like a telephone: record with a microphone of its own")
    return faults


def _level(pcm: Sound, loudest_db: float, snr_db: float, active: float) -> list[str]:
    faults = []
    if loudest_db < _QUIETEST_DB:
        faults.append(f"it is too quiet ({loudest_db:.0f} dB): record it louder")
    if (clipped := _clipped(pcm)) > _MOST_CLIPPED:
        faults.append(f"it is clipped ({100 * clipped:.2g} % of it): record it with less gain")
    if snr_db < _LEAST_SNR_DB:
        faults.append(
            f"it is noisy: speech is only {snr_db:.1f} dB above the background; "
            f"{_LEAST_SNR_DB:g} dB are needed"
        )
    if 1 - active > _MOST_SILENCE:
        faults.append(f"{100 * (1 - active):.0f} % of it is silence: cut the pauses out")
    return faults


def _is_speech(seen: Frames, active: Marks, voiced: Marks) -> bool:
    share = voiced.sum() / max(int(active.sum()), 1)
    melody = float(np.std(12 * np.log2(seen.pitch_hz[voiced]))) if voiced.any() else 0.0
    return bool(share >= _LEAST_VOICED and melody >= _LEAST_MELODY)


def _median_hz(seen: Frames, voiced: Marks) -> float:
    return float(np.median(seen.pitch_hz[voiced])) if voiced.any() else 0.0


def _clipped(pcm: Sound) -> float:
    """Share of samples in flat tops."""
    top = float(np.abs(pcm).max(initial=0.0))
    if top <= _LOUD or len(pcm) < _FLAT:
        return 0.0
    high = np.abs(pcm) >= 0.99 * top
    flat = np.convolve(high, np.ones(_FLAT), "valid") >= _FLAT
    return float(flat.mean())


def _above_telephone(pcm: Sound) -> float:
    """Share of the power above 4 kHz, over the first minute."""
    if not len(pcm):
        return 0.0
    minute = pcm[: 60 * RATE_HZ]
    power = np.abs(np.fft.rfft(minute)) ** 2
    high = np.fft.rfftfreq(len(minute), 1 / RATE_HZ) > _TELEPHONE_HZ
    return float(power[high].sum() / max(power.sum(), 1e-12))
