"""The bones of a hand in space, and where its joints come to lie in the picture.

Hand space, right-handed: ``a`` across (the thumb lies at its negative end), ``b`` from the wrist along the
fingers, ``n`` out of the palm. Turned by nothing, the viewer sees the palm with the fingers up.
Lengths are in the proportions of a grown hand (middle finger 0.8 of the palm's length; phalanges about
0.45, 0.3 and 0.25 of a finger: B. Alexander, K. Viktor, "Proportions of hand segments", 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin, sqrt

from avatar.faces.drawn.themes import HandForm

Vec = tuple[float, float, float]
"""In hand space (a, b, n), or in the picture: x right, y down, z toward the viewer."""


@dataclass(frozen=True, slots=True)
class HandShape:
    """How a hand is held."""

    curl: tuple[float, float, float, float] = (0.06, 0.03, 0.06, 0.1)
    """Index to little finger, 0 straight … 1 folded on the palm."""
    spread: float = 0.5
    """0 fingers together … 1 wide apart."""
    thumb: float = 0.85
    """0 across the palm, 0.5 along the fingers, 1 stretched out, 1.6 square to the fingers."""
    roll: float = 0.0
    """Degrees about the fingers: 0 shows the palm, -90 turns it to the body's middle, 180 shows the back."""
    pitch: float = 0.0
    """Degrees the fingers lean toward the viewer."""
    cup: float = 0.0
    """0 … 1, the knuckles bent together, as for a bowl."""
    oppose: float = 0.0
    """0 … 1, the thumb set against the fingertips."""


@dataclass(frozen=True, slots=True)
class Finger:
    """A finger's bones, straight."""

    base: Vec
    """Its knuckle."""
    length: float
    width: float
    tip: float
    """Its width near the end."""
    fan: tuple[float, float]
    """Degrees aside: together, and more when spread wide."""


HAND = (
    Finger((-14.2, 33.0, -0.5), 46.0, 11.6, 8.8, (-2.5, -13.5)),
    Finger((-4.8, 35.5, 1.0), 50.5, 11.9, 9.0, (-0.5, -4.0)),
    Finger((5.2, 34.0, 0.5), 47.5, 11.5, 8.7, (1.5, 6.0)),
    Finger((14.0, 30.0, -1.0), 38.0, 10.2, 7.7, (4.0, 17.0)),
)
PAW = (
    Finger((-13.6, 31.5, -0.5), 43.0, 14.0, 11.4, (-3.0, -14.0)),
    Finger((0.0, 34.0, 1.0), 47.0, 14.4, 11.8, (0.0, 0.0)),
    Finger((13.4, 30.0, -0.5), 41.0, 13.6, 11.0, (4.0, 15.0)),
)
"""Of a hand with three fingers beside the thumb."""
PHALANGES = (0.46, 0.30, 0.24)
_STRAIGHT, _FOLDED = (2.0, 5.0, 4.0), (82.0, 98.0, 58.0)
"""Degrees at knuckle, middle and end joint."""
_CUPPED = (46.0, 20.0, 10.0)

PALM: tuple[Vec, ...] = (
    (-8.5, -3.0, 0.0), (8.0, -3.0, 0.0), (-12.0, 9.0, 3.0), (13.2, 9.0, 2.5), (14.2, 21.0, 0.0),
    (-14.0, 20.0, 1.0), (-14.2, 33.6, 0.0), (-4.8, 36.5, 0.0), (5.2, 35.0, 0.0), (14.0, 30.6, 0.0),
)  # fmt: skip
"""Middles of the balls that the palm is stretched over."""
PALM_BALL = 7.2

_THUMB_ROOT: Vec = (-9.5, 7.0, 3.5)
_THUMB_LENGTHS = (18.5, 15.5, 12.5)
_THUMB_POSES: tuple[tuple[float, tuple[Vec, Vec, Vec]], ...] = (
    (0.0, ((-0.30, 0.72, 0.62), (0.62, 0.55, 0.56), (0.90, 0.36, 0.22))),
    (0.5, ((-0.55, 0.76, 0.34), (-0.22, 0.96, 0.16), (-0.02, 0.99, 0.08))),
    (1.0, ((-0.74, 0.60, 0.30), (-0.76, 0.64, 0.10), (-0.60, 0.80, 0.0))),
    (1.6, ((-0.84, 0.46, 0.28), (-0.98, 0.18, 0.08), (-0.99, -0.08, 0.0))),
)
"""Directions of the thumb's three bones by ``HandShape.thumb``."""
_OPPOSED: tuple[Vec, Vec, Vec] = ((-0.30, 0.30, 0.90), (0.0, 0.06, 1.0), (0.0, 0.12, 0.99))


def fingers_of(form: HandForm) -> tuple[Finger, ...]:
    """The fingers of a form, from the thumb's side on."""
    return tuple(
        replace(
            finger,
            length=finger.length * form.length,
            width=finger.width * form.width,
            tip=finger.tip * form.width,
        )
        for finger in (HAND if form.fingers == 4 else PAW)
    )


def curls_of(hand: HandShape, fingers: int) -> tuple[float, ...]:
    """How far each finger is folded; of three, the last stands for ring and little finger."""
    return hand.curl if fingers == 4 else (*hand.curl[:2], min(hand.curl[2:]))


class Turned:
    """From hand space to the picture, for a hand that is rolled and pitched."""

    def __init__(self, roll: float, pitch: float) -> None:
        self._cos_r, self._sin_r = cos(radians(roll)), sin(radians(roll))
        self._cos_p, self._sin_p = cos(radians(pitch)), sin(radians(pitch))

    def seen(self, point: Vec) -> Vec:
        """Where a point or a direction comes to lie."""
        across, along, out = point
        x = across * self._cos_r + out * self._sin_r
        depth = out * self._cos_r - across * self._sin_r
        return x, depth * self._sin_p - along * self._cos_p, along * self._sin_p + depth * self._cos_p


def finger_joints(finger: Finger, hand: HandShape, curl: float) -> tuple[list[Vec], Vec]:
    """Knuckle, middle joint, end joint and tip in hand space, and the way the nail faces."""
    held = max(0.0, min(1.0, curl))
    aside = radians(finger.fan[0] + finger.fan[1] * hand.spread * (1.0 - 0.8 * held))
    joints, bend = [finger.base], 0.0
    for part, straight, folded, cupped in zip(PHALANGES, _STRAIGHT, _FOLDED, _CUPPED, strict=True):
        bend += radians(straight + (folded - straight) * held + cupped * hand.cup * (1.0 - held))
        length = finger.length * part
        before = joints[-1]
        joints.append(
            (
                before[0] + sin(aside) * cos(bend) * length,
                before[1] + cos(aside) * cos(bend) * length,
                before[2] + sin(bend) * length,
            )
        )
    return joints, (0.0, sin(bend), -cos(bend))


def thumb_joints(hand: HandShape) -> list[Vec]:
    """Root, knuckle, joint and tip of the thumb in hand space."""
    joints = [_THUMB_ROOT]
    for number, length in enumerate(_THUMB_LENGTHS):
        free = _between_poses(hand.thumb, number)
        way = _unit(_mix(free, _OPPOSED[number], hand.oppose))
        before = joints[-1]
        joints.append((before[0] + way[0] * length, before[1] + way[1] * length, before[2] + way[2] * length))
    return joints


def hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex hull, counter-clockwise (monotone chain, Andrew 1979)."""
    ordered = sorted(set(points))
    lower: list[tuple[float, float]] = []
    upper: list[tuple[float, float]] = []
    for chain, run in ((lower, ordered), (upper, ordered[::-1])):
        for point in run:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
    return lower[:-1] + upper[:-1]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _between_poses(thumb: float, bone: int) -> Vec:
    before = _THUMB_POSES[0]
    for after in _THUMB_POSES[1:]:
        if thumb <= after[0]:
            part = max(0.0, (thumb - before[0]) / (after[0] - before[0]))
            return _mix(before[1][bone], after[1][bone], part)
        before = after
    return before[1][bone]


def _mix(one: Vec, other: Vec, part: float) -> Vec:
    keep = 1.0 - part
    return one[0] * keep + other[0] * part, one[1] * keep + other[1] * part, one[2] * keep + other[2] * part


def _unit(way: Vec) -> Vec:
    length = sqrt(way[0] ** 2 + way[1] ** 2 + way[2] ** 2) or 1.0
    return way[0] / length, way[1] / length, way[2] / length
