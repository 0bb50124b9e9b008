"""Whether the drawn host ever jumps: the largest step of every joint from one frame to the next.

Poses are computed, not drawn, over hours of random speech, tags, moods, gazes, cuts and clears. Sizes are
per frame: what a step of 40 ms may be, a step of 33 ms certainly may. Left out are what moves at once by
nature: the mouth, which follows the sound, and blinks and saccades, which real lids and eyes do within 70 ms.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.faces.drawn.arms import SLIM_SHOULDER, ArmPose, Arms
from avatar.faces.drawn.characters import character
from avatar.faces.drawn.clips import CLIPS
from avatar.faces.drawn.figure import Moment
from avatar.faces.drawn.limb import pose_vector
from avatar.faces.drawn.moods import MOODS
from avatar.faces.drawn.motion import Motion
from avatar.media import SAMPLE_RATE_HZ, VISEMES, GazeCue, GestureCue, MouthTrack, Performance

_HAND = ("curl_1", "curl_2", "curl_3", "curl_4", "spread", "thumb", "roll", "pitch", "cup", "oppose")
_ARM = ("x", "y", "turn", "elbow_x", "elbow_y", *_HAND)
NAMES = (
    "head_turn", "head_pitch", "head_roll", "head_x", "head_y", "shoulders", "sway",
    "smile", "squint", "blush", "brow_raise", "brow_tilt",
    *(f"{side}_{name}" for side in ("right", "left") for name in _ARM),
)  # fmt: skip
"""What is measured: head in parts of its range, degrees and units; a face's in parts; arms in units, degrees
and parts. A unit is a 480th of the picture's height."""

_LIMITS = {
    "head_turn": 0.25, "head_pitch": 0.25, "head_roll": 2.0, "head_x": 1.0, "head_y": 8.0, "shoulders": 3.5,
    "sway": 0.8, "smile": 0.3, "squint": 0.16, "blush": 0.15, "brow_raise": 0.3, "brow_tilt": 0.27,
    "x": 32.0, "y": 48.0, "turn": 45.0, "elbow_x": 60.0, "elbow_y": 60.0, "roll": 45.0, "pitch": 6.0,
    "spread": 0.2, "thumb": 0.25, "cup": 0.15, "oppose": 0.2,
}  # fmt: skip
_CURL = 0.2
_ARMS = Arms(character("mei"), (SLIM_SHOULDER, 60.0), 1.0)


def limit(name: str) -> float:
    """The largest step that is allowed, per frame of 40 ms."""
    plain = name.removeprefix("right_").removeprefix("left_")
    return _CURL if plain.startswith("curl") else _LIMITS.get(name, _LIMITS.get(plain, 0.0))


def values(now: Moment) -> NDArray[np.float64]:
    """What is measured of a moment: float64 (len(NAMES),)."""
    return np.array(
        [
            now.turn, now.pitch, now.roll, now.shift_x, now.shift_y, now.rise, now.sway,
            now.smile / (1.0 - 0.55 * now.mouth.round), now.eyes.squint, now.blush,
            now.eyes.brow_raise - 0.12 * now.mouth.jaw, now.eyes.brow_tilt,
            *_arm(now.right), *_arm(now.left),
        ]
    )  # fmt: skip


def _arm(pose: ArmPose) -> NDArray[np.float64]:
    """An arm's pose, with the place of its elbow as it is drawn."""
    course = pose_vector(pose)[:-1]
    course[3:5] = _ARMS.joints(pose)[0]
    return course


def largest_steps(seconds: float, fps: int, seed: int = 1) -> NDArray[np.float64]:
    """The largest step of each value over so many seconds of random speech.

    Args:
        seconds: How long.
        fps: Frames a second.
        seed: Of what happens.

    Returns:
        float64 (len(NAMES),), for frames of 40 ms and shorter.
    """
    random = Random(seed)
    motion, frame = Motion(seed), SAMPLE_RATE_HZ // fps
    before = values(motion.moment(0))
    largest = np.zeros(len(NAMES))
    speaks_at, clears_at = 0, 1 << 40
    for at in range(frame, round(seconds * SAMPLE_RATE_HZ), frame):
        if at >= clears_at:
            motion.clear(at)
            speaks_at, clears_at = at + round(random.uniform(0, 1) * SAMPLE_RATE_HZ), 1 << 40
        if at >= speaks_at:
            length_s = random.uniform(0.4, 6.0)
            motion.perform(_said(random, at, length_s))
            speaks_at = at + round((length_s + random.choice((0.0, 0.1, 2.0))) * SAMPLE_RATE_HZ)
            if random.random() < 0.3:
                clears_at = at + round(random.uniform(0, length_s) * SAMPLE_RATE_HZ)
        now = values(motion.moment(at))
        largest = np.maximum(largest, np.abs(now - before))
        before = now
    return largest


def _said(random: Random, at: int, length_s: float) -> Performance:
    rows = round(length_s * 100)
    weights = np.zeros((rows, len(VISEMES)), np.float32)
    weights[np.arange(rows), np.repeat([random.randrange(15) for _ in range(rows // 8 + 1)], 8)[:rows]] = 1.0
    span = round(length_s * SAMPLE_RATE_HZ)
    gestures = tuple(
        GestureCue(
            random.choice(list(CLIPS)), random.randrange(span), random.randrange(6), random.uniform(0.3, 1.5)
        )
        for _ in range(random.randrange(4))
    )
    gaze = tuple(
        GazeCue(
            "card",
            random.randrange(span),
            random.uniform(0.3, 2.0),
            random.uniform(-1, 1),
            random.uniform(-1, 1),
        )
        for _ in range(random.randrange(3))
    )
    feel = (random.uniform(-1, 1), random.random()) if random.random() < 0.5 else None
    mood = random.choice(list(MOODS))
    return Performance("u", at, MouthTrack(0, weights), mood, gestures, gaze=gaze, feel=feel)


def motion_figures(*, quick: bool = False) -> dict[str, Any]:
    """The largest steps and their limits, at 25 and 30 frames a second.

    Args:
        quick: Three minutes instead of an hour.
    """
    seconds = 180.0 if quick else 3600.0
    steps = {f"{fps}_fps": largest_steps(seconds, fps) for fps in (25, 30)}
    worst = np.maximum(*steps.values())
    return {
        "seconds": seconds,
        "holds": all(step <= limit(name) for name, step in zip(NAMES, worst, strict=True)),
        "steps": {
            name: {"limit": limit(name)}
            | {rate: round(float(step[index]), 4) for rate, step in steps.items()}
            for index, name in enumerate(NAMES)
        },
    }
