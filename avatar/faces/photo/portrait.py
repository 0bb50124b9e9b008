"""One person's photo, ready to be shown in any pose."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin

import numpy as np
import skia
from numpy.typing import NDArray

from avatar.faces.drawn.mouth import MouthShape
from avatar.faces.photo.eyes import Eye
from avatar.faces.photo.inside import Inside
from avatar.faces.photo.mesh import Points, meshed
from avatar.faces.photo.rig import Movements, Rig
from avatar.faces.photo.texture import (
    Colours,
    Mask,
    Placing,
    bleed,
    cut_out,
    image,
    placed,
    round_off,
    shader,
)
from avatar.faces.photo.topology import CHIN, EYES, LEFT_CHEEK, LOWER_LIP, OVAL, RIGHT_CHEEK, TOP, UPPER_LIP

PADDING = 40
"""Pixels beyond the picture's border that are kept, since what lies there may move in."""
_FARTHEST = 12.0
"""Degrees: a head turned aside so far in its photo hardly turns further, since its far side is missing."""
_STILL = 0.72
"""In heights of the face below the chin: from there on the body only rises and falls."""
_ROUND = 0.03
"""In heights of the picture: radius of the upper corners of a photo that keeps its background."""
_FAR = 10_000
_LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
_UNROLLED = 0.5
"""How far the texture of a closed lid's edge is taken from the skin above it."""
_TUCK = 0.45
"""How far the texture of a lip's inner border is taken from the next row, so that no tooth sticks to it."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom, whole pixels."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head and the body are; all 0 is as in the photo."""

    yaw: float = 0.0
    """Degrees, to the viewer's right."""
    pitch: float = 0.0
    """Degrees, down."""
    roll: float = 0.0
    """Degrees, tilted to the viewer's right."""
    x: float = 0.0
    """Heights of the face that the head moves aside."""
    y: float = 0.0
    """Heights of the face that it moves down."""
    rise: float = 0.0
    """Heights of the face that the shoulders rise."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that changes from frame to frame."""

    pose: Pose
    movements: Movements
    mouth: MouthShape
    gaze: tuple[float, float]
    """-1 … 1 to the viewer's right and down."""


class Portrait:
    """Draws one person."""

    def __init__(
        self, colours: Colours, matte: Mask | None, landmarks: Points, triangles: NDArray[np.int64],
        *, placing: Placing, size: tuple[int, int],
    ) -> None:  # fmt: skip
        """Prepare everything that does not change.

        Args:
            colours: The photo.
            matte: How much of each pixel is the person; ``None`` keeps the photo's own background.
            landmarks: float64 (478, 3), pixels of the photo.
            triangles: int64 (triangles, 3), of the face mesh.
            placing: Where the photo stands in the picture.
            size: Width and height of the picture, pixels.
        """
        width, height = size
        points = landmarks * placing.scale
        points[:, :2] += (placing.x + PADDING, placing.y + PADDING)
        wide, tall = width + 2 * PADDING, height + 2 * PADDING
        moved = Placing(placing.scale, placing.x + PADDING, placing.y + PADDING)
        whole = np.full(colours.shape[:2], 255, dtype=np.uint8)
        plain = placed(colours, whole, moved, wide, tall)[..., :3]
        if matte is not None:
            breadth = float(np.ptp(landmarks[list(OVAL), 0]))
            colours, matte = cut_out(colours, matte, breadth)
        texture = placed(colours, whole if matte is None else matte, moved, wide, tall)
        bleed(texture, moved, colours.shape, PADDING + 4)
        if matte is None:
            round_off(texture, PADDING, round(_ROUND * height))
        self._paint = skia.Paint(Shader=shader(texture))
        self._body_image = image(texture)
        mesh = meshed(points, triangles, (0.0, 0.0, float(wide), float(tall)))
        self.rig = Rig(mesh)
        self._rest = mesh.rest
        self.box = _seen(texture, width, height)
        """Left, top, right and bottom of what the person may ever cover."""
        rest = mesh.rest[:, :2]
        self._eyes = [Eye(plain, _with_irises(rest, points), number) for number in range(len(EYES))]
        self._inside = Inside(plain, rest, self.rig)
        self.own_teeth = self._inside.own_teeth
        self._texture = _tucked(rest)
        self._texture_points = _listed(self._texture)
        self._set_weights(mesh.ring)
        self._below = min(height, int(rest[CHIN, 1] - PADDING + _STILL * self.rig.height))
        self._triangles = mesh.triangles[_shown(mesh.triangles, rest, texture)]
        self._all = self._within((0, 0, width, self._below))
        self.features = self._around(self.rig.reach > 0.004, 0.09, width, height)
        """Left, top, right and bottom of what moves in a face whose head is still."""
        left, top, right, bottom = self._around(self._head > 0.003, 0.12, width, height)
        self.head = max(left, self.box[0]), top, min(right, self.box[2]), min(bottom, self._below)
        """Left, top, right and bottom of what moves while the shoulders are still."""
        self._some = self._within(self.features)

    def draw(self, canvas: skia.Canvas, now: Moment, box: Box) -> None:
        """Draw the person.

        Args:
            canvas: In pixels of the picture, what is behind the person on it.
            now: What the person does.
            box: ``features``, ``head`` or ``box``: what is drawn of the person; the caller clips.
        """
        closed = min(1.0, now.movements.close_lids)
        points = self.points(now)
        anchors = self._anchors_now
        roll = now.pose.roll
        for eye in self._eyes:
            eye.behind(canvas, points)
        self._inside.behind(canvas, points)
        vertices = skia.Vertices(
            skia.Vertices.kTriangles_VertexMode,
            _listed(points),
            self._textured(closed),
            None,
            self._some if box == self.features else self._all,
        )
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(0, 0, _FAR, self._below))
        canvas.drawVertices(vertices, self._paint, skia.BlendMode.kSrcOver)
        canvas.restore()
        if box == self.box:
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(0, self._below, _FAR, _FAR))
            canvas.drawImage(self._body_image, -PADDING, -PADDING - now.pose.rise * self.rig.height, _LINEAR)
            canvas.restore()
        for eye, anchor in zip(self._eyes, anchors, strict=False):
            eye.draw(canvas, points, anchor, roll=roll, gaze=now.gaze, closed=closed)
        self._inside.draw(canvas, points, anchors[-1], roll, now.mouth)

    def _textured(self, closed: float) -> list[skia.Point]:
        """Where colours are taken from: a closing lid unrolls its skin, not its lashes."""
        if closed <= 0.0:
            return self._texture_points
        places = list(self._texture_points)
        for eye in EYES:
            edge, above = list(eye.upper[0]), list(eye.upper[1])
            taken = self._texture[edge] + _UNROLLED * closed * (self._texture[above] - self._texture[edge])
            for index, point in zip(edge, _listed(taken), strict=True):
                places[index] = point
        return places

    def points(self, now: Moment) -> Points:
        """Where the mesh is: float64 (points, 2), pixels of the picture."""
        rest = self._rest
        features = self.rig.moved(now.movements)
        moved = self._posed(rest, now.pose)
        body = np.zeros_like(features)
        body[:, 1] = -now.pose.rise * self.rig.height * self._body
        points = rest[:, :2] + features + (moved - rest[:, :2]) * self._head[:, None] + body - PADDING
        self._anchors_now = self._posed(self._anchors, now.pose) - PADDING
        return np.asarray(points)

    def mouth_gap(self, now: Moment) -> float:
        """How far the lips are apart, pixels."""
        return self._inside.gap(self.points(now))

    def _posed(self, points: Points, pose: Pose) -> Points:
        """Turn points about the neck: float64 (points, 2)."""
        yaw = radians(pose.yaw * (self._ahead if pose.yaw * self._turned > 0 else 1.0))
        pitch, roll = radians(pose.pitch), radians(pose.roll)
        away = points - self._neck
        x = away[:, 0] * cos(yaw) - away[:, 2] * sin(yaw)
        depth = away[:, 2] * cos(yaw) + away[:, 0] * sin(yaw)
        y = away[:, 1] * cos(pitch) - depth * sin(pitch)
        return np.column_stack(
            (
                self._neck[0] + x * cos(roll) - y * sin(roll) + pose.x * self.rig.height,
                self._neck[1] + x * sin(roll) + y * cos(roll) + pose.y * self.rig.height,
            )
        )

    def _set_weights(self, ring: NDArray[np.float64]) -> None:
        rest, height = self._rest, self.rig.height
        across = rest[RIGHT_CHEEK] - rest[LEFT_CHEEK]
        self._turned = degrees(atan2(across[2], float(np.hypot(across[0], across[1]))))
        self._ahead = max(0.2, 1.0 - abs(self._turned) / _FARTHEST)
        back = float(rest[list(OVAL), 2].mean())
        middle = (rest[TOP] + rest[CHIN]) / 2
        self._neck = np.array((middle[0], rest[CHIN, 1] + 0.12 * height, back + 0.08 * height))
        below = (rest[:, 1] - rest[CHIN, 1]) / height
        self._head = (1 - _eased(below, 0.02, _STILL - 0.02)) * (1 - _eased(ring, 1.9, 2.5))
        self._body = _eased(below, 0.05, 0.6)
        eyes = [
            np.append(eye.middle, rest[list(points.upper[0]), 2].mean())
            for eye, points in zip(self._eyes, EYES, strict=True)
        ]
        lips = np.append(self._inside.middle, rest[list(UPPER_LIP[-1]), 2].mean())
        self._anchors = np.array([*eyes, lips])
        self._anchors_now = self._anchors[:, :2]

    def _around(self, which: NDArray[np.bool_], margin: float, width: int, height: int) -> Box:
        """Left, top, right and bottom of some points, with a margin in heights of the face."""
        near = self._rest[which, :2] - PADDING
        margin *= self.rig.height
        low, high = near.min(axis=0) - margin, near.max(axis=0) + margin
        return (
            max(0, int(low[0])),
            max(0, int(low[1])),
            min(width, int(high[0]) + 1),
            min(height, int(high[1]) + 1),
        )

    def _within(self, box: Box) -> list[int]:
        """Corners of the triangles that may meet a box in any pose."""
        reach = 0.16 * self.rig.height
        corners = self._rest[:, :2][self._triangles] - PADDING
        low, high = corners.min(axis=1), corners.max(axis=1)
        meets = (low < np.array(box[2:]) + reach).all(axis=1) & (high > np.array(box[:2]) - reach).all(axis=1)
        return [int(index) for index in self._triangles[meets].ravel()]


def _listed(points: Points) -> list[skia.Point]:
    return [skia.Point(x, y) for x, y in points.tolist()]


def _tucked(rest: Points) -> Points:
    """Where each point's colour is taken from."""
    places = rest.copy()
    for rows in (UPPER_LIP, LOWER_LIP):
        for inner, following in zip(rows[3][1:-1], rows[2][1:-1], strict=True):
            places[inner] += _TUCK * (rest[following] - rest[inner])
    return places


def _shown(triangles: NDArray[np.int64], rest: Points, texture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which triangles hold anything that is not clear."""
    corners = rest[triangles]
    low = np.floor(corners.min(axis=1)).astype(int) - 1
    high = np.ceil(corners.max(axis=1)).astype(int) + 2
    alpha = texture[..., 3]
    return np.array(
        [
            bool(alpha[max(0, y) : bottom, max(0, x) : right].any())
            for (x, y), (right, bottom) in zip(low, high, strict=True)
        ]
    )


def _with_irises(rest: Points, points: Points) -> Points:
    """The mesh's places with the irises' in rows 468 to 477, where the rings lie that no eye needs."""
    places = rest.copy()
    places[468:478] = points[468:478, :2]
    return places


def _seen(texture: NDArray[np.uint8], width: int, height: int) -> Box:
    """Left, top, right and bottom of what is not clear, with room to move."""
    rows = np.flatnonzero(texture[..., 3].any(axis=1)) - PADDING
    columns = np.flatnonzero(texture[..., 3].any(axis=0)) - PADDING
    if not len(rows):
        return 0, 0, width, height
    return (
        max(0, int(columns[0]) - 36), max(0, int(rows[0]) - 36),
        min(width, int(columns[-1]) + 37), min(height, int(rows[-1]) + 37),
    )  # fmt: skip


def _eased(at: NDArray[np.float64], zero: float, one: float) -> NDArray[np.float64]:
    part = np.clip((at - zero) / (one - zero), 0.0, 1.0)
    return np.asarray(part * part * (3.0 - 2.0 * part))
