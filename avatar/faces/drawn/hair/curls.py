"""A full round head of tight curls."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

import skia

from avatar.faces.drawn.brush import Knot, Point, blend, curve, ribbon, united
from avatar.faces.drawn.hair.cut import Cut
from avatar.faces.drawn.ink import flat
from avatar.faces.drawn.themes import Theme

_GOLDEN = pi * (3.0 - 5.0**0.5)
"""Angle between neighbours that spreads points evenly (Vogel 1979)."""
_CURLS = 104
_RIGHT = ((40, -160), (140, -160), (140, 44), (96, 44), (96, -40), (40, -110))
"""Where the rim is seen."""
_NIGHT = "#9d97ff"
"""The night's light on the edge at the viewer's right."""


class Curls(Cut):
    """Curls to the jaw, parted from the face by a soft arch."""

    bounds = (-136, -154, 136, 78)
    behind = (-134, -150, 134, 96)

    def __init__(self, theme: Theme) -> None:
        """Mix the paints and cut the rim of light.

        Args:
            theme: Who wears it.
        """
        super().__init__(theme)
        outer, moved = _OUTER.path(), skia.Path()
        outer.transform(skia.Matrix.Translate(-2.2, 1.4), moved)
        rim = skia.Op(outer, moved, skia.PathOp.kDifference_PathOp)
        right = skia.Path()
        right.addPoly([skia.Point(*point) for point in _RIGHT], True)
        self._rim = skia.Op(rim, right, skia.PathOp.kIntersect_PathOp)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw the volume behind the neck."""
        canvas.drawPath(_BEHIND.path(), self.deep)

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw the shadow of the arch."""
        shape: list[Knot] = [
            (-70, -100, 0), (70, -100, 0), (84, -10, 0), (76, 38, 0), (71, 10), (66, -18), (56, -40),
            (36, -54), (12, -60), (-12, -60), (-36, -54), (-56, -40), (-66, -18), (-71, 10), (-76, 38, 0),
            (-84, -10, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        """A cloud with an opening for the face, its edge made of curls."""
        outer = _OUTER.path()
        opening: list[Knot] = [
            (0, -64), (30, -60), (54, -44), (66, -18), (70, 10), (74, 48), (66, 120), (-66, 120), (-74, 48),
            (-70, 10), (-66, -18), (-54, -44), (-30, -60),
        ]  # fmt: skip
        cut = skia.Op(outer, curve(opening), skia.PathOp.kDifference_PathOp)
        edge = skia.Path()
        for x, y, size in (
            (-4, -66, 9), (14, -65, 8), (31, -60, 9), (46, -51, 8.5), (57, -38, 8.5), (65, -23, 8),
            (70, -7, 8), (73, 9, 7.5), (76, 25, 8), (-21, -64, 9.5), (-38, -57, 8), (-51, -46, 9),
            (-61, -32, 8), (-67, -16, 8), (-71, 0, 8), (-74, 17, 8), (-77, 32, 8),
        ):  # fmt: skip
            edge.addCircle(x, y, size)
        return united(cut, edge)

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw the curls: bows of dark and light that roll over one another."""
        hair = self.theme.hair
        dark, glint = flat(hair.dark, 0.55), flat(hair.sheen, 0.55)
        light = flat(blend(hair.base, hair.light, 0.45), 0.9)
        form = self.form()
        for index in range(_CURLS):
            radius = ((index + 0.5) / _CURLS) ** 0.5
            angle = index * _GOLDEN
            x, y = 120 * radius * cos(angle), -42 + 101 * radius * sin(angle)
            size = 10.6 + 2.0 * sin(index * 2.4)
            lean = angle + 0.5 * sin(index * 1.7)
            if all(form.contains(*point) for point in _spine(x, y, size * 1.16, lean)):
                canvas.drawPath(_bow(x, y, size, lean), dark)
                lit = glint if 0.8 * x + y < -108 else light
                canvas.drawPath(_bow(x, y, size * 0.72, lean + 0.5), lit)
        for spine, widths in (
            (((-108, -64), (-84, -102), (-40, -124)), (0.5, 22, 0.5)),
            (((-12, -128), (22, -128), (52, -118)), (0.5, 12, 0.5)),
        ):
            canvas.drawPath(ribbon(spine, widths), flat(hair.sheen, 0.13))
        canvas.drawPath(self._rim, flat(_NIGHT, 0.42))


def _bow(x: float, y: float, size: float, lean: float) -> skia.Path:
    """Half a turn of a curl about (x, y), thick in its middle."""
    return ribbon(_spine(x, y, size, lean), (0.4, size * 0.4, size * 0.4, 0.4))


def _spine(x: float, y: float, size: float, lean: float) -> list[Point]:
    return [(x + size * cos(lean + part), y + size * sin(lean + part)) for part in (-1.5, -0.55, 0.55, 1.5)]


@dataclass(frozen=True, slots=True)
class _Cloud:
    """An ellipse about (0, middle) with a scalloped edge."""

    wide: float
    tall: float
    middle: float
    bumps: int
    size: float
    """Units, the radius of a bump."""

    def path(self) -> skia.Path:
        """Its outline."""
        whole = skia.Path()
        half_x, half_y = self.wide * 0.98, self.tall * 0.98
        whole.addOval(skia.Rect.MakeLTRB(-half_x, self.middle - half_y, half_x, self.middle + half_y))
        parts = [whole]
        for index in range(self.bumps):
            angle = 2 * pi * index / self.bumps
            bump = skia.Path()
            grown = self.size * (1.0 + 0.16 * sin(index * 2.7))
            x, y = self.wide * 0.93 * cos(angle), self.middle + self.tall * 0.93 * sin(angle)
            bump.addCircle(x, y, grown)
            parts.append(bump)
        return united(*parts)


_OUTER = _Cloud(114.0, 94.0, -41.0, 22, 16.5)
_BEHIND = _Cloud(124.0, 106.0, -28.0, 21, 17.0)
