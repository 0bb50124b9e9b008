"""Every claim of a line, each with the facts that carry it or the rule that it breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.guard.aspects import Aspect, nearest
from agent.guard.carrying import Said, carried_number, carried_rule
from agent.guard.comparing import carried_comparison, comparisons, differences
from agent.guard.dates import deadlines
from agent.guard.deeds import deeds
from agent.guard.frames import unheard, whole_label
from agent.guard.hedges import hedge, near
from agent.guard.ledger import Carrier, Ledger, aspects_of
from agent.guard.numbers import Number, read
from agent.guard.polarity import polarity
from agent.guard.properties import properties
from agent.guard.quantities import counts_stock
from agent.guard.rulepack import RuleSet
from agent.guard.services import ranges

_FEW_THINGS = re.compile(
    r"(?:more |other |good |great |big |quick |little )?(?:things?|reasons?|steps?|ways?|questions?)\b"
    r"|点[^0-9]?|个理由|个原因|件事|步|个问题|个小?细节|眼"
)
_LASTING = re.compile(r"(?:用|撑|管|续航|保温|保冷|待机|亮|等|就|要|花|够|能)$")
_HOUSEHOLD = re.compile(r"(?:一家|家里|全家)[^，。]{0,2}$")
_TYPED = re.compile(
    r"(?:\b(?:type|press|send|drop|comment)(?: an?| the)?(?: number)? ?['\"“]?"
    r"|[扣打刷发回复]{1,2}个?[“\"]?)$",
    re.IGNORECASE,
)
_ENDS = ".!?。！？"
_MOST_GUESSES = 8
"""Products that a line may be about when nobody knows which."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A claim that may not be said."""

    rule: str
    start: int
    end: int
    text: str
    """The words of the claim."""
    fatal: bool = False
    """Whether the whole line is to be held back."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What became of a line's claims."""

    problems: tuple[Problem, ...]
    fact_ids: tuple[str, ...]
    """Of the facts that carry the others."""


def examine(text: str, ledger: Ledger, rules: RuleSet, about: frozenset[str]) -> Findings:
    """Examine one line.

    A line that names no product, said of nobody knows which of several, must be true of one of them.

    Args:
        text: In plain letters.
        ledger: What may be said.
        rules: What may not.
        about: The products that were named last, if this line names none.
    """
    it = about or (frozenset({ledger.subject}) if ledger.subject else frozenset())
    places = ledger.places(text)
    if it or not ledger.subjects or any(subject for *_, subject in places):
        return _Examination(text, places, ledger, rules, it=it).findings()
    best: Findings | None = None
    for subject in ledger.subjects[:_MOST_GUESSES]:
        found = _Examination(text, places, ledger, rules, it=frozenset({subject})).findings()
        if best is None or len(found.problems) < len(best.problems):
            best = found
        if not found.problems:
            break
    return best or Findings((), ())


class _Examination:
    """One line under examination: problems and facts gather as its claims are gone through."""

    def __init__(
        self,
        text: str,
        places: list[tuple[int, int, str]],
        ledger: Ledger,
        rules: RuleSet,
        *,
        it: frozenset[str],
    ) -> None:
        self.text, self.places, self.ledger, self.rules = text, places, ledger, rules
        self.masked = ledger.blanked(text)
        self.compared = comparisons(text, ledger, next(iter(it)) if len(it) == 1 else "")
        self.subjects = frozenset(subject for *_, subject in places if subject) or it
        if self.compared and not any(subject in it for *_, subject in places):
            self.subjects |= it
        self.carriers = ledger.about(self.subjects)
        self.own_words = ledger.about(self.subjects | it)
        self.problems: list[Problem] = []
        self.ids: list[str] = []

    def findings(self) -> Findings:
        """What became of all claims."""
        quoted = _quoted(self.text, self.own_words)
        if quoted is not None:
            self._rules(never_only=True)
            return Findings(tuple(self.problems), (quoted.fact.id,))
        self._rules()
        self._numbers()
        self._comparisons()
        self._deadlines()
        self._properties()
        self._booleans()
        self._phrases()
        ordered = tuple(sorted(self.problems, key=lambda item: item.start))
        return Findings(ordered, tuple(dict.fromkeys(self.ids)))

    def _problem(self, rule: str, start: int, end: int) -> None:
        self.problems.append(Problem(rule, start, end, self.text[start:end]))

    def _rules(self, *, never_only: bool = False) -> None:
        numbers = [number for number in read(self.masked) if not _harmless(number, self.masked)]
        for hit in self.rules.hits(self.masked):
            if never_only and hit.rule.carried != "never":
                continue
            carried = carried_rule(hit, numbers, self.carriers, self.masked)
            if carried is None:
                words = self.text[hit.start : hit.end]
                fatal = hit.rule.action == "block"
                self.problems.append(Problem(hit.id, hit.start, hit.end, words, fatal, hit.rule.reason))
            self.ids += carried or ()

    def _numbers(self) -> None:
        said = [number for number in read(self.masked) if not _harmless(number, self.masked)]
        if not said:
            return
        named = aspects_of(self.masked, self.ledger, self.subjects)
        labels = [item for item in named if any(key.startswith("l:") for key in item.keys)]
        numbers = [
            number
            for number in said
            if not any(item.start <= number.start and number.end <= item.end for item in labels)
        ]
        every = frozenset(key for aspect in named for key in aspect.keys)
        apart = differences(self.compared, self.ledger) if self.compared else []
        ends = {numbers[at].start: pair for at, pair in ranges(self.masked, numbers).items()}
        line = Said(self.masked, tuple(numbers), every, ends)
        for number in numbers:
            wanted = _wanted(number, numbers, named, self.masked)
            carried = carried_number(number, line, self.carriers, wanted)
            how = hedge(self.masked, number.start, number.end)
            if carried is None and any(number.value == gap or near(number.value, gap, how) for gap in apart):
                continue
            if carried is None and not (number.kind == "code" and self.ledger.names_code(number.unit)):
                rule = "number" if number.kind in ("quantity", "count", "ordinal", "code") else number.kind
                self._problem(rule, number.start, number.end)
            self.ids += carried or ()

    def _comparisons(self) -> None:
        for item in self.compared:
            carried = carried_comparison(item, self.ledger)
            if carried is None:
                self._problem("comparison", item.start, item.end)
            self.ids += carried or ()

    def _deadlines(self) -> None:
        for start, end, deed in deadlines(self.masked):
            day = self.masked[start:end].lower()
            if not any(day in item.literal and deed[:5] in item.literal for item in self.carriers):
                self._problem("deadline", start, end)

    def _properties(self) -> None:
        by_span: dict[tuple[int, int], list[tuple[str, bool]]] = {}
        for found in properties(self.masked):
            if found.so is not None:
                by_span.setdefault((found.start, found.end), []).append((found.key, found.so))
        for (start, end), claims in by_span.items():
            carried = [item for item in self.carriers if any(claim in item.properties for claim in claims)]
            against = [
                item
                for item in self.carriers
                if isinstance(item.fact.value, bool)
                and any((key, not so) in item.properties for key, so in claims)
            ]
            if carried and not against:
                self.ids.append(carried[0].fact.id)
            else:
                self._problem("attribute", start, end)

    def _booleans(self) -> None:
        lower = self.text.lower()
        every = self.ledger.labels(self.subjects)
        for item in self.carriers:
            if not isinstance(item.fact.value, bool) or item.fact.kind != "attribute":
                continue
            for label in item.labels:
                at = lower.find(label)
                end = at + len(label)
                if at < 0 or not whole_label(lower, at, end, every):
                    continue
                so = polarity(self.text, at, end)
                if so is not None and so != item.fact.value:
                    self._problem("attribute", at, end)
                elif so is not None:
                    self.ids.append(item.fact.id)

    def _phrases(self) -> None:
        literal = self.ledger.spoken(self.subjects)
        for phrase in unheard(self.text, self.masked, self.ledger, self.subjects):
            self._problem("attribute", phrase.start, phrase.end)
        for start, end in deeds(self.masked, literal):
            self._problem("attribute", start, end)
        for start, end in self.ledger.strangers(self.text, self.places, self.subjects):
            self._problem("name", start, end)


def _quoted(text: str, carriers: Sequence[Carrier]) -> Carrier | None:
    """The fact whose own words a line repeats, whole sentences of it."""
    said = text.strip().rstrip(_ENDS).casefold()
    if len(said) < 8:
        return None
    for item in carriers:
        at = item.literal.find(said)
        if at < 0:
            continue
        before, after = item.literal[:at].rstrip(" "), item.literal[at + len(said) :]
        if (not before or before[-1] in _ENDS + "\n") and (not after or after[0] in _ENDS + "\n"):
            return item
    return None


def _wanted(number: Number, numbers: Sequence[Number], named: Sequence[Aspect], text: str) -> frozenset[str]:
    keys = nearest(number, numbers, named, text)
    if keys == {"capacity"} and number.unit == "mass" and text.startswith("装", number.end):
        return keys | {"weight"}
    if keys == {"price"}:
        others = frozenset(key for aspect in named for key in aspect.keys)
        return others & {"shipping", "returns"} or keys
    return keys


def _harmless(number: Number, text: str) -> bool:
    before, said = text[: number.start], number.text.lower()
    if (
        number.kind == "count"
        and _HOUSEHOLD.search(before[-5:])
        and number.noun.startswith(("口", "人", "个人"))
    ):
        return True
    if text[number.start : number.end] == "一天" and not _LASTING.search(before[-4:]):
        return True
    if number.kind == "ordinal":
        return number.value <= 2
    if number.kind == "quantity":
        waiting = said in ("one second", "one sec", "one moment", "one minute")
        return waiting and not re.search(r"\b(?:in|within|under|just|only|takes?)\s$", before)
    if number.kind != "count" or number.value > 3:
        return False
    if (
        number.value == 2
        and before.lower().endswith(("of the ", "the ", "between the ", "these "))
        and not number.noun
    ):
        return True
    if number.value == 1 and _TYPED.search(before[-24:]):
        return True
    if said == "one":
        return not counts_stock(before, number.noun) and not before.lower().endswith(("number ", "no. "))
    return not said.isdigit() and bool(_FEW_THINGS.match(number.noun))
