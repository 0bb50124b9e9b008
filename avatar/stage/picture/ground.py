"""What is behind the host: the template's scene, or the room's own colours or picture; and the counter."""

from __future__ import annotations

import skia

from avatar.faces.drawn.brush import blend, flat, glow, ramp
from avatar.media import Picture
from avatar.stage.config import BackgroundConfig, StageConfig
from avatar.stage.picture.daylight import draw_daylight
from avatar.stage.picture.layout import Box, Layout
from avatar.stage.picture.lights import draw_lights
from avatar.stage.picture.opening import open_picture
from avatar.stage.picture.studio import draw_studio
from avatar.stage.picture.tiles import Draw
from avatar.stage.template import Template

_SCENES = {"studio": draw_studio, "daylight": draw_daylight, "lights": draw_lights}


def ground(config: StageConfig, layout: Layout) -> Draw:
    """What draws the ground, a video apart.

    Raises:
        PictureError: The background's picture cannot be shown.
    """
    background, template = config.background, config.template
    picture = None
    if background is not None and background.picture is not None:
        picture = open_picture(str(background.picture), config.width, config.height, cover=True)

    def draw(canvas: skia.Canvas) -> None:
        if picture is not None:
            _picture(canvas, picture)
        elif background is None and template.scene in _SCENES:
            _SCENES[template.scene](canvas, layout, template)
        else:
            _colours(canvas, layout, background, template)
        if background is not None and background.shade:
            canvas.drawPaint(flat("#000000", background.shade))
        if layout.counter is not None:
            draw_counter(canvas, layout.counter, layout, template)

    return draw


def _picture(canvas: skia.Canvas, picture: Picture) -> None:
    canvas.drawPaint(flat("#16162a"))
    image = skia.Image.fromarray(
        picture, colorType=skia.ColorType.kRGBA_8888_ColorType, alphaType=skia.AlphaType.kPremul_AlphaType
    )
    canvas.drawImage(image, 0, 0)


def _colours(
    canvas: skia.Canvas, layout: Layout, background: BackgroundConfig | None, template: Template
) -> None:
    colours = background.colours if background is not None and background.colours else template.colours
    canvas.drawPaint(ramp_of(colours, layout.counter.y if layout.counter else layout.height))


def ramp_of(colours: tuple[str, ...], height: float) -> skia.Paint:
    """A gradient from top to bottom; one colour is plain."""
    if len(colours) == 1:
        return flat(colours[0])
    last = len(colours) - 1
    return ramp((0, 0), (0, height), *((index / last, colour) for index, colour in enumerate(colours)))


def draw_counter(canvas: skia.Canvas, box: Box, layout: Layout, template: Template) -> None:
    """What the host stands behind, with a lit edge."""
    unit, edge = layout.unit, 12 * layout.unit
    above, below = template.front
    canvas.drawRect(
        skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height),
        ramp((0, box.y), (0, box.bottom), (0.0, above), (1.0, below)),
    )
    rim = skia.Rect.MakeXYWH(box.x, box.y, box.width, edge)
    canvas.drawRect(rim, flat(template.edge))
    canvas.drawRect(
        rim,
        ramp(
            (0, box.y),
            (0, box.y + edge),
            (0.0, "#ffffff", 0.34),
            (0.5, "#ffffff", 0.0),
            (1.0, "#000000", 0.22),
        ),
    )
    middle = layout.host.x + layout.host.width / 2
    canvas.drawRect(rim, glow((middle, box.y), 420 * unit, (0.0, "#fff6e0", 0.45), (1.0, "#fff6e0", 0.0)))
    shade = blend(above, "#000000", 0.6)
    under = skia.Rect.MakeXYWH(box.x, box.y + edge, box.width, 22 * unit)
    canvas.drawRect(under, ramp((0, under.top()), (0, under.bottom()), (0.0, shade, 0.4), (1.0, shade, 0.0)))
