"""Numbers in English words, American style: no hyphens, no "and"."""

from __future__ import annotations

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_THOUSANDS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LONGEST_VALUE = 15
"""Digits; a longer run is a code and read digit by digit."""


def value(number: int) -> str:
    """A whole number from 0 up to 15 digits."""
    if number < 20:
        return _SMALL[number]
    parts = []
    for power in reversed(range(len(_THOUSANDS))):
        group = number // 1000**power % 1000
        if group:
            parts.append(_group(group) + _THOUSANDS[power])
    return " ".join(parts)


def _group(number: int) -> str:
    """1 … 999."""
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_SMALL[rest])
    return " ".join(words)


def number(digits: str) -> str:
    """A number as written: thousands commas, a decimal point, perhaps nothing before it.

    A leading zero or more than 15 digits make it a code, read digit by digit.
    """
    whole, _, fraction = digits.replace(",", "").partition(".")
    code = len(whole) > LONGEST_VALUE or (len(whole) > 1 and whole.startswith("0"))
    said = one_by_one(whole) if code else value(int(whole)) if whole else ""
    return f"{said} point {one_by_one(fraction)}".strip() if fraction else said


def one_by_one(digits: str) -> str:
    """Digit by digit."""
    return " ".join(_SMALL[int(digit)] for digit in digits)


def grouped(digits: str) -> str:
    """A code digit by digit, with a breath after every few."""
    size = 3 if len(digits) in (9, 10) else 4
    if len(digits) < 7:
        return one_by_one(digits)
    cuts = [digits[at : at + size] for at in range(0, len(digits), size)]
    if len(cuts[-1]) == 1:
        cuts[-2:] = [cuts[-2] + cuts[-1]]
    return ", ".join(map(one_by_one, cuts))


def ordinal(number: int) -> str:
    """``twenty first``."""
    before, _, last = value(number).rpartition(" ")
    said = _ORDINALS[last] if last in _ORDINALS else last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return f"{before} {said}".strip()


def year(number: int) -> str:
    """A year, or a number that is read like one: ``twenty twenty six``, ``two thousand five``."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10:
        return value(number)
    if not rest:
        return f"{value(century)} hundred"
    return f"{value(century)} {'oh ' if rest < 10 else ''}{value(rest)}"


def model(digits: str) -> str:
    """The number in a model's name: ``forty ninety``, ``seven twenty``, ``one thousand``."""
    if digits.startswith("0") or len(digits) > 4:
        return one_by_one(digits) if int(digits) % 1000 or digits.startswith("0") else value(int(digits))
    whole = int(digits)
    if len(digits) == 4:
        return value(whole) if whole % 100 == 0 and whole % 1000 == 0 else year(whole)
    if len(digits) == 3 and whole % 100:
        rest = whole % 100
        return f"{value(whole // 100)} {'oh ' if rest < 10 else ''}{value(rest)}"
    return value(whole)
