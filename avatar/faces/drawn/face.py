"""The drawn host as a face: performances in, pictures out."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from math import pi, sin
from typing import Literal

import numpy as np
import skia
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.eyes import EyeState
from avatar.faces.drawn.figure import HEIGHT, WIDTH, Figure, Moment, Place
from avatar.faces.drawn.gestures import Stance
from avatar.faces.drawn.ink import surface
from avatar.faces.drawn.life import blink, drift, glance
from avatar.faces.drawn.limb import Limb
from avatar.faces.drawn.moods import Expression, expression, vector
from avatar.faces.drawn.mouth import MouthShape, mixed
from avatar.faces.drawn.performer import Cue, Performer
from avatar.faces.drawn.spring import Spring, Vector
from avatar.faces.drawn.themes import THEMES, Theme
from avatar.media import SAMPLE_RATE_HZ, Performance, Picture

_BREATH_HZ = 0.25
_LONGEST_STEP_S = 0.5
_HELD_PX = 0.6
"""The pose that is drawn follows the true one once it is this far off; the face itself follows at once."""
_HELD_ONCE_PX = 1.0
"""For one frame after it was drawn it may be this far off."""
_HELD = SAMPLE_RATE_HZ * 160 // 1000
"""Samples after which it is drawn again however little it moved, so that slow drifting stays smooth."""


@dataclass(slots=True)
class _Held:
    """A pose as it was drawn, and what lies around the face in it."""

    pose: Moment
    at: int
    """Sample."""
    place: Place
    features: skia.IRect
    """Where the face's features move, in pixels."""
    behind: Picture
    """uint8 (rows, columns, 4), what lies behind them."""
    again: bool = False
    """Whether it was shown more than once."""

    def stands_for(self, now: Moment, at: int, scale: float) -> bool:
        """Whether a moment's true pose is near enough, at so many pixels of a unit."""
        limit_px = _HELD_PX if self.again else _HELD_ONCE_PX
        return at - self.at <= _HELD and now.away(self.pose) * scale < limit_px


class DrawnFace:
    """A host drawn from vectors.

    Lips are drawn 60 ms early. Everything else moves by springs towards what the mood, the gesture
    and idle life ask for, so that nothing jumps when a clip begins, ends or is cleared.
    """

    class Config(BaseModel):
        """Which host, and what is changed about it."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        theme: str = "mei"
        """``mei`` or ``kai``."""
        skin: dict[str, str] = Field(default_factory=dict)
        """Tones that replace the theme's, ``#rrggbb`` by name (light base shade deep blush lip)."""
        hair: dict[str, str] = Field(default_factory=dict)
        """Cut (``style``) and tones (base light dark sheen) that replace the theme's."""
        clothes: dict[str, str] = Field(default_factory=dict)
        """Cut (``style``) and tones (base light shade deep inner inner_shade) likewise."""
        iris: str | None = None
        accent: str | None = None
        glasses: bool | None = None
        earrings: bool | None = None
        hairpin: bool | None = None
        seed: int = Field(default=7, ge=0)
        """Of idle life; the same seed and times give the same pictures."""

        @field_validator("theme")
        @classmethod
        def _known(cls, theme: str) -> str:
            if theme not in THEMES:
                raise ValueError(f"no host is called {theme!r}; there are: {', '.join(sorted(THEMES))}")
            return theme

        @model_validator(mode="after")
        def _fits(self) -> DrawnFace.Config:
            self.resolved()
            return self

        def resolved(self) -> Theme:
            """The theme with everything replaced that is set here."""
            data = THEMES[self.theme].model_dump()
            for group in ("skin", "hair", "clothes"):
                data[group] |= getattr(self, group)
            single = {
                name: getattr(self, name) for name in ("iris", "accent", "glasses", "earrings", "hairpin")
            }
            data |= {name: value for name, value in single.items() if value is not None}
            return Theme.model_validate(data)

    def __init__(self, config: DrawnFace.Config, backdrop: Picture) -> None:
        """Stand the host before a backdrop.

        Args:
            config: Which host.
            backdrop: uint8 (height, width, 4), RGBA, opaque.
        """
        self._seed = config.seed
        self._backdrop = np.ascontiguousarray(backdrop)
        self._pixels: Picture = self._backdrop.copy()
        height, width = backdrop.shape[:2]
        self._surface = surface(self._pixels, opaque=True)
        self._canvas = self._surface.getCanvas()
        scale = min(width / WIDTH, height / HEIGHT)
        self._canvas.translate((width - WIDTH * scale) / 2, height - HEIGHT * scale)
        self._canvas.scale(scale, scale)
        self._figure = Figure(config.resolved(), scale)
        self._performer = Performer()
        self._mood = Spring(vector("neutral"), 7.0)
        self._stance = Spring(np.zeros(8), 8.5)
        self._talk = Spring(np.zeros(1), 5.0)
        self._right, self._left = Limb(), Limb()
        self._scale = scale
        self._held: _Held | None = None
        self.changed = slice(0, height), slice(0, width)
        """Rows and columns of the picture that the last ``frame`` changed."""
        self._last: int | None = None

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on."""
        self._performer.perform(performance)

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on; the mouth closes within 80 ms."""
        self._performer.clear(at)

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``; the same array each time, drawn over by the next call."""
        now = self._moment(at)
        held = self._held
        if held is not None and held.stands_for(now, at, self._scale):
            self._draw_face(held, now)
        else:
            self._draw_all(now, at)
        return self._pixels

    def _draw_all(self, now: Moment, at: int) -> None:
        """Draw the figure, within the part of the picture that it may change."""
        canvas = self._canvas
        place = self._figure.place(canvas, now)
        box = place.changed_from(self._held.place) if self._held else canvas.imageInfo().bounds()
        self.changed = _area(box)
        self._pixels[self.changed] = self._backdrop[self.changed]
        features = self._figure.features(canvas, now)
        self._clip(box)
        self._figure.behind(canvas, now)
        self._held = _Held(now, at, place, features, self._pixels[_area(features)].copy())
        self._figure.face(canvas, now)
        self._figure.before(canvas, now)
        canvas.restore()

    def _draw_face(self, held: _Held, now: Moment) -> None:
        """Draw again only the face, between what lies behind it and before it in the pose that is held."""
        held.again = True
        now = now.posed_as(held.pose)
        canvas = self._canvas
        self.changed = _area(held.features)
        self._pixels[self.changed] = held.behind
        self._clip(held.features)
        self._figure.face(canvas, now)
        self._figure.before(canvas, now)
        canvas.restore()

    def _clip(self, box: skia.IRect) -> None:
        """Draw only within a box of pixels until the canvas is restored."""
        canvas = self._canvas
        matrix = canvas.getTotalMatrix()
        canvas.save()
        canvas.resetMatrix()
        canvas.clipRect(skia.Rect.Make(box))
        canvas.setMatrix(matrix)

    def _moment(self, at: int) -> Moment:
        last = at if self._last is None else self._last
        step_s = min(_LONGEST_STEP_S, max(0, at - last) / SAMPLE_RATE_HZ)
        self._last = at
        at_s = at / SAMPLE_RATE_HZ
        self._performer.forget_before(at)
        playing = self._performer.playing(at)
        talk = float(self._talk.step(np.array([float(self._performer.speaking(at))]), step_s)[0])
        feel = expression(self._mood.step(vector(self._performer.mood(at)), step_s))
        stance = Stance(*self._stance.step(_stance(playing, at), step_s).tolist())
        right = self._right.step(*_arm(playing, at, "right"), step_s, at_s)
        left = self._left.step(*_arm(playing, at, "left"), step_s, at_s)

        mouth = mixed(self._performer.weights(at))
        mouth = replace(mouth, jaw=min(1.0, mouth.jaw + feel.jaw * (1.0 - min(1.0, 2.0 * mouth.jaw))))
        breath = sin(2 * pi * _BREATH_HZ * at_s)
        lively = 1.0 + 0.9 * talk
        seed = self._seed
        return Moment(
            mouth=mouth,
            smile=feel.smile * (1.0 - 0.55 * mouth.round),
            eyes=self._eyes(at_s, feel, stance, talk, mouth),
            blush=feel.blush,
            turn=stance.turn + 0.2 * lively * drift(seed, 10, at_s, 1.7),
            pitch=stance.pitch + feel.pitch + 0.14 * lively * drift(seed, 11, at_s, 1.3),
            roll=stance.roll + feel.roll + 1.25 * lively * drift(seed, 12, at_s, 2.1),
            shift_x=2.4 * lively * drift(seed, 13, at_s, 3.1),
            shift_y=-0.9 * breath + 40.0 * stance.lean + 3.0 * max(0.0, stance.pitch),
            rise=1.6 * breath + 11.0 * stance.shrug,
            right=right,
            left=left,
        )

    def _eyes(
        self, at_s: float, feel: Expression, stance: Stance, talk: float, mouth: MouthShape
    ) -> EyeState:
        busy = min(1.0, abs(stance.gaze_x) + abs(stance.gaze_y))
        gaze_x, gaze_y = glance(self._seed, at_s, (1.0 - 0.75 * talk) * (1.0 - busy))
        flash = 0.12 * talk * drift(self._seed, 14, at_s, 0.7) + 0.12 * mouth.jaw
        return EyeState(
            open=max(0.0, feel.lids - 0.14 * gaze_y) * (1.0 - blink(self._seed, at_s)),
            squint=feel.squint,
            gaze_x=max(-1.0, min(1.0, gaze_x + stance.gaze_x - 0.25 * stance.turn)),
            gaze_y=max(-1.0, min(1.0, gaze_y + stance.gaze_y)),
            brow_raise=feel.brow_raise + stance.brow + flash,
            brow_tilt=feel.brow_tilt,
        )


def _area(box: skia.IRect) -> tuple[slice, slice]:
    """Rows and columns of a box."""
    return slice(box.top(), box.bottom()), slice(box.left(), box.right())


def _stance(playing: list[Cue], at: int) -> Vector:
    total = np.zeros(len(fields(Stance)))
    for cue in playing:
        total += astuple(cue.clip.stance((at - cue.start) / SAMPLE_RATE_HZ))
    return total


def _arm(playing: list[Cue], at: int, side: Literal["right", "left"]) -> tuple[ArmPose | None, float]:
    for cue in reversed(playing):
        pose = cue.clip.right if side == "right" else cue.clip.left
        if pose is not None:
            return pose((at - cue.start) / SAMPLE_RATE_HZ), cue.clip.sway
    return None, 0.0
