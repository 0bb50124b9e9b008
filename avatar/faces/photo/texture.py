"""The photo as it is bent: scaled and placed once, cut out of its background, its colours carried on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from avatar.faces.drawn import ink
from avatar.media import Picture

Colours = NDArray[np.uint8]
"""uint8 (height, width, 3), RGB."""
Mask = NDArray[np.uint8]
"""uint8 (height, width)."""

_SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
_CUBIC = skia.SamplingOptions(skia.CubicResampler.Mitchell())
_NATIVE = skia.ImageInfo.MakeN32Premul(1, 1).colorType()
_LEVEL = skia.SamplingOptions(skia.FilterMode.kLinear)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a photo stands in a picture."""

    scale: float
    """Pixels of the picture for one of the photo."""
    x: float
    """Pixels: where the photo's left border lies."""
    y: float
    """Pixels: where its top lies."""


def image(pixels: Picture) -> skia.Image:
    """An image of these bytes for the surfaces of ``drawn.ink``, which keep them in their order.

    Args:
        pixels: uint8 (height, width, 4), RGBA, premultiplied.
    """
    return skia.Image.fromarray(np.ascontiguousarray(pixels), _NATIVE, skia.AlphaType.kPremul_AlphaType)


def shader(pixels: Picture) -> skia.Shader:
    """Paints with these pixels, each at its own place; nothing beyond their border."""
    return image(pixels).makeShader(skia.TileMode.kDecal, skia.TileMode.kDecal, _LEVEL)


def placed(colours: Colours, alpha: Mask, placing: Placing, width: int, height: int) -> Picture:
    """The photo, scaled, in a picture of that size.

    Args:
        colours: RGB.
        alpha: What is seen of it.
        placing: Where it stands.
        width: Pixels.
        height: Pixels.

    Returns:
        uint8 (height, width, 4), RGBA, premultiplied.
    """
    pixels = np.dstack((_times(colours, alpha), alpha))
    target = np.zeros((height, width, 4), dtype=np.uint8)
    surface = ink.surface(target, opaque=False)
    canvas = surface.getCanvas()
    canvas.translate(placing.x, placing.y)
    canvas.scale(placing.scale, placing.scale)
    shown = image(pixels)
    canvas.drawImage(
        shown if placing.scale > 1 else shown.withDefaultMipmaps(),
        0,
        0,
        _CUBIC if placing.scale > 1 else _SMOOTH,
    )
    return target


def bleed(pixels: Picture, placing: Placing, shape: tuple[int, ...], reach: int) -> None:
    """Go on with what stands at the photo's borders, so that no gap opens where they move into the picture.

    Args:
        pixels: As ``placed`` gave it; changed in place.
        placing: Where the photo stands in it.
        shape: Height and width of the photo.
        reach: Pixels: a border further inside is left as it is.
    """
    height, width = pixels.shape[:2]
    left, top = max(0, int(np.ceil(placing.x)) + 1), max(0, int(np.ceil(placing.y)) + 1)
    right = min(width, int(placing.x + shape[1] * placing.scale) - 1)
    bottom = min(height, int(placing.y + shape[0] * placing.scale) - 1)
    if top <= reach:
        pixels[:top] = pixels[top]
    if bottom >= height - reach:
        pixels[bottom:] = pixels[bottom - 1]
    if left <= reach:
        pixels[:, :left] = pixels[:, left, None]
    if right >= width - reach:
        pixels[:, right:] = pixels[:, right - 1, None]


def round_off(pixels: Picture, padding: int, radius: int) -> None:
    """Clear what lies outside rounded upper corners.

    Args:
        pixels: Premultiplied; changed in place.
        padding: Pixels around the picture that is shown of them.
        radius: Pixels.
    """
    rows, columns = np.mgrid[0:radius, 0:radius] + 0.5
    inside = np.clip(radius - np.hypot(radius - rows, radius - columns) + 0.5, 0.0, 1.0)
    corner = np.zeros((padding + radius, padding + radius))
    corner[padding:, padding:] = inside
    for part, mask in (
        (pixels[: len(corner), : len(corner)], corner),
        (pixels[: len(corner), -len(corner) :], corner[:, ::-1]),
    ):
        part[:] = (part * mask[..., None]).round()


def carried_on(colours: Colours, sure: Mask, reach: float) -> Colours:
    """The colours where they are sure, and elsewhere what lies nearest of them, blurred.

    Args:
        colours: RGB.
        sure: 255 where a pixel's colour counts, 0 where it is to be replaced.
        reach: Pixels over which colours are carried on.
    """
    weighed = np.dstack((_times(colours, sure), sure))
    result = colours.astype(np.float32)
    missing = np.ones(sure.shape, dtype=bool)
    for sigma in (reach / 4, reach, reach * 3):
        blurred = _blurred(weighed, sigma).astype(np.float32)
        here = missing & (blurred[..., 3] > 8)
        result[here] = np.minimum(255.0, blurred[here, :3] * (255.0 / blurred[here, 3:4]))
        missing &= ~here
    part = (sure.astype(np.float32) / 255.0)[..., None]
    return (colours * part + result * (1 - part)).round().astype(np.uint8)


def cut_out(colours: Colours, matte: Mask, breadth: float) -> tuple[Colours, Mask]:
    """The person without the background's colours in the soft border.

    Args:
        colours: RGB.
        matte: How much of each pixel is the person.
        breadth: Of the face, pixels.
    """
    core = np.where(_shrunk(matte, max(1.0, breadth * 0.012)) > 250, 255, 0).astype(np.uint8)
    soft = np.maximum(_blurred(np.dstack([core] * 4), max(0.8, breadth * 0.006))[..., 3], core)
    return carried_on(colours, np.where(core > 0, 255, soft).astype(np.uint8), breadth * 0.05), matte


def polygon(
    points: NDArray[np.float64], shape: tuple[int, ...], *, grow: float = 0.0, soft: float = 0.0
) -> Mask:
    """The inside of a polygon as a mask, its edges smooth.

    Args:
        points: float64 (corners, 2), pixels.
        shape: Height and width of the mask.
        grow: Pixels by which it is larger, or smaller below 0.
        soft: Blur of its edge, pixels.
    """
    target = np.zeros((*shape[:2], 4), dtype=np.uint8)
    surface = ink.surface(target, opaque=False)
    path = skia.Path.Polygon([skia.Point(float(x), float(y)) for x, y in points], True)
    canvas, paint = surface.getCanvas(), skia.Paint(Color=0xFFFFFFFF, AntiAlias=True)
    if soft:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
    canvas.drawPath(path, paint)
    if grow:
        edge = skia.Paint(paint)
        edge.setStyle(skia.Paint.kStroke_Style)
        edge.setStrokeWidth(2 * abs(grow))
        if grow < 0:
            edge.setBlendMode(skia.BlendMode.kClear if not soft else skia.BlendMode.kDstOut)
        canvas.drawPath(path, edge)
    return np.ascontiguousarray(target[..., 3])


def _blurred(pixels: Picture, sigma: float) -> Picture:
    target = np.zeros_like(pixels)
    surface = ink.surface(target, opaque=False)
    paint = skia.Paint(ImageFilter=skia.ImageFilters.Blur(sigma, sigma))
    surface.getCanvas().drawImage(image(pixels), 0, 0, skia.SamplingOptions(), paint)
    return target


def _shrunk(mask: Mask, by: float) -> Mask:
    height, width = mask.shape
    target = np.zeros((height, width, 4), dtype=np.uint8)
    surface = ink.surface(target, opaque=False)
    radius = max(1, round(by))
    paint = skia.Paint(ImageFilter=skia.ImageFilters.Erode(radius, radius))
    grown = np.pad(mask, radius, mode="edge")
    surface.getCanvas().drawImage(
        image(np.dstack([grown] * 4)), -radius, -radius, skia.SamplingOptions(), paint
    )
    return np.ascontiguousarray(target[..., 3])


def _times(colours: Colours, alpha: Mask) -> Colours:
    return ((colours.astype(np.uint16) * alpha[..., None].astype(np.uint16) + 127) // 255).astype(np.uint8)
