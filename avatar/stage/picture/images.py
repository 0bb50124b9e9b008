"""Product pictures from files that strangers may have supplied: bounded, and never fatal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import skia

from avatar.faces.drawn.brush import ramp

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_SVG_BYTES = 1024 * 1024
LARGEST_PIXELS = 40_000_000

_SVG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_VIEW_BOX = re.compile(
    rb"""\bviewBox\s*=\s*["']\s*[-\d.eE]+[\s,]+[-\d.eE]+[\s,]+([\d.eE]+)[\s,]+([\d.eE]+)"""
)
_SIDE = re.compile(rb"""\s(width|height)\s*=\s*["']\s*([\d.]+)(?:px)?\s*["']""")
_SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
_TILES = (("#4a4e8f", "#2a2d5e"), ("#2f7a7b", "#174a52"), ("#b0703a", "#6e3f1c"), ("#8a4b6d", "#512742"))


class ProductPicture(Protocol):
    """Something that fills a rectangle."""

    @property
    def size(self) -> tuple[float, float]:
        """Its own width and height."""
        ...

    def draw(self, canvas: skia.Canvas, area: skia.Rect) -> None:
        """Draw it, whole and centred, into the area."""
        ...


def opened(path: str) -> ProductPicture | None:
    """The picture of a PNG, JPEG, WebP or SVG file; ``None`` when there is none that can be shown."""
    if not path:
        return None
    file = Path(path)
    try:
        if not file.is_file() or not 0 < file.stat().st_size <= LARGEST_BYTES:
            return None
        data = file.read_bytes()
    except (OSError, ValueError):
        return None
    root = _SVG.search(data, 0, 4096)
    return _Svg.parsed(data, root.group()) if root else _Raster.decoded(data)


class _Raster:
    def __init__(self, image: skia.Image) -> None:
        self._image = image

    @classmethod
    def decoded(cls, data: bytes) -> _Raster | None:
        try:
            image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
            if image is None or image.width() * image.height() > LARGEST_PIXELS:
                return None
            image = image.makeRasterImage()
            if image is None:
                return None
            return cls(image.withDefaultMipmaps())
        except (RuntimeError, ValueError):
            return None

    @property
    def size(self) -> tuple[float, float]:
        return self._image.width(), self._image.height()

    def draw(self, canvas: skia.Canvas, area: skia.Rect) -> None:
        canvas.drawImageRect(self._image, whole(area, self._image.width(), self._image.height()), _SMOOTH)


class _Svg:
    def __init__(self, dom: skia.SVGDOM, width: float, height: float) -> None:
        self._dom, self._width, self._height = dom, width, height

    @classmethod
    def parsed(cls, data: bytes, root: bytes) -> _Svg | None:
        if len(data) > LARGEST_SVG_BYTES:
            return None
        size = _svg_size(root)
        if size is None:
            return None
        try:
            dom = skia.SVGDOM.MakeFromStream(skia.MemoryStream(data, True))
        except (RuntimeError, ValueError):
            return None
        if dom is None:
            return None
        dom.setContainerSize(skia.Size(*size))
        return cls(dom, *size)

    @property
    def size(self) -> tuple[float, float]:
        return self._width, self._height

    def draw(self, canvas: skia.Canvas, area: skia.Rect) -> None:
        place = whole(area, self._width, self._height)
        canvas.save()
        canvas.clipRect(place)
        canvas.translate(place.left(), place.top())
        canvas.scale(place.width() / self._width, place.height() / self._height)
        self._dom.render(canvas)
        canvas.restore()


def _svg_size(root: bytes) -> tuple[float, float] | None:
    sides = {name: float(value) for name, value in _SIDE.findall(root)}
    box = _VIEW_BOX.search(root)
    try:
        if {b"width", b"height"} <= sides.keys():
            size = sides[b"width"], sides[b"height"]
        elif box:
            size = float(box.group(1)), float(box.group(2))
        else:
            return None
    except ValueError:
        return None
    return size if min(size) >= 1 and max(size) <= 20_000 else None


def whole(area: skia.Rect, width: float, height: float) -> skia.Rect:
    """The largest rectangle of that shape in the middle of an area."""
    scale = min(area.width() / width, area.height() / height)
    wide, tall = width * scale, height * scale
    return skia.Rect.MakeXYWH(area.centerX() - wide / 2, area.centerY() - tall / 2, wide, tall)


def tile_paint(name: str, area: skia.Rect) -> skia.Paint:
    """The ground of a product without a picture; the same name always gives the same."""
    light, dark = _TILES[sum(map(ord, name)) % len(_TILES)]
    return ramp((area.left(), area.top()), (area.right(), area.bottom()), (0.0, light), (1.0, dark))
