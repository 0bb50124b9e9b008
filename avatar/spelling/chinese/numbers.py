"""Numbers in Chinese characters, as they are spoken."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
LONGEST_VALUE = 12
"""Digits; a longer run is a code and read digit by digit."""


def number(digits: str) -> str:
    """A number in characters.

    Args:
        digits: Digits, with or without thousands commas and a decimal point. A leading zero or
            more than 12 digits make it a code, read digit by digit.
    """
    whole, _, fraction = digits.replace(",", "").partition(".")
    tail = "点" + one_by_one(fraction) if fraction else ""
    if len(whole) > LONGEST_VALUE or (len(whole) > 1 and whole.startswith("0")):
        return one_by_one(whole) + tail
    return value(int(whole or "0")) + tail


def value(number: int) -> str:
    """A whole number from 0 up to 12 digits. 2 before 百, 千, 万 and 亿 at its head is 两."""
    if number == 0:
        return _DIGITS[0]
    text = ""
    for myriad in reversed(range(len(_MYRIADS))):
        group = number // 10_000**myriad % 10_000
        if group:
            if text and (group < 1000 or text.endswith(_DIGITS[0])):
                text = text.rstrip(_DIGITS[0]) + _DIGITS[0]
            text += _group(group, two=bool(myriad) and not text, head=not text) + _MYRIADS[myriad]
    return text.removeprefix("一") if text.startswith("一十") else text


def _group(group: int, *, two: bool, head: bool) -> str:
    """1 … 9999."""
    if group == 2 and two:
        return "两"
    text = ""
    gap = False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            liang = digit == 2 and (place == 3 or (place == 2 and head and not text))
            name = "两" if liang else _DIGITS[digit]
            text += (_DIGITS[0] if gap and text else "") + name + _PLACES[place]
        gap = not digit
    return text


def one_by_one(digits: str) -> str:
    """Digit by digit."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def telephone(digits: str) -> str:
    """Digit by digit, 1 as 幺, as telephone numbers are said."""
    return one_by_one(digits).replace("一", "幺")


def counted(digits: str) -> str:
    """A number before what it counts: 2 is 两."""
    return "两" if digits == "2" else number(digits)


def model(digits: str) -> str:
    """The number in a model's name: 十七, 一千, but 四零九零."""
    if digits.startswith("0") or len(digits) > 4 or (len(digits) > 2 and int(digits) % 100):
        return one_by_one(digits)
    return number(digits)
