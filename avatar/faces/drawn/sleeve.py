"""A sleeve over an arm: cloth, folds at the elbow, and how it ends. Body space."""

from __future__ import annotations

from math import atan2, degrees, hypot

import skia

from avatar.faces.drawn.brush import Knot, Point, blend, curve, ribbon
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.themes import Clothes, Theme

CUFF_AT = 0.9
"""How much of the forearm the sleeve covers."""
_WIDTHS = {"slim": (46.0, 57.0, 53.0, 48.0, 44.0, 39.0), "broad": (54.0, 65.0, 61.0, 55.0, 50.0, 45.0)}
_REACH = 300.0
"""From the base of the neck to the farthest sleeve."""
_GROWN, _PARTED = 0.42, 0.8
"""Of ``_SEAMLESS``: up to here the sleeve has no contour, from there on it has all of it."""
_SEAMLESS = 84.0
"""Units about the shoulder's joint in which the sleeve grows out of the torso."""


class Sleeve:
    """Draws one kind of sleeve; paints are made once."""

    def __init__(self, theme: Theme, shoulder: Point, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who wears it.
            shoulder: The right shoulder's joint, in body space.
            scale: Pixels of a unit.
        """
        cloth = theme.clothes
        self._widths = _WIDTHS[theme.build]
        self._kind = cloth.cuff
        self._cloth = Light(cloth_paint(cloth), (-_REACH, -_REACH, _REACH, _REACH), scale)
        edge = blend(cloth.deep, cloth.shade, 0.2)
        self._contour = glow(
            shoulder, _SEAMLESS, (0.0, edge, 0.0), (_GROWN, edge, 0.0), (_PARTED, edge), (1.0, edge)
        )
        self._contour.setStyle(skia.Paint.kStroke_Style)
        self._contour.setStrokeWidth(2.6)
        self._contour.setStrokeJoin(skia.Paint.kRound_Join)
        self._fold = line(cloth.deep, 2.2)
        self._shade = flat(cloth.shade, 0.4)
        ribbed = cloth.cuff == "rib"
        self._cuff = flat(cloth.shade if ribbed else blend(cloth.base, cloth.shade, 0.45))
        self._cuff_edge = line(cloth.deep, 1.8, 0.8)
        self._ribs = line(cloth.deep, 1.2, 0.5)

    @property
    def cuff_width(self) -> float:
        """Units across the sleeve's end."""
        return self._widths[-1]

    def draw(self, canvas: skia.Canvas, shoulder: Point, elbow: Point, wrist: Point) -> None:
        """Draw the sleeve of an arm whose joints lie there."""
        spine = (
            shoulder,
            between(shoulder, elbow, 0.34),
            between(shoulder, elbow, 0.74),
            elbow,
            between(elbow, wrist, 0.42),
            between(elbow, wrist, CUFF_AT),
        )
        sleeve = ribbon(spine[::-1], self._widths[::-1], round_end=True)
        canvas.drawPath(sleeve, self._contour)
        self._cloth.fill(canvas, sleeve)
        canvas.save()
        canvas.clipPath(sleeve, skia.ClipOp.kIntersect, True)
        self._underside(canvas, shoulder, elbow, wrist)
        self._folds(canvas, shoulder, elbow, wrist)
        canvas.restore()
        x, y = shoulder
        seamless: list[Knot] = [
            (x - 30, y - 32), (x - 12, y - 25), (x + 11, y - 18), (x + 20, y - 2), (x + 13, y + 12),
            (x - 8, y + 12), (x - 24, y + 4),
        ]  # fmt: skip
        self._cloth.fill(canvas, curve(seamless))
        self._end(canvas, elbow, wrist)

    def _underside(self, canvas: skia.Canvas, shoulder: Point, elbow: Point, wrist: Point) -> None:
        """Shade along the sides of upper arm and forearm that the light does not reach."""
        for start, end, wide in ((shoulder, elbow, self._widths[2]), (elbow, wrist, self._widths[4])):
            along_x, along_y = _toward(start, end)
            side = 1.0 if along_x - 0.4 * along_y > 0 else -1.0
            aside_x, aside_y = -along_y * side * wide * 0.4, along_x * side * wide * 0.4
            spine = []
            for part in (0.06, 0.34, 0.66, 0.96):
                x, y = between(start, end, part)
                spine.append((x + aside_x, y + aside_y))
            canvas.drawPath(ribbon(spine, (0.4, wide * 0.4, wide * 0.36, 0.4)), self._shade)

    def _folds(self, canvas: skia.Canvas, shoulder: Point, elbow: Point, wrist: Point) -> None:
        """Creases at the inside of the elbow, deeper the more it bends."""
        (ax, ay), (bx, by) = _toward(elbow, shoulder), _toward(elbow, wrist)
        bend = 1 + ax * bx + ay * by
        if bend < 0.12:
            return
        in_x, in_y = ax + bx, ay + by
        length = hypot(in_x, in_y) or 1.0
        in_x, in_y = in_x / length, in_y / length
        wide = self._widths[3] * 0.5
        self._fold.setAlphaf(0.55 * min(1.0, bend))
        for (along_x, along_y), deep in (((ax, ay), 0.15), ((bx, by), 0.45)):
            crease = skia.Path()
            crease.moveTo(
                elbow[0] + in_x * wide * 1.5 + along_x * 4, elbow[1] + in_y * wide * 1.5 + along_y * 4
            )
            crease.quadTo(
                elbow[0] + in_x * wide * 0.8 + along_x * 5,
                elbow[1] + in_y * wide * 0.8 + along_y * 5,
                elbow[0] + in_x * wide * deep + along_x * 15,
                elbow[1] + in_y * wide * deep + along_y * 15,
            )
            canvas.drawPath(crease, self._fold)

    def _end(self, canvas: skia.Canvas, elbow: Point, wrist: Point) -> None:
        angle = degrees(atan2(wrist[1] - elbow[1], wrist[0] - elbow[0]))
        half = self._widths[-1] / 2
        canvas.save()
        canvas.translate(*between(elbow, wrist, CUFF_AT))
        canvas.rotate(angle + 90)
        if self._kind == "plain":
            self._hem(canvas, half)
        else:
            self._band(canvas, half)
        canvas.restore()

    def _hem(self, canvas: skia.Canvas, half: float) -> None:
        hem = skia.Path()
        hem.moveTo(-half, 6)
        hem.quadTo(0, 2, half, 6)
        canvas.drawPath(hem, self._ribs)
        mouth: list[Knot] = [(-half, 1, 0.3), (0, -5), (half, 1, 0.3), (0, 2.5)]
        canvas.drawPath(curve(mouth), self._cuff)
        canvas.drawPath(curve(mouth), self._ribs)

    def _band(self, canvas: skia.Canvas, half: float) -> None:
        knots: list[Knot] = [
            (-half - 1, 14, 0.3), (-half - 1.5, -3, 0.2), (0, -6.5),
            (half + 1.5, -3, 0.2), (half + 1, 14, 0.3), (0, 11),
        ]  # fmt: skip
        cuff = curve(knots)
        canvas.drawPath(cuff, self._cuff_edge)
        canvas.drawPath(cuff, self._cuff)
        if self._kind == "rib":
            for part in (-0.72, -0.38, 0.0, 0.38, 0.72):
                x = half * part
                canvas.drawLine(x, -4 - 1.5 * (1 - abs(part)), x, 10.5, self._ribs)


def cloth_paint(cloth: Clothes) -> skia.Paint:
    """The cloth's light and shade over the whole body."""
    return ramp(
        (-140, 0),
        (150, 120),
        (0.0, cloth.light),
        (0.4, cloth.base),
        (1.0, blend(cloth.base, cloth.shade, 0.85)),
    )


def between(a: Point, b: Point, part: float) -> Point:
    """A part of the way from one point to another."""
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _toward(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length
