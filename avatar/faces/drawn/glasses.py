"""Glasses, in head space. Drawn once."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, recorded
from avatar.faces.drawn.ink import flat, line
from avatar.faces.drawn.themes import Theme


class Glasses:
    """The recorded frame and lenses."""

    def __init__(self, theme: Theme) -> None:
        """Record them.

        Args:
            theme: Who wears them, and which.
        """
        self._x, self._y = theme.eyes.x, theme.eyes.y
        self._style = theme.glasses
        self._metal = theme.accent
        self.picture = recorded(self._draw)

    def _draw(self, canvas: skia.Canvas) -> None:
        y = self._y + 3
        wide, high, low, corner = {
            "round": (27, 23, 25, 22),
            "square": (28, 19, 21, 9),
            "half": (26, 15, 22, 13),
        }[self._style]
        width = 2.2 if self._style == "half" else 3.4
        frame = line(self._metal, width)
        edge = line(blend(self._metal, "#ffffff", 0.45), 1.1, 0.7)
        for side in (-1, 1):
            middle = side * (self._x + 1)
            lens = skia.Rect.MakeLTRB(middle - wide, y - high, middle + wide, y + low)
            canvas.drawRoundRect(lens, corner, corner, flat("#dfeaff", 0.1))
            inside = skia.Path()
            inside.addRoundRect(lens, corner, corner)
            for start, broad in ((8, 7), (19, 3)):
                x = lens.left() + start
                glint = skia.Path()
                glint.addPoly(
                    [skia.Point(x + 14, y - 26), skia.Point(x + 14 + broad, y - 26),
                     skia.Point(x - 8 + broad, y + 26), skia.Point(x - 8, y + 26)], True,
                )  # fmt: skip
                shown = skia.Op(glint, inside, skia.PathOp.kIntersect_PathOp)
                canvas.drawPath(shown, flat("#ffffff", 0.2))
            if self._style == "half":
                self._rim_above(canvas, lens, frame)
            else:
                canvas.drawRoundRect(lens, corner, corner, frame)
                canvas.drawArc(lens.makeOutset(-0.6, -0.6), 200, 80, False, edge)
            canvas.drawLine(side * (self._x + 1 + wide), y - 6, side * 80, y - 9, frame)
        gap = self._x + 1 - wide
        bridge = skia.Path()
        bridge.moveTo(-gap, y - 4)
        bridge.quadTo(0, y - 11, gap, y - 4)
        canvas.drawPath(bridge, frame)

    def _rim_above(self, canvas: skia.Canvas, lens: skia.Rect, frame: skia.Paint) -> None:
        """A strong rim above, a fine wire below."""
        canvas.drawRoundRect(lens, 13, 13, line(blend(self._metal, "#ffffff", 0.2), 1.2))
        rim = skia.Path()
        rim.moveTo(lens.left(), lens.top() + 15)
        rim.cubicTo(lens.left(), lens.top() - 2, lens.left() + 8, lens.top(), lens.left() + 15, lens.top())
        rim.lineTo(lens.right() - 15, lens.top())
        rim.cubicTo(lens.right() - 8, lens.top(), lens.right(), lens.top() - 2, lens.right(), lens.top() + 15)
        canvas.drawPath(rim, line(self._metal, 4.0))
