"""The whole figure, layer by layer, as it stands in one moment. Design space: 720 x 480 units."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from avatar.faces.drawn.arms import ArmPose, Arms
from avatar.faces.drawn.body import SHOULDER, Body
from avatar.faces.drawn.eyes import Eyes, EyeState
from avatar.faces.drawn.glasses import Glasses
from avatar.faces.drawn.hair import HairLayers
from avatar.faces.drawn.head import Head
from avatar.faces.drawn.mouth import MOUTH_Y, Mouth, MouthShape
from avatar.faces.drawn.themes import Theme

WIDTH, HEIGHT = 720.0, 480.0
_MIDDLE = 360.0
_HEAD_Y = 150.0
_NECK_Y = 284.0
_PIVOT_Y = 112.0
"""Head space: where the head turns on the neck."""
_NOSE_Y = 44.0


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


class Figure:
    """Draws one host."""

    def __init__(self, theme: Theme) -> None:
        self._head, self._eyes, self._mouth = Head(theme), Eyes(theme), Mouth(theme)
        self._hair, self._body, self._arms = HairLayers(theme), Body(theme), Arms(theme)
        self._glasses = Glasses(theme) if theme.glasses else None
        self._shoulder = SHOULDER[theme.build]

    def draw(self, canvas: skia.Canvas, now: Moment) -> None:
        """Draw the figure.

        Args:
            canvas: In design space, the backdrop already on it.
            now: What the figure does.
        """
        canvas.save()
        self._to_head(canvas, now)
        canvas.translate(-now.turn * 4, -now.pitch * 3)
        canvas.drawPicture(self._hair.back)
        canvas.restore()

        canvas.save()
        canvas.translate(_MIDDLE + now.shift_x * 0.25, _NECK_Y - now.rise + now.shift_y * 0.3)
        self._head.neck(canvas)
        self._head.neck_shadow(canvas, now.turn * 8 + now.shift_x, now.shift_y * 0.7 + now.pitch * 5)
        canvas.drawPicture(self._body.picture)
        canvas.restore()

        canvas.save()
        self._to_head(canvas, now)
        self._face(canvas, now)
        canvas.translate(now.turn * 3, now.pitch * 3)
        canvas.drawPicture(self._hair.front)
        canvas.restore()

        canvas.save()
        canvas.translate(_MIDDLE + now.shift_x * 0.25, _NECK_Y - now.rise + now.shift_y * 0.3)
        self._arms.draw(canvas, -1, self._shoulder, now.right)
        self._arms.draw(canvas, 1, self._shoulder, now.left)
        canvas.restore()

    def _to_head(self, canvas: skia.Canvas, now: Moment) -> None:
        canvas.translate(_MIDDLE + now.shift_x, _HEAD_Y + now.shift_y + _PIVOT_Y)
        canvas.rotate(now.roll)
        canvas.translate(0, -_PIVOT_Y)

    def _face(self, canvas: skia.Canvas, now: Moment) -> None:
        self._head.ears(canvas, now.turn)
        jaw = now.mouth.jaw
        outline = self._head.outline(jaw)
        self._head.face(canvas, outline, now.blush, now.turn)
        canvas.save()
        canvas.clipPath(outline, skia.ClipOp.kIntersect, True)
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
