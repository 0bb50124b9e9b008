"""What shows between the lips: the photo's own teeth where it has some, else drawn ones in its light."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from avatar.faces.drawn import ink
from avatar.faces.drawn.brush import Knot, curve
from avatar.faces.drawn.mouth import MouthShape
from avatar.faces.photo.mesh import Points
from avatar.faces.photo.rig import Rig
from avatar.faces.photo.texture import Colours, Mask, carried_on, image, polygon
from avatar.faces.photo.topology import LOWER_LIP, UPPER_LIP, opening

_LEAST_GAP = 0.028
"""In heights of the face: a photo's mouth open less than this shows no teeth to use."""
_ENAMEL = np.array((236.0, 227.0, 212.0))
_LUMA = np.array((0.299, 0.587, 0.114))
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


class Inside:
    """Teeth, tongue and the dark behind them."""

    def __init__(self, colours: Colours, rest: Points, rig: Rig) -> None:
        """Find the teeth and the light.

        Args:
            colours: The photo as it is placed.
            rest: float64 (points, 2), the mesh on it.
            rig: What moves it.
        """
        self._height = rig.height
        self._ring = list(opening())
        self._upper, self._lower = list(UPPER_LIP[-1]), list(LOWER_LIP[-1])
        corners = rest[[self._ring[0], self._ring[10]]]
        self._half = float(np.hypot(*(corners[1] - corners[0]))) / 2
        self.middle = rest[self._ring].mean(axis=0)
        lips = _colour(colours, rest, rig.height)
        self.own_teeth = False
        sprite = self._own(colours, rest, rig) or self._drawn(colours, rest, rig)
        self._teeth, self._corner = sprite
        self._deep = ink.flat(_name(lips * (0.25, 0.11, 0.12)))
        self._wall = _name(lips * (0.55, 0.3, 0.32))
        self._throat = _name(lips * (0.16, 0.07, 0.07))
        self._tongue = _name(np.minimum(255, lips * (0.86, 0.62, 0.64)))
        self._seam = ink.line(_name(lips * (0.5, 0.32, 0.34)), max(1.0, 0.0075 * rig.height))
        self._shade = ink.line(_name(lips * (0.2, 0.08, 0.08)), 0.02 * rig.height)
        self._shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.009 * rig.height))

    def behind(self, canvas: skia.Canvas, points: Points) -> None:
        """Fill the mesh's hole."""
        canvas.drawPath(self._edge(points), self._deep)

    def draw(
        self, canvas: skia.Canvas, points: Points, anchor: Points, roll: float, shape: MouthShape
    ) -> None:
        """Draw it.

        Args:
            canvas: In pixels, the mesh on it.
            points: float64 (points, 2), where the mesh is now.
            anchor: float64 (2,), where the middle of the photo's mouth is now, were it not for the lips.
            roll: Degrees the head is tilted.
            shape: What the mouth does.
        """
        gap = self.gap(points)
        edge = self._edge(points)
        if gap > 0.9:
            canvas.save()
            canvas.clipPath(edge, skia.ClipOp.kIntersect, True)
            self._cavity(canvas, points, gap, shape)
            self._draw_teeth(canvas, anchor, roll, shape)
            self._shade.setAlphaf(0.55)
            canvas.drawPath(self._upper_edge(points), self._shade)
            canvas.restore()
        parted = min(1.0, gap / (0.02 * self._height))
        self._seam.setAlphaf(0.4 * parted)
        canvas.drawPath(edge, self._seam)
        if parted < 1.0:
            seam = (points[self._upper[1:-1]] + points[self._lower[1:-1]]) / 2
            self._seam.setAlphaf(0.75 * (1.0 - parted))
            canvas.drawPath(curve([(x, y) for x, y in seam.tolist()], closed=False), self._seam)

    def gap(self, points: Points) -> float:
        """How far the lips are apart in the middle, pixels."""
        high, low = points[self._ring[5]], points[self._ring[15]]
        return float(np.hypot(*(low - high)))

    def _cavity(self, canvas: skia.Canvas, points: Points, gap: float, shape: MouthShape) -> None:
        canvas.drawPaint(self._deep)
        low = points[LOWER_LIP[-1][5]]
        x, y = float(low[0]), float(low[1])
        rise = gap * (0.46 + 0.36 * shape.tongue)
        wide = self._half * (0.78 - 0.25 * shape.round)
        canvas.save()
        canvas.translate(x, y + 0.012 * self._height)
        canvas.scale(1.0, max(0.02, (rise + 0.012 * self._height) / wide))
        paint = ink.glow(
            (0.0, 0.0), wide, (0.0, self._tongue, 0.85), (0.55, self._wall, 0.75), (1.0, self._throat, 0.0)
        )
        canvas.drawCircle(0, 0, wide, paint)
        canvas.restore()

    def _draw_teeth(self, canvas: skia.Canvas, anchor: Points, roll: float, shape: MouthShape) -> None:
        shown = min(1.0, 1.7 * shape.teeth) * max(0.0, 1.0 - 1.5 * shape.round)
        if shown < 0.03:
            return
        canvas.save()
        canvas.translate(float(anchor[0]), float(anchor[1]))
        canvas.rotate(roll)
        canvas.translate(float(self._corner[0]), float(self._corner[1]) - 0.055 * (1 - shown) * self._height)
        canvas.drawImage(self._teeth, 0, 0, _LINEAR)
        canvas.restore()

    def _own(self, colours: Colours, rest: Points, rig: Rig) -> tuple[skia.Image, Points] | None:
        """The teeth that the photo shows, and where they lie from the middle."""
        border = rest[self._ring]
        gap = float((border[15] - border[5]) @ rig.down)
        if gap < _LEAST_GAP * rig.height:
            return None
        part, low = _box(colours, border, 0.08 * rig.height)
        inner = polygon(border - low, part.shape, grow=-0.012 * rig.height)
        light = part @ _LUMA
        within = light[inner > 200]
        if not within.size:
            return None
        bright = float(np.percentile(within, 85))
        colourful = part.max(axis=2).astype(float) - part.min(axis=2)
        enamel = (inner > 200) & (light > 0.62 * bright) & (colourful < 0.42 * np.maximum(light, 1))
        if enamel.sum() < 0.3 * (inner > 200).sum() or bright < 90:
            return None
        self.own_teeth = True
        carried = carried_on(part, np.where(enamel, 255, 0).astype(np.uint8), 0.02 * rig.height)
        lifted = border - low
        lifted[:11] -= 0.035 * rig.height * rig.down
        mask = polygon(lifted, part.shape, grow=-0.006 * rig.height, soft=0.005 * rig.height)
        return _sprite(carried, mask), low - self.middle

    def _drawn(self, colours: Colours, rest: Points, rig: Rig) -> tuple[skia.Image, Points]:
        """A row of upper teeth in the photo's light."""
        border = rest[self._ring]
        part, low = _box(colours, border, 0.1 * rig.height)
        skin = _skin(colours, rest)
        seam = rest[self._upper] + rig.shut[self._upper] - low
        middle = seam[1:-1].mean(axis=0)
        across, half = rig.axis, 0.84 * self._half
        steps = np.linspace(-1, 1, 17)
        upper = [middle + across * half * step - rig.down * 0.05 * rig.height for step in steps]
        lower = [
            middle + across * half * step + rig.down * rig.height * (0.027 - 0.026 * abs(step) ** 2.4)
            for step in steps
        ]
        mask = polygon(np.array(upper + lower[::-1]), part.shape, soft=max(0.5, 0.003 * rig.height))
        rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]]
        along = ((columns - middle[0]) * across[0] + (rows - middle[1]) * across[1]) / half
        tone = (0.84 * _ENAMEL + 0.16 * skin) * min(1.0, 0.36 + 0.6 * (skin @ _LUMA) / 205)
        shade = 1.0 - 0.42 * np.clip(np.abs(along), 0, 1) ** 2.2
        parted = 1.0 - 0.1 * np.exp(-(((along * 4.6) % 1.0 - 0.5) ** 2) / 0.006)
        painted = (tone * (shade * parted)[..., None]).clip(0, 255).round().astype(np.uint8)
        return _sprite(painted, mask), low - self.middle

    def _edge(self, points: Points) -> skia.Path:
        row = points[self._ring].tolist()
        knots: list[Knot] = [(x, y, 0.0) if index in (0, 10) else (x, y) for index, (x, y) in enumerate(row)]
        return curve(knots)

    def _upper_edge(self, points: Points) -> skia.Path:
        return curve([(x, y) for x, y in points[self._upper].tolist()], closed=False)


def _box(colours: Colours, border: Points, margin: float) -> tuple[Colours, NDArray[np.int64]]:
    low = np.maximum(0, np.floor(border.min(axis=0) - margin)).astype(np.int64)
    high = np.minimum(colours.shape[1::-1], np.ceil(border.max(axis=0) + margin)).astype(np.int64)
    return np.ascontiguousarray(colours[low[1] : high[1], low[0] : high[0]]), low


def _sprite(colours: Colours, mask: Mask) -> skia.Image:
    part = (mask.astype(np.uint16))[..., None]
    shown = ((colours.astype(np.uint16) * part + 127) // 255).astype(np.uint8)
    return image(np.dstack((shown, mask)))


def _colour(colours: Colours, rest: Points, height: float) -> NDArray[np.float64]:
    """The lips' colour."""
    rows = (*UPPER_LIP[1:3], *LOWER_LIP[1:3])
    places = np.concatenate([rest[list(row[2:-2])] for row in rows]).round().astype(int)
    places = places.clip(0, np.array(colours.shape[1::-1]) - 1)
    return np.asarray(np.median(colours[places[:, 1], places[:, 0]], axis=0), dtype=np.float64)


def _skin(colours: Colours, rest: Points) -> NDArray[np.float64]:
    """The colour of the cheeks."""
    places = rest[[50, 280, 205, 425, 101, 330]].round().astype(int)
    places = places.clip(0, np.array(colours.shape[1::-1]) - 1)
    return np.asarray(np.median(colours[places[:, 1], places[:, 0]], axis=0), dtype=np.float64)


def _name(colour: NDArray[np.float64]) -> str:
    return "#" + "".join(f"{int(min(255, max(0, value))):02x}" for value in colour)
