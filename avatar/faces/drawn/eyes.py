"""Eyes and brows."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from avatar.faces.drawn.brush import blend, ribbon
from avatar.faces.drawn.ink import flat, glow, line
from avatar.faces.drawn.still import Still
from avatar.faces.drawn.themes import Theme


@dataclass(frozen=True, slots=True)
class EyeState:
    """What both eyes and brows do in one frame."""

    open: float = 1.0
    """0 closed, 1 at ease, up to 1.3 wide."""
    squint: float = 0.0
    """0 … 1, how far the lower lid is raised, as in a smile."""
    gaze_x: float = 0.0
    """-1 … 1, to the viewer's right."""
    gaze_y: float = 0.0
    """-1 … 1, down."""
    brow_raise: float = 0.0
    """-1 … 1."""
    brow_tilt: float = 0.0
    """-1 inner ends up (sad) … 1 inner ends down (angry)."""


class Eyes:
    """Draws a pair of eyes in head space; paints are made once."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Whose eyes.
            scale: Pixels of a unit.
        """
        form = theme.eyes
        self._x, self._y = form.x, form.y
        self._long, self._tall = form.long, form.tall
        self._low, self._lash_width, self._wing = form.low, form.lash, form.wing
        self._brow_widths, self._brow_y = form.brow, form.brow_y - form.y
        self._white = flat("#fdf8f4")
        self._shadow = flat(blend(theme.skin.deep, theme.hair.dark, 0.45), 0.34)
        dark = blend(theme.iris, "#140a10", 0.72)
        radius = self._tall * 0.86
        iris = glow(
            (0, radius * 0.3),
            radius * 0.96,
            (0.0, blend(theme.iris, "#ffcf8a", 0.42)),
            (0.45, theme.iris),
            (0.8, blend(theme.iris, dark, 0.6)),
            (1.0, dark),
        )

        def eyeball(canvas: skia.Canvas) -> None:
            canvas.drawCircle(0, 0, radius, iris)
            canvas.drawCircle(0, 0, radius - 0.6, line(dark, 1.6))
            if form.pupil == "slit":
                wide, tall = radius * 0.3, radius * 0.72
                canvas.drawOval(skia.Rect.MakeLTRB(-wide, -tall, wide, tall), flat("#150c11"))
            else:
                canvas.drawCircle(0, 0, radius * 0.44, flat("#150c11"))

        self._iris = Still(eyeball, (-radius - 1, -radius - 1, radius + 1, radius + 1), scale)
        self._spark = flat("#ffffff")
        self._soft_spark = flat("#ffffff", 0.6)
        self._lash = flat(blend(theme.hair.dark, "#000000", 0.25))
        self._crease = line(theme.skin.deep, 1.5, form.crease)
        self._lower = line(blend(theme.skin.deep, theme.hair.dark, 0.25), 1.5, 0.7)
        self._brow = flat(form.brow_colour or blend(theme.hair.base, theme.hair.light, 0.25))

    def draw(self, canvas: skia.Canvas, state: EyeState) -> None:
        """Draw both eyes and brows."""
        for side in (-1, 1):
            canvas.save()
            canvas.translate(side * self._x, self._y)
            canvas.scale(side, 1)
            self._eye(canvas, state, side)
            self._draw_brow(canvas, state)
            canvas.restore()

    def _eye(self, canvas: skia.Canvas, state: EyeState, side: int) -> None:
        long, tall = self._long, self._tall
        opening = max(0.0, min(1.3, state.open))
        low = self._low * (1.0 - 0.53 * state.squint)
        rest = low * 0.62 + 1.5
        high = rest + (-tall * 1.32 - rest) * opening + state.gaze_y * 2.5 * opening
        inner, outer = (-long + 1.5, 4.0), (long, 0.5 + (1 - min(opening, 1)) * 3.0)
        lid_in, lid_out = (-long * 0.62, high * 0.98), (long * 0.52, high * 1.12)
        if opening > 0.04:
            self._ball(canvas, state, side, (inner, lid_in, lid_out, outer), low)
        self._lashes(canvas, (inner, lid_in, lid_out, outer), opening, low)

    def _ball(
        self,
        canvas: skia.Canvas,
        state: EyeState,
        side: int,
        lid: tuple[tuple[float, float], ...],
        low: float,
    ) -> None:
        inner, lid_in, lid_out, outer = lid
        gaze_x = state.gaze_x * side
        shape = skia.Path()
        shape.moveTo(*inner)
        shape.cubicTo(*lid_in, *lid_out, *outer)
        shape.cubicTo(self._long * 0.7, low * 1.12, -self._long * 0.55, low * 1.25, *inner)
        shape.close()
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        canvas.drawPaint(self._white)
        self._iris.draw(canvas, gaze_x * 7.0 + 0.5, state.gaze_y * 4.4 - 0.8)
        shade = skia.Path()
        shade.moveTo(inner[0] - 3, inner[1])
        shade.cubicTo(*lid_in, *lid_out, outer[0] + 3, outer[1])
        shade.cubicTo(lid_out[0], lid_out[1] + 8.5, lid_in[0], lid_in[1] + 8.5, inner[0] - 3, inner[1])
        canvas.drawPath(shade, self._shadow)
        light_x, light_y = gaze_x * 6.0, state.gaze_y * 3.8
        canvas.drawCircle(light_x - 4.2 * side, light_y - 5.0, 3.3, self._spark)
        canvas.drawCircle(light_x + 4.6 * side, light_y + 4.2, 1.7, self._soft_spark)
        canvas.restore()

    def _lashes(
        self, canvas: skia.Canvas, lid: tuple[tuple[float, float], ...], opening: float, low: float
    ) -> None:
        inner, lid_in, lid_out, outer = lid
        wing = self._wing
        tip = (outer[0] + wing, outer[1] - wing * 0.75 * min(1.0, opening + 0.2))
        width = self._lash_width * (0.7 + 0.3 * min(1.0, opening))
        lash = skia.Path()
        lash.moveTo(inner[0] - 0.5, inner[1] + 0.8)
        lash.cubicTo(lid_in[0], lid_in[1] - width * 0.62, lid_out[0] + 2, lid_out[1] - width * 1.25, *tip)
        lash.cubicTo(outer[0] + 1, outer[1] + 0.8, outer[0], outer[1] + 0.8, outer[0] - 0.8, outer[1] + 0.8)
        lash.cubicTo(lid_out[0], lid_out[1] + 0.9, lid_in[0], lid_in[1] + 0.7, inner[0] - 0.5, inner[1] + 0.8)
        canvas.drawPath(lash, self._lash)
        crease = skia.Path()
        gap = 5.5 * min(1.0, opening) + 1.5
        crease.moveTo(lid_in[0] - 1, lid_in[1] * 0.72 - gap)
        crease.cubicTo(
            lid_in[0] + 8,
            lid_in[1] * 0.92 - gap,
            lid_out[0] - 1,
            lid_out[1] - gap,
            outer[0] + 1.5,
            outer[1] - gap - 3,
        )
        canvas.drawPath(crease, self._crease)
        lower = skia.Path()
        lower.moveTo(-self._long * 0.2, low * 0.96)
        lower.quadTo(self._long * 0.62, low * 1.02, outer[0] - 0.5, outer[1] + 2.2)
        canvas.drawPath(lower, self._lower)

    def _draw_brow(self, canvas: skia.Canvas, state: EyeState) -> None:
        lift = self._brow_y - state.brow_raise * 8.0
        tilt = state.brow_tilt * 6.5
        spine = (
            (-19.0 - state.brow_tilt * 1.5, lift + 0.6 + tilt),
            (-6.0, lift - 1.6 + tilt * 0.45),
            (9.0, lift - 2.4 - abs(tilt) * 0.1),
            (24.0, lift + 3.6 - tilt * 0.45),
        )
        canvas.drawPath(ribbon(spine, self._brow_widths, round_end=False), self._brow)
