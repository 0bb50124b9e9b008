"""Money in an answer, and how the tools say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from knowledge.model import Money
from knowledge.money import PriceError, currency_named, minor_digits, money
from tools.cleaning import AnswerError, number_at, text_at

Units = Literal["major", "minor"]
"""``major``: 39.90 is 39.90; ``minor``: 3990 is 39.90."""

_SIGN = {"USD": "$", "EUR": "€", "GBP": "£"}
_SAID = {"CNY": ("yuan", "元"), "USD": ("dollars", "美元"), "EUR": ("euros", "欧元"),
         "GBP": ("pounds", "英镑"), "JPY": ("yen", "日元"), "KRW": ("won", "韩元"), "HKD": ("HKD", "港币"),
         "CAD": ("CAD", "加元")}  # fmt: skip


def money_at(answer: Any, pointer: str, units: Units, currency: str, currency_pointer: str) -> Money | None:
    """An amount of money; ``None`` where there is none.

    Args:
        answer: JSON, from outside.
        pointer: Where the amount stands.
        units: What it counts.
        currency: ISO 4217: what it must be in.
        currency_pointer: Where the answer says what it is in; empty where it does not.

    Raises:
        AnswerError: It is no amount, or in another currency.
    """
    amount = number_at(answer, pointer)
    if amount is None:
        return None
    named = text_at(answer, currency_pointer)
    if named and currency_named(named.upper() if named.isascii() else named) != currency:
        raise AnswerError(f"the amount is in {named[:12]}, not in {currency}")
    try:
        return money(amount.scaleb(-minor_digits(currency)) if units == "minor" else amount, currency)
    except PriceError as error:
        raise AnswerError(f"{pointer}: {error}") from error


def said(amount: Money) -> dict[str, str]:
    """An amount as it is said, in English and Chinese."""
    digits = minor_digits(amount.currency)
    value = Decimal(amount.minor).scaleb(-digits)
    plain = f"{value:f}".rstrip("0").rstrip(".") if digits and "." in f"{value:f}" else f"{value:f}"
    shown = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.{digits}f}"
    english, chinese = _SAID.get(amount.currency, (amount.currency, amount.currency))
    sign = _SIGN.get(amount.currency)
    return {"en": sign + shown if sign else f"{shown} {english}", "zh": plain + chinese}
