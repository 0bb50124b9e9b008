from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.base import RowError
from knowledge.feeds.cells import attribute_cell, moment, price_cell, stock_cell, told
from knowledge.model import Money, Quantity


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12), ("1,200", 1200), ("12件", 12), ("12 pcs", 12), (3.0, 3), ("3.0", 3), ("In Stock", True),
        ("https://schema.org/InStock", True), ("有货", True), ("充足", True), ("100+", True), (">50", True),
        ("售罄", False), ("out of stock", False), ("OutOfStock", False), (True, True), (0, 0),
    ],
)  # fmt: skip
def test_stock_is_read_as_shops_write_it(cell: object, value: object) -> None:
    found = stock_cell(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("cell", ["some", "-3", -1, 1.5, float("nan"), 10**13, "1/2", None, [1]])
def test_what_is_no_stock_is_refused(cell: object) -> None:
    with pytest.raises(RowError):
        stock_cell(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("USD 15", 1500), ("15.00 USD", 1500), (39.9, 3990), (39.900000000000006, 3990), (0.1 + 0.2, 30),
        (15, 1500),
        ("<b>$15</b>", 1500),
    ],
)  # fmt: skip
def test_prices_come_as_text_or_numbers(cell: object, value: int) -> None:
    assert price_cell(cell, "USD") == Money(value, "USD")


@pytest.mark.parametrize(
    "cell",
    [
        True,
        None,
        [],
        float("nan"),
        float("inf"),
        -1,
        1e300,
        10**5000,
        "9" * 1000,
        "1e5",
        0.001,
        date(2026, 1, 1),
    ],
    ids=range(12),
)
def test_what_is_no_price_is_one_line(cell: Any) -> None:
    with pytest.raises(RowError) as caught:
        price_cell(cell, "USD")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("1.7 L", "", Quantity(1.7, "L")), (500, "g", Quantity(500.0, "g")),
        ("500", "g", Quantity(500.0, "g")),
        ("0.5 kg", "g", Quantity(0.5, "kg")), ("是", "", True), ("=1+1", "", None), ("https://x/y", "", None),
        ("-", "", None), ("#N/A", "", None), (float("nan"), "", None), (date(2026, 3, 1), "", "2026-03-01"),
        (datetime(2026, 3, 1, 9, 30), "", "2026-03-01 09:30"),
        (["a", "<b>b</b>", "https://x"], "", ("a", "b")),
        ({"a": 1}, "", None), ("007", "", "007"),
    ],
)  # fmt: skip
def test_attributes_become_what_can_be_said(cell: object, unit: str, value: object) -> None:
    assert attribute_cell(cell, unit) == value


@given(
    st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.binary(), st.none(), st.lists(st.text()))
)
def test_any_cell_is_a_value_or_one_line(cell: object) -> None:
    attribute_cell(cell)
    for read in (stock_cell, lambda given: price_cell(given, "CNY")):
        try:
            read(cell)
            said = ""
        except RowError as error:
            said = str(error)
        assert "\n" not in said


def test_text_that_a_spreadsheet_kept_as_text_is_that_text() -> None:
    assert told('="00123"') == "00123"
    with pytest.raises(RowError, match="formula"):
        told("=cmd|' /C calc'!A0")


@pytest.mark.parametrize(
    ("cell", "end", "seconds"),
    [
        ("1970-01-02", False, 86_400.0), ("1970-01-02", True, 172_800.0),
        ("1970-01-01T01:00+0100", True, 0.0),
        ("1970/01/02", False, 86_400.0), (date(1970, 1, 2), False, 86_400.0),
        ("soon", False, None), ("", False, None),
        (5, False, None), ("9999-99-99", False, None),
    ],
)  # fmt: skip
def test_dates_are_moments(cell: object, end: bool, seconds: float | None) -> None:
    assert moment(cell, end=end) == seconds
