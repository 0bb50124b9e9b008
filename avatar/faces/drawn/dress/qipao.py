"""A qipao: a standing collar, a slanted closing with knots."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, glow, line, ramp


class Qipao(Dress):
    """Silk with piping in ``inner`` and a sprig of blossoms."""

    collar_top = -30.0

    def behind(self, canvas: skia.Canvas) -> None:
        """Draw nothing: its collar goes all around."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        self.creases(
            canvas, flat(cloth.light, 0.45),
            (((-80, 30), (-58, 74), (-66, 130)), (0.5, 20, 0.5)),
            (((-40, 110), (-50, 150), (-46, 210)), (0.5, 12, 1)),
            (((44, 100), (52, 134), (44, 190)), (0.5, 9, 0.5)),
        )  # fmt: skip
        self.folds(canvas)
        self._sprig(canvas)
        closing = smooth((0, 30), (26, 46), (66, 62), (92, 98), (98, 130), (94, 160), (92, 200))
        canvas.drawPath(closing, line(cloth.deep, 6.0, 0.5))
        canvas.drawPath(closing, line(cloth.inner, 3.6))
        self._collar(canvas)
        self._knot(canvas, 0, 33, -8)
        self._knot(canvas, 38, 53, 28)
        self._knot(canvas, 80, 88, 48)

    def _collar(self, canvas: skia.Canvas) -> None:
        cloth = self.theme.clothes
        half = self.theme.head.neck + 3.0
        cast: list[Knot] = [(-half - 14, 10, 0), (half + 14, 10, 0), (half, 24), (0, 40), (-half, 24)]
        canvas.drawPath(curve(cast), flat(cloth.deep, 0.4))
        stand: list[Knot] = [
            (-half + 1, -31, 0.2), (-half - 2, -8), (-half - 12, 10, 0.3), (-half + 4, 24), (0, 33, 0.3),
            (half - 4, 24), (half + 12, 10, 0.3), (half + 2, -8), (half - 1, -31, 0.2),
            (half * 0.4, -16), (3, -6, 0),
            (-3, -6, 0), (-half * 0.4, -16),
        ]  # fmt: skip
        path = curve(stand)
        canvas.drawPath(
            path, ramp((-half, 0), (half, 0), (0.0, cloth.light), (0.45, cloth.base), (1.0, cloth.shade))
        )
        top = smooth((-half + 1, -30), (-half * 0.6, -20), (-9, -14), (-3, -6), (-2, 4), (-1, 18), (0, 31))
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            canvas.drawPath(top, line(cloth.inner, 3.2))
            canvas.restore()

    def _knot(self, canvas: skia.Canvas, x: float, y: float, turn: float) -> None:
        """A knotted button with its two loops."""
        cloth = self.theme.clothes
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(turn)
        for side in (-1, 1):
            loop: list[Knot] = [(0, 0), (side * 7, -4.5), (side * 15, 0), (side * 7, 4.5)]
            canvas.drawPath(curve(loop), line(blend(cloth.inner, cloth.deep, 0.5), 3.4))
            canvas.drawPath(curve(loop), line(cloth.inner, 2.2))
        canvas.drawCircle(
            0,
            0,
            4.4,
            glow(
                (-1.5, -1.5),
                6,
                (0.0, "#fff3cf"),
                (0.6, cloth.inner),
                (1.0, blend(cloth.inner, cloth.deep, 0.6)),
            ),
        )
        canvas.restore()

    def _sprig(self, canvas: skia.Canvas) -> None:
        """A branch of plum blossom over the heart's other side."""
        cloth = self.theme.clothes
        branch = blend(cloth.deep, cloth.inner, 0.25)
        canvas.drawPath(smooth((-74, 200), (-70, 150), (-52, 130), (-42, 92)), line(branch, 2.6, 0.9))
        canvas.drawPath(smooth((-63, 146), (-76, 128), (-80, 116), (-76, 100)), line(branch, 2.0, 0.9))
        for x, y, size in (
            (-42, 90, 8.5),
            (-54, 122, 7),
            (-77, 100, 6.5),
            (-66, 152, 7.5),
            (-36, 108, 4.5),
            (-80, 134, 4.5),
        ):
            for petal in range(5):
                canvas.save()
                canvas.translate(x, y)
                canvas.rotate(petal * 72 + x)
                shape: list[Knot] = [
                    (0, 0, 0),
                    (size * 0.5, -size * 0.7),
                    (0, -size * 1.1),
                    (-size * 0.5, -size * 0.7),
                ]
                canvas.drawPath(curve(shape), flat(blend(cloth.inner, "#ff9a9a", 0.35), 0.95))
                canvas.restore()
            canvas.drawCircle(x, y, size * 0.24, flat("#f2b84b"))
