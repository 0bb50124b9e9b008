"""One arm on its way from pose to pose."""

from __future__ import annotations

from math import pi, sin

import numpy as np

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.gestures import REST
from avatar.faces.drawn.hand_bones import HandShape
from avatar.faces.drawn.spring import Spring, Vector

_SWAY_HZ = 1.9
_RATE = 10.0
_UNSEEN = np.array([0.6, 0.6, 0.8, 0.008, 0.008, *[0.01] * 6, 1.0, 1.0, 0.01, 0.01, 0.05])
"""Of each value of a pose: how far from its goal it may stop, unseen."""


def pose_vector(pose: ArmPose, sway: float = 0.0) -> Vector:
    """A pose as float64 (16,): wrist, turn, elbow, fingers, spread, thumb, roll, pitch, cup, oppose, sway."""
    hand = pose.hand
    return np.array(
        [
            pose.x, pose.y, pose.turn, *pose.elbow, *hand.curl, hand.spread, hand.thumb,
            hand.roll, hand.pitch, hand.cup, hand.oppose, sway,
        ]
    )  # fmt: skip


class Limb:
    """Follows poses by a spring; nothing of an arm ever jumps."""

    def __init__(self) -> None:
        """Rest behind the counter."""
        self._shape = REST.hand
        self._spring = Spring(pose_vector(REST), _RATE)
        self._there: ArmPose | None = None
        self._target: ArmPose | None = None

    def step(self, target: ArmPose | None, sway: float, step_s: float, at_s: float) -> ArmPose:
        """Move on and return where the arm is.

        Args:
            target: Where to go; ``None`` is to rest, with the hand held as it was.
            sway: Degrees the hand waves to and fro when it is there.
            step_s: Seconds since the last step.
            at_s: Seconds on the audio clock, for the waving.
        """
        if self._there is not None and target == self._target:
            return self._there
        self._target = target
        if target is not None:
            self._shape = target.hand
        goal = pose_vector(target or _resting(self._shape), sway if target is not None else 0.0)
        x, y, turn, out, down, *rest, swaying = self._spring.step(goal, step_s).tolist()
        wave = swaying * sin(2 * pi * _SWAY_HZ * at_s)
        shape = HandShape((rest[0], rest[1], rest[2], rest[3]), *rest[4:])
        pose = ArmPose(x + 0.55 * wave, y, turn + wave, (out, down), shape)
        self._there = pose if not goal[-1] and self._spring.rests_at(goal, _UNSEEN) else None
        return pose


def _resting(shape: HandShape) -> ArmPose:
    return ArmPose(REST.x, REST.y, REST.turn, REST.elbow, shape)
