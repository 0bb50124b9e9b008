"""The whole picture as opaque regions that never overlap, so that only what changed is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import skia

from avatar.acting.places import Places, directed, direction
from avatar.faces.drawn import ink
from avatar.media import Card, Performance, Picture
from avatar.stage.config import StageConfig
from avatar.stage.host import HostFace
from avatar.stage.picture.caption import CaptionPanel
from avatar.stage.picture.cardpanel import CardPanel
from avatar.stage.picture.ground import draw_counter, ground
from avatar.stage.picture.label import Label
from avatar.stage.picture.layout import Box, laid_out
from avatar.stage.picture.opening import Pictures
from avatar.stage.picture.ticker import TickerPanel
from avatar.stage.picture.tiles import Draw, Panel, paint_over, tile
from avatar.stage.picture.video import VideoLoop
from avatar.stage.picture.words import QuestionPanel, draw_title

_EYES = 0.35
"""Where the host's eyes are, of the height of its box."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture and what it shows now."""

    x: int
    """Pixels from the left, even."""
    y: int
    """Pixels from the top, even."""
    pixels: Picture
    """uint8 (height, width, 4), RGBA, opaque, both sides even; it may be a part of a larger array. Where it
    shows nothing but the face, the next ``advance`` draws over it; others stay as they are."""


class Scene:
    """Ground, host, panels (card, question, caption, ticker) and the AI label.

    The label is drawn into the ground and belongs to no region: nothing that comes in later can reach its
    pixels. Where a panel lies over the host, that part is put together anew whenever either of them changes.
    """

    def __init__(
        self, config: StageConfig, *, patient: bool = False, now: Callable[[], float] = time.time
    ) -> None:
        """Draw what never changes and load the face.

        Args:
            config: The stage.
            patient: Wait for late pictures of face and background, as nobody is watching.
            now: Unix seconds; what countdowns end by.

        Raises:
            ValueError: Something of it cannot be shown: there is no room for the AI label or a panel, a
                background does not open, a face is none; one line.
        """
        label = Label(config)
        self.layout = layout = laid_out(config, label.size)
        background = config.background
        self._video = None
        if background is not None and background.video is not None:
            self._video = VideoLoop(
                background.video,
                config.width,
                config.height,
                shade=background.shade,
                start_at=config.start_at,
            )
        self._patience_s = 5.0 if patient else 0.0
        self._fixtures = self._drawn_fixtures(config) if self._video else []
        self._still: Picture = np.zeros((config.height, config.width, 4), dtype=np.uint8)
        self._still[:] = (10, 12, 24, 255)
        if self._video is None:
            paint_over(self._still, ground(config, layout))
            paint_over(self._still, self._title(config))
        paint_over(self._still, lambda canvas: label.draw(canvas, layout.label))
        self._pictures = Pictures()
        look, unit = config.template.look, layout.unit
        self._card = self._question = self._caption = ticker = None
        if (box := layout.card) is not None:
            self._card = CardPanel(
                box, look, unit, language=config.language, pictures=self._pictures, now=now
            )
        if (box := layout.question) is not None:
            self._question = QuestionPanel(box, look, unit, config.language)
        if (box := layout.caption) is not None:
            self._caption = CaptionPanel(box, look, unit)
        if (box := layout.ticker) is not None:
            ticker = TickerPanel(box, look, unit, config.ticker)
        found: tuple[Panel | None, ...] = (self._card, self._question, self._caption, ticker)
        self._panels = tuple(panel for panel in found if panel is not None)
        self._over_host = tuple(panel for panel in self._panels if panel.box.meets(layout.host))
        arrangement = config.template.tall if layout.portrait else config.template.wide
        self._margin = 2 * round(layout.host.width * (arrangement.host.wide - 1) / 4)
        self._face = HostFace(config.face, self._backdrop(), patient=patient)
        self._host: Picture | None = None
        self._at = config.start_at

    def background(self) -> Picture:
        """The full picture as it is now, label and host included: uint8 (height, width, 4), opaque."""
        if self._host is None:
            self._frame(self._at)
        picture = self._composed(self.layout.whole)
        label = self.layout.label
        rows, columns = slice(label.y, label.bottom), slice(label.x, label.right)
        picture[rows, columns] = self._still[rows, columns]
        return picture

    def perform(self, performance: Performance) -> None:
        """Hand a piece of speech to the face, and its words to the caption."""
        if self._caption:
            self._caption.spoken(performance.start, performance.words)
        self._face.perform(directed(performance, self._places()))

    def clear(self, at: int) -> None:
        """Let face and caption forget what would come from sample ``at`` on."""
        self._face.clear(at)
        if self._caption:
            self._caption.clear(at)

    def caption(self, text: str, language: str) -> None:
        """Show what is being said; an empty text removes it.

        Args:
            text: Plain text; the times of its words come with ``perform``.
            language: BCP 47 primary subtag; the script itself decides how lines are broken.
        """
        if self._caption:
            self._caption.show(text)

    def card(self, card: Card | None) -> None:
        """Show a product, or take the card off."""
        if self._card:
            self._card.show(card, self._at)

    def asked(self, author: str, text: str) -> None:
        """Show whose question is being answered; an empty text removes it."""
        if self._question:
            self._question.show(author, text)

    def advance(self, at: int) -> list[Region]:
        """Draw the picture of sample ``at`` and return what changed since the last call."""
        self._at = at
        dirty = [box for panel in self._panels for box in panel.step(at)]
        face = self._frame(at)
        if self._video is not None and self._video.step(at, self._patience_s):
            return [self._region(part) for part in self.layout.whole.without([self.layout.label])]
        regions = self._face_regions(face, dirty) if face is not None else []
        regions += [self._region(box) for box in dirty]
        return regions

    def faults(self) -> list[str]:
        """What failed and was made up for since the last call, one line each."""
        return [*self._face.faults(), *self._pictures.faults()]

    def settle(self, timeout_s: float) -> bool:
        """Wait for product pictures that are being opened; whether all are there. For what is not on air."""
        return self._pictures.wait(timeout_s)

    def close(self) -> None:
        """End the threads of the face, of pictures that are being opened, and of the video."""
        self._face.close()
        self._pictures.close()
        if self._video is not None:
            self._video.close()

    def _title(self, config: StageConfig) -> Draw:
        box, look = self.layout.title, config.template.look

        def draw(canvas: skia.Canvas) -> None:
            if box is not None:
                draw_title(canvas, box, (config.title, config.host_name), look, self.layout.unit)

        return draw

    def _drawn_fixtures(self, config: StageConfig) -> list[tuple[Box, skia.Image]]:
        """What stands still over a moving ground: the title and the counter."""
        layout, fixtures = self.layout, []
        if layout.title is not None:
            fixtures.append((layout.title, self._title(config)))
        if (counter := layout.counter) is not None:
            fixtures.append((counter, lambda canvas: draw_counter(canvas, counter, layout, config.template)))
        return [(box, tile(box.width, box.height, _moved(draw, box))) for box, draw in fixtures]

    def _backdrop(self) -> Picture:
        """What the face stands before, with the margins at its sides that are never seen."""
        host, margin = self.layout.host, self._margin
        backdrop: Picture = np.zeros((host.height, host.width + 2 * margin, 4), dtype=np.uint8)
        if self._video is None:
            backdrop[..., 3] = 255
            seen = self._still[host.y : host.bottom, host.x : host.right]
            backdrop[:, margin : margin + host.width] = seen
        return backdrop

    def _places(self) -> Places:
        host = self.layout.host
        eyes = (host.x + host.width / 2, host.y + _EYES * host.height)
        card = self._card if self._card and self._card.shown else None
        chat = self.layout.question
        return Places(
            card=direction(eyes, _middle(card.box)) if card else None,
            **({"chat": direction(eyes, _middle(chat))} if chat else {}),
        )

    def _frame(self, at: int) -> Box | None:
        """Let the face draw; the part of the picture that it changed."""
        self._host = self._face.frame(at)
        rows, columns = self._face.changed
        if rows.start == rows.stop or columns.start == columns.stop:
            return None
        host = self.layout.host
        left, top = columns.start // 2 * 2, rows.start // 2 * 2
        right, bottom = -(-columns.stop // 2) * 2, -(-rows.stop // 2) * 2
        return Box(host.x - self._margin + left, host.y + top, right - left, bottom - top).within(host)

    def _face_regions(self, face: Box, dirty: list[Box]) -> list[Region]:
        """What the face changed, where nothing else changed."""
        if self._video is not None:
            return [self._region(part) for part in face.without(dirty)]
        over = [panel.box for panel in self._over_host if panel.shown]
        if not over and not dirty:
            return [Region(face.x, face.y, self._seen(face))]
        regions = [Region(part.x, part.y, self._seen(part)) for part in face.without([*over, *dirty])]
        shared = (face.within(box) for box in over)
        return regions + [
            self._region(part) for box in shared if box is not None for part in box.without(dirty)
        ]

    def _seen(self, box: Box) -> Picture:
        """A part of the host's box as the face drew it."""
        assert self._host is not None
        left, top = box.x - self.layout.host.x + self._margin, box.y - self.layout.host.y
        return self._host[top : top + box.height, left : left + box.width]

    def _region(self, box: Box) -> Region:
        return Region(box.x, box.y, self._composed(box))

    def _composed(self, box: Box) -> Picture:
        """A part of the picture, put together: ground, host, panels."""
        below = self._still if self._video is None else self._video.picture
        pixels: Picture = below[box.y : box.bottom, box.x : box.right].copy()
        canvas = ink.surface(pixels, opaque=True).getCanvas()
        canvas.translate(-box.x, -box.y)
        for place, image in self._fixtures:
            if place.meets(box):
                canvas.drawImage(image, place.x, place.y)
        if (shared := box.within(self.layout.host)) is not None and self._host is not None:
            self._lay_host(pixels, canvas, box, shared)
        for panel in self._panels:
            if panel.shown and panel.box.meets(box):
                panel.draw(canvas)
        return pixels

    def _lay_host(self, pixels: Picture, canvas: skia.Canvas, box: Box, shared: Box) -> None:
        if self._video is None:
            left, top = shared.x - box.x, shared.y - box.y
            pixels[top : top + shared.height, left : left + shared.width] = self._seen(shared)
            return
        seen = np.ascontiguousarray(self._seen(shared))
        canvas.drawImage(ink.surface(seen, opaque=False).makeImageSnapshot(), shared.x, shared.y)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _moved(draw: Draw, box: Box) -> Draw:
    """Draws what stands in a box of the picture on a tile of its size."""

    def moved(canvas: skia.Canvas) -> None:
        canvas.translate(-box.x, -box.y)
        draw(canvas)

    return moved
