"""Short texts that take turns, each fading into the next: nothing is drawn or coded while one stands."""

from __future__ import annotations

from collections.abc import Sequence

import skia

from avatar.faces.drawn.brush import flat, tint
from avatar.media import SAMPLE_RATE_HZ
from avatar.stage.picture.cleaning import cleaned
from avatar.stage.picture.layout import Box
from avatar.stage.picture.text import Fitted, Style
from avatar.stage.picture.tiles import tile
from avatar.stage.template import Look

LONGEST = 160
_EACH = SAMPLE_RATE_HZ * 7
"""Samples that a text stands, the fading with it."""
_FADE = SAMPLE_RATE_HZ * 2 // 5
_STEPS = 8
"""Stages of a fade: two frames each at 25 pictures a second are not told from more."""


class TickerPanel:
    """The line of texts at the bottom."""

    def __init__(self, box: Box, look: Look, unit: float, texts: Sequence[str]) -> None:
        self.box = box
        shown = [text for text in (cleaned(text, LONGEST) for text in texts) if text]
        self._ground = tile(box.width, box.height, lambda canvas: _ground(canvas, box, look, unit))
        self._texts = [
            tile(box.width, box.height, lambda canvas, text=text: _text(canvas, text, box, look, unit))  # type: ignore[misc]
            for text in shown
        ]
        self._state: tuple[int, int] | None = None

    @property
    def shown(self) -> bool:
        """Whether there are texts."""
        return bool(self._texts)

    def step(self, at: int) -> Sequence[Box]:
        """Go to sample ``at``."""
        if not self._texts:
            return ()
        turn, within = divmod(at, _EACH)
        faded = min(_STEPS, within * _STEPS // _FADE + 1) if len(self._texts) > 1 else _STEPS
        state = turn % len(self._texts), faded
        if state == self._state:
            return ()
        self._state = state
        return (self.box,)

    def draw(self, canvas: skia.Canvas) -> None:
        """Draw the text whose turn it is, or two while one fades into the other."""
        if self._state is None:
            return
        number, faded = self._state
        x, y, rise = self.box.x, self.box.y, self.box.height * 0.3
        canvas.drawImage(self._ground, x, y)
        part = faded / _STEPS
        canvas.save()
        canvas.clipRect(skia.Rect.MakeXYWH(x, y, self.box.width, self.box.height))
        if part < 1:
            leaving = skia.Paint(Alphaf=1 - part)
            canvas.drawImage(
                self._texts[number - 1], x, y - round(rise * part), skia.SamplingOptions(), leaving
            )
        coming = skia.Paint(Alphaf=part)
        canvas.drawImage(self._texts[number], x, y + round(rise * (1 - part)), skia.SamplingOptions(), coming)
        canvas.restore()


def _ground(canvas: skia.Canvas, box: Box, look: Look, unit: float) -> None:
    if look.glass_alpha:
        radius = min(box.height / 2, look.radius * unit)
        canvas.drawRoundRect(
            skia.Rect.MakeWH(box.width, box.height), radius, radius, flat(look.glass, look.glass_alpha * 0.72)
        )


def _text(canvas: skia.Canvas, text: str, box: Box, look: Look, unit: float) -> None:
    size = min(21 * unit, box.height * 0.62)
    mark = size * 0.3
    style = Style(tint(look.text, 0.92), bold=False, leading=1.2)
    room = box.width - 5 * mark - 2 * box.height * 0.5
    line = Fitted(text, (room, box.height), (size, size * 0.8), 1, style)
    left = (box.width - line.width - 4 * mark) / 2
    middle = box.height / 2
    path = skia.Path()
    path.addPoly(
        [
            skia.Point(left + mark, middle - mark),
            skia.Point(left + 2 * mark, middle),
            skia.Point(left + mark, middle + mark),
            skia.Point(left, middle),
        ],
        True,
    )
    canvas.drawPath(path, flat(look.accent))
    line.draw(canvas, left + 4 * mark, middle - line.height / 2)
