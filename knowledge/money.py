"""Prices as shops write them, read strictly."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from knowledge.model import Money

_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Digits after the decimal point where they are not two (ISO 4217)."""

_SYMBOLS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "r$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₽": "RUB", "₫": "VND", "฿": "THB",
    "zł": "PLN", "rmb": "CNY", "人民币": "CNY", "元": "CNY", "块": "CNY", "美元": "USD", "欧元": "EUR",
    "港币": "HKD", "日元": "JPY", "円": "JPY", "圆": "CNY", "块钱": "CNY", "元整": "CNY", "人民币元": "CNY",
    "港元": "HKD", "新台币": "TWD", "台币": "TWD", "韩元": "KRW", "英镑": "GBP", "澳元": "AUD", "加元": "CAD",
    "新加坡元": "SGD", "卢布": "RUB", "泰铢": "THB", "cn¥": "CNY", "cny¥": "CNY", "jp¥": "JPY", "rmb¥": "CNY",
    "usd$": "USD", "ca$": "CAD", "au$": "AUD", "nz$": "NZD", "mx$": "MXN", "chf": "CHF", "kr": "SEK",
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "yuan": "CNY", "¥元": "CNY",
    "rs": "INR", "rs.": "INR", "kč": "CZK", "₺": "TRY", "₴": "UAH", "₱": "PHP", "rm": "MYR", "rp": "IDR",
}  # fmt: skip
_CURRENCIES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF
    XPF YER ZAR ZMW ZWG
"""
_CODES = frozenset(_CURRENCIES.split())
"""ISO 4217, currencies in use; another word of three letters is none."""
_YUAN_OR_YEN = "¥"
_AMOUNT = re.compile(r"\d+(?:[.,' ]\d+)*")
_EACH = re.compile(
    r"\s*(?:/ ?(?:[件个只双条盒瓶包套支袋箱台块]|pcs?|each|unit|piece)|\beach)$|[,.](?:-|–)(?=\D*$)", re.I
)
"""What may follow a price without changing it: ``/件``, ``each``, and ``,-`` for no cents."""
_LAKHS = frozenset(["INR", "PKR", "BDT", "LKR"])
"""Written with groups of two digits after the first three: ``1,29,999``."""
_LAKH = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d{1,2})?")
_LARGEST = Decimal(10) ** 12


class PriceError(ValueError):
    """The text is not exactly one price."""


def minor_digits(currency: str) -> int:
    """Digits after the decimal point of a currency (ISO 4217): 2 for USD, 0 for JPY."""
    return _EXPONENTS.get(currency, 2)


def money(amount: Decimal, currency: str) -> Money:
    """An amount in whole units as money.

    Raises:
        PriceError: It is negative, absurdly large, or finer than the currency's smallest unit.
    """
    if not amount.is_finite() or amount < 0 or amount >= _LARGEST:
        raise PriceError(f"{amount} is no price")
    minor = amount.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value():
        raise PriceError(f"{amount} is finer than the smallest unit of {currency}")
    return Money(int(minor), currency)


def read_price(text: str, currency: str) -> Money:
    """Read one price: ``$39.00``, ``¥199``, ``39,90 €``, ``1,299.00``, ``EUR 1.299,00``.

    A sign or code in the text wins over ``currency``; ``¥`` alone is yen only if ``currency`` is JPY,
    and ``$`` alone is whichever dollar ``currency`` is. A single separator followed by exactly three
    digits groups thousands, unless the currency has three decimals; followed by one or two, it is the
    decimal point.

    Args:
        text: The cell.
        currency: ISO 4217, the shop's; used where the text names none.

    Raises:
        PriceError: There is no amount, more than one, or something that is no part of a price.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if len(plain) > 40:
        raise PriceError("too long for a price")
    plain = _EACH.sub("", plain)
    found = _AMOUNT.search(plain)
    if found is None:
        raise PriceError(f"no amount in {text!r}")
    around = [plain[: found.start()].strip(), plain[found.end() :].strip()]
    signs = [part for part in around if part]
    if len(signs) > 1 and _currency(signs[0], currency) != _currency(signs[1], currency):
        raise PriceError(f"{text!r} names two currencies")
    chosen = _currency(signs[0], currency) if signs else currency
    digits = found.group()
    if chosen in _LAKHS and _LAKH.fullmatch(digits):
        return money(Decimal(digits.replace(",", "")), chosen)
    return money(_amount(digits, minor_digits(chosen)), chosen)


def currency_named(text: str) -> str:
    """The currency that a short text names: ``USD``, ``元``, ``€``; empty if it names none."""
    sign = unicodedata.normalize("NFKC", text).strip()
    if sign in (_YUAN_OR_YEN, "") or len(sign) > 10:
        return "CNY" if sign else ""
    if sign.lower() in _SYMBOLS:
        return _SYMBOLS[sign.lower()]
    return sign if sign in _CODES else ""


def _currency(sign: str, default: str) -> str:
    if sign == _YUAN_OR_YEN:
        return "JPY" if default == "JPY" else "CNY"
    if sign == "$" and default in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"):
        return default
    if sign.lower() in _SYMBOLS:
        return _SYMBOLS[sign.lower()]
    if sign.upper() in _CODES:
        return sign.upper()
    raise PriceError(f"{sign!r} is no currency")


def _amount(digits: str, exponent: int) -> Decimal:
    separators = [char for char in digits if not char.isdigit()]
    last = separators[-1] if separators else ""
    groups = re.split(r"[.,' ]", digits)
    decimals = ""
    is_decimal = last in (".", ",") and separators.count(last) == 1
    if is_decimal and (len(groups[-1]) != 3 or exponent == 3 or (len(separators) > 1 and last == ".")):
        decimals = groups.pop()
    if len(set(separators[: len(groups) - 1])) > 1:
        raise PriceError(f"{digits!r} mixes thousands separators")
    leads = groups[0]
    if len(groups) > 1 and (
        len(leads) > 3 or leads.startswith("0") or any(len(group) != 3 for group in groups[1:])
    ):
        raise PriceError(f"{digits!r} is not grouped in thousands")
    try:
        return Decimal("".join(groups) + "." + (decimals or "0"))
    except InvalidOperation as error:
        raise PriceError(f"{digits!r} is no amount") from error
