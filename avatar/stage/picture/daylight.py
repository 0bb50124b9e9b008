"""A bright room: an arch in the wall, light from a window, a shelf, dried grass in a vase."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, flat, glow, line, ramp, ribbon
from avatar.faces.drawn.life import chance
from avatar.stage.picture.layout import Layout
from avatar.stage.template import Template

_BLUR = 1.6


def draw_daylight(canvas: skia.Canvas, layout: Layout, template: Template) -> None:
    """Draw everything that never changes but counter, label and title."""
    unit, host = layout.unit, layout.host
    floor = layout.counter.y if layout.counter is not None else layout.height
    wall, low = template.colours[0], template.colours[-1]
    soft = skia.Paint(ImageFilter=skia.ImageFilters.Blur(_BLUR * unit, _BLUR * unit, skia.TileMode.kClamp))
    canvas.saveLayer(skia.Rect.MakeWH(layout.width, layout.height), soft)
    canvas.drawPaint(ramp((0, 0), (0, floor), (0.0, wall), (1.0, low)))
    middle = host.x + host.width / 2
    top = min(host.y + 6 * unit, layout.label.bottom + 84 * unit)
    wide = min(host.width * 0.36, 290 * unit)
    _arch(canvas, skia.Rect.MakeLTRB(middle - wide, top, middle + wide, floor), low)
    side = min(host.width * 0.5 - 96 * unit, 330 * unit)
    _shelf(canvas, middle + side, host.y + host.height * 0.4, unit)
    _vase(canvas, middle - side, floor, unit)
    _sunlight(canvas, layout, floor)
    canvas.restore()


def _arch(canvas: skia.Canvas, arch: skia.Rect, low: str) -> None:
    """The niche in the wall, down to the floor."""
    wide, top, floor, x = arch.width() / 2, arch.top(), arch.bottom(), arch.centerX()
    niche = skia.RRect()
    place = skia.Rect.MakeLTRB(x - wide, top, x + wide, floor + wide)
    niche.setRectRadii(place, [skia.Point(wide, wide)] * 2 + [skia.Point(0, 0)] * 2)
    shade = blend(low, "#d98f6c", 0.42)
    canvas.drawRRect(niche, ramp((0, top), (0, floor), (0.0, blend(shade, "#ffffff", 0.12)), (1.0, shade)))
    canvas.save()
    canvas.clipRRect(niche, skia.ClipOp.kIntersect, True)
    inner = line("#7a4a3a", wide * 0.12, 0.16)
    inner.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, wide * 0.06))
    canvas.drawRRect(niche, inner)
    centre = (x, top + wide * 0.95)
    canvas.drawCircle(
        *centre, wide * 1.2, glow(centre, wide * 1.2, (0.0, "#fff6ea", 0.75), (1.0, "#fff6ea", 0.0))
    )
    canvas.restore()


def _shelf(canvas: skia.Canvas, x: float, y: float, unit: float) -> None:
    board = skia.Rect.MakeXYWH(x - 84 * unit, y, 168 * unit, 11 * unit)
    shade = flat("#8a6a4f", 0.22)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 8 * unit))
    canvas.drawRect(board.makeOffset(6 * unit, 16 * unit), shade)
    canvas.drawRoundRect(
        board, 3 * unit, 3 * unit, ramp((0, y), (0, y + 11 * unit), (0.0, "#e2bf95"), (1.0, "#c39a6b"))
    )
    for left, wide, tall, colour in (
        (-70, 17, 74, "#d9826b"),
        (-50, 13, 64, "#7d9c8c"),
        (-35, 20, 80, "#efd9a8"),
    ):
        book = skia.Rect.MakeXYWH(x + left * unit, y - tall * unit, wide * unit, tall * unit)
        pale, deep = blend(colour, "#ffffff", 0.2), blend(colour, "#5a4030", 0.15)
        cover = ramp((book.left(), 0), (book.right(), 0), (0.0, pale), (1.0, deep))
        canvas.drawRoundRect(book, 2 * unit, 2 * unit, cover)
    pot = skia.Rect.MakeXYWH(x + 14 * unit, y - 42 * unit, 52 * unit, 42 * unit)
    for index in range(9):
        part = index / 4 - 1
        tip = (pot.centerX() + part * 52 * unit, pot.top() - (78 - 34 * abs(part)) * unit)
        bend = (pot.centerX() + part * 16 * unit, pot.top() - 46 * unit)
        green = blend("#7ba487", "#4c7a62", chance(3, 7, index))
        stem = ((pot.centerX(), pot.top() + 6 * unit), bend, tip)
        canvas.drawPath(ribbon(stem, (2 * unit, 9 * unit, 0.5)), flat(green))
    canvas.drawRoundRect(
        pot, 9 * unit, 9 * unit, ramp((pot.left(), 0), (pot.right(), 0), (0.0, "#ffffff"), (1.0, "#dfd2c4"))
    )


def _vase(canvas: skia.Canvas, x: float, floor: float, unit: float) -> None:
    for index in range(11):
        part = index / 5 - 1
        tip = (x + part * 96 * unit, floor - (330 - 70 * abs(part) - 40 * chance(4, 2, index)) * unit)
        bend = (x + part * 26 * unit, floor - 190 * unit)
        straw = blend("#d8b98c", "#b98f5f", chance(4, 1, index))
        canvas.drawPath(
            ribbon(((x, floor - 90 * unit), bend, tip), (1.2 * unit, 2.6 * unit, 0.5)), flat(straw)
        )
        for step in range(7):
            back = step / 7 * 0.3
            spot = (tip[0] + (bend[0] - tip[0]) * back, tip[1] + (bend[1] - tip[1]) * back)
            canvas.drawCircle(
                spot[0] + (step % 2 * 2 - 1) * 3 * unit, spot[1], (5.5 - 0.4 * step) * unit, flat(straw, 0.9)
            )
    body = skia.Rect.MakeXYWH(x - 46 * unit, floor - 128 * unit, 92 * unit, 150 * unit)
    canvas.drawOval(body, ramp((body.left(), 0), (body.right(), 0), (0.0, "#fffaf4"), (1.0, "#d9c3ae")))
    neck = skia.Rect.MakeXYWH(x - 17 * unit, floor - 150 * unit, 34 * unit, 44 * unit)
    canvas.drawRoundRect(
        neck,
        6 * unit,
        6 * unit,
        ramp((neck.left(), 0), (neck.right(), 0), (0.0, "#fffaf4"), (1.0, "#d9c3ae")),
    )


def _sunlight(canvas: skia.Canvas, layout: Layout, floor: float) -> None:
    """The window's panes on the wall."""
    unit = layout.unit
    soft = flat("#fffdf4", 0.34)
    soft.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 9 * unit))
    start = layout.host.x + layout.host.width * 0.02
    for column in range(2):
        for row in range(2):
            x, y = start + column * 118 * unit, layout.host.y + (10 + row * 150) * unit
            pane = skia.Path()
            corners = (
                (x, y),
                (x + 104 * unit, y + 30 * unit),
                (x + 104 * unit, y + 166 * unit),
                (x, y + 136 * unit),
            )
            pane.addPoly([skia.Point(*corner) for corner in corners], True)
            canvas.drawPath(pane, soft)
    canvas.drawRect(
        skia.Rect.MakeWH(layout.width, 96 * unit),
        ramp((0, 0), (0, 96 * unit), (0.0, "#ffffff", 0.55), (1.0, "#ffffff", 0.0)),
    )
