"""The mesh a photo is bent with: the face's points, rings around them, and the picture's border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.faces.photo.topology import CHIN, FACE_POINTS, OVAL, TOP

Points = NDArray[np.float64]
"""float64 (points, 2) or (points, 3), pixels."""
Values = NDArray[np.float64]
"""float64 (points,)."""

RINGS = (1.12, 1.28, 1.48, 1.75, 2.1, 2.6, 3.3)
"""Each is the border of the face, so many times as far from its middle."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Points at rest and the triangles between them."""

    rest: Points
    """float64 (points, 3): x, y and depth, which grows away from the viewer; the face's 468 come first."""
    ring: Values
    """1 in the face, else the ring's number; beyond them it grows on to the picture's border."""
    triangles: NDArray[np.int64]
    """int64 (triangles, 3)."""


def meshed(
    landmarks: Points, triangles: NDArray[np.int64], border: tuple[float, float, float, float]
) -> Mesh:
    """Lay the mesh over a picture.

    Args:
        landmarks: float64 (478, 3), pixels.
        triangles: int64 (triangles, 3), of the face alone.
        border: Left, top, right and bottom of the picture.
    """
    left, top, right, bottom = border
    face = landmarks[:FACE_POINTS]
    oval = face[list(OVAL)]
    middle = (face[TOP, :2] + face[CHIN, :2]) / 2
    outward = oval[:, :2] - middle
    with np.errstate(divide="ignore"):
        reach_x = np.where(outward[:, 0] > 0, right - middle[0], left - middle[0]) / outward[:, 0]
        reach_y = np.where(outward[:, 1] > 0, bottom - middle[1], top - middle[1]) / outward[:, 1]
    reach = np.minimum(np.abs(reach_x), np.abs(reach_y))  # (36,)
    back = float(oval[:, 2].mean())
    rows, numbers = [face], [np.ones(len(face))]
    for number in (*RINGS, np.inf):
        stretch = np.minimum(number, reach)
        depth = oval[:, 2] + (back - oval[:, 2]) * min(1.0, (min(number, 2.0) - 1.0) / 0.75)
        rows.append(np.column_stack((middle + outward * stretch[:, None], depth)))
        numbers.append(stretch)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    rows.append(np.column_stack((corners, np.full(4, back))))
    numbers.append(np.full(4, 9.0))
    return Mesh(
        np.concatenate(rows),
        np.concatenate(numbers),
        np.concatenate((triangles, _between(), _cornered(rows[-2][:, :2], corners, left, top))),
    )


def _between() -> NDArray[np.int64]:
    """The triangles between one ring and the next."""
    count, found = len(OVAL), []
    inner = list(OVAL)
    for number in range(len(RINGS) + 1):
        outer = [FACE_POINTS + number * count + index for index in range(count)]
        for index in range(count):
            after = (index + 1) % count
            found.append((inner[index], outer[index], outer[after]))
            found.append((inner[index], outer[after], inner[after]))
        inner = outer
    return np.array(found, dtype=np.int64)


def _cornered(border: Points, corners: Points, left: float, top: float) -> NDArray[np.int64]:
    """The triangles that fill the picture's corners."""
    count = len(OVAL)
    first = FACE_POINTS + len(RINGS) * count
    upright = (np.abs(border[:, 0] - left) < 0.5) | (np.abs(border[:, 0] - corners[1, 0]) < 0.5)
    found = []
    for index in range(count):
        after = (index + 1) % count
        if upright[index] != upright[after]:
            near = int(np.argmin(((corners - (border[index] + border[after]) / 2) ** 2).sum(axis=1)))
            found.append((first + index, first + count + near, first + after))
    return np.array(found, dtype=np.int64).reshape(-1, 3)
