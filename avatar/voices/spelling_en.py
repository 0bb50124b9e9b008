"""How English reads prices, percentages, units and ranges. espeak-ng reads the plain numbers."""

from __future__ import annotations

import re

from avatar.voices.spelling_rule import Rule
from avatar.voices.units import CURRENCIES, NUMBER, UNITS, Currency, one_of

_CURRENCY = one_of(CURRENCIES)
_UNIT = one_of(UNITS)
_LARGE = {"k": "thousand", "K": "thousand", "M": "million", "million": "million", "billion": "billion"}
_PER = {"mo": "month", "yr": "year", "pc": "piece"}
_BEFORE = r"(?<![\w.,])"
_AFTER = r"(?![\w%]|[.,]\d)"
_DASH = r"\s?[-–—~]\s?"
_EACH = r"(?:\s?/\s?(?P<per>mo|yr|hr|ea|pc|month|year|week|day|kg|piece|set|box|pair)\b)?"


def _amount(number: str, currency: Currency, large: str = "") -> str:
    """A price as it is said: ``39 dollars 90 cents``."""
    number = number.replace(",", "")
    if large:
        return f"{number} {_LARGE[large]} {currency.plural}"
    whole, _, fraction = number.partition(".")
    if not fraction.strip("0"):
        return f"{whole} {_name(whole, currency)}"
    if not currency.cent or len(fraction) > 2:
        return f"{whole}.{fraction.rstrip('0')} {currency.plural}"
    hundredths = str(int(fraction.ljust(2, "0")))
    small = f"{hundredths} {currency.cent if hundredths == '1' else currency.cents}"
    return small if not int(whole) else f"{whole} {_name(whole, currency)} {small}"


def _name(whole: str, currency: Currency) -> str:
    return currency.singular if int(whole) == 1 else currency.plural


def _money(match: re.Match[str]) -> str:
    currency = CURRENCIES[match["currency"]]
    amount = _amount(match["number"], currency, match.groupdict().get("large") or "")
    return f"{_signed(match)}{amount}{_per(match['per'])}"


def _money_range(match: re.Match[str]) -> str:
    low = match["low"].replace(",", "")
    return f"{low} to {_amount(match['high'], CURRENCIES[match['currency']])}"


def _measure(match: re.Match[str]) -> str:
    unit = UNITS[match["unit"]]
    number = match["number"].replace(",", "")
    single = number == "1" or match["join"] == "-"
    return f"{_signed(match)}{number} {unit.singular if single else unit.plural}"


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    rises = float(low.replace(",", "")) < float(high.replace(",", ""))
    return f"{low} to {high}" if rises else match.group()


def _signed(match: re.Match[str]) -> str:
    return "minus " if match.groupdict().get("minus") else ""


def _per(name: str | None) -> str:
    if not name or name == "ea":
        return " each" if name else ""
    unit = UNITS.get(name)
    return f" per {unit.singular if unit else _PER.get(name, name)}"


RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<currency>{_CURRENCY})\s?(?P<low>{NUMBER}){_DASH}"
            rf"(?:(?P=currency)\s?)?(?P<high>{NUMBER}){_AFTER}"
        ),
        _money_range,
    ),
    (
        re.compile(
            rf"(?P<minus>(?<!\w)[-−])?(?<![A-Za-z])(?P<currency>{_CURRENCY})\s?(?P<number>{NUMBER})"
            rf"(?:\s?(?P<large>{'|'.join(_LARGE)}))?{_AFTER}{_EACH}"
        ),
        _money,
    ),
    (re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?(?P<currency>{_CURRENCY}){_AFTER}{_EACH}"), _money),
    (
        re.compile(rf"{_BEFORE}(?P<low>{NUMBER}){_DASH}(?P<high>{NUMBER})(?=\s?(?:%|(?:{_UNIT}){_AFTER}))"),
        _range,
    ),
    (re.compile(rf"{_BEFORE}(?P<low>\d{{1,2}})[-–—](?P<high>\d{{1,2}})(?=\s[a-z])"), _range),
    (
        re.compile(rf"{_BEFORE}(?P<minus>[-−])?(?P<number>{NUMBER})\s?%"),
        lambda match: f"{_signed(match)}{match['number'].replace(',', '')} percent",
    ),
    (
        re.compile(rf"(?<=\d)\s?(?:{_UNIT})?\s?[x×]\s?(?=\d+(?:\.\d+)?\s?(?:[x×]|(?:{_UNIT}){_AFTER}))"),
        lambda _: " by ",
    ),
    (
        re.compile(
            rf"{_BEFORE}(?P<minus>[-−])?(?P<number>{NUMBER})(?P<join>[ \-]?)(?P<unit>{_UNIT}){_AFTER}"
        ),
        _measure,
    ),
    (re.compile(r"\b24/7\b"), lambda _: "24 7"),
    (re.compile(rf"{_BEFORE}~\s?(?=\d)"), lambda _: "about "),
    (re.compile(r"\bvs\.?(?=\s)"), lambda _: "versus"),
    (re.compile(r"(?<=[A-Za-z])\s?/\s?(?=[A-Za-z])"), lambda _: " or "),
    (re.compile(rf"{_BEFORE}\d{{1,3}}(?:,\d{{3}})+(?!\d)"), lambda match: match.group().replace(",", "")),
    (re.compile(r"(?<=\d)\s?×\s?(?=\d)"), lambda _: " by "),
)
