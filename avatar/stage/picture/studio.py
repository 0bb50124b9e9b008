"""The shop at night behind the host: drawn once, a little out of focus, with the counter in front."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, crescent, curve, flat, glow, line, ramp, ribbon
from avatar.faces.drawn.life import chance
from avatar.stage.picture.layout import Box, Layout
from avatar.stage.template import Template

_WOOD, _WOOD_LIGHT, _WOOD_DARK = "#7a4a2c", "#c98a52", "#3d2218"
_BLUR = 2.4


def draw_studio(canvas: skia.Canvas, layout: Layout, template: Template) -> None:
    """Draw everything that never changes but counter, label and title."""
    width, height = layout.width, layout.height
    soft = skia.Paint(
        ImageFilter=skia.ImageFilters.Blur(_BLUR * layout.unit, _BLUR * layout.unit, skia.TileMode.kClamp)
    )
    canvas.saveLayer(skia.Rect.MakeWH(width, height), soft)
    _wall(canvas, layout, template)
    _window(canvas, layout)
    _shelves(canvas, layout)
    _lamp(canvas, layout)
    _plant(canvas, layout)
    canvas.restore()
    _haze(canvas, layout)
    if layout.card is not None and not layout.portrait:
        _sign(canvas, layout, layout.card)


def _floor(layout: Layout) -> float:
    return layout.counter.y if layout.counter is not None else layout.height


def _wall(canvas: skia.Canvas, layout: Layout, template: Template) -> None:
    width, height = layout.width, layout.height
    colours = template.colours * 2 if len(template.colours) == 1 else template.colours
    last = len(colours) - 1
    stops = ((index / last, colour) for index, colour in enumerate(colours))
    canvas.drawPaint(ramp((0, 0), (0, _floor(layout)), *stops))
    step = 46 * layout.unit
    for index in range(int(width / step) + 1):
        x = index * step
        canvas.drawRect(skia.Rect.MakeXYWH(x, 0, step * 0.5, height), flat("#ffffff", 0.018))
        canvas.drawRect(
            skia.Rect.MakeXYWH(x + step * 0.5, 0, 2.5 * layout.unit, height), flat("#0b0c24", 0.35)
        )
    host = layout.host
    middle = (host.x + host.width / 2, host.bottom - 210 * layout.unit)
    canvas.drawPaint(
        glow(
            middle, 430 * layout.unit, (0.0, "#ffb56b", 0.30), (0.45, "#d0748a", 0.15), (1.0, "#d0748a", 0.0)
        )
    )


def _window(canvas: skia.Canvas, layout: Layout) -> None:
    """The city outside, at the host's right."""
    unit, host = layout.unit, layout.host
    wide = min(196 * unit, host.width * 0.27)
    frame = skia.Rect.MakeXYWH(host.x + 22 * unit, host.y + 26 * unit, wide, host.height * 0.66)
    canvas.drawRect(frame.makeOutset(9 * unit, 9 * unit), flat(_WOOD_DARK))
    canvas.drawRect(frame.makeOutset(6 * unit, 6 * unit), flat(blend(_WOOD, _WOOD_DARK, 0.4)))
    canvas.save()
    canvas.clipRect(frame)
    canvas.drawPaint(
        ramp((0, frame.top()), (0, frame.bottom()), (0.0, "#0a1034"), (0.6, "#27337a"), (1.0, "#7a4f8f"))
    )
    canvas.save()
    canvas.translate(frame.left() + wide * 0.62, frame.top() + frame.height() * 0.2)
    canvas.drawCircle(0, 0, 60 * unit, glow((0, 0), 60 * unit, (0.0, "#fff0c0", 0.4), (1.0, "#fff0c0", 0.0)))
    canvas.rotate(-28)
    canvas.drawPath(crescent(24 * unit), flat("#ffeec0"))
    canvas.restore()
    for index in range(26):
        x = frame.left() + chance(5, 1, index) * wide
        y = frame.top() + chance(5, 2, index) * frame.height() * 0.5
        canvas.drawCircle(x, y, (0.6 + chance(5, 3, index)) * unit, flat("#ffffff", 0.6))
    x = frame.left() - 4 * unit
    for index in range(9):
        house = (22 + 24 * chance(5, 4, index)) * unit
        top = frame.bottom() - (0.18 + 0.34 * chance(5, 5, index)) * frame.height()
        canvas.drawRect(
            skia.Rect.MakeLTRB(x, top, x + house, frame.bottom()),
            flat(blend("#0d1136", "#2b2b66", chance(5, 6, index))),
        )
        _lights(canvas, skia.Rect.MakeLTRB(x, top, x + house, frame.bottom()), index, unit)
        x += house
    canvas.restore()
    bar = flat(_WOOD_DARK)
    canvas.drawRect(
        skia.Rect.MakeXYWH(frame.centerX() - 3 * unit, frame.top(), 6 * unit, frame.height()), bar
    )
    canvas.drawRect(
        skia.Rect.MakeXYWH(frame.left(), frame.top() + frame.height() * 0.55, wide, 6 * unit), bar
    )


def _lights(canvas: skia.Canvas, house: skia.Rect, index: int, unit: float) -> None:
    for floor in range(int(house.height() / (13 * unit))):
        for room in range(int(house.width() / (9 * unit))):
            if chance(9, index, floor * 16 + room) < 0.42:
                warm = "#ffd48a" if chance(9, index + 40, floor * 16 + room) < 0.75 else "#9fd0ff"
                x, y = house.left() + (3 + room * 9) * unit, house.top() + (6 + floor * 13) * unit
                canvas.drawRect(skia.Rect.MakeXYWH(x, y, 4.5 * unit, 6 * unit), flat(warm, 0.85))


_SHELF = (
    (("box", 40, 52, "#c9574b"), ("bottle", 22, 70, "#3f8f8c"), ("bottle", 22, 58, "#e0b15a"),
     ("books", 64, 60, "#5b63b5")),
    (("pot", 54, 66, "#d98e5f"), ("box", 56, 40, "#e8d8c0"), ("bottle", 26, 64, "#8d5a9e"),
     ("box", 34, 58, "#3c5f96")),
    (("books", 70, 62, "#b5654a"), ("globe", 50, 50, "#ffd489"), ("box", 52, 44, "#4f8a6a"),
     ("bottle", 20, 54, "#c7c0d8")),
)  # fmt: skip
"""What stands on each board: form, width and height in units, colour."""


def _shelves(canvas: skia.Canvas, layout: Layout) -> None:
    """Boards with warm strips under them, at the host's left."""
    unit, host = layout.unit, layout.host
    wide = min(232 * unit, host.width * 0.31)
    left = host.right - wide - 8 * unit
    niche = skia.Rect.MakeLTRB(
        left - 8 * unit, host.y - 6 * unit, left + wide + 8 * unit, host.bottom + 20 * unit
    )
    canvas.drawRect(niche, flat("#171433", 0.72))
    for side in (niche.left(), niche.right() - 8 * unit):
        canvas.drawRect(
            skia.Rect.MakeXYWH(side, niche.top(), 8 * unit, niche.height()),
            flat(blend(_WOOD, _WOOD_DARK, 0.35)),
        )
    for row, things in enumerate(_SHELF):
        y = host.y + host.height * (0.27 + 0.27 * row)
        strip = skia.Rect.MakeXYWH(left, y - 118 * unit, wide, 118 * unit)
        canvas.drawRect(
            strip, ramp((0, strip.top()), (0, strip.bottom()), (0.0, "#ffb765", 0.34), (1.0, "#ffb765", 0.03))
        )
        x = left + 12 * unit
        for kind, thing_wide, tall, colour in things:
            _thing(
                canvas,
                kind,
                skia.Rect.MakeXYWH(x, y - tall * unit, thing_wide * unit, tall * unit),
                colour,
                unit,
            )
            x += (thing_wide + 9) * unit
        canvas.drawRect(
            skia.Rect.MakeXYWH(left, y, wide, 9 * unit),
            ramp((0, y), (0, y + 9 * unit), (0.0, _WOOD_LIGHT), (1.0, _WOOD)),
        )
        canvas.drawRect(skia.Rect.MakeXYWH(left, y + 9 * unit, wide, 3 * unit), flat("#ffd9a0", 0.9))


def _thing(canvas: skia.Canvas, kind: str, area: skia.Rect, colour: str, unit: float) -> None:
    left, top, right, bottom = area.left(), area.top(), area.right(), area.bottom()
    paint = ramp(
        (left, 0), (right, 0), (0.0, blend(colour, "#ffffff", 0.18)), (1.0, blend(colour, "#14123a", 0.4))
    )
    if kind == "box":
        canvas.drawRoundRect(area, 3 * unit, 3 * unit, paint)
        canvas.drawRect(
            skia.Rect.MakeXYWH(left, top + area.height() * 0.38, area.width(), area.height() * 0.22),
            flat("#fff4e0", 0.55),
        )
    elif kind == "bottle":
        body = skia.Rect.MakeLTRB(left, top + area.height() * 0.32, right, bottom)
        canvas.drawRoundRect(body, 6 * unit, 6 * unit, paint)
        neck = skia.Rect.MakeLTRB(
            area.centerX() - area.width() * 0.18,
            top,
            area.centerX() + area.width() * 0.18,
            bottom - 10 * unit,
        )
        canvas.drawRect(neck, paint)
        canvas.drawRect(
            skia.Rect.MakeLTRB(left, body.centerY(), right, body.bottom() - 8 * unit), flat("#fff4e0", 0.5)
        )
    elif kind == "books":
        step = area.width() / 5
        for index in range(5):
            shade = blend(colour, ("#f0c47c", "#2d3b7a", "#d8d0e8", "#a6433f", "#3f7a6a")[index], 0.6)
            book = skia.Rect.MakeLTRB(
                left + index * step, top + (index * 37 % 5) * 3 * unit, left + (index + 0.88) * step, bottom
            )
            canvas.drawRect(book, flat(shade))
    elif kind == "pot":
        _leaves(canvas, area.centerX(), top + area.height() * 0.62, 46 * unit, 7)
        pot = curve(
            [
                (left + 8 * unit, top + area.height() * 0.55, 0),
                (right - 8 * unit, top + area.height() * 0.55, 0),
                (right - 13 * unit, bottom, 0),
                (left + 13 * unit, bottom, 0),
            ]
        )
        canvas.drawPath(pot, paint)
    else:
        canvas.drawCircle(
            area.centerX(),
            area.centerY(),
            area.width() * 1.3,
            glow(
                (area.centerX(), area.centerY()), area.width() * 1.3, (0.0, colour, 0.55), (1.0, colour, 0.0)
            ),
        )
        canvas.drawCircle(area.centerX(), area.centerY(), area.width() * 0.5, flat("#fff1cf"))


def _leaves(canvas: skia.Canvas, x: float, y: float, size: float, count: int) -> None:
    for index in range(count):
        part = index / (count - 1) * 2 - 1
        tip = (x + part * size * 0.95, y - size * (1.05 - 0.55 * abs(part)))
        bend = (x + part * size * 0.42, y - size * 0.72)
        green = blend("#2f7d5b", "#173f45", chance(3, 1, index))
        canvas.drawPath(ribbon(((x, y), bend, tip), (size * 0.05, size * 0.24, 0.5)), flat(green))


def _lamp(canvas: skia.Canvas, layout: Layout) -> None:
    """A pendant lamp between the window and the host."""
    unit, host = layout.unit, layout.host
    x = host.x + min(258 * unit, host.width * 0.35)
    y = host.y + 48 * unit
    canvas.drawLine(x, 0, x, y - 30 * unit, line("#0c0d22", 2.5 * unit))
    canvas.drawCircle(
        x,
        y,
        190 * unit,
        glow((x, y), 190 * unit, (0.0, "#ffcf8a", 0.55), (0.4, "#ffb765", 0.2), (1.0, "#ffb765", 0.0)),
    )
    shade = curve(
        [
            (x - 8 * unit, y - 34 * unit, 0.2),
            (x + 8 * unit, y - 34 * unit, 0.2),
            (x + 36 * unit, y + 2 * unit, 0.1),
            (x - 36 * unit, y + 2 * unit, 0.1),
        ]
    )
    canvas.drawPath(shade, ramp((x - 36 * unit, 0), (x + 36 * unit, 0), (0.0, "#e8a04a"), (1.0, "#a3601f")))
    canvas.drawOval(skia.Rect.MakeXYWH(x - 30 * unit, y - 3 * unit, 60 * unit, 12 * unit), flat("#fff3d6"))


def _plant(canvas: skia.Canvas, layout: Layout) -> None:
    unit, floor = layout.unit, _floor(layout)
    _leaves(canvas, layout.host.x + 44 * unit, floor + 16 * unit, 128 * unit, 9)
    _leaves(canvas, layout.host.right - 10 * unit, floor + 26 * unit, 84 * unit, 7)


def _haze(canvas: skia.Canvas, layout: Layout) -> None:
    """Darker towards the top and the card, so that what matters stands out."""
    unit, host = layout.unit, layout.host
    canvas.drawRect(
        skia.Rect.MakeXYWH(0, 0, 4000 * unit, host.y + 60 * unit),
        ramp((0, 0), (0, host.y + 60 * unit), (0.0, "#0a0b22", 0.78), (1.0, "#0a0b22", 0.0)),
    )
    if not layout.portrait:
        x = host.right - 30 * unit
        canvas.drawRect(
            skia.Rect.MakeXYWH(x, 0, 4000 * unit, _floor(layout)),
            ramp((x, 0), (x + 140 * unit, 0), (0.0, "#0d0e2a", 0.0), (1.0, "#0d0e2a", 0.55)),
        )


def _sign(canvas: skia.Canvas, layout: Layout, card: Box) -> None:
    """A neon moon where the card will hang, so that the wall is not bare without one."""
    unit = layout.unit
    radius = min(92 * unit, card.height * 0.3)
    canvas.save()
    canvas.translate(card.x + card.width / 2 + radius * 0.15, card.y + card.height * 0.46)
    canvas.drawCircle(
        0, 0, radius * 2.6, glow((0, 0), radius * 2.6, (0.0, "#ff9e5e", 0.3), (1.0, "#ff9e5e", 0.0))
    )
    canvas.rotate(-24)
    moon = crescent(radius)
    for width, colour, alpha, blur in (
        (16.0, "#ff8a3c", 0.55, 9.0),
        (7.0, "#ffb35c", 0.9, 2.0),
        (3.2, "#fff3d9", 1.0, 0.0),
    ):
        tube = line(colour, width * unit, alpha)
        if blur:
            tube.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur * unit))
        canvas.drawPath(moon, tube)
    canvas.restore()
