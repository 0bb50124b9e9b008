"""Colours, sizes and materials that viewers name. Data."""

from __future__ import annotations

from collections.abc import Mapping

from agent.lanes.reading import Phrases

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

PURE = frozenset({"pure", "real", "genuine", "all", "solid", "only", "纯", "真", "全"})
"""Words that say there is nothing else in it."""
_MATERIALS = """
    cotton|linen|wool|merino|silk|leather|suede|denim|polyester|nylon|acrylic|fleece|bamboo|wood|wooden|oak
    plastic|metal|steel|stainless steel|aluminum|aluminium|iron|cast iron|copper|brass|titanium|glass|ceramic
    porcelain|silicone|rubber|carbon fiber|marble|stone|paper|cashmere|velvet|polycarbonate
    棉|亚麻|麻|羊毛|羊绒|丝|真丝|皮|牛皮|皮革|涤纶|尼龙|竹|竹子|木|木头|实木|橡木|塑料|金属|钢|锈钢|铝|铝合金|铁|铸铁|铜
    钛|玻璃|陶瓷|瓷|硅胶|橡胶|碳纤维|大理石|绒
"""
_NAMES = [name for line in _MATERIALS.strip().splitlines() for name in line.strip().split("|")]
MATERIALS = Phrases([*((name, "material") for name in _NAMES), *((word, "pure") for word in PURE)])
"""What things are made of, and words like "pure" before it."""
