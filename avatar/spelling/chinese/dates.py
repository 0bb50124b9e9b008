"""How Mandarin says dates, times and years."""

from __future__ import annotations

import re

from avatar.spelling.chinese.money import BEFORE, DASH
from avatar.spelling.chinese.numbers import counted, number, one_by_one
from avatar.spelling.rule import Rule

_YEAR = r"(?:19|20)\d\d"
_FESTIVALS = r"618|6\.18|520|5\.20|315|3\.15|818|8\.18|1111|11\.11|1212|12\.12|38|3\.8|99|9\.9"
_FESTIVE = (
    r"(?=\s?(?:年中)?(?:大促|活动|购物节|狂欢|女神节|女王节|妇女节|节(?!约|省)|预售|期间|当天|返场|盛典|提前购|"
    r"情人节|告白|大酬宾))"
)
_MARKED = re.compile(
    r"(?:从|到|至|在|于|截止|截至|即日起|日期|时间|直播|活动|发货|预计|有效期|保质期)[^\d]{0,3}$"
)
_MARKS = re.compile(
    r"\s?(?:前|起|止|当天|晚|早|上午|下午|截止|开抢|开售|发货|到货|直播|活动|号|开播|上新|预售|[-~～至到]\s?\d+/\d)"
)


def _plausible(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _full(match: re.Match[str]) -> str:
    if not _plausible(match["month"], match["day"]):
        return match[0]
    return (
        f"{one_by_one(match['year'])}年{number(str(int(match['month'])))}月{number(str(int(match['day'])))}日"
    )


def _slashed(match: re.Match[str]) -> str:
    """``11/20``: a date unless it may as well be a fraction and nothing says date."""
    month, day = match["month"], match["day"]
    if not _plausible(month, day):
        return match[0]
    text = match.string
    marked = _MARKED.search(text[max(0, match.start() - 8) : match.start()]) or _MARKS.match(
        text, match.end()
    )
    if not marked and (
        int(month) < int(day) <= 10 or int(month) > int(day) or (month == "1" and int(day) <= 20)
    ):
        return match[0]
    return f"{number(str(int(month)))}月{number(str(int(day)))}日"


def clock(hours: str, minutes: str, seconds: str | None = None) -> str:
    """A time: 八点半, 二十点三十分, 九点."""
    hour = int(hours)
    said = counted(str(hour)) + "点"
    if seconds:
        return f"{said}{_small(minutes)}分{_small(seconds)}秒"
    if minutes == "00":
        return said
    if minutes == "30" and hour <= 12:
        return said + "半"
    return f"{said}{_small(minutes)}分"


def _small(digits: str) -> str:
    return one_by_one(digits) if digits.startswith("0") else number(digits)


def _time(match: re.Match[str]) -> str:
    half = {"a": "上午", "p": "下午"}.get((match["half"] or "").lower()[:1], "")
    hours = match["hours"]
    if half == "下午" and int(hours) >= 6 and int(hours) != 12:
        half = "晚上"
    return half + clock(hours, match["minutes"] or "00", match["seconds"])


def _dotted(match: re.Match[str]) -> str:
    """``11.1-11.11`` where dates stand."""
    days = re.findall(r"(\d{1,2})\.(\d{1,2})", match[0])
    return "到".join(f"{number(str(int(month)))}月{number(str(int(day)))}日" for month, day in days)


def _festival(match: re.Match[str]) -> str:
    digits = match["it"].replace(".", "")
    if len(digits) == 4:
        return f"双{number(digits[:2])}"
    return one_by_one(digits)


_I = re.IGNORECASE
_DOTTED = r"(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9])"

DATES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?:时间|日期|活动|期间|有效期|预售)[^\d]{0,3}"
            rf"(?P<it>{_DOTTED}(?:\s?[-–—~～至到]\s?{_DOTTED})?)(?![\d.元折])"
        ),
        _dotted,
    ),
    (
        re.compile(
            rf"(?<![\d.]){_DOTTED}\s?[-–—~～至到]\s?{_DOTTED}(?![\d.])(?=\s?(?:发货|期间|活动|开抢|预售|上新))"
        ),
        _dotted,
    ),
    (
        re.compile(
            rf"(?<![\w./-])(?P<year>{_YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?![A-Za-z\d/]|[-.]\d)"
        ),
        _full,
    ),
    (re.compile(rf"{BEFORE}(?P<it>{_FESTIVALS}){_FESTIVE}"), _festival),
    (
        re.compile(r"双\s?(?P<it>1[12]|1111|1212|11\.11|12\.12|\d)(?!\d)"),
        lambda m: number(m["it"].replace(".", "")[:2]),
    ),
    (
        re.compile(
            r"(?<!\d)(?P<it>618|520|1314|996|1111|1212)(?![\d.,元块个件%]|\s?[A-Za-z年月日号克米台只人毫])"
        ),
        lambda m: one_by_one(m["it"]),
    ),
    (
        re.compile(rf"(?<!\d)(?P<low>{_YEAR})\s?年?{DASH}(?P<high>{_YEAR})(?=\s?年)"),
        lambda m: f"{one_by_one(m['low'])}到{one_by_one(m['high'])}",
    ),
    (
        re.compile(
            rf"(?<!\d)(?P<year>{_YEAR})(?=\s?(?:年(?!的?时间)|款|新款|秋|冬|春|夏|世界杯|届|版|财年|新年|春节|元旦|国庆|开年|全新|春夏|秋冬))"
        ),
        lambda m: one_by_one(m["year"]),
    ),
    (
        re.compile(r"(?<!\d)(?P<year>\d\d)(?=年(?:款|产|新款|初|底|代|出厂|上市|\d))"),
        lambda m: one_by_one(m["year"]) if m.string[m.end() + 1 : m.end() + 2] != "代" else number(m["year"]),
    ),
    (re.compile(r"(?<!\d)(?P<year>[0-9][05])(?=后(?!面|天))"), lambda m: one_by_one(m["year"])),
    (
        re.compile(rf"{BEFORE}(?P<low>\d{{1,2}}){DASH}(?P<high>\d{{1,2}})(?=\s?[月日号])"),
        lambda m: f"{number(m['low'])}到{number(m['high'])}",
    ),
    (
        re.compile(r"(?<![\d.])(?P<it>0?[1-9]|1[0-2])(?=\s?月(?!份?的?时间))"),
        lambda m: number(str(int(m["it"]))),
    ),
    (
        re.compile(r"(?<![\d.])(?P<it>0?[1-9]|[12]\d|3[01])(?=\s?[日号](?!元))"),
        lambda m: number(str(int(m["it"]))),
    ),
    (
        re.compile(
            r"(?<![\d/.A-Za-z])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![A-Za-z\d/]|\.\d|\s?(?:杯|的价))"
        ),
        _slashed,
    ),
    (
        re.compile(
            r"(?<![\d:.])(?P<hours>[01]?\d|2[0-4])[:：](?P<minutes>[0-5]\d)(?:[:：](?P<seconds>[0-5]\d))?"
            r"(?:\s?(?P<half>[ap]\.?m\b\.?))?(?![\d:：])(?!\s?(?:比例|的比例))",
            _I,
        ),
        _time,
    ),
    (
        re.compile(
            r"(?<![\w:.])(?P<hours>1[0-2]|[1-9])(?P<minutes>(?!))?(?P<seconds>(?!))?\s?(?P<half>[ap]\.?m\b\.?)(?![\d:])",
            _I,
        ),
        _time,
    ),
    (
        re.compile(r"(?<=[点半分秒日月])\s?[-–—~～]\s?(?=[上下晚早中凌零一二三四五六七八九十两\d])"),
        lambda _: "到",
    ),
    (
        re.compile(rf"{BEFORE}(?P<low>\d{{1,2}}){DASH}(?P<high>\d{{1,2}})(?=\s?点)"),
        lambda m: f"{counted(m['low'])}点到{counted(m['high'])}",
    ),
    (
        re.compile(
            r"(?<![\d.第])(?P<it>\d{1,2})\s?(?=点(?:钟|半|整|前|后|开|\d|[零一二三四五六七八九十到准见直上下]|$|[，。！？,!?\s]))"
        ),
        lambda m: counted(m["it"]),
    ),
    (re.compile(r"(?<=点)(?P<it>[0-5]\d)(?=分|$|[，。！？,!?\s开直准见])"), lambda m: _small(m["it"])),
)
"""Full dates before shorter ones."""
