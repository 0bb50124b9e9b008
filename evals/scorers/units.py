"""Units as they are spoken and printed, in English and Chinese, with what they measure."""

from __future__ import annotations

from decimal import Decimal

_UNITS = {
    "length": (
        "mm 0.1, millimeters 0.1, 毫米 0.1, cm 1, centimeters 1, 厘米 1, 公分 1, m 100, meters 100, 米 100,"
        " inches 2.54, inch 2.54, 英寸 2.54, 寸 2.54"
    ),
    "weight": "g 1, grams 1, 克 1, kg 1000, kilograms 1000, kilos 1000, 公斤 1000, 千克 1000, 斤 500",
    "volume": "ml 1, milliliters 1, 毫升 1, l 1000, liters 1000, litres 1000, 升 1000",
    "power": "w 1, watts 1, 瓦 1",
    "energy": "wh 1, watt-hours 1, watt hours 1, 瓦时 1",
    "voltage": "v 1, volts 1, 伏 1, 伏特 1",
    "charge": "mah 1, milliamp hours 1, 毫安时 1, 毫安 1",
    "light": "lm 1, lumens 1, 流明 1",
    "noise": "db 1, decibels 1, 分贝 1",
    "time": (
        "seconds 1, 秒 1, min 60, minutes 60, 分钟 60, h 3600, hours 3600, 小时 3600, 个小时 3600, d 86400,"
        " days 86400, 天 86400, weeks 604800, 周 604800, 个星期 604800, months 2592000, 个月 2592000,"
        " years 31536000, 年 31536000"
    ),
    "workdays": "business days 1, working days 1, 个工作日 1, 工作日 1",
}
"""Units by dimension, each with its size in the base unit (cm, g, ml, W, Wh, V, mAh, lm, dB, s)."""
_SHORTEST_WORD = 4
"""Letters of the shortest unit that is a word and has a singular."""


def _dimensions() -> dict[str, tuple[str, Decimal]]:
    found = {}
    for dimension, listed in _UNITS.items():
        for entry in listed.split(","):
            unit, _, size = entry.strip().rpartition(" ")
            found[unit] = dimension, Decimal(size)
            if unit.isascii() and len(unit) >= _SHORTEST_WORD and unit.endswith("s"):
                found[unit[:-1]] = dimension, Decimal(size)
    return found


DIMENSIONS = _dimensions()
"""The dimension of each unit (small letters), and its size in the base unit."""
