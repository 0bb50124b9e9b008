"""Units and currencies as shops write them, and how they are read."""

from __future__ import annotations

import re
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


UNITS: dict[str, Unit] = {
    "mm": _unit("millimeter", "毫米"),
    "cm": _unit("centimeter", "厘米"),
    "m": _unit("meter", "米"),
    "km": _unit("kilometer", "公里"),
    "ft": Unit("foot", "feet", "英尺"),
    "″": Unit("inch", "inches", "英寸"),
    "mm²": _unit("square millimeter", "平方毫米"),
    "cm²": _unit("square centimeter", "平方厘米"),
    "m²": _unit("square meter", "平方米"),
    "cm³": _unit("cubic centimeter", "立方厘米"),
    "m³": _unit("cubic meter", "立方米"),
    "mg": _unit("milligram", "毫克"),
    "g": _unit("gram", "克"),
    "kg": _unit("kilogram", "公斤"),
    "oz": _unit("ounce", "盎司"),
    "lb": _unit("pound", "磅"),
    "lbs": _unit("pound", "磅"),
    "ml": _unit("milliliter", "毫升"),
    "mL": _unit("milliliter", "毫升"),
    "l": _unit("liter", "升"),
    "L": _unit("liter", "升"),
    "W": _unit("watt", "瓦"),
    "w": _unit("watt", "瓦"),
    "kW": _unit("kilowatt", "千瓦"),
    "Wh": _unit("watt hour", "瓦时"),
    "kWh": _unit("kilowatt hour", "千瓦时"),
    "mAh": _unit("milliamp hour", "毫安时"),
    "V": _unit("volt", "伏"),
    "Hz": Unit("hertz", "hertz", "赫兹"),
    "kHz": Unit("kilohertz", "kilohertz", "千赫兹"),
    "MHz": Unit("megahertz", "megahertz", "兆赫兹"),
    "GHz": Unit("gigahertz", "gigahertz", "吉赫兹"),
    "dB": _unit("decibel", "分贝"),
    "MB": _unit("megabyte", "兆"),
    "GB": _unit("gigabyte", "G"),
    "TB": _unit("terabyte", "T"),
    "km/h": Unit("kilometer per hour", "kilometers per hour", "公里每小时"),
    "h": _unit("hour", "小时"),
    "hr": _unit("hour", "小时"),
    "hrs": _unit("hour", "小时"),
    "min": _unit("minute", "分钟"),
    "mins": _unit("minute", "分钟"),
    "rpm": Unit("revolution per minute", "revolutions per minute", "转每分钟"),
    "°C": Unit("degree Celsius", "degrees Celsius", "摄氏度"),
    "℃": Unit("degree Celsius", "degrees Celsius", "摄氏度"),
    "°F": Unit("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "℉": Unit("degree Fahrenheit", "degrees Fahrenheit", "华氏度"),
    "°": _unit("degree", "度"),
}

_DOLLAR = Currency("dollar", "dollars", "cent", "cents", "美元")
_EURO = Currency("euro", "euros", "cent", "cents", "欧元")
_POUND = Currency("pound", "pounds", "penny", "pence", "英镑")
_YUAN = Currency("yuan", "yuan", "", "", "元")
_YEN = Currency("yen", "yen", "", "", "日元")
_HK_DOLLAR = Currency("Hong Kong dollar", "Hong Kong dollars", "cent", "cents", "港元")

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
    "CNY": _YUAN,
    "RMB": _YUAN,
    "JPY": _YEN,
    "A$": Currency("Australian dollar", "Australian dollars", "cent", "cents", "澳元"),
    "C$": Currency("Canadian dollar", "Canadian dollars", "cent", "cents", "加元"),
    "HK$": _HK_DOLLAR,
    "HKD": _HK_DOLLAR,
}


def one_of(names: dict[str, Unit] | dict[str, Currency]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
