"""Units and currencies as they are written and said in English and Chinese.

Factors are the exact ones of the SI brochure and, for inch, foot, pound and ounce, of the international yard
and pound agreement of 1959 (US customary for fluid measures).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure."""

    dimension: str
    """Quantities of one dimension compare; ``length``, ``mass``, ``fps``…"""
    factor: Decimal
    """How many of the dimension's base unit it is."""


_WRITTEN: dict[str, dict[str, str]] = {
    "length": {
        "0.001": "mm millimeter millimetre 毫米",
        "0.01": "cm centimeter centimetre 厘米 公分",
        "1": "m meter metre 米",
        "1000": "km kilometer kilometre 公里",
        "0.0254": "inch 英寸 寸",
        "0.3048": "ft foot feet 英尺",
        "0.9144": "yd yard",
        "1609.344": "mile 英里",
    },
    "mass": {
        "0.001": "mg milligram 毫克",
        "1": "g gram 克",
        "50": "两",
        "500": "斤",
        "1000": "kg kilo kilogram 公斤 千克",
        "453.59237": "lb pound 磅",
        "28.349523125": "oz ounce 盎司",
        "1000000": "ton tonne 吨",
    },
    "volume": {
        "0.001": "ml milliliter millilitre cc 毫升",
        "0.01": "cl",
        "1": "l liter litre 升",
        "3.785411784": "gallon 加仑",
        "0.946352946": "quart",
        "0.473176473": "pint",
    },
    "time": {
        "0.001": "ms millisecond 毫秒",
        "1": "s sec second 秒 秒钟",
        "60": "min minute 分钟",
        "3600": "h hr hour 小时 钟头 个小时 个钟头",
        "86400": "day 天",
        "604800": "week 周 星期 个星期",
    },
    "month": {"1": "month 个月", "12": "year yr 年"},
    "workday": {"1": "工作日 个工作日"},
    "power": {"1": "w watt 瓦", "1000": "kw kilowatt 千瓦", "745.69987158227022": "hp horsepower 马力"},
    "energy": {"1": "wh 瓦时", "1000": "kwh 千瓦时 度电"},
    "voltage": {"1": "v volt 伏 伏特"},
    "charge": {"1": "mah 毫安时 毫安", "1000": "ah"},
    "current": {"0.001": "ma milliamp", "1": "amp 安培"},
    "frequency": {"1": "hz hertz 赫兹", "1000": "khz", "1000000": "mhz", "1000000000": "ghz"},
    "storage": {"0.001": "mb megabyte", "1": "gb gigabyte", "1000": "tb terabyte"},
    "bitrate": {"1": "mbps", "1000": "gbps"},
    "°": {"1": "° degree 度"},
    "°C": {"1": "°c ℃ celsius 摄氏度"},
    "°F": {"1": "°f ℉ fahrenheit 华氏度"},
    "loudness": {"1": "db decibel 分贝"},
    "dpi": {"1": "dpi ppi"},
    "pixels": {"1": "px pixel 像素"},
    "megapixels": {"1": "mp megapixel"},
    "fps": {"1": "fps 帧"},
    "rpm": {"1": "rpm 转"},
    "light": {"1": "lm lumen 流明"},
    "colour": {"1": "kelvin"},
    "area": {"1": "平方米 平米 sqm m²", "0.0001": "cm²", "0.09290304": "sqft"},
    "speed": {"1": "km/h kmh kph", "1.609344": "mph"},
    "pressure": {"1": "pa 帕", "1000": "kpa", "100000": "bar"},
    "cups": {"1": "cup"},
    "times": {"1": "x × times 倍"},
}

_UNITS = {
    word: Unit(dimension, Decimal(factor))
    for dimension, factors in _WRITTEN.items()
    for factor, words in factors.items()
    for word in words.split()
}
_HAN_UNITS = sorted(
    (word for word in _UNITS if not word.isascii() and word[0] > "\u2fff"), key=len, reverse=True
)
_GLUED_ONLY = frozenset({"in", "x"})
_CAPITAL_ONLY = {"A": Unit("current", Decimal(1))}
_SMALL_ONLY = frozenset("gmhs")
_LATIN = re.compile(r"([\s-]{0,2})([A-Za-zµ°]+[²³]?(?:/h)?|[℃℉×])")
_WORKDAY = re.compile(r"[\s-]{0,2}(?:business|working|work)[\s-]days?\b", re.IGNORECASE)
_AMP_HOURS = re.compile(r"[\s-]{0,2}(milli)?amp(?:ere)?s?[- ]?hours?\b", re.IGNORECASE)
_WATT_HOURS = re.compile(r"[\s-]{0,2}(kilo)?watt[- ]?hours?\b", re.IGNORECASE)
_INCH_MARK = re.compile(r"\s?(?:[″”](?!\w)|in\b(?=\.?(?:\s?[x×,.;)]|$)))")

_CURRENCY_WORDS = {
    "USD": "US$ USD 美元 美金",
    "$": "$ dollar dollars buck bucks 刀",
    "CAD": "C$ CAD",
    "AUD": "A$ AUD",
    "HKD": "HK$ HKD 港币 港元",
    "TWD": "NT$ TWD 新台币",
    "SGD": "S$ SGD",
    "EUR": "€ EUR euro euros 欧元 欧",
    "GBP": "£ GBP quid 英镑 镑",
    "JPY": "JPY yen 日元 円",
    "CNY": "RMB CNY CN¥ yuan kuai renminbi 人民币 块钱 块 元 圆",
    "¥": "¥ ￥",
    "KRW": "₩ KRW 韩元",
    "INR": "₹ INR rupee rupees 卢比",
}
CURRENCIES = {word.lower(): code for code, words in _CURRENCY_WORDS.items() for word in words.split()}
"""Currency marks and words, small letters, to an ISO 4217 code, ``$`` (a dollar) or ``¥`` (yuan or yen)."""

HUNDREDTHS = {"cent": "$", "cents": "$", "pence": "GBP", "penny": "GBP", "pennies": "GBP"}
"""Words for a hundredth of a currency."""

_DOLLARS = frozenset({"USD", "CAD", "AUD", "HKD", "TWD", "SGD", "NZD", "MXN"})
_NO_SMALL_MONEY = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "HUF"})


def same_currency(said: str, code: str) -> bool:
    """Whether a currency as said can be the one with an ISO code. An unsaid one (``""``) can be any."""
    if said == "$":
        return code in _DOLLARS
    if said == "¥":
        return code in ("CNY", "JPY")
    return said in ("", code)


def major(minor: int, currency: str) -> Decimal:
    """An amount in whole currency units, from its smallest unit."""
    return Decimal(minor) if currency in _NO_SMALL_MONEY else Decimal(minor) / 100


def named(word: str) -> Unit | None:
    """The unit of that name or sign, if it is known."""
    if word in _CAPITAL_ONLY:
        return _CAPITAL_ONLY[word]
    if len(word) == 1 and word.isupper() and word.lower() in _SMALL_ONLY:
        return None
    lower = word.lower().replace("µ", "u")
    if lower in ("in", "inches"):
        return _UNITS["inch"]
    return _UNITS.get(lower) or (_UNITS.get(lower[:-1]) if lower.endswith("s") and len(lower) > 2 else None)


def unit_after(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that follows a number, and where it ends."""
    workday = _WORKDAY.match(text, at)
    if workday:
        return _UNITS["工作日"], workday.end()
    hours = _WATT_HOURS.match(text, at)
    if hours:
        return _UNITS["kwh" if hours[1] else "wh"], hours.end()
    charge = _AMP_HOURS.match(text, at)
    if charge:
        return _UNITS["mah" if charge[1] else "ah"], charge.end()
    mark = _INCH_MARK.match(text, at)
    if mark:
        return _UNITS["inch"], mark.end()
    latin = _LATIN.match(text, at)
    if latin:
        unit = None if latin[1] and latin[2].lower() in _GLUED_ONLY else named(latin[2])
        return (unit, latin.end()) if unit else None
    start = at + (text[at : at + 1] == " ")
    for word in _HAN_UNITS:
        if text.startswith(word, start):
            return _UNITS[word], start + len(word)
    return None
