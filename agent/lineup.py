"""The line-up: which product is pitched now, and which sentence of its pitch comes next.

A pitch that was cut off goes on with the sentence that was not heard to its end.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.events import Line


@dataclass(frozen=True, slots=True)
class Beat:
    """One sentence of a pitch and its place."""

    line: Line
    product_id: str
    index: int
    """Place in the product's script."""
    opens: bool
    """Whether a new thought begins here: a breath is taken before it."""


@dataclass(frozen=True, slots=True)
class Script:
    """One product's pitch, passed by the guard."""

    product_id: str
    loop: int
    beats: tuple[Beat, ...]


class LineUp:
    """Goes through the products, over and over."""

    def __init__(self, products: list[str], *, loops: dict[str, int], first: str = "") -> None:
        """Set up.

        Args:
            products: Product ids in order; may be replaced between products.
            loops: How often each product has been pitched before, by id.
            first: The product to begin with, when it is still in the line-up.
        """
        self.products = products
        self._loops = dict(loops)
        self._current = ""
        self._first = first
        self._script: Script | None = None
        self._at = 0

    @property
    def script(self) -> Script | None:
        """The pitch that is running."""
        return self._script

    def following(self) -> tuple[str, int] | None:
        """The product due next and which loop it is, or nothing when there is no product."""
        ids = self.products
        if not ids:
            return None
        if not self._current:
            product_id = self._first if self._first in ids else ids[0]
        elif self._current in ids:
            product_id = ids[(ids.index(self._current) + 1) % len(ids)]
        else:
            product_id = ids[0]
        return product_id, self._loops.get(product_id, -1) + 1

    def begin(self, script: Script) -> None:
        """Make a script the running one."""
        self._script = script
        self._current = script.product_id
        self._loops[script.product_id] = script.loop
        self._at = 0

    def peek(self) -> Beat | None:
        """The next sentence; nothing when the script is over."""
        if self._script is None or self._at >= len(self._script.beats):
            return None
        return self._script.beats[self._at]

    def next(self) -> Beat | None:
        """Take the next sentence."""
        beat = self.peek()
        self._at += beat is not None
        return beat

    def go_back(self, beat: Beat) -> bool:
        """Go back to a sentence that was not heard; false when its script is no longer running."""
        if self._script is None or not any(other is beat for other in self._script.beats):
            return False
        self._at = min(self._at, beat.index)
        return True

    def leave(self) -> None:
        """End the running script early."""
        self._script = None
        self._at = 0
