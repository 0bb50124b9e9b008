"""Where everything stands. The AI label comes first; everything else is laid out around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from avatar.stage.config import StageConfig
from avatar.stage.template import Arrangement, Edges

PANELS = ("question", "card", "caption", "ticker")
"""In the order in which they take their places."""
_MARGIN, _GAP = 16.0, 6.0
_LEAST = {"host": (120.0, 100.0), "question": (120.0, 28.0), "card": (120.0, 60.0)}
_LEAST_OTHERS = (100.0, 18.0)
"""Width and height in units under which nothing can be read."""


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

    def within(self, other: Box) -> Box | None:
        """What the two share."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width, height = min(self.right, other.right) - x, min(self.bottom, other.bottom) - y
        return Box(x, y, width, height) if width > 0 and height > 0 else None

    def with_(self, other: Box) -> Box:
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def without(self, others: Sequence[Box]) -> list[Box]:
        """What of it none of the others covers, in rectangles that do not meet."""
        parts = [self]
        for other in others:
            parts = [rest for part in parts for rest in part._less(other)]
        return parts

    def _less(self, other: Box) -> list[Box]:
        hole = self.within(other)
        if hole is None:
            return [self]
        parts = [
            Box(self.x, self.y, self.width, hole.y - self.y),
            Box(self.x, hole.y, hole.x - self.x, hole.height),
            Box(hole.right, hole.y, self.right - hole.right, hole.height),
            Box(self.x, hole.bottom, self.width, self.bottom - hole.bottom),
        ]
        return [part for part in parts if part.width and part.height]


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of one picture. Panels may lie over the host; otherwise none meets another."""

    unit: float
    """Pixels of one unit of the design."""
    width: int
    height: int
    label: Box
    host: Box
    title: Box | None
    question: Box | None
    card: Box | None
    caption: Box | None
    ticker: Box | None
    counter: Box | None
    portrait: bool

    @property
    def panels(self) -> tuple[Box, ...]:
        """The boxes that lie over host and ground."""
        return tuple(box for box in (self.question, self.card, self.caption, self.ticker) if box is not None)

    @property
    def whole(self) -> Box:
        """The picture."""
        return Box(0, 0, self.width, self.height)


class NoRoomError(ValueError):
    """Something does not fit into the picture."""


def laid_out(config: StageConfig, label_size: tuple[int, int]) -> Layout:
    """Lay out a picture by its template.

    Args:
        config: Its size, its template, and the label's corner.
        label_size: Width and height of the label's plate.

    Raises:
        NoRoomError: The label, or something that the template places, does not fit.
    """
    portrait = config.height > config.width * 1.1
    given: Arrangement = config.template.tall if portrait else config.template.wide
    design = (720, 1280) if portrait else (1280, 720)
    unit = min(config.width / design[0], config.height / design[1])
    laying = _Laying(config, unit, label_size)
    host = laying.placed("host", given.host.box, ())
    boxes: dict[str, Box | None] = dict.fromkeys(PANELS)
    for name in PANELS:
        edges: Edges | None = getattr(given, name)
        if edges is not None:
            boxes[name] = laying.placed(name, edges, [box for box in boxes.values() if box is not None])
    counter = None
    if given.counter is not None:
        counter = laying.box((0.0, given.counter, 0.0, 0.0))
    title = laying.title([box for box in boxes.values() if box is not None]) if given.title else None
    return Layout(
        unit,
        config.width,
        config.height,
        laying.label,
        host,
        title,
        counter=counter,
        portrait=portrait,
        **boxes,
    )


class _Laying:
    """One picture that is being laid out."""

    def __init__(self, config: StageConfig, unit: float, label_size: tuple[int, int]) -> None:
        self._config, self._unit = config, unit
        margin = _MARGIN * unit
        left = margin if config.label.corner == "top-left" else config.width - margin - label_size[0]
        self.label = even(left, margin, left + label_size[0], margin + label_size[1])
        if self.label.x < 0 or self.label.right > config.width or self.label.bottom > config.height / 3:
            raise NoRoomError(
                f"no room for the AI label in {config.width} x {config.height}; use a larger picture"
            )

    def box(self, edges: Edges) -> Box:
        """The rectangle of four edges."""
        width, height = self._config.width, self._config.height
        left, top, right, bottom = (edge * self._unit for edge in edges)
        return even(
            left + width if left < 0 else left,
            top + height if top < 0 else top,
            right + width if right <= 0 else right,
            bottom + height if bottom <= 0 else bottom,
        )

    def placed(self, name: str, edges: Edges, others: Sequence[Box]) -> Box:
        """The rectangle of four edges, moved down under the label and under what is there already.

        A bottom edge that is counted from the bottom of the picture stays, and so does the host's.

        Raises:
            NoRoomError: There is no room for it.
        """
        box = self.box(edges)
        for other in sorted((self.label, *others), key=lambda one: one.y):
            if box.meets(other):
                top = other.bottom + _GAP * self._unit
                moves = edges[3] > 0 and name != "host"
                bottom = top + box.height if moves else box.bottom
                box = even(box.x, top, box.right, min(bottom, self._config.height))
        least = [side * self._unit for side in _LEAST.get(name, _LEAST_OTHERS)]
        fits = box.x >= 0 and box.right <= self._config.width and box.bottom <= self._config.height
        if not fits or box.width < least[0] or box.height < least[1]:
            raise NoRoomError(
                f"no room for the {name} of the template {self._config.template.name!r} in "
                f"{self._config.width} x {self._config.height}; move it, or make the picture larger"
            )
        return box

    def title(self, others: Sequence[Box]) -> Box | None:
        """Beside the label, as far as nothing else stands there."""
        unit, label = self._unit, self.label
        if self._config.label.corner == "top-left":
            left, right = label.right + 18 * unit, self._config.width - _MARGIN * unit
        else:
            left, right = _MARGIN * unit, label.x - 18 * unit
        for other in others:
            if other.y < label.bottom and other.bottom > label.y and left < other.right:
                right = min(right, other.x - 12 * unit)
        return even(left, label.y, right, label.bottom) if right - left >= 120 * unit else None


def even(left: float, top: float, right: float, bottom: float) -> Box:
    """The box of even pixels that comes nearest to four edges."""
    x, y = 2 * round(left / 2), 2 * round(top / 2)
    return Box(x, y, max(2, 2 * round(right / 2) - x), max(2, 2 * round(bottom / 2) - y))
