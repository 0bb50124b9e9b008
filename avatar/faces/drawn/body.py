"""The torso and what it wears, in body space: origin at the base of the neck, y down. Drawn once."""

from __future__ import annotations

from collections.abc import Callable

import skia

from avatar.faces.drawn.arms import cloth_paint
from avatar.faces.drawn.brush import Knot, blend, crescent, curve, mirrored, ribbon
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.themes import Theme

SHOULDER = {"slim": (111.0, 60.0), "broad": (130.0, 60.0)}
"""The right shoulder's joint."""


class Body:
    """Draws the torso."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        cloth = theme.clothes
        self._cloth = cloth_paint(cloth)
        self._inner = ramp((0, 10), (0, 190), (0.0, cloth.inner), (1.0, cloth.inner_shade))
        self._shade = flat(cloth.shade, 0.75)
        self._fold = flat(cloth.shade, 0.8)
        self._lapel = ramp((-70, 10), (70, 150), (0.0, cloth.light), (0.6, cloth.base), (1.0, cloth.shade))
        self._lapel_edge = line(cloth.deep, 1.8, 0.8)
        self.draw: Callable[[skia.Canvas], None] = {"blazer": self._blazer, "cardigan": self._cardigan}[
            cloth.style
        ]

    def _torso(self, canvas: skia.Canvas, shoulder: float, chest: float, waist: float) -> None:
        half: list[Knot] = [
            (0, 6, 0), (28, 4), (62, 19), (shoulder - 18, 32), (shoulder + 2, 56), (chest + 2, 110),
            (waist, 190), (waist + 4, 300, 0), (0, 300, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(mirrored(half)), self._cloth)

    def _neckline(self, canvas: skia.Canvas, low: float, wide: float) -> None:
        skin = self._theme.skin
        chest: list[Knot] = [
            (-wide, -4, 0),
            (wide, -4, 0),
            (wide * 0.62, low * 0.5),
            (0, low, 0.6),
            (-wide * 0.62, low * 0.5),
        ]
        canvas.drawPath(curve(chest), ramp((-30, 0), (34, 30), (0.0, skin.base), (1.0, skin.shade)))

    def _blazer(self, canvas: skia.Canvas) -> None:
        cloth = self._theme.clothes
        self._torso(canvas, 122, 104, 92)
        top: list[Knot] = [(-40, 14, 0), (40, 14, 0), (52, 60), (34, 130), (0, 220, 0), (-34, 130), (-52, 60)]
        canvas.drawPath(curve(top), self._inner)
        self._neckline(canvas, 58, 44)
        edge = skia.Path()
        edge.moveTo(-44, 6)
        edge.cubicTo(-30, 34, -16, 54, 0, 58)
        edge.cubicTo(16, 54, 30, 34, 44, 6)
        canvas.drawPath(edge, line(blend(cloth.inner, "#ffffff", 0.25), 2.2, 0.6))
        canvas.drawPath(ribbon(((-4, 64), (-10, 120), (-6, 190)), (0.5, 10, 3)), flat(cloth.inner_shade, 0.8))
        canvas.drawPath(ribbon(((14, 74), (17, 120), (8, 180)), (0.5, 7, 2)), flat(cloth.inner_shade, 0.6))
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            cast: list[Knot] = [(38, 0, 0), (60, 40, 0), (40, 110), (0, 205, 0), (-6, 190, 0), (30, 90)]
            canvas.drawPath(curve(cast), flat(cloth.inner_shade, 0.7))
            lapel: list[Knot] = [
                (33, -12, 0), (50, -2, 0.4), (64, 16), (82, 52, 0), (64, 60, 0), (74, 76, 0), (46, 140),
                (6, 206, 0), (2, 200, 0), (30, 110), (43, 60), (44, 30),
            ]  # fmt: skip
            path = curve(lapel)
            canvas.save()
            canvas.translate(3, 4)
            canvas.drawPath(path, self._shade)
            canvas.restore()
            canvas.drawPath(path, self._lapel)
            canvas.drawPath(path, self._lapel_edge)
            notch = skia.Path()
            notch.moveTo(64, 60)
            notch.lineTo(45, 54)
            canvas.drawPath(notch, self._lapel_edge)
            canvas.restore()
        canvas.drawPath(ribbon(((4, 204), (2, 250), (2, 300)), (3, 3, 3)), flat(cloth.deep, 0.7))
        self._folds(canvas)
        self._moon(canvas, 64, 92, 8.5)

    def _cardigan(self, canvas: skia.Canvas) -> None:
        cloth = self._theme.clothes
        self._torso(canvas, 142, 118, 108)
        tee: list[Knot] = [(-44, 0, 0), (44, 0, 0), (48, 60), (28, 140), (0, 210, 0), (-28, 140), (-48, 60)]
        canvas.drawPath(curve(tee), self._inner)
        self._neckline(canvas, 34, 40)
        collar = skia.Path()
        collar.moveTo(-43, 4)
        collar.cubicTo(-30, 24, -16, 35, 0, 36)
        collar.cubicTo(16, 35, 30, 24, 43, 4)
        canvas.drawPath(collar, line(blend(cloth.inner, cloth.inner_shade, 0.4), 7))
        canvas.drawPath(collar, line(cloth.inner, 4.5))
        canvas.drawPath(ribbon(((-14, 60), (-12, 120), (-4, 180)), (0.5, 6, 2)), flat(cloth.inner_shade, 0.8))
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            cast: list[Knot] = [
                (44, 10, 0),
                (50, 60),
                (34, 130),
                (0, 215, 0),
                (-4, 200, 0),
                (24, 120),
                (38, 60),
            ]
            canvas.drawPath(curve(cast), flat(cloth.inner_shade, 0.9))
            band: list[Knot] = [
                (36, -14, 0), (54, -4, 0.5), (64, 30), (60, 80), (42, 140), (9, 212, 0), (9, 300, 0),
                (-8, 300, 0), (-6, 205, 0), (28, 130), (44, 66), (44, 26),
            ]  # fmt: skip
            path = curve(band)
            canvas.drawPath(path, self._lapel)
            canvas.drawPath(path, self._lapel_edge)
            canvas.restore()
        for y in (238.0,):
            canvas.drawCircle(0, y, 5, flat(cloth.deep))
        self._folds(canvas)
        self._moon(canvas, 84, 84, 8)

    def _folds(self, canvas: skia.Canvas) -> None:
        for spine, widths in (
            (((96, 86), (84, 120), (80, 160)), (0.5, 7, 0.5)),
            (((-96, 86), (-86, 118), (-84, 156)), (0.5, 5, 0.5)),
            (((60, 150), (66, 190), (64, 240)), (0.5, 6, 1)),
            (((-56, 160), (-60, 200), (-58, 240)), (0.5, 5, 1)),
        ):
            canvas.drawPath(ribbon(spine, widths), self._fold)

    def _moon(self, canvas: skia.Canvas, x: float, y: float, radius: float) -> None:
        """The shop's crescent, as a pin."""
        metal = "#f2b84b"
        moon = crescent(radius)
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(-24)
        canvas.drawPath(moon, line(blend(metal, "#5a3410", 0.55), 1.6))
        canvas.drawPath(
            moon,
            glow(
                (-radius * 0.4, -radius * 0.5), radius * 1.8, (0.0, "#ffe9ae"), (0.5, metal), (1.0, "#c98a22")
            ),
        )
        canvas.restore()
