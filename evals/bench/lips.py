"""How well the mouth fits the sound: against phone tiers, beside Rhubarb Lip Sync, streamed and whole."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.lips.follow import Follower
from avatar.lips.g2p import Reader, Unit
from avatar.lips.net import PhoneNet
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, Pcm
from evals.bench.lips_clips import Clip, folders, sounds, spoken
from evals.bench.lips_truth import OPENINGS, closures, groups_of, likeness, right, right_group
from evals.bench.machine import machine

_PIECE = SAMPLE_RATE_HZ // 50
"""Samples that are streamed at once: 20 ms."""
_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_SILENT_DB = -50.0
"""Of the loud parts of a recording: below it is silence."""
_REST = 15
"""Rows after sound ends or before it begins in which the mouth may still, or already, move."""

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Way:
    """How the mouth of a clip is found."""

    name: str
    text: bool
    streamed: bool


_WAYS = (
    Way("audio", text=False, streamed=False),
    Way("audio_streamed", text=False, streamed=True),
    Way("text", text=True, streamed=False),
    Way("text_streamed", text=True, streamed=True),
)


def run(*, quick: bool = False, data: Path | None = None, odd: Path | None = None) -> dict[str, Any]:
    """Measure the lips.

    Args:
        quick: On a quarter of the recordings.
        data: A folder of recordings with phone tiers, or of such folders; without it espeak-ng's speech,
            made on the spot, whose figures say nothing about people.
        odd: A folder of recordings in which only silence is looked at.

    Raises:
        ValueError: A folder has nothing to measure.
        RuntimeError: The net or espeak-ng is missing.
    """
    net = PhoneNet()
    sets = list(folders(data)) if data else spoken(2 if quick else 4)
    sets = [(name, clips[:: 4 if quick and data else 1]) for name, clips in sets]
    units = asyncio.run(_read([clip for _, clips in sets for clip in clips]))
    figures: dict[str, Any] = {"machine": machine(), "look_ahead_ms": round(1000 * net.look_ahead_s, 1)}
    figures["sets"] = {name: _set(net, clips, units) for name, clips in sets}
    if odd is not None:
        figures["odd"] = _odd(net, sounds(odd))
    return figures


async def _read(clips: Iterable[Clip]) -> dict[str, tuple[Unit, ...]]:
    """Pronunciations of all texts."""
    reader = Reader()
    try:
        return {clip.text: await reader.read(clip.text, clip.language) for clip in clips}
    finally:
        await reader.close()


def _set(net: PhoneNet, clips: Sequence[Clip], units: dict[str, tuple[Unit, ...]]) -> dict[str, Any]:
    seconds = sum(len(clip.pcm) for clip in clips) / SAMPLE_RATE_HZ
    said: dict[str, Any] = {"clips": len(clips), "seconds": round(seconds, 1), "net": _net(net, clips)}
    for way in _WAYS:
        began = time.process_time()
        tracks = [_track(net, clip.pcm, units[clip.text] if way.text else (), way.streamed) for clip in clips]
        spent = time.process_time() - began
        said[way.name] = {**_score(clips, tracks), "real_time_factor": round(spent / seconds, 4)}
    if beside := [clip for clip in clips if clip.rhubarb]:
        said["rhubarb"] = _rhubarb(beside)
    return said


def _net(net: PhoneNet, clips: Sequence[Clip]) -> dict[str, float]:
    """The net's own likeliest viseme, before anything is smoothed."""
    hits = rows = 0
    for clip in clips:
        shown = net.rows(clip.pcm).visemes.argmax(axis=1)
        hits, rows = hits + right(clip.truth, shown), rows + len(shown)
    return {"frames_right": round(hits / max(rows, 1), 4)}


def _track(net: PhoneNet, pcm: Pcm, units: Sequence[Unit], streamed: bool) -> Weights:
    follower = Follower(net, units, streamed=streamed)
    step = _PIECE if streamed else SAMPLE_RATE_HZ
    shown = [follower.push(pcm[at : at + step]).weights for at in range(0, len(pcm), step)]
    rows = np.concatenate([*shown, follower.finish().weights])
    return rows[: -(-len(pcm) // _FRAME)]


def _score(clips: Sequence[Clip], tracks: Sequence[Weights]) -> dict[str, float]:
    hits = grouped = rows = true = found = told = correct = 0
    jaws = []
    for clip, weights in zip(clips, tracks, strict=True):
        shown = weights.argmax(axis=1)
        hits, rows = hits + right(clip.truth, shown), rows + len(shown)
        grouped += right_group(clip.truth, groups_of(shown))
        runs = closures(clip.truth, shown == VISEMES.index("PP"))
        true, found, told, correct = (
            true + runs.true, found + runs.found, told + runs.said, correct + runs.right,
        )  # fmt: skip
        jaws.append(likeness(clip.truth, weights @ OPENINGS))
    return {
        "frames_right": round(hits / max(rows, 1), 4),
        "groups_right": round(grouped / max(rows, 1), 4),
        **_closure_figures(true, found, told, correct),
        "jaw_r": round(float(np.mean(jaws)), 3),
    }


def _rhubarb(clips: Sequence[Clip]) -> dict[str, float]:
    grouped = rows = true = found = told = correct = 0
    jaws = []
    for clip in clips:
        if clip.rhubarb is None:
            continue
        groups, openings = clip.rhubarb
        grouped, rows = grouped + right_group(clip.truth, groups), rows + len(groups)
        runs = closures(clip.truth, openings == 0.0)
        true, found, told, correct = (
            true + runs.true, found + runs.found, told + runs.said, correct + runs.right,
        )  # fmt: skip
        jaws.append(likeness(clip.truth, openings))
    figures = {"groups_right": round(grouped / max(rows, 1), 4), "jaw_r": round(float(np.mean(jaws)), 3)}
    return {**figures, **_closure_figures(true, found, told, correct)}


def _closure_figures(true: int, found: int, told: int, correct: int) -> dict[str, float]:
    recall, precision = found / max(true, 1), correct / max(told, 1)
    return {
        "closures": true,
        "closure_recall": round(recall, 3),
        "closure_precision": round(precision, 3),
        "closure_f1": round(2 * recall * precision / max(recall + precision, 1e-9), 3),
    }


def _odd(net: PhoneNet, recordings: Iterable[tuple[str, Pcm]]) -> dict[str, Any]:
    """Movement of the jaw in silence: how far it is open, at most, and how far it goes in a row."""
    count = rows = 0
    widest = fastest = 0.0
    for _, pcm in recordings:
        weights = _track(net, pcm, (), streamed=True)
        silent = _silent(pcm)[: len(weights)]
        opening = weights[: len(silent)] @ OPENINGS
        count, rows = count + 1, rows + int(silent.sum())
        if silent.any():
            widest = max(widest, float(opening[silent].max()))
            fastest = max(fastest, float(np.abs(np.diff(opening, prepend=opening[:1]))[silent].max()))
    return {
        "recordings": count,
        "silent_seconds": round(rows / MOUTH_RATE_HZ, 1),
        "widest_opening": round(widest, 3),
        "fastest_move": round(fastest, 3),
    }


def _silent(pcm: Pcm) -> NDArray[np.bool_]:
    """Rows well inside silence."""
    power = np.mean(np.pad(pcm, (0, -len(pcm) % _FRAME)).reshape(-1, _FRAME) ** 2, axis=1)
    loud = float(np.quantile(power, 0.95))
    sounding = power > max(loud * 10 ** (_SILENT_DB / 10), 1e-10)
    near = np.convolve(sounding, np.ones(2 * _REST + 1), "same") > 0
    quiet: NDArray[np.bool_] = ~near
    return quiet
