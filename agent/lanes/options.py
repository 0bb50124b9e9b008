"""Colours and sizes that viewers name. Data."""

from __future__ import annotations

from collections.abc import Mapping

COLORS: Mapping[str, tuple[str, ...]] = {
    "red": ("red", "红"), "blue": ("blue", "navy", "蓝"), "green": ("green", "sage", "moss", "绿"),
    "black": ("black", "charcoal", "黑"), "white": ("white", "白"),
    "gray": ("gray", "grey", "graphite", "灰"),
    "pink": ("pink", "粉"), "yellow": ("yellow", "黄"), "purple": ("purple", "lilac", "紫"),
    "orange": ("orange", "橙", "橘"), "brown": ("brown", "棕", "褐", "咖啡色"),
    "beige": ("beige", "米色", "杏色"),
    "gold": ("gold", "金"), "silver": ("silver", "银"),
    "teal": ("teal", "青"), "clear": ("transparent", "透明"),
}  # fmt: skip
"""Colours a viewer may name, and the words that show it in a fact."""

SIZES: Mapping[str, str] = {
    "xs": "xs|extra small|加小号",
    "s": "s|small|小号|小码",
    "m": "m|medium|中号|中码",
    "l": "l|large|大号|大码",
    "xl": "xl|extra large|加大|加大号",
    "xxl": "xxl|2xl|double xl",
    "xxxl": "xxxl|3xl",
}
"""Sizes a viewer may name."""
