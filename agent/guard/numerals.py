"""Bare numerals in English and Chinese text: digits, number words, Chinese numerals.

Only the numeral is read here; what it counts (money, percent, a unit) is read around it by ``numbers``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Form = Literal["digits", "words", "han", "pair", "fraction", "ordinal"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands in a text."""

    value: Decimal
    start: int
    end: int
    form: Form
    also: tuple[Decimal, ...] = ()
    """Other readings of the same words: "three fifty" is 3.50 or 350."""


def fold(text: str) -> str:
    """The same text, character for character, with full-width and foreign digits and signs made plain."""
    if text.isascii():
        return text
    return "".join(map(_fold_char, text))


def _fold_char(char: str) -> str:
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    if code < 0x80:
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return " " if char.isspace() else char


_DIGITS = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{2}(?![0-9])"
    r"|[0-9]+,[0-9]{2}(?![0-9,])(?=\s?(?:€|EUR|euro))"
    r"|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
)
_MULTIPLE = re.compile(
    r"\s?(?:(thousand|k(?![a-z]))|(million)|(billion)|(万)|(亿)|(千)(?![克米瓦卡]))", re.ASCII
)
_MULTIPLES = tuple(map(Decimal, (1_000, 1_000_000, 1_000_000_000, 10_000, 100_000_000, 1_000)))


def digits(text: str) -> Iterator[Numeral]:
    """Numbers written with digits, with a following "million" or 万, and vulgar fractions."""
    for match in _DIGITS.finditer(text):
        written = match[0]
        if re.search(r",[0-9]{2}$", written):
            written = written.replace(".", "").replace(",", ".")
        value, end = Decimal(written.replace(",", "")), match.end()
        multiple = _MULTIPLE.match(text, end)
        if multiple and multiple.lastindex:
            value, end = value * _MULTIPLES[multiple.lastindex - 1], multiple.end()
        yield Numeral(value, match.start(), end, "digits")
    for at, char in enumerate(text):
        if not char.isascii() and unicodedata.category(char) == "No":
            part = unicodedata.numeric(char)
            yield Numeral(Decimal(str(round(part, 6))), at, at + 1, "fraction")


_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_HAN_DIGITS |= {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_DIGITS_OF_BOTH = _HAN_DIGITS | {str(value): value for value in range(10)}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1_000, "拾": 10, "佰": 100, "仟": 1_000}
_HAN_GROUPS = {"万": 10_000, "亿": 100_000_000}
_HAN_RUN = re.compile(
    f"[{''.join([*_HAN_DIGITS, *_HAN_SCALES, *_HAN_GROUPS])}]+(?:点[{''.join(_HAN_DIGITS)}]+)?|半"
)
_LONGEST_HAN = 48
"""A longer run is no number anybody says; it gets the value of its beginning."""
HAN_DIGIT = f"[0-9{''.join(_HAN_DIGITS)}]"
"""A regular expression for one digit, in either script."""


def han(text: str) -> Iterator[Numeral]:
    """Runs of Chinese numerals. 半 is a half."""
    if text.isascii():
        return
    for match in _HAN_RUN.finditer(text):
        yield Numeral(han_value(match[0][:_LONGEST_HAN]), match.start(), match.end(), "han")


def han_value(run: str) -> Decimal:
    """What a run of Chinese numerals, or of digits, is worth."""
    if run == "半":
        return Decimal("0.5")
    if run.isascii():
        return Decimal(run)
    whole, _, decimals = run.partition("点")
    value = Decimal(_han_whole(whole))
    if decimals:
        value += Decimal("0." + "".join(str(_DIGITS_OF_BOTH[char]) for char in decimals))
    return value


def _han_whole(run: str) -> int:
    if not any(char in _HAN_SCALES or char in _HAN_GROUPS for char in run):
        return int("".join(str(_DIGITS_OF_BOTH[char]) for char in run))
    total = section = digit = 0
    scale = 1
    for char in run:
        if char in _HAN_DIGITS:
            digit, scale = _HAN_DIGITS[char], (1 if char in "零〇" else scale)
        elif char in _HAN_SCALES:
            scale = _HAN_SCALES[char]
            section += (digit or 1) * scale
            digit = 0
        else:
            scale = _HAN_GROUPS[char]
            section += digit
            if scale == 100_000_000:
                total = (total + (section or 1)) * scale
            else:
                total += (section or 1) * scale
            section = digit = 0
    spoken_short = digit and scale >= 100 and run[-1] in _HAN_DIGITS  # 两百五 is 250, 一万二 is 12,000
    return total + section + (digit * scale // 10 if spoken_short else digit)


_ONES = {
    word: value
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
}
_TEENS = (
    "ten",
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
_TEEN = {word: value for value, word in enumerate(_TEENS, 10)}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEN = {word: value * 10 for value, word in enumerate(_TENS, 2)}
_SCALE = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_PLURALS = {"dozens": 12, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
}
_ORDINALS = (
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_ORDINAL = {word: value for value, word in enumerate(_ORDINALS, 3)}
_NUMBER_WORDS = frozenset([*_ONES, *_TEEN, *_TEN, *_SCALE, "hundred", "dozen"])
_WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]+(?![0-9A-Za-z])")
_GAP = re.compile(r"[ \t]{1,3}|-")


class _Sum:
    """Adds number words up for as long as they make one number."""

    def __init__(self) -> None:
        self.total = 0
        self.current = 0
        self.begun = False
        self._scale = 10**12

    @property
    def value(self) -> int:
        return self.total + self.current

    def add(self, word: str) -> bool:
        """Take a word; whether it belonged to the same number."""
        fits = self._fits(word)
        if fits:
            self._put(word)
            self.begun = True
        return fits

    def _fits(self, word: str) -> bool:
        if not self.begun:
            return True
        if self.value == 0:
            return False
        if word in _ONES:
            return word != "zero" and self.current % 10 == 0 and self.current % 100 != 10
        if word in _TEEN or word in _TEN:
            return self.current % 100 == 0
        if word == "hundred":
            return 0 < self.current < 100
        if word == "dozen":
            return self.total == 0 and self.current < 100
        return self.current > 0 and _SCALE[word] < self._scale

    def _put(self, word: str) -> None:
        if word == "hundred":
            self.current = (self.current or 1) * 100
        elif word == "dozen":
            self.current = (self.current or 1) * 12
        elif word in _SCALE:
            self._scale = _SCALE[word]
            self.total += (self.current or 1) * self._scale
            self.current = 0
        else:
            self.current += (_ONES | _TEEN | _TEN)[word]


def words(text: str) -> Iterator[Numeral]:
    """Numbers written with English words, fractions and ordinals."""
    tokens = list(_WORD.finditer(text))
    at = 0
    while at < len(tokens):
        word = tokens[at][0].lower()
        if word in _NUMBER_WORDS:
            numeral, at = _number(text, tokens, at)
            yield numeral
            continue
        if word == "half" and not (
            at and tokens[at - 1][0].lower() in ("other", "second", "first", "latter")
        ):
            yield Numeral(Decimal("0.5"), tokens[at].start(), tokens[at].end(), "fraction")
        elif word in _PLURALS:
            yield Numeral(Decimal(_PLURALS[word]), tokens[at].start(), tokens[at].end(), "words")
        elif word in _ORDINAL:
            yield Numeral(Decimal(_ORDINAL[word]), tokens[at].start(), tokens[at].end(), "ordinal")
        at += 1


def _next(text: str, tokens: list[re.Match[str]], at: int) -> str:
    """The word after a token if only a space or hyphen parts them, else empty."""
    if at + 1 >= len(tokens) or not _GAP.fullmatch(text, tokens[at].end(), tokens[at + 1].start()):
        return ""
    return tokens[at + 1][0].lower()


def _number(text: str, tokens: list[re.Match[str]], at: int) -> tuple[Numeral, int]:
    """The number that begins at a token, and the token behind it."""
    first = at
    value, at = _whole(text, tokens, at)
    form: Form = "words"
    also: tuple[Decimal, ...] = ()
    follower = _next(text, tokens, at)
    if follower == "point" and _next(text, tokens, at + 1) in _ONES:
        at += 1
        decimals = ""
        while (follower := _next(text, tokens, at)) in _ONES:
            decimals += str(_ONES[follower])
            at += 1
        value += Decimal("0." + decimals)
    elif follower == "and" and _ahead(text, tokens, at, ("and", "a", "half")):
        value, at = value + Decimal("0.5"), at + 3
    elif follower in _PARTS and (follower != "third" or value == 1) and value < 10:
        value, at, form = round(value / _PARTS[follower], 6), at + 1, "fraction"
    elif follower in _TEEN or follower in _TEN:
        cents, beyond = _whole(text, tokens, at + 1)
        if value < 1000 and cents < 100:  # "forty-nine ninety-nine"
            also = (value * 100 + cents,)
            value, at, form = value + cents / 100, beyond, "pair"
            if _next(text, tokens, at) in {*_TEEN, *_TEN} and (rest := _whole(text, tokens, at + 1))[0] < 100:
                value, at, also = also[0] + rest[0] / 100, rest[1], ()  # "one eighty-nine ninety-nine"
    return Numeral(value, tokens[first].start(), tokens[at].end(), form, also), at + 1


def _ahead(text: str, tokens: list[re.Match[str]], at: int, expected: tuple[str, ...]) -> bool:
    return all(_next(text, tokens, at + step) == word for step, word in enumerate(expected))


def _whole(text: str, tokens: list[re.Match[str]], at: int) -> tuple[Decimal, int]:
    """A whole number from a token on, and the last token of it."""
    total = _Sum()
    total.add(tokens[at][0].lower())
    while True:
        follower = _next(text, tokens, at)
        joined = follower == "and" and tokens[at][0].lower() in {*_SCALE, "hundred"}
        step = 2 if joined else 1
        word = _next(text, tokens, at + 1) if joined else follower
        if word not in _NUMBER_WORDS or (joined and word in _SCALE) or not total.add(word):
            return Decimal(total.value), at
        at += step
