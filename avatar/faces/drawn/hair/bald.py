"""A shaved head: the light on the scalp, and the shade of what was shaved."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, curve, ribbon
from avatar.faces.drawn.hair.cut import Cut
from avatar.faces.drawn.ink import flat


class Bald(Cut):
    """No hair."""

    bounds = (-84, -136, 84, 8)
    behind = (-1, -1, 1, 1)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw nothing."""

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw the shaved sides and the light on top."""
        shaved = flat(self.theme.hair.base, 0.12)
        for side in (-1, 1):
            canvas.save()
            canvas.scale(side, 1)
            for grow in (0.0, 5.0):
                temple: list[Knot] = [
                    (78, 4, 0), (71, -4), (70 + grow * 0.4, -24), (61 + grow, -42), (63 + grow, -66),
                    (60 + grow, -90, 0), (73, -72), (76.5, -50), (77.5, -30),
                ]  # fmt: skip
                canvas.drawPath(curve(temple), shaved)
            canvas.restore()
        white = "#ffffff"
        canvas.drawPath(ribbon(((-52, -84), (-34, -106), (-4, -114)), (0.5, 13, 0.5)), flat(white, 0.22))
        canvas.drawPath(ribbon(((-46, -88), (-32, -104), (-12, -111)), (0.3, 5, 0.3)), flat(white, 0.35))

    def form(self) -> skia.Path:
        """Nothing."""
        return skia.Path()

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw the rim of light on the scalp."""
        rim = ((24, -122), (50, -111), (74, -74), (77.5, -36))
        canvas.drawPath(ribbon(rim, (0.2, 3.0, 3.4, 0.2)), self.rim)
