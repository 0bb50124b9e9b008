"""A shirt with an open collar under a craftsman's apron."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, line, ramp


class Apron(Dress):
    """The shirt has the tones of the cloth, the apron those of ``inner``."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        self.folds(canvas)
        self.skin_at_neck(canvas, 54, 40)
        for y in (74.0,):
            canvas.drawCircle(0, y, 3.2, flat(cloth.light))
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            collar: list[Knot] = [
                (30, -16, 0), (44, -8, 0.4), (54, 8), (60, 34, 0.1), (38, 46, 0.1), (6, 62, 0),
                (18, 36), (34, 8),
            ]  # fmt: skip
            path = curve(collar)
            canvas.save()
            canvas.translate(1.5, 5)
            canvas.drawPath(path, self.shade)
            canvas.restore()
            canvas.drawPath(path, self.trim)
            canvas.drawPath(path, line(cloth.deep, 1.5, 0.55))
            canvas.restore()
        self._apron(canvas)

    def _apron(self, canvas: skia.Canvas) -> None:
        cloth = self.theme.clothes
        leather = blend(self.theme.accent, "#5a3216", 0.25)
        for side in (-1, 1):
            strap: list[Knot] = [
                (side * 50, 10, 0), (side * 66, 14, 0), (side * 64, 110, 0), (side * 48, 110, 0),
            ]  # fmt: skip
            canvas.drawPath(curve(strap), flat(blend(leather, "#000000", 0.12 if side > 0 else 0.0)))
        bib: list[Knot] = [
            (-66, 96, 0.2), (0, 101), (66, 96, 0.2), (72, 150, 0.5), (112, 196, 0.4), (116, 300, 0),
            (-116, 300, 0),
            (-112, 196, 0.4), (-72, 150, 0.5),
        ]  # fmt: skip
        path = curve(bib)
        canvas.save()
        canvas.translate(3, 4)
        canvas.drawPath(path, flat(cloth.deep, 0.4))
        canvas.restore()
        canvas.drawPath(
            path,
            ramp(
                (-80, 90),
                (90, 240),
                (0.0, blend(cloth.inner, "#ffffff", 0.1)),
                (0.4, cloth.inner),
                (1.0, cloth.inner_shade),
            ),
        )
        hem = smooth((-61, 102), (-30, 107), (30, 107), (61, 102))
        canvas.drawPath(hem, line(blend(cloth.inner, "#ffffff", 0.35), 1.2, 0.7))
        for side in (-1, 1):
            canvas.drawCircle(side * 56, 104, 4.2, flat("#8a5a20"))
            canvas.drawCircle(side * 56 - 0.8, 103, 2.8, flat("#e8b661"))
        pocket: list[Knot] = [(-34, 146, 0.1), (34, 146, 0.1), (34, 250, 0), (-34, 250, 0)]
        canvas.drawPath(curve(pocket), flat(blend(cloth.inner, cloth.inner_shade, 0.4)))
        canvas.drawPath(curve(pocket), line(blend(cloth.inner, "#ffffff", 0.3), 1.2, 0.7))
        canvas.drawPath(smooth((-20, 138), (-20, 142), (-20, 146), (-19, 152)), line("#d8434b", 5))
        self.creases(
            canvas, flat(cloth.inner_shade, 0.8),
            (((70, 160), (58, 190), (60, 240)), (0.5, 7, 1)),
            (((-62, 120), (-56, 160), (-60, 220)), (0.5, 6, 1)),
        )  # fmt: skip
        self.moon(canvas, 0, 124, 9.5)
