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
    """Whether the show comes back behind every run of answers, and with what.

    A run begins with an answer and lasts until a sentence of the show is handed to the stage. It came back
    with a bridge, or said why there was none (``pitch.resumed``); what had been cut goes on where it was cut.
    """

    beat: Callable[[str], str]
    """The part of the pitch that a line is."""
    runs: int = 0
    """Runs of answers behind which the show came back."""
    answers: int = 0
    bridges: int = 0
    """Runs behind which the first sentence led back to the product."""
    how: Counter[str] = field(default_factory=Counter)
    """With what it went on, as the journal says; ``not begun`` where no pitch was running."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Runs that had cut a sentence, and with what it went on instead of it."""
    longest_s: float = 0.0
    """The longest time from a run's first answer to the show."""
    _spoken: OrderedDict[str, tuple[str, float]] = field(default_factory=OrderedDict)
    _cut: tuple[str, float] | None = None
    """The beat that was cut, and how much of its sentence was heard."""
    _since: float | None = None
    """When the run of answers began that is going on."""
    _away: bool = False
    _bridge: bool = False
    _how: str = ""

    def speaking(self, at: float, data: Mapping[str, Any], kind: str) -> None:
        """A sentence is handed to the stage."""
        line = data["line"]
        if kind == "answer":
            self.answers += data["line"].endswith(".0")
            self._since = at if self._since is None else self._since
            self._away = True
        elif kind == "resume":
            self._bridge = True
        elif kind == "pitch":
            if self._away:
                self._back(at, line)
            self._spoken[line] = (self.beat(line), len(data["text"]))
            if len(self._spoken) > TURNS:
                self._spoken.popitem(last=False)

    def resumed(self, data: Mapping[str, Any]) -> None:
        """The journal says with what the pitch goes on."""
        self._how = data["how"]

    def heard(self, data: Mapping[str, Any]) -> None:
        """A sentence is over."""
        spoken = self._spoken.pop(data["line"], None)
        if spoken is not None:
            whole = data["complete"]
            self._cut = None if whole else (spoken[0], len(data["text"]) / max(1.0, spoken[1]))

    def _back(self, at: float, line: str) -> None:
        self.runs += 1
        self.bridges += self._bridge
        self.how[self._how or "not begun"] += 1
        self.longest_s = max(self.longest_s, at - (self._since or at))
        if self._cut is not None and self.beat(line) != self._cut[0]:
            self.elsewhere[self._how or "not begun"] += 1
        self._away = self._bridge = False
        self._cut, self._since, self._how = None, None, ""

    def figures(self) -> dict[str, Any]:
        """Counts, and the exceptions with their reasons."""
        return {
            "answers": self.answers,
            "runs_of_answers": self.runs + self._away,
            "show_came_back": self.runs,
            "with_a_bridge": self.bridges,
            "how": dict(self.how.most_common()),
            "cut_and_gone_on_with_something_else": dict(self.elsewhere),
            "going_on_when_it_ended": int(self._away),
            "longest_without_the_show_s": round(self.longest_s, 1),
        }
