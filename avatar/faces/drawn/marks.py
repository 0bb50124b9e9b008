"""What years and the sun leave on a face, and a beard. Head space."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve, mirrored, ribbon
from avatar.faces.drawn.ink import flat, line
from avatar.faces.drawn.themes import Theme

_FRECKLES = (
    (-12, 34, 1.3), (-24, 30, 1.5), (-31, 37, 1.2), (-20, 40, 1.1), (-40, 34, 1.4), (-47, 41, 1.1),
    (-34, 45, 1.2),
    (-4, 28, 1.0), (5, 31, 1.2), (13, 36, 1.4), (22, 31, 1.2), (29, 39, 1.5), (36, 33, 1.2), (45, 38, 1.4),
    (40, 45, 1.1), (51, 33, 1.0), (-53, 33, 1.0), (19, 43, 1.0),
)  # fmt: skip
"""x, y and radius."""
_BEARD_FILL = {"stubble": 0.2, "short": 0.86, "full": 1.0}


def draw_marks(canvas: skia.Canvas, theme: Theme) -> None:
    """Draw freckles and fine lines, under eyes and nose."""
    skin, form = theme.skin, theme.head
    if form.freckles:
        freckles = skia.Path()
        for x, y, radius in _FRECKLES:
            freckles.addCircle(x, y, radius)
        canvas.drawPath(freckles, flat(skin.deep, 0.42))
    if form.lines <= 0:
        return
    fine, deep = line(skin.deep, 1.3, 0.5 * form.lines), flat(skin.deep, 0.5 * form.lines)
    for side in (-1, 1):
        canvas.save()
        canvas.scale(side, 1)
        canvas.drawPath(ribbon(((17, 43), (26, 50), (31, 59), (31, 66)), (0.4, 2.4, 2.2, 0.3)), deep)
        for y, drop in ((6, -5), (13, 0), (20, 5)):
            crow = skia.Path()
            crow.moveTo(theme.eyes.x + theme.eyes.long + 5, y)
            crow.quadTo(
                theme.eyes.x + theme.eyes.long + 9,
                y + drop * 0.3,
                theme.eyes.x + theme.eyes.long + 12,
                y + drop,
            )
            canvas.drawPath(crow, fine)
        bag = skia.Path()
        bag.moveTo(theme.eyes.x - 15, 27)
        bag.quadTo(theme.eyes.x - 1, 35, theme.eyes.x + 14, 28)
        canvas.drawPath(bag, fine)
        canvas.restore()
    if form.lines < 0.4:
        return
    for y, half in ((-42, 26), (-51, 31)):
        fold = skia.Path()
        fold.moveTo(-half, y + 2)
        fold.cubicTo(-half * 0.4, y - 3, half * 0.4, y - 3, half, y + 2)
        canvas.drawPath(fold, line(skin.deep, 1.4, 0.34 * form.lines))


class BeardPaint:
    """Draws a beard that goes down with the jaw; paints are made once."""

    def __init__(self, theme: Theme) -> None:
        """Mix the paints.

        Args:
            theme: Who wears it.
        """
        hair = theme.hair
        self._long = hair.beard == "full"
        strength = _BEARD_FILL[hair.beard]
        self._fill = flat(blend(hair.base, hair.dark, 0.35), strength)
        self._soft = flat(blend(hair.base, theme.skin.shade, 0.4), strength * 0.45)
        self._strand = flat(hair.light, 0.55 * strength)
        self._strands = hair.beard != "stubble"
        self._mouth_y = theme.mouth.y
        self._wide = theme.mouth.half

    def draw(self, canvas: skia.Canvas, half: list[Knot], turn: float) -> None:
        """Draw it.

        Args:
            canvas: In head space.
            half: The right half of the face's outline, as ``Head.outline`` gives it.
            turn: -1 … 1, head to the viewer's right.
        """
        lower = [knot for knot in half if knot[1] > 0]
        grow = 4.0 if self._long else 1.0
        x0, y0 = lower[0][0], lower[0][1]
        outer: list[Knot] = [
            (x0 - 1, y0 - 26, 0),
            *((k[0] + grow * 0.6, k[1] + grow * k[1] / 60) for k in lower),
        ]
        across, lip = turn * 11, self._mouth_y
        wide = self._wide
        whole = mirrored(outer)
        for spread, paint in ((3.0, self._soft), (0.0, self._fill)):
            cheek: list[Knot] = [
                (-x0 + 1 + 6 + spread, y0 - 20), (-58 - spread + across * 0.4, 40 - spread),
                (-wide - 16 + across, lip - 9 - spread), (-wide * 0.55 + across, lip - 15 - spread),
                (across, lip - 12.5 - spread), (wide * 0.55 + across, lip - 15 - spread),
                (wide + 16 + across, lip - 9 - spread), (58 + spread + across * 0.4, 40 - spread),
                (x0 - 7 - spread, y0 - 20),
            ]  # fmt: skip
            canvas.drawPath(curve([*whole, *cheek]), paint)
        if self._strands:
            low = half[-1][1]
            strands = skia.Path()
            for x, top, bend in (
                (-44, 58, 6), (-28, lip + 22, 5), (-10, lip + 24, 2), (8, lip + 24, -1),
                (26, lip + 22, -4), (43, 58, -6),
            ):  # fmt: skip
                middle = (x + bend * 0.6, (top + low) / 2 + 2)
                spine = ((x + across * 0.6, top), middle, (x + bend, low - 9 - abs(x) * 0.36))
                strands.addPath(ribbon(spine, (0.3, 2.6, 0.3)))
            canvas.drawPath(strands, self._strand)
