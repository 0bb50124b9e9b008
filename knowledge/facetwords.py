"""Colours, materials and sizes, as viewers and catalogues call them. Data."""

from __future__ import annotations

import re

COLOUR_NAMES = re.compile(r"colou?r|颜色|花色|色号")
"""Attributes that hold a colour."""
MATERIAL_NAMES = re.compile(r"material|fabric|材质|材料|面料|质地")


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
}  # fmt: skip
"""What each unit measures, and how much of it one is. Not lengths and weights: a product has many."""
SIZES = {
    **{unit: unit for unit in UNITS},
    "liter": "l", "liters": "l", "litre": "l", "litres": "l", "升": "l", "毫升": "ml", "milliliters": "ml",
    "ounce": "oz", "ounces": "oz", "fl oz": "oz", "g内存": "gb", "inches": "inch", "英寸": "inch",
    "寸": "inch", '"': "inch", "watt": "w", "watts": "w", "瓦": "w", "毫安": "mah", "毫安时": "mah",
}  # fmt: skip
"""Units as written, longest first where one begins another."""
SIZES = dict(sorted(SIZES.items(), key=lambda pair: -len(pair[0])))
_ASKING = """
get want need like look looking show find search recommend buy see got give anything something everything
what's
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
