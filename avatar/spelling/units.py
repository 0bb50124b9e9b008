"""Units and currencies as shops write them, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""A pattern: digits, thousands commas, a decimal point."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of measure."""

    singular: str
    plural: str
    zh: str


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency."""

    singular: str
    plural: str
    cent: str
    """Name of one hundredth; empty where prices have none."""
    cents: str
    zh: str


def _unit(name: str, zh: str) -> Unit:
    return Unit(name, f"{name}s", zh)


def _same(name: str, zh: str) -> Unit:
    return Unit(name, name, zh)


def _per(name: str, each: str, zh: str) -> Unit:
    return Unit(f"{name} per {each}", f"{name}s per {each}", zh)


UNITS: dict[str, Unit] = {
    # length, area, volume
    "nm": _unit("nanometer", "纳米"),
    "μm": _unit("micron", "微米"),
    "mm": _unit("millimeter", "毫米"),
    "cm": _unit("centimeter", "厘米"),
    "dm": _unit("decimeter", "分米"),
    "m": _unit("meter", "米"),
    "km": _unit("kilometer", "公里"),
    "ft": Unit("foot", "feet", "英尺"),
    "yd": _unit("yard", "码"),
    "yds": _unit("yard", "码"),
    "mi": _unit("mile", "英里"),
    "mph": _per("mile", "hour", "英里每小时"),
    "km/h": _per("kilometer", "hour", "公里每小时"),
    "kmh": _per("kilometer", "hour", "公里每小时"),
    "kph": _per("kilometer", "hour", "公里每小时"),
    "m/s": _per("meter", "second", "米每秒"),
    "mm²": _unit("square millimeter", "平方毫米"),
    "cm²": _unit("square centimeter", "平方厘米"),
    "m²": _unit("square meter", "平方米"),
    "km²": _unit("square kilometer", "平方公里"),
    "ft²": Unit("square foot", "square feet", "平方英尺"),
    "in²": Unit("square inch", "square inches", "平方英寸"),
    "sqm": _unit("square meter", "平方米"),
    "sq m": _unit("square meter", "平方米"),
    "sq ft": Unit("square foot", "square feet", "平方英尺"),
    "sqft": Unit("square foot", "square feet", "平方英尺"),
    "cm³": _unit("cubic centimeter", "立方厘米"),
    "m³": _unit("cubic meter", "立方米"),
    "cc": Unit("c c", "c c", "毫升"),
    "m³/h": _per("cubic meter", "hour", "立方米每小时"),
    "ml": _unit("milliliter", "毫升"),
    "cl": _unit("centiliter", "厘升"),
    "dl": _unit("deciliter", "分升"),
    "l": _unit("liter", "升"),
    "L": _unit("liter", "升"),
    "fl oz": _unit("fluid ounce", "液量盎司"),
    "fl. oz.": _unit("fluid ounce", "液量盎司"),
    "fl.oz": _unit("fluid ounce", "液量盎司"),
    "gal": _unit("gallon", "加仑"),
    "qt": _unit("quart", "夸脱"),
    "tbsp": _unit("tablespoon", "大勺"),
    "tsp": _unit("teaspoon", "茶匙"),
    # weight, substance
    "mcg": _unit("microgram", "微克"),
    "μg": _unit("microgram", "微克"),
    "mg": _unit("milligram", "毫克"),
    "g": _unit("gram", "克"),
    "gm": _unit("gram", "克"),
    "kg": _unit("kilogram", "公斤"),
    "kgs": _unit("kilogram", "公斤"),
    "oz": _unit("ounce", "盎司"),
    "lb": _unit("pound", "磅"),
    "lbs": _unit("pound", "磅"),
    "ct": _unit("carat", "克拉"),
    "gsm": _per("gram", "square meter", "克每平方米"),
    "g/m²": _per("gram", "square meter", "克每平方米"),
    "IU": _same("I U", "国际单位"),
    "ppm": _same("parts per million", "P P M"),
    "kcal": _unit("kilocalorie", "千卡"),
    "cal": _unit("calorie", "卡"),
    "kJ": _unit("kilojoule", "千焦"),
    # electricity, light, force
    "mW": _unit("milliwatt", "毫瓦"),
    "W": _unit("watt", "瓦"),
    "w": _unit("watt", "瓦"),
    "kW": _unit("kilowatt", "千瓦"),
    "MW": _unit("megawatt", "兆瓦"),
    "Wh": _unit("watt hour", "瓦时"),
    "kWh": _unit("kilowatt hour", "千瓦时"),
    "W·h": _unit("watt hour", "瓦时"),
    "kW·h": _unit("kilowatt hour", "千瓦时"),
    "mAh": _unit("milliamp hour", "毫安时"),
    "Ah": _unit("amp hour", "安时"),
    "mA": _unit("milliamp", "毫安"),
    "A": _unit("amp", "安"),
    "mV": _unit("millivolt", "毫伏"),
    "V": _unit("volt", "伏"),
    "v": _unit("volt", "伏"),
    "kV": _unit("kilovolt", "千伏"),
    "Ω": _unit("ohm", "欧姆"),
    "Hz": _same("hertz", "赫兹"),
    "kHz": _same("kilohertz", "千赫兹"),
    "MHz": _same("megahertz", "兆赫兹"),
    "GHz": _same("gigahertz", "吉赫兹"),
    "dB": _unit("decibel", "分贝"),
    "dBA": _unit("decibel", "分贝"),
    "lm": _unit("lumen", "流明"),
    "lux": _same("lux", "勒克斯"),
    "nits": Unit("nit", "nits", "尼特"),
    "N·m": _unit("newton meter", "牛米"),
    "Nm": _unit("newton meter", "牛米"),
    "Pa": _unit("pascal", "帕"),
    "kPa": _unit("kilopascal", "千帕"),
    "MPa": _unit("megapascal", "兆帕"),
    "psi": _same("P S I", "P S I"),
    "rpm": _per("revolution", "minute", "转每分钟"),
    "r/min": _per("revolution", "minute", "转每分钟"),
    # information
    "KB": _unit("kilobyte", "K"),
    "MB": _unit("megabyte", "兆"),
    "GB": _unit("gigabyte", "G"),
    "TB": _unit("terabyte", "T"),
    "MB/s": _per("megabyte", "second", "兆每秒"),
    "GB/s": _per("gigabyte", "second", "G每秒"),
    "Mbps": _per("megabit", "second", "兆比特每秒"),
    "Gbps": _per("gigabit", "second", "G比特每秒"),
    "MP": _unit("megapixel", "百万像素"),
    "px": _unit("pixel", "像素"),
    "dpi": _same("D P I", "D P I"),
    "ppi": _same("P P I", "P P I"),
    "fps": Unit("frame per second", "frames per second", "帧每秒"),
    # time
    "ms": _unit("millisecond", "毫秒"),
    "s": _unit("second", "秒"),
    "sec": _unit("second", "秒"),
    "secs": _unit("second", "秒"),
    "min": _unit("minute", "分钟"),
    "mins": _unit("minute", "分钟"),
    "h": _unit("hour", "小时"),
    "hr": _unit("hour", "小时"),
    "hrs": _unit("hour", "小时"),
    "wk": _unit("week", "周"),
    "wks": _unit("week", "周"),
    "mo": _unit("month", "个月"),
    "mos": _unit("month", "个月"),
    "yr": _unit("year", "年"),
    "yrs": _unit("year", "年"),
    # pieces
    "pc": _unit("piece", "件"),
    "pcs": _unit("piece", "件"),
    "pk": _unit("pack", "包"),
    "pks": _unit("pack", "包"),
    "doz": _same("dozen", "打"),
    "prs": _unit("pair", "双"),
    # temperature, angle
    "°C": Unit("degree Celsius", "degrees Celsius", "摄氏度"),
    "℃": Unit("degree Celsius", "degrees Celsius", "摄氏度"),
    "°F": Unit("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "℉": Unit("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "°": _unit("degree", "度"),
}
"""By their usual spelling; those of two letters and more are known in any case (``KG``, ``mah``)."""

for _power in "23":
    for _name in ("mm", "cm", "m", "km", "ft", "in"):
        if (_known := UNITS.get(_name + "²³"["23".index(_power)])) is not None:
            UNITS[_name + _power] = UNITS[f"{_name}^{_power}"] = _known

_MIXED = {"mw", "pa", "mpa"}
"""Where the case tells two units apart, or a unit from something else."""

_ANY_CASE = {
    name.lower(): unit for name, unit in UNITS.items() if len(name) > 1 and name.lower() not in _MIXED
}

_DOLLAR = Currency("dollar", "dollars", "cent", "cents", "美元")
_EURO = Currency("euro", "euros", "cent", "cents", "欧元")
_POUND = Currency("pound", "pounds", "penny", "pence", "英镑")
_YUAN = Currency("yuan", "yuan", "", "", "元")
_YEN = Currency("yen", "yen", "", "", "日元")
_WON = Currency("won", "won", "", "", "韩元")
_RUPEE = Currency("rupee", "rupees", "paisa", "paise", "卢比")
_BAHT = Currency("baht", "baht", "", "", "泰铢")
_DONG = Currency("dong", "dong", "", "", "越南盾")
_PESO = Currency("peso", "pesos", "centavo", "centavos", "比索")
_RUBLE = Currency("ruble", "rubles", "kopeck", "kopecks", "卢布")
_RINGGIT = Currency("ringgit", "ringgit", "sen", "sen", "林吉特")
_FRANC = Currency("Swiss franc", "Swiss francs", "centime", "centimes", "瑞士法郎")
_REAL = Currency("real", "reais", "centavo", "centavos", "雷亚尔")


def _dollars(country: str, zh: str) -> Currency:
    return Currency(f"{country} dollar", f"{country} dollars", "cent", "cents", zh)


_HK_DOLLAR = _dollars("Hong Kong", "港元")
_AUSTRALIAN = _dollars("Australian", "澳元")
_CANADIAN = _dollars("Canadian", "加元")
_SINGAPORE = _dollars("Singapore", "新加坡元")
_TAIWAN = _dollars("Taiwan", "新台币")

CURRENCIES: dict[str, Currency] = {
    "$": _DOLLAR,
    "US$": _DOLLAR,
    "USD": _DOLLAR,
    "€": _EURO,
    "EUR": _EURO,
    "£": _POUND,
    "GBP": _POUND,
    "¥": _YUAN,
    "￥": _YUAN,
    "CN¥": _YUAN,
    "CNY": _YUAN,
    "RMB": _YUAN,
    "JP¥": _YEN,
    "JPY": _YEN,
    "₩": _WON,
    "KRW": _WON,
    "₹": _RUPEE,
    "INR": _RUPEE,
    "Rs.": _RUPEE,
    "฿": _BAHT,
    "THB": _BAHT,
    "₫": _DONG,
    "VND": _DONG,
    "₱": _PESO,
    "PHP": _PESO,
    "₽": _RUBLE,
    "RUB": _RUBLE,
    "RM": _RINGGIT,
    "MYR": _RINGGIT,
    "CHF": _FRANC,
    "R$": _REAL,
    "BRL": _REAL,
    "A$": _AUSTRALIAN,
    "AU$": _AUSTRALIAN,
    "AUD": _AUSTRALIAN,
    "C$": _CANADIAN,
    "CA$": _CANADIAN,
    "CAD": _CANADIAN,
    "HK$": _HK_DOLLAR,
    "HKD": _HK_DOLLAR,
    "S$": _SINGAPORE,
    "SG$": _SINGAPORE,
    "SGD": _SINGAPORE,
    "NT$": _TAIWAN,
    "TWD": _TAIWAN,
}


def unit(name: str) -> Unit:
    """The unit of a name that :data:`UNIT` found."""
    return UNITS.get(name) or _ANY_CASE[name.lower()]


def _one_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


CURRENCY = _one_of(CURRENCIES)
"""A pattern: any currency, the longest name first."""

UNIT = f"(?:{_one_of(UNITS)}|(?i:{_one_of(_ANY_CASE)}))"
"""A pattern: any unit, the longest name first."""
