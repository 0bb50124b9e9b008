"""Wordings of questions: ``{p}`` is the product, ``{a}`` the property, ``{x}`` a price. Data."""

from __future__ import annotations

from collections.abc import Mapping

PHRASINGS: Mapping[str, Mapping[str, str]] = {
    "price": {
        "en": """
            How much is the {p}?|how much for {p}|What's the price of {p}?|{p} price?|price of {p} please
            What does the {p} cost?|how much does {p} cost|Could you tell me the price of the {p}, please?
            hi, how much is {p}|{p}, how much?|What are you asking for the {p}?|Hey, price for the {p}?
            I'd like to know what {p} costs|how much would one {p} be|{p} how much|and the {p}? how much is it
            Can you give me the price on {p}?|what do I pay for {p}|how much are you selling {p} for
            how much are the {p}
        """,
        "zh": """
            {p}多少钱？|{p}多少钱|请问{p}的价格是多少|{p} 价格|{p}怎么卖|{p}卖多少钱|主播，{p}多少钱啊
            {p}什么价|想问下{p}多少钱|{p}现在多少钱一个|你好，{p}要多少钱呢？|多少钱{p}|{p}售价多少
            问一下 {p} 的价格|{p}几块钱|那个{p}多少钱
        """,
    },
    "attribute": {
        "en": """
            What is the {a} of the {p}?|what's the {a} of {p}|{p} {a}?|{a} of {p}?|what {a} does the {p} have
            Can you tell me the {a} of the {p}?|I need the {a} for the {p}|{p}: what's its {a}?
            hey what's the {a} on the {p}|tell me the {a} of {p} please
        """,
        "zh": """
            {p}的{a}是多少？|{p}的{a}是什么|{p} {a}|请问{p}的{a}|{p}{a}多少|主播{p}的{a}是多少呀
            想知道{p}的{a}
        """,
    },
    "yes_no": {
        "en": """
            Does the {p} have {a}?|is there {a} on the {p}|{p} {a}?|does {p} come with {a}
            Does the {p} support {a}?|I want to know if the {p} has {a}
        """,
        "zh": """
            {p}有{a}吗？|{p}有没有{a}|{p}支持{a}吗|请问{p}带{a}吗
        """,
    },
    "premise": {
        "en": """
            Isn't the {p} {x}?|The {p} is {x}, right?|you said the {p} is {x}, right?|{p} for {x}?
            I thought the {p} was {x}|is it true that {p} costs {x}?|so {p} is {x}?|{p} is only {x}, correct?
            is the {p} {x}|I heard {p} was just {x}?
        """,
        "zh": """
            {p}不是{x}吗？|{p}是{x}对吧|你刚才说{p}是{x}，对吗|{p}只要{x}吗|{p}不是才{x}吗|听说{p}是{x}
            {p}是{x}吗
        """,
    },
}
"""By kind and language, parted by ``|`` or a line's end."""

LABELS: Mapping[str, str] = {
    "weight": "重量",
    "width": "宽度",
    "height": "高度",
    "depth": "深度",
    "length": "长度",
    "material": "材质",
    "color": "颜色",
    "colour": "颜色",
    "product_colour": "颜色",
    "capacity": "容量",
    "type": "类型",
    "diameter": "直径",
    "cable_length": "线长",
    "power": "功率",
    "voltage": "电压",
    "brightness": "亮度",
    "battery_life": "续航",
    "country_of_origin": "产地",
    "internal_memory": "内存",
    "processor_frequency": "处理器主频",
    "processor_model": "处理器型号",
    "display_diagonal": "屏幕尺寸",
    "display_resolution": "分辨率",
    "package_weight": "包装重量",
    "package_width": "包装宽度",
    "package_height": "包装高度",
    "quantity_per_pack": "每包数量",
    "bluetooth": "蓝牙",
    "wi_fi": "Wi-Fi",
    "touchscreen": "触摸屏",
}
"""Chinese for properties that a catalogue often names in English only."""


def wordings(kind: str, language: str) -> list[str]:
    """All wordings of a kind of question."""
    lines = PHRASINGS[kind][language].splitlines()
    return [one.strip() for line in lines for one in line.split("|") if one.strip()]
