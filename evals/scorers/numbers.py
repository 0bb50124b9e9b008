"""The numbers of a sentence, with what they count: money, percent, a unit, or nothing that is known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from evals.scorers.numerals import chinese, english
from evals.scorers.units import DIMENSIONS

Counts = Literal["money", "percent", "measure", "plain"]

_MONEY_BEFORE = re.compile(r"(?:us\$|\$|€|£|¥|rmb|usd)\s?$")
_MONEY_AFTER = re.compile(
    r"\s?(?:(?:us )?dollars?|bucks?|usd|euros?|pounds?|yuan|美元|美金|刀|欧元|英镑|元|块)(?![a-z])"
)
_CURRENCY = {
    "¥": "CNY", "rmb": "CNY", "yuan": "CNY", "元": "CNY", "块": "", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "欧元": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP", "英镑": "GBP", "刀": "USD",
}  # fmt: skip
_CENTS = re.compile(r"\s?(?:cents?|美分)(?![a-z])")
_DIME = re.compile(r"([0-9一二三四五六七八九])(?:毛|角|(?![0-9]))")
_PERCENT_AFTER = re.compile(r"\s?(?:%|percent\b|per cent\b|个?百分点)")
_PERCENT_BEFORE = re.compile(r"百分之\s?$")
_TENTH_PRICE = re.compile(r"\s?折")
"""八折 is a price of eight tenths: 20 percent off."""
_TENTHS = "零一二三四五六七八九"

_UNIT = re.compile(
    r"[\s-]?(" + "|".join(sorted(map(re.escape, DIMENSIONS), key=len, reverse=True)) + r")(?![a-z])"
)
_DIGITS = re.compile(r"(?<![a-z0-9.,_-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![a-z_0-9.])\d+(?:\.\d+)?")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)|\b\d{1,2} ?[ap]\.?m\b")
_JOINT = re.compile(r"\s?(?:to|by|x|×|乘|到|至|-|~|or|and|和|、|,)\s?")
_PRONOUNS = frozenset(["one", "一", "两", "俩"])
"""Words that count only before a unit."""
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_GLUED = re.compile(r"[a-z][a-z0-9]*")
_TIMES = {"万": 10_000, "千": 1000, "k": 1000, "thousand": 1000}
_HALF = re.compile(r" and a half\b|个半(?=小时|月)")
_SCALE = re.compile(r"\s?(万|千(?![克瓦])|k(?![a-z])|thousand\b)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text."""

    values: tuple[Decimal, ...]
    """Every value that it may have; "twelve ninety-nine" has more than one."""
    counts: Counts
    start: int
    end: int
    """With what it counts."""
    dimension: str = ""
    """Of a measure: ``length``, ``time``, …; the values are then in its base unit. Of money, the currency if
    said."""
    worded: bool = False
    """Whether it stands in words."""
    raw: tuple[Decimal, ...] = ()
    """The values as they stand, before any unit."""


def fold(text: str) -> str:
    """A text for reading: full width made plain, small letters, straight quotes and dashes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[‐-―−]", "-", plain).replace("’", "'")


def numbers(text: str) -> list[Number]:
    """Every number of a text. Times of day, ordinals and parts of names (Qi2, IPX4) are none.

    Args:
        text: Any; it is folded first, and places are those in the folded text.
    """
    folded = fold(text)
    taken = [found.span() for found in _CLOCK.finditer(folded)]
    read: list[tuple[int, int, tuple[Decimal, ...], bool]] = []
    for digits in _DIGITS.finditer(folded):
        if not _within(digits.start(), taken):
            value = Decimal(digits[0].replace(",", ""))
            read.append((digits.start(), digits.end(), (value,), False))
    for words in (english(folded), chinese(folded)):
        for start, end, values in words:
            if not _within(start, taken) and not (start and folded[start - 1].isdigit()):
                read.append((start, end, values, True))
    found: list[Number] = []
    for one in sorted(read):
        if found and one[0] < found[-1].end:
            continue
        if (number := _counted(folded, *one)) is not None:
            found.append(number)
    return _ranged(folded, found)


def _ranged(text: str, found: list[Number]) -> list[Number]:
    """Numbers whose unit stands behind the last of a range or a size: "3 to 5 days", 55乘36乘22厘米."""
    for place in range(len(found) - 2, -1, -1):
        number, after = found[place], found[place + 1]
        joined = _JOINT.fullmatch(text[number.end : after.start])
        if not joined or number.counts != "plain" or after.counts == "plain":
            continue
        values = number.values
        if after.counts == "measure":
            unit = _UNIT.search(text[after.start : after.end])
            values = tuple(value * DIMENSIONS[unit[1]][1] for value in values) if unit else values
        found[place] = replace(number, values=values, counts=after.counts, dimension=after.dimension)
    return found


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _counted(text: str, start: int, end: int, values: tuple[Decimal, ...], worded: bool) -> Number | None:
    """The number with what stands around it; ``None`` for what is no number of anything."""
    if _ORDINAL.match(text, end) or text[start - 1 : start] == "第":
        return None
    if scale := _SCALE.match(text, end):
        values = tuple(value * _TIMES[scale[1]] for value in values)
        end = scale.end()
    if half := _HALF.match(text, end):
        values, end = tuple(value + Decimal("0.5") for value in values), half.end()
    bare = Number(values, "plain", start, end, worded=worded, raw=values)
    counted = _money(text, bare) or _percent(text, bare) or _measure(text, bare)
    if counted is not None:
        return counted
    if text[start:end] in _PRONOUNS or (not worded and _GLUED.match(text, end)):
        return None
    return bare


def _money(text: str, bare: Number) -> Number | None:
    behind = _MONEY_AFTER.match(text, bare.end)
    ahead = _MONEY_BEFORE.search(text[: bare.start])
    if cents := _CENTS.match(text, bare.end):
        parts = tuple(value / 100 for value in bare.values)
        return replace(bare, counts="money", end=cents.end(), values=parts, dimension="USD")
    if behind is not None:
        sign, start, end = behind[0].strip(), bare.start, behind.end()
    elif ahead is not None:
        sign, start, end = ahead[0].strip(), ahead.start(), bare.end
    else:
        return None
    values = bare.values
    if sign == "块" and (tenth := _DIME.match(text, end)):
        digit = _TENTHS.find(tenth[1])
        part = Decimal(digit if digit >= 0 else int(tenth[1])) / 10
        values, end = tuple(value + part for value in values), tenth.end()
    currency = _CURRENCY.get(sign, "USD")
    return replace(bare, counts="money", start=start, end=end, values=values, dimension=currency)


def _percent(text: str, bare: Number) -> Number | None:
    if behind := _PERCENT_AFTER.match(text, bare.end):
        return replace(bare, counts="percent", end=behind.end())
    if ahead := _PERCENT_BEFORE.search(text[: bare.start]):
        return replace(bare, counts="percent", start=ahead.start())
    if cut := _TENTH_PRICE.match(text, bare.end):
        off = tuple(100 - (value * 10 if value < 10 else value) for value in bare.values)
        return replace(bare, counts="percent", end=cut.end(), values=off)
    return None


def _measure(text: str, bare: Number) -> Number | None:
    unit = _UNIT.match(text, bare.end)
    if unit is None:
        return None
    dimension, size = DIMENSIONS[unit[1]]
    values = tuple(value * size for value in bare.values)
    return replace(bare, counts="measure", end=unit.end(), values=values, dimension=dimension)


def in_base(amount: Decimal, unit: str) -> tuple[str, Decimal]:
    """A fact's quantity in its dimension's base unit; the unit itself where it is none that is known."""
    known = DIMENSIONS.get(fold(unit)) or DIMENSIONS.get(f"{fold(unit)}s")
    return (known[0], amount * known[1]) if known is not None else (fold(unit), amount)
