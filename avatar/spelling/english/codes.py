"""How English says telephone numbers, order numbers, codes and the names of models."""

from __future__ import annotations

import re

from avatar.spelling.english.numbers import grouped, model, number, one_by_one, ordinal, value
from avatar.spelling.letters import initials, spaced
from avatar.spelling.rule import Rule

_CALL = r"(?:call(?:\sus)?|phone|tel|hotline|dial|text|fax|whatsapp|mobile|cell|helpline|line|sms)"
_ORDER = (
    r"(?:order|tracking|parcel|package|shipment|ref|reference|invoice|serial|confirmation|account|ticket|booking|"
    r"barcode|isbn|upc|ean|sku|code|pin|zip|postcode|passcode|password|coupon|room|flight|waybill|case|id)"
)
_ASIDE = r"(?:\s(?:number|no\.?|num|code|id|is|us|at|on|line))*\s?[:#]{0,2}\s?"
_PART = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|\+")
_SAID = frozenset(["MAX", "PRO", "AIR", "UP", "GO", "NEO"])
_ROMAN = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
    "XI": 11, "XII": 12, "XIII": 13, "XIV": 14, "XV": 15, "XVI": 16, "XVII": 17, "XVIII": 18, "XIX": 19,
    "XX": 20,
}  # fmt: skip
_NUMERAL = r"X{0,2}(?:IX|IV|V?I{1,3}|V|X)"
_COUNTED = (
    r"(?:Part|Chapter|Volume|Vol\.?|Mark|Mk\.?|Phase|Stage|Act|"
    r"Book|Episode|Edition|War|Round|Season|Grade|Bowl)"
)


def _call(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match["it"])
    plus = "plus " if match["it"].startswith("+") else ""
    if len(groups) == 1:
        return plus + grouped(groups[0])
    return plus + ", ".join(map(one_by_one, groups))


def _code(match: re.Match[str]) -> str:
    """Every letter and digit; a breath where the writer put a dash."""
    said = []
    for part in re.findall(r"\d+|[A-Za-z]+", match["it"]):
        if part.isdigit():
            said.append(grouped(part))
        else:
            said.append(" ".join(part) if part.isupper() and len(part) <= 3 else part)
    return ", ".join(said) if "-" in match["it"] else " ".join(said)


def _parcel(match: re.Match[str]) -> str:
    """A mixed code without dashes, letter by letter and digit by digit."""
    return " ".join(one_by_one(it) if it.isdigit() else it for it in match[0] if it.isalnum())


def _model(match: re.Match[str]) -> str:
    """A name with digits in it: ``W H one thousand X M five``."""
    said: list[str] = []
    for part in _PART.findall(match[0]):
        if part == "+":
            said.append("plus")
        elif part[0].isdigit():
            said.append(number(part) if "." in part else model(part))
        elif part.isupper() and (len(part) <= 3 or initials(part)) and part not in _SAID:
            said.append(" ".join(part))
        else:
            said.append(spaced(part))
    return " ".join(said)


def _roman(match: re.Match[str]) -> str:
    return value(_ROMAN[match["it"]])


def _monarch(match: re.Match[str]) -> str:
    return f"the {ordinal(_ROMAN[match['it']])}"


_I = re.IGNORECASE
_WORDLIKE = r"[A-Za-z\d]+(?:\.\d+)?"

NUMBERS_OF_CALLS: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<![\w.,$-])(?P<it>\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,4}\d{2,4}|\(\d{3,4}\)\s?\d{3,4}[\s.-]?\d{3,4}|"
            r"(?:1[\s.-])?\d{3}[-.]\d{3}[-.]\d{4}|(?:1-)?[48]00[\s-]\d{3}[\s-]\d{3,4}|\d{3}\s\d{3}\s\d{4}|"
            r"0\d{2,4}\s\d{3,4}\s\d{3,4}|\d{3,4}[\s-]\d{4}[\s-]\d{4}|"
            r"(?!(?:19|20)\d\d-)\d{3}-\d{4}|\d{3,4}-\d{7,8}|\d+(?:-\d+){2,})(?![\w-]|[.,]\d)"
        ),
        _call,
    ),
    (re.compile(rf"\b{_CALL}{_ASIDE}(?P<it>\+?\d[\d\s.-]{{1,20}}\d)(?![\w%]|[.,]\d)", _I), _call),
    (
        re.compile(
            rf"\b{_ORDER}{_ASIDE}(?P<it>(?=[A-Z\d-]*\d{{3}})(?:[A-Z]{{1,4}}-?)?\d[A-Z\d]*(?:-[A-Z\d]+)*)"
            r"(?!\w|[.,]\d|\s?(?:%|off|dollars|units|pieces|people))",
            _I,
        ),
        _code,
    ),
    (re.compile(r"#\s?(?P<it>\d{4,})(?!\w)"), _code),
    (re.compile(r"(?<![\w-])(?=[A-Z\d]*\d{5})(?=\d*[A-Z])[A-Z\d]{8,30}(?![\w-])"), _parcel),
    (
        re.compile(r"(?<![\w.,$])\d{10,40}(?![\w%]|[.,]\d)"),
        lambda match: match[0] if match[0].endswith("0000") else grouped(match[0]),
    ),
)
"""Before dates' leftovers, prices and ranges."""

MODELS: tuple[Rule, ...] = (
    (
        re.compile(r"(?<![\w$€£¥])(?P<name>[A-Z]{2,4})[ -](?P<it>\d{3,4})(?![\w.,+]\w|\w|\s?[%$€£¥])"),
        lambda match: model(match["it"]) if initials(match["name"]) else match["it"],
    ),
    (re.compile(rf"\b{_COUNTED}\s(?P<it>{_NUMERAL})(?![\w-])"), _roman),
    (
        re.compile(
            r"\b(?:Class|Series|Type|Model|Tier|Level|Gen|Version)\s(?P<it>(?=..)[IVX]{2,4})(?![\w-])"
        ),
        lambda m: _roman(m) if m["it"] in _ROMAN else m["it"],
    ),
    (
        re.compile(
            r"\b(?:King|Queen|Pope|Henry|Louis|Elizabeth|Charles|George|Napoleon|Edward|William)\s(?P<it>[IVX]{1,5})\b"
        ),
        lambda m: _monarch(m) if m["it"] in _ROMAN else m["it"],
    ),
    (re.compile(r"(?<![\w-])(?P<it>II|III|VII|VIII|XII|XIII)(?![\w-])"), _roman),
    (re.compile(r"(?<=\w\s)(?P<it>IV|VI|IX)(?![\w-])"), _roman),
    (re.compile(r"\bAAA(?!\w)"), lambda _: "triple A"),
    (re.compile(r"\bAA(?!\w)"), lambda _: "double A"),
    (
        re.compile(
            r"(?i)\b(?:(?:ver|version)\.?\s?(?=\d)|v\.?\s?(?=\d+\.))(?P<digits>\d+(?:\.\d+)*)(?!\w|\.\d)"
        ),
        lambda m: f"version {_version(m['digits'])}",
    ),
    (re.compile(r"(?<![\w.,])(?P<it>\d+(?:\.\d+){2,4})(?![\w]|[.,]\d)"), lambda match: _version(match["it"])),
    (
        re.compile(
            rf"(?<![\w.,$])(?=[A-Za-z\d.-]*\d)(?=[\d.-]*[A-Za-z])(?!\d+(?:st|nd|rd|th)\b)"
            rf"{_WORDLIKE}(?:-{_WORDLIKE})*\+?(?!\w)",
        ),
        _model,
    ),
)


def _version(written: str) -> str:
    return " point ".join(
        value(int(part)) if len(part) < 5 else one_by_one(part) for part in written.split(".")
    )
