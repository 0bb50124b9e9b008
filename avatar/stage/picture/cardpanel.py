"""The product card on the picture: kept while it stands, its countdown drawn once a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

import skia

from avatar.faces.drawn.brush import flat, line, tint
from avatar.media import SAMPLE_RATE_HZ, Card
from avatar.stage.picture.card import CardPlan, draw_card, planned
from avatar.stage.picture.layout import Box
from avatar.stage.picture.opening import Pictures
from avatar.stage.picture.text import Fitted, Style
from avatar.stage.picture.tiles import around, tile
from avatar.stage.template import Look

_LONGEST_S = 100 * 86_400
"""An offer that ends later has no countdown."""
_ENDS = {"en": "Ends in {left}", "zh": "距结束 {left}"}
_DAYS = {"en": "{days}d {left}", "zh": "{days}天 {left}"}


class CardPanel:
    """The card of one picture."""

    def __init__(
        self,
        box: Box,
        look: Look,
        unit: float,
        *,
        language: str,
        pictures: Pictures,
        now: Callable[[], float],
    ) -> None:
        """Show nothing yet.

        Args:
            box: Where it stands.
            look: Of the template.
            unit: Pixels of a unit of the design.
            language: Of the fixed words.
            pictures: Opens product pictures.
            now: Unix seconds.
        """
        self.box = box
        self._look, self._unit, self._language = look, unit, language
        self._pictures, self._now = pictures, now
        self._card: Card | None = None
        self._plan: CardPlan | None = None
        self._image: skia.Image | None = None
        self._waiting = False
        self._ends_at: int | None = None
        self._left_s: int | None = None
        self._pill: tuple[Box, skia.Image] | None = None
        self._anew = False

    @property
    def shown(self) -> bool:
        """Whether there is a card."""
        return self._card is not None

    def show(self, card: Card | None, at: int) -> None:
        """Show a product from sample ``at`` on, or take the card off."""
        if card == self._card:
            return
        self._card, self._image, self._pill, self._left_s = card, None, None, None
        self._ends_at = None
        if card is not None and card.until is not None:
            left_s = min(float(_LONGEST_S), card.until - self._now())
            self._ends_at = at + round(left_s * SAMPLE_RATE_HZ)
        self._anew = True

    def step(self, at: int) -> Sequence[Box]:
        """Go to sample ``at``."""
        if self._card is not None and self._ends_at is not None:
            ticked = self._tick(self._card, at, self._ends_at)
        else:
            ticked = ()
        if self._card is not None and (self._image is None or self._arrived()):
            self._draw_card(self._card)
            self._anew = True
        if self._anew:
            self._anew = False
            return (self.box,)
        return ticked

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the card and its countdown."""
        if self._image is not None:
            canvas.drawImage(self._image, self.box.x, self.box.y)
            if self._pill is not None:
                place, image = self._pill
                canvas.drawImage(image, place.x, place.y)

    def _room(self, plan: CardPlan) -> tuple[int, int]:
        return max(2, round(plan.picture.width())), max(2, round(plan.picture.height()))

    def _arrived(self) -> bool:
        assert self._card is not None
        assert self._plan is not None
        return self._waiting and not self._pictures.pending(self._card.picture, *self._room(self._plan))

    def _draw_card(self, card: Card) -> None:
        box = self.box
        self._plan = plan = planned(card, box.width, box.height, self._unit, self._look)
        picture, self._waiting = None, False
        if card.picture:
            room = self._room(plan)
            picture = self._pictures.get(card.picture, *room)
            self._waiting = picture is None and self._pictures.pending(card.picture, *room)
        self._image = tile(
            box.width,
            box.height,
            lambda canvas: draw_card(canvas, card, plan, self._look, picture, waiting=self._waiting),
        )
        if self._left_s is not None:
            self._pill = self._drawn_pill(plan, self._left_s)

    def _tick(self, card: Card, at: int, ends_at: int) -> Sequence[Box]:
        """Count down; what the offer gave goes when it is over, until the room tells what holds now."""
        left_s = ceil((ends_at - at) / SAMPLE_RATE_HZ)
        if left_s == self._left_s:
            return ()
        assert card.until is not None
        left_s = min(left_s, ceil(card.until - self._now()))
        if left_s <= 0:
            self._card = replace(card, price="", was="", off="", until=None)
            self._ends_at = self._left_s = self._pill = self._image = None
            return (self.box,)
        before, self._left_s = self._pill, ceil((ends_at - at) / SAMPLE_RATE_HZ)
        if self._plan is None or left_s > _LONGEST_S - 86_400:
            return ()
        self._pill = self._drawn_pill(self._plan, left_s)
        places = [pill[0] for pill in (before, self._pill) if pill is not None]
        return (places[0].with_(places[-1]),) if places else ()

    def _drawn_pill(self, plan: CardPlan, left_s: int) -> tuple[Box, skia.Image] | None:
        unit, area = plan.unit, plan.picture
        style = Style(tint("#ffffff"), leading=1.2)
        size = 20 * unit
        left = _clock(left_s, self._language)
        pad, mark = 12 * unit, size * 0.42
        room = area.width() - 3 * pad - 3 * mark
        told = _ENDS.get(self._language, _ENDS["en"]).format(left=left)
        words = Fitted(told, (4 * room, 2 * size), (size, size), 1, style)
        if words.width > room:
            words = Fitted(left, (room, 2 * size), (size, size * 0.6), 1, style)
        width, height = words.width + 2 * pad + 2.6 * mark, words.height + 7 * unit
        x = self.box.x + area.left() + 9 * unit
        y = self.box.y + area.bottom() - 9 * unit - height
        place = around(x, y, x + width, y + height, self.box)
        if place is None:
            return None

        def draw(canvas: skia.Canvas) -> None:
            pill = skia.Rect.MakeWH(width, height)
            canvas.drawRoundRect(pill, height / 2, height / 2, flat(self._look.urgent))
            middle = height / 2
            canvas.drawCircle(pad + mark, middle, mark, line("#ffffff", size * 0.1))
            hand = line("#ffffff", size * 0.09)
            canvas.drawLine(pad + mark, middle, pad + mark, middle - mark * 0.6, hand)
            canvas.drawLine(pad + mark, middle, pad + mark * 1.45, middle + mark * 0.2, hand)
            words.draw(canvas, pad + 2.6 * mark, (height - words.height) / 2)

        return place, tile(place.width, place.height, draw)


def _clock(left_s: int, language: str) -> str:
    """``4:05``, ``1:04:05`` or ``2d 01:04:05``."""
    minutes, seconds = divmod(left_s, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        clock = f"{hours:02}:{minutes:02}:{seconds:02}"
        return _DAYS.get(language, _DAYS["en"]).format(days=days, left=clock)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
