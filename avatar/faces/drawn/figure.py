"""The whole figure, layer by layer, as it stands in one moment. Design space: 720 x 480 units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import hypot, inf, radians

import skia

from avatar.faces.drawn.arms import ArmPose, Arms
from avatar.faces.drawn.brush import recorded
from avatar.faces.drawn.dress import dress
from avatar.faces.drawn.eyes import Eyes, EyeState
from avatar.faces.drawn.gestures import REST
from avatar.faces.drawn.glasses import Glasses
from avatar.faces.drawn.hair import HairLayers
from avatar.faces.drawn.head import Head
from avatar.faces.drawn.marks import BeardPaint, draw_marks
from avatar.faces.drawn.mouth import Mouth, MouthShape
from avatar.faces.drawn.muzzle import CatHead
from avatar.faces.drawn.still import Still
from avatar.faces.drawn.themes import Theme

WIDTH, HEIGHT = 720.0, 480.0
_MIDDLE = 360.0
_HEAD_Y = 158.0
_NECK_Y = 286.0
_PIVOT_Y = 112.0
"""Head space: where the head turns on the neck."""
_NOSE_Y = 44.0
_REACH = 170.0
"""From where the head turns to its farthest point."""
_MARGIN = 8.0
"""Units that hair and face move beyond their box when the head turns."""
_SHOULDER = {"slim": (111.0, 60.0), "broad": (130.0, 60.0)}
"""Body space: the right shoulder's joint."""
_SPAN = {"slim": 170.0, "broad": 192.0}
"""Body space: half the width of a body at rest."""
_DEPTH = 230.0
"""Body space: the height below the neck of what is seen."""

_UNSEEN = 0.1
"""Units, a tenth of a pixel at 720p: what moves less looks as it did."""
_MOVED = (31.0, 5.0, 10.0, 5.0, 5.0, 7.0, 16.0, 17.0, 7.0, 24.0, 6.0, 5.5, 6.0, 8.0, 6.5, 8.0)
"""Units by which mouth, eyes, brows and cheeks move when a value goes from 0 to 1: ``Moment._features``."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that changes from frame to frame."""

    mouth: MouthShape
    smile: float
    eyes: EyeState
    blush: float
    turn: float
    """-1 … 1, head to the viewer's right."""
    pitch: float
    """-1 … 1, head down."""
    roll: float
    """Degrees, head tilted to the viewer's right."""
    shift_x: float
    """Units the head moves aside."""
    shift_y: float
    """Units the head moves down."""
    rise: float
    """Units the torso moves up (breath, shrug)."""
    right: ArmPose
    left: ArmPose
    sway: float = 0.0
    """Units the whole body stands aside."""

    def posed_as(self, other: Moment) -> Moment:
        """This moment's face on another moment's pose."""
        return replace(
            self,
            turn=other.turn,
            pitch=other.pitch,
            roll=other.roll,
            shift_x=other.shift_x,
            shift_y=other.shift_y,
            rise=other.rise,
            right=other.right,
            left=other.left,
            sway=other.sway,
        )

    def looks_as(self, other: Moment) -> bool:
        """Whether the face, wherever the head is, could not be told from another moment's."""
        return all(
            abs(value - before) * moved < _UNSEEN
            for moved, value, before in zip(_MOVED, self._features(), other._features(), strict=True)
        )

    def _features(self) -> tuple[float, ...]:
        mouth, eyes = self.mouth, self.eyes
        return (
            mouth.jaw, mouth.width, mouth.round, mouth.upper, mouth.lower, mouth.teeth, mouth.tongue,
            mouth.bite, self.smile, eyes.open, eyes.squint, eyes.gaze_x, eyes.gaze_y, eyes.brow_raise,
            eyes.brow_tilt, self.blush,
        )  # fmt: skip

    def standing_as(self, other: Moment) -> Moment:
        """This moment's head and arms on the body as it stands in another moment."""
        return replace(
            self,
            sway=other.sway,
            shift_x=self.shift_x + self.sway - other.sway,
            rise=_neck_y(self) - _neck_y(other) + self.rise,
        )

    def stands_off(self, other: Moment) -> float:
        """How far, in units, the body has moved from where it stands in another moment."""
        return hypot(self.sway - other.sway, _neck_y(self) - _neck_y(other))

    def away(self, other: Moment) -> float:
        """How far, in units, the pose has moved from another moment's, at the point that moved most."""
        if not (self.right.near(other.right) and self.left.near(other.left)):
            return inf
        head = (
            abs(self.sway + self.shift_x - other.sway - other.shift_x)
            + abs(self.shift_y - other.shift_y)
            + _REACH * radians(abs(self.roll - other.roll))
            + 15.0 * abs(self.turn - other.turn)
            + 10.0 * abs(self.pitch - other.pitch)
        )
        return max(head, self.stands_off(other))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the picture a figure lies, in pixels."""

    head: skia.IRect
    """All that moves with the head, and what it moves on the neck."""
    arms: skia.IRect
    """Both arms."""
    whole: skia.IRect
    body: tuple[int, int]
    """Where the body stands."""
    poses: tuple[ArmPose, ArmPose]
    """How both arms are held."""

    def changed_from(self, before: Place) -> skia.IRect:
        """What may look different from when the figure was at another place."""
        if self.body != before.body:
            return _joined(self.whole, before.whole)
        changed = _joined(self.head, before.head)
        if all(map(_same, self.poses, before.poses)):
            return changed
        return _joined(changed, self.arms, before.arms)


class Figure:
    """Draws one host."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who it is.
            scale: Pixels of a unit.
        """
        self._head = (CatHead if theme.head.kind == "cat" else Head)(theme, scale)
        self._eyes, self._mouth = Eyes(theme, scale), Mouth(theme)
        self._mouth_y, self._drop = theme.mouth.y, theme.head.drop
        self._hair = HairLayers(theme, scale)
        self._arms = Arms(theme, _SHOULDER[theme.build], scale)
        self._glasses = Glasses(theme) if theme.glasses != "none" else None
        self._beard = BeardPaint(theme) if theme.hair.beard != "none" else None
        self._marks = recorded(partial(draw_marks, theme=theme))
        self._moving, self._features = _boxes(theme, self._hair.bounds)
        self._span = span = _SPAN[theme.build]
        worn = dress(theme)
        self._collar = worn.collar_top

        def torso(canvas: skia.Canvas) -> None:
            worn.behind(canvas)
            self._head.neck(canvas)
            worn.draw(canvas)

        self._torso = Still(torso, (-span, -96, span, _DEPTH), scale)
        self._resting = {
            side: Still(partial(self._arms.draw, side=side, pose=REST), (-span, 0, span, _DEPTH), scale)
            for side in (-1, 1)
        }

    def draw(self, canvas: skia.Canvas, now: Moment) -> None:
        """Draw the figure.

        Args:
            canvas: In design space, the backdrop already on it.
            now: What the figure does.
        """
        self.behind(canvas, now)
        self.face(canvas, now)
        self.before(canvas, now)

    def behind(self, canvas: skia.Canvas, now: Moment) -> None:
        """Draw what lies behind the face; it depends on the pose alone."""
        canvas.save()
        self._to_head(canvas, now)
        canvas.translate(-now.turn * 4, -now.pitch * 3)
        canvas.drawPicture(self._hair.back)
        canvas.restore()

        middle = _MIDDLE + now.sway
        self._torso.draw(canvas, middle, _neck_y(now))
        canvas.save()
        canvas.translate(middle, _neck_y(now))
        if self._collar is not None:
            canvas.clipRect(skia.Rect.MakeLTRB(-90, -100, 90, self._collar + 4.0))
        self._head.neck_shadow(canvas, now.turn * 8 + now.shift_x, now.shift_y * 0.7 + now.pitch * 5)
        canvas.restore()
        canvas.save()
        self._to_head(canvas, now)
        self._head.ears(canvas, now.turn)
        canvas.restore()

    def before(self, canvas: skia.Canvas, now: Moment) -> None:
        """Draw what lies before the face; it depends on the pose alone."""
        canvas.save()
        self._to_head(canvas, now)
        canvas.translate(now.turn * 3, now.pitch * 3)
        self._hair.front.draw(canvas)
        canvas.restore()

        middle = _MIDDLE + now.sway
        for side, pose in ((-1, now.right), (1, now.left)):
            if pose.near(REST):
                self._resting[side].draw(canvas, middle, _neck_y(now))
                continue
            canvas.save()
            canvas.translate(middle, _neck_y(now))
            if not canvas.quickReject(self._arms.bounds(side, pose)):
                self._arms.draw(canvas, side, pose)
            canvas.restore()

    def face(self, canvas: skia.Canvas, now: Moment) -> None:
        """Draw the face itself."""
        canvas.save()
        self._to_head(canvas, now)
        self._face(canvas, now)
        canvas.restore()

    def place(self, canvas: skia.Canvas, now: Moment) -> Place:
        """Where the figure will lie on the canvas."""
        every = canvas.imageInfo().bounds()
        canvas.save()
        self._to_head(canvas, now)
        head = _within(every, canvas.getTotalMatrix().mapRect(self._moving))
        canvas.restore()
        middle, neck_y = _MIDDLE + now.sway, _neck_y(now)
        matrix = canvas.getTotalMatrix()

        def placed(box: skia.Rect) -> skia.IRect:
            return _within(every, matrix.mapRect(box.makeOffset(middle, neck_y)))

        arms = _joined(placed(self._arms.bounds(-1, now.right)), placed(self._arms.bounds(1, now.left)))
        body = placed(skia.Rect.MakeLTRB(-self._span, -98, self._span, _DEPTH))
        resting = now.right.near(REST) and now.left.near(REST)
        return Place(
            head=head,
            arms=arms,
            whole=_joined(head, body) if resting else _joined(head, body, arms),
            body=self._torso.place(canvas, middle, neck_y),
            poses=(now.right, now.left),
        )

    def features(self, canvas: skia.Canvas, now: Moment) -> skia.IRect:
        """Where, in the canvas's pixels, brows, eyes, cheeks, mouth and chin lie and move."""
        canvas.save()
        self._to_head(canvas, now)
        box = _within(canvas.imageInfo().bounds(), canvas.getTotalMatrix().mapRect(self._features))
        canvas.restore()
        return box

    def _to_head(self, canvas: skia.Canvas, now: Moment) -> None:
        canvas.translate(_MIDDLE + now.sway + now.shift_x, _HEAD_Y + self._drop + now.shift_y + _PIVOT_Y)
        canvas.rotate(now.roll)
        canvas.translate(0, -_PIVOT_Y)

    def _face(self, canvas: skia.Canvas, now: Moment) -> None:
        jaw = now.mouth.jaw
        outline = self._head.outline(jaw)
        self._head.face(canvas, outline, now.blush, now.turn)
        if self._beard is not None:
            self._beard.draw(canvas, outline, now.turn)
        canvas.save()
        canvas.translate(now.turn * 3, now.pitch * 4)
        canvas.drawPicture(self._hair.shadow)
        canvas.restore()

        across, down = now.turn * 10, now.pitch * 8
        canvas.save()
        canvas.translate(across, down)
        canvas.drawPicture(self._marks)
        self._eyes.draw(canvas, now.eyes)
        canvas.restore()
        canvas.save()
        canvas.translate(now.turn * 15, _NOSE_Y + now.pitch * 10)
        self._head.nose(canvas)
        canvas.restore()
        canvas.save()
        canvas.translate(now.turn * 11, self._mouth_y + now.pitch * 8 + jaw * 1.5)
        self._mouth.draw(canvas, now.mouth, now.smile)
        canvas.restore()
        if self._glasses is not None:
            canvas.save()
            canvas.translate(across * 1.1, down * 1.05)
            canvas.drawPicture(self._glasses.picture)
            canvas.restore()


def _boxes(theme: Theme, hair: tuple[float, float, float, float]) -> tuple[skia.Rect, skia.Rect]:
    """Head space: what turns with the head, and within it all skin of the face, each with room for turning.

    All of the skin lies in one box, since Skia draws a curve that is cut off a little differently from a
    whole one.
    """
    wide, low = max(x for x, _ in theme.head.jaw) + 18.0, theme.head.chin + 20.0
    features = skia.Rect.MakeLTRB(-wide, -theme.head.crown - 6.0, wide, low)
    moving = skia.Rect.MakeLTRB(*hair)
    moving.join(skia.Rect.MakeLTRB(-106, -120, 106, 130))
    moving.join(features)
    moving.outset(_MARGIN, _MARGIN)
    return moving, features


def _same(pose: ArmPose, other: ArmPose) -> bool:
    """Whether two poses of an arm look the same, hand and all."""
    return pose == other or (pose.near(REST) and other.near(REST))


def _joined(first: skia.IRect, *others: skia.IRect) -> skia.IRect:
    """The smallest box around boxes; empty ones do not count."""
    joined = skia.IRect.MakeLTRB(first.left(), first.top(), first.right(), first.bottom())
    for other in others:
        joined.join(other)
    return joined


def _within(every: skia.IRect, wanted: skia.Rect) -> skia.IRect:
    """Whole pixels of the canvas that a box touches."""
    box = wanted.roundOut()
    box.intersect(every)
    return box


def _neck_y(now: Moment) -> float:
    return _NECK_Y - now.rise + now.shift_y * 0.3
