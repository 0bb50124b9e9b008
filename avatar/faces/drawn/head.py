"""Head: neck, ears, face and nose. Head space has its origin between the eyes, y down."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve, mirrored, recorded, ribbon
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.still import Still
from avatar.faces.drawn.themes import Theme

_REACH = 140.0
"""From the face's middle to its farthest point."""
_JAW_DROP = 8.5
"""Units the chin goes down with the jaw."""


class Head:
    """Draws what the hair, eyes and mouth lie on; paints are made once."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who it is.
            scale: Pixels of a unit.
        """
        skin = theme.skin
        self._theme = theme
        self._form = theme.head
        self._neck_half = theme.head.neck
        face = ramp(
            (-60, -70),
            (70, 90),
            (0.0, skin.light),
            (0.42, skin.base),
            (1.0, blend(skin.base, skin.shade, 0.6)),
        )
        wide = max(x for x, _ in theme.head.jaw)
        rounding = glow(
            (-16, -6),
            wide + 50,
            (0.0, skin.shade, 0.0),
            (0.62, skin.shade, 0.0),
            (0.8, skin.shade, 0.62),
            (1.0, blend(skin.shade, skin.deep, 0.5), 0.8),
        )
        self._face = Light((face, rounding), (-_REACH, -_REACH, _REACH, _REACH), scale)
        self._neck = ramp(
            (-34, 0), (34, 0), (0.0, skin.base), (0.5, blend(skin.base, skin.shade, 0.35)), (1.0, skin.shade)
        )
        self._neck_shadow = flat(skin.deep, 0.55)
        blush = glow((0, 0), 24, (0.0, skin.blush, 0.54), (0.5, skin.blush, 0.27), (1.0, skin.blush, 0.0))

        def cheek(canvas: skia.Canvas) -> None:
            canvas.scale(1.06, 0.72)
            canvas.drawCircle(0, 0, 24, blush)

        self._cheek = Still(cheek, (-28, -20, 28, 20), scale)
        self._cheek_x, self._cheek_y = theme.eyes.x + 10.0, theme.eyes.y + 30.0
        self._blush = skia.Paint()
        self._ear, self._nose = recorded(self._draw_ear), recorded(self._draw_nose)

    def neck(self, canvas: skia.Canvas) -> None:
        """Draw the neck, in body space with its base at the origin."""
        half = self._neck_half
        shape: list[Knot] = [
            (-half, -95, 0), (half, -95, 0), (half, -30), (half + 4, -8), (half + 17, 10, 0),
            (0, 46), (-half - 17, 10, 0), (-half - 4, -8), (-half, -30),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self._neck)

    def neck_shadow(self, canvas: skia.Canvas, shift_x: float, shift_y: float) -> None:
        """Draw the shadow of the chin on the neck, in body space."""
        half = self._neck_half
        shadow: list[Knot] = [
            (-half, -95, 0), (half, -95, 0), (half + 1, -34 + shift_y, 0),
            (8 + shift_x, -12 + shift_y), (-half, -44 + shift_y, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shadow), self._neck_shadow)

    def ears(self, canvas: skia.Canvas, turn: float) -> None:
        """Draw both ears behind the face.

        Args:
            canvas: In head space.
            turn: -1 … 1, head turned to the viewer's right.
        """
        for side in (-1, 1):
            canvas.save()
            canvas.translate(side * 77 - turn * 7, 16)
            canvas.scale(side * self._form.ears, self._form.ears)
            canvas.drawPicture(self._ear)
            canvas.restore()

    def outline(self, jaw: float) -> list[Knot]:
        """The right half of the face's outline, top to chin, with the jaw dropped by 0 … 1."""
        drop = jaw * _JAW_DROP
        crown = self._form.crown
        half: list[Knot] = [(0, -crown), (52, -crown * 0.81)]
        if crown > 112:
            half = [(0, -crown), (48, -crown * 0.9), (75, -crown * 0.58)]
        for x, y in self._form.jaw:
            half.append((x, y + drop * max(0.0, (y - 10) / 88)))
        half.append((0, self._form.chin + drop))
        return half

    def face(self, canvas: skia.Canvas, half: list[Knot], blush: float, turn: float) -> None:
        """Draw the face's skin with light from the viewer's left.

        Args:
            canvas: In head space.
            half: As ``outline`` gives it.
            blush: 0 … 1.
            turn: -1 … 1, head to the viewer's right.
        """
        self._face.fill(canvas, curve(mirrored(half)))
        always = self._form.blush
        self._blush.setAlphaf(always + (1.0 - always) * min(1.0, max(0.0, blush - 0.1)))
        for side in (-1, 1):
            self._cheek.draw(canvas, side * self._cheek_x + turn * 6, self._cheek_y, self._blush)

    def nose(self, canvas: skia.Canvas) -> None:
        """Draw the nose, its tip at the origin."""
        canvas.drawPicture(self._nose)

    def _draw_ear(self, canvas: skia.Canvas) -> None:
        skin, accent = self._theme.skin, self._theme.accent
        ear: list[Knot] = [(-8, -18, 0), (4, -24), (12.5, -14), (10.5, 6), (4, 19), (-3, 19), (-8, 10, 0)]
        canvas.drawPath(curve(ear), flat(blend(skin.base, skin.shade, 0.3)))
        hollow: list[Knot] = [(1, -14), (6, -15), (8, -8), (5, 3), (2, 8), (0, 0)]
        canvas.drawPath(curve(hollow), flat(blend(skin.shade, skin.deep, 0.45), 0.7))
        style = self._theme.earrings
        shine = blend(accent, "#ffffff", 0.6)
        if style == "studs":
            canvas.drawCircle(3, 22, 4.2, flat(accent))
            canvas.drawCircle(2, 21, 1.5, flat(shine))
        elif style == "hoops":
            canvas.drawOval(skia.Rect.MakeLTRB(-9, 18, 13, 46), line(blend(accent, "#3a1d08", 0.35), 3.8))
            canvas.drawOval(skia.Rect.MakeLTRB(-9, 18, 13, 46), line(accent, 2.4))
            canvas.drawArc(skia.Rect.MakeLTRB(-9, 18, 13, 46), 110, 60, False, line(shine, 1.2))
        elif style == "drops":
            canvas.drawLine(3, 20, 3, 32, line(accent, 1.5))
            drop: list[Knot] = [(3, 29, 0), (8, 40), (3, 46), (-2, 40)]
            canvas.drawPath(curve(drop), glow((1, 37), 12, (0.0, shine), (0.6, accent), (1.0, accent)))

    def _draw_nose(self, canvas: skia.Canvas) -> None:
        skin, kind = self._theme.skin, self._form.nose
        wide = {"soft": 5.2, "strong": 7.0, "broad": 9.4}[kind]
        long = {"soft": -22.0, "strong": -34.0, "broad": -26.0}[kind]
        shade: list[Knot] = [
            (2, long, 0.4), (wide + 2.0, -4), (wide + 3.8, 3), (4, 6.5), (0, 6), (3.5, 1), (2.5, -8)
        ]  # fmt: skip
        canvas.drawPath(curve(shade), flat(skin.shade, 0.62))
        if kind == "strong":
            bridge = ribbon(((3.5, long + 4), (6.5, -16), (8.0, -6)), (0.3, 1.8, 0.4))
            canvas.drawPath(bridge, flat(skin.deep, 0.4))
        if kind == "broad":
            for side in (-1, 1):
                wing = skia.Path()
                wing.moveTo(side * (wide + 1.4), -1.5)
                wing.quadTo(side * (wide + 4.0), 4.4, side * (wide - 1.6), 5.4)
                canvas.drawPath(wing, line(skin.deep, 1.7, 0.75))
        under = skia.Path()
        under.moveTo(-wide - 0.3, 4.8)
        under.quadTo(-0.5, 8.6, wide - 0.2, 4.8)
        canvas.drawPath(under, line(skin.deep, 2.0, 0.8))
        canvas.drawPath(ribbon(((-2.2, -9), (-2.4, -3), (-2.0, 1.0)), (1.0, 3.0, 1.2)), flat("#ffffff", 0.4))
