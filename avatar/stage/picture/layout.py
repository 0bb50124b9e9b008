"""Where everything stands. The AI label comes first; every other region is laid out around it."""

from __future__ import annotations

from dataclasses import dataclass

from avatar.stage.config import StageConfig


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels; x, y, width and height are even, as 4:2:0 video wants them."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row after it."""
        return self.y + self.height

    def meets(self, other: Box) -> bool:
        """Whether the two share a pixel."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of one frame; none meets another."""

    unit: float
    """Pixels of one unit of a 720-line design."""
    label: Box
    title: Box
    host: Box
    question: Box
    card: Box
    caption: Box
    counter: Box
    """The whole counter, around the caption."""
    portrait: bool

    @property
    def changing(self) -> tuple[Box, ...]:
        """The boxes that are drawn while on air."""
        return self.host, self.question, self.card, self.caption


def laid_out(config: StageConfig, label_size: tuple[int, int]) -> Layout:
    """Lay out a frame.

    Args:
        config: Its size, and the label's corner.
        label_size: Width and height of the label's plate.
    """
    portrait = config.height > config.width * 1.1
    return _portrait(config, label_size) if portrait else _landscape(config, label_size)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    x, y = 2 * round(left / 2), 2 * round(top / 2)
    return Box(x, y, max(2, 2 * round(right / 2) - x), max(2, 2 * round(bottom / 2) - y))


def _label(config: StageConfig, size: tuple[int, int], margin: float) -> Box:
    left = margin if config.label.corner == "top-left" else config.width - margin - size[0]
    return _box(left, margin, left + size[0], margin + size[1])


def _landscape(config: StageConfig, label_size: tuple[int, int]) -> Layout:
    width, height = config.width, config.height
    unit = min(width / 1280, height / 720)
    margin = 16 * unit
    label = _label(config, label_size, margin)
    strip = label.bottom + 6 * unit
    counter_top = height - 150 * unit
    column = width - 492 * unit
    top = strip if label.right + 12 * unit > column else margin
    question = _box(column, top, width - margin, top + 88 * unit)
    card = _box(column, question.bottom + 8 * unit, width - margin, counter_top - 12 * unit)
    host = _box(20 * unit, strip, column - 12 * unit, counter_top)
    if config.label.corner == "top-left":
        title = _box(label.right + 20 * unit, margin, column - 12 * unit, label.bottom)
    else:
        title = _box(24 * unit, margin, min(column, label.x) - 12 * unit, label.bottom)
    counter = _box(0, counter_top, width, height)
    caption = _box(40 * unit, counter_top + 22 * unit, width - 40 * unit, height - 14 * unit)
    return Layout(unit, label, title, host, question, card, caption, counter, portrait=False)


def _portrait(config: StageConfig, label_size: tuple[int, int]) -> Layout:
    width, height = config.width, config.height
    unit = min(width / 720, height / 1280)
    margin = 16 * unit
    label = _label(config, label_size, margin)
    strip = label.bottom + 6 * unit
    card = _box(margin, height - 300 * unit, width - margin, height - margin)
    question = _box(margin, card.y - 104 * unit, width - margin, card.y - 8 * unit)
    counter_top = question.y - 212 * unit
    host = _box(0, strip, width, counter_top)
    if config.label.corner == "top-left":
        title = _box(label.right + 16 * unit, margin, width - margin, label.bottom)
    else:
        title = _box(margin, margin, label.x - 16 * unit, label.bottom)
    counter = _box(0, counter_top, width, height)
    caption = _box(24 * unit, counter_top + 24 * unit, width - 24 * unit, question.y - 10 * unit)
    return Layout(unit, label, title, host, question, card, caption, counter, portrait=True)
