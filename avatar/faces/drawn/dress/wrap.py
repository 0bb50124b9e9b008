"""A wrap dress with a fine chain."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, line


class Wrap(Dress):
    """One side laid over the other; the folds run to the waist."""

    def behind(self, canvas: skia.Canvas) -> None:
        """Draw nothing: the neck is bare."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth, skin, metal = self.theme.clothes, self.theme.skin, self.theme.accent
        self.torso(canvas)
        self.skin_at_neck(canvas, 106, 42)
        for side in (-1, 1):
            bone = smooth((side * 8, 26), (side * 18, 20), (side * 30, 20), (side * 40, 14))
            canvas.drawPath(bone, line(skin.shade, 2.4, 0.8))
        chain = smooth((-33, 6), (-24, 36), (-10, 54), (0, 58), (10, 54), (24, 36), (33, 6))
        canvas.drawPath(chain, line(metal, 1.6))
        canvas.drawCircle(0, 61, 3.8, flat(metal))
        canvas.drawCircle(-1, 60, 1.4, flat(blend(metal, "#ffffff", 0.6)))
        under: list[Knot] = [
            (32, -6, 0),
            (58, 12, 0.6),
            (76, 70),
            (60, 160),
            (0, 150, 0),
            (-14, 120, 0),
            (14, 92),
            (38, 40),
        ]
        canvas.drawPath(curve(under), self.trim)
        canvas.drawPath(smooth((37, 2), (38, 44), (12, 92), (-12, 118)), line(cloth.deep, 1.6, 0.55))
        over: list[Knot] = [
            (-32, -6, 0), (-58, 12, 0.6), (-84, 70), (-86, 150), (-60, 300, 0), (70, 300, 0), (64, 186, 0.2),
            (20, 128), (-18, 78), (-38, 30),
        ]  # fmt: skip
        path = curve(over)
        canvas.save()
        canvas.translate(4, -1)
        canvas.drawPath(path, flat(cloth.deep, 0.35))
        canvas.restore()
        canvas.drawPath(path, self.cloth)
        seam = smooth((-36, 2), (-42, 36), (-4, 104), (64, 184))
        canvas.drawPath(seam, line(cloth.shade, 7.0, 0.8))
        canvas.drawPath(seam, line(cloth.light, 2.2, 0.8))
        self.creases(
            canvas, self.fold,
            (((-70, 70), (-30, 134), (50, 192)), (0.5, 7, 0.5)),
            (((-80, 116), (-46, 160), (40, 208)), (0.5, 8, 0.5)),
            (((-76, 160), (-40, 194), (30, 226)), (0.5, 7, 0.5)),
            (((82, 80), (66, 130), (66, 180)), (0.5, 6, 0.5)),
        )  # fmt: skip
        self.creases(
            canvas, self.lit, (((-74, 90), (-38, 146), (44, 200)), (0.5, 6, 0.5)),
            (((-62, 40), (-60, 74), (-40, 110)), (0.5, 10, 0.5)),
        )  # fmt: skip
        self.folds(canvas, strength=0.5)
