"""What the drawn mouth does on the pixels, against the viseme track it was given.

For the measurement the lips are painted magenta, so that what lies between them is told from them, from the
skin and from the tongue on every character alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.faces.drawn import DrawnFace
from avatar.faces.drawn.characters import character
from avatar.faces.drawn.mouth import mixed
from avatar.faces.drawn.performer import LEAD
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, MouthTrack, Performance, Picture

_WIDTH, _HEIGHT = 720, 480
_LIPS = {"lip": "#ff00ff"}
_PURPLE = 24
_HEAD_Y, _ABOVE, _BELOW = 158, 12, 44
_COLUMNS = slice(342, 378)
"""The middle of the mouth stays within these columns, and within these rows about its place in the head."""
_MOST_LAG_MS = 120
_HELD_MS = 60
_WEIGHT = 0.8

Track = NDArray[np.float32]


def spoken(seconds: float, seed: int = 3) -> Track:
    """Speech-like viseme weights: sounds of 60 to 180 ms that run into each other, closures and pauses.

    Returns:
        float32 (frames, 15), 100 Hz.
    """
    random = np.random.default_rng(seed)
    rows = round(seconds * MOUTH_RATE_HZ)
    hard = np.zeros((rows + 64, len(VISEMES)), np.float64)
    at = 0
    while at < rows:
        length = int(random.integers(6, 19))
        viseme = int(random.integers(1, len(VISEMES))) if random.random() < 0.92 else 0
        hard[at : at + length, viseme] = 1.0
        at += length
    kernel = np.hanning(7)
    kernel /= kernel.sum()
    soft = np.stack([np.convolve(column, kernel, mode="same") for column in hard.T], axis=1)
    return np.asarray(soft[:rows], dtype=np.float32)


def opening(picture: Picture, mouth_y: float) -> tuple[int, int]:
    """How far the mouth is open and how much of its inside shows.

    Args:
        picture: Of a host whose lips are magenta: uint8 (480, 720, 4).
        mouth_y: Where its mouth is, in head space.

    Returns:
        Pixels between the lips on the widest of the columns, and pixels of the mouth's inside.
    """
    middle = _HEAD_Y + round(mouth_y)
    around = picture[middle - _ABOVE : middle + _BELOW, _COLUMNS]
    red, green, blue = (around[..., channel].astype(np.int16) for channel in range(3))
    lips = np.minimum(red, blue) > green + _PURPLE
    above = np.maximum.accumulate(lips, axis=0)
    below = np.maximum.accumulate(lips[::-1], axis=0)[::-1]
    inside = above & below & ~lips
    return int(inside.sum(axis=0).max(initial=0)), int(inside.sum())


def watched(theme: str, track: Track, fps: int = 25, mood: str = "neutral") -> NDArray[np.float64]:
    """Draw a host saying a track.

    Args:
        theme: Which; one with a human head, whose lips alone have the colour of lips.
        track: float32 (frames, 15), 100 Hz.
        fps: Frames a second.
        mood: A VRM preset.

    Returns:
        float64 (frames, 2): pixels the mouth is open, pixels of its inside.
    """
    ground = np.zeros((_HEIGHT, _WIDTH, 4), np.uint8)
    ground[:] = (38, 40, 74, 255)
    face = DrawnFace(DrawnFace.Config.model_validate({"theme": theme, "skin": _LIPS}), ground)
    face.perform(Performance("u", 0, MouthTrack(0, track), mood))
    frame = SAMPLE_RATE_HZ // fps
    times = range(0, round(len(track) / MOUTH_RATE_HZ * SAMPLE_RATE_HZ) - LEAD, frame)
    mouth_y = character(theme).mouth.y
    return np.array([opening(face.frame(at), mouth_y) for at in times], dtype=np.float64)


def asked(track: Track, fps: int = 25, lag_ms: float = 0.0) -> NDArray[np.float64]:
    """The jaw that the track asks for at each frame, the lips' lead counted in.

    Args:
        track: float32 (frames, 15), 100 Hz.
        fps: Frames a second.
        lag_ms: How much later it is read.
    """
    jaw = np.array([mixed(row).jaw for row in track])
    frame = SAMPLE_RATE_HZ // fps
    times = np.arange(0, round(len(track) / MOUTH_RATE_HZ * SAMPLE_RATE_HZ) - LEAD, frame)
    rows = (times + LEAD) / SAMPLE_RATE_HZ - lag_ms / 1000
    return np.asarray(np.interp(rows * MOUTH_RATE_HZ, np.arange(len(jaw)), jaw), dtype=np.float64)


def mouth_figures(theme: str, *, fps: int = 25, seconds: float = 20.0) -> dict[str, Any]:
    """How closely the drawn mouth follows a track.

    Returns:
        ``r`` at zero lag, ``best_lag_ms`` (the lag at which it is greatest), ``closures`` (frames in the
        middle of a closure of at least 60 ms), ``closures_open`` (those that show the mouth's inside) and
        ``silence_open`` (frames of silence that do).
    """
    track = spoken(seconds)
    seen = watched(theme, track, fps)
    lags = range(-_MOST_LAG_MS, _MOST_LAG_MS + 1, 10)
    fits = {lag: float(np.corrcoef(seen[:, 0], asked(track, fps, lag))[0, 1]) for lag in lags}
    closed, silent = (_held(track, name, fps) for name in ("PP", "sil"))
    return {
        "r": round(fits[0], 4),
        "best_lag_ms": max(fits, key=lambda lag: fits[lag]),
        "closures": int(closed.sum()),
        "closures_open": int((seen[closed, 1] > 0).sum()),
        "silence_open": int((seen[silent, 1] > 0).sum()),
    }


def _held(track: Track, viseme: str, fps: int) -> NDArray[np.bool_]:
    """Frames within a run of at least 60 ms in which one viseme rules; where nothing is asked is silence."""
    weight = track[:, VISEMES.index(viseme)]
    rules = (weight >= _WEIGHT) | ((track.sum(axis=1) < 0.02) if viseme == "sil" else False)
    rows = len(rules)
    long = np.zeros(rows, dtype=bool)
    start = 0
    for row in range(rows + 1):
        if row == rows or not rules[row]:
            if (row - start) * 1000 / MOUTH_RATE_HZ >= _HELD_MS:
                long[start:row] = True
            start = row + 1
    frame = SAMPLE_RATE_HZ // fps
    times = np.arange(0, round(rows / MOUTH_RATE_HZ * SAMPLE_RATE_HZ) - LEAD, frame) + LEAD
    place = times / SAMPLE_RATE_HZ * MOUTH_RATE_HZ
    before = np.minimum(place.astype(int), rows - 1)
    after = np.minimum(before + 1, rows - 1)
    return np.asarray(long[before] & long[after], dtype=bool)
