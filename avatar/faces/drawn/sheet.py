"""A contact sheet: every character in every mood, with every viseme, and in every gesture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skia

from avatar.faces.drawn.characters import character
from avatar.faces.drawn.clips import CLIPS
from avatar.faces.drawn.figure import Figure, Moment
from avatar.faces.drawn.ink import flat, ramp, surface
from avatar.faces.drawn.life import blink
from avatar.faces.drawn.moods import MOODS
from avatar.faces.drawn.motion import Motion
from avatar.media import SAMPLE_RATE_HZ, VISEMES, GestureCue, MouthTrack, Performance, Picture

_FONTS = Path(__file__).parents[2] / "fonts"
_FACE, _COLUMNS = 62, 6
"""Pixels of a face's cell; gestures in a row."""
_CLIP, _CLIP_TALL, _NAME = 146, 108, 16
"""Pixels of a gesture's cell, and of its name below it."""
_PORTRAIT, _EDGE, _HEAD, _TITLE = 320, 24, 40, 84
"""Pixels: width of the portrait, space between parts, height of a band's and of the sheet's heading."""
_SIDE = 78
"""Pixels: width of the moods' names."""
_STEP = SAMPLE_RATE_HZ // 25
_HELD_S, _SPRING_S = 0.32, 0.25
"""Seconds each viseme is held; seconds the arms come after their clip."""
_SEED = 7
_SHOWN = tuple(name for name in CLIPS if name != "beat")
"""Gestures by name; the nod on a stressed word is none that anybody asks for."""
_GROUND, _CELL, _CELL_LOW, _INK, _QUIET = "#17142b", "#9fb2ba", "#74889a", "#fff6e6", "#a9a2cc"

Progress = Callable[[int, int], None]
"""Called with cells drawn and cells in all."""


@dataclass(frozen=True, slots=True)
class _Crop:
    """What of the design space a cell shows."""

    x: float
    """Units from the left to the middle of what is shown."""
    y: float
    """Units from the top, likewise."""
    span: float
    """Units that fill the cell's height."""


_FACE_CROP = _Crop(360, 172, 188)
_CLIP_CROP = _Crop(360, 240, 480)
_WHOLE = _Crop(360, 240, 480)


def contact_sheet(names: Sequence[str], progress: Progress = lambda _done, _of: None) -> Picture:
    """Draw the sheet.

    Args:
        names: Characters, one band each, at least one.
        progress: Told after every cell.

    Returns:
        uint8 (height, width, 4), RGBA, opaque.

    Raises:
        CharacterError: There is no such character, or its file has faults.
    """
    themes = [character(name) for name in names]
    rows = -(-len(_SHOWN) // _COLUMNS)
    tall = max(len(MOODS) * _FACE, rows * (_CLIP_TALL + _NAME))
    width = 4 * _EDGE + _PORTRAIT + _SIDE + len(VISEMES) * _FACE + _COLUMNS * _CLIP
    height = _TITLE + len(names) * (_HEAD + tall + _EDGE)
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    canvas = surface(pixels, opaque=True).getCanvas()
    canvas.drawPaint(flat(_GROUND))
    sheet = _Sheet(canvas, progress, len(names) * (1 + len(MOODS) * len(VISEMES) + len(_SHOWN)))
    sheet.label(_EDGE, 54, "Nightshift: the drawn characters", 34, bold=True)
    words = f"{len(names)} characters, {len(MOODS)} moods x {len(VISEMES)} visemes, {len(_SHOWN)} gestures"
    sheet.label(width - _EDGE, 54, words, 20, quiet=True, align=1.0)
    for number, (name, theme) in enumerate(zip(names, themes, strict=True)):
        top = _TITLE + number * (_HEAD + tall + _EDGE)
        sheet.label(_EDGE, top + 28, name, 24, bold=True)
        x, y = _EDGE, top + _HEAD
        whole = Figure(theme, tall / _WHOLE.span)
        sheet.cell(whole, _Motions.at_rest("happy"), (x, y, _PORTRAIT, tall), _WHOLE)
        x += _PORTRAIT + _EDGE + _SIDE
        faces = Figure(theme, _FACE / _FACE_CROP.span)
        crop = _Crop(_FACE_CROP.x, _FACE_CROP.y + theme.head.drop, _FACE_CROP.span)
        for column, viseme in enumerate(VISEMES):
            sheet.label(x + (column + 0.5) * _FACE, y - 8, viseme, 15, quiet=True, align=0.5)
        for row, mood in enumerate(MOODS):
            sheet.label(x - 8, y + (row + 0.5) * _FACE + 5, mood, 14, quiet=True, align=1.0)
            for column, moment in enumerate(_Motions.speaking(mood)):
                sheet.cell(faces, moment, (x + column * _FACE, y + row * _FACE, _FACE, _FACE), crop)
        x += len(VISEMES) * _FACE + _EDGE
        small = Figure(theme, _CLIP_TALL / _CLIP_CROP.span)
        for index, clip in enumerate(_SHOWN):
            row, column = divmod(index, _COLUMNS)
            box = (x + column * _CLIP, y + row * (_CLIP_TALL + _NAME), _CLIP, _CLIP_TALL)
            sheet.cell(small, _Motions.gesturing(clip), box, _CLIP_CROP)
            name_x, name_y = box[0] + _CLIP / 2, box[1] + _CLIP_TALL + _NAME - 4
            sheet.label(name_x, name_y, clip.replace("_", " "), 12.5, quiet=True, align=0.5)
    del sheet, canvas
    return pixels


class _Motions:
    """Moments that show something at its clearest, none of them in a blink."""

    @staticmethod
    def at_rest(mood: str) -> Moment:
        motion = Motion(_SEED)
        motion.perform(_performance(["sil"], 2.0, mood))
        return _seen(motion, 0, int(1.2 * SAMPLE_RATE_HZ))[0]

    @staticmethod
    def speaking(mood: str) -> list[Moment]:
        """One for each viseme, in order."""
        motion = Motion(_SEED)
        motion.perform(_performance(["sil"] * 4 + list(VISEMES), _HELD_S, mood))
        at, moments = 0, []
        for index in range(len(VISEMES)):
            moment, at = _seen(motion, at, int((index + 4.5) * _HELD_S * SAMPLE_RATE_HZ))
            moments.append(moment)
        return moments

    @staticmethod
    def gesturing(clip: str) -> Moment:
        motion = Motion(_SEED)
        motion.perform(_performance(["sil"], 4.0, "happy", GestureCue(clip)))
        return _seen(motion, 0, int((CLIPS[clip].peak_s + _SPRING_S) * SAMPLE_RATE_HZ))[0]


class _Sheet:
    """Cells and labels on one canvas."""

    def __init__(self, canvas: skia.Canvas, progress: Progress, cells: int) -> None:
        self._canvas, self._progress, self._cells, self._drawn = canvas, progress, cells, 0
        self._faces = {
            bold: skia.Typeface.MakeFromFile(str(_FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.otf"))
            for bold in (False, True)
        }

    def cell(self, figure: Figure, moment: Moment, box: tuple[int, int, int, int], crop: _Crop) -> None:
        """Draw a figure in a box: left, top, width and height in pixels."""
        x, y, width, height = box
        canvas, scale = self._canvas, height / crop.span
        canvas.save()
        canvas.clipRect(skia.Rect.MakeXYWH(x + 1, y + 1, width - 2, height - 2))
        canvas.drawPaint(ramp((x, y), (x, y + height), (0.0, _CELL), (1.0, _CELL_LOW)))
        canvas.translate(x + width / 2 - crop.x * scale, y + height / 2 - crop.y * scale)
        canvas.scale(scale, scale)
        figure.draw(canvas, moment)
        canvas.restore()
        self._drawn += 1
        self._progress(self._drawn, self._cells)

    def label(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        quiet: bool = False,
        align: float = 0.0,
    ) -> None:
        """Write a line; ``align`` 0 begins, 0.5 centres and 1 ends it at ``x``."""
        font = skia.Font(self._faces[bold], size)
        start = x - align * font.measureText(text)
        self._canvas.drawString(text, start, y, font, flat(_QUIET if quiet else _INK))


def _performance(visemes: Sequence[str], each_s: float, mood: str, *gestures: GestureCue) -> Performance:
    rows = [VISEMES.index(viseme) for viseme in visemes]
    weights = np.eye(len(VISEMES), dtype=np.float32)[rows].repeat(round(each_s * 100), axis=0)
    return Performance("sheet", 0, MouthTrack(0, weights), mood, gestures)


def _seen(motion: Motion, begin: int, at: int) -> tuple[Moment, int]:
    """The moment at a sample, or up to 100 ms around it where the eyes are open; and its sample."""
    best = min(range(at - 3 * _STEP // 2, at + 3 * _STEP // 2, _STEP // 4), key=lambda it: _shut(it, at))
    moment = motion.moment(begin)
    for now in (*range(begin + _STEP, best, _STEP), best):
        moment = motion.moment(now)
    return moment, best


def _shut(sample: int, wanted: int) -> float:
    """How far a blink closes the eyes at a sample, and a little for being off what is wanted."""
    return blink(_SEED, sample / SAMPLE_RATE_HZ) + abs(sample - wanted) / SAMPLE_RATE_HZ
