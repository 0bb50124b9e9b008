"""How English says prices and percentages."""

from __future__ import annotations

import re

from avatar.spelling.english.numbers import number
from avatar.spelling.rule import Rule
from avatar.spelling.units import CURRENCIES, CURRENCY, NUMBER, UNITS, Currency

_LARGE = {
    "k": "thousand",
    "thousand": "thousand",
    "m": "million",
    "mn": "million",
    "mil": "million",
    "million": "million",
    "b": "billion",
    "bn": "billion",
    "billion": "billion",
    "trillion": "trillion",
}
_PER = {
    "pc": "piece",
    "pcs": "piece",
    "pp": "person",
    "wk": "week",
    "mo": "month",
    "yr": "year",
    "hr": "hour",
}
AFTER = r"(?![\w%]|[.,]\d)"
DASH = r"\s?(?:[-–—~～]|to)\s?"
_HEAD = r"(?P<minus>(?<![\w)])[-−–]\s?)?(?<![A-Za-z])"
_AMOUNT = rf"(?:{NUMBER}|\.\d{{1,2}})"
_SIZE = rf"(?:\s?(?P<large>(?i:{'|'.join(sorted(_LARGE, key=len, reverse=True))}))(?![A-Za-z]))?"
_EACH = (
    r"(?:(?:\s?/\s?|\s(?=ea\b))(?P<per>(?i:"
    r"ea|each|pcs?|pp|person|wk|week|mo|month|yr|year|hr|hour|day|night|min|minute|piece|set|"
    r"box|pair|pack|bottle|bag|item|unit|can|case|dozen|kg|g|lb|oz|ml|m|cm|ft|yd|sqm|gb|user|seat|ticket))\b"
    r"(?:(?<=ea)\.)?)?"
)
_NOUNS = (
    r"(?=\s(?:gift|vouchers?|coupons?|discounts?|bills?|notes?|deals?|credits?|options?|versions?|cards?|"
    r"rebates?|minimum|price|range|model|bundle|set|item|value|tag|deposit|cashback|kettle|phone)\b)"
)
_TAIL = r"(?:\s?(?:USD|dollars?|bucks|RMB|CNY|yuan|EUR|euros?|GBP|pounds?|HKD|AUD|CAD|SGD)\b)?"


def amount(written: str, currency: Currency, large: str = "", *, single: bool = False) -> str:
    """A price as it is said: ``thirty nine dollars and ninety cents``."""
    digits = written.replace(",", "")
    if large:
        return f"{number(digits)} {_LARGE[large.lower()]} {currency.singular if single else currency.plural}"
    whole, _, fraction = digits.partition(".")
    whole = whole or "0"
    if not fraction.strip("0"):
        return f"{number(whole)} {currency.singular if single else _name(whole, currency)}"
    if not currency.cent or len(fraction) > 2:
        return f"{number(whole + '.' + fraction.rstrip('0'))} {currency.plural}"
    hundredths = str(int(fraction.ljust(2, "0")))
    small = f"{number(hundredths)} {currency.cent if hundredths == '1' else currency.cents}"
    return f"{number(whole)} {_name(whole, currency)} and {small}" if int(whole) else small


def _name(whole: str, currency: Currency) -> str:
    return currency.singular if int(whole) == 1 else currency.plural


def _price(match: re.Match[str]) -> str:
    found = match.groupdict()
    single = bool(found.get("noun") is not None)
    said = amount(match["number"], CURRENCIES[match["currency"]], found.get("large") or "", single=single)
    return f"{'minus ' if found.get('minus') else ''}{said}{per(found.get('per'))}"


def _price_range(match: re.Match[str]) -> str:
    currency = CURRENCIES[match["currency"]]
    low, high, large = match["low"], match["high"], match["large"] or ""
    if "." in low + high and not large:
        return f"{amount(low, currency)} to {amount(high, currency)}"
    return f"{number(low)} to {amount(high, currency, large)}"


def _european(match: re.Match[str]) -> str:
    """``1.299,00 €`` with the signs changed over."""
    return match["it"].replace(".", "").replace(",", ".")


def per(name: str | None) -> str:
    """What follows a price: ``/kg``, ``/mo``, ``/ea``."""
    if not name or name.lower() in ("ea", "each"):
        return " each" if name else ""
    unit = UNITS.get(name.lower())
    return f" per {_PER.get(name.lower()) or (unit.singular if unit else name.lower())}"


def _percents(match: re.Match[str]) -> str:
    return f"{number(match['low'])} to {number(match['high'])} percent"


def _percent(match: re.Match[str]) -> str:
    sign = {"-": "minus ", "−": "minus ", "+": "plus "}.get(match["sign"] or "", "")
    return f"{sign}{number(match['number'])} percent"


MONEY: tuple[Rule, ...] = (
    (re.compile(r"(?<=\d)\s?/\s?(?=[$€£¥]\d)"), lambda _: " for "),
    (re.compile(r"[€£]\s?(?P<it>\d{1,3}(?:\.\d{3})*,\d{2})(?![\d,])"), _european),
    (re.compile(r"(?<![\d.,])(?P<it>\d{1,3}(?:\.\d{3})*,\d{2})(?=\s?(?:€|EUR\b))"), _european),
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<currency>{CURRENCY})\s?(?P<low>{_AMOUNT}){DASH}"
            rf"(?:(?P=currency)\s?)?(?P<high>{_AMOUNT}){_SIZE}{_TAIL}{AFTER}"
        ),
        _price_range,
    ),
    (
        re.compile(
            rf"{_HEAD}(?P<currency>{CURRENCY})\s?(?P<number>{_AMOUNT})(?:(?P<noun>){_NOUNS}"
            rf"|{_SIZE}{_TAIL}{AFTER}{_EACH})"
        ),
        _price,
    ),
    (
        re.compile(
            rf"(?<![\w.,])(?P<low>{NUMBER}){DASH}(?P<high>{NUMBER})(?P<large>)\s?(?P<currency>{CURRENCY}){AFTER}"
        ),
        _price_range,
    ),
    (
        re.compile(rf"(?<![\w.,])(?P<number>{_AMOUNT}){_SIZE}\s?(?P<currency>{CURRENCY}){AFTER}{_EACH}"),
        _price,
    ),
    (
        re.compile(r"(?<![\w.,])(\d{1,2})\s?¢"),
        lambda match: f"{number(match[1])} cent{'' if match[1] == '1' else 's'}",
    ),
    (
        re.compile(rf"(?<![\w.,])(?P<low>{NUMBER})\s?%?{DASH}(?P<high>{NUMBER})\s?(?:%|percent\b|pct\b)"),
        _percents,
    ),
    (re.compile(rf"(?<![\w.,])(?P<sign>[-−+](?<!\w.))?(?P<number>{_AMOUNT})\s?(?:%|pct\b)"), _percent),
    (re.compile(r"\s?‰"), lambda _: " per thousand"),
)
"""Ranges before single prices."""
