"""How Mandarin reads numbers, prices, percentages, units and ranges.

espeak-ng misreads Mandarin digits above 9,999 and years, so every number is written in characters.
"""

from __future__ import annotations

import re

from avatar.voices.spelling_rule import Rule
from avatar.voices.units import CURRENCIES, NUMBER, UNITS, one_of

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
_LONGEST_VALUE = 12
"""Digits; a longer run is a code and read digit by digit."""

_CURRENCY = one_of(CURRENCIES)
_UNIT = one_of(UNITS)
_DASH = r"\s?[-–—~～至]\s?"
_BEFORE = r"(?<![\d.,])"
_AFTER = r"(?![A-Za-z\d])"
_MEASURE_WORDS = "万亿个件只台瓶盒款条双套张把杯份年天次种位升米公千小元块美箱包袋支枚层人分秒毫厘"


def number(digits: str) -> str:
    """A number in characters.

    Args:
        digits: Digits, with or without thousands commas and a decimal point. A leading zero or
            more than 12 digits make it a code, read digit by digit.
    """
    whole, point, fraction = digits.replace(",", "").partition(".")
    tail = "点" + _one_by_one(fraction) if point and fraction else ""
    if len(whole) > _LONGEST_VALUE or (len(whole) > 1 and whole.startswith("0")):
        return _one_by_one(whole) + tail
    return _value(int(whole)) + tail


def _value(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    text = ""
    for myriad in reversed(range(len(_MYRIADS))):
        group = value // 10_000**myriad % 10_000
        if group:
            if text and (group < 1000 or text.endswith(_DIGITS[0])):
                text = text.rstrip(_DIGITS[0]) + _DIGITS[0]
            text += _group(group, two=bool(myriad)) + _MYRIADS[myriad]
    return text.removeprefix("一") if text.startswith("一十") else text


def _group(group: int, *, two: bool) -> str:
    """1 … 9999."""
    if group == 2 and two:
        return "两"
    text = ""
    gap = False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            name = "两" if digit == 2 and place == 3 else _DIGITS[digit]
            text += (_DIGITS[0] if gap and text else "") + name + _PLACES[place]
        gap = not digit
    return text


def _one_by_one(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _price(digits: str) -> str:
    """An amount of money: no zeros after the last digit that counts."""
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _counted(digits: str) -> str:
    """A number before what it counts: 2 is 两."""
    return "两" if digits == "2" else number(digits)


def _sign(match: re.Match[str], word: str) -> str:
    return word if match["minus"] else ""


def _money(match: re.Match[str]) -> str:
    amount = _price(match["number"])
    said = _counted(amount) + (match.groupdict().get("large") or "")
    return said + CURRENCIES[match["currency"]].zh


def _money_range(match: re.Match[str]) -> str:
    low, high = number(_price(match["low"])), number(_price(match["high"]))
    return f"{low}到{high}{CURRENCIES[match['currency']].zh}"


def _measure(match: re.Match[str]) -> str:
    unit = match["unit"]
    below = "零下" if unit in ("°C", "℃", "°F", "℉") else "负"
    return f"{_sign(match, below)}{_counted(match['number'])}{UNITS[unit].zh}"


def _percent(match: re.Match[str]) -> str:
    said = "百" if match["number"] == "100" else number(match["number"])
    return f"{_sign(match, '负')}百分之{said}"


def _code(match: re.Match[str]) -> str:
    """A telephone or order number: digit by digit, a breath between its groups."""
    return "，".join(_one_by_one(digits) for digits in match.group().split("-"))


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    rises = float(low.replace(",", "")) < float(high.replace(",", ""))
    return f"{number(low)}到{number(high)}" if rises else match.group()


def _time(match: re.Match[str]) -> str:
    minutes = match["minutes"]
    if minutes == "00":
        return f"{_counted(match['hours'].lstrip('0') or '0')}点"
    said = "半" if minutes == "30" else f"{number(minutes)}分"
    return f"{_counted(match['hours'].lstrip('0') or '0')}点{said}"


RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<currency>{_CURRENCY})\s?(?P<low>{NUMBER}){_DASH}"
            rf"(?:(?P=currency)\s?)?(?P<high>{NUMBER})元?{_AFTER}"
        ),
        _money_range,
    ),
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<currency>{_CURRENCY})\s?(?P<number>{NUMBER})(?P<large>[万亿])?元?{_AFTER}"
        ),
        _money,
    ),
    (re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?(?P<currency>{_CURRENCY}){_AFTER}"), _money),
    (
        re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?(?=元|块|美元|欧元|英镑|港元|日元)"),
        lambda match: _counted(_price(match["number"])),
    ),
    (re.compile(r"(?<=元)\s?/\s?(?=[一-鿿])"), lambda _: "每"),
    (
        re.compile(rf"{_BEFORE}(?P<low>{NUMBER})%?{_DASH}(?P<high>{NUMBER})\s?%"),
        lambda match: f"百分之{number(match['low'])}到{number(match['high'])}",
    ),
    (re.compile(rf"{_BEFORE}(?P<minus>(?<![A-Za-z\d一-鿿])[-−])?(?P<number>{NUMBER})\s?%"), _percent),
    (
        re.compile(r"(?<![\d:.])(?P<hours>[01]?\d|2[0-4]):(?P<minutes>[0-5]\d)(?![\d:])"),
        _time,
    ),
    (re.compile(r"(?<![\d:.])(\d{1,3}):(\d{1,3})(?![\d:])"), lambda m: f"{number(m[1])}比{number(m[2])}"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年)"), lambda match: _one_by_one(match[1])),
    (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,3})(?![\d/])"), lambda m: f"{number(m[2])}分之{number(m[1])}"),
    (
        re.compile(
            rf"(?<![\d.,\-A-Za-z])(?P<low>{NUMBER}){_DASH}(?P<high>{NUMBER})(?![\d\-])(?!\.\d)(?=\D|$)"
        ),
        _range,
    ),
    (
        re.compile(rf"(?<=\d)\s?(?:{_UNIT})?\s?[xX×*]\s?(?=\d)"),
        lambda _: "乘",
    ),
    (
        re.compile(
            rf"{_BEFORE}(?P<minus>(?<![A-Za-z\d一-鿿])[-−])?(?P<number>{NUMBER})\s?(?P<unit>{_UNIT}){_AFTER}"
        ),
        _measure,
    ),
    (re.compile(rf"(?<![\d.,第])2(?=\s?[{_MEASURE_WORDS}])"), lambda _: "两"),
    (re.compile(rf"{_BEFORE}[~约]\s?(?=\d)"), lambda _: "约"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\d.])\d+(?:-\d+){2,}"), _code),
    (re.compile(rf"{_BEFORE}{NUMBER}(?![\d])"), lambda match: number(match.group())),
    (re.compile(r"\d+"), lambda match: number(match.group())),
    (re.compile(r"\+"), lambda _: "加"),
    (re.compile(r"/"), lambda _: " "),
)
