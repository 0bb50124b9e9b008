"""Prices that a question sets a bound to, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from knowledge.model import Money
from knowledge.money import PriceError, currency_named, money
from knowledge.vocabulary import FUNCTION

_MAX_TEXT = 1000
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: Decimal(number) for number, word in enumerate(_ONES.split())}
_WORDS |= {word: Decimal(10 * number) for number, word in enumerate(_TENS.split(), 2)}
_TIMES = {"hundred": Decimal(100), "thousand": Decimal(1000), "grand": Decimal(1000)}
_HAN = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10000}

_DIGITS = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?"
_WORD = "|".join(sorted((*_WORDS, *_TIMES), key=len, reverse=True))
_SAID = rf"(?:(?:a )?(?:{_WORD})(?:[ -](?:and )?(?:{_WORD})\b){{0,5}})"
_TIMED = rf"(?:{_DIGITS})(?: ?(?:k|[百千万]\d(?!\d)|[十百千万]|grand|hundred|thousand)(?![a-z]))?"
_NUMBER = rf"(?:{_TIMED}|[{''.join(_HAN)}{''.join(_HAN_TIMES)}]{{1,9}}|\b{_SAID}\b)"
_SIGN = r"(?:us\$|hk\$|nt\$|a\$|c\$|s\$|[$€£¥₩₹]|rmb|usd|eur|gbp|cny|jpy)"
_UNIT = (
    r"(?:dollars?|bucks?|usd|euros?|eur|pounds?|quid|gbp|yuan|rmb|cny|yen|jpy|[€£$]|"
    r"美元|美金|美刀|刀|欧元|英镑|日元|港币|人民币|块钱|块|元|圆)"
)


def _amount(name: str) -> str:
    return rf"(?P<{name}s>{_SIGN})? ?(?P<{name}n>{_NUMBER})(?: ?(?P<{name}u>{_UNIT})(?![a-z]))?"


_ONE, _TWO = _amount("a"), _amount("b")
_FEW = (
    r"(?<![一二两三四五六七八九十百千万\d])(?P<an>[一二两三四五六七八])(?P<bn>[二两三四五六七八九][十百千万])"
)
"""``三五百`` is from three hundred to five hundred."""
_BELOW = r"under|below|less than|cheaper than|lower than|低于|不到|少于|小于|不足"
_AT_MOST = (
    r"up to|no more than|not more than|not over|at most|max(?:imum)?(?: of)?|within|budget(?: of| is)?|"
    r"不超过|不高于|不多于|别超过|不要超过|最多|至多|预算(?:是|在|只有)?"
)
_ABOVE = r"over|above|more than|超过|高于|大于|多于"
_AT_LEAST = (
    r"at least|no less than|not less than|starting (?:at|from)|min(?:imum)?(?: of)?|不低于|不少于|至少|起码"
)
_ABOUT = r"around|about|roughly|approximately|大概|大约|差不多"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("between", rf"\bbetween {_ONE} (?:and|to|-) {_TWO}"),
        ("between", rf"\bfrom {_ONE} to {_TWO}"),
        ("between", rf"{_ONE} ?(?:到|至|~|-|–|—) ?{_TWO}(?: ?之间)?"),
        ("few", rf"{_FEW}(?P<bs>) ?(?P<bu>{_UNIT})(?: ?(?:左右|上下|之间))?"),
        ("below", rf"(?:\b|(?<=[一-鿿]))(?:{_BELOW}) ?{_ONE}"),
        ("at_most", rf"(?:\b|(?<=[一-鿿]))(?:{_AT_MOST}) ?{_ONE}"),
        ("at_least", rf"(?:\b|(?<=[一-鿿]))(?:{_AT_LEAST}) ?{_ONE}"),
        ("above", rf"(?:\b|(?<=[一-鿿]))(?:{_ABOVE}) ?{_ONE}"),
        ("at_most", rf"{_ONE} ?(?:or (?:less|under|below|cheaper)|max\b|tops\b|以内|以下|之内|之下|内|封顶)"),
        ("at_least", rf"{_ONE} ?(?:or (?:more|over|above)|and (?:up|over)|以上|之上|往上|起步)"),
        ("about", rf"(?:\b|(?<=[一-鿿]))(?:{_ABOUT}) ?{_ONE}(?: ?(?:左右|上下))?"),
        ("about", rf"{_ONE} ?(?:左右|上下|ish\b)"),
        ("about", rf"(?P<as>)(?P<an>{_NUMBER})[来多] ?(?P<au>{_UNIT})"),
    )
)
_NAMED = {
    "buck": "", "bucks": "", "块": "", "块钱": "", "刀": "USD", "美刀": "USD", "美金": "USD", "quid": "GBP",
    "pound": "GBP", "pounds": "GBP", "yen": "JPY", "yuan": "CNY", "rmb": "CNY",
}  # fmt: skip
"""Currencies as they are called; empty for what means money of any kind."""
_AROUND = Decimal("0.2")
"""How far "about" reaches, as a share."""
_AFTER = re.compile(r"\s*(%|[a-z]+|[一-鿿]{1,2})")
_GOES_ON = frozenset("的吗呢有么吧啊都还能可价左之")
_LEAST_BARE = 5
"""Without any sign of money a smaller number counts things."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a question says of the price."""

    at_least: Money | None
    at_most: Money | None
    other_currency: str
    """Of a bound in another currency than the shop's, which cannot be applied; else empty."""
    rest: str
    """The question without it."""


def read_bounds(text: str, currency: str) -> Bounds:
    """The bounds to the price in a question; only its first 1,000 characters are read.

    A number counts as a price if a sign or word of money stands beside it, or if it stands where a price
    would and nothing follows that it might count or measure.

    Args:
        text: The question.
        currency: ISO 4217, the shop's.
    """
    plain = unicodedata.normalize("NFKC", text[:_MAX_TEXT]).casefold()
    for kind, form in _FORMS:
        for found in form.finditer(plain):
            if not _is_price(found, kind, plain):
                continue
            rest = f"{plain[: found.start()]} {plain[found.end() :]}"
            bounds = _bounds(kind, found, currency, rest)
            if bounds is not None:
                return bounds
    return Bounds(None, None, "", text)


def _is_price(found: re.Match[str], kind: str, text: str) -> bool:
    if any(found.groupdict().get(key) for key in ("as", "au", "bs", "bu")):
        return True
    said = text[found.start() : found.end()]
    if (kind == "about" and not said.endswith(("左右", "上下"))) or (
        kind == "between" and not found.group().startswith("between")
    ):
        return False
    value = read_number(found["an"])
    if value is None or value < _LEAST_BARE or text[found.end() : found.end() + 1] in ("-", "/", "°", '"'):
        return False
    following = _AFTER.match(text, found.end())
    if following is None:
        return True
    word = following[1]
    return word in FUNCTION or word[0] in _GOES_ON


def _bounds(kind: str, found: re.Match[str], own: str, rest: str) -> Bounds | None:
    first = read_number(found["an"])
    second = read_number(found["bn"]) if kind in ("between", "few") else None
    if kind == "few" and first is not None and second is not None:
        first, kind = first * _HAN_TIMES[found["bn"][-1]], "between"
        if first > second:
            return None
    if first is None or (kind == "between" and second is None):
        return None
    groups = found.groupdict()
    named = {_currency(sign, own) for key in ("as", "au", "bs", "bu") if (sign := groups.get(key))}
    other = sorted(named - {own})
    if other:
        return Bounds(None, None, other[0], rest)
    try:
        low, high = _between(kind, money(first, own), None if second is None else money(second, own))
    except PriceError:
        return None
    return Bounds(low, high, "", rest)


def _between(kind: str, first: Money, second: Money | None) -> tuple[Money | None, Money | None]:
    if kind == "between" and second is not None:
        return (first, second) if first.minor <= second.minor else (second, first)
    if kind == "below":
        return None, Money(max(0, first.minor - 1), first.currency)
    if kind == "at_most":
        return None, first
    if kind == "above":
        return Money(first.minor + 1, first.currency), None
    if kind == "at_least":
        return first, None
    reach = int(first.minor * _AROUND)
    return Money(first.minor - reach, first.currency), Money(first.minor + reach, first.currency)


def _currency(sign: str, own: str) -> str:
    if sign in _NAMED:
        return _NAMED[sign] or own
    if sign == "$" and own in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"):
        return own
    if sign == "¥" and own == "JPY":
        return own
    return currency_named(sign) or currency_named(sign.upper()) or own


def read_number(text: str) -> Decimal | None:
    """A number in digits or words of English or Chinese: ``1,299``, ``1.5k``, ``two hundred``, ``一百五``."""
    plain = text.strip().replace(",", "")
    tailed = re.fullmatch(r"(\d{1,9}) ?([百千万])(\d)", plain)
    if tailed:
        return Decimal(tailed[1]) * _HAN_TIMES[tailed[2]] + Decimal(tailed[3]) * (_HAN_TIMES[tailed[2]] // 10)
    digits = re.fullmatch(r"(\d{1,12}(?:\.\d{1,2})?) ?(k|grand|hundred|thousand|[十百千万])?", plain)
    if digits:
        times = {"k": 1000, "grand": 1000, "hundred": 100, "thousand": 1000, **_HAN_TIMES}
        return Decimal(digits[1]) * Decimal(times.get(digits[2] or "", 1))
    if plain and all(char in _HAN or char in _HAN_TIMES for char in plain):
        return _han(plain)
    return _english(plain.replace("-", " ").split())


def _english(said: list[str]) -> Decimal | None:
    total, part = Decimal(0), Decimal(0)
    read = False
    for word in said:
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part = (part or Decimal(1)) * 100
        elif word in _TIMES:
            total, part = total + (part or Decimal(1)) * _TIMES[word], Decimal(0)
        elif word not in ("a", "and"):
            return None
        read = read or word in _WORDS or word in _TIMES
    return total + part if read else None


def _han(text: str) -> Decimal | None:
    """Chinese numerals; a last digit after a power counts of the next lower one (``一百五`` is 150)."""
    total = part = digit = 0
    last = 1
    for char in text:
        if char in _HAN:
            if digit and last == 1 and not part and not total:
                return None
            digit = _HAN[char]
            if char in "零〇":
                last = 1
            continue
        times = _HAN_TIMES[char]
        if times == 10000:
            total, part = (total + part + digit or 1) * times, 0
        else:
            part += (digit or 1) * times
        digit, last = 0, times
    if digit:
        part += digit * (last // 10 if last > 10 else 1)
    return Decimal(total + part)
