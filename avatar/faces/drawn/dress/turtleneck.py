"""A fine turtleneck with a pendant."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.dress.base import Dress, smooth
from avatar.faces.drawn.ink import flat, glow, line, ramp


class Turtleneck(Dress):
    """A folded collar; ribs that follow the body; a chain with the moon."""

    collar_top = -27.0

    def behind(self, canvas: skia.Canvas) -> None:
        """Draw nothing: its collar goes all around."""

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""
        cloth = self.theme.clothes
        self.torso(canvas)
        for x in (-66, -44, -22, 0, 22, 44, 66):
            rib = smooth((x * 0.62, 24), (x * 0.9, 70), (x * 1.1, 110), (x, 300))
            canvas.drawPath(rib, line(cloth.shade, 1.5, 0.42))
        self.creases(
            canvas, flat(cloth.light, 0.28),
            (((-78, 34), (-62, 66), (-60, 110)), (0.5, 16, 0.5)),
            (((30, 60), (40, 90), (38, 130)), (0.5, 8, 0.5)),
        )  # fmt: skip
        self.folds(canvas)
        self._collar(canvas)
        self._chain(canvas)

    def _collar(self, canvas: skia.Canvas) -> None:
        cloth = self.theme.clothes
        half = self.theme.head.neck + 4.0
        cast: list[Knot] = [(-half - 18, 12, 0), (half + 18, 12, 0), (half, 28), (0, 38), (-half, 28)]
        canvas.drawPath(curve(cast), flat(cloth.deep, 0.4))
        low: list[Knot] = [
            (-half, -24, 0.2), (-half - 6, -2), (-half - 15, 14, 0.3), (-half, 24), (0, 31), (half, 24),
            (half + 15, 14, 0.3), (half + 6, -2), (half, -24, 0.2), (0, -13),
        ]  # fmt: skip
        canvas.drawPath(
            curve(low), ramp((-half, 0), (half, 0), (0.0, cloth.light), (0.5, cloth.base), (1.0, cloth.shade))
        )
        for part in (-0.8, -0.55, -0.3, -0.05, 0.2, 0.45, 0.7):
            x = part * half
            rib = smooth(
                (x, -15 - abs(part) * 8), (x * 1.05, 0), (x * 1.2, 10), (x * 1.32, 28 - abs(part) * 8)
            )
            canvas.drawPath(rib, line(cloth.deep, 1.3, 0.35))
        lip: list[Knot] = [
            (-half, -27, 0.4), (-half * 0.5, -18), (0, -14), (half * 0.5, -18), (half, -27, 0.4),
            (half + 1, -20, 0.4), (half * 0.5, -9), (0, -5), (-half * 0.5, -9), (-half - 1, -20, 0.4),
        ]  # fmt: skip
        canvas.drawPath(curve(lip), flat(blend(cloth.base, cloth.light, 0.6)))

    def _chain(self, canvas: skia.Canvas) -> None:
        metal = self.theme.accent
        chain = smooth((-37, 22), (-28, 70), (-12, 92), (0, 98), (12, 92), (28, 70), (37, 22))
        canvas.drawPath(chain, line(blend(metal, "#3a1d08", 0.3), 2.2, 0.9))
        canvas.drawPath(chain, line(blend(metal, "#ffffff", 0.25), 1.1))
        canvas.drawCircle(0, 106, 9.5, flat(blend(metal, "#3a1d08", 0.5)))
        canvas.drawCircle(0, 106, 8.5, glow((-3, 102), 14, (0.0, "#fff3cf"), (0.6, metal), (1.0, "#b57a1e")))
