"""What moves up and down but never turns, kept as pixels.

Drawing an image at whole pixels is ten times as fast as filling its gradients again; a quarter of a
pixel is as fine as the eye follows here, so four images serve every height.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import skia

from avatar.faces.drawn.brush import surface

_PHASES = 4


class Still:
    """A picture at one scale, ready at four heights within a pixel."""

    def __init__(
        self, picture: skia.Picture, bounds: tuple[float, float, float, float], scale: float
    ) -> None:
        """Keep a picture.

        Args:
            picture: Drawn about its own origin.
            bounds: Left, top, right and bottom of it, in its units.
            scale: Pixels of a unit.
        """
        self._picture, self._scale = picture, scale
        self._left, self._top = floor(bounds[0] * scale), floor(bounds[1] * scale)
        self._width = ceil(bounds[2] * scale) - self._left
        self._height = ceil(bounds[3] * scale) - self._top + 1
        self._images: dict[int, skia.Image] = {}

    def draw(self, canvas: skia.Canvas, x: float, y: float) -> None:
        """Draw with the picture's origin at a point of the canvas, in the canvas's units."""
        origin = canvas.getTotalMatrix().mapXY(x, y)
        steps = round(origin.y() * _PHASES)
        row, phase = divmod(steps, _PHASES)
        if phase not in self._images:
            self._images[phase] = self._rendered(phase / _PHASES)
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(self._images[phase], round(origin.x()) + self._left, row + self._top)
        canvas.restore()

    def _rendered(self, down: float) -> skia.Image:
        pixels = np.zeros((self._height, self._width, 4), dtype=np.uint8)
        target = surface(pixels, opaque=False)
        canvas = target.getCanvas()
        canvas.translate(-self._left, down - self._top)
        canvas.scale(self._scale, self._scale)
        canvas.drawPicture(self._picture)
        return target.makeImageSnapshot()
