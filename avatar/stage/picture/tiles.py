"""What is drawn once and laid over the picture again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Protocol

import numpy as np
import skia

from avatar.faces.drawn import ink
from avatar.media import Picture
from avatar.stage.picture.layout import Box

Draw = Callable[[skia.Canvas], None]
"""Draws with the paints of ``avatar.faces.drawn.brush``."""


class Panel(Protocol):
    """A part of the picture that lies over host and ground."""

    @property
    def box(self) -> Box:
        """Where it may draw."""
        ...

    @property
    def shown(self) -> bool:
        """Whether it draws anything now."""
        ...

    def step(self, at: int) -> Sequence[Box]:
        """Go to sample ``at`` of the audio clock; returns where it looks different now, within its box."""
        ...

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw it over the picture, on a canvas of ``avatar.faces.drawn.ink``."""
        ...


def tile(width: int, height: int, draw: Draw) -> skia.Image:
    """A drawing as an image for canvases of ``avatar.faces.drawn.ink``; transparent where nothing is drawn.

    Args:
        width: Pixels.
        height: Pixels.
        draw: Draws it, its top left corner at the origin.
    """
    pixels = transparent(width, height, draw)
    return ink.surface(pixels, opaque=False).makeImageSnapshot()


def transparent(width: int, height: int, draw: Draw) -> Picture:
    """A drawing as pixels: uint8 (height, width, 4), premultiplied RGBA."""
    pixels: Picture = np.zeros((height, width, 4), dtype=np.uint8)
    info = skia.ImageInfo.Make(
        width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
    )
    draw(skia.Surface.MakeRasterDirect(info, pixels).getCanvas())
    return pixels


def paint_over(pixels: Picture, draw: Draw) -> None:
    """Draw onto an opaque picture."""
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(
        width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kOpaque_AlphaType
    )
    draw(skia.Surface.MakeRasterDirect(info, pixels).getCanvas())


def around(left: float, top: float, right: float, bottom: float, within: Box) -> Box | None:
    """The smallest even box around some edges, as far as it lies in another; ``None`` where it does not."""
    x, y = 2 * floor(left / 2), 2 * floor(top / 2)
    return Box(x, y, 2 * ceil(right / 2) - x, 2 * ceil(bottom / 2) - y).within(within)
