"""Lights out of focus behind the host, as on a stage in the evening."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, flat, glow, line, ramp
from avatar.faces.drawn.life import chance
from avatar.stage.picture.layout import Layout
from avatar.stage.template import Template

_SPOTS = 46


def draw_lights(canvas: skia.Canvas, layout: Layout, template: Template) -> None:
    """Draw everything that never changes but counter, label and title."""
    unit, host = layout.unit, layout.host
    colours = template.colours
    last = max(1, len(colours) - 1)
    canvas.drawPaint(
        ramp((0, 0), (0, layout.height), *((index / last, one) for index, one in enumerate(colours[:4])))
        if len(colours) > 1
        else flat(colours[0])
    )
    middle = (host.x + host.width / 2, host.y + host.height * 0.36)
    bright = template.edge
    reach = max(host.width, host.height) * 0.62
    canvas.drawCircle(
        *middle, reach, glow(middle, reach, (0.0, bright, 0.55), (0.5, bright, 0.2), (1.0, bright, 0.0))
    )
    _beams(canvas, layout, bright)
    for index in range(_SPOTS):
        x, y = chance(21, 1, index) * layout.width, chance(21, 2, index) ** 1.2 * layout.height * 0.8
        size = (9 + 34 * chance(21, 3, index) ** 2) * unit
        hue = (bright, "#ffd9a0", "#c9b6ff", "#ffffff")[int(chance(21, 4, index) * 3.99)]
        spot = flat(blend(hue, "#ffffff", 0.15), 0.05 + 0.17 * chance(21, 5, index))
        spot.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.1))
        canvas.drawCircle(x, y, size, spot)
        canvas.drawCircle(x, y, size * 0.93, line(hue, size * 0.07, 0.16))
    _ring(canvas, layout, middle, bright)
    top = 120 * unit
    canvas.drawRect(
        skia.Rect.MakeWH(layout.width, top),
        ramp((0, 0), (0, top), (0.0, "#0b0516", 0.6), (1.0, "#0b0516", 0.0)),
    )


def _beams(canvas: skia.Canvas, layout: Layout, colour: str) -> None:
    height = layout.height * 0.85
    for part, lean in ((0.12, 0.16), (0.38, 0.06), (0.64, -0.05), (0.9, -0.16)):
        x = part * layout.width
        beam = skia.Path()
        spread = layout.width * 0.1
        foot = x + lean * layout.width * 2
        corners = ((x - 6, -10), (x + 6, -10), (foot + spread, height), (foot - spread, height))
        beam.addPoly([skia.Point(*corner) for corner in corners], True)
        paint = ramp((0, 0), (0, height), (0.0, blend(colour, "#ffffff", 0.5), 0.2), (1.0, colour, 0.0))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 14 * layout.unit))
        canvas.drawPath(beam, paint)


def _ring(canvas: skia.Canvas, layout: Layout, middle: tuple[float, float], colour: str) -> None:
    """A ring of light behind the host's head."""
    unit = layout.unit
    radius = min(layout.host.width * 0.4, layout.host.height * 0.44)
    warm = blend(colour, "#ffffff", 0.35)
    tubes = ((26.0, colour, 0.5, 16.0), (9.0, warm, 0.9, 2.5), (4.0, "#ffffff", 1.0, 0.0))
    for width, tone, alpha, blur in tubes:
        tube = line(tone, width * unit, alpha)
        if blur:
            tube.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur * unit))
        canvas.drawCircle(*middle, radius, tube)
