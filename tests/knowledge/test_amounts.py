from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.amounts import read_bounds, read_number


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("laptop under $500", None, 49999),
        ("headphones up to 50 dollars", None, 5000),
        ("monitors between 20 and 40", 2000, 4000),
        ("between $40 and $20", 2000, 4000),
        ("a $50-$80 bag", 5000, 8000),
        ("50 or less", None, 5000),
        ("anything under fifty dollars", None, 4999),
        ("below two hundred and fifty bucks", None, 24999),
        ("up to 1.5k", None, 150000),
        ("above 1,299.99 usd", 130000, None),
        ("at least $20", 2000, None),
        ("around $100", 8000, 12000),
        ("不超过两百的耳机", None, 20000),
        ("一百五以内的杯子", None, 15000),
        ("100到200块的鞋", 10000, 20000),
        ("不到100块", None, 9999),
        ("预算300", None, 30000),
        ("1万以下", None, 1000000),
        ("20块钱以内有什么", None, 2000),
        ("50美元以上", 5000, None),
        ("1万2以下", None, 1200000),
        ("三五百块的", 30000, 50000),
        ("一两千块的", 100000, 200000),
        ("百块以内", None, 10000),
        ("under 1k", None, 99999),
        ("$20-$40", 2000, 4000),
        ("不到一百", None, 9999),
        ("50左右", 4000, 6000),
        ("30左右的灯", 2400, 3600),
        ("一百来块的", 8000, 12000),
        ("something $20ish", 1600, 2400),
    ],
)
def test_bounds_are_read_in_both_languages(question: str, low: int | None, high: int | None) -> None:
    bounds = read_bounds(question, "USD")
    assert (bounds.at_least and bounds.at_least.minor, bounds.at_most and bounds.at_most.minor) == (low, high)
    assert not bounds.other_currency


@pytest.mark.parametrize(
    "question",
    [
        "laptop under 15 inches",
        "under 2 kg",
        "over-ear headphones",
        "over 9000 pages",
        "between 5 and 10 years",
        "less than 3 ports",
        "usb 3.0 to usb 2.0",
        "rtx 2060",
        "windows 10",
        "iphone 7",
        "aa battery",
        "1.7升以上的水壶",
        "两米以内的线",
        "5公斤左右的",
        "30左右度",
        "三五个杯子",
        "",
    ],
)
def test_other_numbers_are_no_prices(question: str) -> None:
    bounds = read_bounds(question, "USD")
    assert bounds.at_least is None
    assert bounds.at_most is None
    assert bounds.rest == question


@pytest.mark.parametrize(
    ("question", "currency", "named"),
    [("under 200 yuan", "USD", "CNY"), ("less than $20", "CNY", "USD"), ("最多80欧元", "USD", "EUR")],
)
def test_a_bound_in_another_currency_is_not_applied_but_said(
    question: str, currency: str, named: str
) -> None:
    bounds = read_bounds(question, currency)
    assert bounds.at_most is None
    assert bounds.other_currency == named
    assert "20" not in bounds.rest


def test_a_dollar_is_the_shops_own() -> None:
    bounds = read_bounds("under $20", "AUD")
    assert bounds.at_most is not None
    assert bounds.at_most.currency == "AUD"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,299", 1299), ("12.5", "12.5"), ("1.5k", 1500), ("two hundred", 200), ("a hundred and five", 105),
        ("three thousand two hundred", 3200), ("一百五", 150), ("三千五", 3500), ("两百零五", 205),
        ("一万二", 12000), ("2千", 2000), ("1万2", 12000), ("3千5", 3500), ("hello", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, value: int | str | None) -> None:
    assert read_number(text) == (None if value is None else Decimal(value))


@given(st.integers(min_value=1, max_value=9999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    said, zero = "", False
    for figure, unit in zip(f"{number:04d}", units, strict=True):
        if figure == "0":
            zero = bool(said)
            continue
        said += ("零" if zero else "") + digits[int(figure)] + unit
        zero = False
    assert read_number(said) == number


@given(st.text(max_size=300))
def test_no_question_fails(text: str) -> None:
    found = read_bounds(text, "USD")
    for bound in (found.at_least, found.at_most):
        assert bound is None or (bound.currency == "USD" and bound.minor >= 0)


def test_a_hostile_question_is_read_quickly() -> None:
    for text in (
        "under " * 5000,
        "1" * 10_000,
        "一" * 10_000,
        "between 1 and " * 2000,
        "a hundred and " * 2000,
    ):
        assert len(read_bounds(text, "USD").rest) <= len(text)
