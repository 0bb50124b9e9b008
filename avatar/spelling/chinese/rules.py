"""Mandarin, from the surest patterns to what is left.

espeak-ng misreads Mandarin digits above 9,999 and years, so every number is written in characters.
"""

from __future__ import annotations

import re

from avatar.spelling.chinese.codes import CALLS, MODELS
from avatar.spelling.chinese.dates import DATES
from avatar.spelling.chinese.measures import MEASURES
from avatar.spelling.chinese.money import BEFORE, MONEY
from avatar.spelling.chinese.numbers import number, one_by_one
from avatar.spelling.letters import LETTERS
from avatar.spelling.rule import Rule
from avatar.spelling.units import NUMBER
from avatar.spelling.web import Web

_WEB = Web("点", "艾特", "斜杠", "杠", "下划线", "加", "", "", one_by_one)

_SIGNS: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<=[元角一-鿿])\s?/\s?(?=(?:\d{0,3}\s?)(?:[个件斤克双套盒瓶条台只袋包箱份米位人天月年晚次张支块对组]|kg|g))"
        ),
        lambda _: "每",
    ),
    (
        re.compile(r"(?<=[\dA-Za-z])\s?/\s?(?=[个件斤克双套盒瓶条台只袋包箱份米位人天月年晚次张支块对组])"),
        lambda _: "每",
    ),
    (re.compile(r"(?<=[\w一-鿿])\s?[&＆]\s?(?=[\w一-鿿])"), lambda _: "和"),
    (re.compile(r"±\s?"), lambda _: "正负"),
    (re.compile(r"≥\s?"), lambda _: "大于等于"),
    (re.compile(r"≤\s?"), lambda _: "小于等于"),
    (re.compile(r"[>＞]=\s?(?=\d)"), lambda _: "大于等于"),
    (re.compile(r"[<＜]=\s?(?=\d)"), lambda _: "小于等于"),
    (re.compile(r"[>＞]\s?(?=\d)"), lambda _: "大于"),
    (re.compile(r"[<＜]\s?(?=\d)"), lambda _: "小于"),
    (re.compile(r"(?<=\w)\s?[=＝]\s?(?=\w)"), lambda _: "等于"),
    (re.compile(r"(?<=[A-Za-z一-鿿\d])\s?vs\.?\s?(?=[A-Za-z一-鿿\d])", re.IGNORECASE), lambda _: "对比"),
)
_NUMBERS: tuple[Rule, ...] = (
    (re.compile(r"(?<![\d.,A-Za-z])[~≈～]\s?(?=\d)"), lambda _: "约"),
    (re.compile(r"(?<![\w一-鿿)）])[-−](?=\d)"), lambda _: "负"),
    (re.compile(r"(?<=第)\s?(?P<it>\d+)"), lambda match: number(match["it"])),
    (re.compile(rf"{BEFORE}{NUMBER}(?!\d)"), lambda match: number(match[0])),
    (re.compile(r"\d+"), lambda match: number(match[0])),
    (re.compile(r"\s?\+"), lambda _: "加"),
    (re.compile(r"\s?/\s?"), lambda _: "、"),
    (re.compile(r"[%$€£¥￥‰]"), lambda _: " "),
)

RULES: tuple[Rule, ...] = (
    *_WEB.rules(),
    *DATES,
    *CALLS,
    *MONEY,
    *_SIGNS,
    *MEASURES,
    *MODELS,
    *_NUMBERS,
    *LETTERS,
)
