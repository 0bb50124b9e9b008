"""Combed back to a bun with a pin through it."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, curve, ribbon
from avatar.faces.drawn.hair.cut import Cut
from avatar.faces.drawn.ink import flat, glow, line, ramp


class Bun(Cut):
    """Parted near the middle, smooth to a high bun; a wisp at each temple."""

    bounds = (-90, -136, 90, 62)
    behind = (-90, -158, 104, 60)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw the bun, its pin and the nape."""
        hair = self.theme.hair
        canvas.save()
        canvas.translate(30, -116)
        canvas.rotate(-12)
        if self.theme.hairpin:
            self._pin(canvas)
        knot: list[Knot] = [
            (-38, 12),
            (-40, -8),
            (-24, -28),
            (4, -32),
            (32, -24),
            (42, -2),
            (34, 20),
            (0, 30),
        ]
        canvas.drawPath(
            curve(knot), glow((-10, -12), 58, (0.0, hair.light), (0.5, hair.base), (1.0, hair.dark))
        )
        self.bands(
            canvas, self.lock, 3.4,
            [(-36, 10), (-22, -14), (6, -22), (36, -6)],
            [(-28, 18), (-8, -4), (18, -8), (36, 8)],
            [(-12, 22), (6, 8), (28, 12)],
        )  # fmt: skip
        canvas.drawPath(ribbon(((-28, -8), (-8, -22), (18, -22)), (0.5, 7, 0.5)), self.sheen)
        canvas.restore()
        nape: list[Knot] = [
            (0, -118), (56, -108), (82, -62), (84, -10), (76, 26), (56, 44, 0), (-56, 44, 0), (-76, 26),
            (-84, -10), (-82, -62), (-56, -108),
        ]  # fmt: skip
        canvas.drawPath(curve(nape), self.deep)

    def _pin(self, canvas: skia.Canvas) -> None:
        """A hair stick with a bead and a drop."""
        metal = self.theme.accent
        canvas.drawPath(ribbon(((-54, 14), (0, -4), (56, -20)), (2.4, 4.2, 4.6)), ramp(
            (-58, 0), (58, 0), (0.0, blend(metal, "#3a1d08", 0.5)), (1.0, blend(metal, "#ffffff", 0.3))
        ))  # fmt: skip
        canvas.drawCircle(58, -21, 6, glow((56, -23), 9, (0.0, "#fff4d8"), (0.5, metal), (1.0, "#a86f1c")))
        canvas.drawLine(60, -15, 63, -3, line(metal, 1.4))
        canvas.drawCircle(64, 1, 3.4, flat("#d8434b"))

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw the shadow of the hairline."""
        shape: list[Knot] = [
            (-66, -92, 0), (66, -92, 0), (78, -20, 0), (76, 24, 0), (71, 0), (65, -24), (50, -44),
            (20, -60), (-8, -69, 0), (-28, -58), (-52, -41), (-66, -20), (-72, 4), (-75, 24, 0),
            (-78, -20, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        """The cap of hair and the wisps before the ears."""
        shape: list[Knot] = [
            (-10, -78, 0), (14, -70), (42, -58), (60, -40), (68, -18), (72, 10), (70, 38), (64, 54, 0.2),
            (76, 36), (82, 6), (87, -34), (82, -80), (56, -114), (20, -127), (-8, -124, 0.4), (-30, -126),
            (-62, -110), (-83, -78), (-87, -34), (-82, 6), (-77, 34), (-68, 52, 0.2), (-72, 34), (-73, 8),
            (-70, -16), (-62, -36), (-46, -54), (-27, -68),
        ]  # fmt: skip
        return curve(shape)

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw combed strands, all drawn to the bun."""
        self.bands(
            canvas, self.lock, 2.4,
            [(-8, -80), (4, -104), (24, -124)],
            [(16, -69), (24, -98), (34, -120)],
            [(44, -57), (50, -88), (48, -114)],
            [(62, -40), (70, -70), (62, -104)],
            [(70, -12), (80, -46), (76, -82)],
            [(-13, -78), (-20, -104), (-14, -122)],
            [(-30, -65), (-40, -96), (-26, -122)],
            [(-50, -50), (-64, -84), (-52, -114)],
            [(-66, -30), (-77, -60), (-72, -92)],
        )  # fmt: skip
        self.bands(
            canvas, self.strand, 2.4,
            [(4, -74), (14, -100), (28, -122)],
            [(30, -64), (38, -94), (42, -116)],
            [(54, -48), (61, -78), (56, -108)],
            [(-20, -73), (-30, -100), (-20, -122)],
            [(-40, -58), (-52, -92), (-40, -118)],
            [(-58, -46), (-71, -74), (-64, -102)],
        )  # fmt: skip
        for spine, widths in (
            (((-78, -60), (-60, -86), (-34, -98), (-14, -100)), (0.5, 9, 9, 0.5)),
            (((2, -100), (30, -97), (56, -80), (72, -54)), (0.5, 9, 9, 0.5)),
        ):
            canvas.drawPath(ribbon(spine, widths), self.sheen)
        rim = ((34, -122), (62, -108), (82, -76), (86, -32), (80, 10))
        canvas.drawPath(ribbon(rim, (0.2, 3.0, 3.4, 3.0, 0.2)), self.rim)
        lit = ((-34, -124), (-62, -109), (-82, -76), (-86, -34))
        canvas.drawPath(ribbon(lit, (0.2, 2.6, 2.8, 0.2)), self.warm)
