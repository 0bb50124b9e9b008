from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Money
from knowledge.money import PriceError, minor_digits, money, read_price


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$39.00", Money(3900, "USD")),
        ("39", Money(3900, "USD")),
        ("39.9", Money(3990, "USD")),
        ("¥199", Money(19900, "CNY")),
        ("￥1,299", Money(129900, "CNY")),
        ("199元", Money(19900, "CNY")),
        ("39,90 €", Money(3990, "EUR")),
        ("1,299.00", Money(129900, "USD")),
        ("1.299,00 EUR", Money(129900, "EUR")),
        ("EUR 12 999,50", Money(1299950, "EUR")),
        ("1'299.00 CHF", Money(129900, "CHF")),
        ("JPY 1,200", Money(1200, "JPY")),
        ("KWD 1.250", Money(1250, "KWD")),
        ("US$5", Money(500, "USD")),
        ("1.299,00 €", Money(129900, "EUR")),
        ("¥1,299", Money(129900, "CNY")),
        ("1299元", Money(129900, "CNY")),
        ("人民币1299元", Money(129900, "CNY")),
        ("USD 15", Money(1500, "USD")),
        ("15.00 USD", Money(1500, "USD")),
        ("99元/件", Money(9900, "CNY")),
        ("99块钱", Money(9900, "CNY")),
        ("$15 each", Money(1500, "USD")),
        ("15,- €", Money(1500, "EUR")),
        ("₹1,29,999", Money(12999900, "INR")),
        ("Rs. 500", Money(50000, "INR")),
        ("HK$ 1,299", Money(129900, "HKD")),
        ("1 299,50 zł", Money(129950, "PLN")),
    ],
)
def test_prices_are_read_as_shops_write_them(text: str, expected: Money) -> None:
    assert read_price(text, "USD") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "$5-$10",
        "5 or 6",
        "USD 39 EUR",
        "-5",
        "$-5",
        "1.2.3",
        "12,34,567",
        "1,2,3",
        "39.999.1",
        "0.1234",
        "3e5",
        "ask 40",
        "now 40",
        "40 off",
    ],
)
def test_what_is_not_exactly_one_price_is_refused(text: str) -> None:
    with pytest.raises(PriceError):
        read_price(text, "USD")


def test_yen_sign_is_yen_only_in_a_yen_shop() -> None:
    assert read_price("¥500", "JPY") == Money(500, "JPY")
    assert read_price("¥500", "USD") == Money(50000, "CNY")


def test_dollar_sign_is_the_shops_own_dollar() -> None:
    assert read_price("$5", "AUD") == Money(500, "AUD")
    assert read_price("$5", "EUR") == Money(500, "USD")


@given(st.text(max_size=60), st.sampled_from(["USD", "JPY", "KWD", "CNY"]))
def test_any_text_is_a_price_or_a_price_error(text: str, currency: str) -> None:
    try:
        found = read_price(text, currency)
    except PriceError:
        return
    assert found.minor >= 0


@given(
    st.integers(0, 10**9),
    st.sampled_from(["USD", "EUR", "JPY", "KWD"]),
    st.sampled_from([",", "", "'", " "]),
)
def test_a_written_price_reads_back(minor: int, currency: str, separator: str) -> None:
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    text = f"{amount:,.{digits}f}".replace(",", separator)
    if currency == "KWD" and minor < 10**6 and "." not in text:
        return
    assert read_price(f"{text} {currency}", "USD") == Money(minor, currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "1e30", "0.001"])
def test_money_refuses_amounts_that_are_no_price(amount: str) -> None:
    with pytest.raises(PriceError):
        money(Decimal(amount), "USD")
