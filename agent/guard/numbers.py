"""The number reader: every number, price, percentage and quantity of an English or Chinese text.

Not read as numbers: a Chinese numeral that is part of a word (十分, 千万别, 四川), a lone 一 that measures
nothing (一款, 一起: an article), and 半 in words. ``88VIP`` and ``X100`` are codes, not amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agent.guard.numerals import HAN_DIGIT, Numeral, digits, fold, han, han_value, words
from agent.guard.units import CURRENCIES, HUNDREDTHS, unit_after

Kind = Literal["price", "percent", "quantity", "count", "ordinal", "code"]


@dataclass(frozen=True, slots=True)
class Number:
    """One number, with what it counts."""

    kind: Kind
    value: Decimal
    """In the unit as said: 39.99 (dollars), 20 (percent), 1.7 (litres). 8折 is 80."""
    unit: str
    """Of a price: ISO code, ``$`` (some dollar), ``¥`` (yuan or yen) or empty; of a percentage: ``off`` or
    ``折`` (what remains to pay) or empty; of a quantity: the dimension; of a code: the code."""
    start: int
    end: int
    text: str
    """As it stands."""
    factor: Decimal = Decimal(1)
    """Of a quantity: base units of its dimension in one of its unit."""
    also: tuple[Decimal, ...] = ()
    """Other readings of the same words."""
    noun: str = ""
    """Of a count: the text that follows, up to the end of the clause."""


_CURRENCY = sorted(CURRENCIES, key=len, reverse=True)
_SIGNS = "|".join(re.escape(word) for word in _CURRENCY if not word.isalpha())
_CODES = "|".join(["RMB", *sorted({code for code in CURRENCIES.values() if code.isalpha()})])
_LATIN = "|".join(word for word in _CURRENCY if word.isascii() and word.isalpha())
_HAN_CURRENCY = "|".join(word for word in _CURRENCY if not word.isascii() and word.isalpha())
_CURRENCY_BEFORE = re.compile(rf"(?:{_SIGNS}|(?<![A-Za-z])(?:{_CODES})|人民币) ?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(
    rf"[ -]?(?:((?:{_LATIN})(?![A-Za-z])|{_SIGNS}|{_HAN_CURRENCY})|(cents?|pence|penny|pennies)\b)",
    re.IGNORECASE,
)
_KUAI_REST = re.compile(
    rf"({HAN_DIGIT}{{1,2}})(?:[毛角]钱?(?:({HAN_DIGIT})分?)?)?"
    rf"(?!{HAN_DIGIT}|[.%元块十百千万个件只包袋瓶盒套双条张支组片台款折天年])"
)
_MAO = re.compile(rf"[毛角](?:钱|({HAN_DIGIT})分?)?")
_PERCENT = re.compile(r"[ -]?(?:%|percent\b|per cent\b|pct\b|个?百分点)", re.IGNORECASE)
_OFF = re.compile(r"\s?(?:off\b|discount\b|(?:的)?折扣|less\b|cheaper\b)", re.IGNORECASE)
_HALF_PRICE = re.compile(r"[ -]?(?:(?:the |its |list )*price|off)\b", re.IGNORECASE)
_ORDINAL_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_CODE_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9_]*-?[A-Za-z0-9.-]*$")
_CODE_AFTER = re.compile(r"[A-Za-z0-9]*(?:-?[A-Za-z0-9]+)*")
_RANGE = re.compile(r"\s?(?:-|–|—|~|～|to|or|至|到|x|×|by|\*)\s?", re.IGNORECASE)
_NOUN = re.compile(r"[^.,;:!?。，；：！？、()（）—]{0,40}")
_DASHES = frozenset("-–—~～至到")
_MEASURES = frozenset(
    "个件单批款种只台天月周日秒档层杯片包袋瓶盒套双条张支组次项点号级色寸人位家万期箱份口代倍排颗粒枚把块"
    "毛角年岁"
)
_IDIOMS = ("一度", "一转", "一年四季", "一年到头", "一天到晚")
_ARTICLE = re.compile(r"[ -](?:an?|of an?)(?= )", re.IGNORECASE)
_AND_A_HALF = re.compile(r" and a half\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:under|within|less than|takes|lasts|in just|in only|in under|(?:runs?|works?|plays?|lasts?|"
    r"goes|good|stays?"
    r"|keeps?|going)(?: [a-z]{2,8})? for) (an?) (?=(?:hour|day|week|month|"
    r"year)\b)",
    re.IGNORECASE,
)
_UNIT_AND_A_HALF = re.compile(r"(?<![A-Za-z])an? [A-Za-z]{2,12}(?= and a half\b)", re.IGNORECASE)
_METRES_REST = re.compile(rf"({HAN_DIGIT}{{1,2}})(?!{HAN_DIGIT}|[.%元块十百千万个件只米厘公分斤克两])")
_FULL_UNIT = re.compile(
    r"\b(?:an?|one) (?:full |whole |entire |solid |good |complete )+(?=[a-z]{1,9}\b)|一(?=整[天夜周年个])",
    re.IGNORECASE,
)
_PART_OFF = re.compile(
    r"\b(?:(?:a|one)[ -])?(third|quarter|fifth|tenth) (?=off\b|cheaper\b|less\b)", re.IGNORECASE
)
_OF_PRICE = re.compile(r" (?:of )?(?:the|its|their) (?:[a-z]{3,10} )?price\b", re.IGNORECASE)
_PARTS = {
    "third": Decimal(1) / 3,
    "quarter": Decimal("0.25"),
    "fifth": Decimal("0.2"),
    "tenth": Decimal("0.1"),
}
_FOREIGN = re.compile(r"(?:钱)?(美元|美金|美刀|欧元|英镑|日元|港币|港元|加元|澳元|新币|韩元)")
_LONE = {
    "十": _MEASURES - set("分字"),
    "百": frozenset("件台个单份"),
    "千": frozenset("件台个单份"),
    "万": frozenset("件台个单份"),
}
_HAN_SECTION = re.compile(r"个半(?=小时|钟头|月|星期)")


def read(text: str) -> list[Number]:
    """All numbers of a text, in order; their spans do not overlap."""
    plain = fold(text)
    found: list[Number] = []
    taken = 0
    numerals = sorted(
        [*digits(plain), *han(plain), *words(plain), *_halves(plain)],
        key=lambda item: (item.start, -item.end),
    )
    for numeral in numerals:
        if numeral.start < taken:
            continue
        number = _dress(plain, numeral)
        if number is not None:
            found.append(replace(number, start=max(taken, number.start)))
            taken = number.end
    return [replace(number, text=text[number.start : number.end]) for number in _joined(plain, found)]


def _halves(text: str) -> Iterator[Numeral]:
    """The article of "a metre and a half", which is a one."""
    for match in _UNIT_AND_A_HALF.finditer(text):
        if unit_after(text, match.start() + match[0].index(" ")):
            yield Numeral(Decimal(1), match.start(), match.start() + match[0].index(" "), "words")
    for match in _WITHIN.finditer(text):
        yield Numeral(Decimal(1), *match.span(1), "words")
    for match in _FULL_UNIT.finditer(text):
        if unit_after(text, match.end()):
            yield Numeral(Decimal(1), match.start(), match.end(), "words")
    for match in _PART_OFF.finditer(text):
        yield Numeral(_PARTS[match[1].lower()], match.start(), match.end(1), "fraction")


def _dress(text: str, numeral: Numeral) -> Number | None:
    """The numeral with what stands around it, or None if it is part of a word."""
    for reading in (_code, _percent_before, _price, _percent, _ordinal):
        number = reading(text, numeral)
        if number is not None:
            return number
    if numeral.form == "han" and _part_of_word(text, numeral):
        return None
    value, end = numeral.value, numeral.end
    section = _HAN_SECTION.match(text, end)
    if section:
        value, end = value + Decimal("0.5"), section.end() - 1
        text = text[:end] + "个" + text[end + 1 :] if text.startswith("月", end + 1) else text
        end += 0 if text.startswith("个月", end) else 1
    unit = unit_after(text, end)
    if numeral.form == "fraction" and (article := _ARTICLE.match(text, end)):
        unit = unit_after(text, article.end())
    if unit and numeral.form != "words" and text[unit[1] - 1] in "米斤" and value < 10:
        rest = _METRES_REST.match(text, unit[1])
        if rest:
            value += han_value(rest[1]) / 10 ** len(rest[1])
            unit = (unit[0], rest.end())
    if unit and text.startswith("半", unit[1]) and not text.startswith(("半价", "半径"), unit[1]):
        value, unit = value + Decimal("0.5"), (unit[0], unit[1] + 1)
    if unit and numeral.form in ("words", "digits") and (half := _AND_A_HALF.match(text, unit[1])):
        value, unit = value + Decimal("0.5"), (unit[0], half.end())
    if unit:
        return _made("quantity", numeral, unit[1], value=value, unit=unit[0].dimension, factor=unit[0].factor)
    if numeral.form == "pair":
        return _made("price", numeral, end)
    return _made("count", numeral, end, value=value, noun=_noun(text, end))


def _made(
    kind: Kind,
    numeral: Numeral,
    end: int,
    *,
    value: Decimal | None = None,
    start: int | None = None,
    unit: str = "",
    factor: Decimal = Decimal(1),
    noun: str = "",
) -> Number:
    value = numeral.value if value is None else value
    start = numeral.start if start is None else start
    return Number(kind, value, unit, start, end, "", factor, numeral.also, noun)


def _noun(text: str, at: int) -> str:
    match = _NOUN.match(text, at)
    return match[0].strip(" -").lower() if match else ""


def _code(text: str, numeral: Numeral) -> Number | None:
    """A model number, size or name: letters and digits in one word."""
    if numeral.form != "digits":
        return None
    start, end = numeral.start, numeral.end
    head = text[max(0, start - 24) : start]
    if _CURRENCY_BEFORE.search(head):
        return None
    before = _CODE_BEFORE.search(head)
    glued_before = before is not None and not head[-1:].isspace()
    letters = text[end : end + 1]
    glued_after = letters.isascii() and letters.isalpha() and not _known_after(text, end)
    if (glued_after and text[end : end + 2].lower() == "x ") or not (glued_before or glued_after):
        return None
    tail = _CODE_AFTER.match(text, end)
    stop = tail.end() if tail else end
    begin = start - len(before[0]) if before and glued_before else start
    return _made("code", numeral, stop, start=begin, unit=text[begin:stop].lower())


def _known_after(text: str, end: int) -> bool:
    return bool(
        unit_after(text, end) or _CURRENCY_AFTER.match(text, end) or _PERCENT.match(text, end)
    ) or bool(_ORDINAL_SUFFIX.match(text, end))


def _percent_before(text: str, numeral: Numeral) -> Number | None:
    """百分之N, 百分百, N折, N成, half price."""
    start, end = numeral.start, numeral.end
    if text.startswith("分之", end) and text[start:end] == "百":
        rest = text[end + 2 : end + 16]
        inner = next((found for found in [*digits(rest), *han(rest)] if found.start == 0), None)
        if inner:
            return _made("percent", numeral, end + 2 + inner.end, value=inner.value)
    if text[start:end] == "百" and text.startswith("分百", end):
        return _made("percent", numeral, end + 2, value=Decimal(100))
    if text.startswith("折", end) and not text.startswith(("折叠", "折扣"), end):
        scaled = numeral.value * 10 if numeral.value < 10 else numeral.value
        return _made("percent", numeral, end + 1, value=scaled, unit="折")
    if (
        text.startswith("成", end)
        and numeral.form == "han"
        and numeral.value < 10
        and text[end + 1 : end + 2] not in "为熟分功品"
    ):
        return _made("percent", numeral, end + 1, value=numeral.value * 10)
    if numeral.form == "fraction" and _OF_PRICE.match(text, end):
        return _made("percent", numeral, end, value=round(numeral.value * 100, 2), unit="折")
    if numeral.form == "fraction" and numeral.value < Decimal("0.4") and (less := _OFF.match(text, end)):
        percent = round(numeral.value * 100, 2)
        return _made("percent", numeral, less.end(), value=percent, unit="off")
    if numeral.value == Decimal("0.5"):
        half = _HALF_PRICE.match(text, end) if numeral.form == "fraction" else None
        if half or text.startswith("价", end):
            return _made("percent", numeral, half.end() if half else end + 1, value=Decimal(50), unit="off")
    return None


def _percent(text: str, numeral: Numeral) -> Number | None:
    match = _PERCENT.match(text, numeral.end)
    if not match:
        return None
    off = _OFF.match(text, match.end())
    return _made("percent", numeral, off.end() if off else match.end(), unit="off" if off else "")


def _price(text: str, numeral: Numeral) -> Number | None:
    start, end = numeral.start, numeral.end
    before = _CURRENCY_BEFORE.search(text[max(0, start - 12) : start])
    after = _CURRENCY_AFTER.match(text, end)
    if (
        numeral.form == "han"
        and numeral.value == 1
        and text.startswith("一块", start)
        and text[end + 1 : end + 2] != "钱"
    ):
        return None
    mao = _MAO.match(text, end) if not after else None
    if mao:
        value = numeral.value / 10 + (han_value(mao[1]) / 100 if mao[1] else 0)
        return _made("price", numeral, mao.end(), value=value, unit="CNY")
    if not before and not after:
        return None
    value = numeral.value
    unit = CURRENCIES[before[0].strip().lower()] if before else ""
    begin = start - len(before[0]) if before else start
    if after and after[2]:
        if before:
            return None
        return _made("price", numeral, after.end(), value=value / 100, unit=HUNDREDTHS[after[2].lower()])
    if after:
        end = after.end()
        unit = _narrower(unit, CURRENCIES[after[1].lower()])
        rest = _KUAI_REST.match(text, end) if after[1][0] in "块元" else None
        if rest:
            value += _small_change(rest)
            end = rest.end()
        if after[1][0] in "块元" and (foreign := _FOREIGN.match(text, end)):
            unit, end = CURRENCIES.get(foreign[1], "USD" if foreign[1] == "美刀" else "?"), foreign.end()
    return _made("price", numeral, end, value=value, start=begin, unit=unit)


def _narrower(before: str, after: str) -> str:
    """Of two currencies said of one amount ("$5 USD", "¥5元") the more exact one; a clash fits none."""
    if not before or before == after:
        return after
    wide = {"$": ("USD", "CAD", "AUD", "HKD", "TWD", "SGD"), "¥": ("CNY", "JPY")}
    if after in wide.get(before, ()):
        return after
    return before if before in wide.get(after, ()) else "?"


def _small_change(rest: re.Match[str]) -> Decimal:
    """What follows 块: one digit is tenths, two are hundredths, 九毛九 both."""
    tens = han_value(rest[1])
    value = tens / 10 if len(rest[1]) == 1 else tens / 100
    return value + (han_value(rest[2]) / 100 if rest[2] else 0)


def _ordinal(text: str, numeral: Numeral) -> Number | None:
    suffix = _ORDINAL_SUFFIX.match(text, numeral.end) if numeral.form == "digits" else None
    if suffix:
        return _made("ordinal", numeral, suffix.end())
    if numeral.form == "ordinal":
        return _made("ordinal", numeral, numeral.end)
    if text[numeral.start - 1 : numeral.start] == "第":
        return _made("ordinal", numeral, numeral.end, start=numeral.start - 1)
    return None


def _part_of_word(text: str, numeral: Numeral) -> bool:
    """Whether a Chinese numeral only looks like one."""
    run, end = text[numeral.start : numeral.end], numeral.end
    follower = text[end : end + 1]
    if run in ("一半", "半") and re.search(
        r"[另后前那这]一?$", text[max(0, numeral.start - 2) : numeral.start]
    ):
        return unit_after(text, end) is None
    if run == "半":
        halved = text[numeral.start - 1 : numeral.start] == "一"
        return not halved and unit_after(text, end) is None and follower != "个"
    if run == "一":
        idiom = text.startswith(_IDIOMS, numeral.start) or text[numeral.start - 1 : numeral.start] in tuple(
            "每这那"
        )
        return idiom or unit_after(text, end) is None
    if run in ("千万", "万一", "一一", "三三两两", "万千", "千千万万") and unit_after(text, end) is None:
        return True
    if all(char in "十百千万亿" for char in run) and unit_after(text, end) is None:
        if (
            run == "十"
            and (not follower or follower in "。，！？；,.!")
            and text[numeral.start - 1 : numeral.start] in tuple("是有到为：:剩")
        ):
            return False
        return len(run) == 1 and follower not in _LONE.get(run, ())
    if len(run) > 1:
        return False
    listed = follower in _MEASURES if follower else True
    return not listed and unit_after(text, end) is None and bool(re.match(r"[\u3400-\u9fff]", follower))


def _joined(text: str, numbers: list[Number]) -> list[Number]:
    """Dollars with their cents made one price; the numbers of a range given one unit."""
    out: list[Number] = []
    for number in numbers:
        last = out[-1] if out else None
        between = text[last.end : number.start] if last else ""
        if last and last.kind == "price" and _is_cents(text, last, number, between):
            cents = number.value if number.kind == "price" else number.value / 100
            out[-1] = replace(last, value=last.value + cents, end=number.end)
        elif last and number.kind == "count" and last.kind == "price" and between.strip() in _DASHES:
            out.append(replace(number, kind="price", unit=last.unit, noun=""))
        else:
            out.append(number)
    spoken = {number.unit for number in out if number.kind == "price"} - {"CNY", "¥", ""}
    if len(spoken) == 1:  # "39美元, 省了十块": 块 is also what people call the unit of the line's currency
        out = [
            replace(number, unit=next(iter(spoken)))
            if number.unit == "CNY" and re.search("[块毛]", text[number.start : number.end])
            else number
            for number in out
        ]
    for at in range(len(out) - 2, -1, -1):
        first, second = out[at], out[at + 1]
        ranged = first.kind == "count" and second.kind in ("price", "percent", "quantity")
        if ranged and _RANGE.fullmatch(text, first.end, second.start):
            out[at] = replace(first, kind=second.kind, unit=second.unit, factor=second.factor, noun="")
    return out


def _is_cents(text: str, dollars: Number, number: Number, between: str) -> bool:
    if between.strip().lower() not in ("", "and") or number.value >= 100 or dollars.value % 1:
        return False
    said = text[number.start : number.end].lower()
    if number.kind == "price":
        return said.endswith(("cents", "cent", "pence", "penny"))
    spoken = text[dollars.start : dollars.end].lower().endswith(("dollars", "euros", "bucks", "dollar"))
    return (
        number.kind == "count" and spoken and not number.noun and between.strip() == "" and number.value >= 10
    )
