"""The picture as the coder wants it: yuv420p, BT.709, limited range, converted only where it changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Protocol

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from avatar.media import Picture

_CONVERTERS = 16
"""Sizes of regions whose converters are kept."""


class Patch(Protocol):
    """A changed part of the picture; positions and sizes are even."""

    @property
    def x(self) -> int:
        """Pixels from the left."""
        ...

    @property
    def y(self) -> int:
        """Pixels from the top."""
        ...

    @property
    def pixels(self) -> Picture:
        """uint8 (height, width, 4), RGBA, opaque."""
        ...


class YuvPicture:
    """The whole picture in yuv420p, kept up to date by regions."""

    def __init__(self, width: int, height: int) -> None:
        """Start with black.

        Args:
            width: Pixels, even.
            height: Pixels, even.
        """
        self._frame = av.VideoFrame(width, height, "yuv420p")
        self._planes = planes(self._frame)
        for plane, level in zip(self._planes, (16, 128, 128), strict=True):
            plane[:] = level
        self._converters: OrderedDict[tuple[int, int], VideoReformatter] = OrderedDict()

    def update(self, patches: Iterable[Patch]) -> None:
        """Convert the changed parts.

        Raises:
            ValueError: A part has odd borders or lies outside the picture.
        """
        for patch in patches:
            self.convert(patch.x, patch.y, patch.pixels)

    def copy_to(self, frame: av.VideoFrame) -> None:
        """Copy the whole picture into a frame of the same size and format."""
        for mine, theirs in zip(self._planes, planes(frame), strict=True):
            np.copyto(theirs, mine)

    def convert(self, x: int, y: int, pixels: Picture) -> None:
        """Convert one part.

        Args:
            x: Pixels from the left, even.
            y: Pixels from the top, even.
            pixels: uint8 (height, width, 4), RGBA, opaque, both sides even.

        Raises:
            ValueError: It has odd borders or lies outside the picture.
        """
        height, width = pixels.shape[:2]
        if (x | y | width | height) % 2:
            raise ValueError(f"a region must have even borders, not {width}x{height} at {x},{y}")
        converted = self._converter(width, height).reformat(
            av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(pixels), "rgba"),
            format="yuv420p",
            interpolation=Interpolation.BILINEAR,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            threads=1,
        )
        for plane, part, scale in zip(self._planes, planes(converted), (1, 2, 2), strict=True):
            top, left = y // scale, x // scale
            place = plane[top : top + part.shape[0], left : left + part.shape[1]]
            if place.shape != part.shape:
                raise ValueError(f"the region {width}x{height} at {x},{y} lies outside the picture")
            place[:] = part

    def _converter(self, width: int, height: int) -> VideoReformatter:
        converter = self._converters.pop((width, height), None) or VideoReformatter()
        self._converters[width, height] = converter
        if len(self._converters) > _CONVERTERS:
            self._converters.popitem(last=False)
        return converter


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes of a frame as arrays over its own memory, without the padding of their lines.

    Returns:
        uint8 (height, width) each, for luma and both chromas.
    """
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    ]
