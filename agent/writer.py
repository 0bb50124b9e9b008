"""From a writer's stream to checked lines: tags parsed, sentences split, each one guarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from agent.events import Line, Turn, Verdict
from agent.guard.guard import Guard
from agent.guard.ledger import Ledger
from agent.script import Piece, TagParser
from agent.sentences import Sentence, SentenceSplitter
from knowledge.model import Fact

_MOST_GESTURES = 3
"""Gestures of one sentence; more are dropped."""

Role = Literal["answer", "address", "filler"]
"""What a line does in an answer: it answers, names who asked and what, or bridges a wait."""
Objection: TypeAlias = Callable[[str], tuple[str, str] | None]
"""From a sentence to a rule that it breaks and the words that break it, if it does."""


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line and what the guard says of it."""

    line: Line
    """As written. What may be said is ``verdict.line``."""
    verdict: Verdict
    role: Role = "answer"


class Draft:
    """One turn being written. Push chunks; take the lines they complete."""

    def __init__(
        self,
        guard: Guard,
        moods: Collection[str],
        gestures: Collection[str],
        *,
        turn: Turn,
        ledger: Ledger,
        first: int,
        asked: str = "",
        objection: Objection = lambda _: None,
    ) -> None:
        """Begin a turn's words; called by `LineWriter.draft`."""
        self._guard = guard
        self._objection = objection
        self._moods = frozenset(mood.lower() for mood in moods)
        self._parser = TagParser([*moods, *gestures])
        self._splitter = SentenceSplitter()
        self._turn = turn
        self._ledger = ledger
        self._mood = "neutral"
        self._tags: list[tuple[int, str]] = []
        self._said: set[str] = set()
        self._about: frozenset[str] = frozenset()
        self._asked = asked
        self.sequence = first
        """Of the next line."""

    @property
    def dropped(self) -> Counter[str]:
        """Unknown tags, by name."""
        return self._parser.dropped

    def learn(self, ledger: Ledger) -> None:
        """Rest the sentences that are yet to end on other facts."""
        self._ledger = ledger

    def push(self, chunk: str) -> list[CheckedLine]:
        """Take a chunk; return the lines it completes, in order, each with its verdict."""
        return self._lines(self._parser.push(chunk))

    def finish(self) -> list[CheckedLine]:
        """End the text; what is left is the last line."""
        lines = self._lines(self._parser.finish())
        return [*lines, *map(self._checked, self._splitter.finish())]

    def _lines(self, pieces: list[Piece]) -> list[CheckedLine]:
        lines: list[CheckedLine] = []
        for piece in pieces:
            if piece.kind == "tag":
                self._tags.append((self._splitter.offset, piece.text))
            else:
                lines += map(self._checked, self._splitter.push(piece.text))
        return lines

    def _checked(self, sentence: Sentence) -> CheckedLine:
        line = self._coloured(sentence)
        said = line.text.casefold()
        if said in self._said:
            return CheckedLine(line, Verdict("block", None, "repeat", (line.text,)))
        objection = self._objection(line.text)
        if objection is not None:
            return CheckedLine(line, Verdict("block", None, objection[0], (objection[1][:80],)))
        verdict = self._guard.check(line, self._ledger, about=self._about, asked=self._asked)
        _, named = self._ledger.named(line.text)
        self._about = named or self._about
        if verdict.decision != "block":
            self._said.add(said)
            self._asked = line.text if line.text.rstrip('"”’」)').endswith(("?", "？")) else ""
        return CheckedLine(line, verdict)

    def _coloured(self, sentence: Sentence) -> Line:
        """The sentence with the tags that stood before its end. A mood lasts, a gesture is done once."""
        gestures: list[str] = []
        while self._tags and self._tags[0][0] < sentence.end:
            tag = self._tags.pop(0)[1]
            if tag in self._moods:
                self._mood = tag
            elif tag not in gestures and len(gestures) < _MOST_GESTURES:
                gestures.append(tag)
        line = Line(
            id=f"{self._turn.id}.{self.sequence}",
            turn_id=self._turn.id,
            sequence=self.sequence,
            text=sentence.text,
            language=self._turn.language,
            mood=self._mood,
            gestures=tuple(gestures),
        )
        self.sequence += 1
        return line


def numbered(checked: CheckedLine, sequence: int) -> CheckedLine:
    """A line with another place in its turn."""
    line = replace(checked.line, id=f"{checked.line.turn_id}.{sequence}", sequence=sequence)
    said = checked.verdict.line
    if said is not None:
        said = replace(said, id=line.id, sequence=sequence)
    return replace(checked, line=line, verdict=replace(checked.verdict, line=said))


class LineWriter:
    """Makes lines of a persona's tagged words."""

    def __init__(self, guard: Guard, moods: Collection[str], gestures: Collection[str]) -> None:
        """Write for a persona.

        Args:
            guard: Checks every line.
            moods: The persona's mood names; as tags they last until the next mood of the turn.
            gestures: Its gesture names; as tags they are done once, in the sentence they stand in.
        """
        self.guard = guard
        self._moods = frozenset(moods)
        self._gestures = frozenset(gestures) - self._moods

    def draft(
        self,
        turn: Turn,
        facts: Sequence[Fact] | Ledger = (),
        *,
        names: Mapping[str, str] | None = None,
        first: int = 0,
        asked: str = "",
        objection: Objection = lambda _: None,
    ) -> Draft:
        """Begin a turn.

        Args:
            turn: Whose lines they are.
            facts: What the lines may rest on, or the guard's ledger of it.
            names: Product names and aliases that may be spoken, and each one's product id.
            first: Sequence number of the first line. Blocked lines use numbers, too.
            asked: A question that the first line may answer with a bare yes or no.
            objection: What else may object to a sentence, before the guard does.
        """
        ledger = facts if isinstance(facts, Ledger) else self.guard.ledger(facts, names)
        return Draft(
            self.guard,
            self._moods,
            self._gestures,
            turn=turn,
            ledger=ledger,
            first=first,
            asked=asked,
            objection=objection,
        )

    def write(
        self,
        text: str,
        turn: Turn,
        facts: Sequence[Fact] | Ledger = (),
        *,
        names: Mapping[str, str] | None = None,
        first: int = 0,
    ) -> list[CheckedLine]:
        """All lines of a finished text; the arguments are those of `draft`."""
        draft = self.draft(turn, facts, names=names, first=first)
        return [*draft.push(text), *draft.finish()]

    async def stream(
        self,
        chunks: AsyncIterable[str],
        turn: Turn,
        facts: Sequence[Fact] | Ledger = (),
        *,
        names: Mapping[str, str] | None = None,
        first: int = 0,
    ) -> AsyncGenerator[CheckedLine, None]:
        """The lines of a stream of text, each as soon as it is complete."""
        draft = self.draft(turn, facts, names=names, first=first)
        async for chunk in chunks:
            for line in draft.push(chunk):
                yield line
        for line in draft.finish():
            yield line
