"""The mouth: from viseme weights through eight continuous parameters to lips, teeth and tongue."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import skia
from numpy.typing import NDArray

from avatar.faces.drawn.brush import Knot, blend, curve
from avatar.faces.drawn.ink import flat, glow, line
from avatar.faces.drawn.themes import Theme
from avatar.media import VISEMES


@dataclass(frozen=True, slots=True)
class MouthShape:
    """What a mouth does; all 0 is lips at rest, touching."""

    jaw: float = 0.0
    """0 … 1, how far it drops."""
    width: float = 0.0
    """-1 … 1, corners drawn in or spread."""
    round: float = 0.0
    """0 … 1, lips pushed forward."""
    upper: float = 0.0
    """-1 pressed … 1 raised."""
    lower: float = 0.0
    """-1 pressed … 1 dropped."""
    teeth: float = 0.0
    """0 … 1, how much of the upper teeth shows."""
    tongue: float = 0.0
    """0 … 1, how far it is raised."""
    bite: float = 0.0
    """0 … 1, lower lip under the upper teeth."""


SHAPES: dict[str, MouthShape] = {
    "sil": MouthShape(),
    "PP": MouthShape(width=-0.1, upper=-0.8, lower=-0.8),
    "FF": MouthShape(jaw=0.16, width=0.1, upper=0.5, teeth=0.9, bite=1.0),
    "TH": MouthShape(jaw=0.26, width=0.1, upper=0.2, teeth=0.7, tongue=1.0),
    "DD": MouthShape(jaw=0.24, width=0.15, upper=0.2, teeth=0.9, tongue=0.6),
    "kk": MouthShape(jaw=0.3, width=0.1, teeth=0.5, tongue=0.25),
    "CH": MouthShape(jaw=0.22, width=-0.2, round=0.6, upper=0.6, lower=0.6, teeth=1.0),
    "SS": MouthShape(jaw=0.13, width=0.35, upper=0.3, lower=0.4, teeth=1.0),
    "nn": MouthShape(jaw=0.22, width=0.15, teeth=0.6, tongue=0.7),
    "RR": MouthShape(jaw=0.26, width=-0.1, round=0.5, upper=0.3, teeth=0.4, tongue=0.3),
    "aa": MouthShape(jaw=1.0, width=0.1, upper=0.3, teeth=0.7, tongue=0.15),
    "E": MouthShape(jaw=0.58, width=0.45, upper=0.3, teeth=0.8, tongue=0.3),
    "ih": MouthShape(jaw=0.34, width=0.6, upper=0.2, teeth=0.9, tongue=0.4),
    "oh": MouthShape(jaw=0.68, width=-0.2, round=0.65, upper=0.1, teeth=0.25),
    "ou": MouthShape(jaw=0.34, width=-0.4, round=1.0, upper=0.1, lower=0.2),
}

_CLOSURE = VISEMES.index("PP")
_CLOSING, _CLOSED = 0.5, 0.8
"""Weights of PP from which the lips draw together, and at which they touch whatever else is mixed in."""

_TABLE: NDArray[np.float64] = np.array(
    [[getattr(SHAPES[name], field.name) for field in fields(MouthShape)] for name in VISEMES]
)  # (15 visemes, 8 parameters)


def mixed(weights: NDArray[np.float32]) -> MouthShape:
    """The shape of one row of viseme weights.

    Args:
        weights: float32 (15,), order of ``VISEMES``.
    """
    shape = MouthShape(*(float(value) for value in weights @ _TABLE))
    shut = (float(weights[_CLOSURE]) - _CLOSING) / (_CLOSED - _CLOSING)
    return shape if shut <= 0.0 else replace(shape, jaw=shape.jaw * max(0.0, 1.0 - shut))


class Mouth:
    """Draws lips and what is between them, in head space; paints are made once."""

    def __init__(self, theme: Theme) -> None:
        skin, form = theme.skin, theme.mouth
        self._half, self._plump = form.half, form.plump
        deep = blend(skin.lip, "#5a1626", 0.35)
        self._upper = flat(blend(skin.lip, deep, form.upper))
        self._lower = flat(blend(skin.lip, skin.base, form.lower))
        self._shine = flat("#ffffff", form.shine)
        self._seam = flat(blend(deep, "#3a0d18", 0.5))
        self._corner = line(blend(skin.deep, "#3a0d18", 0.2), 1.8, 0.8)
        self._inside = flat("#5c1522")
        self._throat = glow((0, 4), 26, (0.0, "#2c0810"), (1.0, "#2c0810", 0.0))
        self._teeth = flat("#fffaf3")
        self._bite = flat("#fffaf3")
        self._teeth_shade = flat("#b98a86", 0.35)
        self._tongue = flat("#d9636b")
        self._tongue_light = flat("#ee8a8a", 0.7)
        self._tongue_edge = line("#a93f4c", 1.2, 0.7)
        self._between_teeth = line("#8a4a4c", 1.1, 0.6)
        self._under = line(skin.shade, 3.2, 0.75)

    def draw(self, canvas: skia.Canvas, shape: MouthShape, smile: float) -> None:
        """Draw the mouth.

        Args:
            canvas: In head space, the mouth's middle at the origin.
            shape: What the mouth does.
            smile: -1 corners down … 1 corners up.
        """
        half = self._half * (1 + 0.2 * shape.width - 0.42 * shape.round + 0.14 * max(smile, 0.0))
        lift = -6.5 * smile
        gap = 31.0 * shape.jaw * (1 - 0.55 * shape.bite)
        top = -gap * 0.18 - 2.2 * max(shape.upper, 0.0) * min(1.0, gap / 4)
        bottom = max(top, gap * 0.82 + 2.4 * max(shape.lower, 0.0) * min(1.0, gap / 4) - lift * 0.12)
        sag = 2.2 * max(smile, 0.0)
        upper = (5.4 + 1.9 * shape.round) * self._plump * (1 + 0.55 * min(shape.upper, 0.0))
        lower = (
            (7.6 + 2.6 * shape.round) * self._plump * (1 + 0.5 * min(shape.lower, 0.0) - 0.35 * shape.bite)
        )
        corner_l, corner_r = (-half, lift), (half, lift)
        inner: list[Knot] = [
            (-half + 1.5, lift, 0),
            (-half * 0.52, top * 0.86 + lift * 0.2 + sag),
            (0, top + sag),
            (half * 0.52, top * 0.86 + lift * 0.2 + sag),
            (half - 1.5, lift, 0),
            (half * 0.56, bottom * 0.84 + lift * 0.2 + sag),
            (0, bottom + sag),
            (-half * 0.56, bottom * 0.84 + lift * 0.2 + sag),
        ]
        opening = curve(inner)
        canvas.drawPath(self._below(half, bottom + sag + lower), self._under)
        upper_lip: list[Knot] = [
            (*corner_l, 0),
            (-half * 0.5, top * 0.8 + lift * 0.35 + sag - upper * 0.86),
            (-half * 0.17, top + sag - upper * 1.2),
            (0, top + sag - upper * 0.92),
            (half * 0.17, top + sag - upper * 1.2),
            (half * 0.5, top * 0.8 + lift * 0.35 + sag - upper * 0.86),
            (*corner_r, 0),
            (half * 0.52, top * 0.86 + lift * 0.2 + sag + 0.8),
            (0, top + sag + 0.9),
            (-half * 0.52, top * 0.86 + lift * 0.2 + sag + 0.8),
        ]
        lower_lip: list[Knot] = [
            (*corner_l, 0),
            (-half * 0.56, bottom * 0.84 + lift * 0.2 + sag - 0.8),
            (0, bottom + sag - 0.8),
            (half * 0.56, bottom * 0.84 + lift * 0.2 + sag - 0.8),
            (*corner_r, 0),
            (half * 0.6, bottom * 0.86 + lift * 0.25 + sag + lower * 0.72),
            (0, bottom + sag + lower),
            (-half * 0.6, bottom * 0.86 + lift * 0.25 + sag + lower * 0.72),
        ]
        if bottom - top > 0.8:
            self._within(canvas, opening, shape, (half, top + sag, bottom + sag))
        canvas.drawPath(curve(lower_lip), self._lower)
        canvas.drawOval(
            skia.Rect.MakeXYWH(-half * 0.3, bottom + sag + lower * 0.3, half * 0.52, lower * 0.34),
            self._shine,
        )
        if shape.bite > 0.02:
            self._bitten(canvas, half, (top + sag, bottom + sag), shape.bite)
        canvas.drawPath(curve(upper_lip), self._upper)
        self._line(canvas, half, lift, top + sag, bottom - top)

    def _below(self, half: float, y: float) -> skia.Path:
        path = skia.Path()
        path.moveTo(-half * 0.34, y + 4.6)
        path.quadTo(0, y + 7.0, half * 0.34, y + 4.6)
        return path

    def _within(
        self, canvas: skia.Canvas, opening: skia.Path, shape: MouthShape, gape: tuple[float, float, float]
    ) -> None:
        half, top, bottom = gape
        canvas.save()
        canvas.clipPath(opening, skia.ClipOp.kIntersect, True)
        canvas.drawPaint(self._inside)
        canvas.drawPaint(self._throat)
        gap = bottom - top
        rise = bottom - 2.5 - gap * (0.16 + 0.5 * shape.tongue)
        canvas.drawOval(skia.Rect.MakeLTRB(-half * 0.62, rise, half * 0.62, rise + 26), self._tongue)
        canvas.drawOval(
            skia.Rect.MakeLTRB(-half * 0.36, rise + 1.6, half * 0.36, rise + 7.5), self._tongue_light
        )
        if shape.teeth > 0.02:
            deep = min(gap * 0.62, 2.0 + 7.0 * shape.teeth) + 2.5
            teeth = skia.Rect.MakeLTRB(-half * 0.82, top - 6, half * 0.82, top + deep - 2.5)
            self._lower_teeth(canvas, shape, gape, top + deep - 2.5)
            canvas.drawRoundRect(teeth, 5, 4.5, self._teeth)
            canvas.drawRect(skia.Rect.MakeLTRB(-half, top - 4, half, top + 1.6), self._teeth_shade)
            self._tip(canvas, shape.tongue, gape, top + deep - 2.5)
        canvas.restore()

    def _lower_teeth(
        self, canvas: skia.Canvas, shape: MouthShape, gape: tuple[float, float, float], edge: float
    ) -> None:
        """The other row, set against the upper one, as in S and CH."""
        half, _, bottom = gape
        met = min(1.0, max(0.0, (shape.teeth - 0.8) * 6)) * min(1.0, max(0.0, (0.34 - shape.jaw) * 8))
        if met < 0.05:
            return
        rise = bottom + 6.0 - (bottom + 6.0 - edge) * met
        row = skia.Rect.MakeLTRB(-half * 0.7, rise, half * 0.7, bottom + 8)
        canvas.drawRoundRect(row, 4, 3, self._teeth)
        self._between_teeth.setAlphaf(0.6 * met)
        canvas.drawLine(-half * 0.66, rise, half * 0.66, rise, self._between_teeth)

    def _tip(self, canvas: skia.Canvas, raised: float, gape: tuple[float, float, float], edge: float) -> None:
        """The tongue's tip between the teeth, as in TH."""
        out = min(1.0, max(0.0, (raised - 0.72) * 4))
        if out < 0.05:
            return
        half, _, bottom = gape
        tip = skia.Rect.MakeLTRB(-half * 0.4, edge - 1.8 * out, half * 0.4, bottom + 7)
        canvas.drawRoundRect(tip, half * 0.34, 5, self._tongue)
        canvas.drawRoundRect(tip, half * 0.34, 5, self._tongue_edge)

    def _bitten(self, canvas: skia.Canvas, half: float, gape: tuple[float, float], bite: float) -> None:
        """The upper teeth's edge on the lower lip, as in F."""
        top, bottom = gape
        teeth = skia.Rect.MakeLTRB(-half * 0.6, top - 3, half * 0.6, bottom + 0.4 + 1.6 * bite)
        self._bite.setAlphaf(min(1.0, bite * 1.5))
        canvas.drawRoundRect(teeth, 4, 2.4, self._bite)

    def _line(self, canvas: skia.Canvas, half: float, lift: float, top: float, gap: float) -> None:
        if gap < 2.5:
            seam: list[Knot] = [
                (-half - 0.5, lift - 0.2, 0),
                (-half * 0.5, top + lift * 0.22 - 0.4),
                (0, top + 0.2),
                (half * 0.5, top + lift * 0.22 - 0.4),
                (half + 0.5, lift - 0.2, 0),
                (half * 0.5, top + lift * 0.22 + 1.3),
                (0, top + 2.2),
                (-half * 0.5, top + lift * 0.22 + 1.3),
            ]
            canvas.drawPath(curve(seam), self._seam)
        for side in (-1, 1):
            canvas.drawLine(
                side * (half - 1),
                lift + 0.3,
                side * (half + 2.0),
                lift - 1.2 + min(lift, 0) * 0.12,
                self._corner,
            )
