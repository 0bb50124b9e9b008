"""What moves but never turns, kept as pixels.

Drawing an image at whole pixels is ten times as fast as filling its gradients again; a quarter of a
pixel is as fine as the eye follows here, so at most sixteen images serve every place.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

import numpy as np
import skia

from avatar.faces.drawn.ink import surface

_PHASES = 4


class Still:
    """A drawing at one scale, ready at every quarter of a pixel."""

    def __init__(
        self,
        drawing: Callable[[skia.Canvas], None],
        bounds: tuple[float, float, float, float],
        scale: float,
    ) -> None:
        """Keep a drawing.

        Args:
            drawing: Draws about the origin.
            bounds: Left, top, right and bottom that it stays within, in its units.
            scale: Pixels of a unit.
        """
        self._drawing, self._scale = drawing, scale
        self._left, self._top = floor(bounds[0] * scale), floor(bounds[1] * scale)
        self._width = ceil(bounds[2] * scale) - self._left + 1
        self._height = ceil(bounds[3] * scale) - self._top + 1
        self._images: dict[tuple[int, int], tuple[skia.Image, int, int]] = {}

    def place(self, canvas: skia.Canvas, x: float, y: float) -> tuple[int, int]:
        """Where the origin comes to lie, in quarters of a pixel; the same place, the same pixels."""
        origin = canvas.getTotalMatrix().mapXY(x, y)
        return round(origin.x() * _PHASES), round(origin.y() * _PHASES)

    def draw(self, canvas: skia.Canvas, x: float, y: float, paint: skia.Paint | None = None) -> None:
        """Draw with the drawing's origin at a point of the canvas, in the canvas's units."""
        across, along = self.place(canvas, x, y)
        column, right = divmod(across, _PHASES)
        row, down = divmod(along, _PHASES)
        if (right, down) not in self._images:
            self._images[right, down] = self._rendered(right / _PHASES, down / _PHASES)
        image, left, top = self._images[right, down]
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(image, column + left, row + top, skia.SamplingOptions(), paint)
        canvas.restore()

    def _rendered(self, right: float, down: float) -> tuple[skia.Image, int, int]:
        """The image, without its empty borders, and where its corner lies from the origin."""
        pixels = np.zeros((self._height, self._width, 4), dtype=np.uint8)
        canvas = (target := surface(pixels, opaque=False)).getCanvas()
        canvas.translate(right - self._left, down - self._top)
        canvas.scale(self._scale, self._scale)
        self._drawing(canvas)
        del target
        drawn = pixels[..., 3] > 0
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        if not rows.size:
            rows = columns = np.zeros(1, dtype=np.intp)
        tight = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
        image = surface(tight, opaque=False).makeImageSnapshot()
        return image, self._left + int(columns[0]), self._top + int(rows[0])
