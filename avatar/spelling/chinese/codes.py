"""How Mandarin says telephone numbers, order numbers, codes and the names of models."""

from __future__ import annotations

import re

from avatar.spelling.chinese.numbers import model, number, one_by_one, telephone
from avatar.spelling.letters import spaced
from avatar.spelling.rule import Rule

_CALL = r"(?:电话|热线|手机号?|致电|拨打|客服|座机|联系|号码|微信|短信|发送到?|传真|请拨|打)"
_ORDER = (
    r"(?:尾号|订单|运单|快递单|物流单|身份证|QQ群?|条形?码|邮编|验证码|取件码|口令|优惠码|兑换码|"
    r"(?:货|单|产品|序列|编|券|会员|卡|账|房间|群|车牌|型)[号码])"
)
_ASIDE = r"(?:号码?|码|尾号|是|为|编号|[:：#\s])*"
_PART = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|\+")


def _call(match: re.Match[str]) -> str:
    """Digit by digit, 1 as 幺; a breath between groups."""
    written = match["it"]
    groups = re.findall(r"\d+", written)
    if len(groups) == 1 and len(groups[0]) == 11:
        groups = [written[-11:-8], written[-8:-4], written[-4:]]
    elif len(groups) == 1 and len(groups[0]) == 10:
        groups = [groups[0][:3], groups[0][3:6], groups[0][6:]]
    return ("加" if written.startswith("+") else "") + "，".join(map(telephone, groups))


def _code(match: re.Match[str]) -> str:
    said = []
    for part in re.findall(r"\d+|[A-Za-z]+", match["it"]):
        digits = one_by_one(part) if part.isdigit() else ""
        if len(digits) > 6:
            digits = "，".join(digits[at : at + 4] for at in range(0, len(digits), 4))
        said.append(digits or spaced(part))
    return ("，" if "-" in match["it"] else "").join(said)


def _model(match: re.Match[str]) -> str:
    """A name with letters and digits: small numbers are said as numbers, others digit by digit."""
    said = []
    for part in _PART.findall(match[0]):
        if part == "+":
            said.append("加")
        elif part[0].isdigit():
            said.append(number(part) if "." in part else model(part))
        else:
            said.append(spaced(part))
    return "".join(said)


_I = re.IGNORECASE

CALLS: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<![\w.,¥$-])(?P<it>(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\+\d{1,3}(?:[\s-]?\(?\d{1,4}\)?){2,5}|"
            r"[48]00[\s-]?\d{3}[\s-]?\d{4}|[48]00[\s-]\d{4}[\s-]\d{3}|0\d{2,3}[\s-]\d{7,8}|"
            r"0\d{2,3}[\s-]\d{4}[\s-]\d{4}|\d+(?:-\d+){2,})(?![\w-]|[.,]\d)"
        ),
        _call,
    ),
    (
        re.compile(
            rf"{_CALL}{_ASIDE}(?P<it>\+?\d[\d\s-]{{1,20}}\d)(?![\d%.]|\s?(?:元|块|个|件|折|万|人|单|分|秒|小时|天))"
        ),
        _call,
    ),
    (
        re.compile(
            r"(?<![\d.])(?P<it>10086|10010|10000|12315|95588|95533|110|119|120|12345|12306)(?=热线|客服|投诉|举报|电话)"
        ),
        _call,
    ),
    (
        re.compile(
            r"(?<![\d.,¥$])(?P<it>12306|12315|10086|10010)(?![\d.,%]|\s?[A-Za-z元块个件万人步克米毫单粉])"
        ),
        _call,
    ),
    (
        re.compile(
            rf"(?:{_ORDER}号?{_ASIDE})(?P<it>(?=[A-Z\d-]*\d{{3}})[A-Z\d]+(?:-[A-Z\d]+)*)"
            r"(?![A-Za-z\d]|\.\d|\s?[元块个件折万人单分秒天])",
            _I,
        ),
        _code,
    ),
    (re.compile(r"#\s?(?P<it>\d{4,})(?!\w)"), _code),
    (re.compile(r"(?<![\w-])(?P<it>(?=[A-Z\d]*\d{5})(?=\d*[A-Z])[A-Z\d]{8,30})(?![\w-])"), _code),
    (re.compile(r"(?<!\d)(?P<it>\d{3,4})(?=\s?(?:室|房间|房号|航班))"), lambda m: one_by_one(m["it"])),
    (
        re.compile(r"(?<![\d.,])(?P<it>666+|888+|233+|999+|555+)(?![\d.,元块个件万人%折克]|\s?[A-Za-z])"),
        lambda m: one_by_one(m["it"]),
    ),
    (re.compile(r"(?<!\d)(?P<it>985|211)(?=高校|大学|毕业|院校|[,，、/])"), lambda m: one_by_one(m["it"])),
)
"""Before prices and ranges."""

MODELS: tuple[Rule, ...] = (
    (re.compile(r"(?i)\b(?:no|nr)\.?\s?1(?!\d)|№\s?1(?!\d)"), lambda _: "第一"),
    (re.compile(r"(?i)\b(?:no\.|№)\s?(?P<n>\d+)(?!\d)"), lambda m: f"{number(m['n'])}号"),
    (
        re.compile(r"(?<![\w.,])(?P<it>\d+(?:\.\d+){2,4})(?![\w]|[.,]\d)"),
        lambda m: "点".join(map(number, m["it"].split("."))),
    ),
    (
        re.compile(
            r"(?<![A-Za-z\d.,])(?=[A-Za-z\d.-]*\d)(?=[\d.-]*[A-Za-z])[A-Za-z\d]+(?:\.\d+)?(?:-[A-Za-z\d]+)*"
        ),
        _model,
    ),
    (
        re.compile(r"(?<=[A-Za-z]\s)(?P<it>[1-9]\d{3})(?=\s?(?:显卡|处理器|芯片|系列))"),
        lambda m: model(m["it"]),
    ),
    (re.compile(r"(?<=RTX\s)(?P<it>\d{4})|(?<=GTX\s)(?P<b>\d{4})"), lambda m: model(m[0])),
)
