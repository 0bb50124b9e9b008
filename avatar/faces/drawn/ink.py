"""Paints for the surfaces the host is drawn on, in the order of channels that Skia fills fastest.

Skia has fast paths for its own order alone. Where that has blue first, the host is drawn with red and blue
exchanged, in every paint, on a surface that is said to have blue first; the bytes that come out are R, G, B,
A. Only what is made here may be drawn there.
"""

from __future__ import annotations

import skia

from avatar.faces.drawn import brush
from avatar.faces.drawn.brush import Point
from avatar.media import Picture

Stop = tuple[float, str] | tuple[float, str, float]
"""Of a gradient: position 0 … 1, ``#rrggbb`` and, where it is not 1, alpha."""

_ORDER = skia.ImageInfo.MakeN32Premul(1, 1).colorType()
_EXCHANGED = skia.ColorType.kBGRA_8888_ColorType == _ORDER


def surface(pixels: Picture, *, opaque: bool) -> skia.Surface:
    """A surface over an array, for the paints of this file.

    Args:
        pixels: uint8 (height, width, 4), RGBA, contiguous; premultiplied where it is not opaque.
        opaque: Whether its alpha is 255 everywhere.
    """
    alpha = skia.AlphaType.kOpaque_AlphaType if opaque else skia.AlphaType.kPremul_AlphaType
    height, width = pixels.shape[:2]
    return skia.Surface.MakeRasterDirect(skia.ImageInfo.Make(width, height, _ORDER, alpha), pixels)


def flat(colour: str, alpha: float = 1.0) -> skia.Paint:
    """A plain fill."""
    return brush.flat(_named(colour), alpha)


def line(colour: str, width: float, alpha: float = 1.0) -> skia.Paint:
    """A stroke with round ends and joins."""
    return brush.line(_named(colour), width, alpha)


def ramp(start: Point, end: Point, *stops: Stop) -> skia.Paint:
    """A linear gradient."""
    return brush.ramp(start, end, *map(_stop, stops))


def glow(centre: Point, radius: float, *stops: Stop) -> skia.Paint:
    """A radial gradient."""
    return brush.glow(centre, radius, *map(_stop, stops))


def _named(colour: str) -> str:
    """The colour whose name gives these bytes on the surface."""
    return f"#{colour[5:7]}{colour[3:5]}{colour[1:3]}" if _EXCHANGED else colour


def _stop(stop: Stop) -> Stop:
    return (stop[0], _named(stop[1]), *stop[2:])
