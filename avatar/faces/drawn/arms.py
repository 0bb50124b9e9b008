"""Arms: two bones to a wrist, a sleeve over them, a hand at the end. Design space."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot, sqrt

import skia

from avatar.faces.drawn.brush import Knot, Point, blend, curve, ribbon
from avatar.faces.drawn.hands import Hands, HandShape
from avatar.faces.drawn.ink import flat, line, ramp
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.themes import Clothes, Theme

SLIM_SHOULDER = 111.0
"""Units from the middle to the joint of the build that poses are written for."""
_BONES = {"slim": (112.0, 104.0), "broad": (118.0, 108.0)}
_WIDTHS = {"slim": (46.0, 58.0, 55.0, 50.0, 46.0, 41.0), "broad": (54.0, 66.0, 62.0, 56.0, 51.0, 46.0)}
_REACH = 300.0
"""From the base of the neck to the farthest sleeve."""
_HAND_SCALE = {"slim": 1.26, "broad": 1.4}


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Where one arm is; mirrored for the host's right."""

    x: float
    """Wrist, units outward from the body's middle."""
    y: float
    """Wrist, units down."""
    turn: float
    """Hand, degrees outward from fingers up."""
    elbow: float
    """-1 bent outward … 1 bent downward; between, it points to the viewer."""
    hand: HandShape

    def near(self, other: ArmPose) -> bool:
        """Whether the sleeve of the other pose would look the same."""
        return (
            abs(self.x - other.x) < 0.1
            and abs(self.y - other.y) < 0.1
            and abs(self.turn - other.turn) < 0.5
            and abs(self.elbow - other.elbow) < 0.005
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
        cloth = theme.clothes
        self._shoulder = shoulder
        self._upper, self._fore = _BONES[theme.build]
        self._widths = _WIDTHS[theme.build]
        self._scale = _HAND_SCALE[theme.build]
        self._hands = Hands(theme.skin)
        self._cloth = Light(cloth_paint(cloth), (-_REACH, -_REACH, _REACH, _REACH), scale)
        self._contour = line(blend(cloth.deep, cloth.shade, 0.2), 2.6)
        self._fold = line(cloth.deep, 2.2)
        self._cuff = flat(blend(cloth.base, cloth.shade, 0.45))
        self._cuff_edge = line(cloth.deep, 1.8, 0.8)

    def draw(self, canvas: skia.Canvas, side: int, pose: ArmPose) -> None:
        """Draw one arm.

        Args:
            canvas: In body space.
            side: -1 the viewer's left, 1 the viewer's right.
            pose: Where the arm is.
        """
        shoulder = self._shoulder
        elbow, wrist = self._joints(shoulder, pose)
        canvas.save()
        canvas.scale(side, 1)
        self._hand(canvas, wrist, pose)
        self._sleeve(canvas, shoulder, elbow, wrist)
        canvas.restore()

    def _joints(self, shoulder: Point, pose: ArmPose) -> tuple[Point, Point]:
        wider = 1.0 + 0.45 * (shoulder[0] / SLIM_SHOULDER - 1.0)
        to_x, to_y = pose.x * wider - shoulder[0], pose.y - shoulder[1]
        reach = hypot(to_x, to_y) or 1.0
        held = max(abs(self._upper - self._fore) + 6.0, min(reach, self._upper + self._fore - 1.0))
        wrist = (shoulder[0] + to_x * held / reach, shoulder[1] + to_y * held / reach)
        ahead_x, ahead_y = (wrist[0] - shoulder[0]) / held, (wrist[1] - shoulder[1]) / held
        along = (self._upper**2 + held**2 - self._fore**2) / (2 * held)
        aside = sqrt(max(0.0, self._upper**2 - along**2)) * pose.elbow
        elbow = (
            shoulder[0] + ahead_x * along - ahead_y * aside,
            shoulder[1] + ahead_y * along + ahead_x * aside,
        )
        return elbow, wrist

    def _hand(self, canvas: skia.Canvas, wrist: Point, pose: ArmPose) -> None:
        canvas.save()
        canvas.translate(*wrist)
        canvas.rotate(pose.turn)
        mirror = -1 if pose.hand.view == "fist" else 1
        canvas.scale(self._scale * mirror, self._scale)
        self._hands.draw(canvas, pose.hand)
        canvas.restore()

    def _sleeve(self, canvas: skia.Canvas, shoulder: Point, elbow: Point, wrist: Point) -> None:
        spine = (
            shoulder,
            _between(shoulder, elbow, 0.34),
            _between(shoulder, elbow, 0.74),
            elbow,
            _between(elbow, wrist, 0.42),
            _between(elbow, wrist, 0.9),
        )
        sleeve = ribbon(spine[::-1], self._widths[::-1], round_end=True)
        canvas.drawPath(sleeve, self._contour)
        self._cloth.fill(canvas, sleeve)
        canvas.save()
        canvas.clipPath(sleeve, skia.ClipOp.kIntersect, True)
        self._folds(canvas, shoulder, elbow, wrist)
        canvas.restore()
        x, y = shoulder
        seamless: list[Knot] = [
            (x - 30, y - 32), (x - 12, y - 25), (x + 11, y - 18), (x + 20, y - 2), (x + 13, y + 12),
            (x - 8, y + 12), (x - 24, y + 4),
        ]  # fmt: skip
        self._cloth.fill(canvas, curve(seamless))
        self._cuffs(canvas, elbow, wrist)

    def _folds(self, canvas: skia.Canvas, shoulder: Point, elbow: Point, wrist: Point) -> None:
        """Creases at the inside of the elbow, deeper the more it bends."""
        (ax, ay), (bx, by) = _toward(elbow, shoulder), _toward(elbow, wrist)
        bend = 1 + ax * bx + ay * by
        if bend < 0.12:
            return
        in_x, in_y = ax + bx, ay + by
        length = hypot(in_x, in_y) or 1.0
        in_x, in_y = in_x / length, in_y / length
        wide = self._widths[3] * 0.5
        self._fold.setAlphaf(0.55 * min(1.0, bend))
        for (along_x, along_y), deep in (((ax, ay), 0.15), ((bx, by), 0.45)):
            crease = skia.Path()
            crease.moveTo(
                elbow[0] + in_x * wide * 1.5 + along_x * 4, elbow[1] + in_y * wide * 1.5 + along_y * 4
            )
            crease.quadTo(
                elbow[0] + in_x * wide * 0.8 + along_x * 5,
                elbow[1] + in_y * wide * 0.8 + along_y * 5,
                elbow[0] + in_x * wide * deep + along_x * 15,
                elbow[1] + in_y * wide * deep + along_y * 15,
            )
            canvas.drawPath(crease, self._fold)

    def _cuffs(self, canvas: skia.Canvas, elbow: Point, wrist: Point) -> None:
        angle = degrees(atan2(wrist[1] - elbow[1], wrist[0] - elbow[0]))
        half = self._widths[-1] / 2
        canvas.save()
        canvas.translate(*_between(elbow, wrist, 0.9))
        canvas.rotate(angle + 90)
        knots: list[Knot] = [
            (-half - 1, 14, 0.3), (-half - 1.5, -3, 0.2), (0, -6.5),
            (half + 1.5, -3, 0.2), (half + 1, 14, 0.3), (0, 11),
        ]  # fmt: skip
        cuff = curve(knots)
        canvas.drawPath(cuff, self._cuff_edge)
        canvas.drawPath(cuff, self._cuff)
        canvas.restore()


def cloth_paint(cloth: Clothes) -> skia.Paint:
    """The cloth's light and shade over the whole body."""
    return ramp(
        (-140, 0),
        (150, 120),
        (0.0, cloth.light),
        (0.4, cloth.base),
        (1.0, blend(cloth.base, cloth.shade, 0.85)),
    )


def _toward(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
