"""What a gesture is: a clip that says where arms, hands, head and eyes are to go. Springs take them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TypeVar

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.hand_bones import HandShape

REST = ArmPose(70, 250, -80, (0.98, 0.21), HandShape(spread=0.2))
"""Behind the counter."""

_T = TypeVar("_T", ArmPose, "Stance")


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
    """-1 … 1, bowing; negative is drawing back."""
    shrug: float = 0.0
    """0 … 1, shoulders up."""
    gaze_x: float = 0.0
    """-1 … 1, eyes to the viewer's right."""
    gaze_y: float = 0.0
    """-1 … 1, eyes down."""
    brow: float = 0.0
    """-1 … 1, brows up."""


STANCE_FIELDS = tuple(field.name for field in fields(Stance))
_VALUES = attrgetter(*STANCE_FIELDS)


def stance_values(stance: Stance) -> tuple[float, ...]:
    """A stance as numbers, in the order of ``STANCE_FIELDS``."""
    values: tuple[float, ...] = _VALUES(stance)
    return values


@dataclass(frozen=True, slots=True)
class Play:
    """How a clip is played at a moment."""

    since_s: float
    """Seconds since it began."""
    number: int = 0
    """What it shows or how often; 0 is the clip's own."""
    strength: float = 1.0
    """How large, 0.3 … 1.5."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One gesture."""

    seconds: Callable[[int], float]
    """How long it takes, of its number."""
    peak_s: float
    """When it is seen best, and so what falls on the stressed word."""
    stance: Callable[[Play], Stance] = lambda _: Stance()
    right: Callable[[Play], ArmPose] | None = None
    """The host's right arm, at the viewer's left; ``None`` leaves it alone."""
    left: Callable[[Play], ArmPose] | None = None
    sway: float = 0.0
    """Degrees the hand waves to and fro."""
    either: bool = False
    """Whether the other arm may do it as well."""


def still(held: _T) -> Callable[[Play], _T]:
    """The same at every moment."""
    return lambda _: held


def lasting(seconds: float) -> Callable[[int], float]:
    """The same length whatever the number."""
    return lambda _: seconds


def mirrored(clip: Clip) -> Clip:
    """The clip done with the other arm, and to the other side."""

    def stance(play: Play) -> Stance:
        one = clip.stance(play)
        return Stance(-one.turn, one.pitch, -one.roll, one.lean, one.shrug, -one.gaze_x, one.gaze_y, one.brow)

    return Clip(clip.seconds, clip.peak_s, stance, clip.left, clip.right, clip.sway, clip.either)
