"""The mascot's fur: ears, cheeks, the patch on the brow with the moon, the tuft."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import Knot, blend, crescent, curve, ribbon
from avatar.faces.drawn.hair.cut import Cut
from avatar.faces.drawn.ink import flat, line


class Mane(Cut):
    """A cat's; tones of the hair are those of the patches."""

    bounds = (-36, -142, 44, -82)
    behind = (-136, -156, 136, 92)

    def back(self, canvas: skia.Canvas) -> None:
        """Draw ears and the fur of the cheeks."""
        hair, skin = self.theme.hair, self.theme.skin
        for side in (-1, 1):
            lit = side < 0
            canvas.save()
            canvas.scale(side, 1)
            ear: list[Knot] = [
                (16, -92, 0), (36, -122), (62, -146, 0.5), (82, -152, 0.45), (94, -138, 0.6), (102, -96),
                (100, -40, 0),
            ]  # fmt: skip
            canvas.drawPath(curve(ear), flat(blend(hair.base, hair.light if lit else hair.dark, 0.4)))
            hollow: list[Knot] = [
                (40, -92, 0), (56, -118), (76, -137, 0.5), (84, -132, 0.5), (90, -100), (86, -60, 0),
            ]  # fmt: skip
            canvas.drawPath(curve(hollow), flat(blend(skin.blush, skin.deep, 0.08 if lit else 0.2)))
            deep: list[Knot] = [(52, -92, 0), (62, -112), (77, -124, 0.5), (83, -104), (80, -70, 0)]
            canvas.drawPath(curve(deep), flat(blend(skin.blush, "#a0587a", 0.45), 0.6))
            self.bands(
                canvas, flat(skin.light, 0.95), 6.5,
                [(46, -74), (54, -98), (66, -116)], [(60, -68), (68, -92), (80, -108)],
            )  # fmt: skip
            tufts: list[Knot] = [
                (60, 90, 0), (82, 86, 0.6), (100, 84, 0), (103, 70, 0.5), (121, 58, 0), (116, 40, 0.5),
                (128, 20, 0), (114, 6, 0.5), (104, -20, 0), (60, -40, 0),
            ]  # fmt: skip
            canvas.drawPath(curve(tufts), flat(blend(skin.base, skin.shade, 0.12 if lit else 0.62)))
            canvas.restore()
        canvas.drawPath(
            ribbon(((64, -147), (84, -152), (96, -136), (103, -96), (104, -60)), (0.2, 3, 3.6, 3, 0.2)),
            self.rim,
        )

    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw the patches over both eyes and the moon between them."""
        hair, metal = self.theme.hair, self.theme.accent
        patch: list[Knot] = [
            (0, -116), (44, -112), (84, -80), (106, -34), (106, 2, 0.3), (96, -4, 0.2), (92, 16, 0.2),
            (80, -14), (52, -30), (26, -34), (8, -46), (0, -60, 0.2), (-8, -46), (-26, -34), (-52, -30),
            (-80, -14), (-92, 16, 0.2), (-96, -4, 0.2), (-106, 2, 0.3), (-106, -34), (-84, -80), (-44, -112),
        ]  # fmt: skip
        canvas.drawPath(curve(patch), flat(hair.base))
        lit: list[Knot] = [
            (-8, -114), (-44, -110), (-82, -80), (-103, -36), (-104, -4, 0.3), (-92, -34), (-66, -72),
            (-36, -96),
        ]  # fmt: skip
        canvas.drawPath(curve(lit), flat(hair.light, 0.55))
        dim: list[Knot] = [
            (66, -92, 0), (87, -74), (106, -34), (106, 2, 0.3), (96, -4, 0.2), (92, 16, 0.2), (88, -22),
            (80, -60),
        ]  # fmt: skip
        canvas.drawPath(curve(dim), flat(hair.dark, 0.5))
        stripes = skia.Path()
        for x, lean in ((-30, 6), (30, 6), (-52, 14), (52, 14)):
            spine = ((x, -106 + lean), (x * 0.86, -92 + lean), (x * 0.8, -76))
            stripes.addPath(ribbon(spine, (7, 6, 0.3)))
        canvas.drawPath(stripes, flat(hair.dark, 0.75))
        canvas.save()
        canvas.translate(1, -76)
        canvas.rotate(-28)
        moon = crescent(13)
        canvas.drawPath(moon, line(blend(metal, "#5a3410", 0.55), 2.0))
        canvas.drawPath(moon, flat(metal))
        canvas.drawPath(ribbon(((-9, 6), (-11, -3), (-5, -10)), (0.3, 2.6, 0.3)), flat("#fff0c4", 0.9))
        canvas.restore()

    def form(self) -> skia.Path:
        """The tuft between the ears."""
        shape: list[Knot] = [
            (-30, -104, 0), (-24, -118), (-28, -130, 0.1), (-12, -124), (-4, -140, 0.1), (8, -126),
            (24, -134, 0.1), (22, -120), (38, -118, 0.1), (30, -104, 0), (14, -97), (2, -90, 0.1), (-12, -98),
        ]  # fmt: skip
        return curve(shape)

    def locks(self, canvas: skia.Canvas) -> None:
        """Draw the tuft's strands."""
        self.bands(
            canvas, self.lock, 2.6, [(-12, -98), (-10, -112), (-4, -128)], [(12, -98), (14, -112), (20, -124)]
        )
        self.bands(
            canvas,
            self.strand,
            3.0,
            [(-2, -100), (-4, -114), (-2, -130)],
            [(-20, -104), (-22, -118), (-24, -124)],
        )
