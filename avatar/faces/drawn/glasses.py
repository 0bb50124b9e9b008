"""Glasses, in head space. Drawn once."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, recorded
from avatar.faces.drawn.eyes import EYE_X, EYE_Y
from avatar.faces.drawn.ink import flat, line
from avatar.faces.drawn.themes import Theme


class Glasses:
    """The recorded frame and lenses."""

    def __init__(self, theme: Theme) -> None:
        self._frame = line(theme.accent, 3.4)
        self._edge = line(blend(theme.accent, "#ffffff", 0.45), 1.1, 0.7)
        self._glass = flat("#dfeaff", 0.1)
        self._glint = flat("#ffffff", 0.2)
        self.picture = recorded(self._draw)

    def _draw(self, canvas: skia.Canvas) -> None:
        y = EYE_Y + 3
        for side in (-1, 1):
            lens = skia.Rect.MakeLTRB(side * (EYE_X + 1) - 27, y - 23, side * (EYE_X + 1) + 27, y + 25)
            canvas.drawRoundRect(lens, 22, 22, self._glass)
            canvas.save()
            clip = skia.Path()
            clip.addRoundRect(lens, 22, 22)
            canvas.clipPath(clip, skia.ClipOp.kIntersect, True)
            x = lens.left()
            for start, wide in ((8, 7), (19, 3)):
                glint = skia.Path()
                glint.addPoly(
                    [skia.Point(x + start + 14, y - 26), skia.Point(x + start + 14 + wide, y - 26),
                     skia.Point(x + start - 8 + wide, y + 26), skia.Point(x + start - 8, y + 26)], True,
                )  # fmt: skip
                canvas.drawPath(glint, self._glint)
            canvas.restore()
            canvas.drawRoundRect(lens, 22, 22, self._frame)
            canvas.drawArc(lens.makeOutset(-0.6, -0.6), 200, 80, False, self._edge)
            canvas.drawLine(side * (EYE_X + 28), y - 6, side * 80, y - 9, self._frame)
        bridge = skia.Path()
        bridge.moveTo(-10, y - 4)
        bridge.quadTo(0, y - 11, 10, y - 4)
        canvas.drawPath(bridge, self._frame)
