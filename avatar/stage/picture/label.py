"""The AI label: large, plain, and the first thing that gets its place.

GB 45438-2025, 4.2: the text is at least 5 % of the picture's shorter side tall. It is measured on the
glyphs themselves: capitals for Latin letters, ink for Han characters.
"""

from __future__ import annotations

from math import ceil

import skia

from avatar.stage.config import StageConfig
from avatar.stage.picture.cleaning import cleaned
from avatar.stage.picture.fonts import faces
from avatar.stage.picture.layout import Box

SHARE = 0.05
"""Least height of the text, of the shorter side."""
_MARGIN = 1.04
"""A little more, so that rounding never takes it below."""
_WIDEST = 0.72
"""Of the picture's width; a longer text is set narrower, never lower."""


class Label:
    """The label of one stage."""

    def __init__(self, config: StageConfig) -> None:
        shorter = min(config.width, config.height)
        self.text = cleaned(config.label.text, 24)
        self.least = shorter * SHARE
        size = 100.0 * self.least * _MARGIN / _least_ink(self.text)
        self._pad_x, self._pad_y = size * 0.36, size * 0.26
        self._runs = [(skia.Font(face, size), run) for face, run in faces(self.text)]
        for font, _ in self._runs:
            font.setEdging(skia.Font.Edging.kAntiAlias)
        room = config.width * _WIDEST - 2 * self._pad_x
        wide = sum(font.measureText(run) for font, run in self._runs)
        if wide > room:
            for font, _ in self._runs:
                font.setScaleX(room / wide)
            wide = sum(font.measureText(run) for font, run in self._runs)
        inks = [_bounds(font, run) for font, run in self._runs]
        self._above = max(-ink.top() for ink in inks)
        below = max(0.0, *(ink.bottom() for ink in inks))
        self.size = (
            2 * ceil((wide + 2 * self._pad_x) / 2),
            2 * ceil((self._above + below + 2 * self._pad_y) / 2),
        )
        """Width and height of the plate, pixels, even."""

    def draw(self, canvas: skia.Canvas, box: Box) -> None:
        """Draw the plate into its box."""
        plate = skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)
        inside = plate.makeInset(1.5, 1.5)
        canvas.drawRoundRect(plate, box.height * 0.2, box.height * 0.2, _paint("#0a0c18"))
        canvas.drawRoundRect(
            inside,
            box.height * 0.18,
            box.height * 0.18,
            skia.Paint(Color=0xFFFFFFFF, AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=2),
        )
        x = box.x + self._pad_x
        for font, run in self._runs:
            canvas.drawString(run, x, box.y + self._pad_y + self._above, font, _paint("#ffffff"))
            x += font.measureText(run)


def _least_ink(text: str) -> float:
    """Height of the lowest script in a text, pixels at size 100."""
    samples = ["H"] if any(letter.isascii() and letter.isalpha() for letter in text) else []
    if any("\u4e00" <= letter <= "\u9fff" for letter in text):
        samples.append("生")
    return min(
        float(_bounds(skia.Font(face, 100.0), run).height())
        for sample in samples
        for face, run in faces(sample)
    )


def _bounds(font: skia.Font, text: str) -> skia.Rect:
    bounds = skia.Rect()
    font.measureText(text, bounds=bounds)
    return bounds


def _paint(colour: str) -> skia.Paint:
    return skia.Paint(Color=0xFF000000 | int(colour[1:], 16), AntiAlias=True)
