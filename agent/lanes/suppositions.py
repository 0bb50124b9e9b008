"""Whether what a viewer supposes ("isn't it $20?", "it has 32 GB, right?") is so, by a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from agent.guard.numbers import Number
from agent.guard.numbers import read as read_numbers
from agent.guard.units import named, same_currency
from agent.lanes.attributes import COMPATIBLE
from agent.lanes.intent import Intent
from agent.lanes.options import COLORS, MATERIALS, PURE
from agent.lanes.reading import scan, split
from knowledge.model import Fact, Money, Product, Quantity
from knowledge.money import minor_digits
from knowledge.tokens import is_han

Truth = bool | None
"""``None``: it cannot be told."""

_AT_LEAST = ("keeps_hot", "keeps_cold", "battery_life", "run_time", "load_limit")
"""Attributes of which more is also enough ("does it keep hot for 6 hours?")."""
_LIST = re.compile(r"[,;、，；/\n]|\band\b|\\n")
_RANGE = re.compile(
    r"(\d{1,6}(?:\.\d{1,3})?)\s?(?:v|hz|w|°c|c)?\s?(?:-|–|~|to|到|至)\s?(\d{1,6}(?:\.\d{1,3})?)", re.I
)
_LETTERS = re.compile(r"[a-z]")
_LONGEST = 4_000
"""Characters of a fact's text that are compared."""


def of_price(numbers: Iterable[Number], amount: Money) -> list[Truth]:
    """Whether each price that is supposed is this one."""
    return [_is_money(number, amount) for number in numbers]


def of_attribute(name: str, fact: Fact, intent: Intent) -> list[Truth]:
    """Whether what the viewer named (an amount, a colour, a size, a word) is so.

    Args:
        name: The attribute asked for.
        fact: What answers.
        intent: The question.
    """
    truths: list[Truth] = []
    if isinstance(fact.value, Quantity):
        enough = name in _AT_LEAST and not intent.supposes
        truths += [_is_quantity(number, fact.value, enough=enough) for number in _measures(intent)]
    elif isinstance(fact.value, str):
        truths += [_in_text(number, fact.value) for number in _measures(intent)]
    if intent.colors and not isinstance(fact.value, bool):
        shown = [any(word in words_of(fact) for word in COLORS[color]) for color in intent.colors]
        truths += [True] if all(shown) else [False] if intent.supposes else []
    if name == "sizes" and intent.sizes and isinstance(fact.value, tuple):
        offered = {item.casefold() for item in fact.value}
        truths += [True] if offered.issuperset(intent.sizes) else [False] if intent.supposes else []
    pure = PURE & set(intent.supposed_words)
    if name == "material" and pure:
        truths.append(_only(fact, [word for word in intent.supposed_words if word not in pure]))
    elif intent.supposed_words:
        truths.append(_says(fact, intent.supposed_words, whole=name not in COMPATIBLE))
    return truths


def _measures(intent: Intent) -> list[Number]:
    return [number for number in intent.amounts if number.kind in ("quantity", "count", "price")]


def has_amount(product: Product, number: Number) -> bool:
    """Whether a product has a property of just that amount."""
    held = [fact.value for fact in product.facts if isinstance(fact.value, Quantity)]
    return any(_is_quantity(number, amount, enough=False) for amount in held)


def mentions(fact: Fact, words: Sequence[str]) -> bool:
    """Whether all these words stand in a fact's text."""
    held = words_of(fact)
    tokens = set(split(held[:_LONGEST]))
    plain = "".join(words)
    if all(is_han(word) for word in words):
        return plain in held
    return all(word in tokens for word in words)


def words_of(fact: Fact) -> str:
    """All a fact says, in small letters."""
    held: Iterable[str] = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return " ".join([*held, *fact.text.values()]).casefold()[:_LONGEST]


def _only(fact: Fact, words: Sequence[str]) -> Truth:
    """Whether it is made of this and nothing else that is known as a material."""
    held = split(words_of(fact))
    found = {held[mark.start : mark.end] for mark in scan(held, (MATERIALS,)) if mark.concept == "material"}
    same = {one for one in found if is_han(one[0]) == is_han(words[0])} if words else set()
    return same == {tuple(words)} if same else None


def _says(fact: Fact, words: Sequence[str], *, whole: bool) -> Truth:
    """Whether a text holds the words; it is denied only by a single value in the same script."""
    if not isinstance(fact.value, str | tuple):
        return None
    if mentions(fact, words):
        return True
    held = words_of(fact)
    listed = isinstance(fact.value, tuple) or len(_LIST.findall(held)) > 0
    same_script = is_han(words[0]) if not _LETTERS.search(held) else words[0].isascii()
    return False if whole and same_script and not listed else None


def _is_money(number: Number, amount: Money) -> Truth:
    """Whether a price that was supposed is this one; ``None`` when its currency cannot be compared."""
    worth = Decimal(amount.minor).scaleb(-minor_digits(amount.currency))
    same = number.value == worth or worth in number.also
    if same and not same_currency(number.unit, amount.currency):
        return None
    return same


def _is_quantity(number: Number, held: Quantity, *, enough: bool) -> Truth:
    unit = named(held.unit)
    exact = Decimal(str(held.number))
    if number.kind != "quantity":
        if number.kind == "price":
            return None
        return (exact >= number.value if enough else exact == number.value) if not held.unit else None
    if unit is None or unit.dimension != number.unit:
        return None if held.unit or exact == number.value else False if number.factor == 1 else None
    said = number.value * number.factor
    return exact * unit.factor >= said if enough else exact * unit.factor == said


def _in_text(number: Number, text: str) -> Truth:
    """Whether a number is in a text: one of its numbers, or between the two of its only range."""
    plain = text[:_LONGEST]
    ranges = _RANGE.findall(plain)
    if len(ranges) == 1:
        low, high = map(Decimal, ranges[0])
        if low < high:
            return low <= number.value <= high
    held = read_numbers(plain)
    if not held or len(held) > 3 or ranges:
        return None
    if any(number.value == other.value for other in held):
        return True
    return False if len(held) == 1 else None
