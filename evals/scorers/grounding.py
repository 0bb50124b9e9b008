"""Whether every number and every name that was spoken is a fact's, at the moment it was spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from evals.conversations.schema import Conversation
from evals.scorers.claims import OPERATOR, QUOTING, Claims, Truth
from evals.scorers.known import PIECE
from evals.scorers.measure import Measure, Tally
from evals.scorers.names import Vocabulary
from evals.scorers.numbers import Number, fold, numbers
from evals.transcript import Spoken, Transcript

_NOUN = re.compile(r" ([a-z]{4,})|([\u3400-\u9fff])")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2,}-?)(\d+)(?!\d)")
_LISTED = re.compile(
    r"(?:list price|crossed[- ]out price|原价|列表价|划线价|标价)(?: is| was| of|是|为|:)? ?$"
)
_LEFT_BEHIND = re.compile(
    r" ?(?:pieces? |units? |of them |items? )?(?:are |is )?(?:left|remaining|in stock)\b"
)
_LEFT_BEFORE = re.compile(r"(?:只剩|还剩|剩下?|库存(?:还有|是|有)?|仅剩)(?:最后)? ?$")
_OUT = re.compile(
    r"sold out|out of stock|not in stock|isn't in stock|not available|\bnone (?:is|are) (?:left|in stock)"
    r"|售罄|卖完|卖光|没货|缺货|无货|没有现货|断货"
)
_BACK = re.compile(
    r"back in stock|restock|once|when|if |whether|补货|到货|有货(?:了)?(?:会|就|再)|吗|\?|？|的话|要是|如果"
)
_IN = re.compile(r"\bin stock\b|有货|有现货|现货")


def grounded(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of all claims spoken (numbers, names, stock, facts cited), those that the facts carry."""
    del conversation
    tally, claims, vocabulary = Tally("grounded"), Claims(transcript), Vocabulary(transcript)
    for line in _said(transcript):
        truth, asked = claims.truth(line), claims.asked(line)
        for number, ok in _numbers(line, truth, asked):
            words = fold(line.text)[number.start : number.end].strip()
            tally.see(ok, where=line.id, why=f"no fact has {words}: {line.heard}", at_s=line.at_s)
        for name, ok in vocabulary.names(line, claims.quotable(line)):
            tally.see(ok, where=line.id, why=f"unknown name {name}: {line.heard}", at_s=line.at_s)
        for code, ok in _codes(line, truth):
            tally.see(ok, where=line.id, why=f"{code} is another's: {line.heard}", at_s=line.at_s)
        if (stock := _stock(line, truth)) is not None:
            tally.see(stock, where=line.id, why=f"stock is otherwise: {line.heard}", at_s=line.at_s)
        for id in line.facts:
            known = claims.known_id(id, line.at_s) or id.rpartition("/")[2] in ("courtesy", "time")
            tally.see(known, where=line.id, why=f"cites {id}, which is no fact then", at_s=line.at_s)
    return tally.measure()


def wrong_numbers(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of all numbers spoken, those that a fact has; the misses are the wrong numbers spoken."""
    del conversation
    tally, claims = Tally("wrong_numbers"), Claims(transcript)
    for line in _said(transcript):
        for number, ok in _numbers(line, claims.truth(line), claims.asked(line)):
            words = fold(line.text)[number.start : number.end].strip()
            tally.see(ok, where=line.id, why=f"{words} in: {line.heard}", at_s=line.at_s)
    return tally.measure()


def _said(transcript: Transcript) -> Iterator[Spoken]:
    return (line for line in transcript.lines if line.heard and OPERATOR not in (line.kind, line.lane))


def _numbers(line: Spoken, truth: Truth, asked: str) -> Iterator[tuple[Number, bool]]:
    """The numbers of a line that were heard to their end, and whether they are true.

    What only repeats the viewer is left out.
    """
    text, heard = fold(line.text), len(fold(line.heard))
    quoted = numbers(asked) if line.lane in QUOTING else []
    for number in numbers(line.text):
        if number.end > heard:
            return
        if any(set(number.raw) & set(other.raw) for other in quoted):
            continue
        yield number, _true(number, text, truth)


def _true(number: Number, text: str, truth: Truth) -> bool:
    before, after = text[: number.start], text[number.end :]
    if number.counts == "money" and _LISTED.search(before):
        return any(Decimal(fact.amount) in number.values for fact in truth.of("list_price") if fact.amount)
    if number.counts == "plain" and (_LEFT_BEHIND.match(after) or _LEFT_BEFORE.search(before)):
        counts = [Decimal(fact.amount) for fact in truth.facts if fact.unit == PIECE]
        return any(value in counts for value in number.values)
    if number.counts == "plain" and (named := _by_label(after, truth)):
        return bool(set(number.values) & named)
    return truth.has(number)


def _by_label(after: str, truth: Truth) -> set[Decimal]:
    """What the facts say that are called as what follows a number ("3 modes", 10根伞骨); often nothing."""
    noun = _NOUN.match(after)
    if noun is None:
        return set()
    word = (noun[1] or noun[2]).removesuffix("s")
    counts = [fact for fact in truth.facts if fact.amount and not fact.unit]
    return {Decimal(fact.amount) for fact in counts if any(word in fold(label) for label in fact.labels)}


def _codes(line: Spoken, truth: Truth) -> Iterator[tuple[str, bool]]:
    """Codes such as IPX4, where the facts have one of that kind, and whether it is the same."""
    held = {code for fact in truth.facts for text in fact.texts for code in _CODE.findall(text)}
    for letters, digits in _CODE.findall(line.heard):
        kind = {number for other, number in held if other == letters}
        if kind:
            yield letters + digits, digits in kind


def _stock(line: Spoken, truth: Truth) -> bool | None:
    """Whether what a line says of the stock is so; ``None`` where it says nothing of one product's."""
    text = fold(line.heard)
    held = truth.of("stock")
    if line.lane in QUOTING or len(truth.subjects) != 1 or not held or _BACK.search(text):
        return None
    there = any(fact.amount not in ("", "0") or "yes" in fact.texts for fact in held)
    gone = any(fact.amount == "0" or "no" in fact.texts for fact in held)
    if _OUT.search(text):
        return gone
    return there if _IN.search(text) else None
