"""Gestures: clips that say where arms, hands and head are to go. Springs take them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin
from typing import TypeVar

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.hands import HandShape

_Held = TypeVar("_Held", ArmPose, "Stance")

REST = ArmPose(70, 250, -80, -1.0, HandShape(spread=0.2))
"""Behind the counter."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Where the body is to be; 0 is upright, facing the viewer."""

    turn: float = 0.0
    """-1 … 1, head to the viewer's right."""
    pitch: float = 0.0
    """-1 … 1, head down."""
    roll: float = 0.0
    """Degrees, head tilted to the viewer's right."""
    lean: float = 0.0
    """0 … 1, bowing."""
    shrug: float = 0.0
    """0 … 1, shoulders up."""
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    brow: float = 0.0


@dataclass(frozen=True, slots=True)
class Clip:
    """One gesture."""

    seconds: float
    stance: Callable[[float], Stance] = lambda _: Stance()
    """Of the seconds since it began."""
    right: Callable[[float], ArmPose] | None = None
    """The host's right arm, at the viewer's left; ``None`` leaves it alone."""
    left: Callable[[float], ArmPose] | None = None
    sway: float = 0.0
    """Degrees the hand waves to and fro."""


def _still(held: _Held) -> Callable[[float], _Held]:
    return lambda _: held


def _nodding(depth: float, times: int, each_s: float) -> Callable[[float], Stance]:
    def stance(since_s: float) -> Stance:
        if since_s > times * each_s:
            return Stance()
        return Stance(pitch=depth * max(0.0, sin(since_s / each_s * 2 * pi - 0.4)))

    return stance


def _counting(since_s: float) -> ArmPose:
    shown = min(3, 1 + int(max(0.0, since_s - 0.25) / 0.75))
    curl = (0.0, 0.0 if shown > 1 else 1.0, 0.0 if shown > 2 else 1.0, 1.0)
    return ArmPose(184, -4, 6, 1.0, HandShape(curl=curl, spread=0.55, thumb=0.05))


def _bowing(since_s: float) -> Stance:
    deep = 1.0 if since_s < 0.95 else 0.0
    return Stance(pitch=0.9 * deep, lean=deep, gaze_y=0.5 * deep)


_PALM_OUT = ArmPose(194, 106, 46, 1.0, HandShape(spread=0.42, thumb=0.92))
_SHRUGGING = ArmPose(188, 84, 58, 1.0, HandShape(spread=0.5, thumb=0.95))

CLIPS: dict[str, Clip] = {
    "wave": Clip(
        2.0,
        _still(Stance(roll=-2.5, pitch=-0.1, brow=0.3)),
        right=_still(ArmPose(194, -34, 12, 1.0, HandShape(curl=(0, 0, 0, 0.02), spread=0.85, thumb=0.95))),
        sway=17.0,
    ),
    "point_card": Clip(
        2.2,
        lambda since_s: Stance(
            turn=0.75, roll=1.5, gaze_x=0.9 if 0.1 < since_s < 1.3 else 0.15, gaze_y=0.1, brow=0.2
        ),
        left=_still(
            ArmPose(224, 58, 64, 1.0, HandShape(curl=(0.0, 0.0, 0.03, 0.06), spread=0.06, thumb=0.95))
        ),
    ),
    "open_palms": Clip(
        1.9, _still(Stance(pitch=-0.08, brow=0.25)), right=_still(_PALM_OUT), left=_still(_PALM_OUT)
    ),
    "shrug": Clip(
        1.5, _still(Stance(roll=4.0, shrug=1.0, brow=0.7)), right=_still(_SHRUGGING), left=_still(_SHRUGGING)
    ),
    "thumbs_up": Clip(
        1.8,
        _still(Stance(roll=-2.0, pitch=0.1, brow=0.25)),
        right=_still(ArmPose(152, 60, -3, 1.0, HandShape(view="fist"))),
    ),
    "think": Clip(
        2.2,
        _still(Stance(turn=-0.35, roll=-4.0, gaze_x=-0.55, gaze_y=-0.6, brow=0.35)),
        left=_still(ArmPose(76, 52, -24, -1.0, HandShape(curl=(0.0, 1.0, 1.0, 1.0), thumb=0.05))),
    ),
    "count": Clip(2.6, _still(Stance(roll=-1.5)), right=_counting),
    "nod": Clip(1.1, _nodding(1.15, 2, 0.5)),
    "bow": Clip(1.6, _bowing),
}
"""By name; a name that is not here is ignored."""

BEAT = Clip(0.42, _nodding(0.5, 1, 0.42))
"""The small nod on a stressed word."""
