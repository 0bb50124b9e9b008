"""The product card: picture, name, price, list price, note."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import flat, line, ramp, tint
from avatar.media import Card
from avatar.stage.picture.images import ProductPicture, opened, tile_paint, whole
from avatar.stage.picture.text import Fitted, Style, cleaned, paragraph

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
        area = _ltrb(panel.left(), panel.top(), split, panel.bottom())
        texts = _Texts(card, panel.right() - split - 42 * unit, unit)
        left, top = split + 22 * unit, panel.centerY() - texts.height / 2
    else:
        texts = _Texts(card, panel.width() - 48 * unit, unit)
        split = panel.bottom() - min(texts.height + 26 * unit, panel.height() * 0.62)
        area = _ltrb(panel.left(), panel.top(), panel.right(), split)
        left, top = panel.left() + 24 * unit, split + 11 * unit
    _picture(canvas, card, area, unit)
    texts.draw(canvas, left, top)
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
    """The picture's own edges, drawn out to where its shape leaves the area empty."""
    canvas.drawRect(area, flat("#efe4d6"))
    place = whole(area, *picture.size)
    width, height = max(4, round(place.width())), max(4, round(place.height()))
    surface = skia.Surface(width, height)
    picture.draw(surface.getCanvas(), skia.Rect.MakeWH(width, height))
    image = surface.makeImageSnapshot()
    blur = skia.Paint(ImageFilter=skia.ImageFilters.Blur(0.5, height * 0.03, skia.TileMode.kClamp))
    for source, target in (
        (
            skia.Rect.MakeXYWH(1, 0, 2, height),
            _ltrb(area.left(), place.top(), place.left() + 1, place.bottom()),
        ),
        (
            skia.Rect.MakeXYWH(width - 3, 0, 2, height),
            _ltrb(place.right() - 1, place.top(), area.right(), place.bottom()),
        ),
        (skia.Rect.MakeXYWH(0, 1, width, 2), _ltrb(place.left(), area.top(), place.right(), place.top() + 1)),
        (
            skia.Rect.MakeXYWH(0, height - 3, width, 2),
            _ltrb(place.left(), place.bottom() - 1, place.right(), area.bottom()),
        ),
    ):
        if target.width() > 1.5 and target.height() > 1.5:
            canvas.drawImageRect(image, source, target, skia.SamplingOptions(), blur)


def _ltrb(left: float, top: float, right: float, bottom: float) -> skia.Rect:
    return skia.Rect.MakeLTRB(left, top, right, bottom)


class _Texts:
    """Name, price and note, one under the other."""

    def __init__(self, card: Card, width: float, unit: float) -> None:
        self._unit, self._width = unit, width

        def fitted(text: str, sizes: tuple[float, float], lines: int, style: Style) -> Fitted | None:
            box = (width - 20 * unit, lines * sizes[0] * style.leading * unit)
            return Fitted(text, box, (sizes[0] * unit, sizes[1] * unit), lines, style) if text else None

        name, ink = cleaned(card.name, _NAME_LONGEST), Style(tint(_INK), leading=1.18)
        in_one_line = paragraph(name, 24 * unit, width * 4, ink).LongestLine < width - 20 * unit
        self._name = fitted(name, (28, 24), 1, ink) if in_one_line else fitted(name, (28, 21), 2, ink)
        self._price = fitted(
            cleaned(card.price, _PRICE_LONGEST), (44, 24), 1, Style(tint(_PRICE), leading=1.14)
        )
        self._was = fitted(cleaned(card.was, _PRICE_LONGEST), (24, 16), 1, Style(tint(_FAINT), bold=False))
        self._note = fitted(cleaned(card.note, _NOTE_LONGEST), (20, 16), 1, Style(tint(_NOTE), bold=False))
        shown = [text.height for text in (self._name, self._price, self._note) if text is not None]
        self._gap = 5 * unit
        self.height = sum(shown) + self._gap * max(0, len(shown) - 1)

    def draw(self, canvas: skia.Canvas, left: float, y: float) -> None:
        unit = self._unit
        if self._name is not None:
            self._name.draw(canvas, left, y)
            y += self._name.height + self._gap
        if self._price is not None:
            self._price.draw(canvas, left, y)
            self._strike(
                canvas, left + self._price.width + 14 * unit, left + self._width, y + self._price.height
            )
            y += self._price.height + self._gap
        if self._note is not None:
            canvas.drawCircle(left + 6 * unit, y + self._note.height / 2, 5 * unit, flat(_NOTE))
            self._note.draw(canvas, left + 20 * unit, y)

    def _strike(self, canvas: skia.Canvas, left: float, right: float, bottom: float) -> None:
        was, unit = self._was, self._unit
        if was is None or left + was.width > right:
            return
        y = bottom - was.height - 6 * unit
        was.draw(canvas, left, y)
        middle = y + was.height * 0.54
        canvas.drawLine(
            left - 2 * unit, middle, left + was.width + 2 * unit, middle, line(_FAINT, 2.2 * unit)
        )
