"""Numbers and words as they are spoken, read without the guard's help."""

from decimal import Decimal

import pytest

from evals.scorers.numbers import numbers
from evals.scorers.terms import said


@pytest.mark.parametrize(
    ("text", "counts", "value"),
    [
        ("it's $1,299.00", "money", "1299"),
        ("thirty-nine dollars", "money", "39"),
        ("a hundred and twenty bucks", "money", "120"),
        ("39美元", "money", "39"),
        ("三十九块九", "money", "39.9"),
        ("一千二百九十九元", "money", "1299"),
        ("两千二百美元", "money", "2200"),
        ("一万二美元", "money", "12000"),
        ("20% off", "percent", "20"),
        ("百分之二十", "percent", "20"),
        ("打八五折", "percent", "15"),
        ("1.7升", "measure", "1700"),
        ("three and a half hours", "measure", "12600"),
        ("三个半小时", "measure", "12600"),
        ("10000毫安时", "measure", "10000"),
        ("3 modes", "plain", "3"),
        ("size 02", "plain", "2"),
    ],
)
def test_a_number_is_read_in_any_writing(text: str, counts: str, value: str) -> None:
    [number] = numbers(text)
    assert number.counts == counts
    assert Decimal(value) in number.values


@pytest.mark.parametrize(
    "text", ["at 9:30 pm", "the 2nd one", "第二个", "IPX4", "Qi2", "one of these", "万一"]
)
def test_times_of_day_ordinals_codes_and_pronouns_are_no_numbers(text: str) -> None:
    assert numbers(text) == []


def test_two_words_may_be_dollars_and_cents() -> None:
    [number] = numbers("twelve ninety-nine")
    assert Decimal("12.99") in number.values


def test_a_range_and_a_size_have_the_unit_that_stands_last() -> None:
    days = numbers("3 to 5 business days")
    assert [int(n.values[0]) for n in days] == [3, 5]
    assert {n.dimension for n in days} == {"workdays"}
    assert [int(n.values[0]) for n in numbers("55乘36乘22厘米")] == [55, 36, 22]


@pytest.mark.parametrize(
    ("term", "text", "well"),
    [
        ("$39", "It's 39 dollars.", True),
        ("$39", "现在三十九美元。", True),
        ("$39", "It's $139.", False),
        ("$39", "39 percent of it", False),
        ("20 hours", "能亮二十个小时", True),
        ("20 hours", "20 minutes", False),
        ("340", "340 grams", True),
        ("free", "carefree", False),
        ("return*", "it was returned", True),
        ("brush head", "2 brush heads", True),
        ("sold out | out of stock", "It is OUT of stock.", True),
        ("售罄|没货", "已经没货了", True),
        ("USB-C", "over usb-c", True),
        ("1元", "1美元", False),
        ("1元", "只要一元", True),
        ("US 8", "fits US 10", False),
    ],
)
def test_a_term_is_met_by_its_words_and_numbers(term: str, text: str, well: bool) -> None:
    assert said(term, text) == well
