"""How English reads prices, percentages, units and ranges. espeak-ng reads the plain numbers."""

from __future__ import annotations

import re

from avatar.voices.spelling import Rule
from avatar.voices.units import CURRENCIES, NUMBER, UNITS, Currency, one_of

_CURRENCY = one_of(CURRENCIES)
_UNIT = one_of(UNITS)
_LARGE = {"k": "thousand", "K": "thousand", "M": "million", "million": "million", "billion": "billion"}
_PER = {"mo": "month", "yr": "year", "hr": "hour", "ea": "each", "pc": "piece"}
_BEFORE = r"(?<![\w.,])"
_AFTER = r"(?![\w%]|[.,]\d)"
_DASH = r"\s?[-–—~]\s?"


def _amount(number: str, currency: Currency, large: str = "") -> str:
    """A price as it is said: ``39 dollars and 90 cents``."""
    number = number.replace(",", "")
    if large:
        return f"{number} {_LARGE[large]} {currency.plural}"
    whole, _, fraction = number.partition(".")
    if not fraction.strip("0"):
        return f"{whole} {_name(whole, currency)}"
    if not currency.cent or len(fraction) > 2:
        return f"{number} {currency.plural}"
    hundredths = str(int(fraction.ljust(2, "0")))
    small = f"{hundredths} {currency.cent if hundredths == '1' else currency.cents}"
    return small if not int(whole) else f"{whole} {_name(whole, currency)} and {small}"


def _name(whole: str, currency: Currency) -> str:
    return currency.singular if int(whole) == 1 else currency.plural


def _money(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    currency = CURRENCIES[match["currency"]]
    return minus + _amount(match["number"], currency, match["large"] or "")


def _money_range(match: re.Match[str]) -> str:
    low = match["low"].replace(",", "")
    return f"{low} to {_amount(match['high'], CURRENCIES[match['currency']])}"


def _money_after(match: re.Match[str]) -> str:
    return _amount(match["number"], CURRENCIES[match["currency"]])


def _measure(match: re.Match[str]) -> str:
    unit = UNITS[match["unit"]]
    number = match["number"].replace(",", "")
    return f"{_signed(match)}{number} {unit.singular if number == '1' else unit.plural}"


def _signed(match: re.Match[str]) -> str:
    return "minus " if match["minus"] else ""


RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{_BEFORE}(?P<currency>{_CURRENCY})\s?(?P<low>{NUMBER}){_DASH}"
            rf"(?:(?P=currency)\s?)?(?P<high>{NUMBER}){_AFTER}"
        ),
        _money_range,
    ),
    (
        re.compile(
            rf"(?:{_BEFORE}(?P<minus>[-−]))?(?<![A-Za-z])(?P<currency>{_CURRENCY})\s?(?P<number>{NUMBER})"
            rf"(?:\s?(?P<large>{'|'.join(_LARGE)}))?{_AFTER}"
        ),
        _money,
    ),
    (re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?(?P<currency>{_CURRENCY}){_AFTER}"), _money_after),
    (
        re.compile(
            r"(?<=dollars|...euros|..pounds|...cents|....yuan|..dollar)"
            r"/(?P<per>mo|yr|hr|ea|pc|month|year|week|day|kg|piece|set|box|pair)\b"
        ),
        lambda match: " " + _per(match["per"]),
    ),
    (
        re.compile(rf"{_BEFORE}(?P<low>{NUMBER}){_DASH}(?P<high>{NUMBER})(?=\s?(?:%|(?:{_UNIT}){_AFTER}))"),
        lambda match: f"{match['low']} to {match['high']}",
    ),
    (
        re.compile(rf"{_BEFORE}(?P<minus>[-−])?(?P<number>{NUMBER})\s?%"),
        lambda match: f"{_signed(match)}{match['number'].replace(',', '')} percent",
    ),
    (
        re.compile(rf"(?<=\d)\s?(?:{_UNIT})?\s?[x×]\s?(?=\d+(?:\.\d+)?\s?(?:[x×]|(?:{_UNIT}){_AFTER}))"),
        lambda _: " by ",
    ),
    (
        re.compile(rf"{_BEFORE}(?P<minus>[-−])?(?P<number>{NUMBER})[ \-]?(?P<unit>{_UNIT}){_AFTER}"),
        _measure,
    ),
    (re.compile(rf"{_BEFORE}(\d{{1,2}}){_DASH}(\d{{1,2}})(?=\s+[a-z])"), lambda m: f"{m[1]} to {m[2]}"),
    (re.compile(r"\b24/7\b"), lambda _: "24 7"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), lambda _: ""),
    (re.compile(r"(?<=\d)\s?×\s?(?=\d)"), lambda _: " by "),
)


def _per(name: str) -> str:
    if name == "ea":
        return "each"
    unit = UNITS.get(name)
    return f"per {unit.singular if unit else _PER.get(name, name)}"
