"""Opens one picture file in a process with limits, for ``avatar.stage.picture.opening`` and nothing else.

Strangers' pictures are opened here and not where the stage draws: whatever one does to the library (endless
filters, a hundred million pixels, a crash), the process ends at its limits and the stage goes on.

Arguments: path, width, height, ``cover`` or ``contain``. Standard output: one line of JSON,
``{"size": [width, height]}`` or ``{"fault": "why"}``, then the pixels, premultiplied RGBA.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skia
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

CPU_S = 3
MEMORY_BYTES = 1536 * 1024 * 1024
"""Of address space; the library itself takes a third."""
LARGEST_BYTES = 16 * 1024 * 1024
LARGEST_SVG_BYTES = 2 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
THINNEST = 24
"""A picture that is so many times as long as wide cannot be shown."""

_SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


Opened = tuple[tuple[float, float], Callable[[skia.Canvas], object]]
"""Width and height, and what draws it at that size."""


class Unshowable(ValueError):
    """A picture cannot be shown; one line says why."""


def main() -> None:
    """Open the picture that the arguments name."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    path, width, height, fit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    out = sys.stdout.buffer
    try:
        pixels = opened(Path(path), (width, height), cover=fit == "cover")
    except Unshowable as fault:
        out.write(json.dumps({"fault": str(fault)}).encode() + b"\n")
        return
    out.write(json.dumps({"size": [pixels.shape[1], pixels.shape[0]]}).encode() + b"\n")
    out.write(pixels.tobytes())


def opened(
    path: Path, room: tuple[int, int], *, cover: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Read a picture at the size it is needed in.

    Args:
        path: A PNG, JPEG, WebP, GIF (its first picture) or SVG file.
        room: Width and height in pixels.
        cover: Fill the room and crop, instead of fitting into it whole.

    Returns:
        uint8 (height, width, 4), premultiplied RGBA.

    Raises:
        Unshowable: It is none, is broken, or is larger than can be shown.
    """
    data = _read(path)
    svg = b"<svg" in data[:4096]
    if svg:
        size, draw = _svg(data)
    else:
        size, draw = _raster(data)
    if min(size) < 1 or max(size) > THINNEST * min(size):
        raise Unshowable(f"{size[0]:.0f} x {size[1]:.0f} is too thin to be shown")
    pick = max if cover else min
    scale = pick(room[0] / size[0], room[1] / size[1])
    if not svg and not cover:
        scale = min(scale, 2.0)
    width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    shown = (min(width, room[0]), min(height, room[1])) if cover else (width, height)
    pixels = np.zeros((shown[1], shown[0], 4), dtype=np.uint8)
    surface = skia.Surface(pixels, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
    canvas = surface.getCanvas()
    canvas.translate((shown[0] - width) / 2, (shown[1] - height) / 2)
    canvas.scale(width / size[0], height / size[1])
    draw(canvas)
    return pixels


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Unshowable("there is no such file")
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise Unshowable(f"{size / 1e6:.0f} MB are more than {LARGEST_BYTES / 1e6:.0f}")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Unshowable(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not data:
        raise Unshowable("the file is empty")
    return data


def _raster(data: bytes) -> Opened:
    try:
        codec = skia.Codec.MakeFromData(skia.Data.MakeWithCopy(data))
    except (RuntimeError, ValueError):
        codec = None
    if codec is None:
        raise Unshowable("it is no PNG, JPEG, WebP, GIF or SVG, or it is broken")
    width, height = codec.dimensions().width(), codec.dimensions().height()
    if width * height > LARGEST_PIXELS:
        raise Unshowable(
            f"{width} x {height} are {width * height / 1e6:.0f} million pixels; "
            f"at most {LARGEST_PIXELS / 1e6:.0f} million can be shown"
        )
    try:
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
        image = image.makeRasterImage() if image is not None else None
    except (RuntimeError, ValueError):
        image = None
    if image is None:
        raise Unshowable("it is broken")
    image = image.withDefaultMipmaps()

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawImageRect(image, skia.Rect.MakeWH(image.width(), image.height()), _SMOOTH)

    return (float(image.width()), float(image.height())), draw


def _svg(data: bytes) -> Opened:
    if len(data) > LARGEST_SVG_BYTES:
        raise Unshowable(f"an SVG of {len(data) / 1e6:.0f} MB is more than {LARGEST_SVG_BYTES / 1e6:.0f}")
    try:
        root = fromstring(data, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Unshowable("the SVG declares entities or reaches outside itself") from None
    except (ParseError, ValueError, RecursionError):
        raise Unshowable("the SVG is broken") from None
    size = _svg_size(root.attrib)
    dom = skia.SVGDOM.MakeFromStream(skia.MemoryStream(data, True))
    if dom is None:
        raise Unshowable("the SVG is broken")
    dom.setContainerSize(skia.Size(*size))
    return size, dom.render


def _svg_size(given: dict[str, str]) -> tuple[float, float]:
    try:
        if "width" in given and "height" in given and not given["width"].endswith("%"):
            size = float(given["width"].removesuffix("px")), float(given["height"].removesuffix("px"))
        else:
            box = given["viewBox"].replace(",", " ").split()
            size = float(box[2]), float(box[3])
    except (KeyError, ValueError, IndexError):
        raise Unshowable("the SVG does not say its size: it needs width and height, or a viewBox") from None
    if min(size) < 1 or max(size) > 20_000:
        raise Unshowable("the SVG's size cannot be shown")
    return size


if __name__ == "__main__":
    main()
