"""Text in the picture: what strangers wrote, made safe, shaped and fitted to a box.

The bundled face comes first; a character that it lacks is taken from the machine's fonts, and one
that no font has is dropped. Lines are broken, shaped and ordered by Skia's paragraphs (ICU, HarfBuzz).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Literal

import skia

Align = Literal["left", "centre"]

_FAMILY = "Nightshift"
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Me"))
_FALLBACKS = 24
_UNTRIED = 4096

_ALIGN = {"left": skia.textlayout.TextAlign.kLeft, "centre": skia.textlayout.TextAlign.kCenter}


def cleaned(text: str, longest: int) -> str:
    """Plain text of at most ``longest`` characters.

    Control, direction and other invisible characters go, whitespace becomes single spaces, and no
    character carries more than two combining marks.
    """
    kept: list[str] = []
    marks = 0
    for raw in text[: longest * 8]:
        character = " " if raw.isspace() else raw
        kind = unicodedata.category(character)
        if kind in _HIDDEN or "\ufe00" <= character <= "\ufe0f":
            continue
        marks = marks + 1 if kind in _MARKS else 0
        if marks > 2 or (character == " " and (not kept or kept[-1] == " ")):
            continue
        kept.append(character)
        if len(kept) > longest:
            return "".join(kept[: longest - 1]).rstrip() + "…"
    return "".join(kept).rstrip()


@contextmanager
def _errors_unheard() -> Iterator[None]:
    """Skia's own fontconfig complains of machines whose configuration is newer; nobody can do anything."""
    heard = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)
        os.close(nowhere)


class _Fonts:
    """The bundled faces and, as they are needed, the machine's."""

    def __init__(self) -> None:
        self._provider = skia.textlayout.TypefaceFontProvider()
        with _errors_unheard():
            self._machine = skia.FontMgr()
        self.unicode = skia.Unicodes.ICU.Make()
        self.faces: dict[bool, skia.Typeface] = {}
        for bold, name in ((False, "NotoSansSC-Regular.otf"), (True, "NotoSansSC-Bold.otf")):
            data = skia.Data.MakeWithCopy((files("avatar") / "fonts" / name).read_bytes())
            face = skia.Typeface.MakeFromData(data)
            self._provider.registerTypeface(face, _FAMILY)
            self.faces[bold] = face
        self._families: dict[int, str] = {}
        self._others: dict[str, skia.Typeface] = {}
        self._known: dict[str, str | None] = {}
        self.collection = skia.textlayout.FontCollection()
        self.collection.setDefaultFontManager(self._provider)

    def family(self, character: str) -> str | None:
        """The family to draw a character with; ``None`` when no font has it."""
        if self.faces[False].unicharToGlyph(ord(character)):
            return _FAMILY
        if character not in self._known:
            if len(self._known) >= _UNTRIED:
                self._known.clear()
            self._known[character] = self._found(character)
        return self._known[character]

    def face(self, family: str, bold: bool) -> skia.Typeface:
        """The face of a family that ``family`` named."""
        return self.faces[bold] if family == _FAMILY else self._others[family]

    def _found(self, character: str) -> str | None:
        face = self._machine.matchFamilyStyleCharacter("", skia.FontStyle.Bold(), ["en"], ord(character))
        if face is None or not face.unicharToGlyph(ord(character)):
            return None
        if face.uniqueID() not in self._families:
            if len(self._families) >= _FALLBACKS:
                return None
            family = f"{_FAMILY} {len(self._families) + 1}"
            self._provider.registerTypeface(face, family)
            self._families[face.uniqueID()] = family
            self._others[family] = face
        return self._families[face.uniqueID()]


@cache
def fonts() -> _Fonts:
    """The fonts of this process, loaded once."""
    return _Fonts()


def faces(text: str, bold: bool = True) -> list[tuple[skia.Typeface, str]]:
    """Stretches of text with the face that draws each; what none draws is left out."""
    return [(fonts().face(family, bold), run) for family, run in _runs(text)]


def _runs(text: str) -> list[tuple[str, str]]:
    """Stretches of text that one family draws; what none draws is left out."""
    runs: list[tuple[str, str]] = []
    for character in text:
        family = fonts().family(character)
        if family is None:
            continue
        if runs and (runs[-1][0] == family or character == " "):
            runs[-1] = (runs[-1][0], runs[-1][1] + character)
        else:
            runs.append((family, character))
    return runs


class Style:
    """How a text looks."""

    def __init__(self, colour: int, bold: bool = True, align: Align = "left", leading: float = 1.22) -> None:
        self.colour, self.bold, self.align, self.leading = colour, bold, align, leading


def paragraph(text: str, size: float, width: float, style: Style) -> skia.textlayout.Paragraph:
    """Text broken into lines of at most ``width`` pixels."""
    layout = skia.textlayout
    block = layout.ParagraphStyle()
    block.setTextAlign(_ALIGN[style.align])
    plain = _text_style(_FAMILY, size, style)
    block.setTextStyle(plain)
    strut = layout.StrutStyle()
    strut.setFontFamilies([_FAMILY])
    strut.setFontSize(size)
    strut.setStrutEnabled(True)
    strut.setForceStrutHeight(True)
    strut.setHeight(style.leading)
    strut.setHeightOverride(True)
    strut.setHalfLeading(True)
    block.setStrutStyle(strut)
    builder = layout.ParagraphBuilder.make(block, fonts().collection, fonts().unicode)
    for family, run in _runs(text):
        builder.pushStyle(_text_style(family, size, style))
        builder.addText(run)
        builder.pop()
    built = builder.Build()
    built.layout(width)
    return built


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
        self._paragraph = paragraph(self._cut(text), size, self._balanced(text), style)

    def _fits(self, text: str, size: float, width: float | None = None) -> bool:
        made = paragraph(text, size, width or self._width, self._style)
        line = size * self._style.leading
        tall = max(line, min(self._lines * line, self._tall))
        return bool(made.Height <= tall + 2.0 and made.LongestLine <= (width or self._width) + 1)

    def _cut(self, text: str) -> str:
        if self._fits(text, self.size):
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(_ended(text[:middle]), self.size):
                low = middle
            else:
                high = middle - 1
        return _ended(text[:low])

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
        """Draw it with its box's top left corner at a point."""
        spare = self._width - self._paragraph.Width if self._style.align == "centre" else 0.0
        self._paragraph.paint(canvas, x + spare / 2, y)


def _ended(text: str) -> str:
    return text.rstrip(" ,.;:!?，。；：！？、") + "…" if text else ""
