"""The product card: picture, name, price, list price, note."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import flat, line, ramp, tint
from avatar.media import Card
from avatar.stage.picture.images import ProductPicture, opened, tile_paint
from avatar.stage.picture.text import Fitted, Style, cleaned

_INK, _PRICE, _FAINT, _NOTE = "#201d33", "#d4431a", "#7d788a", "#2f6a4d"
_NAME_LONGEST, _PRICE_LONGEST, _NOTE_LONGEST = 120, 24, 80


def draw_card(canvas: skia.Canvas, card: Card, width: float, height: float, unit: float) -> None:
    """Draw a card into a region whose background is already there.

    Args:
        canvas: The region's top left corner at its origin.
        card: What it shows.
        width: Pixels.
        height: Pixels.
        unit: Pixels of a unit of the design.
    """
    panel = skia.Rect.MakeLTRB(6 * unit, 4 * unit, width - 6 * unit, height - 10 * unit)
    shadow = flat("#05061a", 0.55)
    shadow.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 5 * unit))
    canvas.drawRoundRect(panel.makeOffset(0, 4 * unit), 22 * unit, 22 * unit, shadow)
    canvas.save()
    canvas.clipRRect(skia.RRect.MakeRectXY(panel, 22 * unit, 22 * unit), skia.ClipOp.kIntersect, True)
    canvas.drawPaint(ramp((0, 0), (0, height), (0.0, "#fffdf9"), (1.0, "#f8efe3")))
    if panel.width() > panel.height() * 1.5:
        split = panel.left() + min(panel.height() * 1.15, panel.width() * 0.48)
        area = skia.Rect.MakeLTRB(panel.left(), panel.top(), split, panel.bottom())
        texts = skia.Rect.MakeLTRB(split + 22 * unit, panel.top() + 14 * unit, panel.right() - 20 * unit, panel.bottom() - 12 * unit)
    else:
        split = panel.bottom() - min(176 * unit, panel.height() * 0.52)
        area = skia.Rect.MakeLTRB(panel.left(), panel.top(), panel.right(), split)
        texts = skia.Rect.MakeLTRB(panel.left() + 24 * unit, split + 10 * unit, panel.right() - 24 * unit, panel.bottom() - 10 * unit)
    _picture(canvas, card, area, unit)
    _texts(canvas, card, texts, unit)
    canvas.restore()


def _picture(canvas: skia.Canvas, card: Card, area: skia.Rect, unit: float) -> None:
    picture: ProductPicture | None = opened(card.picture)
    canvas.save()
    canvas.clipRect(area)
    if picture is not None:
        _surround(canvas, picture, area)
        picture.draw(canvas, area)
    else:
        name = cleaned(card.name, _NAME_LONGEST)
        canvas.drawRect(area, tile_paint(name, area))
        canvas.drawCircle(area.right() - 20 * unit, area.top(), area.height() * 0.62, flat("#ffffff", 0.06))
        canvas.drawCircle(area.left(), area.bottom(), area.height() * 0.45, flat("#ffffff", 0.05))
        letter = next((character for character in name if character.isalnum()), "")
        size = area.height() * 0.46
        if letter:
            style = Style(tint("#fff3df"), align="centre", leading=1.2)
            monogram = Fitted(letter.upper(), (area.width(), size * 1.3), (size, size), 1, style)
            monogram.draw(canvas, area.left(), area.centerY() - monogram.height / 2)
    canvas.restore()


def _surround(canvas: skia.Canvas, picture: ProductPicture, area: skia.Rect) -> None:
    """The picture itself, enlarged and out of focus, where its shape leaves the area empty."""
    canvas.drawRect(area, flat("#efe4d6"))
    wide = max(area.width(), area.height()) * 1.25
    blur = area.width() * 0.06
    canvas.saveLayer(area, skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp)))
    picture.draw(canvas, skia.Rect.MakeXYWH(area.centerX() - wide / 2, area.centerY() - wide / 2, wide, wide))
    canvas.restore()


def _texts(canvas: skia.Canvas, card: Card, area: skia.Rect, unit: float) -> None:
    width = area.width()
    name = Fitted(
        cleaned(card.name, _NAME_LONGEST), (width, 70 * unit), (28 * unit, 21 * unit), 2, Style(tint(_INK), leading=1.18)
    )
    price = Fitted(cleaned(card.price, _PRICE_LONGEST), (width, 58 * unit), (44 * unit, 24 * unit), 1, Style(tint(_PRICE), leading=1.1))
    note = Fitted(cleaned(card.note, _NOTE_LONGEST), (width - 20 * unit, 30 * unit), (20 * unit, 16 * unit), 1, Style(tint(_NOTE), bold=False, leading=1.2))
    name_tall = name.height if card.name else 0.0
    price_tall = price.height if card.price else 0.0
    note_tall = note.height if card.note else 0.0
    gap = max(0.0, min(8 * unit, (area.height() - name_tall - price_tall - note_tall) / 3))
    y = area.top() + max(0.0, (area.height() - name_tall - price_tall - note_tall - 2 * gap) / 2)
    if card.name:
        name.draw(canvas, area.left(), y)
        y += name_tall + gap
    if card.price:
        price.draw(canvas, area.left(), y)
        _was(canvas, card, area.left() + price.width + 14 * unit, area.right(), y + price_tall, unit)
        y += price_tall + gap
    if card.note:
        canvas.drawCircle(area.left() + 6 * unit, y + note_tall / 2, 5 * unit, flat(_NOTE))
        note.draw(canvas, area.left() + 20 * unit, y)


def _was(canvas: skia.Canvas, card: Card, left: float, right: float, bottom: float, unit: float) -> None:
    text = cleaned(card.was, _PRICE_LONGEST)
    if not text or right - left < 40 * unit:
        return
    was = Fitted(text, (right - left, 34 * unit), (24 * unit, 16 * unit), 1, Style(tint(_FAINT), bold=False, leading=1.2))
    y = bottom - was.height - 5 * unit
    was.draw(canvas, left, y)
    middle = y + was.height * 0.54
    canvas.drawLine(left - 2 * unit, middle, left + was.width + 2 * unit, middle, line(_FAINT, 2.2 * unit))
