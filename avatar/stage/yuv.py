"""The picture as the coder wants it: yuv420p, BT.709, limited range, converted only where it changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from avatar.media import Picture

_CONVERTERS = 32
"""Sizes of regions whose converters are kept."""

_BOXES = 24
"""Changed boxes that a copy may lack before all of it is copied."""


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


@dataclass(frozen=True, slots=True)
class _Box:
    """Part of the picture, in pixels; all even."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, other: _Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


class YuvCopy:
    """A frame that is brought up to date by copying what changed since the last time."""

    def __init__(self, width: int, height: int) -> None:
        """Make a frame in which nothing is right yet.

        Args:
            width: Pixels, even.
            height: Pixels, even.
        """
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.planes = planes(self.frame)
        self._whole = _Box(0, 0, width, height)
        self._missing = [self._whole]

    def lacks(self, box: _Box) -> None:
        """Note that a part has changed."""
        if any(known.holds(box) for known in self._missing):
            return
        self._missing = [known for known in self._missing if not box.holds(known)]
        self._missing.append(box)
        if len(self._missing) > _BOXES:
            self._missing = [self._whole]

    def take(self) -> list[_Box]:
        """What has changed since the last call."""
        missing, self._missing = self._missing, []
        return missing


class YuvPicture:
    """The whole picture in yuv420p, kept up to date by regions."""

    def __init__(self, width: int, height: int) -> None:
        """Start with black.

        Args:
            width: Pixels, even.
            height: Pixels, even.
        """
        self._size = width, height
        self._frame = av.VideoFrame(width, height, "yuv420p")
        self._planes = planes(self._frame)
        for plane, level in zip(self._planes, (16, 128, 128), strict=True):
            plane[:] = level
        self._converters: OrderedDict[tuple[int, int], VideoReformatter] = OrderedDict()
        self._copies: list[YuvCopy] = []

    def update(self, patches: Iterable[Patch]) -> None:
        """Convert the changed parts.

        Raises:
            ValueError: A part has odd borders or lies outside the picture.
        """
        for patch in patches:
            self.convert(patch.x, patch.y, patch.pixels)

    def copy(self) -> YuvCopy:
        """Make a copy that ``refresh`` keeps up to date; to be called a few times at the start."""
        self._copies.append(copy := YuvCopy(*self._size))
        return copy

    def refresh(self, copy: YuvCopy) -> None:
        """Copy what has changed since the last time; ``copy`` is one that ``copy`` gave."""
        for box in copy.take():
            for mine, theirs, scale in zip(self._planes, copy.planes, (1, 2, 2), strict=True):
                place = (
                    slice(box.top // scale, box.bottom // scale),
                    slice(box.left // scale, box.right // scale),
                )
                theirs[place] = mine[place]

    def convert(self, x: int, y: int, pixels: Picture) -> None:
        """Convert one part.

        Args:
            x: Pixels from the left, even.
            y: Pixels from the top, even.
            pixels: uint8 (height, width, 4), RGBA, opaque, both sides even; its rows may lie apart.

        Raises:
            ValueError: It has odd borders or lies outside the picture.
        """
        height, width = pixels.shape[:2]
        if (x | y | width | height) % 2:
            raise ValueError(f"a region must have even borders, not {width}x{height} at {x},{y}")
        box = _Box(x, y, x + width, y + height)
        if not _Box(0, 0, *self._size).holds(box):
            raise ValueError(f"the region {width}x{height} at {x},{y} lies outside the picture")
        if pixels.strides[1:] != (4, 1) or pixels.strides[0] < 4 * width:
            pixels = np.ascontiguousarray(pixels)
        converted = self._converter(width, height).reformat(
            av.VideoFrame.from_numpy_buffer(pixels, "rgba"),
            format="yuv420p",
            interpolation=Interpolation.BILINEAR,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            threads=1,
        )
        for plane, part, scale in zip(self._planes, planes(converted), (1, 2, 2), strict=True):
            top, left = y // scale, x // scale
            plane[top : top + part.shape[0], left : left + part.shape[1]] = part
        for copy in self._copies:
            copy.lacks(box)

    def _converter(self, width: int, height: int) -> VideoReformatter:
        converter = self._converters.pop((width, height), None) or VideoReformatter()
        self._converters[width, height] = converter
        if len(self._converters) > _CONVERTERS:
            self._converters.popitem(last=False)
        return converter


def planes(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes of a frame as arrays over its own memory, without the padding of their lines.

    They do not keep the frame: its owner does.

    Returns:
        uint8 (height, width) each, for luma and both chromas.
    """
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    ]
