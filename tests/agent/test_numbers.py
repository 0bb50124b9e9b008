from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.guard.numbers import Number, read

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEENS = (
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
HAN = "零一二三四五六七八九"


def english(number: int) -> str:
    if number < 20:
        return (*ONES, *TEENS)[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {english(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    for scale, name in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= scale:
            rest = f" {english(number % scale)}" if number % scale else ""
            return f"{english(number // scale)} {name}{rest}"
    raise AssertionError


def chinese(number: int) -> str:
    if number < 10:
        return HAN[number]
    for scale, name in ((100_000_000, "亿"), (10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            rest = number % scale
            gap = "零" if rest and rest < scale // 10 else ""
            return f"{chinese(number // scale)}{name}{gap}{chinese(rest) if rest else ''}"
    raise AssertionError


def only(text: str) -> Number:
    (number,) = read(text)
    return number


AMOUNTS = st.integers(0, 99_999_999).map(lambda minor: Decimal(minor) / 100)


@given(st.integers(0, 999_999_999))
def test_english_words_read_back(number: int) -> None:
    assert only(f"We have {english(number)}.").value == number


@given(st.integers(10, 999_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert only(f"一共{chinese(number)}件").value == number


@given(AMOUNTS)
def test_prices_in_digits_read_back(amount: Decimal) -> None:
    for text, unit in ((f"now ${amount:,.2f}!", "$"), (f"{amount} dollars", "$"), (f"只要{amount}元", "CNY")):
        number = only(text)
        assert (number.kind, number.value, number.unit) == ("price", amount, unit)


@given(st.integers(2, 999), st.integers(10, 99))
def test_spoken_dollars_and_cents_read_back(dollars: int, cents: int) -> None:
    expected = Decimal(dollars) + Decimal(cents) / 100
    assert only(f"{english(dollars)} dollars and {english(cents)} cents").value == expected


@given(st.integers(2, 9999), st.integers(1, 9), st.integers(0, 9))
def test_spoken_kuai_and_mao_read_back(kuai: int, mao: int, fen: int) -> None:
    text = f"{chinese(kuai)}块{HAN[mao]}" + (f"毛{HAN[fen]}" if fen else "")
    assert only(text).value == Decimal(kuai) + Decimal(mao) / 10 + Decimal(fen) / 100


FRAGMENTS = st.sampled_from(
    [
        "HK", "NT", "US", "$", "HK$", "€", "¥", "RMB", "人民币", "USD", ".", ",", "-", "~", "%", "°",
        "″", "x", "/", "1", "39", "99", ".5", "1,299", "one", "twenty", "hundred", "and", "a", "half",
        "third", "point", "thousand", "k", "million", "一", "两", "十", "百", "千", "万", "亿", "半",
        "点", "零", "块", "毛", "角", "分", "元", "折", "成", "第", "个", "件", "年", "小时", "百分之",
        "cents", "dollars", "off", "price", "ml", "L", "in", "inch", "days", "A", "W", "88VIP", "x2",
        "½", "²", "①", "９", "to", "到",
    ]
)  # fmt: skip
GLUED = st.lists(FRAGMENTS, max_size=16).map("".join)
SPACED = st.lists(FRAGMENTS, max_size=16).map(" ".join)


@given(st.one_of(st.text(max_size=120), GLUED, SPACED))
@example("½折")
@example("39块九9")
@example("MILLION0")
@example("Inventum HK100W")
def test_any_text_is_read_with_spans_in_order(text: str) -> None:
    end = 0
    for number in read(text):
        assert end <= number.start < number.end <= len(text)
        assert number.text == text[number.start : number.end]
        end = number.end


@given(st.integers(0, 10**9), st.sampled_from(["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]))
def test_digits_of_other_scripts_are_digits(number: int, digits: str) -> None:
    written = "".join(digits[int(char)] for char in str(number))
    assert only(f"一共{written}").value == number


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("US$39.99", "price", "39.99", "USD"),
        ("€39", "price", "39", "EUR"),
        ("1.299,00 €", "price", "1299.00", "EUR"),
        ("39,99 €", "price", "39.99", "EUR"),
        ("￥３９．９", "price", "39.9", "¥"),
        ("RMB 39", "price", "39", "CNY"),
        ("39 yuan", "price", "39", "CNY"),
        ("39.99美元", "price", "39.99", "USD"),
        ("$2 million", "price", "2000000", "$"),
        ("99 cents", "price", "0.99", "$"),
        ("forty nine ninety nine", "price", "49.99", ""),
        ("三十九块九", "price", "39.9", "CNY"),
        ("三十九块九毛九", "price", "39.99", "CNY"),
        ("39元9角9分", "price", "39.99", "CNY"),
        ("九毛九", "price", "0.99", "CNY"),
        ("一块钱", "price", "1", "CNY"),
        ("两百五十块钱", "price", "250", "CNY"),
        ("20% off", "percent", "20", "off"),
        ("twenty-five percent", "percent", "25", ""),
        ("百分之二十", "percent", "20", ""),
        ("百分百", "percent", "100", ""),
        ("8折", "percent", "80", "折"),
        ("八五折", "percent", "85", "折"),
        ("9.5折", "percent", "95", "折"),
        ("half price", "percent", "50", "off"),
        ("半价", "percent", "50", "off"),
        ("1.7L", "quantity", "1.7", "volume"),
        ("500 ml", "quantity", "500", "volume"),
        ("2-year", "quantity", "2", "month"),
        ("half an hour", "quantity", "0.5", "time"),
        ("两个半小时", "quantity", "2.5", "time"),
        ("one and a half liters", "quantity", "1.5", "volume"),
        ("一点七升", "quantity", "1.7", "volume"),
        ("5 business days", "quantity", "5", "workday"),
        ("½ cup", "quantity", "0.5", "cups"),
        ("X100", "code", "100", "x100"),
        ("88VIP", "code", "88", "88vip"),
        ("HK100W", "code", "100", "hk100w"),
        ("NT9110", "code", "9110", "nt9110"),
        ("HK$100", "price", "100", "HKD"),
        ("4K", "code", "4", "4k"),
        ("the third", "ordinal", "3", ""),
        ("第三代", "ordinal", "3", ""),
        ("两百", "count", "200", ""),
        ("两百五", "count", "250", ""),
        ("一万二", "count", "12000", ""),
        ("3万", "count", "30000", ""),
        ("一半", "count", "0.5", ""),
        ("two thirds", "count", "0.666667", ""),
        ("a dozen", "count", "12", ""),
        ("1.3k", "count", "1300", ""),
        ("千二", "count", "1200", ""),
        ("十件", "count", "10", ""),
        ("12.99 euros", "price", "12.99", "EUR"),
        ("三折", "percent", "30", "折"),
        ("Half a liter", "quantity", "0.5", "volume"),
        ("a metre and a half", "quantity", "1.5", "length"),
        ("two hours and a half", "quantity", "2.5", "time"),
        ("一米五", "quantity", "1.5", "length"),
        ("1米78", "quantity", "1.78", "length"),
        ("一斤半", "quantity", "1.5", "mass"),
        ("两年半", "quantity", "2.5", "month"),
        ("37 watt-hours", "quantity", "37", "energy"),
        ("37瓦时", "quantity", "37", "energy"),
    ],
)
def test_what_a_number_counts_is_read_around_it(text: str, kind: str, value: str, unit: str) -> None:
    number = only(text)
    assert (number.kind, number.value, number.unit) == (kind, Decimal(value), unit)


def test_words_said_two_ways_are_read_both_ways() -> None:
    number = only("twelve ninety-nine")
    assert {number.value, *number.also} == {Decimal("12.99"), Decimal(1299)}


PAIRS = [
    ("{} m", "{} cm", 100), ("{} kg", "{} grams", 1000), ("{} liters", "{} ml", 1000),
    ("{} hours", "{} minutes", 60),
    ("{}公斤", "{}斤", 2), ("{}升", "{}毫升", 1000), ("{}米", "{}厘米", 100), ("{}小时", "{}分钟", 60),
    ("{} years", "{}个月", 12),
    ("{} kW", "{}瓦", 1000), ("{} feet", "{} inches", 12), ("{} lbs", "{} ounces", 16),
]  # fmt: skip


@given(st.integers(1, 99_999), st.sampled_from(PAIRS))
def test_units_convert_exactly(tenths: int, pair: tuple[str, str, int]) -> None:
    large = Decimal(tenths) / 10
    first, second = only(pair[0].format(large)), only(pair[1].format(large * pair[2]))
    assert (first.kind, first.unit) == (second.kind, second.unit)
    assert first.value * first.factor == second.value * second.factor


@pytest.mark.parametrize(
    "text",
    [
        "十分好用",
        "千万别错过",
        "一起来看",
        "这一款",
        "四川",
        "百搭",
        "万一坏了",
        "一块买",
        "一年四季",
        "二手",
    ],
)
def test_numerals_inside_chinese_words_are_no_numbers(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10-20 dollars", ["10", "20"]),
        ("$10-20", ["10", "20"]),
        ("3 to 5 business days", ["3", "5"]),
        ("30 x 20 x 10 cm", ["30", "20", "10"]),
        ("220V~240V", ["220", "240"]),
    ],
)
def test_ranges_give_every_number_the_same_kind(text: str, values: list[str]) -> None:
    numbers = read(text)
    assert [number.value for number in numbers] == [Decimal(value) for value in values]
    assert len({(number.kind, number.unit, number.factor) for number in numbers}) == 1


def test_pieces_after_a_price_are_not_its_cents() -> None:
    price, count = read("39块3个")
    assert (price.kind, price.value) == ("price", Decimal(39))
    assert (count.kind, count.value) == ("count", Decimal(3))


@pytest.mark.parametrize("unit", ["one ", "9,", "九", "1.", "$", "twenty-", "百分之", "half "])
def test_reading_stays_quick_on_repetition(unit: str) -> None:
    assert len(read(unit * 5_000)) <= 10_000
