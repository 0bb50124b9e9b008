"""What a photo does at a moment: performances, moods, gestures and idle life as movements of a face.

A photo has no hands. Of a gesture it plays what the head, the brows and the eyes do.
"""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np

from avatar.faces.drawn.gestures import Stance
from avatar.faces.drawn.life import blink, breath, drift, glance, stand
from avatar.faces.drawn.moods import Expression, expression, rate, vector
from avatar.faces.drawn.mouth import MouthShape, mixed
from avatar.faces.drawn.performer import Performer
from avatar.faces.drawn.spring import Spring
from avatar.faces.photo.portrait import Moment, Pose
from avatar.faces.photo.rig import Movements
from avatar.media import SAMPLE_RATE_HZ

_LONGEST_STEP_S = 0.5
_NEUTRAL = expression(vector("neutral"))
_YAW, _PITCH, _ROLL = 6.0, 5.0, 5.0
"""Degrees at most: further, the far side of a head is missing in its photo."""
_LEAN = 0.05
"""In heights of the face: how far a bow brings the head down."""


class Life:
    """Gives the moments, in the order of their times."""

    def __init__(self, seed: int) -> None:
        """Begin at rest.

        Args:
            seed: Of idle life; the same seed, times and performances give the same moments.
        """
        self.performer = Performer()
        self._seed = seed
        self._mood = Spring(vector("neutral"), 7.0)
        self._stance = Spring(np.zeros(len(fields(Stance))), 8.5)
        self._talk = Spring(np.zeros(1), 5.0)
        self._last: int | None = None

    def moment(self, at: int) -> Moment:
        """The moment at sample ``at``."""
        last = at if self._last is None else self._last
        step_s = min(_LONGEST_STEP_S, max(0, at - last) / SAMPLE_RATE_HZ)
        self._last = at
        at_s = at / SAMPLE_RATE_HZ
        performer = self.performer
        performer.forget_before(at)
        talk = float(self._talk.step(np.array([float(performer.speaking(at))]), step_s)[0])
        mood = performer.mood(at)
        feel = expression(self._mood.step(vector(mood, performer.feel(at)), step_s, rate(mood)))
        asked = np.array(astuple(performer.stance(at)))
        stance = Stance(*self._stance.step(asked, step_s).tolist())
        mouth = mixed(performer.weights(at))
        gaze_x, gaze_y = self._gaze(at_s, stance, talk)
        flash = 0.12 * talk * drift(self._seed, 14, at_s, 0.7) + 0.1 * mouth.jaw
        lids = 1.0 + 0.6 * (feel.lids - _NEUTRAL.lids) - 0.1 * gaze_y
        return Moment(
            self._pose(at_s, stance, feel, talk),
            movements(
                mouth,
                smile=feel.smile - _NEUTRAL.smile,
                raise_brows=feel.brow_raise + stance.brow + flash,
                tilt_brows=feel.brow_tilt - _NEUTRAL.brow_tilt,
                close_lids=1.0 - lids * (1.0 - blink(self._seed, at_s)),
                squint=feel.squint - _NEUTRAL.squint,
            ),
            mouth,
            (gaze_x, gaze_y),
        )

    def _pose(self, at_s: float, stance: Stance, feel: Expression, talk: float) -> Pose:
        seed, lively = self._seed, (1.0 + 0.9 * talk) * feel.energy
        full = breath(seed, at_s)
        turn = stance.turn + 0.2 * lively * drift(seed, 10, at_s, 1.7)
        pitch = stance.pitch + feel.pitch + 0.14 * lively * drift(seed, 11, at_s, 1.3)
        roll = 0.8 * (stance.roll + feel.roll) + 1.1 * lively * drift(seed, 12, at_s, 2.1)
        return Pose(
            yaw=_YAW * _held(turn),
            pitch=_PITCH * _held(pitch),
            roll=_ROLL * _held(roll / _ROLL),
            x=0.01 * lively * drift(seed, 13, at_s, 3.1) + 0.012 * stand(seed, at_s),
            y=-0.003 * full + _LEAN * stance.lean + 0.01 * max(0.0, stance.pitch),
            rise=0.005 * full + 0.035 * stance.shrug + 0.006 * feel.lift,
        )

    def _gaze(self, at_s: float, stance: Stance, talk: float) -> tuple[float, float]:
        busy = min(1.0, abs(stance.gaze_x) + abs(stance.gaze_y))
        x, y = glance(self._seed, at_s, (1.0 - 0.75 * talk) * (1.0 - busy))
        x, y = x + stance.gaze_x - 0.25 * stance.turn, y + stance.gaze_y
        return max(-1.0, min(1.0, x)), max(-1.0, min(1.0, y))


def movements(
    mouth: MouthShape,
    *,
    smile: float = 0.0,
    raise_brows: float = 0.0,
    tilt_brows: float = 0.0,
    close_lids: float = 0.0,
    squint: float = 0.0,
) -> Movements:
    """The movements of a mouth's shape and an expression.

    Args:
        mouth: What the mouth does.
        smile: More than the photo's own, -1 … 1; less below 0.
        raise_brows: -1 … 1.
        tilt_brows: -1 sad … 1 angry.
        close_lids: 0 … 1; a little below 0 opens them wider.
        squint: -1 … 1.
    """
    return Movements(
        jaw=mouth.jaw * (1.0 - 0.55 * mouth.bite),
        upper=max(0.0, mouth.upper) * min(1.0, 4.0 * mouth.jaw),
        lower=max(0.0, mouth.lower) * min(1.0, 4.0 * mouth.jaw) * (1.0 - mouth.bite),
        press=max(0.0, -mouth.lower),
        width=mouth.width,
        pucker=mouth.round,
        smile=max(-1.3, min(1.0, smile * (1.0 if smile > 0 else 1.3))) * (1.0 - 0.55 * mouth.round),
        raise_brows=max(-1.0, min(1.3, raise_brows)),
        tilt_brows=max(-1.0, min(1.0, tilt_brows)),
        close_lids=max(-0.12, min(1.0, close_lids)),
        squint=max(0.0, min(1.0, squint)),
    )


def _held(value: float) -> float:
    """Within -1 … 1, bending towards the ends instead of stopping there."""
    return float(np.tanh(value))
