"""The photo host as a face: performances in, pictures out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import radians
from typing import Literal

import numpy as np
import skia
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from avatar.faces.drawn import DrawnFace, ink
from avatar.faces.photo.avatar import AvatarError, PhotoAvatar, open_avatar
from avatar.faces.photo.moment import Life
from avatar.faces.photo.placing import faded, placing
from avatar.faces.photo.portrait import Box, Moment, Portrait, Pose
from avatar.media import SAMPLE_RATE_HZ, Performance, Picture

_HELD_PX = 0.7
"""The pose that is drawn follows the true one once it is this far off; the face itself follows at once."""
_HELD_ONCE_PX = 1.0
"""For one frame after it was drawn it may be this far off."""
_RISE_PX = 0.35
"""The shoulders follow the breath once they are this far off."""
_HELD = SAMPLE_RATE_HZ * 160 // 1000
"""Samples after which it is drawn again however little it moved, so that slow drifting stays smooth."""
_CONSENT_EVERY = SAMPLE_RATE_HZ * 2
"""Samples after which it is seen again whether the likeness may be shown."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """A pose as it was drawn."""

    pose: Pose
    at: int
    """Sample."""
    again: bool = False
    """Whether it was shown more than once."""


class PhotoFace:
    """A host made of one photo, shown only while the person's consent holds.

    Lips are drawn 60 ms early. When the consent ends on air, a drawn host takes over.
    """

    class Config(BaseModel):
        """Which photo, and before what it stands."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        avatar: str = Field(min_length=1, max_length=1000, validation_alias=AliasChoices("avatar", "theme"))
        """A name given to ``nightshift avatar photo``, or an avatar folder's path; ``theme`` in a persona."""
        background: Literal["stage", "photo"] = "stage"
        """What is behind the person: the stage, or the photo's own background."""
        size: float = Field(default=1.0, ge=0.6, le=1.6)
        """How large the person is, 1 for head and shoulders."""
        shop: str = ""
        """The shop the host is for, which the consent must cover; set by the room."""
        channels: tuple[str, ...] = ()
        """What it is seen on, likewise."""
        seed: int = Field(default=7, ge=0)
        """Of idle life; the same seed and times give the same pictures."""
        _opened: PhotoAvatar = PrivateAttr()

        @model_validator(mode="after")
        def _usable(self) -> PhotoFace.Config:
            opened = open_avatar(self.avatar).used_in(self.shop, self.channels)
            opened.check(time.time())
            object.__setattr__(self, "_opened", opened)
            return self

        @property
        def likeness(self) -> PhotoAvatar:
            """The photo; its consent held when this configuration was read."""
            return self._opened

    def __init__(
        self, config: PhotoFace.Config, backdrop: Picture, *, now: Callable[[], float] = time.time
    ) -> None:
        """Stand the host before a backdrop.

        Args:
            config: Which photo.
            backdrop: uint8 (height, width, 4), RGBA, opaque or all clear.
            now: Gives Unix seconds, for the consent.

        Raises:
            AvatarError: The photo's files cannot be used.
        """
        self._avatar = config.likeness
        self._now = now
        self._seed = config.seed
        height, width = backdrop.shape[:2]
        self._backdrop = np.ascontiguousarray(backdrop)
        self._pixels: Picture = self._backdrop.copy()
        self._surface = ink.surface(self._pixels, opaque=bool((backdrop[..., 3] == 255).all()))
        self._canvas = self._surface.getCanvas()
        colours, matte = self._avatar.pictures()
        landmarks = self._avatar.landmarks
        whole = config.background == "photo"
        self._portrait = Portrait(
            colours,
            None if whole else faded(matte, landmarks),
            landmarks,
            self._avatar.triangles,
            placing=placing(colours, matte, landmarks, (width, height), size=config.size, cover=whole),
            size=(width, height),
        )
        self._life = Life(config.seed)
        self._held: _Held | None = None
        self._checked: int | None = None
        self._stand_in: DrawnFace | None = None
        self.changed = slice(0, height), slice(0, width)
        """Rows and columns of the picture that the last ``frame`` changed."""

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on."""
        self._life.performer.perform(performance)
        if self._stand_in is not None:
            self._stand_in.perform(performance)

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on; the mouth closes within 80 ms."""
        self._life.performer.clear(at)
        if self._stand_in is not None:
            self._stand_in.clear(at)

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``; the same array each time, drawn over by the next call."""
        self._see_to_consent(at)
        if self._stand_in is not None:
            picture = self._stand_in.frame(at)
            self.changed = self._stand_in.changed
            return picture
        now = self._life.moment(at)
        held = self._held
        portrait = self._portrait
        if held is not None and self._stands_for(held, now.pose, at):
            held.again = True
            self._draw(replace(now, pose=held.pose), portrait.features)
            return self._pixels
        pose = now.pose
        if held is not None and abs(pose.rise - held.pose.rise) * portrait.rig.height < _RISE_PX:
            pose = replace(pose, rise=held.pose.rise)
        still = held is not None and pose.rise == held.pose.rise
        self._held = _Held(pose, at)
        self._draw(replace(now, pose=pose), portrait.head if still else portrait.box)
        return self._pixels

    def _stands_for(self, held: _Held, pose: Pose, at: int) -> bool:
        """Whether the pose as it was drawn is near enough to a moment's true one."""
        limit_px = _HELD_PX if held.again else _HELD_ONCE_PX
        return at - held.at <= _HELD and self._away_px(pose, held.pose) < limit_px

    def _see_to_consent(self, at: int) -> None:
        """Put a drawn host in the person's place once they may not be shown any more."""
        if self._stand_in is not None or (self._checked is not None and at - self._checked < _CONSENT_EVERY):
            return
        self._checked = at
        try:
            self._avatar.check(self._now())
        except AvatarError as error:
            _log.error("%s; a drawn host takes over", error)
            self._stand_in = DrawnFace(DrawnFace.Config(seed=self._seed), self._backdrop)

    def _draw(self, now: Moment, box: Box) -> None:
        left, top, right, bottom = box
        self.changed = slice(top, bottom), slice(left, right)
        self._pixels[self.changed] = self._backdrop[self.changed]
        canvas = self._canvas
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
        self._portrait.draw(canvas, now, box)
        canvas.restore()

    def _away_px(self, one: Pose, other: Pose) -> float:
        """How far two poses are apart at the point that moves most, pixels."""
        height = self._portrait.rig.height
        return height * (
            0.6 * radians(abs(one.yaw - other.yaw))
            + 0.6 * radians(abs(one.pitch - other.pitch))
            + 1.7 * radians(abs(one.roll - other.roll))
            + abs(one.x - other.x)
            + abs(one.y - other.y)
            + max(0.0, abs(one.rise - other.rise) - _RISE_PX / height)
        )
