"""What a room said, from its journal: repeats, prices, pitches taken up again."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agent.journal import Entry
from knowledge.model import Fact, Money
from knowledge.money import minor_digits

HOUR_S = 3600.0
EXAMPLES = 15
TURNS = 400
"""Turns whose kind is remembered."""
_MONEY = re.compile(
    r"[$€£¥]\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(?:dollars?|bucks|euros?|pounds|yuan|美元|欧元|英镑|元|块)"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(slots=True)
class Kinds:
    """Which kind of turn each line belongs to; a turn that nobody announced is the pitch."""

    _turns: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _lines: OrderedDict[str, tuple[str, str]] = field(default_factory=OrderedDict)

    def take(self, entry: Entry) -> None:
        """See one event."""
        if entry.kind == "turn":
            self._turns[entry.data["turn"]] = entry.data["turn_kind"]
        elif entry.kind == "line":
            name = entry.data["line"].partition("-")[0]
            self._lines[name] = (entry.data["lane"], entry.data.get("beat") or name)
        while len(self._turns) > TURNS:
            self._turns.popitem(last=False)
        while len(self._lines) > TURNS:
            self._lines.popitem(last=False)

    def kind(self, turn: str) -> str:
        """The kind of a turn."""
        return self._turns.get(turn, "pitch")

    def lane(self, line: str) -> str:
        """The lane of a line."""
        return self._line(line)[0]

    def beat(self, line: str) -> str:
        """The part of the pitch that a line is; the line's own name where none is told."""
        return self._line(line)[1]

    def _line(self, line: str) -> tuple[str, str]:
        name = line.partition("-")[0]
        return self._lines.get(name, ("", name))


@dataclass(slots=True)
class Repeats:
    """Sentences heard to their end, and those heard before within an hour."""

    heard: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    _last: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _examples: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, at: float, kind: str, text: str) -> None:
        """A sentence was heard."""
        while self._last and next(iter(self._last.values())) < at - HOUR_S:
            self._last.popitem(last=False)
        self.heard[kind] += 1
        if text in self._last:
            self.repeated[kind] += 1
            self._examples.setdefault(kind, Counter())[text] += 1
        self._last[text] = at
        self._last.move_to_end(text)

    def figures(self) -> dict[str, Any]:
        """Counts by kind of turn, and the most repeated sentences of each."""
        return {
            "sentences": sum(self.heard.values()),
            "by_kind": dict(self.heard),
            "repeated_within_an_hour": sum(self.repeated.values()),
            "repeated_by_kind": dict(self.repeated),
            "most_repeated": {
                kind: dict(texts.most_common(EXAMPLES)) for kind, texts in sorted(self._examples.items())
            },
        }


@dataclass(slots=True)
class Prices:
    """Amounts of money spoken, against the facts of their sentence."""

    fact: Callable[[str], Fact | None]
    spoken: int = 0
    quoted: int = 0
    """In sentences that repeat a viewer's words."""
    wrong: list[dict[str, Any]] = field(default_factory=list)
    wrong_count: int = 0

    def take(self, entry: Entry, lane: str) -> None:
        """A sentence is spoken."""
        said = amounts(entry.data["text"])
        if not said:
            return
        if lane in ("address", "operator"):
            self.quoted += len(said)
            return
        self.spoken += len(said)
        held = {value for name in entry.data["facts"] for value in self._values(name)}
        held |= {a - b for a in held for b in held if a > b}
        bad = [str(value) for value in said if value not in held]
        if bad:
            self.wrong_count += len(bad)
            if len(self.wrong) < EXAMPLES:
                self.wrong.append(
                    {"text": entry.data["text"], "amounts": bad, "facts": list(entry.data["facts"])}
                )

    def _values(self, fact_id: str) -> Iterator[Decimal]:
        fact = self.fact(fact_id)
        if fact is None:
            return
        if isinstance(fact.value, Money):
            yield Decimal(fact.value.minor).scaleb(-minor_digits(fact.value.currency))
        for text in (*fact.text.values(), fact.value if isinstance(fact.value, str) else ""):
            yield from (Decimal(found.replace(",", "")) for found in _NUMBER.findall(text))

    def figures(self) -> dict[str, Any]:
        """How many, and those that no fact of their sentence has."""
        return {
            "spoken": self.spoken,
            "quoted_from_viewers": self.quoted,
            "wrong": self.wrong_count,
            "wrong_examples": self.wrong,
        }


def amounts(text: str) -> list[Decimal]:
    """The amounts of money in a sentence."""
    return [Decimal((a or b).replace(",", "")) for a, b in _MONEY.findall(text)]


@dataclass(slots=True)
class Resumes:
    """Whether, after answers, the pitch goes on with the sentence that was cut, behind a bridge."""

    beat: Callable[[str], str]
    """The part of the pitch that a line is."""
    runs: int = 0
    """Runs of answers and the like that were followed by the pitch."""
    resumed: int = 0
    """With the sentence that was cut, behind a bridge."""
    whole: int = 0
    """No sentence had been cut."""
    no_bridge: int = 0
    elsewhere: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)
    _spoken: OrderedDict[str, tuple[str, str]] = field(default_factory=OrderedDict)
    _cut: tuple[str, str] | None = None
    _away: bool = False
    _bridge: bool = False

    def speaking(self, data: Mapping[str, Any], kind: str) -> None:
        """A sentence is handed to the stage."""
        line = data["line"]
        if kind == "resume":
            self._bridge = True
        elif kind == "pitch":
            if self._away:
                self._back(line, data["text"])
            self._spoken[line] = (self.beat(line), data["text"])
            if len(self._spoken) > TURNS:
                self._spoken.popitem(last=False)
        elif kind in ("answer", "courtesy", "operator", "disclosure", "greeting", "thanks"):
            self._away, self._bridge = True, False

    def heard(self, data: Mapping[str, Any]) -> None:
        """A sentence is over."""
        beat = self._spoken.pop(data["line"], None)
        if beat is not None:
            self._cut = None if data["complete"] else beat

    def _back(self, line: str, text: str) -> None:
        self.runs += 1
        if self._cut is None:
            self.whole += 1
        elif self.beat(line) != self._cut[0]:
            self.elsewhere += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append({"cut": self._cut[1], "went_on_with": text})
        elif self._bridge:
            self.resumed += 1
        else:
            self.no_bridge += 1
        self._away = self._bridge = False
        self._cut = None

    def figures(self) -> dict[str, Any]:
        """Counts, and where it went on with something else."""
        return {
            "runs": self.runs,
            "resumed_behind_a_bridge": self.resumed,
            "nothing_was_cut": self.whole,
            "without_a_bridge": self.no_bridge,
            "with_something_else": self.elsewhere,
            "examples": self.examples,
        }
