"""How English says dates, times, years and decades."""

from __future__ import annotations

import re

from avatar.spelling.english.numbers import number, ordinal, value, year
from avatar.spelling.rule import Rule

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS = {name[:3].lower(): name for name in _NAMES}
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_DASH = r"\s?(?:[-–—~]|to|through|until)\s?"
_TH = r"(?:st|nd|rd|th)?"
_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_WEEKDAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_DATED = re.compile(
    r"\b(?:on|by|until|till|before|after|from|since|starts?|starting|ends?|ending|through|date|sale|deal|of|is|"
    r"deadline|live|due|launch(?:es|ing)?|arrives?|ships?|festival|double|"
    r"(?:sun|mon|tues|wednes|thurs|fri|satur)day)\W{0,3}$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s?(?:units?|pieces?|pcs|people|viewers?|followers?|likes?|orders?|items?|sets?|pairs?|boxes|bottles|"
    r"customers|reviews|ratings|views|points|coins|steps|calories|words|times|more|left|sold|in stock|"
    r"of (?:these|them|you|our|the)|meters|feet|grams|watts|hours|days|"
    r"minutes|seconds|dollars|yuan|euros|lumens|mah)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:only|over|under|about|than|nearly|almost|roughly|up to|all|total)\s$", re.IGNORECASE
)


def _month(name: str) -> str:
    return _MONTHS[name[:3].lower()]


def _numbered(month: str, day: str, years: str | None = None) -> str:
    tail = f", {year(int(years))}" if years else ""
    return f"{_NAMES[int(month) - 1]} {ordinal(int(day))}{tail}"


def _plausible(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _iso(match: re.Match[str]) -> str:
    return (
        _numbered(match["month"], match["day"], match["year"])
        if _plausible(match["month"], match["day"])
        else match[0]
    )


def _american(match: re.Match[str]) -> str:
    month, day, years = match["month"], match["day"], match["year"]
    if int(month) > 12:
        month, day = day, month
    if len(years) == 2:
        years = f"20{years}"
    return _numbered(month, day, years) if _plausible(month, day) else match[0]


def _slashed(match: re.Match[str]) -> str:
    """``11/20``: a date unless it may as well be a fraction and nothing says date."""
    month, day = match["month"], match["day"]
    if not _plausible(month, day):
        return match[0]
    before = match.string[max(0, match.start() - 20) : match.start()]
    fraction = int(month) < int(day) <= 10 or (int(day) in (12, 16) and int(month) < int(day))
    unsure = fraction or int(month) > int(day) or (month == day == "10")
    if unsure and not _DATED.search(before):
        return match[0]
    return _numbered(month, day)


def _named(match: re.Match[str]) -> str:
    said = f"{_month(match['month'])} {ordinal(int(match['day']))}"
    if match["last"]:
        said += f" to {ordinal(int(match['last']))}"
    return said + (f", {year(int(match['year']))}" if match["year"] else "")


def _day_first(match: re.Match[str]) -> str:
    """Said as written: ``20 November`` is ``the twentieth of November``."""
    tail = f", {year(int(match['year']))}" if match["year"] else ""
    return f"{'' if match['the'] else 'the '}{ordinal(int(match['day']))} of {_month(match['month'])}{tail}"


def clock(hours: str, minutes: str | None, half: str = "", *, bare: bool = False) -> str:
    """A time: ``eight thirty p.m.``, ``nine o'clock``, ``twenty thirty``.

    Args:
        hours: 0 … 24.
        minutes: 00 … 59, if any.
        half: ``a`` or ``p`` where the text says so.
        bare: Whether the full hour is said without ``o'clock``.
    """
    hour = int(hours)
    tail = f" {half.lower()}.m." if half else ""
    if not minutes or minutes == "00":
        if half:
            return value(hour) + tail
        if hour in (0, 24):
            return "midnight"
        full = "" if bare else " o'clock"
        return f"{value(hour)} hundred" if hour > 12 else f"{value(hour)}{full}"
    small = int(minutes)
    said = f"oh {value(small)}" if small < 10 else value(small)
    return f"{value(hour)} {said}{tail}"


def _time(match: re.Match[str]) -> str:
    return clock(match["hours"], match["minutes"], match["half"] or "")


def _times(match: re.Match[str]) -> str:
    low = clock(match["hours"], match["minutes"], match["half"] or "", bare=bool(match["last_half"]))
    high = clock(match["last_hours"], match["last_minutes"], match["last_half"] or "")
    return f"{low} to {high}"


def _lasting(match: re.Match[str]) -> str:
    """``1:23:45``."""
    parts = [(match[1], "hour"), (match[2], "minute"), (match[3], "second")]
    said = [f"{value(int(it))} {name}{'' if int(it) == 1 else 's'}" for it, name in parts if int(it)]
    return " ".join(said) or "zero seconds"


def _year(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 12) : match.start()]
    if _COUNTED.match(match.string, match.end()) or _ABOUT.search(before):
        return number(match[0])
    return year(int(match[0]))


def _decade(match: re.Match[str]) -> str:
    head, _, last = year(int(match["year"])).rpartition(" ")
    last = last[:-1] + "ies" if last.endswith("y") else last + "s"
    return f"{head} {last}".strip()


def _short_decade(match: re.Match[str]) -> str:
    return value(int(match["year"]))[:-1] + "ies"


def _days(match: re.Match[str]) -> str:
    return f"{_DAYS[match['first'][:3].lower()]} to {_DAYS[match['last'][:3].lower()]}"


_CLOCK = r"(?P<hours>[01]?\d|2[0-4])(?::(?P<minutes>[0-5]\d))?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_LAST = (
    r"(?P<last_hours>[01]?\d|2[0-4])(?::(?P<last_minutes>[0-5]\d))?"
    r"(?:\s?(?P<last_half>[ap])\.?m\b\.?)?"
)
_I = re.IGNORECASE

DATES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?<![\w./-])(?P<year>{_YEAR})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?![\w/]|[-.]\d)"
        ),
        _iso,
    ),
    (
        re.compile(
            r"(?<![\w./-])(?P<month>\d{1,2})([-/.])(?P<day>\d{1,2})\2(?P<year>(?:19|20)\d\d|[23]\d)(?![\w/]|[-.]\d)"
        ),
        _american,
    ),
    (
        re.compile(
            rf"\b(?P<month>{_MONTH})\s?(?P<day>{_DAY}){_TH}(?:{_DASH}(?P<last>{_DAY}){_TH})?(?![\w:%]|[.,]\d\d?\b)"
            rf"(?:(?:,\s?|\s)(?P<year>{_YEAR})(?!\w))?"
        ),
        _named,
    ),
    (
        re.compile(
            rf"(?<![\w.,:$])(?P<the>(?i:the\s))?(?P<day>{_DAY}){_TH}(?:\sof)?\s(?P<month>{_MONTH})(?![a-z])"
            rf"(?:,?\s(?P<year>{_YEAR})(?!\w))?"
        ),
        lambda match: match["the"] + _day_first(match) if match["the"] else _day_first(match),
    ),
    (
        re.compile(
            r"(?<![\w.,$])(?P<month>[1-9]|1[0-2])\.(?P<day>\d{1,2})"
            r"(?=\s(?:mega|super|sales?|deals?|festival|shopping|event|campaign|day|live)\b)"
        ),
        lambda match: f"{value(int(match['month']))} {value(int(match['day']))}",
    ),
    (
        re.compile(rf"(?<![\w.,:+#-])(?P<low>{_YEAR})\s?[-–—]\s?(?P<high>{_YEAR}|\d\d)(?![\w-]|[.,:/]\d)"),
        lambda match: f"{year(int(match['low']))} to {year(int(match['high']))}",
    ),
    (re.compile(rf"\b(?P<it>{_MONTH})(?=\s{_YEAR}\b)"), lambda match: _month(match["it"])),
    (re.compile(rf"\b(?P<first>{_WEEKDAY})\.?\s?[-–—]\s?(?P<last>{_WEEKDAY})\b\.?"), _days),
    (
        re.compile(
            r"\b(?P<it>(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)\b\.?|(?:Sat|Sun)(?:\.|(?=,?\s\d|,?\s(?:at|from)\b)))"
        ),
        lambda match: _DAYS[match["it"][:3].lower()],
    ),
    (re.compile(r"(?<![\d:.])(\d{1,3}):([0-5]\d):([0-5]\d)(?![\d:])"), _lasting),
    (
        re.compile(
            rf"(?<![\w:.,/$])(?=\d{{1,2}}(?::\d\d|\s?[ap]\.?m)|[\d:]+{_DASH}\d{{1,2}}(?::\d\d|\s?[ap]\.?m))"
            rf"{_CLOCK}{_DASH}{_LAST}(?![\w:]|\.\d)",
            _I,
        ),
        _times,
    ),
    (
        re.compile(
            rf"(?<![\w:.,/$])(?=\d{{1,2}}(?::\d\d|\s?[ap]\.?m)){_CLOCK}(?![\w:]|[.]\d|\s(?:scale|ratio|mix|dilution|aspect|model))",
            _I,
        ),
        _time,
    ),
    (
        re.compile(
            r"(?<![\w./,])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\w/]|\.\d|\s?(?:inch|cup|price|off|of)\b)"
        ),
        _slashed,
    ),
    (re.compile(r"(?<![\w.,])(?P<year>(?:1[89]|20)\d0)'?s\b"), _decade),
    (re.compile(r"(?<!\w)['‘’](?P<year>[2-9]0)s\b"), _short_decade),
    (
        re.compile(r"(?i:\b(?:the|your|her|his|my|their|early|late|mid)[\s-])(?P<it>(?P<year>[2-9]0)s)\b"),
        _short_decade,
    ),
    (
        re.compile(
            r"(?<![\w.,$'])(?P<year>[2-9]0)s"
            r"(?=\s(?:kids?|styles?|music|vibes?|fashion|look|hits|party|retro|vintage|movies?|inspired)\b)"
        ),
        _short_decade,
    ),
    (re.compile(r"(?<![\w.,:+#-])(?:19|20)\d\d(?!\w|[.,:]\d|\s?[%+°]|-\d)"), _year),
)
"""Full dates before shorter ones, ranges before single times."""
