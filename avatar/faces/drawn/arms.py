"""Arms: two bones to a wrist, a sleeve over them, a hand at the end. Design space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import cos, hypot, radians, sin, sqrt

import skia

from avatar.faces.drawn.brush import Point
from avatar.faces.drawn.hand_bones import HandShape
from avatar.faces.drawn.hands import Hands
from avatar.faces.drawn.life import eased
from avatar.faces.drawn.sleeve import Sleeve, between, cloth_paint
from avatar.faces.drawn.still import Still
from avatar.faces.drawn.themes import Theme

__all__ = ["SLIM_SHOULDER", "ArmPose", "Arms", "cloth_paint"]

SLIM_SHOULDER = 111.0
"""Units from the middle to the joint of the build that poses are written for."""
_BONES = {"slim": 108.0, "broad": 113.0}
"""Units of upper arm and forearm alike."""
_FOLDED = 70.0
"""Units from shoulder to wrist from which on the elbow is set square to the line between them."""
_HAND_SCALE = {"slim": 1.3, "broad": 1.42}
_WRIST_FROM = 0.82
"""How far down the forearm the bare wrist begins, under the cuff."""
_HAND_REACH = 94.0
"""Units of a hand at its own scale from the wrist to the farthest fingertip, contour included."""
_CLOTH = 42.0
"""Half the widest sleeve, contour included."""
_OVER_DEG = 40.0
"""A hand that leans so far toward the viewer lies before its sleeve."""


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Where one arm is; mirrored for the host's right."""

    x: float
    """Wrist, units outward from the body's middle."""
    y: float
    """Wrist, units down."""
    turn: float
    """Hand, degrees outward from fingers up."""
    elbow: Point
    """Where the elbow goes from the line between shoulder and wrist, outward and down; of length 1 it lies in
    the picture, the shorter the more it points to the viewer."""
    hand: HandShape

    def near(self, other: ArmPose) -> bool:
        """Whether the sleeve of the other pose would look the same."""
        return (
            abs(self.x - other.x) < 0.1
            and abs(self.y - other.y) < 0.1
            and abs(self.turn - other.turn) < 0.5
            and abs(self.elbow[0] - other.elbow[0]) + abs(self.elbow[1] - other.elbow[1]) < 0.005
        )


class Arms:
    """Draws the host's arms; paints are made once."""

    def __init__(self, theme: Theme, shoulder: Point, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who it is.
            shoulder: The right shoulder's joint, in body space.
            scale: Pixels of a unit.
        """
        self._shoulder = shoulder
        self._bone = _BONES[theme.build]
        self._scale = _HAND_SCALE[theme.build]
        self._hands = Hands(theme.skin, theme.hands)
        self._sleeve = Sleeve(theme, shoulder, scale)
        self._pixels = scale
        self._held: dict[int, tuple[ArmPose, Still | None]] = {}

    def draw(self, canvas: skia.Canvas, side: int, pose: ArmPose) -> None:
        """Draw one arm; one that is held as it was is drawn from its pixels.

        Args:
            canvas: In body space, not turned.
            side: -1 the viewer's left, 1 the viewer's right.
            pose: Where the arm is.
        """
        before, still = self._held.get(side, (None, None))
        if pose is not before:
            self._held[side] = pose, None
            self._draw(canvas, side, pose)
            return
        if still is None:
            box = self.bounds(side, pose)
            within = box.left(), box.top(), box.right(), box.bottom()
            still = Still(partial(self._draw, side=side, pose=pose), within, self._pixels)
            self._held[side] = pose, still
        still.draw(canvas, 0.0, 0.0)

    def _draw(self, canvas: skia.Canvas, side: int, pose: ArmPose) -> None:
        elbow, wrist = self.joints(pose)
        over = pose.hand.pitch > _OVER_DEG
        canvas.save()
        canvas.scale(side, 1)
        if not over:
            self._hand(canvas, elbow, wrist, pose)
        self._sleeve.draw(canvas, self._shoulder, elbow, wrist)
        if over:
            self._hand(canvas, elbow, wrist, pose)
        canvas.restore()

    def bounds(self, side: int, pose: ArmPose) -> skia.Rect:
        """What ``draw`` stays within, in body space."""
        elbow, wrist = self.joints(pose)
        hand = _HAND_REACH * self._scale
        left = min(self._shoulder[0] - _CLOTH, elbow[0] - _CLOTH, wrist[0] - hand)
        right = max(self._shoulder[0] + _CLOTH, elbow[0] + _CLOTH, wrist[0] + hand)
        top = min(self._shoulder[1] - _CLOTH, elbow[1] - _CLOTH, wrist[1] - hand)
        bottom = max(self._shoulder[1] + _CLOTH, elbow[1] + _CLOTH, wrist[1] + hand)
        if side < 0:
            left, right = -right, -left
        return skia.Rect.MakeLTRB(left, top, right, bottom)

    def joints(self, pose: ArmPose) -> tuple[Point, Point]:
        """Elbow and wrist, in body space, of an arm at the viewer's right.

        The elbow lies where two bones of one length meet, on the side that the pose says. Where the wrist
        comes to the shoulder every side would do, and the elbow goes straight there: so it never swings over.
        """
        shoulder = self._shoulder
        wider = 1.0 + 0.45 * (shoulder[0] / SLIM_SHOULDER - 1.0)
        to_x, to_y = pose.x * wider - shoulder[0], pose.y - shoulder[1]
        reach = hypot(to_x, to_y) or 1.0
        held = min(reach, 2.0 * self._bone - 1.0)
        ahead_x, ahead_y = to_x / reach, to_y / reach
        wrist = (shoulder[0] + ahead_x * held, shoulder[1] + ahead_y * held)
        aside = sqrt(self._bone**2 - (held / 2) ** 2)
        side_x, side_y = pose.elbow
        across = side_y * ahead_x - side_x * ahead_y
        square = eased(reach / _FOLDED)
        off_x = side_x + (-ahead_y * across - side_x) * square
        off_y = side_y + (ahead_x * across - side_y) * square
        elbow = (
            shoulder[0] + ahead_x * held / 2 + off_x * aside,
            shoulder[1] + ahead_y * held / 2 + off_y * aside,
        )
        return elbow, wrist

    def _hand(self, canvas: skia.Canvas, elbow: Point, wrist: Point, pose: ArmPose) -> None:
        covered = between(elbow, wrist, _WRIST_FROM)
        back_x, back_y = (covered[0] - wrist[0]) / self._scale, (covered[1] - wrist[1]) / self._scale
        turned_c, turned_s = cos(radians(pose.turn)), sin(radians(pose.turn))
        canvas.save()
        canvas.translate(*wrist)
        canvas.rotate(pose.turn)
        canvas.scale(self._scale, self._scale)
        forearm = (back_x * turned_c + back_y * turned_s, back_y * turned_c - back_x * turned_s)
        self._hands.draw(canvas, pose.hand, forearm)
        canvas.restore()
