"""One arm on its way from pose to pose."""

from __future__ import annotations

from math import pi, sin

import numpy as np

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.gestures import REST
from avatar.faces.drawn.hands import HandShape
from avatar.faces.drawn.spring import Spring, Vector

_HIDDEN_Y = 232.0
"""Below this the hand is behind the counter, and may change its view unseen."""
_SWAY_HZ = 1.9
_RATE = 9.5


def _vector(pose: ArmPose, sway: float) -> Vector:
    hand = pose.hand
    return np.array([pose.x, pose.y, pose.turn, pose.elbow, *hand.curl, hand.spread, hand.thumb, sway])


class Limb:
    """Follows poses by a spring; the hand's view changes only out of sight."""

    def __init__(self) -> None:
        self._view = REST.hand.view
        self._shape = REST.hand
        self._spring = Spring(_vector(REST, 0.0), _RATE)
        self._at_rest: ArmPose | None = None

    def step(self, target: ArmPose | None, sway: float, step_s: float, at_s: float) -> ArmPose:
        """Move on and return where the arm is.

        Args:
            target: Where to go; ``None`` is to rest, with the hand held as it was.
            sway: Degrees the hand waves to and fro when it is there.
            step_s: Seconds since the last step.
            at_s: Seconds on the audio clock, for the waving.
        """
        if target is None and self._at_rest is not None:
            return self._at_rest
        if target is not None and target.hand.view != self._view:
            if self._spring.at[1] < _HIDDEN_Y:
                target = None
            else:
                self._view = target.hand.view
        if target is not None:
            self._shape = target.hand
        else:
            sway = 0.0
        goal = _vector(target or _resting(self._shape), sway)
        x, y, turn, elbow, *hand, swaying = self._spring.step(goal, step_s).tolist()
        wave = swaying * sin(2 * pi * _SWAY_HZ * at_s)
        shape = HandShape(self._view, (hand[0], hand[1], hand[2], hand[3]), hand[4], hand[5])
        pose = ArmPose(x + 0.55 * wave, y, turn + wave, elbow, shape)
        self._at_rest = pose if target is None and self._spring.rests_at(goal) else None
        return pose


def _resting(shape: HandShape) -> ArmPose:
    return ArmPose(REST.x, REST.y, REST.turn, REST.elbow, shape)
