"""The product card: picture, name, price, price before, stock, and how long an offer lasts."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from avatar.faces.drawn.brush import blend, flat, glow, line, ramp, tint
from avatar.media import Card, Picture
from avatar.stage.picture.cleaning import cleaned, clusters
from avatar.stage.picture.fonts import runs
from avatar.stage.picture.text import Fitted, Style, paragraph
from avatar.stage.template import Look

NAME_LONGEST, PRICE_LONGEST, NOTE_LONGEST = 120, 24, 80
LOW_STOCK = 10
"""Pieces from which the stock is written in the urgent colour."""
_BAGS = (("#5b62b8", "#343a86"), ("#2f8586", "#175560"), ("#c98248", "#8a4f22"), ("#a8587f", "#6b2f55"))
_WIDE = 1.45
"""A panel so many times as wide as tall has its picture beside the texts, else above them."""


@dataclass(frozen=True, slots=True)
class CardPlan:
    """Where the parts of a card stand, in pixels of its box."""

    panel: skia.Rect
    picture: skia.Rect
    texts: _Texts
    left: float
    top: float
    """Of the texts."""
    unit: float
    """Pixels of a unit at the card's own size."""


def planned(card: Card, width: float, height: float, unit: float, look: Look) -> CardPlan:
    """Lay out a card.

    Args:
        card: What it shows.
        width: Of its box, pixels.
        height: The same.
        unit: Pixels of a unit of the design.
        look: Of the template.
    """
    panel = skia.Rect.MakeLTRB(5 * unit, 3 * unit, width - 5 * unit, height - 9 * unit)
    pad = 11 * unit
    if panel.width() > panel.height() * _WIDE:
        own = unit * min(1.3, max(0.72, panel.height() / (236 * unit)))
        side = min(panel.height() - 2 * pad, panel.width() * 0.42)
        picture = skia.Rect.MakeXYWH(panel.left() + pad, panel.top() + pad, side, panel.height() - 2 * pad)
        left = picture.right() + 20 * own
        texts = _Texts(card, panel.right() - left - 16 * own, panel.height() - 2 * pad, own, look)
        return CardPlan(panel, picture, texts, left, panel.centerY() - texts.height / 2, own)
    own = unit * min(1.15, max(0.72, panel.width() / (430 * unit)))
    texts = _Texts(card, panel.width() - 2 * pad - 16 * own, panel.height() * 0.6, own, look)
    split = max(panel.top() + panel.height() * 0.3, panel.bottom() - texts.height - 24 * own)
    picture = skia.Rect.MakeLTRB(
        panel.left() + pad,
        panel.top() + pad,
        panel.right() - pad,
        max(panel.top() + pad + 2, split - 2 * own),
    )
    return CardPlan(panel, picture, texts, picture.left() + 8 * own, split + 8 * own, own)


def draw_card(
    canvas: skia.Canvas, card: Card, plan: CardPlan, look: Look, picture: Picture | None, *, waiting: bool
) -> None:
    """Draw a card.

    Args:
        canvas: The box's top left corner at its origin.
        card: What it shows.
        plan: Where its parts stand.
        look: Of the template.
        picture: Of the product, premultiplied RGBA; ``None`` for none.
        waiting: Whether one is coming: nothing stands in for it then.
    """
    panel, unit = plan.panel, plan.unit
    radius = look.radius * unit
    shadow = flat("#05061a", 0.38)
    shadow.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 3.4 * unit))
    canvas.drawRoundRect(panel.makeOffset(0, 3 * unit), radius, radius, shadow)
    ground = ramp((0, panel.top()), (0, panel.bottom()), (0.0, look.panel[0]), (1.0, look.panel[1]))
    canvas.drawRoundRect(panel, radius, radius, ground)
    canvas.drawRoundRect(panel.makeInset(0.75, 0.75), radius, radius, line("#ffffff", 1.5, 0.5))
    area = plan.picture
    rounding = max(4 * unit, radius - 9 * unit)
    canvas.save()
    canvas.clipRRect(skia.RRect.MakeRectXY(area, rounding, rounding), skia.ClipOp.kIntersect, True)
    if picture is not None:
        _product(canvas, picture, area)
    else:
        _stand_in(canvas, "" if waiting else cleaned(card.name, NAME_LONGEST), area)
    canvas.restore()
    if card.off:
        _badge(canvas, cleaned(card.off, 10), area, unit, look)
    plan.texts.draw(canvas, plan.left, plan.top)


def _product(canvas: skia.Canvas, picture: Picture, area: skia.Rect) -> None:
    """The picture, whole; where its shape leaves the area empty, its own edges go on."""
    height, width = picture.shape[:2]
    image = skia.Image.fromarray(
        picture, colorType=skia.ColorType.kRGBA_8888_ColorType, alphaType=skia.AlphaType.kPremul_AlphaType
    )
    canvas.drawRect(area, flat("#f1ebe3"))
    place = whole(area, width, height)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    blur = skia.Paint(ImageFilter=skia.ImageFilters.Blur(0.5, area.height() * 0.03, skia.TileMode.kClamp))
    edge = max(1.0, min(width, height) * 0.006)
    strips = (
        ((1, 0, edge, height), (area.left(), place.top(), place.left() + 1, place.bottom())),
        ((width - 1 - edge, 0, edge, height), (place.right() - 1, place.top(), area.right(), place.bottom())),
        ((0, 1, width, edge), (place.left(), area.top(), place.right(), place.top() + 1)),
        (
            (0, height - 1 - edge, width, edge),
            (place.left(), place.bottom() - 1, place.right(), area.bottom()),
        ),
    )
    for source, (left, top, right, bottom) in strips:
        if right - left > 2 and bottom - top > 2:
            target = skia.Rect.MakeLTRB(left, top, right, bottom)
            canvas.drawImageRect(image, skia.Rect.MakeXYWH(*source), target, smooth)
            canvas.drawImageRect(image, skia.Rect.MakeXYWH(*source), target, smooth, blur)
    canvas.drawImageRect(image, place, smooth)


def whole(area: skia.Rect, width: float, height: float) -> skia.Rect:
    """The largest rectangle of that shape in the middle of an area."""
    scale = min(area.width() / width, area.height() / height)
    wide, tall = width * scale, height * scale
    return skia.Rect.MakeXYWH(area.centerX() - wide / 2, area.centerY() - tall / 2, wide, tall)


def _stand_in(canvas: skia.Canvas, name: str, area: skia.Rect) -> None:
    """A shopping bag with the product's first letter; the same name always gives the same bag."""
    light, dark = _BAGS[sum(map(ord, name)) % len(_BAGS)]
    pale = blend(light, "#ffffff", 0.78)
    size = min(area.width(), area.height())
    x, y = area.centerX(), area.centerY() - size * 0.03
    canvas.drawRect(
        area, ramp((0, area.top()), (0, area.bottom()), (0.0, pale), (1.0, blend(pale, light, 0.28)))
    )
    canvas.drawCircle(
        x, y - size * 0.06, size * 0.62,
        glow((x, y - size * 0.06), size * 0.62, (0.0, "#ffffff", 0.85), (1.0, "#ffffff", 0.0)),
    )  # fmt: skip
    floor = skia.Rect.MakeXYWH(x - size * 0.42, y + size * 0.26, size * 0.84, size * 0.17)
    canvas.drawOval(floor.makeOffset(0, size * 0.035), flat(blend(pale, dark, 0.35)))
    canvas.drawOval(floor, flat(blend(pale, "#ffffff", 0.55)))
    if not name:
        return
    soft = flat(dark, 0.35)
    soft.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.02))
    canvas.drawOval(skia.Rect.MakeXYWH(x - size * 0.24, y + size * 0.3, size * 0.5, size * 0.07), soft)
    top, bottom, wide = y - size * 0.16, y + size * 0.34, size * 0.235
    handle = line(blend(dark, "#000000", 0.15), size * 0.028)
    arch = skia.Rect.MakeLTRB(x - wide * 0.52, top - size * 0.19, x + wide * 0.52, top + size * 0.19)
    canvas.drawArc(arch, 180, 180, False, handle)
    front = skia.Path()
    front.addPoly([skia.Point(*p) for p in ((x - wide * 0.9, top), (x + wide * 0.9, top), (x + wide, bottom),
                                            (x - wide, bottom))], True)  # fmt: skip
    canvas.drawPath(front, ramp((x - wide, top), (x + wide, bottom), (0.0, light), (1.0, dark)))
    side = skia.Path()
    side.addPoly([skia.Point(*p) for p in ((x + wide * 0.62, top), (x + wide * 0.9, top), (x + wide, bottom),
                                           (x + wide * 0.66, bottom))], True)  # fmt: skip
    canvas.drawPath(side, flat("#000000", 0.13))
    for spot in (x - wide * 0.52, x + wide * 0.52):
        canvas.drawCircle(spot, top + size * 0.025, size * 0.014, flat(blend(dark, "#000000", 0.3)))
    letter = next((one for one in clusters(name) if one[0].isalnum() and runs(one)), "")
    if letter:
        tall = size * 0.26
        style = Style(tint("#fff6e8"), align="centre", leading=1.2)
        monogram = Fitted(letter.upper(), (wide * 1.4, tall * 1.3), (tall, tall * 0.6), 1, style)
        monogram.draw(canvas, x - wide * 0.76, (top + bottom) / 2 - monogram.height / 2)


def _badge(canvas: skia.Canvas, text: str, area: skia.Rect, unit: float, look: Look) -> None:
    style = Style(tint("#ffffff"), leading=1.2)
    words = Fitted(text, (area.width() * 0.6, 30 * unit), (21 * unit, 12 * unit), 1, style)
    place = skia.Rect.MakeXYWH(
        area.left() + 9 * unit, area.top() + 9 * unit, words.width + 20 * unit, words.height + 6 * unit
    )
    canvas.drawRoundRect(place, place.height() / 2, place.height() / 2, flat(look.price))
    words.draw(canvas, place.left() + 10 * unit, place.top() + 3 * unit)


class _Texts:
    """Name, price and stock, one under the other."""

    def __init__(self, card: Card, width: float, room: float, unit: float, look: Look) -> None:
        self._unit, self._width, self._look = unit, width, look

        def fitted(text: str, sizes: tuple[float, float], lines: int, style: Style) -> Fitted | None:
            box = (width, lines * sizes[0] * style.leading * unit)
            return Fitted(text, box, (sizes[0] * unit, sizes[1] * unit), lines, style) if text else None

        name, ink = cleaned(card.name, NAME_LONGEST), Style(tint(look.ink), leading=1.18)
        in_one_line = paragraph(name, 24 * unit, width * 4, ink).LongestLine < width
        self._name = fitted(name, (29, 24), 1, ink) if in_one_line else fitted(name, (27, 19), 2, ink)
        price = Style(tint(look.price), leading=1.12)
        self._price = fitted(cleaned(card.price, PRICE_LONGEST), (50, 24), 1, price)
        faint = Style(tint(look.faint), bold=False, leading=1.2)
        self._was = fitted(cleaned(card.was, PRICE_LONGEST), (24, 15), 1, faint)
        self._dot = self._note_colour(card)
        self._note = fitted(cleaned(card.note, NOTE_LONGEST), (20, 15), 1, Style(tint(self._dot), bold=False))
        if self._note is not None:
            box = (width - 18 * unit, 30 * unit)
            note = cleaned(card.note, NOTE_LONGEST)
            self._note = Fitted(note, box, (20 * unit, 15 * unit), 1, Style(tint(self._dot), bold=False))
        self._gap = 4 * unit
        self.height = self._height()
        """Pixels."""
        if self.height > room and self._note is not None:
            self._note = None
            self.height = self._height()

    def _height(self) -> float:
        shown = [text.height for text in (self._name, self._price, self._note) if text is not None]
        return sum(shown) + self._gap * max(0, len(shown) - 1)

    def _note_colour(self, card: Card) -> str:
        if card.stock is None or card.stock > LOW_STOCK:
            return self._look.good
        return self._look.urgent if card.stock > 0 else self._look.faint

    def draw(self, canvas: skia.Canvas, left: float, y: float) -> None:
        unit = self._unit
        if self._name is not None:
            self._name.draw(canvas, left, y)
            y += self._name.height + self._gap
        if self._price is not None:
            self._price.draw(canvas, left, y)
            self._before(
                canvas, left + self._price.width + 13 * unit, left + self._width, y + self._price.height
            )
            y += self._price.height + self._gap
        if self._note is not None:
            canvas.drawCircle(left + 5 * unit, y + self._note.height / 2, 4.5 * unit, flat(self._dot))
            self._note.draw(canvas, left + 18 * unit, y)

    def _before(self, canvas: skia.Canvas, left: float, right: float, bottom: float) -> None:
        was, unit = self._was, self._unit
        if was is None or left + was.width > right:
            return
        y = bottom - was.height - 7 * unit
        was.draw(canvas, left, y)
        middle = y + was.height * 0.54
        across = line(self._look.faint, 2.2 * unit)
        canvas.drawLine(left - 2 * unit, middle, left + was.width + 2 * unit, middle, across)
