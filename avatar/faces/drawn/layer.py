"""A drawing kept as it came out last, for as long as nothing moves it."""

from __future__ import annotations

from collections.abc import Callable

import skia


class Layer:
    """Draws only when the transform is another than the time before; else shows the same pixels again."""

    def __init__(
        self, drawing: Callable[[skia.Canvas], None], bounds: tuple[float, float, float, float]
    ) -> None:
        """Keep a drawing.

        Args:
            drawing: Draws about the origin.
            bounds: Left, top, right and bottom that it stays within, in its units.
        """
        self._drawing = drawing
        self._bounds = skia.Rect.MakeLTRB(*bounds)
        self._surface: skia.Surface | None = None
        self._image: skia.Image | None = None
        self._under: list[float] = []
        self._corner = (0, 0)

    def box(self, canvas: skia.Canvas) -> skia.IRect:
        """The pixels of the canvas that the drawing stays within."""
        return canvas.getTotalMatrix().mapRect(self._bounds).roundOut()

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw under the canvas's transform."""
        matrix = canvas.getTotalMatrix()
        under = matrix.get9()
        if self._image is None or under != self._under:
            self._image = None  # the surface would copy the pixels for an image that is still held
            self._image = self._drawn(matrix, self.box(canvas))
            self._under = under
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(self._image, *self._corner)
        canvas.restore()

    def _drawn(self, matrix: skia.Matrix, box: skia.IRect) -> skia.Image:
        target = self._surface
        if target is None or target.width() < box.width() or target.height() < box.height():
            target = self._surface = skia.Surface.MakeRasterN32Premul(box.width() + 8, box.height() + 8)
        self._corner = box.left(), box.top()
        canvas = target.getCanvas()
        canvas.save()
        canvas.clear(0)
        canvas.translate(-box.left(), -box.top())
        canvas.concat(matrix)
        self._drawing(canvas)
        canvas.restore()
        return target.makeImageSnapshot()
