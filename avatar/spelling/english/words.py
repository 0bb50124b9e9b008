"""What English abbreviates, and the signs it says as words."""

from __future__ import annotations

import re

from avatar.spelling.english.numbers import number, ordinal
from avatar.spelling.rule import Rule
from avatar.spelling.units import NUMBER

_DOTTED = {
    "mr": "Mister", "mrs": "Missus", "ms": "Miz", "dr": "Doctor", "prof": "Professor", "jr": "Junior",
    "sr": "Senior", "ave": "Avenue", "rd": "Road", "blvd": "Boulevard", "mt": "Mount",
    "approx": "approximately", "est": "established", "dept": "department", "incl": "including",
    "excl": "excluding", "inc": "Incorporated", "corp": "Corporation", "co": "Company", "qty": "quantity",
    "avg": "average", "temp": "temperature", "ext": "extension", "tel": "telephone", "fig": "figure",
    "vol": "volume", "ref": "reference", "assoc": "associate", "misc": "miscellaneous", "orig": "original",
    "reg": "regular", "sq": "square", "pkg": "package", "msrp": "M S R P", "dia": "diameter",
    "wt": "weight", "ht": "height", "pls": "please", "tbd": "T B D", "hrs": "hours", "mins": "minutes",
    "yrs": "years", "lbs": "pounds", "pcs": "pieces", "pkgs": "packages", "apt": "apartment",
    "st": "Street", "ft": "featuring", "feat": "featuring", "gen": "generation", "del": "delivery",
    "exp": "expires",
}  # fmt: skip
_ALWAYS = {
    "approx": "approximately", "qty": "quantity", "avg": "average", "incl": "including",
    "excl": "excluding", "pcs": "pieces", "pls": "please", "plz": "please", "thx": "thanks",
    "w/o": "without", "hrs": "hours", "mins": "minutes", "secs": "seconds", "yrs": "years", "lbs": "pounds",
    "tbsp": "tablespoon", "tsp": "teaspoon", "fyi": "for your information", "btw": "by the way",
    "aka": "also known as", "dept": "department", "ltd": "limited", "mfg": "manufacturing",
    "min order": "minimum order", "imo": "in my opinion", "tbh": "to be honest", "dm": "D M",
    "pkg": "package", "pkgs": "packages", "mrs": "Missus", "mr": "Mister", "dr": "Doctor",
    "blvd": "Boulevard",
}  # fmt: skip
_DOT_END = re.compile(r"\s+[a-z\d($€£¥]|\s*[,;:)]")


def _dotted(match: re.Match[str]) -> str:
    """An abbreviation and its dot; the dot stays where a sentence may end."""
    word = match["word"]
    if word == "EST":
        return match[0]
    said = "including" if word == "inc" else _DOTTED[word.lower()]
    titled = word.lower() in (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "mt",
        "approx",
        "inc",
        "vol",
        "fig",
        "ext",
        "tel",
        "ref",
        "qty",
    )
    rest = match.string[match.end() :]
    if not titled and (not rest.strip() or re.match(r"\s+[A-Z]", rest)):
        return said + "."
    return said


def _street(match: re.Match[str]) -> str:
    """``St.`` before a name is a saint, after one a street."""
    after = re.match(r"\s[A-Z][a-z]", match.string[match.end() :])
    before = re.search(r"(?:[A-Z][a-z]+|\d(?:st|nd|rd|th))\s$", match.string[: match.start()][-30:])
    if after and not before:
        return "Saint"
    end = not match.string[match.end() :].strip() and match[0].endswith(".")
    return "Street." if end else "Street"


_I = re.IGNORECASE
_DOTTED_NAMES = "|".join(sorted((it for it in _DOTTED if it != "st"), key=len, reverse=True))
_ALWAYS_NAMES = "|".join(re.escape(it) for it in sorted(_ALWAYS, key=len, reverse=True))

ABBREVIATIONS: tuple[Rule, ...] = (
    (re.compile(r"\be\.\s?g\.,?", _I), lambda _: "for example,"),
    (re.compile(r"\bi\.\s?e\.,?", _I), lambda _: "that is,"),
    (
        re.compile(r"\betc\b\.?(?=(?P<more>\s+[A-Z]|\s*$)?)", _I),
        lambda m: "et cetera" + ("." if m["more"] is not None and m[0].endswith(".") else ""),
    ),
    (re.compile(r"\bvs\b\.?", _I), lambda _: "versus"),
    (re.compile(r"\bw/o\b", _I), lambda _: "without"),
    (re.compile(r"\bw/\s?(?=\w)", _I), lambda _: "with "),
    (re.compile(r"\bb/c\b", _I), lambda _: "because"),
    (re.compile(r"\bn/a\b", _I), lambda _: "not available"),
    (re.compile(r"\b(?:No|no|NO|Nr)\.\s?(?=\d)|№\s?(?=\d)|#\s?(?=\d{1,3}(?!\d|\w))"), lambda _: "number "),
    (
        re.compile(r"(?i)\b(?P<it>tel|ph(?=[.:])|mob)\b(?=[.:]?\s?[+\d(])"),
        lambda m: {"t": "telephone", "p": "phone", "m": "mobile"}[m["it"][0].lower()],
    ),
    (re.compile(rf"\b(?P<word>{_DOTTED_NAMES})\.(?!\w)", _I), _dotted),
    (re.compile(r"\bSt\.(?!\w)|\bSt\b(?=\s*$|[,;!?]|\s[A-Z][a-z])"), _street),
    (
        re.compile(rf"(?<![\w.])(?<!\d\s)(?P<it>{_ALWAYS_NAMES})(?![\w.]\w|\w)", _I),
        lambda m: _ALWAYS[m["it"].lower()],
    ),
    (re.compile(r"(?:^|(?<=[\s(:]))[~≈～]\s?(?=[\d$€£¥])"), lambda _: "about "),
    (re.compile(r"(?<!\w)>=\s?(?=[\d$€£¥])"), lambda _: "at least "),
    (re.compile(r"(?<!\w)<=\s?(?=[\d$€£¥])"), lambda _: "at most "),
    (re.compile(r"(?<!\w)>\s?(?=[\d$€£¥])"), lambda _: "more than "),
    (re.compile(r"(?<!\w)<\s?(?=[\d$€£¥])"), lambda _: "less than "),
    (
        re.compile(r"(?<=\bpcs)\s?/\s?(?=[a-z])|(?<=\bpieces)\s?/\s?(?=[a-z])|(?<=\bsets)\s?/\s?(?=[a-z])"),
        lambda _: " per ",
    ),
    (
        re.compile(r"(?<![\d.,])(?P<it>\d{1,3}(?:\s000)+)(?!\d)"),
        lambda match: match["it"].replace(" ", ",").replace("\u202f", ","),
    ),
    (re.compile(r"\bAM\s?/\s?PM\b"), lambda _: "a.m. or p.m."),
    (re.compile(r"\bthe\s(?P<it>[AP]M)\b"), lambda match: f"{match['it'][0].lower()}.m."),
    (
        re.compile(
            r"(?<=[sx\d])\s?/\s?(?=(?:day|week|month|year|hour|night|person|serving|box|pack|piece|set|wash)\b)"
        ),
        lambda _: " per ",
    ),
    (re.compile(r"\bQ\s?&\s?A\b"), lambda _: "Q and A"),
    (re.compile(r"\s?@\s?(?=[\d$€£¥])"), lambda _: " at "),
)

ORDINALS: tuple[Rule, ...] = (
    (
        re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(?:st|nd|rd|th)\b", _I),
        lambda match: ordinal(int(match[1].replace(",", ""))) if int(match[1].replace(",", "")) else "zeroth",
    ),
)

SIGNS: tuple[Rule, ...] = (
    (re.compile(r"(?<=\w)\s?&\s?(?=\w)"), lambda _: " and "),
    (re.compile(r"±\s?"), lambda _: "plus or minus "),
    (re.compile(r"\s?≥\s?"), lambda _: " at least "),
    (re.compile(r"\s?≤\s?"), lambda _: " at most "),
    (re.compile(r"\s?[=＝]\s?(?=\w)"), lambda _: " equals "),
    (re.compile(r"(?<=\w)\s?÷\s?(?=\w)"), lambda _: " divided by "),
    (re.compile(r"(?<=\w)\s?×\s?(?=\w)|(?<=\d)\s[xX]\s(?=\d)"), lambda _: " by "),
    (re.compile(r"(?<!\w)km/h\b"), lambda _: "kilometers per hour"),
    (re.compile(r"\s?(?:°\s?C\b|℃)"), lambda _: " degrees Celsius"),
    (re.compile(r"\s?(?:°\s?F\b|℉)"), lambda _: " degrees Fahrenheit"),
    (re.compile(r"\s?°"), lambda _: " degrees"),
    (re.compile(r"(?<=[A-Za-z])\s?/\s?(?=[A-Za-z])"), lambda _: " or "),
    (re.compile(r"(?<=\w)\+{1,4}(?!\w)"), lambda match: " plus" * len(match[0])),
    (re.compile(r"\s?\+\s?(?=\w|[$€£¥])"), lambda _: " plus "),
    (re.compile(r"(?<!\w)[-−–](?=\d)"), lambda _: "minus "),
)

NUMBERS: tuple[Rule, ...] = (
    (re.compile(rf"(?<![\w.,]){NUMBER}(?![\d])"), lambda match: number(match[0])),
    (re.compile(r"(?<![\w.])\.\d+"), lambda match: number(match[0])),
    (re.compile(r"\d+"), lambda match: f" {number(match[0])} "),
    (re.compile(r"(?<=\w)\s?%(?!\w)"), lambda _: " percent"),
    (re.compile(r"\s?[/%$€£¥‰]\s?"), lambda _: " "),
)
"""What is left of digits."""
