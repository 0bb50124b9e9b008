"""Properties that viewers ask for: how they ask, and which facts of a product may answer. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.lanes.options import COLORS, SIZES
from agent.lanes.reading import Phrases

PREFIX = "attribute:"
"""How an attribute's concept begins."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property."""

    label: Mapping[str, str]
    """What it is called, by language, where the product has no such fact."""
    facts: tuple[str, ...]
    """Machine names of the facts that answer, best first."""
    asked: str
    """Ways to ask for it, parted by ``|``."""


def _row(en: str, zh: str, facts: str, asked: str) -> Attribute:
    return Attribute({"en": en, "zh": zh}, tuple(facts.split()), asked)


ATTRIBUTES: Mapping[str, Attribute] = {
    "capacity": _row(
        "capacity", "容量", "capacity volume",
        "capacity|volume|hold|how much does it hold|how much can it hold|how much water does it hold|"
        "how much water can it hold|how much does it fit|how much water fit|how much water does it take|"
        "how much water does it fit|how much water can i put|how much water go|"
        "how many cup|how many liter|how many litre|how many ml|how many ounce|how many oz|容量|"
        "几升|多少升|多少毫升|能装多少|装多少|能装多少水|装多少水|多大容量|几毫升|能装|容积",
    ),
    "weight": _row(
        "weight", "重量", "weight net_weight item_weight product_weight",
        "weight|weigh|how heavy|heavy|heavier|lighter|how much does it weigh|how many kilo|"
        "how many gram|lightweight|how many pound|重量|多重|几斤|多少斤|重不重|多少克|多少公斤|"
        "有多重|净重|重吗|沉不沉|沉吗|更轻|更重|轻不轻|哪个重|哪个轻",
    ),
    "dimensions": _row(
        "dimensions", "尺寸", "dimensions size",
        "dimension|measurement|how big|how large|big is it|bigger|smaller|larger|"
        "what are the dimension|measure|尺寸|多大|大小|有多大|大不大|更大|更小|哪个大|哪个小|"
        "体积",
    ),
    "sizes": _row(
        "sizes", "尺码", "sizes size size_guide",
        "size|what size|which size|size available|size range|size option|尺码|码数|什么码|"
        "有几个码|有哪些码|什么尺码|码|有什么码|几个码|哪些尺码|多少码|有哪些尺码",
    ),
    "size_guide": _row(
        "size guide", "尺码对照", "size_guide size_chart",
        "size guide|size chart|sizing|which size fit|尺码表|尺码对照|尺码对照表|穿多大|穿什么码|"
        "穿几码",
    ),
    "width": _row("width", "宽度", "width", "width|wide|how wide|wider|宽度|多宽|有多宽"),
    "height": _row(
        "height", "高度", "height height_range",
        "height|tall|how tall|how high|taller|高度|多高|有多高",
    ),
    "length": _row(
        "length", "长度", "length folded_length",
        "length|how long is it|how long is|长度|多长|有多长",
    ),
    "depth": _row(
        "depth", "深度", "depth thickness",
        "depth|how deep|how thick|thickness|厚度|多厚|深度|多深",
    ),
    "diameter": _row("diameter", "直径", "diameter", "diameter|how many inch|直径|口径"),
    "material": _row(
        "material", "材质", "material materials fabric product_material",
        "material|made of|made from|made out of|fabric|what is it made of|whats it made of|"
        "composition|材质|材料|什么做的|什么材质|面料|什么料|什么料子|什么面料|成分|用什么做的|"
        "什么材料|料子",
    ),
    "color": _row(
        "color", "颜色", "color colors colour colours product_color product_colour",
        "color|colour|colr|what color|which color|color option|颜色|什么颜色|什么色|几个颜色|"
        "有哪些颜色|什么颜色的|几种颜色|哪些颜色|啥颜色|有什么颜色|有啥颜色|几个色",
    ),
    "power": _row(
        "power", "功率", "power wattage rated_power power_rating",
        "power|power rating|功率|多大功率|费电|费不费电",
    ),
    "watts": _row(
        "power", "功率", "power wattage rated_power power_rating output_power",
        "wattage|watt|how many watt|多少瓦|几瓦|瓦数",
    ),
    "output_power": _row(
        "output power", "输出功率", "output_power",
        "output|output power|输出功率|输出|快充",
    ),
    "voltage": _row(
        "voltage", "电压", "voltage input_voltage ac_input_voltage nominal_input_voltage rated_voltage",
        "voltage|volt|how many volt|电压|多少伏|几伏",
    ),
    "battery_life": _row(
        "battery life", "续航", "battery_life run_time runtime",
        "battery|battery life|how long does the battery last|how long does it last|battery last|"
        "how long will it last|last on a charge|on one charge|续航|续航多久|能用多久|用多久|电池|"
        "how many hour does it last|how many hour does it run on one charge|"
        "电池能用多久|充一次用多久|一次能用多久|充一次用几天|充满一次用几天|充满一次用多久",
    ),
    "run_time": _row(
        "run time", "运行时间", "run_time runtime battery_life",
        "run time|runtime|how long does it run|how long can it run|运行时间|能开多久|能跑多久|"
        "能喷多久|工作多久",
    ),
    "battery_capacity": _row(
        "battery capacity", "电池容量", "battery_capacity",
        "battery capacity|battery size|how many mah|mah|电池容量|多少毫安|几毫安|多大电池|毫安",
    ),
    "charge_time": _row(
        "charging time", "充电时间", "charge_time charging_time",
        "charging time|charge time|how long to charge|how long does it take to charge|fully charged|"
        "how long till it is fully charged|how long until it is fully charged|"
        "how long does charging take|充电时间|充电多久|充满多久|多久充满|充满要多久|充电要多久|"
        "几小时充满|多久能充满|充一次多久",
    ),
    "charging": _row(
        "charging port", "充电接口", "charging charging_port port ports",
        "charging port|charge port|type c|usb c|usb|how do you charge it|how does it charge|"
        "how do i charge it|how do you charge|how is it charged|充电接口|充电口|怎么充电|"
        "什么接口|用什么充电|typec|充电",
    ),
    "ports": _row(
        "ports", "接口", "ports port",
        "port|how many port|接口|几个接口|几个口|什么口",
    ),
    "noise": _row(
        "noise level", "噪音", "noise noise_level",
        "noise|noise level|how loud|how noisy|louder|quieter|loud|noisy|quiet|decibel|噪音|吵不吵|声音大|"
        "声音大吗|"
        "声音大不大|多少分贝|静音|吵吗|响不响",
    ),
    "brightness": _row(
        "brightness", "亮度", "brightness",
        "brightness|how bright|bright|brighter|brightest|dimmer|how many lumen|亮度|多亮|亮不亮|"
        "多少流明|够亮|有多亮",
    ),
    "brightness_levels": _row(
        "brightness levels", "亮度档数", "brightness_levels",
        "brightness level|how many brightness|how many brightness level|dimmable|亮度档数|"
        "几档亮度|能调光|可调光|调光|亮度可调|几档",
    ),
    "light_color": _row(
        "light color", "光色", "light_color color_temperature",
        "light color|color of the light|color temperature|warm light|光色|色温|暖光|什么光|"
        "灯光颜色",
    ),
    "cord_length": _row(
        "cord length", "电源线长度", "cord_length cable_length",
        "cord|cord length|cable length|how long is the cord|how long is the cable|电源线|线多长|"
        "线长|电源线多长|线有多长",
    ),
    "waterproof": _row(
        "water resistance", "防水", "waterproof water_resistant water_rating water_resistance",
        "waterproof|water resistant|water resistance|water rating|ip rating|ipx|get wet|"
        "in the rain|防水|防水吗|防不防水|防水等级|怕水吗|能淋雨|防雨|能碰水",
    ),
    "dishwasher_safe": _row(
        "dishwasher use", "洗碗机清洗", "dishwasher_safe",
        "dishwasher safe|dishwasher|in the dishwasher|go in the dishwasher|put in the dishwasher|"
        "洗碗机|能放洗碗机|可以放洗碗机|能用洗碗机洗|放洗碗机|用洗碗机|进洗碗机|用洗碗机洗|"
        "洗碗机洗|洗碗机清洗|能进洗碗机",
    ),
    "microwave_safe": _row(
        "microwave use", "微波炉加热", "microwave_safe",
        "microwave safe|microwave|microwavable|in the microwave|go in the microwave|微波炉|"
        "能微波|放微波炉|进微波炉|用微波炉加热|微波加热|微波炉加热|用微波炉",
    ),
    "oven_safe": _row(
        "oven use", "进烤箱", "oven_safe",
        "oven safe|oven|in the oven|go in the oven|oven proof|烤箱|进烤箱|放烤箱|能进烤箱",
    ),
    "induction_ready": _row(
        "induction hobs", "电磁炉", "induction_ready induction",
        "induction|work on induction|induction ready|induction stove|induction hob|"
        "induction cooktop|电磁炉|能用电磁炉|适用电磁炉|电磁炉能用",
    ),
    "lid_included": _row(
        "a lid", "盖子", "lid_included lid",
        "lid|with a lid|come with a lid|锅盖|盖子|带盖|送盖子",
    ),
    "machine_washable": _row(
        "machine washing", "机洗", "machine_washable care",
        "machine wash|machine washable|washing machine|wash it in the machine|机洗|能机洗|洗衣机|"
        "可以机洗|放洗衣机|能放洗衣机|用洗衣机洗",
    ),
    "care": _row(
        "care", "洗护方式", "care care_instructions washing cleaning",
        "care|care instruction|iron|洗护|洗护方式|怎么打理",
    ),
    "washing": _row(
        "washing", "清洗", "care washing cleaning machine_washable",
        "wash|washable|how do i wash|how to wash|how do i wash it|how do you wash it|how to wash it|"
        "怎么洗|洗涤|怎么清洗|能洗|好洗|好清洗|好不好洗|能水洗|水洗",
    ),
    "leak_proof": _row(
        "leak protection", "防漏", "leak_proof",
        "leak|leakproof|leak proof|spill proof|spill|漏水|防漏|漏不漏|会不会漏|漏吗|会漏|密封|"
        "洒出来",
    ),
    "auto_shutoff": _row(
        "automatic shut-off", "自动断电", "auto_shutoff",
        "automatic shut off|auto shut off|auto shutoff|shut off|auto off|turn off by itself|"
        "turn off automatically|switch off by itself|shut off by itself|shut off automatically|"
        "switch itself off|turn itself off|shutoff|自动断电|自动关|自动关机|干烧|防干烧|"
        "自己断电|自动停|自动关闭",
    ),
    "boil_time": _row(
        "boiling time", "烧开时间", "boil_time",
        "boil|boiling|boil time|how long to boil|how fast does it boil|"
        "how long does it take to boil|how quickly does it boil|time to boil|烧开|烧开要多久|"
        "多久烧开|烧开水要几分钟|烧开水要多久|几分钟烧开|多久能烧开|烧水要多久|烧水多久|水多久开|"
        "几分钟能烧开|几分钟开|烧水快",
    ),
    "keeps_hot": _row(
        "time it keeps hot", "保温时长", "keeps_hot insulation",
        "keep hot|keep it hot|stay hot|stay warm|keep warm|hot for|keep drink hot|keep water hot|"
        "keep my coffee hot|keep my tea hot|keep my drink hot|keep coffee hot|how long does it keep hot|"
        "how long does it keep|how many hour does it keep|保温|保温多久|能保温多久|保温几小时|"
        "保温效果|保温时间|保热|keep tea hot|保温时长|保温几个小时|能保温几个小时|能保温几小时",
    ),
    "keeps_cold": _row(
        "time it keeps cold", "保冷时长", "keeps_cold insulation",
        "keep cold|keep it cold|stay cold|cold for|keep drink cold|keep water cold|ice cold|"
        "how long does it keep cold|保冷|保冷多久|能保冷多久|冰多久|保冷几小时|保冷时长",
    ),
    "includes": _row(
        "in the box", "包装内含", "includes in_the_box contents",
        "in the box|whats in the box|what comes with it|come with it|what comes in the box|"
        "what is in the box|what do i get|in the set|what comes with|包装内含|包装里有什么|"
        "盒子里有什么|里面有什么|有什么配件|套装里有什么|盒子里|包装里|套装里|都有哪些配件",
    ),
    "pieces": _row(
        "pieces in the set", "套装件数", "pieces pieces_in_set",
        "how many piece|how many pcs|how many cube|how many in the set|how many are in the set|"
        "几件套|套装件数|几个装|一套几个|一套几件|一套有几件|一套有几个|几件",
    ),
    "pairs": _row(
        "pairs in a pack", "每包双数", "pairs",
        "how many pair|pairs in a pack|how many in a pack|how many pair in a pack|几双|一包几双|"
        "多少双|一包有几双",
    ),
    "compartments": _row(
        "compartments", "分格数", "compartments",
        "compartment|how many compartment|divider|几格|几个格|分格|隔层|几层|几个格子",
    ),
    "load_limit": _row(
        "load limit", "承重", "load_limit max_load",
        "load|load limit|how much weight can it hold|how much weight|max load|hold weight|承重|"
        "能承多重|能放多重|最大承重|承重多少|能承重多少",
    ),
    "foldable": _row(
        "folding", "折叠", "foldable",
        "fold|foldable|fold up|collapsible|fold flat|折叠|可折叠|能折叠|能折|能不能折叠",
    ),
    "packable": _row(
        "packing small", "收纳", "packable",
        "packable|pack small|pack down|pack into|收纳|可收纳|能收起来",
    ),
    "auto_open": _row(
        "automatic opening", "自动开合", "auto_open",
        "automatic|automatic open|open automatically|auto open|open by itself|at a button|自动开|自动开合|"
        "自动伞|一键开合|自动的|全自动",
    ),
    "sun_protection": _row(
        "sun protection", "防晒指数", "sun_protection uv_protection",
        "sun protection|uv|uv protection|upf|防晒|防紫外线|遮阳|防晒指数|遮阳效果",
    ),
    "wheels": _row(
        "wheels", "轮子", "wheels",
        "wheel|how many wheel|spinner|轮子|万向轮|几个轮|几个轮子",
    ),
    "lock": _row(
        "lock", "锁", "lock",
        "lock|combination lock|tsa|tsa lock|tsa approved|lock tsa approved|锁|密码锁|海关锁",
    ),
    "fit": _row(
        "fit", "版型", "fit",
        "fit|loose|tight|how does it fit|slim|版型|偏大|偏小|修身|宽松|显胖|显瘦",
    ),
    "pockets": _row(
        "pockets", "口袋数", "pockets",
        "pocket|how many pocket|口袋|几个口袋|有口袋|兜",
    ),
    "modes": _row(
        "modes", "模式数", "modes",
        "mode|how many mode|setting|how many setting|模式|几个模式|几种模式|几挡",
    ),
    "compatible_with": _row(
        "works with", "适配",
        "compatible_with compatibility compatible_products suitable_for brand_compatibility",
        "compatible|compatible with|work with|works with|compatibility|what does it work with|"
        "use it with|use this with|work on|work for|fit with|does it fit|does this fit|will it fit|能用在|"
        "能用于|配得上|适合用在|适配|兼容|支持什么|适用|适用于|能配|支持哪些|能配什么",
    ),
    "origin": _row(
        "country of origin", "产地", "origin country_of_origin made_in",
        "made in|where is it made|where is this made|origin|country of origin|"
        "where is it from|where was it made|产地|哪里产的|哪产的|哪里生产|国产|进口|哪里生产的|"
        "产自哪里|国产的吗",
    ),
    "ingredients": _row(
        "ingredients", "配料", "ingredients",
        "ingredient|what is in it|whats in it|配料|配料表|添加剂",
    ),
    "shelf_life": _row(
        "shelf life", "保质期", "shelf_life expiry",
        "shelf life|expiry|expire|expiration|保质期|生产日期|能放多久",
    ),
    "scent": _row(
        "scent", "香味", "scent fragrance",
        "scent|smell|fragrance|scented|香味|味道|什么味|有味道|什么香|气味",
    ),
    "flavor": _row(
        "flavor", "口味", "flavor flavour flavors",
        "flavor|flavour|taste|口味|什么口味|好吃吗",
    ),
    "age": _row(
        "recommended age", "适用年龄", "age age_range",
        "age|how old|age range|what age|适用年龄|几岁|多大年龄|多大的孩子",
    ),
    "bluetooth": _row(
        "Bluetooth", "蓝牙", "bluetooth",
        "bluetooth|蓝牙|能连蓝牙|支持蓝牙",
    ),
    "wireless": _row(
        "wireless", "无线", "wireless cordless",
        "wireless|cordless|无线|无绳",
    ),
    "type": _row(
        "type", "类型", "type",
        "type|what type|which type|what kind|which kind|类型|种类|什么类型",
    ),
    "product_type": _row(
        "product type", "产品类型", "product_type",
        "product type|type of product|kind of product|产品类型|产品种类",
    ),
    "brand": _row(
        "brand", "品牌", "brand manufacturer",
        "brand|what brand|which brand|who make it|who make this|who made it|manufacturer|maker|牌子|什么牌子|"
        "哪个牌子|品牌|什么品牌|谁家的|哪家的",
    ),
    "storage": _row(
        "storage", "存储",
        "storage storage_capacity total_storage_capacity internal_storage_capacity internal_memory ram",
        "gigabyte|how many gig|how many gb|多少g|多少gb|几个g",
    ),
    "bpa_free": _row(
        "BPA-free", "不含双酚A", "bpa_free",
        "bpa|bpa free|双酚|双酚a",
    ),
}  # fmt: skip
"""By concept."""

APPLIANCES = frozenset({"oven_safe", "microwave_safe", "dishwasher_safe", "induction_ready"})
"""Attributes asked for by the name of a thing that a shop may sell."""
THINGS = APPLIANCES | {"lid_included", "cord_length", "charging", "wheels", "lock", "ports", "battery_life"}
"""Attributes asked for by the name of a part; its price is not the product's."""

COMPATIBLE = frozenset({"compatible_with", "compatibility"})
"""Attributes that say what a product works with."""

DIMENSIONS = ("length", "width", "height", "depth", "diameter")
"""What ``dimensions`` is put together from where no fact holds it whole."""

COLOR_PREFIX, SIZE_PREFIX = "color:", "size:"


def _phrases() -> Phrases:
    table = Phrases()
    for name, attribute in ATTRIBUTES.items():
        for phrase in attribute.asked.split("|"):
            table.add(phrase, PREFIX + name)
    for color, words in COLORS.items():
        for word in words:
            table.add(word, COLOR_PREFIX + color)
            if not word.isascii() and len(word) == 1:
                table.add(word + "色", COLOR_PREFIX + color)
                table.add(word + "色的", COLOR_PREFIX + color)
    for size, said in SIZES.items():
        for phrase in said.split("|"):
            table.add(phrase, SIZE_PREFIX + size)
            if phrase.isascii():
                table.add(phrase + "码", SIZE_PREFIX + size)
                table.add(phrase + "号", SIZE_PREFIX + size)
                table.add("size " + phrase, SIZE_PREFIX + size)
    return table


PHRASES = _phrases()
"""Every way of asking above, as ``attribute:``, ``color:`` and ``size:`` concepts."""
