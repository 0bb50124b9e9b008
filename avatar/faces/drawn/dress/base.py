"""What every dress is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import skia

from avatar.faces.drawn.arms import cloth_paint
from avatar.faces.drawn.brush import Knot, Point, blend, crescent, curve, mirrored, ribbon
from avatar.faces.drawn.ink import flat, glow, line, ramp
from avatar.faces.drawn.themes import Theme

_TORSO: dict[str, tuple[float, float, float]] = {"slim": (122.0, 104.0, 92.0), "broad": (146.0, 122.0, 110.0)}
"""Half the width at the shoulders, the chest and the waist, by build."""
_GOLD = "#f2b84b"


class Dress(ABC):
    """One dress."""

    collar_top: ClassVar[float | None] = None
    """Body space: above it the neck is bare; ``None`` where no collar stands up."""

    def __init__(self, theme: Theme) -> None:
        """Mix the paints.

        Args:
            theme: Who wears it.
        """
        cloth = theme.clothes
        self.theme = theme
        self.cloth = cloth_paint(cloth)
        self.inner = ramp((0, 10), (0, 190), (0.0, cloth.inner), (1.0, cloth.inner_shade))
        self.shade = flat(cloth.shade, 0.75)
        self.fold = flat(cloth.shade, 0.8)
        self.lit = flat(cloth.light, 0.55)
        self.trim = ramp((-70, 10), (70, 150), (0.0, cloth.light), (0.6, cloth.base), (1.0, cloth.shade))
        self.edge = line(cloth.deep, 1.8, 0.8)

    def behind(self, canvas: skia.Canvas) -> None:
        """Draw what of the collar stands behind the neck."""
        half, cloth = self.theme.head.neck + 9.0, self.theme.clothes
        back: list[Knot] = [
            (-half, -12, 0.4), (0, -21), (half, -12, 0.4), (half + 12, 14, 0), (-half - 12, 14, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(back), flat(blend(cloth.shade, cloth.deep, 0.35)))

    @abstractmethod
    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the torso in the dress."""

    def torso(self, canvas: skia.Canvas) -> None:
        """Draw the body in cloth, with the shade of chest and waist."""
        shoulder, chest, waist = _TORSO[self.theme.build]
        half: list[Knot] = [
            (0, 6, 0), (28, 4), (62, 19), (shoulder - 18, 32), (shoulder + 2, 56), (chest + 2, 110),
            (waist, 190), (waist + 4, 300, 0), (0, 300, 0),
        ]  # fmt: skip
        canvas.drawPath(curve(mirrored(half)), self.cloth)

    def skin_at_neck(self, canvas: skia.Canvas, low: float, wide: float) -> None:
        """Draw the bare skin of an open neck, ``low`` units down and ``wide`` to each side."""
        skin = self.theme.skin
        chest: list[Knot] = [
            (-wide * 0.7, -4, 0),
            (wide * 0.7, -4, 0),
            (wide * 0.94, 10, 0.3),
            (wide * 0.62, low * 0.5),
            (0, low, 0.6),
            (-wide * 0.62, low * 0.5),
            (-wide * 0.94, 10, 0.3),
        ]
        canvas.drawPath(curve(chest), ramp((-30, 0), (34, 30), (0.0, skin.base), (1.0, skin.shade)))

    def folds(self, canvas: skia.Canvas, *, strength: float = 0.8) -> None:
        """Draw the folds that arms and waist make."""
        wide = _TORSO[self.theme.build][1] / 104.0
        self.creases(
            canvas, flat(self.theme.clothes.shade, strength),
            (((96 * wide, 86), (84 * wide, 120), (80 * wide, 160)), (0.5, 7, 0.5)),
            (((-96 * wide, 86), (-86 * wide, 118), (-84 * wide, 156)), (0.5, 5, 0.5)),
            (((60 * wide, 150), (66 * wide, 190), (64 * wide, 240)), (0.5, 6, 1)),
            (((-56 * wide, 160), (-60 * wide, 200), (-58 * wide, 240)), (0.5, 5, 1)),
        )  # fmt: skip

    def creases(
        self, canvas: skia.Canvas, paint: skia.Paint, *creases: tuple[Sequence[Point], Sequence[float]]
    ) -> None:
        """Draw tapering bands: a spine and its widths each."""
        for spine, widths in creases:
            canvas.drawPath(ribbon(spine, widths), paint)

    def moon(self, canvas: skia.Canvas, x: float, y: float, radius: float) -> None:
        """Draw the shop's crescent, as a pin."""
        moon = crescent(radius)
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(-24)
        canvas.drawPath(moon, line(blend(_GOLD, "#5a3410", 0.55), 1.6))
        shine = glow(
            (-radius * 0.4, -radius * 0.5), radius * 1.8, (0.0, "#ffe9ae"), (0.5, _GOLD), (1.0, "#c98a22")
        )
        canvas.drawPath(moon, shine)
        canvas.restore()


def smooth(*points: Point) -> skia.Path:
    """An open path of one or more cubic curves: start, then two handles and an end each."""
    path = skia.Path()
    path.moveTo(*points[0])
    for index in range(1, len(points), 3):
        path.cubicTo(*points[index], *points[index + 1], *points[index + 2])
    return path
