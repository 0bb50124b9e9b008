"""Hands as they are drawn: the bones' forms, far ones first, parted by a thin contour.

Picture space of a hand: wrist at the origin, x right, y down, drawn for the hand whose thumb is at the
left when its palm is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot, sqrt

import skia

from avatar.faces.drawn.brush import Point, blend, curve
from avatar.faces.drawn.hand_bones import (
    PALM,
    PALM_BALL,
    Finger,
    HandShape,
    Turned,
    Vec,
    curls_of,
    finger_joints,
    fingers_of,
    hull,
    thumb_joints,
)
from avatar.faces.drawn.ink import flat, line, ramp
from avatar.faces.drawn.themes import HandForm, Skin

_CONTOUR = 2.6
_WRIST = 21.0
_SHORT = 2.5
"""Units: bones that are seen shorter have no direction of their own."""
_STRAIGHT = 0.8
"""Cosine of the angle up to which a joint is a smooth bend."""
_QUARTER = sqrt(0.5)
"""Weight of the conic that is a quarter of a circle."""
_THUMB_WIDTHS = (19.0, 15.5, 13.6, 10.2)


class Hands:
    """Draws hands of one skin."""

    def __init__(self, skin: Skin, form: HandForm) -> None:
        """Prepare everything that does not change.

        Args:
            skin: Its tones.
            form: How many fingers, how long and wide, and whether it is a paw with pads.
        """
        self._fingers = fingers_of(form)
        self._thumb_widths = tuple(width * form.width for width in _THUMB_WIDTHS)
        self._pads = flat(skin.blush, 0.85) if form.pads else None
        tones = (0.0, skin.light), (0.5, skin.base), (1.0, blend(skin.base, skin.shade, 0.55))
        edge = blend(skin.deep, skin.shade, 0.25)
        self._skin = ramp((-22, -80), (24, 0), *tones)
        self._ball = ramp((-22, -80), (24, 0), *tones)
        _stretched(self._ball, 2 * PALM_BALL)
        self._edge = flat(edge)
        self._ball_contour = _stretched(line(edge, 1), 2 * PALM_BALL + _CONTOUR)
        self._fold = flat(edge)
        self._crease = line(skin.deep, 1.3, 0.4)
        self._blush = flat(skin.blush, 0.22)
        self._nail = flat(blend(skin.light, skin.blush, 0.22))
        self._nail_edge = line(blend(skin.base, skin.deep, 0.35), 0.9)

    def draw(self, canvas: skia.Canvas, hand: HandShape, forearm: Point) -> None:
        """Draw one hand.

        Args:
            canvas: In the hand's picture space.
            hand: How it is held.
            forearm: A point of the forearm's middle line, where the sleeve covers it.
        """
        turned = Turned(hand.roll, hand.pitch)
        facing = turned.seen((0.0, 0.0, 1.0))[2]
        palm = curve([(x, y, 0.7) for x, y in hull([turned.seen(ball)[:2] for ball in PALM])])
        fingers = sorted(
            map(
                lambda finger, curl: _posed(turned, hand, finger, curl),
                self._fingers,
                curls_of(hand, len(self._fingers)),
            ),
            key=lambda finger: finger.depth,
        )
        thumb = _Form([turned.seen(joint) for joint in thumb_joints(hand)], self._thumb_widths)
        wrist = [(0.0, 0.0), forearm]

        canvas.drawPath(_tube(wrist, [_WRIST + _CONTOUR] * 2), self._edge)
        canvas.drawPath(palm, self._ball_contour)
        if facing < 0:
            self._thumb(canvas, thumb, facing)
        for finger in fingers:
            if finger.front < 1.0:
                self._whole(canvas, finger, facing)
        canvas.drawPath(_tube(wrist, [_WRIST] * 2), self._skin)
        canvas.drawPath(palm, self._ball)
        self._lines(canvas, turned, hand, facing)
        for finger in fingers:
            if finger.front > 0.02:
                self._fronted(canvas, finger, facing)
        if facing >= 0:
            self._thumb(canvas, thumb, facing)

    def _whole(self, canvas: skia.Canvas, finger: _Form, facing: float) -> None:
        self._form(canvas, finger)
        if finger.folded > 0.02:
            self._over(canvas, finger, 1, finger.folded)
        self._tip(canvas, finger, facing)

    def _fronted(self, canvas: skia.Canvas, finger: _Form, facing: float) -> None:
        """A finger that comes out before the palm."""
        self._over(canvas, finger, 0, finger.front)
        if finger.folded > 0.02:
            self._over(canvas, finger, 1, finger.folded)
        self._tip(canvas, finger, facing)

    def _form(self, canvas: skia.Canvas, form: _Form) -> None:
        canvas.drawPath(form.path(wider=_CONTOUR), self._edge)
        canvas.drawPath(form.path(), self._skin)

    def _over(self, canvas: skia.Canvas, form: _Form, first: int, share: float) -> None:
        """A form, from one joint on, on another of the same skin; how much of its contour shows."""
        self._fold.setAlphaf(share)
        canvas.drawPath(form.path(first, wider=_CONTOUR), self._fold)
        canvas.drawPath(form.path(first), self._skin)

    def _tip(self, canvas: skia.Canvas, finger: _Form, facing: float) -> None:
        end, joint = finger.points[-1], finger.points[-2]
        seen = finger.nail[2]
        if self._pads is not None:
            if seen < -0.2:
                self._pads.setAlphaf(0.85 * min(1.0, (-seen - 0.2) * 3))
                canvas.drawCircle(
                    end[0] * 0.85 + joint[0] * 0.15,
                    end[1] * 0.85 + joint[1] * 0.15,
                    finger.widths[-1] * 0.36,
                    self._pads,
                )
        elif seen > 0.15:
            self._nail_on(canvas, joint, end, finger.widths[-1], seen)
        elif facing > 0.3 and finger.straight > 0.1:
            canvas.drawCircle(
                end[0] * 0.8 + joint[0] * 0.2,
                end[1] * 0.8 + joint[1] * 0.2,
                finger.widths[-1] * 0.4,
                self._blush,
            )
            self._crease.setAlphaf(0.4 * finger.straight * min(1.0, (facing - 0.3) * 3))
            for at, after in ((1, 2), (2, 3)):
                _across(
                    canvas, finger.points[at], finger.points[after], finger.widths[at] * 0.22, self._crease
                )

    def _nail_on(self, canvas: skia.Canvas, joint: Vec, end: Vec, width: float, seen: float) -> None:
        along_x, along_y = end[0] - joint[0], end[1] - joint[1]
        length = hypot(along_x, along_y)
        if length < 3.0:
            return
        along_x, along_y = along_x / length, along_y / length
        half, long = width * 0.32 * min(1.0, seen * 1.3), min(length, 9.0) * 0.36
        middle = end[0] - along_x * 0.5, end[1] - along_y * 0.5
        nail = curve(
            [
                (middle[0] - along_x * long, middle[1] - along_y * long),
                (middle[0] - along_y * half, middle[1] + along_x * half),
                (middle[0] + along_x * long, middle[1] + along_y * long),
                (middle[0] + along_y * half, middle[1] - along_x * half),
            ]
        )
        canvas.drawPath(nail, self._nail)
        canvas.drawPath(nail, self._nail_edge)

    def _lines(self, canvas: skia.Canvas, turned: Turned, hand: HandShape, facing: float) -> None:
        """What tells a palm from a back: its crease, or the knuckles; of a paw its pad."""
        if self._pads is not None:
            if facing > 0.15:
                self._pads.setAlphaf(0.85 * min(1.0, (facing - 0.15) * 3))
                pad = ((-7.0, 17.0, 7.0), (0.0, 23.5, 7.0), (7.5, 16.5, 7.0), (0.5, 11.0, 7.0))
                canvas.drawPath(curve([turned.seen(point)[:2] for point in pad]), self._pads)
        elif facing > 0.25:
            self._crease.setAlphaf(0.45 * min(1.0, (facing - 0.25) * 2))
            crease = ((16.0, 24.0, 7.0), (6.0, 19.0, 7.0), (-5.0, 22.0, 7.0), (-9.0, 31.0, 7.0))
            points = [turned.seen(point)[:2] for point in crease]
            canvas.drawPath(curve(points, closed=False), self._crease)
        elif facing < -0.25:
            for finger, curl in zip(self._fingers, curls_of(hand, len(self._fingers)), strict=True):
                shown = (0.16 + 0.3 * curl) * min(1.0, (-facing - 0.25) * 2)
                self._crease.setAlphaf(shown)
                a, b, _ = finger.base
                arc = ((a - 3.6, b + 2.0, -7.0), (a, b + 4.4, -7.0), (a + 3.6, b + 2.0, -7.0))
                canvas.drawPath(curve([turned.seen(point)[:2] for point in arc], closed=False), self._crease)

    def _thumb(self, canvas: skia.Canvas, thumb: _Form, facing: float) -> None:
        self._form(canvas, thumb)
        root, knuckle = thumb.points[0], thumb.points[1]
        into = (root[0] + (knuckle[0] - root[0]) * 0.55, root[1] + (knuckle[1] - root[1]) * 0.55)
        if facing >= 0:
            inner = root[0] + 1.6 + 11.0 * facing * facing
            grown = _chain([(inner, root[1] - 1.0), (root[0] + 1.6, root[1] - 0.6), into], [18.0, 19.6, 16.6])
            canvas.drawPath(grown, self._skin)


def _posed(turned: Turned, hand: HandShape, finger: Finger, curl: float) -> _Form:
    joints, nail = finger_joints(finger, hand, curl)
    widths = (finger.width, finger.width * 0.98, finger.width * 0.92, finger.tip)
    form = _Form([turned.seen(joint) for joint in joints], widths)
    form.nail = turned.seen(nail)
    form.straight = 1.0 - min(1.0, curl * 2.5)
    return form


class _Form:
    """Bones in the picture and how thick they are drawn."""

    def __init__(self, points: list[Vec], widths: Sequence[float]) -> None:
        self.points = points
        self.widths = widths
        self.depth = sum(point[2] for point in points) / len(points)
        self.nail: Vec = (0.0, 0.0, -1.0)
        self.straight = 1.0

    @property
    def front(self) -> float:
        """0 … 1, how far its middle joint stands out before its root."""
        return min(1.0, max(0.0, (self.points[1][2] - self.points[0][2] - 5.0) / 7.0))

    @property
    def folded(self) -> float:
        """0 … 1, how far it turns back on itself in the picture, toward the viewer."""
        (x0, y0, _), (x1, y1, _), (x2, y2, _), (_, _, z3) = self.points
        first, second = hypot(x1 - x0, y1 - y0) or 1.0, hypot(x2 - x1, y2 - y1) or 1.0
        along = ((x1 - x0) * (x2 - x1) + (y1 - y0) * (y2 - y1)) / (first * second)
        nearer = 1.0 if z3 > self.points[0][2] else 0.0
        return nearer * min(1.0, max(0.0, 0.3 - along) * 2.5)

    def path(self, first: int = 0, wider: float = 0.0) -> skia.Path:
        """Its outline from one joint on."""
        points = [point[:2] for point in self.points[first:]]
        return _tube(points, [width + wider for width in self.widths[first:]])


def _tube(points: Sequence[Point], widths: Sequence[float]) -> skia.Path:
    """A tapering tube with round ends: one outline where it bends little, else capsules end to end."""
    ways: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y)
        if length < _SHORT:
            return _chain(points, widths)
        ways.append(((to_x - x) / length, (to_y - y) / length))
    if any(a[0] * b[0] + a[1] * b[1] < _STRAIGHT for a, b in pairwise(ways)):
        return _chain(points, widths)
    sides = [(way[1], -way[0]) for way in (ways[0], *map(_middle, ways, ways[1:]), ways[-1])]
    path = skia.Path()
    ends = list(zip(points, sides, widths, strict=True))
    (x, y), (side_x, side_y), width = ends[0]
    path.moveTo(x - side_x * width / 2, y - side_y * width / 2)
    _round(path, ends[0], -1.0)
    for (x, y), (side_x, side_y), width in ends[1:]:
        path.lineTo(x + side_x * width / 2, y + side_y * width / 2)
    _round(path, ends[-1], 1.0)
    for (x, y), (side_x, side_y), width in reversed(ends[1:-1]):
        path.lineTo(x - side_x * width / 2, y - side_y * width / 2)
    path.close()
    return path


def _middle(a: Point, b: Point) -> Point:
    x, y = a[0] + b[0], a[1] + b[1]
    length = hypot(x, y)
    return x / length, y / length


def _round(path: skia.Path, end: tuple[Point, Point, float], side: float) -> None:
    """Half a circle about an end, from the side where the outline is to the other."""
    (x, y), (side_x, side_y), width = end
    half = side * width / 2
    to_x, to_y = x - side_x * half, y - side_y * half
    out_x, out_y = -side_y * half, side_x * half
    for corner_x, corner_y, at_x, at_y in (
        (x + side_x * half + out_x, y + side_y * half + out_y, x + out_x, y + out_y),
        (to_x + out_x, to_y + out_y, to_x, to_y),
    ):
        path.conicTo(corner_x, corner_y, at_x, at_y, _QUARTER)


def _chain(points: Sequence[Point], widths: Sequence[float]) -> skia.Path:
    """Tapering capsules end to end; they overlap, so they are filled by winding."""
    path = skia.Path()
    for index, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        path.addCircle(x, y, width / 2)
        if not index:
            continue
        before_x, before_y = points[index - 1]
        along_x, along_y = x - before_x, y - before_y
        length = hypot(along_x, along_y)
        if length < 0.2:
            continue
        side_x, side_y = along_y / length, -along_x / length
        back, here = widths[index - 1] / 2, width / 2
        path.moveTo(before_x + side_x * back, before_y + side_y * back)
        path.lineTo(x + side_x * here, y + side_y * here)
        path.lineTo(x - side_x * here, y - side_y * here)
        path.lineTo(before_x - side_x * back, before_y - side_y * back)
        path.close()
    return path


def _across(canvas: skia.Canvas, at: Vec, after: Vec, half: float, paint: skia.Paint) -> None:
    along_x, along_y = after[0] - at[0], after[1] - at[1]
    length = hypot(along_x, along_y)
    if length > 3.0:
        side_x, side_y = along_y / length * half, -along_x / length * half
        canvas.drawLine(at[0] - side_x, at[1] - side_y, at[0] + side_x, at[1] + side_y, paint)


def _stretched(paint: skia.Paint, width: float) -> skia.Paint:
    """A paint that fills a form and as much around it as half a width."""
    paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint
