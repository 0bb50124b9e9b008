"""What every cut of hair is made of, in head space: origin between the eyes, y down."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import skia

from avatar.faces.drawn.brush import Point, blend, ribbon
from avatar.faces.drawn.ink import flat, ramp
from avatar.faces.drawn.themes import Theme

_RIM = "#9d97ff"
"""The night's light, from behind at the viewer's right."""

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom, in units."""


class Cut(ABC):
    """One cut, layer by layer."""

    bounds: Bounds
    """Of the front."""
    behind: Bounds
    """Of the back."""

    def __init__(self, theme: Theme) -> None:
        """Mix the paints.

        Args:
            theme: Who wears it.
        """
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
        self.warm = flat(blend(hair.light, "#ffc988", 0.5), 0.7)
        """The lamp's light, from the viewer's left."""
        self.cast = flat(theme.skin.shade, 0.62)

    @abstractmethod
    def back(self, canvas: skia.Canvas) -> None:
        """Draw what hangs behind head and neck."""

    @abstractmethod
    def shadow(self, canvas: skia.Canvas) -> None:
        """Draw what the hair casts on the face; whatever lies beside the face is under the front."""

    @abstractmethod
    def form(self) -> skia.Path:
        """The outline of the front, to be filled with light."""

    @abstractmethod
    def locks(self, canvas: skia.Canvas) -> None:
        """Draw locks, sheen and rim on the front."""

    def bands(self, canvas: skia.Canvas, paint: skia.Paint, width: float, *spines: Sequence[Point]) -> None:
        """Draw strands of hair that taper at both ends: one by one, Skia fills few knots faster than many."""
        for spine in spines:
            middle = [width] * (len(spine) - 2)
            canvas.drawPath(ribbon(spine, [0.2, *middle, 0.2]), paint)
