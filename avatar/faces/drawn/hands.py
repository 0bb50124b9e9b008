"""Hands. Hand space: wrist at the origin, fingers up, drawn for the hand whose thumb is at the left.

Two views are enough for every gesture: ``open`` shows the palm, each finger straight or folded over
it; ``fist`` shows the curled fingers from the front with the thumb up.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Literal

import skia

from avatar.faces.drawn.brush import Knot, Point, blend, curve, ribbon
from avatar.faces.drawn.ink import flat, line, ramp
from avatar.faces.drawn.themes import Skin

HandView = Literal["open", "fist"]


@dataclass(frozen=True, slots=True)
class HandShape:
    """How a hand is held."""

    view: HandView = "open"
    curl: tuple[float, float, float, float] = (0.06, 0.03, 0.06, 0.1)
    """Index to little finger, 0 straight … 1 folded on the palm."""
    spread: float = 0.5
    """0 fingers together … 1 wide apart."""
    thumb: float = 0.85
    """0 across the palm … 1 stretched out."""


@dataclass(frozen=True, slots=True)
class _Finger:
    base: Point
    length: float
    width: float
    tip: float
    together: float
    """Degrees from straight up with the fingers together."""
    fan: float
    """Degrees more when spread wide."""


_FINGERS = (
    _Finger((-14.6, -41.0), 38.0, 11.2, 8.4, -3.0, -13.0),
    _Finger((-4.6, -44.0), 42.5, 11.4, 8.6, -0.5, -4.0),
    _Finger((5.8, -42.6), 39.5, 11.0, 8.2, 2.0, 6.0),
    _Finger((15.4, -37.0), 30.5, 9.6, 7.2, 5.0, 17.0),
)


class Hands:
    """Draws hands of one skin."""

    def __init__(self, skin: Skin) -> None:
        self._skin = ramp(
            (-20, -70),
            (22, 0),
            (0.0, skin.light),
            (0.5, skin.base),
            (1.0, blend(skin.base, skin.shade, 0.55)),
        )
        self._contour = line(blend(skin.deep, skin.shade, 0.25), 2.6)
        self._crease = line(skin.deep, 1.3, 0.45)
        self._blush = flat(skin.blush, 0.22)
        self._nail = flat(blend(skin.light, skin.blush, 0.3))

    def draw(self, canvas: skia.Canvas, hand: HandShape) -> None:
        """Draw one hand in hand space."""
        if hand.view == "fist":
            self._fist(canvas)
        else:
            self._open(canvas, hand)

    def _form(self, canvas: skia.Canvas, path: skia.Path) -> None:
        canvas.drawPath(path, self._contour)
        canvas.drawPath(path, self._skin)

    def _open(self, canvas: skia.Canvas, hand: HandShape) -> None:
        palm = curve(_PALM)
        canvas.drawPath(palm, self._contour)
        for finger, curl in sorted(zip(_FINGERS, hand.curl, strict=True), key=lambda pair: -pair[1]):
            self._form(canvas, _straight(finger, curl, hand.spread))
            if curl < 0.3:
                self._tip(canvas, finger, curl, hand.spread)
        canvas.drawPath(palm, self._skin)
        self._palm_lines(canvas)
        for finger, curl in zip(_FINGERS, hand.curl, strict=True):
            if curl > 0.45:
                self._form(canvas, _folded(finger, curl))
        thumb, root = _thumb(hand.thumb)
        self._form(canvas, thumb)
        canvas.drawPath(root, self._skin)

    def _tip(self, canvas: skia.Canvas, finger: _Finger, curl: float, spread: float) -> None:
        x, y = _reach(finger, curl, spread, 0.86)
        canvas.drawCircle(x, y, finger.tip * 0.46, self._blush)
        for part in (0.36, 0.66):
            x, y = _reach(finger, curl, spread, part)
            half = finger.width * 0.2
            canvas.drawLine(x - half, y, x + half, y, self._crease)

    def _palm_lines(self, canvas: skia.Canvas) -> None:
        heart = skia.Path()
        heart.moveTo(17, -29)
        heart.cubicTo(9, -26, -3, -29, -8, -37)
        canvas.drawPath(heart, self._crease)

    def _fist(self, canvas: skia.Canvas) -> None:
        self._form(canvas, curve(_FIST))
        thumb = ribbon(((-6, -34), (-9, -52), (-10, -66), (-6, -82)), (21, 16.5, 13.5, 10.5), round_end=True)
        self._form(canvas, thumb)
        canvas.drawPath(
            curve([(-20, -36), (-14, -43), (2, -45), (10, -40), (2, -22), (-16, -18)]), self._skin
        )
        canvas.drawPath(curve([(-9.4, -74), (-7.6, -82.5), (-3.2, -81), (-4.4, -73)]), self._nail)
        for y, right, left, width in _STACK:
            half = width / 2
            self._form(
                canvas,
                curve(
                    [
                        (left, y),
                        (left + half, y - half),
                        (right - half, y - half),
                        (right, y),
                        (right - half, y + half),
                        (left + half, y + half),
                    ]
                ),
            )
            canvas.drawLine(left + 7.5, y - 2.4, left + 7, y + 2.6, self._crease)


_FIST: list[Knot] = [
    (-11.5, 10, 0), (-15, -4), (-20, -18), (-21, -38), (-12, -48), (8, -49), (20, -42), (21, -12),
    (14, -2), (11.5, 10, 0),
]  # fmt: skip
_STACK = (
    (-7.6, 22.0, -7.0, 11.0),
    (-18.2, 25.0, -9.0, 12.2),
    (-29.6, 26.0, -10.0, 12.6),
    (-41.2, 24.5, -9.0, 12.4),
)
"""Middle, right end, left end and width of the curled fingers, little finger first."""

_PALM: list[Knot] = [
    (-11.5, 10, 0), (-14.5, -2), (-20.5, -14), (-21.5, -28), (-20.3, -40), (-15, -45), (-4.6, -47.5),
    (6, -46.4), (15, -41.5), (20.3, -36),
    (20.6, -24), (18, -10), (12.5, 0), (11.5, 10, 0),
]  # fmt: skip


def _direction(finger: _Finger, spread: float) -> Point:
    angle = radians(finger.together + finger.fan * spread)
    return sin(angle), -cos(angle)


def _reach(finger: _Finger, curl: float, spread: float, part: float) -> Point:
    along_x, along_y = _direction(finger, spread)
    length = finger.length * (1 - 0.62 * min(curl * 1.35, 1.0)) * part
    return finger.base[0] + along_x * length, finger.base[1] + along_y * length


def _straight(finger: _Finger, curl: float, spread: float) -> skia.Path:
    """The part of a finger that points away from the palm; it shortens as the finger folds."""
    along_x, along_y = _direction(finger, spread)
    end_x, end_y = _reach(finger, curl, spread, 1.0)
    round_off = finger.tip * 0.5
    root = (finger.base[0] - along_x * 8, finger.base[1] - along_y * 8)
    middle = _reach(finger, curl, spread, 0.5)
    end = (end_x - along_x * round_off, end_y - along_y * round_off)
    return ribbon(
        (root, finger.base, middle, end), (finger.width, finger.width, finger.width * 0.96, finger.tip), True
    )


def _folded(finger: _Finger, curl: float) -> skia.Path:
    """The part of a finger that lies on the palm."""
    part = min(1.0, (curl - 0.45) / 0.45)
    x, y = finger.base
    half, top = finger.width * 0.52, y - finger.length * 0.3
    low = top + 2 * half + (finger.length * 0.84 - 2 * half) * part
    lean = x * 0.06
    return curve(
        [
            (x, top),
            (x + half, top + half),
            (x + half - lean * 1.4, low - half),
            (x - lean * 1.6, low),
            (x - half - lean * 1.4, low - half),
            (x - half, top + half),
        ]
    )


def _thumb(out: float) -> tuple[skia.Path, skia.Path]:
    """The thumb, and the part of it without a contour where it grows from the palm."""
    angle = radians(58.0 - 112.0 * out)
    along_x, along_y = sin(angle), -cos(angle)
    knuckle = (-14.5 - 2.5 * out, -20.0)
    middle = (knuckle[0] + along_x * 15 - 1.6, knuckle[1] + along_y * 15 - 1.2)
    tip = (knuckle[0] + along_x * 29, knuckle[1] + along_y * 29)
    root = (knuckle[0] + along_x * 7 + 1.5, knuckle[1] + along_y * 7)
    whole = ribbon(((-6.5, -2), knuckle, middle, tip), (16, 16.5, 13, 9.5), round_end=True)
    grown = ribbon(((-3.5, 1), (knuckle[0] + 4.5, knuckle[1] + 2), root), (17, 15.5, 9.5), round_end=True)
    return whole, grown
