"""Parted at the side and brushed back from a high forehead."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, curve, ribbon
from avatar.faces.drawn.hair.cut import Cut


class Swept(Cut):
    """Parted at the viewer's left, full on top, short at the sides."""

    bounds = (-98, -150, 98, 18)
    behind = (-90, -132, 90, 44)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw the nape."""
        shape: list[Knot] = [
            (0, -124), (58, -112), (84, -66), (85, -10), (79, 22), (60, 38, 0), (-60, 38, 0), (-79, 22),
            (-85, -10), (-84, -66), (-58, -112),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.deep)

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw the shadow of the hairline."""
        shape: list[Knot] = [
            (-64, -96, 0), (64, -96, 0), (77, -20, 0), (76, 4, 0), (72, -18), (66, -42), (58, -60),
            (34, -68), (4, -70), (-24, -66), (-40, -58, 0.3), (-56, -56), (-68, -34), (-75, 4, 0),
            (-77, -20, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        """Sides, part and the wave on top."""
        shape: list[Knot] = [
            (-78, 10, 0), (-85, -20), (-87, -62), (-76, -96), (-58, -118, 0.6), (-46, -128), (-14, -141),
            (30, -143), (66, -130), (87, -96), (90, -50), (86, -18), (78, 10, 0), (75, -14), (72, -36),
            (67, -56, 0.5), (58, -70, 0.3), (40, -78), (12, -81), (-16, -78), (-34, -70), (-44, -64, 0.1),
            (-54, -66), (-64, -56, 0.5), (-70, -38), (-74, -14),
        ]  # fmt: skip
        return curve(shape)

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw the combed strands, all running from the part."""
        self.bands(
            canvas, self.lock, 2.8,
            [(-43, -68), (-46, -92), (-36, -116)],
            [(-36, -72), (-26, -98), (8, -120), (46, -124)],
            [(-20, -77), (4, -98), (38, -108), (70, -100)],
            [(6, -80), (30, -92), (58, -90), (80, -70)],
            [(38, -78), (60, -78), (78, -58)],
            [(-72, -34), (-79, -62), (-68, -96)],
            [(-66, -48), (-71, -74), (-60, -100)],
            [(76, -20), (82, -40), (80, -62)],
        )  # fmt: skip
        self.bands(
            canvas, self.strand, 3.4,
            [(-40, -74), (-34, -102), (-8, -126), (30, -134)],
            [(-28, -75), (-10, -100), (24, -116), (62, -114)],
            [(-6, -79), (18, -96), (48, -100), (76, -86)],
            [(22, -80), (46, -84), (70, -76), (82, -56)],
            [(-76, -20), (-82, -50), (-76, -80)],
            [(80, -10), (86, -34), (84, -52)],
        )  # fmt: skip
        for spine, widths in (
            (((-50, -96), (-30, -118), (4, -131), (38, -131)), (0.5, 9, 9, 0.5)),
            (((0, -100), (30, -108), (58, -104)), (0.5, 6, 0.5)),
        ):
            canvas.drawPath(ribbon(spine, widths), self.sheen)
        canvas.drawPath(
            ribbon(((34, -142), (68, -128), (87, -92), (89, -46), (82, 0)), (0.2, 3.2, 3.8, 3.2, 0.2)),
            self.rim,
        )
