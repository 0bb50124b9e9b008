"""A soft hoodie."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, line, ramp


class Hoodie(Dress):
    """The hood lies on the shoulders; cords; a pocket; the moon printed on the chest."""

    def behind(self, canvas: skia.Canvas) -> None:
        """Draw the inside of the hood."""
        cloth = self.theme.clothes
        inside: list[Knot] = [(-46, -34, 0.4), (0, -50), (46, -34, 0.4), (58, 14, 0), (-58, 14, 0)]
        canvas.drawPath(curve(inside), flat(blend(cloth.inner_shade, cloth.deep, 0.45)))

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        self.folds(canvas)
        self.creases(
            canvas, flat(cloth.light, 0.3),
            (((-84, 40), (-70, 70), (-66, 120)), (0.5, 18, 0.5)),
            (((28, 70), (38, 104), (34, 150)), (0.5, 10, 0.5)),
        )  # fmt: skip
        self._print(canvas)
        pocket: list[Knot] = [(-52, 172, 0), (52, 172, 0), (72, 240, 0), (-72, 240, 0)]
        canvas.drawPath(curve(pocket), flat(blend(cloth.base, cloth.shade, 0.45)))
        canvas.drawPath(curve(pocket), self.edge)
        self._hood(canvas)
        for side in (-1, 1):
            cord = smooth((side * 17, 50), (side * 21, 74), (side * 14, 92), (side * 18, 116 + side * 5))
            canvas.drawPath(cord, line(blend(cloth.inner, cloth.deep, 0.55), 4.6))
            canvas.drawPath(cord, line(cloth.inner, 3.0))
            canvas.drawCircle(side * 18, 119 + side * 5, 3.6, flat(self.theme.accent))

    def _hood(self, canvas: skia.Canvas) -> None:
        cloth = self.theme.clothes
        cast: list[Knot] = [(-84, 27, 0), (84, 27, 0), (70, 56), (26, 78), (0, 80), (-26, 78), (-70, 56)]
        canvas.drawPath(curve(cast), flat(cloth.deep, 0.34))
        self.skin_at_neck(canvas, 44, 36)
        outer: list[Knot] = [
            (-40, -32, 0.3), (-66, -16), (-86, 8), (-80, 36), (-46, 58), (-16, 66), (0, 68, 0.2),
            (16, 66), (46, 58),
            (80, 36), (86, 8), (66, -16), (40, -32, 0.3), (34, 4), (0, 34), (-34, 4),
        ]  # fmt: skip
        canvas.drawPath(
            curve(outer),
            ramp((-80, -20), (84, 50), (0.0, cloth.light), (0.5, cloth.base), (1.0, cloth.shade)),
        )
        lining: list[Knot] = [
            (-40, -30, 0), (-57, -6), (-46, 24), (-18, 47), (0, 56, 0.1), (18, 47), (46, 24), (57, -6),
            (40, -30, 0),
            (34, 0), (0, 30), (-34, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(lining), ramp((0, -10), (0, 56), (0.0, cloth.inner_shade), (1.0, cloth.inner)))
        canvas.drawPath(
            smooth((-58, -2), (-46, 30), (-18, 50), (0, 58), (18, 50), (46, 30), (58, -2)), self.edge
        )
        self.creases(
            canvas, self.fold,
            (((76, 4), (70, 28), (50, 48)), (0.5, 6, 0.5)),
            (((-70, 30), (-52, 46), (-30, 56)), (0.5, 5, 0.5)),
        )  # fmt: skip

    def _print(self, canvas: skia.Canvas) -> None:
        """Draw the moon on the chest, and two stars."""
        self.moon(canvas, 58, 104, 13)
        for x, y, size in ((76, 92, 4.2), (78, 116, 3.0)):
            star = skia.Path()
            star.moveTo(x, y - size)
            for end_x, end_y in ((x + size, y), (x, y + size), (x - size, y), (x, y - size)):
                star.quadTo(x, y, end_x, end_y)
            canvas.drawPath(star, flat("#ffe9ae"))
