"""A blazer over a blouse."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, line


class Blazer(Dress):
    """Notched lapels, one button, the moon as a pin."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        top: list[Knot] = [(-40, 14, 0), (40, 14, 0), (52, 60), (34, 130), (0, 220, 0), (-34, 130), (-52, 60)]
        canvas.drawPath(curve(top), self.inner)
        self.skin_at_neck(canvas, 58, 44)
        neckline = smooth((-44, 6), (-30, 34), (-16, 54), (0, 58), (16, 54), (30, 34), (44, 6))
        canvas.drawPath(neckline, line(blend(cloth.inner, "#ffffff", 0.25), 2.2, 0.6))
        self.creases(
            canvas, flat(cloth.inner_shade, 0.8),
            (((-4, 64), (-10, 120), (-6, 190)), (0.5, 10, 3)), (((14, 74), (17, 120), (8, 180)), (0.5, 6, 2)),
        )  # fmt: skip
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            self._lapel(canvas)
            canvas.restore()
        self.creases(canvas, flat(cloth.deep, 0.7), (((4, 204), (2, 250), (2, 300)), (2, 2.4, 2.4)))
        self.folds(canvas)
        self.moon(canvas, 64, 92, 8.5)

    def _lapel(self, canvas: skia.Canvas) -> None:
        """Draw the right lapel and what it casts on blouse and cloth."""
        cloth = self.theme.clothes
        cast: list[Knot] = [(38, 0, 0), (60, 40, 0), (40, 110), (0, 205, 0), (-6, 190, 0), (30, 90)]
        canvas.drawPath(curve(cast), flat(cloth.inner_shade, 0.7))
        lapel: list[Knot] = [
            (33, -12, 0), (50, -2, 0.4), (64, 16), (82, 52, 0), (64, 60, 0), (74, 76, 0), (46, 140),
            (6, 206, 0), (2, 200, 0), (30, 110), (43, 60), (44, 30),
        ]  # fmt: skip
        path = curve(lapel)
        canvas.save()
        canvas.translate(3, 4)
        canvas.drawPath(path, self.shade)
        canvas.restore()
        canvas.drawPath(path, self.trim)
        canvas.drawPath(path, line(cloth.deep, 1.5, 0.55))
        notch = skia.Path()
        notch.moveTo(64, 60)
        notch.lineTo(45, 54)
        canvas.drawPath(notch, line(cloth.deep, 1.5, 0.55))
