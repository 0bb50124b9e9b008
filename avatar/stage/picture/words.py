"""Captions, the question being answered, and the shop's name."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from avatar.faces.drawn.brush import Point, blend, crescent, flat, glow, line, tint
from avatar.stage.picture.layout import Box
from avatar.stage.picture.text import Fitted, Style, cleaned

CAPTION_LONGEST, AUTHOR_LONGEST, QUESTION_LONGEST, TITLE_LONGEST = 400, 24, 160, 60
_CREAM, _AMBER = "#fff6e8", "#ffc765"
_ASKS = {"zh": "问", "en": "asks"}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose question is being answered."""

    author: str = ""
    text: str = ""
    """Empty for none."""
    language: str = "en"
    """Of the fixed words around it."""


def draw_caption(canvas: skia.Canvas, text: str, box: Box, unit: float) -> None:
    """Draw a caption into a region whose background is already there."""
    style = Style(tint(_CREAM), align="centre", leading=1.2)
    room = (box.width - 24 * unit, box.height)
    caption = Fitted(cleaned(text, CAPTION_LONGEST), room, (40 * unit, 25 * unit), 3, style)
    caption.draw(canvas, 12 * unit, (box.height - caption.height) / 2)


def draw_question(canvas: skia.Canvas, question: Question, box: Box, unit: float) -> None:
    """Draw a question into a region whose background is already there."""
    name = cleaned(question.author, AUTHOR_LONGEST)
    panel = skia.Rect.MakeLTRB(6 * unit, 2 * unit, box.width - 6 * unit, box.height - 4 * unit)
    canvas.drawRoundRect(panel, 18 * unit, 18 * unit, flat("#14163a", 0.92))
    canvas.drawRoundRect(panel.makeInset(1, 1), 17 * unit, 17 * unit, line(_AMBER, 1.6 * unit, 0.55))
    radius = min(24 * unit, panel.height() * 0.34)
    centre = (panel.left() + radius + 14 * unit, panel.centerY())
    _initial(canvas, name, centre, radius)
    left = centre[0] + radius + 14 * unit
    room = panel.right() - left - 14 * unit
    said = f"{name} {_ASKS.get(question.language, _ASKS['en'])}".strip()
    head_style, body_style = Style(tint(_AMBER), leading=1.2), Style(tint(_CREAM), bold=False, leading=1.14)
    head = Fitted(said, (room, 24 * unit), (16 * unit, 13 * unit), 1, head_style)
    tall = panel.height() - head.height - 8 * unit
    text = cleaned(question.text, QUESTION_LONGEST)
    body = Fitted(text, (room, tall), (23 * unit, 17 * unit), 2, body_style)
    top = panel.centerY() - (head.height + body.height) / 2
    head.draw(canvas, left, top)
    body.draw(canvas, left, top + head.height)


def _initial(canvas: skia.Canvas, name: str, centre: Point, radius: float) -> None:
    light = (centre[0] - radius / 2, centre[1] - radius / 2)
    canvas.drawCircle(*centre, radius, glow(light, radius * 2, (0.0, "#ffdf9c"), (1.0, "#e09a35")))
    letter = next((character for character in name if character.isalnum()), "?")
    style = Style(tint("#3a2408"), align="centre", leading=1.2)
    initial = Fitted(letter.upper(), (radius * 2, radius * 2), (radius * 1.1, radius), 1, style)
    initial.draw(canvas, centre[0] - radius, centre[1] - initial.height / 2)


def draw_title(canvas: skia.Canvas, box: Box, title: str, host: str, unit: float) -> None:
    """Draw the shop's name, and the host's under it, beside the label."""
    name, who = cleaned(title, TITLE_LONGEST), cleaned(host, AUTHOR_LONGEST)
    if box.width < 120 * unit or not (name or who):
        return
    moon = 17 * unit
    middle = box.y + box.height / 2
    canvas.save()
    canvas.translate(box.x + moon, middle)
    canvas.rotate(-24)
    canvas.drawPath(crescent(moon), flat(_AMBER))
    canvas.restore()
    left, room = box.x + 2 * moon + 12 * unit, box.width - 2 * moon - 12 * unit
    first = Fitted(
        name or who, (room, 34 * unit), (25 * unit, 17 * unit), 1, Style(tint(_CREAM), leading=1.2)
    )
    if not (name and who):
        first.draw(canvas, left, middle - first.height / 2)
        return
    second = Fitted(
        who,
        (room, 26 * unit),
        (18 * unit, 14 * unit),
        1,
        Style(tint(blend(_CREAM, "#9a97c8", 0.55)), bold=False, leading=1.2),
    )
    top = middle - (first.height + second.height) / 2
    first.draw(canvas, left, top)
    second.draw(canvas, left, top + first.height)
