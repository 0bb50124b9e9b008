"""The gestures that the drawn host knows, by name.

Poses are written for the slim build, in the space of ``ArmPose``: the chin is at about y -8, the eyes at
-116, the counter's edge at 190.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.gestures import Clip, Play, Stance, lasting, mirrored, still
from avatar.faces.drawn.hand_bones import HandShape

_FIST = (1.0, 1.0, 1.0, 1.0)
_FLAT = (0.02, 0.0, 0.03, 0.07)
_MOST_FINGERS = 5
_FINGER_S, _NOD_S, _SHAKE_S, _CLAP_S = 0.62, 0.5, 0.52, 0.34


def _nodding(depth: float, times: int, each_s: float) -> Callable[[Play], Stance]:
    def stance(play: Play) -> Stance:
        count = play.number or times
        if play.since_s > count * each_s:
            return Stance()
        fading = 1.0 - 0.35 * play.since_s / (count * each_s)
        return Stance(pitch=depth * fading * max(-0.12, sin(play.since_s / each_s * 2 * pi - 0.4)))

    return stance


def _shaking(play: Play) -> Stance:
    count = play.number or 2
    if play.since_s > count * _SHAKE_S:
        return Stance(brow=-0.1)
    fading = 1.0 - 0.4 * play.since_s / (count * _SHAKE_S)
    aside = sin(play.since_s / _SHAKE_S * 2 * pi)
    return Stance(turn=-1.05 * fading * aside, gaze_x=0.3 * fading * aside, brow=-0.15)


def _counting(play: Play) -> ArmPose:
    most = max(1, min(_MOST_FINGERS, play.number or 3))
    shown = min(most, 1 + int(max(0.0, play.since_s - 0.3) / _FINGER_S))
    index, middle, ring, little = (0.0 if shown > finger else 1.0 for finger in range(4))
    thumb = 0.95 if shown == _MOST_FINGERS else 0.0
    lift = -5.0 * sin(min(1.0, max(0.0, play.since_s - 0.3) / _FINGER_S % 1.0) * pi)
    return ArmPose(180, 4 + lift, 6, (0.63, 0.78), HandShape((index, middle, ring, little), 0.6, thumb))


def _clapping(play: Play) -> ArmPose:
    apart = 0.5 + 0.5 * cos(2 * pi * max(0.0, play.since_s - 0.42) / _CLAP_S)
    hand = HandShape((0.05, 0.04, 0.05, 0.08), 0.12, 0.62, roll=-84, pitch=14)
    return ArmPose(11 + 40 * apart, 96 + 6 * apart, -4 + 12 * apart, (0.35, 0.72), hand)


def _bowing(play: Play) -> Stance:
    deep = 1.0 if play.since_s < 1.0 else 0.0
    return Stance(pitch=0.9 * deep, lean=deep, gaze_y=0.5 * deep)


def _leading(turn: float, roll: float, gaze: float) -> Callable[[Play], Stance]:
    """The head goes with the hand; the eyes go there first and come back before it."""

    def stance(play: Play) -> Stance:
        there = 0.05 < play.since_s < 1.25
        return Stance(turn=turn, roll=roll, gaze_x=gaze if there else 0.15 * gaze, gaze_y=0.08, brow=0.2)

    return stance


def _looking_down(play: Play) -> Stance:
    there = 0.05 < play.since_s < 1.15
    return Stance(pitch=0.42, roll=2.0, gaze_x=0.12, gaze_y=0.75 if there else 0.05, brow=0.18)


_ASIDE = HandShape(_FLAT, 0.05, 0.8, roll=-36)
_POINT_RIGHT = Clip(
    lasting(2.2), 0.5, _leading(0.75, 1.5, 0.85), left=still(ArmPose(214, 48, 70, (0.12, 0.99), _ASIDE))
)
_PALM_UP = ArmPose(182, 104, 54, (-0.53, 0.85), HandShape(_FLAT, 0.4, 0.95, roll=-42))
_SHRUGGING = ArmPose(186, 78, 66, (-0.23, 0.97), HandShape((0.1, 0.06, 0.08, 0.12), 0.5, 0.95, roll=-48))
_HALF_HEART = ArmPose(
    77, 112, -30, (0.71, 0.46), HandShape((0.44, 0.43, 0.43, 0.45), 0.0, 0.4, roll=-98, cup=0.3, oppose=1.0)
)
_CARRYING = ArmPose(
    74, 130, -50, (0.75, 0.4), HandShape((0.1, 0.08, 0.1, 0.14), 0.25, 0.9, roll=150, cup=0.25, pitch=30)
)
_STARTLED = ArmPose(150, 46, 2, (0.34, 0.94), HandShape((0.08, 0.05, 0.08, 0.12), 0.8, 0.95, roll=-14))

CLIPS: dict[str, Clip] = {
    "wave": Clip(
        lasting(2.0),
        0.45,
        still(Stance(roll=-2.5, pitch=-0.1, brow=0.3)),
        right=still(ArmPose(194, -30, 12, (0.73, 0.68), HandShape((0, 0, 0, 0.02), 0.85, 1.0))),
        sway=17.0,
        either=True,
    ),
    "point_right": _POINT_RIGHT,
    "point_left": mirrored(_POINT_RIGHT),
    "point_down": Clip(
        lasting(2.1),
        0.5,
        _looking_down,
        right=still(
            ArmPose(172, 58, 176, (0.0, -0.42), HandShape((0.02, 0.92, 0.96, 1.0), 0.1, 0.3, roll=62))
        ),
        either=True,
    ),
    "count": Clip(
        lambda number: 1.0 + _FINGER_S * max(1, min(_MOST_FINGERS, number or 3)),
        0.5,
        still(Stance(roll=-1.5, brow=0.15)),
        right=_counting,
    ),
    "open_palms": Clip(
        lasting(1.9),
        0.5,
        still(Stance(pitch=-0.08, brow=0.25)),
        right=still(_PALM_UP),
        left=still(_PALM_UP),
    ),
    "thumbs_up": Clip(
        lasting(1.8),
        0.5,
        still(Stance(roll=-2.0, pitch=0.1, brow=0.25)),
        right=still(ArmPose(168, 84, 44, (-0.39, 0.92), HandShape(_FIST, 0.2, 1.15, roll=-16))),
        either=True,
    ),
    "heart": Clip(
        lasting(2.2),
        0.6,
        still(Stance(roll=3.0, pitch=0.05, brow=0.25)),
        right=still(_HALF_HEART),
        left=still(_HALF_HEART),
    ),
    "hold_product": Clip(
        lasting(2.4),
        0.55,
        still(Stance(pitch=0.16, roll=-1.5, gaze_y=0.3, brow=0.2)),
        right=still(_CARRYING),
        left=still(_CARRYING),
    ),
    "think": Clip(
        lasting(2.2),
        0.6,
        still(Stance(turn=-0.35, roll=-4.0, gaze_x=-0.55, gaze_y=-0.6, brow=0.35)),
        left=still(
            ArmPose(
                50, 46, -34, (-0.2, 0.88), HandShape((0.62, 0.8, 0.92, 1.0), 0.1, 0.72, roll=170, pitch=10)
            )
        ),
        either=True,
    ),
    "shrug": Clip(
        lasting(1.5),
        0.45,
        still(Stance(roll=4.0, shrug=1.0, brow=0.7)),
        right=still(_SHRUGGING),
        left=still(_SHRUGGING),
        either=True,
    ),
    "nod": Clip(lambda number: _NOD_S * (number or 2) + 0.1, 0.2, _nodding(1.15, 2, _NOD_S)),
    "shake": Clip(lambda number: _SHAKE_S * (number or 2) + 0.1, 0.2, _shaking),
    "bow": Clip(
        lasting(1.7),
        0.6,
        _bowing,
        right=still(ArmPose(48, 118, -68, (0.61, 0.66), HandShape(_FLAT, 0.12, 0.75, roll=180))),
        either=True,
    ),
    "clap": Clip(
        lambda number: 0.5 + _CLAP_S * (number or 4),
        0.6,
        still(Stance(pitch=-0.08, roll=1.5, brow=0.3)),
        right=_clapping,
        left=_clapping,
    ),
    "listen": Clip(
        lasting(2.2),
        0.55,
        still(Stance(turn=-0.45, roll=5.5, gaze_x=0.1, gaze_y=0.05, brow=0.35)),
        left=still(
            ArmPose(
                132, -44, -6, (0.98, 0.2), HandShape((0.1, 0.08, 0.1, 0.16), 0.1, 0.55, roll=12, cup=0.35)
            )
        ),
        either=True,
    ),
    "surprise": Clip(
        lasting(1.5),
        0.4,
        still(Stance(pitch=-0.3, lean=-0.35, shrug=0.35, brow=0.95)),
        right=still(_STARTLED),
        left=still(_STARTLED),
    ),
    "beat": Clip(lasting(0.42), 0.12, _nodding(0.5, 1, 0.42)),
}
"""A name that is not here is ignored. ``beat`` is the small nod on a stressed word; the others are
``persona.schema.GESTURES``, with ``point_card`` told apart by where the card stands."""
