"""The whole picture as opaque regions that never overlap, so that only what changed is drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
import skia

from avatar.faces.base import Face
from avatar.media import Card, Performance, Picture
from avatar.registry import load
from avatar.stage.config import StageConfig
from avatar.stage.picture.card import draw_card
from avatar.stage.picture.label import Label
from avatar.stage.picture.layout import Box, laid_out
from avatar.stage.picture.studio import draw_studio
from avatar.stage.picture.words import Question, draw_caption, draw_question, draw_title

_CARDS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture and what it shows now."""

    x: int
    """Pixels from the left, even."""
    y: int
    """Pixels from the top, even."""
    pixels: Picture
    """uint8 (height, width, 4), RGBA, opaque, both sides even. The face's is drawn over by the next
    ``advance``; the others stay as they are."""


@runtime_checkable
class Sparing(Protocol):
    """A face that also tells what its last frame changed, so that only that is converted."""

    @property
    def changed(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        ...


class Scene:
    """Studio, host, card, question, captions and the AI label.

    The label is drawn into the background and belongs to no region: nothing that comes in later can
    reach its pixels.
    """

    def __init__(self, config: StageConfig) -> None:
        """Draw what never changes and load the face.

        Raises:
            ValueError: The picture is too small for its AI label.
            UnknownBackend: ``config.face.engine`` names no face.
            ValidationError: The face does not take its options.
        """
        label = Label(config)
        self.layout = laid_out(config, label.size)
        if any(box.meets(self.layout.label) for box in self.layout.changing):
            raise ValueError(
                f"no room for the AI label in {config.width} x {config.height}; use a larger picture"
            )
        self._still = _canvas(config.width, config.height, self._draw_still(config, label))
        self._host = self.layout.host
        face = load("face", config.face.engine)
        self._face: Face = face(face.Config(**config.face.options), self._cut(self._host))
        self._face_shown = False
        self._at = config.start_at
        self._caption = ""
        self._card: Card | None = None
        self._asked = Question(language=config.language)
        self._changed: dict[str, Callable[[], Region]] = {}
        self._cards: OrderedDict[Card, Picture] = OrderedDict()

    def background(self) -> Picture:
        """The full first picture, label and host included: uint8 (height, width, 4), opaque."""
        self._face_shown = False
        picture = self._still.copy()
        box = self._host
        picture[box.y : box.bottom, box.x : box.right] = self._face.frame(self._at)
        return picture

    def perform(self, performance: Performance) -> None:
        """Hand a piece of speech to the face."""
        self._face.perform(performance)

    def clear(self, at: int) -> None:
        """Let the face forget what would come from sample ``at`` on."""
        self._face.clear(at)

    def caption(self, text: str, language: str) -> None:
        """Show what is being said; an empty text removes it.

        Args:
            text: Plain text.
            language: BCP 47 primary subtag; the script itself decides how lines are broken.
        """
        if text != self._caption:
            self._caption = text
            self._changed["caption"] = self._caption_region

    def card(self, card: Card | None) -> None:
        """Show a product, or take the card off."""
        if card != self._card:
            self._card = card
            self._changed["card"] = self._card_region

    def asked(self, author: str, text: str) -> None:
        """Show whose question is being answered; an empty text removes it."""
        question = replace(self._asked, author=author, text=text)
        if question != self._asked:
            self._asked = question
            self._changed["question"] = self._question_region

    def advance(self, at: int) -> list[Region]:
        """Draw the picture of sample ``at`` and return what changed since the last call."""
        self._at = at
        regions = [self._face_region(at)]
        regions += [draw() for draw in self._changed.values()]
        self._changed.clear()
        return regions

    def _draw_still(self, config: StageConfig, label: Label) -> Callable[[skia.Canvas], None]:
        def draw(canvas: skia.Canvas) -> None:
            draw_studio(canvas, self.layout, config.width, config.height)
            draw_title(canvas, self.layout.title, config.title, config.host_name, self.layout.unit)
            label.draw(canvas, self.layout.label)

        return draw

    def _cut(self, box: Box) -> Picture:
        return np.ascontiguousarray(self._still[box.y : box.bottom, box.x : box.right])

    def _over(self, box: Box, draw: Callable[[skia.Canvas], None] | None) -> Picture:
        return _canvas(box.width, box.height, draw, self._cut(box))

    def _face_region(self, at: int) -> Region:
        """What changed of the face; all of it the first time."""
        picture = self._face.frame(at)
        top = left = 0
        if self._face_shown and isinstance(self._face, Sparing):
            rows, columns = self._face.changed
            top, left = rows.start // 2 * 2, columns.start // 2 * 2
            picture = picture[top : -(-rows.stop // 2) * 2, left : -(-columns.stop // 2) * 2]
        self._face_shown = True
        return Region(self._host.x + left, self._host.y + top, picture)

    def _caption_region(self) -> Region:
        box, text = self.layout.caption, self._caption

        def draw(canvas: skia.Canvas) -> None:
            draw_caption(canvas, text, box, self.layout.unit)

        return Region(box.x, box.y, self._over(box, draw if text else None))

    def _question_region(self) -> Region:
        box, question = self.layout.question, self._asked

        def draw(canvas: skia.Canvas) -> None:
            draw_question(canvas, question, box, self.layout.unit)

        return Region(box.x, box.y, self._over(box, draw if question.text else None))

    def _card_region(self) -> Region:
        box, card = self.layout.card, self._card
        if card is None:
            return Region(box.x, box.y, self._cut(box))
        if card not in self._cards:
            self._cards[card] = self._over(
                box, lambda canvas: draw_card(canvas, card, box.width, box.height, self.layout.unit)
            )
            if len(self._cards) > _CARDS_KEPT:
                self._cards.popitem(last=False)
        self._cards.move_to_end(card)
        return Region(box.x, box.y, self._cards[card])


def _canvas(
    width: int, height: int, draw: Callable[[skia.Canvas], None] | None, ground: Picture | None = None
) -> Picture:
    """An opaque picture, drawn on a ground."""
    pixels: Picture = np.zeros((height, width, 4), dtype=np.uint8) if ground is None else ground
    if ground is None:
        pixels[..., 3] = 255
    if draw is not None:
        info = skia.ImageInfo.Make(
            width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kOpaque_AlphaType
        )
        draw(skia.Surface.MakeRasterDirect(info, pixels).getCanvas())
    return pixels
