"""What the show needs of its composer and of what says its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from agent.agenda.wording import Composer as WordsComposer
from agent.events import Line
from agent.lanes.base import Composed
from agent.speaker import Speaking
from knowledge.model import Money


class Composer(WordsComposer, Protocol):
    """Writes what is said between answers, without a model; blocking."""

    def opening(self, language: str) -> Composed:
        """The first words on air."""
        ...

    def bridge(self, product_id: str, language: str, n: int = 0) -> Composed:
        """Back to a product after an answer."""
        ...

    def idle(self, language: str, n: int = 0) -> Composed:
        """An invitation to ask."""
        ...

    def disclosure(self, language: str, n: int = 0) -> Composed:
        """The host is an AI."""
        ...

    def unheard(self, text: str) -> None:
        """These words of a beat were not heard: what they told is due again."""
        ...

    def price(self, product_id: str) -> Money | None:
        """A product's price as it is now."""
        ...

    def standing(self, product_ids: Sequence[str]) -> Mapping[str, int | None]:
        """Pieces left of those products that there are; 0 for sold out, ``None`` where it is not known."""
        ...


class Voice(Protocol):
    """What says the lines."""

    @property
    def ends_at(self) -> float:
        """Loop time at which everything handed over will have been heard."""
        ...

    async def say(self, line: Line, *, interruptible: bool = False) -> Speaking:
        """Say one line."""
        ...

    def ahead(self, line: Line) -> None:
        """Have the sound of a line begun that is likely to be said soon."""
        ...
