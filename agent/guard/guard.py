"""Whether a line may be said: every claim of it must be carried by a fact.

First form. What is checked, in this order:

1. a line with no words, with invisible characters, or over 600 characters is blocked;
2. claims of personal use or of being human, and addresses (links, e-mail, phone numbers, messengers) that no
   fact holds, are blocked;
3. every number, price, percentage and code, and every claim of stock, scarcity, discount, free shipping,
   gifts, lowest price and urgency must be carried by a given fact that is still fresh. Where a line names a
   product, only facts of that product and of the shop count. Otherwise the line is rewritten without the
   clause that holds the claim, or blocked when no safe rest is left.

Harmless, and let through: "one" and 一 that measure nothing ("this one", 一款), first and second, up to three
"things", "reasons" or "steps" said as words, and "type 1" / 扣1 in the chat. Everything else is strict:
"24/7" needs a fact.
"""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.events import Line, Verdict
from agent.guard.carrying import carried_category, carried_number
from agent.guard.claims import claims, counts_stock, forbidden
from agent.guard.ledger import FactReader, Ledger
from agent.guard.numbers import Number, read
from agent.guard.rewrite import without
from knowledge.model import Fact

log = logging.getLogger(__name__)

LONGEST = 600
"""Characters of a line."""
_FAILURES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)
_FEW_THINGS = re.compile(
    r"(?:more |other |good |great |big |quick |little )?(?:things?|reasons?|steps?|ways?)\b"
    r"|点[^0-9]?|个理由|个原因|件事|步"
)
_TYPED = re.compile(
    r"(?:\b(?:type|press|send|drop|comment)(?: an?| the)?(?: number)? ?['\"“]?"
    r"|[扣打刷发回复]{1,2}个?[“\"]?)$",
    re.IGNORECASE,
)
_MASK = "☐"


@dataclass(frozen=True, slots=True)
class _Problem:
    rule: str
    start: int
    end: int
    text: str


class Guard:
    """Checks lines against facts. Fails closed: what it cannot read, it blocks."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Make a guard.

        Args:
            now: Unix seconds, for the freshness of facts.
        """
        self._now = now
        self._reader = FactReader()

    def ledger(self, facts: Sequence[Fact], names: Mapping[str, str] | None = None) -> Ledger:
        """Read facts once for many lines. Facts that cannot be read carry nothing.

        Args:
            facts: What may be said.
            names: Product names and aliases by which a line may call a product, and that product's id;
                an empty id for a name that does not say which product is meant.
        """
        try:
            return Ledger(facts, names or {}, self._now(), self._reader)
        except _FAILURES as error:
            log.warning("the guard cannot read the facts, so nothing is carried: %s", type(error).__name__)
            return Ledger((), {}, 0.0, self._reader)

    def check(self, line: Line, facts: Sequence[Fact] | Ledger) -> Verdict:
        """Judge one line.

        Args:
            line: As written.
            facts: The facts it may rest on, or the ledger made of them.

        Returns:
            The verdict; the line in it carries the ids of the facts that carry its claims.
        """
        try:
            ledger = facts if isinstance(facts, Ledger) else self.ledger(facts)
            return _judge(line, ledger)
        except _FAILURES as error:
            log.warning("guard failed on line %s and blocked it: %s", line.id, type(error).__name__)
            return Verdict("block", None, "error", (type(error).__name__,))


def _judge(line: Line, ledger: Ledger) -> Verdict:
    rule = _unspeakable(line.text)
    if rule:
        return Verdict("block", None, rule, (line.text[:80],))
    problems, ids = _examine(line.text, ledger)
    if not problems:
        return Verdict("pass", replace(line, fact_ids=ids), fact_ids=ids)
    evidence = tuple(problem.text for problem in problems)
    if all(problem.start >= 0 for problem in problems):
        text = without(line.text, [(problem.start, problem.end) for problem in problems])
        if text is not None:
            left, ids = _examine(text, ledger)
            if not left and not _unspeakable(text):
                line = replace(line, text=text, fact_ids=ids)
                return Verdict("rewrite", line, problems[0].rule, evidence, ids)
    return Verdict("block", None, problems[0].rule, evidence)


def _unspeakable(text: str) -> str:
    if not any(char.isalnum() for char in text):
        return "empty"
    if len(text) > LONGEST:
        return "long"
    hidden = not text.isascii() and any(
        unicodedata.category(char) in ("Cf", "Co", "Cs", "Cn") for char in text
    )
    return "hidden" if hidden or any(ord(char) < 32 and char not in "\n\t" for char in text) else ""


def _examine(text: str, ledger: Ledger) -> tuple[list[_Problem], tuple[str, ...]]:
    """The claims of a text that nothing carries, and the facts that carry the others."""
    spans, subjects = ledger.named(text)
    carriers = ledger.about(subjects)
    masked = text
    for start, end in spans:
        masked = masked[:start] + _MASK * (end - start) + masked[end:]
    problems: list[_Problem] = []
    for never, words in forbidden(text):
        if never != "contact" or not any(words.casefold() in item.literal for item in carriers):
            problems.append(_Problem(never, -1, -1, words))
    ids: list[str] = []
    numbers = [number for number in read(masked) if not _harmless(number, masked)]
    for number in numbers:
        carried = carried_number(number, masked, carriers, numbers)
        if carried is None and not (number.kind == "code" and ledger.names_code(number.unit)):
            rule = "number" if number.kind in ("quantity", "count", "ordinal", "code") else number.kind
            problems.append(_Problem(rule, number.start, number.end, number.text))
        ids += carried or ()
    for claim in claims(masked):
        carried = carried_category(claim.category, numbers, carriers)
        if carried is None:
            problems.append(_Problem(claim.category, claim.start, claim.end, claim.text))
        ids += carried or ()
    return problems, tuple(dict.fromkeys(ids))


def _harmless(number: Number, text: str) -> bool:
    before, said = text[: number.start], number.text.lower()
    if number.kind == "ordinal":
        return number.value <= 2
    if number.kind == "quantity":
        waiting = said in ("one second", "one sec", "one moment", "one minute")
        return waiting and not re.search(r"\b(?:in|within|under|just|only|takes?)\s$", before)
    if number.kind != "count" or number.value > 3:
        return False
    if number.value == 1 and _TYPED.search(before[-24:]):
        return True
    if said == "one":
        return not counts_stock(before, number.noun) and not before.lower().endswith(("number ", "no. "))
    return not said.isdigit() and bool(_FEW_THINGS.match(number.noun))
