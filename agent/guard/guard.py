"""Whether a line may be said: every claim of it must be carried by a fact.

A line is judged in plain letters (see ``plain``), in this order:

1. a line with no words, with hidden or disguised ones, or over 600 characters is blocked;
2. the rules of the room's packs (see ``rulepack``): what is never said, and what a fact must carry;
3. every number, price, percentage and code must be carried by a given fact that is still fresh, and by the
   attribute that the line names near it;
4. so must days and deadlines, comparisons, product names, and properties claimed in words.

A line that names a product rests on the facts of that product and of the shop; one that names none, on those
of the product talked about. A line with a claim that nothing carries is rewritten without the clause that
holds it, or blocked when no safe rest is left.

Harmless, and let through: "one" and 一 that measure nothing ("this one", 一款), first and second, up to three
"things", "reasons" or "steps" said as words, and "type 1" / 扣1 in the chat. Everything else is strict:
"24/7" needs a fact.
"""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent.events import Line, Verdict
from agent.guard.config import GuardConfig, rule_set
from agent.guard.examining import Problem, examine
from agent.guard.ledger import FactReader, Ledger
from agent.guard.naming import Names
from agent.guard.plain import cut_words, disguised, plain
from agent.guard.polarity import answers
from agent.guard.rewrite import without
from agent.guard.rulepack import RuleSet
from knowledge.model import Fact

log = logging.getLogger(__name__)

_ENDS = ".!?。！？… "
LONGEST = 600
"""Characters of a line."""
_FAILURES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)


_WHY = {
    "number": "No fact of what is talked about has this number for what it is said of.",
    "price": "No current fact has this price.",
    "percent": "No fact has this percentage, and the prices do not give it.",
    "comparison": "The facts of the two do not bear the comparison out, or are not known.",
    "deadline": "No fact says that this happens then.",
    "attribute": "No fact says so of what is talked about, or one says otherwise.",
    "name": "No product here is called so.",
}


class Guard:
    """Checks lines against facts. Fails closed: what it cannot read, it blocks."""

    def __init__(self, now: Callable[[], float] = time.time, rules: RuleSet | None = None) -> None:
        """Make a guard.

        Args:
            now: Unix seconds, for the freshness of facts.
            rules: What may not be said; the pack ``shop`` when not given.
        """
        self._now = now
        self._rules = rules or rule_set(GuardConfig())
        self._reader = FactReader(self._rules)

    def ledger(
        self,
        facts: Sequence[Fact],
        names: Mapping[str, str] | Names | None = None,
        subject: str = "",
    ) -> Ledger:
        """Read facts once for many lines. Facts that cannot be read carry nothing.

        Args:
            facts: What may be said.
            names: Product names and aliases by which a line may call a product, and that product's id;
                an empty id for a name that does not say which product is meant. A ``Names`` made once
                serves many ledgers.
            subject: Id of the product that lines naming none are about; where it is not given and the facts
                are of several products, such a line must be true of one of them.
        """
        try:
            return Ledger(facts, names or {}, self._now(), self._reader, subject)
        except _FAILURES as error:
            log.warning("the guard cannot read the facts, so nothing is carried: %s", type(error).__name__)
            return Ledger((), {}, 0.0, self._reader)

    def check(
        self,
        line: Line,
        facts: Sequence[Fact] | Ledger,
        *,
        about: frozenset[str] = frozenset(),
        asked: str = "",
    ) -> Verdict:
        """Judge one line.

        Args:
            line: As written.
            facts: The facts it may rest on, or the ledger made of them.
            about: Ids of the products that the turn's lines named last: what "it" means here.
            asked: The question before it: a line that says yes or no claims or denies what it asks.

        Returns:
            The verdict; the line in it carries the ids of the facts that carry its claims.
        """
        try:
            ledger = facts if isinstance(facts, Ledger) else self.ledger(facts)
            if asked and answers(plain(line.text)) is not None:
                verdict = _judge_answer(line, asked, ledger, self._rules, about)
                if verdict is not None:
                    return verdict
            return _judge(line, ledger, self._rules, about)
        except _FAILURES as error:
            log.warning("guard failed on line %s and blocked it: %s", line.id, type(error).__name__)
            return Verdict("block", None, "error", (type(error).__name__,))


def _judge(line: Line, ledger: Ledger, rules: RuleSet, about: frozenset[str]) -> Verdict:
    rule = _unspeakable(line.text)
    if rule:
        return Verdict("block", None, rule, (line.text[:80],))
    said = plain(line.text)
    blanked = ledger.blanked(said)
    if disguised(blanked) and disguised(blanked, ledger.spoken(frozenset())):
        return Verdict("block", None, "hidden", (line.text[:80],))
    if any(examine(whole, ledger, rules, about).problems for whole in cut_words(blanked)):
        return Verdict("block", None, "hidden", (line.text[:80],))
    found = examine(said, ledger, rules, about)
    if not found.problems:
        return Verdict("pass", replace(line, fact_ids=found.fact_ids), fact_ids=found.fact_ids)
    first, evidence = found.problems[0].rule, _evidence(found.problems)
    reasons = _reasons(found.problems)
    if not any(problem.fatal for problem in found.problems):
        text = without(said, [(problem.start, problem.end) for problem in found.problems])
        if text is not None and not _unspeakable(text):
            left = examine(text, ledger, rules, about)
            begins = said.startswith(text.rstrip(_ENDS))
            if not left.problems and (left.fact_ids or begins):
                line = replace(line, text=text, fact_ids=left.fact_ids)
                return Verdict("rewrite", line, first, evidence, left.fact_ids, reasons)
    fatal = next((problem.rule for problem in found.problems if problem.fatal), first)
    return Verdict("block", None, fatal, evidence, reasons=reasons)


def _judge_answer(
    line: Line, asked: str, ledger: Ledger, rules: RuleSet, about: frozenset[str]
) -> Verdict | None:
    """Block a yes that confirms, or a no that denies, what no fact carries; None for any other."""
    said = plain(line.text)
    question = plain(asked)[:LONGEST].rstrip("?？!！。. ") + "? "
    found = examine(question + said, ledger, rules, about)
    confirms = answers(said)
    wrong = [
        problem
        for problem in found.problems
        if problem.start < len(question) - 1 and (confirms or problem.rule == "attribute")
    ]
    if not wrong:
        return None
    return Verdict("block", None, wrong[0].rule, _evidence(wrong), reasons=_reasons(wrong))


def _evidence(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The words of the claims."""
    return tuple(dict.fromkeys(problem.text for problem in problems))


def _reasons(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Each rule that objects, and why."""
    return tuple(
        dict.fromkeys(
            f"{problem.rule}: {problem.reason or _WHY.get(problem.rule, _WHY['number'])}"
            for problem in problems
        )
    )


def _unspeakable(text: str) -> str:
    if not any(char.isalnum() for char in text):
        return "empty"
    if len(text) > LONGEST:
        return "long"
    hidden = not text.isascii() and any(
        unicodedata.category(char) in ("Cf", "Co", "Cs", "Cn") for char in text
    )
    return "hidden" if hidden or any(ord(char) < 32 and char not in "\n\t" for char in text) else ""
