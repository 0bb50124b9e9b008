"""What a mouth should do: visemes from phone tiers, and how a track is scored against them.

Truth has one viseme every 10 ms, from phones in time: a diphthong is split 60 to 40, h takes the next phone's
viseme, a pause is silence. TextGrid is Praat's format (long text form).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avatar.lips.phones import ARPABET, CLASS_VISEMES, CLASSES
from avatar.media import MOUTH_RATE_HZ, VISEMES

Frames = NDArray[np.int64]
"""int64 (rows,): an index for every 10 ms."""

_GROUPS = ("sil PP", "FF", "TH DD kk CH SS nn ih", "RR oh", "aa E", "ou")
_GROUP_OF = np.array(
    [next(n for n, names in enumerate(_GROUPS) if name in names.split()) for name in VISEMES]
)
_RHUBARB = {"A": 0, "X": 0, "G": 1, "B": 2, "H": 2, "E": 3, "C": 4, "D": 4, "F": 5}
_OPENING = {
    "sil": 0.0, "PP": 0.0, "FF": 0.1, "TH": 0.2, "DD": 0.2, "kk": 0.25, "CH": 0.2, "SS": 0.1, "nn": 0.2,
    "RR": 0.3, "aa": 1.0, "E": 0.6, "ih": 0.35, "oh": 0.6, "ou": 0.3,
}  # fmt: skip
OPENINGS = np.array([_OPENING[name] for name in VISEMES])
"""How far each viseme opens the jaw, 0 … 1."""
_RHUBARB_OPENING = {"A": 0.0, "X": 0.0, "B": 0.2, "C": 0.6, "D": 1.0, "E": 0.6, "F": 0.3, "G": 0.1, "H": 0.3}
_NEAR = 4
"""Rows: a closure is found when one of the track comes within 40 ms of it."""
_SMOOTHING = 5
"""Rows over which openings are averaged before they are compared."""
_ITEM = re.compile(r'xmin = ([\d.]+)\s*xmax = ([\d.]+)\s*text = "([^"]*)"')
_TIER = re.compile(r'name = "([^"]*)"')


@dataclass(frozen=True, slots=True)
class Interval:
    """One label of a tier."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Closures:
    """Runs of closed lips, in the truth and in a track."""

    true: int
    found: int
    """Of the true ones."""
    said: int
    """By the track."""
    right: int
    """Of those."""


def read_tiers(path: Path) -> dict[str, list[Interval]]:
    """The interval tiers of a TextGrid, by name in lower case.

    Raises:
        ValueError: The file is no TextGrid in the long text form.
    """
    pieces = _TIER.split(path.read_text("utf-8"))
    if len(pieces) < 3:
        raise ValueError(f"{path} is no TextGrid in the long text form")
    return {
        name.lower(): [Interval(float(a), float(b), text.strip()) for a, b, text in _ITEM.findall(body)]
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def visemes_of(phones: Sequence[Interval], rows: int) -> Frames:
    """The true viseme in the middle of every row; what no phone covers is silence.

    Raises:
        ValueError: A phone that is no ARPAbet.
    """
    truth = np.zeros(rows, np.int64)
    following = "sil"
    for phone in reversed(phones):
        name = re.sub(r"\d", "", phone.text).upper()
        if name in ("", "SP", "SIL", "SPN", "PAU"):
            parts: tuple[tuple[str, float], ...] = (("sil", 1.0),)
        elif name in ARPABET:
            parts = ARPABET[name]
        else:
            raise ValueError(f"the phone {phone.text!r} is no ARPAbet")
        end_s = phone.end_s
        for sound, share in reversed(parts):
            start_s = end_s - share * (phone.end_s - phone.start_s)
            following = CLASS_VISEMES[CLASSES.index(sound)] or following
            truth[_row(start_s) : min(_row(end_s), rows)] = VISEMES.index(following)
            end_s = start_s
    return truth


def right(truth: Frames, said: Frames) -> int:
    """Rows in which a track shows the right one of 15."""
    return int(np.count_nonzero(truth == said))


def right_group(truth: Frames, groups: Frames) -> int:
    """Rows in the right one of six groups."""
    return int(np.count_nonzero(_GROUP_OF[truth] == groups))


def groups_of(visemes: Frames) -> Frames:
    """The group of every row."""
    found: Frames = _GROUP_OF[visemes]
    return found


def rhubarb(path: Path, rows: int) -> tuple[Frames, NDArray[np.float64]]:
    """What Rhubarb Lip Sync's JSON says: groups and openings of every row.

    Raises:
        ValueError: The file is no such JSON.
    """
    groups, openings = np.zeros(rows, np.int64), np.zeros(rows)
    try:
        for cue in json.loads(path.read_text("utf-8"))["mouthCues"]:
            span = slice(_row(cue["start"]), min(_row(cue["end"]), rows))
            groups[span], openings[span] = _RHUBARB[cue["value"]], _RHUBARB_OPENING[cue["value"]]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is no output of Rhubarb Lip Sync: {error!r}") from error
    return groups, openings


def closures(truth: Frames, closed: NDArray[np.bool_]) -> Closures:
    """Compare runs of PP with runs of closed lips."""
    true, said = _runs(truth == VISEMES.index("PP")), _runs(closed)
    return Closures(
        len(true),
        sum(any(_meet(run, other) for other in said) for run in true),
        len(said),
        sum(any(_meet(run, other) for other in true) for run in said),
    )


def likeness(truth: Frames, openings: NDArray[np.float64]) -> float:
    """Correlation of the jaw's opening with the true one, both smoothed over 50 ms."""
    kernel = np.ones(_SMOOTHING) / _SMOOTHING
    pair = [np.convolve(track, kernel, "valid") for track in (OPENINGS[truth], openings)]
    if min(float(np.std(track)) for track in pair) < 1e-6:
        return 0.0
    return float(np.corrcoef(pair[0], pair[1])[0, 1])


def _row(time_s: float) -> int:
    """First row whose middle is not before a time."""
    return max(0, int(np.ceil(time_s * MOUTH_RATE_HZ - 0.5)))


def _runs(rows: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] - _NEAR <= other[1] and other[0] - _NEAR <= one[1]
