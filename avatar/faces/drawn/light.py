"""Light on large forms: a gradient that moves with a form but does not turn with it.

The light of the shop stays where it is when the host tilts the head. That is also what makes it cheap:
Skia fills from an image that is only moved by whole pixels about eight times as fast as from a gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
import skia

from avatar.faces.drawn.ink import surface


class Light:
    """A gradient kept as pixels, at one scale."""

    def __init__(
        self,
        gradient: skia.Paint | Sequence[skia.Paint],
        bounds: tuple[float, float, float, float],
        scale: float,
    ) -> None:
        """Keep an opaque gradient.

        Args:
            gradient: In the form's units; of several, each lies over the one before.
            bounds: Left, top, right and bottom of the forms it falls on, however they are turned.
            scale: Pixels of a unit.
        """
        left, top = floor(bounds[0] * scale), floor(bounds[1] * scale)
        width, height = ceil(bounds[2] * scale) - left, ceil(bounds[3] * scale) - top
        pixels = np.zeros((height, width, 4), dtype=np.uint8)
        target = surface(pixels, opaque=True)
        canvas = target.getCanvas()
        canvas.translate(-left, -top)
        canvas.scale(scale, scale)
        for paint in (gradient,) if isinstance(gradient, skia.Paint) else gradient:
            canvas.drawPaint(paint)
        clamp = skia.TileMode.kClamp
        shader = target.makeImageSnapshot().makeShader(
            clamp, clamp, skia.SamplingOptions(), skia.Matrix.Translate(left, top)
        )
        self._paint = skia.Paint(Shader=shader, AntiAlias=True)

    def fill(self, canvas: skia.Canvas, path: skia.Path) -> None:
        """Fill a form; the light is set about the canvas's origin, to the nearest pixel."""
        matrix = canvas.getTotalMatrix()
        x, y = round(matrix.getTranslateX()), round(matrix.getTranslateY())
        matrix.postTranslate(-x, -y)
        form = skia.Path()
        path.transform(matrix, form)
        canvas.save()
        canvas.setMatrix(skia.Matrix.Translate(x, y))
        canvas.drawPath(form, self._paint)
        canvas.restore()
