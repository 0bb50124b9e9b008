"""From which shape the mouth wants when, to how it moves: smoothing, closures, rest.

Targets are smoothed by a Gaussian, because a mouth is on its way to the next shape while it still
leaves the last one; the shape whose time it is stays the strongest. Closures of the lips (p b m, f v)
are laid over that in full for at least 60 ms, because a missed closure is what viewers notice, and
where there is no sound the mouth is closed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.media import VISEMES

Rows = NDArray[np.float64]

PAST, AHEAD = 24, 16
"""Rows before and after a row that it depends on."""

SHORTEST_CLOSURE = 6
"""Rows: 60 ms, below which a closure is not seen at 25 pictures a second."""

_SIL, _PP, _FF = (VISEMES.index(name) for name in ("sil", "PP", "FF"))
_CLOSURES = [_FF, _PP]
"""A bilabial closure is laid over a labiodental one."""
_VOWELS = [VISEMES.index(name) for name in ("aa", "E", "ih", "oh", "ou")]
_RAMP = 4
"""Rows from a full closure to none, and from speech to rest."""
_SHORTEST_REST = 12
"""Rows of silence that are no part of a stop."""
_CLICK, _CALM = 2, 4
"""Rows of sound that are no speech where there is silence for so many rows before and after."""
_MARGIN = 0.02
"""By which the shape whose time it is leads the next strongest."""
_OWN = 0.5
"""A target at least this strong is a shape that must be seen."""


def articulate(targets: Rows, loudness: Rows, quiet: NDArray[np.bool_], sigma: float, wanted: slice) -> Rows:
    """Weights for the rows wanted.

    Args:
        targets: float64 (rows, 15): the shape of each row, before smoothing; sums of at most 1.
        loudness: float64 (rows,): level of each row's sound, 1 for usual speech.
        quiet: bool (rows,): whether nothing is said in it, by its sound.
        sigma: Standard deviation of the smoothing, in rows.
        wanted: The rows wanted, at least ``PAST`` after the first and ``AHEAD`` before the last: what
            is around them is only looked at.
    """
    first, end = wanted.start, wanted.stop
    rows = _smoothed(targets, sigma, first, end)
    if loudness[first:end].min() < 1.0:  # vowels spoken softly are formed less
        rows[:, _VOWELS] *= np.minimum(0.7 + 0.3 * loudness[first:end, None], 1.0)
    rest = apart = np.zeros(end - first)
    if quiet.any():
        quiet = _without_clicks(quiet)
        rest = _rest(quiet)[first:end] if quiet[first:end].any() else rest
        rows *= 1 - rest[:, None]
        rows[:, _SIL] += rest
        apart = _apart(quiet, wanted)
    free = rest == 0.0
    closed = targets[:, _CLOSURES] >= _OWN
    for column, viseme in enumerate(_CLOSURES):
        if not closed[:, column].any():
            continue
        envelope = closing(closed[:, column], wanted) * (1 - (rest if viseme == _FF else apart))
        rows *= 1 - envelope[:, None]
        rows[:, viseme] += envelope
        free &= envelope < 1.0
    return _leading(rows, targets[first:end], free)


def _smoothed(targets: Rows, sigma: float, first: int, end: int) -> Rows:
    """Gaussian over time."""
    if sigma == 0.0:
        return targets[first:end].copy()
    kernel = _kernel(sigma)
    reach = len(kernel) // 2
    around = targets[first - reach : end + reach]
    if end - first == 1:
        return (kernel @ around)[None]
    smoothed: Rows = np.lib.stride_tricks.sliding_window_view(around, len(kernel), 0) @ kernel
    return smoothed


@lru_cache(maxsize=16)
def _kernel(sigma: float) -> Rows:
    reach = min(int(np.ceil(3 * sigma)), AHEAD)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel: Rows = bell / bell.sum()
    return kernel


def closing(closed: NDArray[np.bool_], wanted: slice = slice(None)) -> Rows:
    """How far the lips are in a closure, 0 … 1, at least 60 ms in full.

    Args:
        closed: Rows in which they should be.
        wanted: The rows wanted.
    """
    rows = np.arange(*wanted.indices(len(closed)))
    envelope = np.zeros(len(rows))
    if not len(rows):
        return envelope
    for start, end in _runs(closed):
        missing = max(0, SHORTEST_CLOSURE - int(end - start))
        first = max(0, start - (missing + 1) // 2)
        last = max(end + missing // 2, first + SHORTEST_CLOSURE) - 1
        if first - _RAMP >= rows[-1] or last + _RAMP <= rows[0]:
            continue
        distance = np.maximum(np.maximum(first - rows, rows - last), 0)
        ramp = 0.5 + 0.5 * np.cos(np.pi * np.minimum(distance / _RAMP, 1.0))
        envelope = np.maximum(envelope, ramp)
    return envelope


def bounded(rows: Rows) -> NDArray[np.float32]:
    """Weights 0 … 1, each row at most 1 in sum even after rounding."""
    clipped = np.clip(rows, 0.0, 1.0)
    clipped *= (1 - 1e-6) / np.maximum(clipped.sum(axis=1, keepdims=True), 1.0)
    return clipped.astype(np.float32)


def _leading(rows: Rows, targets: Rows, free: NDArray[np.bool_]) -> Rows:
    """Move just as much weight as it takes for the target to be the strongest shape of its row."""
    if len(rows) == 1:
        return _led(rows, targets[0], bool(free[0]))
    own = targets.argmax(axis=1)
    number = np.arange(len(rows))
    others = rows.copy()
    others[number, own] = 0.0
    lacking = others.max(axis=1) - rows[number, own] + _MARGIN
    wanted = free & (targets[number, own] >= _OWN) & (lacking > 0)
    if not wanted.any():
        return rows
    part = np.where(wanted, lacking / (1 + lacking), 0.0)
    led: Rows = rows * (1 - part[:, None])
    led[number, own] += part
    return led


def _led(rows: Rows, target: Rows, free: bool) -> Rows:
    """``_leading`` for one row, in place: streams have many of them."""
    own = int(target.argmax())
    if not free or target[own] < _OWN:
        return rows
    row = rows[0]
    lead = float(row[own])
    row[own] = 0.0
    lacking = float(row.max()) - lead + _MARGIN
    row[own] = lead
    if lacking > 0:
        row *= 1 - lacking / (1 + lacking)
        row[own] += lacking / (1 + lacking)
    return rows


def _rest(quiet: NDArray[np.bool_]) -> Rows:
    """0 … 1: how far the mouth is at rest, in silence too long to be a stop. It moves within it."""
    rest = np.zeros(len(quiet))
    for start, end in _runs(quiet):
        if end - start < _SHORTEST_REST:
            continue
        rows = np.arange(start, end)
        inside = np.minimum(
            rows - start if start > 0 else _RAMP, end - 1 - rows if end < len(quiet) else _RAMP
        )
        rest[start:end] = 0.5 - 0.5 * np.cos(np.pi * np.minimum((inside + 1) / (_RAMP + 1), 1.0))
    return rest


def _without_clicks(quiet: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Silence is not broken by a sound too short to be speech."""
    clicks = [(start, end) for start, end in _runs(~quiet) if end - start <= _CLICK]
    if not clicks:
        return quiet
    calm = quiet.copy()
    for start, end in clicks:
        around = np.concatenate((quiet[max(0, start - _CALM) : start], quiet[end : end + _CALM]))
        calm[start:end] = len(around) == 2 * _CALM and around.all()
    return calm


def _apart(quiet: NDArray[np.bool_], wanted: slice) -> Rows:
    """0 … 1: how far the rows wanted are from any sound; a closure shows only around one."""
    sounds = (~quiet).nonzero()[0]
    rows = np.arange(wanted.start, wanted.stop)
    if not len(sounds):
        return np.ones(len(rows))
    after = np.searchsorted(sounds, rows)
    distance = np.minimum(
        np.abs(sounds[np.minimum(after, len(sounds) - 1)] - rows),
        np.abs(rows - sounds[np.maximum(after - 1, 0)]),
    )
    apart: Rows = np.clip((distance - SHORTEST_CLOSURE + 2) / 3, 0.0, 1.0)
    return apart


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each run of true rows."""
    edges: list[int] = ((flags[1:] != flags[:-1]).nonzero()[0] + 1).tolist()
    if len(flags) and flags[0]:
        edges.insert(0, 0)
    if len(edges) % 2:
        edges.append(len(flags))
    return list(zip(edges[::2], edges[1::2], strict=True))
