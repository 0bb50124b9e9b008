"""A cardigan over a plain shirt."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, line


class Cardigan(Dress):
    """A ribbed band down to the first button."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        tee: list[Knot] = [(-44, 0, 0), (44, 0, 0), (48, 60), (28, 140), (0, 210, 0), (-28, 140), (-48, 60)]
        canvas.drawPath(curve(tee), self.inner)
        self.skin_at_neck(canvas, 34, 40)
        collar = smooth((-43, 4), (-30, 24), (-16, 35), (0, 36), (16, 35), (30, 24), (43, 4))
        canvas.drawPath(collar, line(blend(cloth.inner, cloth.inner_shade, 0.4), 7))
        canvas.drawPath(collar, line(cloth.inner, 4.5))
        self.creases(canvas, flat(cloth.inner_shade, 0.8), (((-14, 60), (-12, 120), (-4, 180)), (0.5, 6, 2)))
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            self._band(canvas)
            canvas.restore()
        canvas.drawCircle(0, 238, 5, flat(cloth.deep))
        self.folds(canvas)
        self.moon(canvas, 84, 84, 8)

    def _band(self, canvas: skia.Canvas) -> None:
        """Draw the right band, its ribs, and what it casts on the shirt."""
        cloth = self.theme.clothes
        cast: list[Knot] = [
            (44, 10, 0), (50, 60), (34, 130), (0, 215, 0), (-4, 200, 0), (24, 120), (38, 60),
        ]  # fmt: skip
        canvas.drawPath(curve(cast), flat(cloth.inner_shade, 0.9))
        band: list[Knot] = [
            (36, -14, 0), (54, -4, 0.5), (64, 30), (60, 80), (42, 140), (9, 212, 0), (9, 300, 0),
            (-8, 300, 0), (-6, 205, 0), (28, 130), (44, 66), (44, 26),
        ]  # fmt: skip
        path = curve(band)
        canvas.drawPath(path, self.trim)
        canvas.save()
        canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        rib = smooth((49, -8), (58, 24), (56, 66), (36, 132), (24, 166), (8, 196), (2, 212))
        canvas.drawPath(rib, line(cloth.shade, 1.4, 0.7))
        canvas.translate(5, 3)
        canvas.drawPath(rib, line(cloth.shade, 1.4, 0.5))
        canvas.restore()
        canvas.drawPath(path, line(cloth.deep, 1.5, 0.6))
