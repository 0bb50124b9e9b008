"""How Mandarin says measures, counts, ratios, fractions and ranges."""

from __future__ import annotations

import re

from avatar.spelling.chinese.money import AFTER, BEFORE, DASH, large
from avatar.spelling.chinese.numbers import counted, number, one_by_one
from avatar.spelling.rule import Rule
from avatar.spelling.units import NUMBER, UNIT, unit

_MINUS = r"(?P<minus>(?<![A-Za-z\d一-鿿)）])[-−])?"
_MEASURE_WORDS = (
    "万亿千个件只台瓶盒款条双套张把杯份年天次种米公小元块箱包袋支枚层人斤克升吨秒周位名倍折家颗粒片碗盆朵根块批辆部本页扇对副串"
    "顶床幅岁节间毫厘码档组笔桶罐听壶扎捆卷筒提排盏株棵匹头滴圈遍趟回场门口处股项单拍抽管板架座所栋英寸平分钟钱毛角样大者边头种旁路只"
)
_NOT_COUNTED = r"(?!分之|位数|年级|年代|公分?$|点|月|日|号|楼|级|等|线|期|代)"
_TWO = re.compile(rf"[{_MEASURE_WORDS}]")


def _measure(match: re.Match[str]) -> str:
    written = match["unit"]
    name = unit(written).zh
    below = "零下" if written in ("°C", "℃", "°F", "℉") else "负"
    if name == "百万像素" and "." not in match["number"]:
        return f"{number(match['number'] + '00')}万像素"
    said = number(match["number"]) if not re.match(r"[一-鿿]", name) else counted(match["number"])
    return f"{below if match['minus'] else ''}{said}{name}"


def _degrees(match: re.Match[str]) -> str:
    low = f"零下{number(match['low'])}" if match["minus"] else number(match["low"])
    high = f"零下{number(match['high'])}" if match["below"] else number(match["high"])
    return f"{low}到{high}{unit(match['unit']).zh}"


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    if float(low.replace(",", "")) >= float(high.replace(",", "")):
        return match[0]
    found = match.groupdict().get("unit")
    ordinal = match.string[: match.start()].endswith("第")
    say = (
        number
        if ordinal
        else counted
        if found or _TWO.match(match.string[match.end() : match.end() + 2].lstrip())
        else number
    )
    return f"{say(low)}到{say(high)}{unit(found).zh if found else ''}"


def _fraction(match: re.Match[str]) -> str:
    return f"{number(match['under'])}分之{number(match['over'])}"


def _inches(match: re.Match[str]) -> str:
    before = match.string[: match.start()]
    if (match["mark"] == '"' and before.count('"') % 2) or (match["mark"] == "”" and "“" in before):
        return match[0]
    return f"{counted(match['number'])}英寸"


MEASURES: tuple[Rule, ...] = (
    (re.compile(r"\b24\s?/\s?7\b"), lambda _: "全天候"),
    (re.compile(r"(?<=[一-鿿])\s?[×*＊]\s?(?=[一-鿿])"), lambda _: "乘"),
    (
        re.compile(r"(?<=[VvWwAmgGLlBbzc])\s?/\s?(?=\d+(?:\.\d+)?\s?[VvWwAmkgGLlBbHc])"),
        lambda m: "每" if re.match(r"100?\s?(?:ml|g|mL)", m.string[m.end() :]) else "、",
    ),
    (
        re.compile(r"(?<![\d.A-Za-z])(?P<h>\d{1,3})\s?h\s?(?P<m>\d{1,2})\s?m(?:in)?(?![A-Za-z])"),
        lambda m: f"{counted(m['h'])}小时{number(m['m'])}分钟",
    ),
    (re.compile(r"(?<=\d)\s?in\s?(?=\d(?!\d))"), lambda _: "合"),
    (
        re.compile(rf"(?<![\d.,A-Za-z]){NUMBER}\s?{UNIT}(?P<it>\s?[-–—~～]\s?)(?={NUMBER}\s?{UNIT}{AFTER})"),
        lambda _: "到",
    ),
    (
        re.compile(r"(?<![\d.,])(\d{1,2})\s?['′’]\s?(\d{1,2})\s?[\"″”]?(?!\w)"),
        lambda m: f"{counted(m[1])}英尺{number(m[2])}英寸",
    ),
    (
        re.compile(
            rf"(?P<minus>(?<![A-Za-z\d])[-−])?{BEFORE}(?P<low>{NUMBER})\s?(?:°[CF]?|℃|℉)?{DASH}"
            rf"(?P<below>[-−])?(?P<high>{NUMBER})\s?"
            rf"(?P<unit>°[CF]|℃|℉|°){AFTER}"
        ),
        _degrees,
    ),
    (
        re.compile(
            rf"{BEFORE}(?P<low>{NUMBER})\s?(?:{UNIT})?{DASH}(?P<high>{NUMBER})\s?(?P<unit>{UNIT}){AFTER}"
        ),
        _range,
    ),
    (
        re.compile(
            rf"(?<![\d.,\-A-Za-z])(?P<low>{NUMBER}){DASH}(?P<high>{NUMBER})(?![\d-]|\.\d)(?=[^A-Za-z]|$)"
        ),
        _range,
    ),
    (
        re.compile(
            rf"(?<=\d)\s?(?:{UNIT})?[\"”]?\s?[xX×*＊]\s?"
            rf"(?=\d+(?:\.\d+)?\s?(?:{UNIT}(?![A-Za-z])|[xX×*＊\"”]|厘米|毫米|米|英寸|公分))"
        ),
        lambda _: "乘",
    ),
    (re.compile(r"(?<=\d)\s?[xX×*＊]\s?(?=\d)|(?<=[A-Za-z])\s[xX]\s(?=\d)"), lambda _: "乘"),
    (
        re.compile(
            r"(?<=[一-鿿)）])\s?[xX×*＊]\s?(?=\d{1,3}(?!\d))|(?<=[A-Za-z])\s?[×*＊]\s?(?=\d{1,3}(?!\d))"
        ),
        lambda _: "乘",
    ),
    (re.compile(rf"{BEFORE}(?P<number>{NUMBER})\s?(?P<mark>[\"″”])"), _inches),
    (
        re.compile(r"(?<![\d:.])(?P<low>\d{1,4})\s?[:：]\s?(?P<high>\d{1,4})(?![\d:：])"),
        lambda m: f"{number(m['low'])}比{number(m['high'])}",
    ),
    (re.compile(r"(?<![\d/.])(?P<over>\d{1,2})/(?P<under>\d{1,3})(?![\d/]|\.\d)"), _fraction),
    (
        re.compile(
            rf"{BEFORE}(?P<number>{NUMBER})(?P<large>[wWkK])"
            r"(?=\+|\s?(?:人|粉|单|赞|播放|件|以上|多|个|条|好评|销量|元|块|用户|买家|浏览))"
        ),
        lambda m: number(m["number"]) + large(m["large"]),
    ),
    (
        re.compile(rf"{BEFORE}(?P<number>\d+\.\d)(?P<large>w)(?![A-Za-z\d])"),
        lambda m: number(m["number"]) + "万",
    ),
    (re.compile(rf"{BEFORE}(?P<number>{NUMBER})k(?![A-Za-z\d])"), lambda m: number(m["number"]) + "千"),
    (
        re.compile(
            rf"(?P<minus>(?<![A-Za-z\d])[-−]){BEFORE}(?P<number>{NUMBER})\s?(?P<unit>°[CF]|℃|℉){AFTER}"
        ),
        _measure,
    ),
    (
        re.compile(rf"(?<![A-Za-z\d])[-−](?P<number>{NUMBER})(?=\s?度)"),
        lambda m: f"零下{number(m['number'])}",
    ),
    (
        re.compile(r"(?<=\d[米块])(?P<it>\d{2})(?![\d.%]|\s?[A-Za-z元厘分毫])"),
        lambda m: one_by_one(m["it"]) if m["it"][1] != "0" else number(m["it"][0]),
    ),
    (
        re.compile(
            rf"{_MINUS}(?<![\d.,A-Za-z/])(?P<number>{NUMBER})\s?(?!A\s?[景级类纸面座])(?P<unit>{UNIT}){AFTER}"
        ),
        _measure,
    ),
    (re.compile(rf"(?<![\d.,第A-Za-z周初])2(?=\s?{_NOT_COUNTED}[{_MEASURE_WORDS}])"), lambda _: "两"),
)
"""What spans several numbers before single ones."""
