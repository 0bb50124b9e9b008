"""The mascot's face: muzzle, nose and whiskers instead of a person's nose and ears. Head space."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve, mirrored, ribbon
from avatar.faces.drawn.head import Head
from avatar.faces.drawn.ink import flat, line


class CatHead(Head):
    """A cat's."""

    def _draw_ear(self, canvas: skia.Canvas) -> None:
        """Draw nothing: its ears stand on the head and belong to the fur."""

    def _draw_nose(self, canvas: skia.Canvas) -> None:
        skin = self._theme.skin
        half: list[Knot] = [(0, -12), (22, -6), (43, 10), (44, 26), (27, 39), (0, 41)]
        muzzle = mirrored(half)
        form = curve(muzzle)
        canvas.drawPath(form, flat(blend(skin.light, "#ffffff", 0.4), 0.75))
        canvas.save()
        canvas.translate(-2, 16)
        canvas.scale(0.8, 0.8)
        canvas.translate(0, -17)
        canvas.drawPath(form, flat("#ffffff", 0.7))
        canvas.restore()
        nose: list[Knot] = [(-10, -4), (0, -6.5), (10, -4), (8, 3, 0.6), (0, 8.5, 0.5), (-8, 3, 0.6)]
        canvas.drawPath(curve(nose), flat(skin.lip))
        under: list[Knot] = [(-8, 2, 0), (0, 4), (8, 2, 0), (6, 5), (0, 8.5, 0.5), (-6, 5)]
        canvas.drawPath(curve(under), flat(blend(skin.lip, "#5a1626", 0.3), 0.7))
        canvas.drawPath(ribbon(((-6, -3.2), (-1, -4.6), (4, -3.8)), (0.4, 2.0, 0.4)), flat("#ffffff", 0.75))
        canvas.drawLine(0, 8, 0, 14, line(blend(skin.lip, "#4a1420", 0.5), 2.0))
        whisker = line(blend(skin.deep, "#ffffff", 0.15), 1.3, 0.75)
        dots, whiskers = skia.Path(), skia.Path()
        for side in (-1, 1):
            for x, y in ((22, 10), (29, 14), (23, 18)):
                dots.addCircle(side * x, y, 1.2)
            for y, reach, drop in ((8, 98, -8), (14, 103, 3), (20, 95, 13)):
                whiskers.moveTo(side * 34, y)
                whiskers.quadTo(side * 66, y - 5 + drop * 0.3, side * reach, y + drop)
        canvas.drawPath(dots, flat(skin.deep, 0.5))
        canvas.drawPath(whiskers, whisker)
