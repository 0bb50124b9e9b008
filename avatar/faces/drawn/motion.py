"""How the host moves: performances in, one moment after another out, nothing ever jumping.

Lips follow the viseme track itself, 60 ms early. Everything else goes by springs towards what mood,
gestures, gaze and idle life ask for.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from avatar.faces.drawn import moods
from avatar.faces.drawn.eyes import EyeState
from avatar.faces.drawn.figure import Moment
from avatar.faces.drawn.gestures import STANCE_FIELDS, Stance, stance_values
from avatar.faces.drawn.life import blink, breath, drift, glance, stand
from avatar.faces.drawn.limb import Limb
from avatar.faces.drawn.mouth import mixed
from avatar.faces.drawn.performer import Performer
from avatar.faces.drawn.spring import Spring
from avatar.media import SAMPLE_RATE_HZ, Performance

_LONGEST_STEP_S = 0.5
_STANCE_RATE, _EYES_RATE, _TALK_RATE = 8.5, 38.0, 5.0
"""1/s; eyes get there within about 120 ms, the head in half a second."""
_SHIFT = 6.0
"""Units the body stands aside with all its weight on one leg."""
_GAZE = STANCE_FIELDS.index("gaze_x")


class Motion:
    """One host's movement. Times never go back."""

    def __init__(self, seed: int) -> None:
        """Stand at rest.

        Args:
            seed: Of idle life.
        """
        self._seed = seed
        self._performer = Performer()
        self._mood = Spring(moods.vector("neutral"), moods.rate("neutral"))
        self._stance = Spring(np.zeros(len(STANCE_FIELDS)), _STANCE_RATE)
        self._gaze = Spring(np.zeros(2), _EYES_RATE)
        self._talk = Spring(np.zeros(1), _TALK_RATE)
        self._right, self._left = Limb(), Limb()
        self._last: int | None = None

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on."""
        self._performer.perform(performance)

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on; the mouth closes within 80 ms."""
        self._performer.clear(at)

    def moment(self, at: int) -> Moment:
        """Everything as it is at sample ``at``."""
        last = at if self._last is None else self._last
        step_s = min(_LONGEST_STEP_S, max(0, at - last) / SAMPLE_RATE_HZ)
        self._last = at
        at_s = at / SAMPLE_RATE_HZ
        performer, seed = self._performer, self._seed
        performer.forget_before(at)
        mood = performer.mood(at)
        feel = moods.expression(
            self._mood.step(moods.vector(mood, performer.feel(at)), step_s, moods.rate(mood))
        )
        wanted = np.array(stance_values(performer.stance(at)))
        stance = Stance(*self._stance.step(wanted, step_s).tolist())
        look_x, look_y = self._gaze.step(wanted[_GAZE : _GAZE + 2], step_s).tolist()
        stance = replace(stance, gaze_x=look_x, gaze_y=look_y)
        talk = float(self._talk.step(np.array([float(performer.speaking(at))]), step_s)[0])
        right = self._right.step(*performer.arm(at, "right"), step_s, at_s)
        left = self._left.step(*performer.arm(at, "left"), step_s, at_s)

        mouth = mixed(performer.weights(at))
        full = breath(seed, at_s)
        lively = feel.energy * (1.0 + 0.9 * talk)
        weight = _SHIFT * stand(seed, at_s)
        return Moment(
            mouth=mouth,
            smile=feel.smile * (1.0 - 0.55 * mouth.round),
            eyes=self._eyes(at_s, feel, stance, talk, mouth.jaw),
            blush=feel.blush,
            turn=stance.turn + 0.2 * lively * drift(seed, 10, at_s, 1.7),
            pitch=stance.pitch + feel.pitch + 0.14 * lively * drift(seed, 11, at_s, 1.3),
            roll=stance.roll + feel.roll + 1.25 * lively * drift(seed, 12, at_s, 2.1) - 0.12 * weight,
            shift_x=2.4 * lively * drift(seed, 13, at_s, 3.1),
            shift_y=-0.9 * full + 40.0 * stance.lean + 3.0 * max(0.0, stance.pitch),
            rise=1.6 * full + 11.0 * stance.shrug + 3.0 * feel.lift,
            right=right,
            left=left,
            sway=weight,
        )

    def _eyes(self, at_s: float, feel: moods.Expression, stance: Stance, talk: float, jaw: float) -> EyeState:
        """Lids, brows and where the eyes look; ``stance`` has the gaze as it is by now."""
        busy = min(1.0, abs(stance.gaze_x) + abs(stance.gaze_y))
        wander = (1.0 - 0.75 * talk) * (1.0 - busy)
        glance_x, glance_y = glance(self._seed, at_s, wander)
        gaze_y = glance_y + stance.gaze_y
        flash = 0.12 * talk * drift(self._seed, 14, at_s, 0.7) + 0.12 * jaw
        return EyeState(
            open=max(0.0, feel.lids - 0.14 * gaze_y) * (1.0 - blink(self._seed, at_s)),
            squint=feel.squint,
            gaze_x=max(-1.0, min(1.0, glance_x + stance.gaze_x - 0.25 * stance.turn)),
            gaze_y=max(-1.0, min(1.0, gaze_y)),
            brow_raise=feel.brow_raise + stance.brow + flash,
            brow_tilt=feel.brow_tilt,
        )
