"""Hair, as layers behind and in front of the face, in head space. Drawn once, then replayed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import skia

from avatar.faces.drawn.brush import Knot, Point, blend, crescent, curve, recorded, ribbon, united
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.layer import Layer
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.themes import Theme

_REACH = 180.0
"""From the head's middle to the farthest hair."""
_RIM = "#9d97ff"
"""The night's light, from behind at the viewer's right."""


class HairLayers:
    """The layers of one cut."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare them.

        Args:
            theme: Who wears it.
            scale: Pixels of a unit.
        """
        cut: _Cut = _Bob(theme) if theme.hair.style == "bob" else _Crop(theme)
        self.back = recorded(cut.back)
        self.shadow = recorded(cut.shadow)
        """What the hair casts on the face; whatever lies beside the face is under the front."""
        form, locks = cut.form(), recorded(cut.locks)
        light = Light(cut.base, (-_REACH, -_REACH, _REACH, _REACH), scale)

        def front(canvas: skia.Canvas) -> None:
            light.fill(canvas, form)
            canvas.drawPicture(locks)

        self.front = Layer(front, cut.bounds)


class _Cut(ABC):
    bounds: tuple[float, float, float, float]
    """Left, top, right and bottom of the front."""

    def __init__(self, theme: Theme) -> None:
        hair = theme.hair
        self.theme = theme
        self.base = ramp(
            (-70, -130),
            (80, 70),
            (0.0, blend(hair.base, hair.light, 0.55)),
            (0.45, hair.base),
            (1.0, hair.dark),
        )
        self.deep = flat(blend(hair.dark, "#000000", 0.2))
        self.lock = flat(hair.dark, 0.6)
        self.strand = flat(hair.light, 0.7)
        self.sheen = flat(hair.sheen, 0.42)
        self.rim = flat(_RIM, 0.5)
        self.cast = flat(theme.skin.shade, 0.62)

    @abstractmethod
    def back(self, canvas: skia.Canvas) -> None: ...

    @abstractmethod
    def shadow(self, canvas: skia.Canvas) -> None: ...

    @abstractmethod
    def form(self) -> skia.Path: ...

    @abstractmethod
    def locks(self, canvas: skia.Canvas) -> None: ...

    def bands(self, canvas: skia.Canvas, paint: skia.Paint, width: float, *spines: Sequence[Point]) -> None:
        for spine in spines:
            middle = [width] * (len(spine) - 2)
            canvas.drawPath(ribbon(spine, [0.2, *middle, 0.2]), paint)


class _Bob(_Cut):
    """A chin-long bob with parted bangs."""

    bounds = (-112, -144, 112, 134)

    def back(self, canvas: skia.Canvas) -> None:
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
        shape: list[Knot] = [
            (-64, -86, 0), (64, -86, 0), (74, -20), (72, 36, 0), (69, 20), (67, 6), (62, -4, 0),
            (48, -30), (38, -12, 0), (20, -36),
            (8, -16, 0), (-4, -36), (-16, -14, 0), (-32, -32), (-44, -10, 0), (-58, -18), (-68, 12),
            (-72, 36, 0), (-74, -20),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        right: list[Knot] = [
            (-20, -92, 0), (-16, -116), (-6, -135), (32, -138), (76, -114), (100, -64), (107, 0),
            (107, 60), (98, 104),
            (70, 126, 0.1), (79, 96), (78, 50), (74, 10), (69, -16), (60, -50), (20, -84),
        ]  # fmt: skip
        left: list[Knot] = [
            (-20, -92, 0), (-10, -118), (-6, -135, 0.5), (-44, -133), (-82, -104), (-101, -56),
            (-107, 0), (-107, 60),
            (-98, 104), (-70, 126, 0.1), (-79, 96), (-78, 50), (-75, 10), (-70, -12), (-62, -46), (-40, -78),
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


class _Crop(_Cut):
    """Short at the sides, swept up and over at the front."""

    bounds = (-98, -152, 98, 18)

    def back(self, canvas: skia.Canvas) -> None:
        shape: list[Knot] = [
            (0, -128), (58, -116), (84, -70), (86, -10), (80, 24), (60, 40, 0), (-60, 40, 0), (-80, 24),
            (-86, -10),
            (-84, -70), (-58, -116),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.deep)

    def shadow(self, canvas: skia.Canvas) -> None:
        shape: list[Knot] = [
            (-60, -84, 0), (60, -84, 0), (76, -20, 0), (75, 6, 0), (70, -20), (62, -42), (44, -40),
            (30, -50), (8, -42), (-14, -52), (-36, -40),
            (-56, -48), (-66, -24), (-75, 6, 0), (-76, -20, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(shape), self.cast)

    def form(self) -> skia.Path:
        shape: list[Knot] = [
            (-78, 10, 0), (-87, -36), (-86, -84), (-70, -112, 0.4), (-58, -125), (-22, -132, 0.5),
            (-4, -142), (40, -142), (74, -125, 0.6),
            (91, -92), (90, -46), (79, 10, 0), (75, -14), (71, -38), (60, -60, 0.2), (50, -48),
            (38, -44, 0.1), (28, -62), (16, -54), (2, -48, 0.1),
            (-12, -68), (-24, -56), (-38, -50, 0.1), (-46, -66), (-60, -62, 0.4), (-70, -36), (-75, -12),
        ]  # fmt: skip
        return curve(shape)

    def locks(self, canvas: skia.Canvas) -> None:
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
