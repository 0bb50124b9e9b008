"""How Mandarin says prices, discounts and percentages."""

from __future__ import annotations

import re

from avatar.spelling.chinese.numbers import counted, number, one_by_one
from avatar.spelling.rule import Rule
from avatar.spelling.units import CURRENCIES, CURRENCY, NUMBER

DASH = r"\s?(?:[-–—~～至到]|－)\s?"
BEFORE = r"(?<![\d.,])"
AFTER = r"(?![A-Za-z\d]|[.,]\d)"
_SIZE = r"(?P<large>[万亿wWkK千])?"
_NAMES = "元|块钱|块|美元|美金|欧元|英镑|港元|港币|日元|韩元|澳元|加元|新台币|人民币|毛|角"
_TAIL = r"(?:\s?(?:元|块钱|块|美元|人民币|RMB|rmb|CNY))?"
_LARGE = {"w": "万", "W": "万", "k": "千", "K": "千"}


def price(digits: str) -> str:
    """An amount of money: no zeros after the last digit that counts; 2 is 两."""
    whole, _, fraction = digits.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return number(f"{whole}.{fraction}") if fraction else counted(whole)


def large(letter: str | None) -> str:
    """万, also where it is written ``w``."""
    return _LARGE.get(letter or "", letter or "")


def _money(match: re.Match[str]) -> str:
    found = match.groupdict()
    sign = "负" if found.get("minus") else ""
    return f"{sign}{price(match['number'])}{large(found.get('large'))}{CURRENCIES[match['currency']].zh}"


def _money_range(match: re.Match[str]) -> str:
    low, high = price(match["low"]), price(match["high"])
    return f"{low}到{high}{large(match['large'])}{CURRENCIES[match['currency']].zh}"


def _named_range(match: re.Match[str]) -> str:
    return f"{price(match['low'])}到{price(match['high'])}"


def _discount(match: re.Match[str]) -> str:
    """85 before 折 is 八五; 8.5 八点五."""
    digits = match["number"]
    low = f"{_discounted(match['low'])}到" if match["low"] else ""
    return low + _discounted(digits)


def _discounted(digits: str) -> str:
    return (
        one_by_one(digits) if len(digits) == 2 and digits[1] != "0" and "." not in digits else counted(digits)
    )


def _percent(match: re.Match[str]) -> str:
    said = "百" if match["number"] == "100" else number(match["number"])
    sign = {"-": "负", "−": "负", "+": "加"}.get(match["sign"] or "", "")
    return f"{sign}百分之{said}"


def _minus(match: re.Match[str]) -> str:
    return f"满{number(match['full'])}减{number(match['less'])}"


MONEY: tuple[Rule, ...] = (
    (
        re.compile(rf"满\s?(?P<full>{NUMBER})\s?(?:元|块)?\s?[-–—－/]\s?[¥￥]?(?P<less>{NUMBER})(?![\d.])"),
        _minus,
    ),
    (
        re.compile(r"(?<![\d.])(?P<full>\d{2,5})\s?[-－]\s?(?P<less>\d{1,4})(?=\s?元?(?:券|优惠))"),
        lambda m: _minus(m).removeprefix("满") if int(m["full"]) > int(m["less"]) else m[0],
    ),
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<currency>{CURRENCY})\s?(?P<low>{NUMBER})(?:元|块)?{DASH}"
            rf"(?:(?P=currency)\s?)?(?P<high>{NUMBER}){_SIZE}{_TAIL}{AFTER}"
        ),
        _money_range,
    ),
    (
        re.compile(
            rf"(?P<minus>(?<![\w一-鿿)])[-−])?(?<![A-Za-z])(?P<currency>{CURRENCY})\s?(?P<number>{NUMBER})"
            rf"{_SIZE}{_TAIL}{AFTER}"
        ),
        _money,
    ),
    (re.compile(rf"{BEFORE}(?P<number>{NUMBER}){_SIZE}\s?(?P<currency>{CURRENCY}){AFTER}"), _money),
    (
        re.compile(rf"{BEFORE}(?P<low>{NUMBER})\s?(?:元|块)?{DASH}(?P<high>{NUMBER})(?=\s?(?:{_NAMES}))"),
        _named_range,
    ),
    (re.compile(rf"{BEFORE}(?P<number>{NUMBER})\s?(?=(?:{_NAMES}))"), lambda match: price(match["number"])),
    (
        re.compile(
            rf"{BEFORE}(?:(?P<low>\d(?:\.\d)?){DASH})?(?P<number>\d(?:\.\d{{1,2}})?|[1-9]\d)\s?(?=折)"
        ),
        _discount,
    ),
    (
        re.compile(rf"{BEFORE}(?P<low>{NUMBER})\s?%?{DASH}(?P<high>{NUMBER})\s?%"),
        lambda m: f"百分之{number(m['low'])}到百分之{number(m['high'])}",
    ),
    (re.compile(rf"{BEFORE}(?P<sign>(?<![\w一-鿿%])[-−+])?(?P<number>{NUMBER})\s?%"), _percent),
    (re.compile(rf"{BEFORE}(?P<number>{NUMBER})\s?‰"), lambda m: f"千分之{number(m['number'])}"),
)
"""Ranges before single prices."""
