"""The drawn host as a face: performances in, pictures out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from avatar.faces.drawn.config import DrawnConfig
from avatar.faces.drawn.figure import HEIGHT, WIDTH, Figure, Moment, Place
from avatar.faces.drawn.ink import surface
from avatar.faces.drawn.motion import Motion
from avatar.media import SAMPLE_RATE_HZ, Performance, Picture

_HELD_PX = 0.6
"""The pose that is drawn follows the true one once it is this far off; the face itself follows at once."""
_HELD_ONCE_PX = 1.0
"""For one frame after it was drawn it may be this far off."""
_HELD = SAMPLE_RATE_HZ * 160 // 1000
"""Samples after which it is drawn again however little it moved, so that slow drifting stays smooth."""


@dataclass(slots=True)
class _Held:
    """A pose as it was drawn, and what lies around the face in it."""

    pose: Moment
    at: int
    """Sample."""
    place: Place
    features: skia.IRect
    """Where the face's features move, in pixels."""
    behind: Picture
    """uint8 (rows, columns, 4), what lies behind them."""
    face: Moment
    """The moment whose face was drawn in it last."""
    again: bool = False
    """Whether it was shown more than once."""

    def stands_for(self, now: Moment, at: int, scale: float) -> bool:
        """Whether a moment's true pose is near enough, at so many pixels of a unit."""
        limit_px = _HELD_PX if self.again else _HELD_ONCE_PX
        return at - self.at <= _HELD and now.away(self.pose) * scale < limit_px


class DrawnFace:
    """A host drawn from vectors.

    How it moves is ``avatar.faces.drawn.motion``'s; what is here draws again only what moved.
    """

    Config = DrawnConfig

    def __init__(self, config: DrawnConfig, backdrop: Picture) -> None:
        """Stand the host before a backdrop.

        Args:
            config: Which host.
            backdrop: uint8 (height, width, 4), RGBA, opaque; or nothing but zeros, and every frame is the
                host alone, its colours premultiplied by alpha.
        """
        self._motion = Motion(config.seed)
        self._backdrop = np.ascontiguousarray(backdrop)
        self._pixels: Picture = self._backdrop.copy()
        height, width = backdrop.shape[:2]
        self._surface = surface(self._pixels, opaque=bool((backdrop[..., 3] == 255).all()))
        self._canvas = self._surface.getCanvas()
        scale = min(width / WIDTH, height / HEIGHT)
        self._canvas.translate((width - WIDTH * scale) / 2, height - HEIGHT * scale)
        self._canvas.scale(scale, scale)
        self._figure = Figure(config.resolved(), scale)
        self._scale = scale
        self._held: _Held | None = None
        self.changed = slice(0, height), slice(0, width)
        """Rows and columns of the picture that the last ``frame`` changed; empty when nothing moved."""

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on."""
        self._motion.perform(performance)

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on; the mouth closes within 80 ms."""
        self._motion.clear(at)

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``; the same array each time, drawn over by the next call."""
        now = self._motion.moment(at)
        held = self._held
        if held is not None and held.stands_for(now, at, self._scale):
            held.again = True
            if now.looks_as(held.face):
                self.changed = slice(0, 0), slice(0, 0)
            else:
                self._draw_face(held, now)
        else:
            self._draw_all(now, at)
        return self._pixels

    def _draw_all(self, now: Moment, at: int) -> None:
        """Draw the figure, within the part of the picture that it may change."""
        canvas = self._canvas
        if self._held is not None and now.stands_off(self._held.pose) * self._scale < _HELD_PX:
            now = now.standing_as(self._held.pose)
        place = self._figure.place(canvas, now)
        box = place.changed_from(self._held.place) if self._held else canvas.imageInfo().bounds()
        self.changed = _area(box)
        self._pixels[self.changed] = self._backdrop[self.changed]
        features = self._figure.features(canvas, now)
        self._clip(box)
        self._figure.behind(canvas, now)
        self._held = _Held(now, at, place, features, self._pixels[_area(features)].copy(), now)
        self._figure.face(canvas, now)
        self._figure.before(canvas, now)
        canvas.restore()

    def _draw_face(self, held: _Held, now: Moment) -> None:
        """Draw again only the face, between what lies behind it and before it in the pose that is held."""
        held.face = now
        now = now.posed_as(held.pose)
        canvas = self._canvas
        self.changed = _area(held.features)
        self._pixels[self.changed] = held.behind
        self._clip(held.features)
        self._figure.face(canvas, now)
        self._figure.before(canvas, now)
        canvas.restore()

    def _clip(self, box: skia.IRect) -> None:
        """Draw only within a box of pixels until the canvas is restored."""
        canvas = self._canvas
        matrix = canvas.getTotalMatrix()
        canvas.save()
        canvas.resetMatrix()
        canvas.clipRect(skia.Rect.Make(box))
        canvas.setMatrix(matrix)


def _area(box: skia.IRect) -> tuple[slice, slice]:
    """Rows and columns of a box."""
    return slice(box.top(), box.bottom()), slice(box.left(), box.right())
