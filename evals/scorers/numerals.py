"""Numbers written in words: English and Chinese numerals, read without the guard's help.

The guard has a reader of its own. Scorers do not share it, so that what it misreads is not judged by the
same slip. English after the grammar of cardinal numerals (units, teens, tens, hundred, thousand); Chinese
after the positional reading of 十百千万亿, with 点 for the decimal point and digits read one by one behind
零 (二零二六).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = "|".join(sorted((*_SMALL, *_SCALES), key=len, reverse=True))
_ENGLISH = re.compile(
    rf"\b(?:(?:a|an) (?=hundred|thousand|million))?(?:{_WORD})(?:(?:[- ]|,? and )(?:{_WORD}))*"
    rf"(?: point(?: (?:{_WORD}))+)?\b"
)
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10_000, "亿": 100_000_000}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?")

Reading = tuple[int, int, tuple[Decimal, ...]]
"""Start, end, and every value that the words may have."""


def english(text: str) -> Iterator[Reading]:
    """English numerals in a text of small letters."""
    for found in _ENGLISH.finditer(text):
        yield found.start(), found.end(), tuple(_english_values(re.split(r"[ ,-]+", found[0])))


def _english_values(words: list[str]) -> Iterator[Decimal]:
    whole, _, decimals = " ".join(words).partition(" point ")
    parts = [word for word in whole.split() if word not in ("and", "a", "an")]
    if decimals:
        digits = "".join(str(_SMALL.get(word, "")) for word in decimals.split())
        yield _cardinal(parts) + Decimal(f"0.{digits or '0'}")
        return
    yield _cardinal(parts)
    for cut in range(1, len(parts)):
        dollars, cents = _cardinal(parts[:cut]), _cardinal(parts[cut:])
        if not set(parts) & set(_SCALES) and 10 <= cents < 100:
            yield dollars + cents / 100
            yield dollars * 100 + cents


def _cardinal(words: list[str]) -> Decimal:
    total = group = 0
    for word in words:
        if word == "hundred":
            group = max(1, group) * 100
        elif word in _SCALES:
            total += max(1, group) * _SCALES[word]
            group = 0
        else:
            group += _SMALL[word]
    return Decimal(total + group)


def chinese(text: str) -> Iterator[Reading]:
    """Chinese numerals; 万, 千 and 百 alone, and 千万 and 万一, are words more often than numbers."""
    for found in _HAN.finditer(text):
        if found[0] in ("万", "千", "百", "亿", "千万", "万一", "零"):
            continue
        yield found.start(), found.end(), (_han(found[0]),)


def _han(numeral: str) -> Decimal:
    whole, _, decimals = numeral.partition("点")
    if decimals:
        digits = "".join(str(_HAN_DIGITS[char]) for char in decimals)
        return _han(whole or "零") + Decimal(f"0.{digits}")
    if not set(whole) & {*_HAN_PLACES, *_HAN_GROUPS}:
        return Decimal("".join(str(_HAN_DIGITS[char]) for char in whole))
    total = group = 0
    digit, place = None, 1
    for char in whole:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char in _HAN_PLACES:
            place = _HAN_PLACES[char]
            group += (1 if digit is None else digit) * place
            digit = None
        else:
            total = (total + group + (digit or 0)) * _HAN_GROUPS[char]
            group, digit, place = 0, None, _HAN_GROUPS[char]
    last = digit or 0
    if last and place >= 100 and whole[-2:-1] != "零" and whole[-2] in {*_HAN_PLACES, *_HAN_GROUPS}:
        last *= place // 10
    return Decimal(total + group + last)
