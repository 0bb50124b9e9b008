"""Head: neck, ears, face and nose. Head space has its origin between the eyes, y down."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve, mirrored, recorded, ribbon
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.still import Still
from avatar.faces.drawn.themes import Theme

_JAWS: dict[str, tuple[tuple[float, float], ...]] = {
    "slim": ((76, -30), (76, 8), (70, 38), (54, 66), (29, 89)),
    "broad": ((77, -30), (78, 8), (74, 40), (61, 70), (34, 93)),
}
_REACH = 130.0
"""From the face's middle to its farthest point."""
_CHIN = {"slim": 98.0, "broad": 104.0}


class Head:
    """Draws what the hair, eyes and mouth lie on; paints are made once."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who it is.
            scale: Pixels of a unit.
        """
        skin = theme.skin
        self._build = theme.build
        self._neck_half = 25.0 if theme.build == "slim" else 35.0
        face = ramp(
            (-60, -70),
            (70, 90),
            (0.0, skin.light),
            (0.42, skin.base),
            (1.0, blend(skin.base, skin.shade, 0.6)),
        )
        self._face = Light(face, (-_REACH, -_REACH, _REACH, _REACH), scale)
        self._side = flat(skin.shade, 0.42)
        self._neck = ramp(
            (-34, 0), (34, 0), (0.0, skin.base), (0.5, blend(skin.base, skin.shade, 0.35)), (1.0, skin.shade)
        )
        self._neck_shadow = flat(skin.deep, 0.55)
        blush = glow((0, 0), 24, (0.0, skin.blush, 0.42), (0.55, skin.blush, 0.2), (1.0, skin.blush, 0.0))

        def cheek(canvas: skia.Canvas) -> None:
            canvas.scale(1.06, 0.72)
            canvas.drawCircle(0, 0, 24, blush)
            canvas.drawCircle(0, 0, 24, blush)

        self._cheek = Still(cheek, (-28, -20, 28, 20), scale)
        self._blush = skia.Paint()
        self._nose_shade = flat(skin.shade, 0.62)
        self._nose_line = line(skin.deep, 2.0, 0.8)
        self._nose_light = flat("#ffffff", 0.4)
        self._ear = flat(blend(skin.base, skin.shade, 0.25))
        self._ear_inside = line(skin.deep, 2.2, 0.6)
        self._accent = flat(theme.accent)
        self._accent_light = flat(blend(theme.accent, "#ffffff", 0.6))
        self._earrings = theme.earrings
        self._one_ear, self._one_nose = recorded(self._draw_ear), recorded(self._draw_nose)

    def neck(self, canvas: skia.Canvas) -> None:
        """Draw the neck, in body space with its base at the origin."""
        half = self._neck_half
        shape: list[Knot] = [
            (-half, -95, 0), (half, -95, 0), (half, -30), (half + 6, -8), (half + 24, 8, 0),
            (0, 46), (-half - 24, 8, 0), (-half - 6, -8), (-half, -30),
        ]  # fmt: skip
        path = curve(shape)
        canvas.drawPath(path, self._neck)

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
            canvas.scale(side, 1)
            canvas.drawPicture(self._one_ear)
            canvas.restore()

    def _draw_ear(self, canvas: skia.Canvas) -> None:
        ear: list[Knot] = [(-6, -18), (6, -23), (13, -12), (10, 8), (3, 20), (-6, 18)]
        canvas.drawPath(curve(ear), self._ear)
        inside = skia.Path()
        inside.moveTo(1, -14)
        inside.cubicTo(9, -16, 8, -4, 4, 3)
        canvas.drawPath(inside, self._ear_inside)
        if self._earrings:
            canvas.drawCircle(3, 25, 4.2, self._accent)
            canvas.drawCircle(2, 24, 1.5, self._accent_light)

    def outline(self, jaw: float) -> list[Knot]:
        """The right half of the face's outline, top to chin, with the jaw dropped by 0 … 1."""
        drop = jaw * 8.5
        half: list[Knot] = [(0, -104), (52, -84)]
        for x, y in _JAWS[self._build]:
            half.append((x, y + drop * max(0.0, (y - 10) / 88)))
        half.append((0, _CHIN[self._build] + drop))
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
        inner: list[Knot] = [
            (20 + turn * 5, 90),
            (53 + turn * 6, 60),
            (66 + turn * 6, 20),
            (65 + turn * 5, -30),
        ]
        canvas.drawPath(curve([*half[2:-1], *inner]), self._side)
        self._blush.setAlphaf(0.6 + 0.4 * min(1.0, max(0.0, (blush - 0.2) / 0.15)))
        for eye in (-1, 1):
            self._cheek.draw(canvas, eye * 46 + turn * 6, 42, self._blush)

    def nose(self, canvas: skia.Canvas) -> None:
        """Draw the nose, its tip at the origin."""
        canvas.drawPicture(self._one_nose)

    def _draw_nose(self, canvas: skia.Canvas) -> None:
        shade: list[Knot] = [(2, -22, 0.4), (7.5, -4), (9, 3), (4, 6.5), (0, 6), (3.5, 1), (2.5, -8)]
        canvas.drawPath(curve(shade), self._nose_shade)
        under = skia.Path()
        under.moveTo(-5.5, 4.8)
        under.quadTo(-0.5, 8.6, 5.0, 4.8)
        canvas.drawPath(under, self._nose_line)
        canvas.drawPath(ribbon(((-2.2, -9), (-2.4, -3), (-2.0, 1.0)), (1.0, 3.0, 1.2)), self._nose_light)
