"""Where a photo stands in the picture: head and shoulders, nothing cut off that need not be."""

from __future__ import annotations

import numpy as np

from avatar.faces.photo.mesh import Points
from avatar.faces.photo.texture import Colours, Mask, Placing
from avatar.faces.photo.topology import CHIN, LEFT_CHEEK, RIGHT_CHEEK, TOP

_FACE, _ABOVE = 0.42, 0.25
"""In heights of the picture: how high the face is, and where it begins."""
_WIDEST = 0.4
"""In widths of the picture: how high the face is at most."""
_LARGEST = 1.4
"""How much larger it is made at most so that no border of the photo shows."""
_PERSON = 96
"""Of 255: from there on a pixel of the matte counts."""


def placing(
    colours: Colours, matte: Mask, landmarks: Points, picture: tuple[int, int], *, size: float, cover: bool
) -> Placing:
    """Place a photo.

    Args:
        colours: The photo.
        matte: How much of each pixel is the person.
        landmarks: float64 (478, 3), pixels of the photo.
        picture: Its width and height, pixels.
        size: How large, 1 for head and shoulders.
        cover: Whether the photo must fill the picture.
    """
    tall, wide = colours.shape[:2]
    width, height = picture
    face = abs(float(landmarks[CHIN, 1] - landmarks[TOP, 1]))
    middle = float(landmarks[LEFT_CHEEK, 0] + landmarks[RIGHT_CHEEK, 0]) / 2
    top = float(min(landmarks[TOP, 1], landmarks[CHIN, 1]))
    scale = size * min(_FACE * height, _WIDEST * width) / face
    reaches = bool((matte[-1] > _PERSON).any())
    hair_cut = bool((matte[0] > _PERSON).any())
    if cover:
        scale = max(scale, width / wide, height / tall)
    elif reaches:
        wanted = height / tall if hair_cut else (1.0 - _ABOVE) * height / (tall - top)
        scale = min(max(scale, wanted), _LARGEST * scale)
    x, y = width / 2 - middle * scale, _ABOVE * height - top * scale
    if cover:
        x, y = min(0.0, max(width - wide * scale, x)), min(0.0, max(height - tall * scale, y))
    else:
        if hair_cut:
            y = min(y, 0.0)
        y = max(y, height - tall * scale)
    return Placing(scale, float(np.round(x)), float(np.round(y)))


def faded(matte: Mask, landmarks: Points) -> Mask:
    """The matte with the person fading out where the photo's left and right borders cut them off."""
    face = abs(float(landmarks[CHIN, 1] - landmarks[TOP, 1]))
    reach = max(2, round(0.3 * face))
    result = matte.astype(np.float32)
    for side in (0, 1):
        edge = result[:, ::-1] if side else result
        if (edge[:, 0] > _PERSON).mean() > 0.02:
            ramp = np.clip(np.arange(edge.shape[1]) / reach, 0.0, 1.0)
            edge *= ramp * ramp * (3 - 2 * ramp)
    return result.round().astype(np.uint8)
