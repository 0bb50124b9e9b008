"""The whole figure, layer by layer, as it stands in one moment. Design space: 720 x 480 units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import inf, radians

import skia

from avatar.faces.drawn.arms import ArmPose, Arms
from avatar.faces.drawn.body import SHOULDER, Body
from avatar.faces.drawn.eyes import Eyes, EyeState
from avatar.faces.drawn.gestures import REST
from avatar.faces.drawn.glasses import Glasses
from avatar.faces.drawn.hair import HairLayers
from avatar.faces.drawn.head import Head
from avatar.faces.drawn.mouth import MOUTH_Y, Mouth, MouthShape
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
_FEATURES = skia.Rect.MakeLTRB(-94, -108, 94, 118)
"""Head space, with room for the head's turning. All of the skin lies in it, since Skia draws a curve that
is cut off a little differently from a whole one."""
_HEAD = skia.Rect.MakeLTRB(-122, -158, 122, 146)
"""Head space, everything that turns with the head, with room for its turning."""
_SPAN = {"slim": 170.0, "broad": 192.0}
"""Body space: half the width of a body at rest."""
_DEPTH = 230.0
"""Body space: the height below the neck of what is seen."""


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
        )

    def away(self, other: Moment) -> float:
        """How far, in units, the pose has moved from another moment's, at the point that moved most."""
        if not (self.right.near(other.right) and self.left.near(other.left)):
            return inf
        return (
            abs(self.shift_x - other.shift_x)
            + abs(self.shift_y - other.shift_y)
            + _REACH * radians(abs(self.roll - other.roll))
            + 15.0 * abs(self.turn - other.turn)
            + 10.0 * abs(self.pitch - other.pitch)
            + abs(self.rise - other.rise)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the picture a figure lies, in pixels."""

    head: skia.IRect
    """All that moves with the head, and what it moves on the neck."""
    whole: skia.IRect
    body: tuple[int, int] | None
    """Where the body stands; ``None`` while an arm is raised."""

    def changed_from(self, before: Place) -> skia.IRect:
        """What may look different from when the figure was at another place."""
        stands = self.body is not None and self.body == before.body
        box, other = (self.head, before.head) if stands else (self.whole, before.whole)
        return skia.IRect.MakeLTRB(
            min(box.left(), other.left()),
            min(box.top(), other.top()),
            max(box.right(), other.right()),
            max(box.bottom(), other.bottom()),
        )


class Figure:
    """Draws one host."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare everything that does not change.

        Args:
            theme: Who it is.
            scale: Pixels of a unit.
        """
        self._head, self._eyes, self._mouth = Head(theme, scale), Eyes(theme, scale), Mouth(theme)
        self._hair, self._arms = HairLayers(theme, scale), Arms(theme, SHOULDER[theme.build], scale)
        self._glasses = Glasses(theme) if theme.glasses else None
        self._span = span = _SPAN[theme.build]
        body = Body(theme)

        def torso(canvas: skia.Canvas) -> None:
            self._head.neck(canvas)
            body.draw(canvas)

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

        self._torso.draw(canvas, _MIDDLE, _neck_y(now))
        canvas.save()
        canvas.translate(_MIDDLE, _neck_y(now))
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

        for side, pose in ((-1, now.right), (1, now.left)):
            if pose.near(REST):
                self._resting[side].draw(canvas, _MIDDLE, _neck_y(now))
                continue
            canvas.save()
            canvas.translate(_MIDDLE, _neck_y(now))
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
        head = _within(every, canvas.getTotalMatrix().mapRect(_HEAD))
        canvas.restore()
        if not (now.right.near(REST) and now.left.near(REST)):
            return Place(head, every, None)
        neck_y = _neck_y(now)
        body = skia.Rect.MakeLTRB(_MIDDLE - self._span, neck_y - 98, _MIDDLE + self._span, neck_y + _DEPTH)
        whole = _within(every, canvas.getTotalMatrix().mapRect(body))
        whole.join(head)
        return Place(head, whole, self._torso.place(canvas, _MIDDLE, neck_y))

    def features(self, canvas: skia.Canvas, now: Moment) -> skia.IRect:
        """Where, in the canvas's pixels, brows, eyes, cheeks, mouth and chin lie and move."""
        canvas.save()
        self._to_head(canvas, now)
        box = _within(canvas.imageInfo().bounds(), canvas.getTotalMatrix().mapRect(_FEATURES))
        canvas.restore()
        return box

    def _to_head(self, canvas: skia.Canvas, now: Moment) -> None:
        canvas.translate(_MIDDLE + now.shift_x, _HEAD_Y + now.shift_y + _PIVOT_Y)
        canvas.rotate(now.roll)
        canvas.translate(0, -_PIVOT_Y)

    def _face(self, canvas: skia.Canvas, now: Moment) -> None:
        jaw = now.mouth.jaw
        outline = self._head.outline(jaw)
        self._head.face(canvas, outline, now.blush, now.turn)
        canvas.save()
        canvas.translate(now.turn * 3, now.pitch * 4)
        canvas.drawPicture(self._hair.shadow)
        canvas.restore()

        across, down = now.turn * 10, now.pitch * 8
        canvas.save()
        canvas.translate(across, down)
        self._eyes.draw(canvas, now.eyes)
        canvas.restore()
        canvas.save()
        canvas.translate(now.turn * 15, _NOSE_Y + now.pitch * 10)
        self._head.nose(canvas)
        canvas.restore()
        canvas.save()
        canvas.translate(now.turn * 11, MOUTH_Y + now.pitch * 8 + jaw * 1.5)
        self._mouth.draw(canvas, now.mouth, now.smile)
        canvas.restore()
        if self._glasses is not None:
            canvas.save()
            canvas.translate(across * 1.1, down * 1.05)
            canvas.drawPicture(self._glasses.picture)
            canvas.restore()


def _within(every: skia.IRect, wanted: skia.Rect) -> skia.IRect:
    """Whole pixels of the canvas that a box touches."""
    box = wanted.roundOut()
    box.intersect(every)
    return box


def _neck_y(now: Moment) -> float:
    return _NECK_Y - now.rise + now.shift_y * 0.3
