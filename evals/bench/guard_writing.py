"""Amounts written as people write and say them, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from knowledge.model import Money
from knowledge.money import minor_digits

_NUMERALS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_ONES = _NUMERALS.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_HAN = "零一二三四五六七八九"
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
_WORDS = {"USD": ("dollar", "cent"), "EUR": ("euro", "cent"), "GBP": ("pound", "penny")}
_CHINESE = {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "JPY": "日元"}


def english(number: int) -> str:
    """A whole number in English words; up to 999,999."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {english(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{english(thousands)} thousand" + (f" {english(rest)}" if rest else "")


def chinese(number: int) -> str:
    """A whole number in Chinese numerals; up to 99,999,999."""
    if number < 10:
        return _HAN[number]
    for scale, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            count, rest = divmod(number, scale)
            head = "" if scale == 10 and count == 1 else chinese(count)
            gap = "零" if rest and rest < scale // 10 else ""
            return f"{head}{name}{gap}{chinese(rest) if rest else ''}".replace("百十", "百一十")
    raise AssertionError(number)


def amount(money: Money, language: str, random: Random) -> str:
    """A price in one of the ways it is written or said."""
    value = Decimal(money.minor).scaleb(-minor_digits(money.currency))
    whole, minor = divmod(money.minor, 10 ** minor_digits(money.currency))
    ways: list[str] = []
    if language == "zh":
        unit = _CHINESE.get(money.currency, money.currency)
        ways = [f"{value}{unit}", f"{value:f}{unit}"]
        if not minor and whole < 10**8:
            ways.append(f"{chinese(whole)}{unit}")
        if money.currency == "CNY" and minor and minor % 10 == 0:
            ways.append(f"{whole}块{minor // 10}")
        return random.choice(ways)
    sign = _SIGNS.get(money.currency)
    ways = [f"{value:,} {money.currency}"]
    if sign:
        ways += [f"{sign}{value:,}", f"{sign}{value}"]
    words = _WORDS.get(money.currency)
    if words and whole < 10**6:
        major = f"{english(whole)} {words[0]}{'' if whole == 1 else 's'}"
        ways.append(
            major if not minor else f"{major} and {english(minor)} {words[1]}s".replace("pennys", "pence")
        )
        ways.append(f"{value:,} {words[0]}s")
    return random.choice(ways)


def number(value: Decimal, language: str, random: Random) -> str:
    """A number in one of the ways it is written or said."""
    plain = f"{value.normalize():f}"
    ways = [plain]
    whole = value == value.to_integral_value()
    if whole and 1 <= value < 10**6:
        said: Callable[[int], str] = chinese if language == "zh" else english
        if value > 2:
            ways.append(said(int(value)))
        if language == "en" and value >= 1000:
            ways.append(f"{int(value):,}")
    elif language == "zh" and value < 10**6:
        head, _, rest = plain.partition(".")
        ways.append(f"{chinese(int(head))}点{''.join(_HAN[int(digit)] for digit in rest)}")
    return random.choice(ways)
