"""One picture of a show that is not on air: the real timeline and the real picture, without a coder."""

from __future__ import annotations

from collections.abc import Iterable

from avatar.acting.director import Director
from avatar.clock import frame_samples
from avatar.media import SAMPLE_RATE_HZ, Picture
from avatar.stage.config import StageConfig
from avatar.stage.messages import Asked, Begin, Clear, Command, Ended, Feed, Show
from avatar.stage.scene import Scene
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import Act, Begun, Hush, TimelineEvent

_DRAWN_S = 2.0
"""Seconds before the wanted picture that are drawn too: hands and head take time to where they are going."""
_CAPTION_LINGERS = SAMPLE_RATE_HZ // 2
"""Samples for which a caption stays after its last word, as on air."""
_PICTURES_S = 20.0
"""Seconds to wait for product pictures."""


class Rehearsal:
    """A show from its beginning to one moment."""

    def __init__(self, config: StageConfig) -> None:
        """Make the picture.

        Args:
            config: The stage, beginning at sample 0; its outputs are not used.

        Raises:
            ValueError: Something of it cannot be shown; one line.
        """
        self._scene = Scene(config, patient=True)
        self._step = frame_samples(config.fps)
        self._timeline = Timeline(director=Director(allowed=config.gestures))
        self._caption_until: int | None = None

    def picture(self, commands: Iterable[tuple[float, Command]], at_s: float) -> Picture:
        """The picture at a moment. To be called once.

        Args:
            commands: What the stage is told, each with the second it is told; in order.
            at_s: Seconds from the beginning.

        Returns:
            uint8 (height, width, 4), RGBA, opaque.
        """
        wanted = round(at_s * SAMPLE_RATE_HZ / self._step) * self._step
        waiting = iter(commands)
        command = next(waiting, None)
        shown: Picture | None = None
        frame = 0
        while True:
            while command is not None and command[0] * SAMPLE_RATE_HZ <= self._timeline.at:
                self._take(command[1])
                command = next(waiting, None)
            self._timeline.pull()
            for event in self._timeline.events():
                self._follow(event)
            if self._caption_until is not None and self._timeline.at >= self._caption_until:
                self._caption_until = None
                self._scene.caption("", "")
            if frame < self._timeline.at:
                if frame >= wanted - _DRAWN_S * SAMPLE_RATE_HZ:
                    shown = self._drawn(shown, frame, last=frame == wanted)
                if shown is not None and frame >= wanted:
                    return shown
                frame += self._step

    def close(self) -> list[str]:
        """End; what could not be shown, one line each."""
        faults = self._scene.faults()
        self._scene.close()
        return faults

    def _take(self, command: Command) -> None:
        match command:
            case Begin():
                self._timeline.begin(command)
            case Feed():
                self._timeline.feed(command)
            case Clear():
                self._timeline.clear()
            case Show(card=card):
                self._timeline.shown(card.name if card else "")
                self._scene.card(card)
            case Asked(author=author, text=text):
                self._timeline.asked(author if text else "")
                self._scene.asked(author, text)

    def _follow(self, event: TimelineEvent) -> None:
        match event:
            case Begun(begin=begin):
                self._caption_until = None
                self._scene.caption(begin.caption, begin.language)
            case Act(performance=performance):
                self._scene.perform(performance)
            case Hush(at=at):
                self._scene.clear(at)
            case Ended(heard=heard, at=at):
                if heard:
                    self._caption_until = at + _CAPTION_LINGERS

    def _drawn(self, shown: Picture | None, at: int, *, last: bool) -> Picture:
        if last:
            self._put(shown, at)
            self._scene.settle(_PICTURES_S)
        if shown is None:
            shown = self._scene.background()
        self._put(shown, at)
        return shown

    def _put(self, shown: Picture | None, at: int) -> None:
        for region in self._scene.advance(at):
            if shown is not None:
                height, width = region.pixels.shape[:2]
                shown[region.y : region.y + height, region.x : region.x + width] = region.pixels
