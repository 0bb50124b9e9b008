"""Text in the picture: shaped, ordered and fitted to a box.

Lines are broken, shaped and ordered by Skia's paragraphs (ICU, HarfBuzz); a text whose first letter is
written from right to left runs so as a whole (UAX 9, rule P2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import skia

from avatar.stage.picture.cleaning import clusters
from avatar.stage.picture.fonts import FAMILY, fonts, runs

Align = Literal["left", "centre"]
"""``left`` puts the longest line at the left; Arabic and Hebrew lines are flush with its right end."""

_EMBEDDED, _EMBEDDED_END = "\u202b", "\u202c"
"""RIGHT-TO-LEFT EMBEDDING and its end: Skia's Python API has no paragraph direction."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    colour: int
    """Skia's colour number."""
    bold: bool = True
    align: Align = "left"
    leading: float = 1.22
    """Height of a line, of the size."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text in a colour of its own."""

    start: int
    """Index of its first character."""
    end: int
    """Index after its last."""
    colour: int


def from_right(text: str) -> bool:
    """Whether a text runs from right to left: its first letter decides."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def paragraph(
    text: str, size: float, width: float, style: Style, spans: Sequence[Span] = ()
) -> skia.textlayout.Paragraph:
    """Text broken into lines of at most ``width`` pixels.

    Args:
        text: Already cleaned.
        size: Of the font, pixels.
        width: Pixels.
        style: How it looks.
        spans: Parts of it in other colours, in order, none meeting another.
    """
    layout = skia.textlayout
    backwards = from_right(text)
    block = layout.ParagraphStyle()
    block.setTextAlign(
        layout.TextAlign.kCenter
        if style.align == "centre"
        else layout.TextAlign.kRight
        if backwards
        else layout.TextAlign.kLeft
    )
    block.setTextStyle(_text_style(FAMILY, size, style))
    strut = layout.StrutStyle()
    strut.setFontFamilies([FAMILY])
    strut.setFontSize(size)
    strut.setStrutEnabled(True)
    strut.setForceStrutHeight(True)
    strut.setHeight(style.leading)
    strut.setHeightOverride(True)
    strut.setHalfLeading(True)
    block.setStrutStyle(strut)
    builder = layout.ParagraphBuilder.make(block, fonts().collection, fonts().unicode)
    if backwards:
        builder.addText(_EMBEDDED)
    for part, colour in _parts(text, spans, style.colour):
        coloured = style if colour == style.colour else replace(style, colour=colour)
        for family, run in runs(part):
            builder.pushStyle(_text_style(family, size, coloured))
            builder.addText(run)
            builder.pop()
    if backwards:
        builder.addText(_EMBEDDED_END)
    built = builder.Build()
    built.layout(width)
    return built


def _parts(text: str, spans: Sequence[Span], colour: int) -> list[tuple[str, int]]:
    parts: list[tuple[str, int]] = []
    at = 0
    for span in spans:
        parts += [(text[at : span.start], colour), (text[span.start : span.end], span.colour)]
        at = span.end
    return [(part, colour) for part, colour in [*parts, (text[at:], colour)] if part]


def _text_style(family: str, size: float, style: Style) -> skia.textlayout.TextStyle:
    made = skia.textlayout.TextStyle()
    made.setFontFamilies([family])
    made.setFontSize(size)
    made.setFontStyle(skia.FontStyle.Bold() if style.bold else skia.FontStyle.Normal())
    made.setColor(style.colour)
    return made


class Fitted:
    """A text fitted to a box: shrunk as far as allowed, then cut with an ellipsis."""

    def __init__(
        self, text: str, box: tuple[float, float], sizes: tuple[float, float], lines: int, style: Style
    ) -> None:
        """Fit a text.

        Args:
            text: Already cleaned.
            box: Width and height in pixels.
            sizes: Largest and smallest size in pixels.
            lines: At most so many.
            style: How it looks.
        """
        self._width = box[0]
        self._lines, self._tall, self._style = lines, box[1], style
        size, least = sizes
        while not self._fits(text, size) and size > least:
            size = max(least, size * 0.93)
        self.size = size
        self.text = self._cut(text)
        """What is shown of it."""
        self.broken_at = self._balanced(text)
        """Pixels: the width at which its lines are broken."""
        self._paragraph = paragraph(self.text, size, self.broken_at, style)

    def _fits(self, text: str, size: float, width: float | None = None) -> bool:
        made = paragraph(text, size, width or self._width, self._style)
        line = size * self._style.leading
        tall = max(line, min(self._lines * line, self._tall))
        return bool(made.Height <= tall + 2.0 and made.LongestLine <= (width or self._width) + 1)

    def _cut(self, text: str) -> str:
        if self._fits(text, self.size):
            return text
        pieces = clusters(text)
        low, high = 0, len(pieces)
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(_ended("".join(pieces[:middle])), self.size):
                low = middle
            else:
                high = middle - 1
        return _ended("".join(pieces[:low]))

    def _balanced(self, text: str) -> float:
        """The narrowest width that needs no more lines, so that the last is not a lone word."""
        tall = paragraph(text, self.size, self._width, self._style).Height
        if self._style.align != "centre" or tall > self._lines * self.size * self._style.leading * 1.1:
            return self._width
        low, high = self._width * 0.5, self._width
        for _ in range(6):
            middle = (low + high) / 2
            made = paragraph(text, self.size, middle, self._style)
            if made.Height <= tall + 1 and made.LongestLine <= middle + 1:
                high = middle
            else:
                low = middle
        return high

    @property
    def height(self) -> float:
        """Pixels."""
        return float(self._paragraph.Height)

    @property
    def width(self) -> float:
        """Pixels of the longest line."""
        return float(self._paragraph.LongestLine)

    def draw(self, canvas: skia.Canvas, x: float, y: float) -> None:
        """Draw it with its box's top left corner at a point; its longest line begins or ends there."""
        spare = 0.0
        if self._style.align == "centre":
            spare = (self._width - self._paragraph.Width) / 2
        elif from_right(self.text):
            spare = self.width - self._paragraph.Width
        self._paragraph.paint(canvas, x + spare, y)


def _ended(text: str) -> str:
    return text.rstrip(" ,.;:!?，。；：！？、") + "…" if text else ""
