"""How values are said: the same words are spoken and shown in the caption."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from agent.lanes.grammar import several
from agent.lanes.properties import in_chinese
from knowledge.model import Fact, Money, Product, Quantity, Text, Value, text_in
from knowledge.money import minor_digits

FEW = 5
"""Up to so many left, the number is said with ``only``."""
LONGEST_NAME = 60
"""Characters of a product's name that are said."""
LONG_TITLE = 36
"""From this length on a name is said up to its model number, where it holds one."""
LONGEST_VALUE = 140
"""Characters of a text value that are said."""
SHORT = 40
"""Characters of a value that is short."""

_EN_SIGN = {"USD": "$", "EUR": "€", "GBP": "£"}
_EN_CURRENCY = {"CNY": "yuan", "JPY": "yen", "KRW": "won"}
_ZH_CURRENCY = {
    "USD": "美元", "CNY": "元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "KRW": "韩元", "HKD": "港币",
    "TWD": "新台币", "SGD": "新加坡元", "CAD": "加元", "AUD": "澳元",
}  # fmt: skip
_UNITS: Mapping[str, tuple[str, str, str]] = {
    "mm": ("millimeter", "millimeters", "毫米"),
    "cm": ("centimeter", "centimeters", "厘米"),
    "m": ("meter", "meters", "米"),
    "km": ("kilometer", "kilometers", "公里"),
    "in": ("inch", "inches", "英寸"),
    "ft": ("foot", "feet", "英尺"),
    "mg": ("milligram", "milligrams", "毫克"),
    "g": ("gram", "grams", "克"),
    "kg": ("kilogram", "kilograms", "公斤"),
    "oz": ("ounce", "ounces", "盎司"),
    "lb": ("pound", "pounds", "磅"),
    "ml": ("milliliter", "milliliters", "毫升"),
    "l": ("liter", "liters", "升"),
    "ms": ("millisecond", "milliseconds", "毫秒"),
    "s": ("second", "seconds", "秒"),
    "min": ("minute", "minutes", "分钟"),
    "h": ("hour", "hours", "小时"),
    "day": ("day", "days", "天"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "year": ("year", "years", "年"),
    "w": ("watt", "watts", "瓦"),
    "kw": ("kilowatt", "kilowatts", "千瓦"),
    "v": ("volt", "volts", "伏"),
    "db": ("decibel", "decibels", "分贝"),
    "lm": ("lumen", "lumens", "流明"),
    "hz": ("hertz", "hertz", "赫兹"),
    "mah": ("mAh", "mAh", "毫安时"),
    "°c": ("°C", "°C", "摄氏度"),
    "cup": ("cup", "cups", "杯"),
    "pair": ("pair", "pairs", "双"),
    "piece": ("piece", "pieces", "件"),
}
"""One, several, Chinese, by unit in small letters. A unit that is not here is said as printed."""
_SAME_UNIT = {
    "litre": "l", "liter": "l", "hr": "h", "hour": "h", "hrs": "h", "minute": "min", "mins": "min",
    "sec": "s", "second": "s", "gram": "g", "watt": "w", "volt": "v", "yr": "year", "inch": "in",
    '"': "in", "″": "in", "lbs": "lb", "pcs": "piece", "millilitre": "ml", "milliliter": "ml",
    "kilogram": "kg", "centimeter": "cm", "millimeter": "mm", "meter": "m", "ounce": "oz",
    "pound": "lb", "℃": "°c", "小时": "h", "分钟": "min", "天": "day", "年": "year",
    "个月": "month", "升": "l", "毫升": "ml", "克": "g", "公斤": "kg", "千克": "kg", "厘米": "cm",
    "毫米": "mm", "米": "m", "瓦": "w", "双": "pair", "件": "piece",
}  # fmt: skip


_SHOUTS = re.compile(r"[!?。！？]")
_STOPS = re.compile(r"\.+(?= |$)")
"""Marks that would end a sentence in the middle of a name."""
_LOOSE = re.compile(r" ([,;:.!?])")
"""A mark that stands apart from its word; whoever splits sentences would close the gap."""
_NOISE = re.compile(r" (?:t t|h h|w ?x ?d ?x ?h|w ?x ?h ?x ?d|l ?x ?w ?x ?h)$")
"""Ends of machine-made labels that nobody says."""
_TOLD_AS = {
    "in the box": "comes with", "包装内含": "包装里有", "time it keeps hot": "keeps hot for",
    "time it keeps cold": "keeps cold for", "保温时长": "能保温", "保冷时长": "能保冷",
}  # fmt: skip
"""Names of properties with the verb that says them."""
_VERBS = re.compile(r"(?:keeps|works|fits|covers|comes|holds|uses|suits|supports) ")
"""How a property's name begins that is a verb ("works with")."""


def is_verb(label: str) -> bool:
    """Whether a property's English name says what a thing does, and a value ends the sentence."""
    return _VERBS.match(label) is not None


def noun(label: str, language: str) -> str:
    """A property's name as something that can be spoken of: "what it works with", "what's in the box"."""
    if language == "zh":
        return label
    return (
        f"what it {label}" if is_verb(label) else f"what's {label}" if label.startswith("in the ") else label
    )


def told(fact: Fact, label: str, language: str) -> tuple[str, str] | None:
    """A property in a sentence of its own: verb and rest, where name and value alone are a data sheet's.

    Args:
        fact: It has a value, and more than yes or no.
        label: Its name, as said.
        language: Of the sentence.

    Returns:
        ``("comes with", "stand and cable")``, ``("has", "3 modes")``; None where name and value do.
    """
    said = value(fact, language)
    if verb := _TOLD_AS.get(label):
        return verb, said
    if language != "zh" and is_verb(label):
        return label, said
    counted = isinstance(fact.value, int) and not isinstance(fact.value, bool)
    bare = isinstance(fact.value, Quantity) and not fact.value.unit.strip()
    if language != "zh" and (counted or bare) and said != "1" and several(label):
        return "has", f"{said} {label}"
    return None


def number(value: float | Decimal, language: str) -> str:
    """A number without useless zeros: ``1.7``, ``2``; thousands parted in English: ``1,500``."""
    exact = round(Decimal(str(value)), 3)
    plain = f"{exact:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    whole, point, rest = plain.partition(".")
    if language != "zh" and len(whole.lstrip("-")) > 3:
        whole = f"{int(whole):,}"
    return whole + point + rest


def money(amount: Money, language: str) -> str:
    """A price as said: ``$39``, ``$39.90``, ``3,900 yen``; ``39.9美元``, ``128元``."""
    digits = minor_digits(amount.currency)
    value = Decimal(amount.minor).scaleb(-digits)
    if language == "zh":
        return number(value, "zh") + _ZH_CURRENCY.get(amount.currency, amount.currency)
    whole = value == value.to_integral_value()
    said = f"{value:,.0f}" if whole else f"{value:,.{digits}f}"
    if amount.currency in _EN_SIGN:
        return _EN_SIGN[amount.currency] + said
    return f"{said} {_EN_CURRENCY.get(amount.currency, amount.currency)}"


def quantity(value: Quantity, language: str) -> str:
    """A number with its unit: ``1.7 liters``, ``1 year``; ``1.7升``, ``2年``."""
    said = number(value.number, language)
    printed = value.unit.strip()
    if not printed:
        return said
    key = printed.lower()
    key = _SAME_UNIT.get(key, key)
    if key not in _UNITS and key.endswith("s"):
        key = _SAME_UNIT.get(key[:-1], key[:-1])
    if key not in _UNITS:
        glued = printed in "%°″\"'" or language == "zh"
        return said + printed if glued else f"{said} {printed}"
    one, several, chinese = _UNITS[key]
    if language == "zh":
        return said + chinese
    if several.startswith("°"):
        return said + several
    return f"{said} {one if value.number == 1 else several}"


def listing(parts: Sequence[str], language: str, *, last: str = "") -> str:
    """Several things in one breath: ``S, M and L``; ``S、M和L``.

    Args:
        parts: What is listed.
        language: ``zh`` or another.
        last: The joining word before the last; ``and`` or ``和`` when not given.
    """
    if len(parts) < 2:
        return "".join(parts)
    comma, joint = ("、", last or "和") if language == "zh" else (", ", f" {last or 'and'} ")
    return comma.join(parts[:-1]) + joint + parts[-1]


def value(fact: Fact, language: str) -> str:
    """What a fact holds, as said. A ``bool`` is ``yes`` or ``no``; sentences for it are the persona's."""
    ready = text_in(fact.text, language)
    if ready:
        return ready
    said = _value(fact.value, language)
    return _shortened(said, language) if isinstance(fact.value, str | tuple) else said


def _shortened(said: str, language: str) -> str:
    """A catalogue's text in one breath: cut behind a part of a list where it is long."""
    plain = " ".join(said.replace("\\n", ", ").split())
    if len(plain) <= LONGEST_VALUE:
        return plain
    more = "等" if language == "zh" else " and more"
    cuts = [plain.rfind(mark, 0, LONGEST_VALUE) for mark in (", ", ",", "; ", "、", "，", "；", ". ", "。")]
    cut = max(cuts)
    if cut < SHORT:
        cut = plain.rfind(" ", 0, LONGEST_VALUE)
    return plain[: cut if cut > 0 else LONGEST_VALUE].rstrip(" ,;.、，；。") + more


def _value(held: Value, language: str) -> str:
    match held:
        case bool():
            return ("是" if held else "否") if language == "zh" else ("yes" if held else "no")
        case Money():
            return money(held, language)
        case Quantity():
            return quantity(held, language)
        case int():
            return number(held, language)
        case tuple():
            return listing(held, language)
        case _:
            return held


def label(text: Text, language: str) -> str:
    """A property's name inside a sentence: small first letter, unless it is an acronym or a name."""
    said = text_in(text, language).strip()
    if language == "zh" and said.isascii():
        said = in_chinese(said) or said
    said = _NOISE.sub("", said.replace("_", " ")).replace("connector s", "connectors")
    if len(said) > 1 and said[0].isupper() and said[1:].islower() and said.isascii():
        return said[0].lower() + said[1:]
    return said


def name(product: Product, language: str) -> str:
    """A product's name inside a sentence; in English with its article. Long titles are cut at a pause."""
    said = " ".join(_SHOUTS.sub(" ", text_in(product.name, language)).split())
    said = _LOOSE.sub(r"\1", _STOPS.sub("", said))
    if len(said) > LONG_TITLE:
        said = _up_to_model(said, product.aliases)
    if len(said) > LONGEST_NAME:
        said = _shorter(said)
    if language == "zh" or said.casefold().startswith(("the ", "a ", "an ", "our ", "my ")):
        return said
    return f"the {said}"


def priced(product: Product, price: Fact, language: str) -> str:
    """A product with its price: ``the lamp at $59``; ``59美元的台灯``."""
    called, amount = name(product, language), value(price, language)
    return f"{amount}的{called}" if language == "zh" else f"{called} at {amount}"


def _up_to_model(said: str, aliases: Sequence[str]) -> str:
    for alias in aliases:
        at = said.find(alias)
        end = at + len(alias)
        whole = at >= 0 and not said[end : end + 1].isalnum() and not said[max(0, at - 1) : at].isalnum()
        if whole and len(alias) >= 4 and any(char.isdigit() for char in alias):
            return said[:end]
    return said


def _shorter(said: str) -> str:
    for mark in (" - ", " | ", ", ", " (", "，", "（"):
        head = said.split(mark, 1)[0]
        if 12 <= len(head) <= LONGEST_NAME:
            return head
    if " " not in said[:LONGEST_NAME]:
        return said[:LONGEST_NAME]
    return said[: LONGEST_NAME + 1].rsplit(" ", 1)[0]
