"""The eyes of a photo: balls that look about beneath lids that close."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from avatar.faces.drawn import ink
from avatar.faces.drawn.brush import Knot, curve
from avatar.faces.photo.mesh import Points
from avatar.faces.photo.texture import Colours, Mask, carried_on, image, polygon
from avatar.faces.photo.topology import CORNERS, EYES, lids

_SWEEP = 0.13
"""How far a ball looks aside at most, in breadths of the eye."""
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


class Eye:
    """One eye; its lids belong to the mesh."""

    def __init__(self, colours: Colours, rest: Points, number: int) -> None:
        """Take the ball out of the photo and complete what the lids hide.

        Args:
            colours: The photo as it is placed.
            rest: float64 (points, 2), the mesh on it.
            number: 0 for the viewer's left, 1 for the right.
        """
        self._lids = list(lids(number))
        left, right = CORNERS[number]
        self._corners = [left, right]
        self.breadth = float(np.hypot(*(rest[right] - rest[left])))
        self.middle = rest[self._lids].mean(axis=0)
        margin = 0.45 * self.breadth
        border = rest[self._lids]
        low = np.maximum(0, np.floor(border.min(axis=0) - margin)).astype(int)
        high = np.minimum(colours.shape[1::-1], np.ceil(border.max(axis=0) + margin)).astype(int)
        part = np.ascontiguousarray(colours[low[1] : high[1], low[0] : high[0]])
        seen = polygon(border - low, part.shape, grow=-0.012 * self.breadth)
        iris = rest[list(EYES[number].iris)] - low
        ball = _completed(part, seen, iris[0], float(np.hypot(*(iris[1:] - iris[0]).T).mean()))
        self._ball = image(np.dstack((ball, np.full(ball.shape[:2], 255, dtype=np.uint8))))
        self._corner = low - self.middle
        lashes = _darkest(part, polygon(border - low, part.shape, grow=0.05 * self.breadth))
        self.lash = lashes
        self._lash = ink.line(lashes, 0.05 * self.breadth)
        self._shade = ink.line(lashes, 0.16 * self.breadth)
        self._hole = ink.flat(
            _usual(part, polygon(border - low, part.shape, grow=0.12 * self.breadth) > seen)
        )

    def behind(self, canvas: skia.Canvas, points: Points) -> None:
        """Fill the mesh's hole, for the pixels its border leaves half open."""
        canvas.drawPath(self._edge(points), self._hole)

    def draw(
        self,
        canvas: skia.Canvas,
        points: Points,
        anchor: Points,
        *,
        roll: float,
        gaze: tuple[float, float],
        closed: float,
    ) -> None:
        """Draw the ball between the lids.

        Args:
            canvas: In pixels, the mesh on it.
            points: float64 (points, 2), where the mesh is now.
            anchor: float64 (2,), where the eye's middle is now.
            roll: Degrees the head is tilted.
            gaze: -1 … 1 to the right and down.
            closed: 0 … 1.
        """
        edge = self._edge(points)
        if closed < 0.96:
            canvas.save()
            canvas.clipPath(edge, skia.ClipOp.kIntersect, True)
            canvas.save()
            canvas.translate(float(anchor[0]), float(anchor[1]))
            canvas.rotate(roll)
            x, y = gaze[0] * _SWEEP * self.breadth, gaze[1] * 0.6 * _SWEEP * self.breadth
            canvas.drawImage(self._ball, float(self._corner[0]) + x, float(self._corner[1]) + y, _LINEAR)
            canvas.restore()
            moved = max(closed, -2.0 * closed, 0.35 * max(0.0, gaze[1]))
            self._shade.setAlphaf(0.45 * min(1.0, max(0.0, 1.6 * moved)))
            canvas.drawPath(self._upper(points), self._shade)
            canvas.restore()
        if closed > 0.02:
            self._lash.setAlphaf(0.62 * closed)
            canvas.drawPath(self._upper(points), self._lash)

    def _edge(self, points: Points) -> skia.Path:
        row = points[self._lids].tolist()
        knots: list[Knot] = [(x, y, 0.0) if index in (0, 8) else (x, y) for index, (x, y) in enumerate(row)]
        return curve(knots)

    def _upper(self, points: Points) -> skia.Path:
        return curve([(x, y) for x, y in points[self._lids[:9]].tolist()], closed=False)


def _completed(part: Colours, seen: Mask, centre: Points, radius: float) -> Colours:
    """The ball with what lids hide: the iris by its own mean at each distance, the white carried on."""
    rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]]
    distance = np.hypot(columns - centre[0], rows - centre[1]) / max(radius, 1.0)
    visible = seen > 200
    light = part.astype(np.float64).sum(axis=2)
    ball = visible & (distance > 1.12)
    plain = ball & (light <= np.percentile(light[ball], 70)) if ball.any() else ball
    white = (0.9 * carried_on(part, np.where(plain, 255, 0).astype(np.uint8), 0.5 * radius)).astype(np.uint8)
    result = np.where(visible[..., None], part, white)
    for inner in np.arange(0.0, 1.1, 0.1):
        ring = (distance >= inner) & (distance < inner + 0.1)
        if (ring & visible).any():
            result[ring & ~visible] = np.median(part[ring & visible], axis=0).astype(np.uint8)
    soft = (np.clip(seen.astype(np.float32) / 255.0, 0.0, 1.0))[..., None]
    return np.asarray((part * soft + result * (1 - soft)).round(), dtype=np.uint8)


def _usual(part: Colours, where: NDArray[np.bool_]) -> str:
    """The median colour there."""
    return "#" + "".join(f"{int(value):02x}" for value in np.median(part[where], axis=0))


def _darkest(part: Colours, around: Mask) -> str:
    """The colour of the lashes."""
    near = part[around > 128]
    light = near.astype(np.float64) @ (0.299, 0.587, 0.114)
    colour = np.median(near[light <= np.percentile(light, 12)], axis=0) * 0.8
    return "#" + "".join(f"{int(value):02x}" for value in colour)
