"""What is being said: pages of two lines that follow the voice, the spoken word marked.

A page is drawn when it is turned, plain and marked as a whole; from then on a word costs two small copies.
Where each letter stands is read off a third drawing in which every letter has a colour of its own, so that it
holds for any script and direction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

import numpy as np
import skia

from avatar.faces.drawn import ink
from avatar.faces.drawn.brush import flat, tint
from avatar.media import SAMPLE_RATE_HZ, Word
from avatar.stage.picture.cleaning import Clean, clean, clusters
from avatar.stage.picture.layout import Box
from avatar.stage.picture.paging import pages, spoken_by
from avatar.stage.picture.text import Fitted, Span, Style, paragraph
from avatar.stage.picture.tiles import around, tile, transparent
from avatar.stage.template import Look

LONGEST = 1000
"""Characters of a caption that are shown at most."""
_LINES = 2
_SIZES = (40.0, 22.0)
_LINGERS = SAMPLE_RATE_HZ * 300 // 1000
"""Samples for which a word stays marked when no other follows."""
_WORDS = 2048
_ABOVE, _BELOW = 0.1, 0.06
"""Of a line's height: its letters begin so far below its top, and reach so far below its bottom."""
_NOTHING = Clean("", ())


_Spoken = tuple[int, int, int, int]
"""A word: begin and end in samples of the audio clock, its first character and the one after in the text."""
_Edges = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels of the box."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter on a page; edges in pixels of the box."""

    start: int
    """Index of its first character in the page's text."""
    end: int
    left: float
    right: float
    top: float
    """Of its line, as ``bottom``."""
    bottom: float


@dataclass(frozen=True, slots=True)
class _Page:
    """One page as it is drawn."""

    start: int
    """Index of its first character in the cleaned text."""
    end: int
    plain: skia.Image
    lit: skia.Image
    """All of its words as they look when spoken."""
    letters: tuple[_Letter, ...]


class CaptionPanel:
    """The caption of one picture."""

    def __init__(self, box: Box, look: Look, unit: float) -> None:
        self.box = box
        self._look, self._unit = look, unit
        self._plate = look.caption_alpha > 0
        pad = (22.0 if self._plate else 8.0) * unit
        self._room = box.width - 2 * pad
        self._pad = pad
        self._sizes = self._fitting_sizes()
        self._style = Style(tint(look.text), align="centre", leading=1.26)
        self._text = ""
        self._clean = _NOTHING
        self._pages: list[tuple[int, int]] = []
        self._words: list[_Spoken] = []
        self._began: int | None = None
        self._drawn: _Page | None = None
        self._lit: _Spoken | None = None
        self._marked: tuple[_Edges, ...] = ()
        self._anew = False

    def _fitting_sizes(self) -> tuple[float, float]:
        tall = self.box.height / (_LINES * 1.26 + 0.3)
        most = min(_SIZES[0] * self._unit, tall)
        return most, min(most, _SIZES[1] * self._unit)

    @property
    def shown(self) -> bool:
        """Whether there is a caption."""
        return bool(self._pages)

    def show(self, text: str) -> None:
        """Show a caption from its beginning; an empty text removes it."""
        self._words.clear()
        self._began = None
        if text == self._text:
            return
        self._text = text
        self._clean = clean(text, LONGEST)
        self._pages = pages(self._clean.text, self._fits) if self._clean.text else []
        self._drawn = self._lit = None
        self._marked = ()
        self._anew = True

    def spoken(self, start: int, words: Sequence[Word]) -> None:
        """Take the times of words of the caption.

        Args:
            start: Audio clock, samples: when its utterance began.
            words: Those of one piece.
        """
        if self._began is None:
            self._began = start
        for word in words[: max(0, _WORDS - len(self._words))]:
            first, last = self._clean.index(word.text_start), self._clean.index(word.text_end)
            if last > first:
                self._words.append((start + word.start, start + word.end, first, last))
        self._words.sort()

    def clear(self, at: int) -> None:
        """Forget the words that would be spoken from sample ``at`` on."""
        self._words = [word for word in self._words if word[0] < at]

    def step(self, at: int) -> Sequence[Box]:
        """Follow the voice to sample ``at``."""
        before = self._marked
        if self._pages:
            word = self._word(at)
            span = self._pages[self._number(at, word)]
            if self._drawn is None or (self._drawn.start, self._drawn.end) != span:
                self._drawn = self._page(*span)
                self._anew = True
            if word is not None and (at >= word[1] + _LINGERS or self._look.highlight == "none"):
                word = None
            if self._anew or word != self._lit:
                self._lit = word
                self._marked = self._marks(word[2], word[3]) if word is not None else ()
        if self._anew:
            self._anew = False
            return (self.box,)
        if self._marked == before:
            return ()
        return self._boxes({*before, *self._marked})

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the page, its spoken word marked."""
        page = self._drawn
        if page is None:
            return
        x, y = self.box.x, self.box.y
        canvas.drawImage(page.plain, x, y)
        for left, top, right, bottom in self._marked:
            place = skia.Rect.MakeLTRB(x + left, y + top, x + right, y + bottom)
            if self._look.highlight == "pill":
                radius = 9 * self._unit
                canvas.drawRoundRect(place, radius, radius, ink.flat(self._look.accent))
            canvas.save()
            canvas.clipRect(place)
            canvas.drawImage(page.lit, x, y)
            canvas.restore()

    def _word(self, at: int) -> _Spoken | None:
        """The word that began last."""
        index = bisect_right(self._words, at, key=lambda word: word[0])
        return self._words[index - 1] if index else None

    def _number(self, at: int, word: _Spoken | None) -> int:
        """The page to be shown."""
        if word is not None:
            place = word[2]
        elif self._began is not None and not self._words:
            place = spoken_by(self._clean.text, (at - self._began) / SAMPLE_RATE_HZ)
        else:
            return 0
        return max(0, bisect_right(self._pages, place, key=lambda page: page[0]) - 1)

    def _fits(self, text: str) -> bool:
        size = self._sizes[0]
        made = paragraph(text, size, self._room, self._style)
        lines = _LINES * size * self._style.leading
        return bool(made.Height <= lines + 2 and made.LongestLine <= self._room + 1)

    def _page(self, start: int, end: int) -> _Page:
        box, unit = self.box, self._unit
        fitted = Fitted(
            self._clean.text[start:end], (self._room, box.height), self._sizes, _LINES, self._style
        )
        text, size, broken_at = fitted.text, fitted.size, fitted.broken_at
        left, top = (box.width - broken_at) / 2, (box.height - fitted.height) / 2

        def plain(canvas: skia.Canvas) -> None:
            if self._plate:
                wide, tall = fitted.width / 2 + self._pad, min(box.height / 2, fitted.height / 2 + 7 * unit)
                middle = skia.Point(box.width / 2, box.height / 2)
                plate = skia.Rect.MakeLTRB(
                    middle.x() - wide, middle.y() - tall, middle.x() + wide, middle.y() + tall
                )
                radius = min(self._look.radius * unit, tall)
                canvas.drawRoundRect(plate, radius, radius, flat(self._look.glass, self._look.caption_alpha))
            paragraph(text, size, broken_at, self._style).paint(canvas, left, top)

        def lit(canvas: skia.Canvas) -> None:
            colour = self._look.spoken if self._look.highlight == "pill" else self._look.accent
            paragraph(text, size, broken_at, replace(self._style, colour=tint(colour))).paint(
                canvas, left, top
            )

        line = size * self._style.leading
        letters = _letters(text, size, self._style, (left, top, broken_at, line), box)
        return _Page(
            start, end, tile(box.width, box.height, plain), tile(box.width, box.height, lit), letters
        )

    def _marks(self, first: int, last: int) -> tuple[_Edges, ...]:
        """Around the letters of a word: one rectangle in each line that it stands in."""
        page = self._drawn
        assert page is not None
        unit = self._unit
        lines: dict[tuple[float, float], list[tuple[float, float]]] = {}
        for letter in page.letters:
            if letter.start < last - page.start and letter.end > first - page.start:
                lines.setdefault((letter.top, letter.bottom), []).append((letter.left, letter.right))
        wide = any(east_asian_width(one) in "WF" for one in self._clean.text[first:last])
        pad = (2.0 if wide else 4.5) * unit
        return tuple(
            (
                round(min(left for left, _ in edges) - pad),
                round(top + _ABOVE * (bottom - top)),
                round(max(right for _, right in edges) + pad),
                round(bottom + _BELOW * (bottom - top)),
            )
            for (top, bottom), edges in lines.items()
        )

    def _boxes(self, marks: set[_Edges]) -> list[Box]:
        """The even boxes of some marks; one where they meet."""
        box = self.box
        found: list[Box] = []
        for left, top, right, bottom in sorted(marks):
            made = around(box.x + left - 1, box.y + top - 1, box.x + right + 1, box.y + bottom + 1, self.box)
            if made is None:
                continue
            for other in [other for other in found if other.meets(made)]:
                found.remove(other)
                made = made.with_(other)
            found.append(made)
        return found


def _letters(
    text: str, size: float, style: Style, place: tuple[float, float, float, float], box: Box
) -> tuple[_Letter, ...]:
    """Where the letters of a text stand.

    Args:
        text: Of one page.
        size: Of the font, pixels.
        style: How it looks.
        place: Left edge, top edge, width at which lines are broken, height of a line; pixels of the box.
        box: Of the caption.
    """
    left, top, width, line = place
    spans: list[Span] = []
    at = 0
    for number, cluster in enumerate(clusters(text)):
        colour = 0xFF000000 | (number + 1) << 8 | 0xFF
        spans.append(Span(at, at + len(cluster), colour))
        at += len(cluster)
    drawn = transparent(
        box.width,
        box.height,
        lambda canvas: paragraph(text, size, width, style, spans).paint(canvas, left, top),
    )
    rows, columns = np.nonzero(drawn[..., 3] == 255)
    red, green, blue = (drawn[rows, columns, channel].astype(np.int64) for channel in range(3))
    own = blue == 255
    numbers = (red << 8 | green)[own] - 1
    lines = np.clip((rows[own] - top) // line, 0, _LINES - 1).astype(np.int64)
    columns = columns[own]
    order = np.argsort(numbers, kind="stable")
    numbers, lines, columns = numbers[order], lines[order], columns[order]
    firsts = np.flatnonzero(np.diff(numbers, prepend=-1))
    found = []
    for first, last in zip(firsts, [*firsts[1:], len(numbers)], strict=False):
        number = int(numbers[first])
        if 0 <= number < len(spans):
            along = columns[first:last]
            row = int(np.bincount(lines[first:last]).argmax())
            span, edges = spans[number], (float(along.min()), float(along.max() + 1))
            found.append(_Letter(span.start, span.end, *edges, top + row * line, top + (row + 1) * line))
    return tuple(found)
