"""The question that is being answered, and the shop's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import skia

from avatar.faces.drawn.brush import Point, blend, crescent, flat, glow, line, tint
from avatar.stage.picture.cleaning import cleaned, clusters
from avatar.stage.picture.fonts import runs
from avatar.stage.picture.layout import Box
from avatar.stage.picture.text import Fitted, Style
from avatar.stage.picture.tiles import tile
from avatar.stage.template import Look

AUTHOR_LONGEST, QUESTION_LONGEST, TITLE_LONGEST = 24, 160, 60
_ASKS = {"zh": "问", "en": "asks"}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose question is being answered."""

    author: str = ""
    text: str = ""
    """Empty for none."""
    language: str = "en"
    """Of the fixed words around it."""


class QuestionPanel:
    """The question on one picture."""

    def __init__(self, box: Box, look: Look, unit: float, language: str) -> None:
        self.box = box
        self._look, self._unit = look, unit
        self._question = Question(language=language)
        self._image: skia.Image | None = None
        self._anew = False

    @property
    def shown(self) -> bool:
        """Whether there is a question."""
        return bool(self._question.text)

    def show(self, author: str, text: str) -> None:
        """Show a question; an empty text removes it."""
        question = Question(author, text, self._question.language)
        if question != self._question:
            self._question, self._image, self._anew = question, None, True

    def step(self, at: int) -> Sequence[Box]:
        """Go to sample ``at``."""
        if not self._anew:
            return ()
        self._anew = False
        box, look = self.box, self._look
        if self.shown:
            self._image = tile(
                box.width,
                box.height,
                lambda canvas: draw_question(canvas, self._question, box, look, self._unit),
            )
        return (box,)

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw it."""
        if self._image is not None:
            canvas.drawImage(self._image, self.box.x, self.box.y)


def draw_question(canvas: skia.Canvas, question: Question, box: Box, look: Look, unit: float) -> None:
    """Draw a question as a bubble that hugs its words, the asker's initial before it."""
    name = cleaned(question.author, AUTHOR_LONGEST)
    unit = min(unit, box.height / 86)
    tall = box.height - 6 * unit
    radius = tall * 0.34
    left = 6 * unit + radius * 2 + 26 * unit
    room = box.width - left - 26 * unit
    said = f"{name} {_ASKS.get(question.language, _ASKS['en'])}".strip()
    strong = look.accent if look.glass_alpha < 0.5 or _dark(look.glass) else look.price
    head_style, body_style = (
        Style(tint(strong), leading=1.2),
        Style(tint(look.text), bold=False, leading=1.14),
    )
    head = Fitted(said, (room, 24 * unit), (17 * unit, 13 * unit), 1, head_style)
    text = cleaned(question.text, QUESTION_LONGEST)
    body = Fitted(text, (room, tall - head.height - 6 * unit), (25 * unit, 17 * unit), 2, body_style)
    right = min(box.width - 6 * unit, left + max(head.width, body.width) + 26 * unit)
    panel = skia.Rect.MakeLTRB(6 * unit, 2 * unit, right, box.height - 4 * unit)
    rounding = min(panel.height() / 2, look.radius * unit + 6 * unit)
    canvas.drawRoundRect(panel, rounding, rounding, flat(look.glass, look.glass_alpha))
    canvas.drawRoundRect(panel.makeInset(1, 1), rounding, rounding, line(strong, 1.6 * unit, 0.5))
    centre = (panel.left() + radius + 13 * unit, panel.centerY())
    _initial(canvas, name, centre, radius)
    top = panel.centerY() - (head.height + body.height) / 2
    head.draw(canvas, left, top)
    body.draw(canvas, left, top + head.height)


def _dark(colour: str) -> bool:
    """Whether white is read on it (Rec. 709 luma)."""
    value = int(colour[1:], 16)
    return 0.2126 * (value >> 16) + 0.7152 * (value >> 8 & 255) + 0.0722 * (value & 255) < 128


def _initial(canvas: skia.Canvas, name: str, centre: Point, radius: float) -> None:
    hues = (("#ffdf9c", "#e09a35"), ("#b9e4d4", "#4d9e86"), ("#ffc4b8", "#e0705c"), ("#cfd0ff", "#7678d0"))
    light, dark = hues[sum(map(ord, name)) % len(hues)]
    start = (centre[0] - radius / 2, centre[1] - radius / 2)
    canvas.drawCircle(*centre, radius, glow(start, radius * 2, (0.0, light), (1.0, dark)))
    letter = next((one for one in clusters(name) if one[0].isalnum() and runs(one)), "?")
    style = Style(tint(blend(dark, "#000000", 0.72)), align="centre", leading=1.2)
    initial = Fitted(letter.upper(), (radius * 2, radius * 2), (radius * 1.1, radius * 0.5), 1, style)
    initial.draw(canvas, centre[0] - radius, centre[1] - initial.height / 2)


def draw_title(canvas: skia.Canvas, box: Box, names: tuple[str, str], look: Look, unit: float) -> None:
    """Draw the shop's name, and the host's under it, beside the label."""
    name, who = cleaned(names[0], TITLE_LONGEST), cleaned(names[1], AUTHOR_LONGEST)
    if not (name or who):
        return
    moon = 17 * unit
    middle = box.y + box.height / 2
    canvas.save()
    canvas.translate(box.x + moon, middle)
    canvas.rotate(-24)
    canvas.drawPath(crescent(moon), flat(look.accent))
    canvas.restore()
    left, room = box.x + 2 * moon + 12 * unit, box.width - 2 * moon - 12 * unit
    bright = Style(tint(look.title), leading=1.2)
    first = Fitted(name or who, (room, 34 * unit), (25 * unit, 16 * unit), 1, bright)
    if not (name and who):
        first.draw(canvas, left, middle - first.height / 2)
        return
    dim = Style(tint(look.title, 0.72), bold=False, leading=1.2)
    second = Fitted(who, (room, 26 * unit), (18 * unit, 14 * unit), 1, dim)
    top = middle - (first.height + second.height) / 2
    first.draw(canvas, left, top)
    second.draw(canvas, left, top + first.height)
