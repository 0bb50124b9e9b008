"""From a beat to checked lines: written scripts and composed sentences, until the guard lets one be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from agent.agenda.beats import OPTIONAL, Beat, Kind
from agent.agenda.composer import Surroundings
from agent.agenda.telling import Memory, fresh_first
from agent.events import Line, Turn
from agent.lanes.base import Composed
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact

TRIES = 5
"""Ways of saying a beat that the guard is asked about."""
LOOKED_AT = 16


class Composer(Protocol):
    """Composes beats from facts; blocking."""

    @property
    def memory(self) -> Memory:
        """What was said lately."""
        ...

    def render(
        self, kind: Kind, product_id: str, language: str, around: Surroundings | None = None
    ) -> Iterator[Composed]:
        """Ways of saying a beat, best first."""
        ...

    def filling(self, language: str) -> Iterator[Composed]:
        """What can be said without a product."""
        ...


class Texts(Protocol):
    """Words that were written before: scripts, paraphrases; blocking."""

    def words(self, kind: Kind, product_id: str, language: str) -> Iterator[Composed]:
        """Wordings of a beat, filled from the facts as they are now; those whose turn it is first."""
        ...


@dataclass(slots=True)
class Worded:
    """A beat's lines, passed by the guard."""

    beat: Beat
    turn: Turn
    lines: tuple[Line, ...]
    text: str = ""
    """As composed, with its tags."""
    said: int = 0
    """Lines handed over."""

    @property
    def next(self) -> Line | None:
        """The next line to hand over."""
        return self.lines[self.said] if self.said < len(self.lines) else None


Judged = tuple[CheckedLine, tuple[Fact, ...]]
"""A line with its verdict, and the facts it may rest on."""


class Words:
    """Finds words for beats. Blocking; one call at a time."""

    def __init__(
        self,
        composer: Composer,
        writer: LineWriter,
        names: Callable[[tuple[str, ...]], Mapping[str, str]],
        texts: tuple[Texts, ...] = (),
    ) -> None:
        """Set up.

        Args:
            composer: Composes from facts alone.
            writer: Its guard checks every sentence.
            names: What products may be called.
            texts: Words written before, the preferred first; they are used while they are new.
        """
        self._composer = composer
        self._writer = writer
        self._names = names
        self._texts = texts

    def of_beat(self, beat: Beat, turn: Turn, around: Surroundings) -> tuple[Worded | None, list[Judged]]:
        """A beat's lines, or nothing where nothing can be said; and every line that the guard judged.

        Args:
            beat: The beat.
            turn: Whose lines they are.
            around: What may be spoken of besides the product.
        """
        memory = self._composer.memory
        composed = self._composer.render(beat.kind, beat.product_id, turn.language, around)
        if beat.kind in OPTIONAL:
            composed = (one for one in composed if memory.fresh(one.text))
        written = [texts.words(beat.kind, beat.product_id, turn.language) for texts in self._texts]
        return self._first(beat, turn, fresh_first(chain(*written, composed), memory, LOOKED_AT))

    def of_filling(self, beat: Beat, turn: Turn) -> tuple[Worded | None, list[Judged]]:
        """What is said when there is no product to pitch."""
        return self._first(beat, turn, self._composer.filling(turn.language))

    def _first(self, beat: Beat, turn: Turn, ways: Iterator[Composed]) -> tuple[Worded | None, list[Judged]]:
        judged: list[Judged] = []
        for composed in islice(ways, TRIES):
            lines = self.write(turn, composed)
            judged += [(line, composed.facts) for line in lines]
            whole = [one.verdict.line for one in lines if one.verdict.decision == "pass"]
            allowed = [line for line in whole if line is not None]
            if allowed and len(allowed) == len(lines):
                return Worded(beat, turn, tuple(allowed), composed.text), judged
        return None, judged

    def write(self, turn: Turn, composed: Composed) -> list[CheckedLine]:
        """A text's lines, each with its verdict."""
        return self._writer.write(
            composed.text, turn, composed.facts, names=self._names(composed.product_ids)
        )
