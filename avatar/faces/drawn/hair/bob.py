"""The bob: chin-long, with parted bangs."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, crescent, curve, ribbon, united
from avatar.faces.drawn.hair.cut import Cut
from avatar.faces.drawn.ink import flat, glow, line


class Bob(Cut):
    """A chin-long bob with parted bangs."""

    bounds = (-112, -144, 112, 134)
    behind = (-112, -140, 112, 132)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw what hangs behind head and neck."""
        shape: list[Knot] = [
            (0, -134), (62, -122), (98, -70), (106, 0), (108, 60), (100, 104), (80, 128), (50, 122, 0.3),
            (40, 60), (-40, 60), (-50, 122, 0.3), (-80, 128), (-100, 104), (-108, 60), (-106, 0),
            (-98, -70), (-62, -122),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.deep)
        self.bands(
            canvas,
            flat(self.theme.hair.base, 0.8),
            4,
            [(64, 60), (72, 96), (62, 122)],
            [(-64, 60), (-72, 96), (-62, 122)],
        )

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw what the hair casts on the face."""
        shape: list[Knot] = [
            (-64, -86, 0), (64, -86, 0), (74, -20), (72, 36, 0), (69, 20), (67, 6), (62, -4, 0),
            (48, -30), (38, -12, 0), (20, -36),
            (8, -16, 0), (-4, -36), (-16, -14, 0), (-32, -32), (-44, -10, 0), (-58, -18), (-68, 12),
            (-72, 36, 0), (-74, -20),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        """The outline of the front."""
        right: list[Knot] = [
            (-20, -92, 0), (-16, -116), (-6, -135), (32, -138), (76, -114), (100, -64), (107, 0),
            (107, 60), (98, 104),
            (70, 126, 0.1), (78, 98), (76, 60), (69, 28), (67, -16), (60, -50), (20, -84),
        ]  # fmt: skip
        left: list[Knot] = [
            (-20, -92, 0), (-10, -118), (-6, -135, 0.5), (-44, -133), (-82, -104), (-101, -56),
            (-107, 0), (-107, 60),
            (-98, 104), (-70, 126, 0.1), (-78, 98), (-76, 60), (-69, 28), (-68, -12), (-62, -46), (-40, -78),
        ]  # fmt: skip
        bangs: list[Knot] = [
            (-24, -112), (10, -122), (44, -104), (72, -62), (75, 6, 0), (66, -8), (58, -40), (50, -26),
            (40, -20, 0),
            (34, -36), (24, -46), (20, -32), (10, -24, 0), (4, -44), (-6, -52), (-8, -36), (-16, -22, 0),
            (-26, -34), (-32, -46),
            (-37, -30), (-46, -18, 0), (-52, -30), (-57, -40), (-66, -8), (-75, 6, 0), (-74, -52), (-54, -92),
        ]  # fmt: skip
        return united(curve(right), curve(left), curve(bangs))

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw locks, sheen and rim."""
        hair = self.theme.hair
        self.bands(
            canvas, self.lock, 2.8,
            [(34, -112), (66, -62), (82, -4), (88, 60), (82, 116)],
            [(50, -112), (86, -56), (97, 10), (96, 84)],
            [(24, -112), (56, -76), (70, -20)],
            [(6, -116), (30, -84), (41, -24)],
            [(-14, -116), (2, -86), (10, -28)],
            [(-22, -114), (-20, -80), (-16, -26)],
            [(-30, -112), (-42, -76), (-46, -22)],
            [(-38, -112), (-62, -70), (-72, -8)],
            [(-44, -108), (-72, -58), (-84, -4), (-89, 60), (-82, 116)],
            [(-56, -110), (-88, -54), (-98, 10), (-97, 84)],
        )  # fmt: skip
        self.bands(
            canvas, self.strand, 2.4,
            [(14, -116), (42, -84), (56, -44)],
            [(-4, -118), (16, -86), (25, -48)],
            [(-20, -114), (-8, -84), (-6, -54)],
            [(-28, -112), (-32, -80), (-33, -48)],
            [(-34, -114), (-54, -76), (-62, -38)],
            [(100, 10), (101, 60), (94, 100)],
            [(-101, 0), (-102, 56), (-95, 98)],
            [(90, -30), (92, 30), (90, 80)],
            [(-91, -30), (-93, 30), (-91, 80)],
        )  # fmt: skip
        for spine, widths in (
            (((-93, -62), (-70, -86), (-40, -95), (-22, -94)), (0.5, 11, 12, 0.5)),
            (((-14, -97), (14, -98), (48, -86), (74, -60), (84, -44)), (0.5, 12, 13, 9, 0.5)),
            (((-86, -48), (-70, -66), (-50, -76)), (0.5, 4, 0.5)),
            (((28, -78), (52, -66), (68, -46)), (0.5, 4, 0.5)),
        ):
            canvas.drawPath(ribbon(spine, widths), self.sheen)
        canvas.drawPath(
            ribbon(((60, -124), (92, -82), (105, -20), (106, 50), (98, 102)), (0.2, 3.2, 3.8, 3.6, 0.2)),
            self.rim,
        )
        canvas.drawPath(
            ribbon(((-40, -132), (-84, -100), (-104, -40), (-106, 30)), (0.2, 3.0, 3.0, 0.2)),
            flat(blend(hair.light, "#ffc988", 0.5), 0.7),
        )
        if self.theme.hairpin:
            self._pin(canvas)

    def _pin(self, canvas: skia.Canvas) -> None:
        metal = self.theme.accent
        canvas.save()
        canvas.translate(84, -40)
        canvas.rotate(-152)
        moon = crescent(14)
        canvas.drawPath(moon, line(blend(metal, "#3a1d08", 0.6), 2.4))
        canvas.drawPath(moon, glow((4, 6), 24, (0.0, "#fff0c4"), (0.55, metal), (1.0, "#c98a22")))
        canvas.restore()
        canvas.drawCircle(91, -36, 3.2, flat(blend(metal, "#ffffff", 0.55)))
