"""Colours, materials and sizes, as viewers and catalogues call them. Data."""

from __future__ import annotations

import re

COLOUR_NAMES = re.compile(r"colou?r|颜色|花色|色号")
"""Attributes that hold a colour."""
MATERIAL_NAMES = re.compile(r"material|fabric|材质|材料|面料|质地")
LENGTH_NAMES = re.compile(r"^(?:(?:cable|cord|wire|lead|hose|strap|rope)[_ ])?length\b|线长|绳长|管长|^长度")
"""Attributes that hold the length that a thing is sold by."""
WORN_NAMES = re.compile(
    r"^(?:clothing|shoe|garment|available)?[_ ]?sizes?(?= |$)|(?:尺码|鞋码|码数)(?!表|参|指|对)"
)
"""Attributes that hold the sizes of clothing."""
_WORN = r"[2-5]xl|x{0,3}[sl]|m|3[0-9](?:\.5)?|4[0-9](?:\.5)?|small|medium|large|extra large"
WORN = re.compile(
    rf"\bsize ({_WORN})\b|\b(?:in|a) ({_WORN})(?= ?$|[?,.!])|(?<![\w.])(x{{1,3}}[sl]|[2-5]xl)\b"
    rf"|(?<![\w.])({_WORN})码|([大中小]|加大)码"
)
"""A size of clothing in a question, in one of the groups."""
WORN_AS = {
    "small": "s", "medium": "m", "large": "l", "extra large": "xl", "小": "s", "中": "m", "大": "l",
    "加大": "xl", "2xl": "xxl", "3xl": "xxxl",
}  # fmt: skip
"""What is said of a size, and what is written; the rest is written as said."""
WORN_WRITTEN = re.compile(r"(?<![\w.])(?:[2-5]xl|x{0,3}[sl]|m|\d{2}(?:\.5)?|small|medium|large)(?![\w.])")
"""Sizes in a value."""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return {row[0].strip(): tuple(way.strip() for way in row) for row in rows}


COLOURS = _table("""
    red|红色|红的|大红|酒红|burgundy|crimson|scarlet
    blue|蓝色|蓝的|天蓝|深蓝|浅蓝|藏青|navy|azure
    green|绿色|绿的|墨绿|军绿
    yellow|黄色|黄的|鹅黄
    orange|橙色|橘色|橙的
    purple|紫色|紫的|violet|lavender|lilac
    pink|粉色|粉红|粉的
    brown|棕色|褐色|咖啡色|棕的
    black|黑色|黑的
    white|白色|白的|米白|乳白|ivory
    gray|grey|灰色|灰的|graphite|anthracite|charcoal
    silver|银色|银的
    gold|golden|金色|金的|土豪金
    beige|米色|杏色|cream
    turquoise|青色|teal|cyan
    transparent|透明|clear
""")
"""How each colour is called."""
MATERIALS = _table("""
    stainless steel|不锈钢
    cotton|纯棉|全棉|棉质|棉的
    leather|真皮|皮质|皮革|牛皮
    silk|真丝|丝绸|蚕丝
    wool|羊毛|woolen|woollen
    linen|亚麻
    wood|木质|实木|木头|wooden|bamboo|竹
    glass|玻璃
    ceramic|陶瓷|porcelain
    plastic|塑料
    metal|金属
    aluminium|aluminum|铝合金|铝
    silicone|硅胶
    polyester|聚酯|涤纶
    nylon|尼龙
    titanium|钛
    neoprene|氯丁橡胶
""")
UNITS = {
    "ml": ("volume", 1.0), "cl": ("volume", 10.0), "l": ("volume", 1000.0), "oz": ("ounces", 1.0),
    "mb": ("storage", 1.0), "gb": ("storage", 1000.0), "tb": ("storage", 1_000_000.0),
    "inch": ("screen", 1.0), "w": ("power", 1.0), "mah": ("charge", 1.0),
    "m": ("length", 1000.0), "ft": ("length", 304.8), "cm": ("length", 10.0), "mm": ("length", 1.0),
}  # fmt: skip
"""What each unit measures, and how much of it one is. No weights: a product has many."""
SAID_OF_LENGTHS = frozenset({"m", "ft"})
"""Smaller ones are said of any side of a thing."""
SIZES = {
    **{unit: unit for unit in UNITS},
    "liter": "l", "liters": "l", "litre": "l", "litres": "l", "升": "l", "毫升": "ml", "milliliters": "ml",
    "ounce": "oz", "ounces": "oz", "fl oz": "oz", "g内存": "gb", "inches": "inch", "英寸": "inch",
    "寸": "inch", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "米": "m", "foot": "ft", "feet": "ft", "英尺": "ft", "厘米": "cm", "毫米": "mm",
    '"': "inch", "watt": "w", "watts": "w", "瓦": "w", "毫安": "mah", "毫安时": "mah",
}  # fmt: skip
"""Units as written, longest first where one begins another."""
SIZES = dict(sorted(SIZES.items(), key=lambda pair: -len(pair[0])))
_ASKING = """
get want need like look come available looking show find search recommend buy see got give anything
something everything what's
"""
ASKING = frozenset(_ASKING.split())
"""What a viewer says around any question, and no product's text is meant by."""
_EMPTY = """
thing product item stuff option choice model choose sell price priced cost costing money shop store good nice
best color colour coloured colored size made version offer deal which gift present budget
"""
EMPTY = ASKING | frozenset(_EMPTY.split())
"""What is said beside a filter and names no kind of thing."""
_EMPTY_HAN = """
有没有 有什么 有哪些 没有 哪些 哪个 哪款 哪 什么 推荐 想要 想 要 我要 想买 买 东西 商品 产品 价格 颜色 的话
一款 一个 一下 一些 你们 你 请问 介绍 看看 看 多少钱 多少 钱 店里 这里 里面 可以 款 个 些 种 有 的 吗 呢 吧 啊
呀 么 是 最 我 能 还 都 给 来 找 卖 几 在 和
"""
EMPTY_HAN = frozenset(_EMPTY_HAN.split())
"""The same in Chinese."""
