"""The crop: short at the sides, swept up and over at the front."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, curve, ribbon
from avatar.faces.drawn.hair.cut import Cut


class Crop(Cut):
    """Short at the sides, swept up and over at the front."""

    bounds = (-98, -152, 98, 18)
    behind = (-90, -132, 90, 44)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw what hangs behind head and neck."""
        shape: list[Knot] = [
            (0, -128), (58, -116), (84, -70), (86, -10), (80, 24), (60, 40, 0), (-60, 40, 0), (-80, 24),
            (-86, -10),
            (-84, -70), (-58, -116),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.deep)

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw what the hair casts on the face."""
        shape: list[Knot] = [
            (-60, -84, 0), (60, -84, 0), (76, -20, 0), (75, 6, 0), (70, -20), (62, -42), (44, -40),
            (30, -50), (8, -42), (-14, -52), (-36, -40),
            (-56, -48), (-66, -24), (-75, 6, 0), (-76, -20, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        """The outline of the front."""
        shape: list[Knot] = [
            (-78, 10, 0), (-87, -36), (-86, -84), (-70, -112, 0.4), (-58, -125), (-22, -132, 0.5),
            (-4, -142), (40, -142), (74, -125, 0.6),
            (91, -92), (90, -46), (79, 10, 0), (75, -14), (71, -38), (60, -60, 0.2), (50, -48),
            (38, -44, 0.1), (28, -62), (16, -54), (2, -48, 0.1),
            (-12, -68), (-24, -56), (-38, -50, 0.1), (-46, -66), (-60, -62, 0.4), (-70, -36), (-75, -12),
        ]  # fmt: skip
        return curve(shape)

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw locks, sheen and rim."""
        self.bands(
            canvas, self.lock, 3.0,
            [(-46, -64), (-38, -94), (-8, -120), (34, -130)],
            [(-12, -66), (2, -96), (34, -114), (66, -114)],
            [(28, -60), (40, -86), (62, -96), (80, -92)],
            [(-72, -40), (-76, -76), (-60, -108)],
            [(60, -58), (70, -72), (82, -76)],
        )  # fmt: skip
        self.bands(
            canvas, self.strand, 4.0,
            [(-38, -56), (-26, -92), (6, -116), (44, -124)],
            [(2, -54), (16, -90), (46, -106), (72, -104)],
            [(38, -50), (52, -76), (74, -84)],
            [(-62, -62), (-58, -92), (-34, -118), (-6, -132)],
        )  # fmt: skip
        for spine, widths in (
            (((-66, -84), (-46, -108), (-10, -124), (18, -128)), (0.5, 10, 10, 0.5)),
            (((-16, -94), (10, -108), (40, -112)), (0.5, 6, 0.5)),
        ):
            canvas.drawPath(ribbon(spine, widths), self.sheen)
        canvas.drawPath(
            ribbon(((40, -141), (74, -125), (90, -90), (89, -44), (80, 4)), (0.2, 3.2, 3.8, 3.2, 0.2)),
            self.rim,
        )
