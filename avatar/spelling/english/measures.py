"""How English says measures, sizes, ratios, fractions and ranges."""

from __future__ import annotations

import re

from avatar.spelling.english.money import AFTER, DASH
from avatar.spelling.english.numbers import model, number, ordinal, value
from avatar.spelling.rule import Rule
from avatar.spelling.units import NUMBER, UNIT, unit

_BEFORE = r"(?<![\w.,])(?<![A-Za-z]-)(?<![A-Za-z]\d-)"
_AMOUNT = rf"(?:{NUMBER}|\.\d{{1,3}})"
_MINUS = r"(?P<minus>(?<!\w)[-−–])?"
_BY = r"\s?[xX×*]\s?"
_NAMED_UNIT = rf"(?:inch(?:es)?\b|in\b|ft\b|{UNIT}{AFTER})"
_LETTER_UNITS = frozenset("smAVvhg")
_MODEL_BEFORE = re.compile(r"[A-Z]\w*\s$")
_KARAT = r"(?=\s(?:gold|white|rose|yellow|solid|plated|ring|necklace|chain))"
_FANS = (
    r"(?=\s?\+?\s(?:followers|fans|likes|views|viewers|orders|people|sold|units|reviews|members|users|steps|"
    r"subscribers|subs|pieces|hearts))"
)
_NOUN = re.compile(
    r"\s(?!per\b|for\b|in\b|and\b)(?:\w+\s)?(?:charg(?:er|ing)|adapters?|batter(?:y|ies)|bottles?|cups?|"
    r"kettles?|monitors?|screens?|displays?|"
    r"models?|versions?|cables?|packs?|bags?|box(?:es)?|tubes?|jars?|motors?|speakers?|bulbs?|lamps?|drives?|disks?|ssd|"
    r"cards?|phones?|tvs?|heaters?|blenders?|banks?|tanks?|fans?|cans?|dumbbells?|options?|heels?|belts?|ropes?|straps?|"
    r"refresh|outlet|plug|supply|tumblers?|mugs?|flasks?|pots?|pans?|ovens?|fryers?|humidifiers?|ladders?|tape|rolls?)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"\s(?!wide|tall|long|deep|high|thick|in\b|and\b|or\b|by\b|from|on\b|at\b|to\b|for\b|is\b|x\b)[A-Za-z]"
)
_HALVES = {"2": ("half", "halves"), "4": ("quarter", "quarters")}


def _measure(match: re.Match[str]) -> str:
    found, written = unit(match["unit"]), match["number"]
    if match["unit"] in _LETTER_UNITS and _MODEL_BEFORE.search(match.string[: match.start()][-24:]):
        return match[0]
    single = written == "1" or match["join"] == "-" or _NOUN.match(match.string, match.end()) is not None
    sign = "minus " if match["minus"] else ""
    return f"{sign}{number(written)} {found.singular if single else found.plural}"


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    if float(low.replace(",", "")) >= float(high.replace(",", "")):
        return match[0]
    found = match.groupdict().get("unit")
    name = "" if not found else " inches" if found.startswith("in") else f" {unit(found).plural}"
    return f"{number(low)} to {number(high)}{name}"


def _degrees(match: re.Match[str]) -> str:
    low = f"minus {number(match['low'])}" if match["minus"] else number(match["low"])
    high = f"minus {number(match['high'])}" if match["below"] else number(match["high"])
    return f"{low} to {high} {unit(match['unit']).plural}"


def _dimensions(match: re.Match[str]) -> str:
    """``30 x 20 x 10 cm``: the last unit is the unit of all."""
    parts = re.split(_BY, match["all"])
    numbers = [re.match(_AMOUNT, part) for part in parts]
    said = [model(it[0]) if len(it[0]) == 4 and it[0].isdigit() else number(it[0]) for it in numbers if it]
    name = match["unit"] or ""
    if not name:
        first = re.match(rf"{_AMOUNT}\s?(?P<unit>{UNIT}){AFTER}", parts[0])
        return (
            f"{said[0]} {unit(first['unit']).plural} times {' by '.join(said[1:])}"
            if first
            else " by ".join(said)
        )
    plural = "inches" if name[0] in 'i"″”' else "feet" if name[0] in "'f" else unit(name).plural
    return f"{' by '.join(said)} {plural}"


def fraction(over: str, under: str) -> str:
    """``three quarters``, ``one third``."""
    single = over == "1"
    name = _HALVES.get(under, (ordinal(int(under)), ordinal(int(under)) + "s"))[0 if single else 1]
    return f"{value(int(over))} {name}"


def _mixed(match: re.Match[str]) -> str:
    said = fraction(match["over"], match["under"])
    return f"{number(match['whole'])} and {'a half' if said == 'one half' else said}"


def _fraction(match: re.Match[str]) -> str:
    over, under = match["over"], match["under"]
    if int(under) == 0 or int(over) >= int(under):
        return f"{number(over)} {number(under)}"
    if under == "10":
        return f"{number(over)} out of ten"
    return fraction(over, under)


def _times(match: re.Match[str]) -> str:
    low = f"{number(match['low'])} to " if match["low"] else ""
    return f"{low}{number(match['number'])} times"


def _score(match: re.Match[str]) -> str:
    return f"{number(match['score'] or match['few'])} out of {number(match['all'] or match['of'])}"


def _feet(match: re.Match[str]) -> str:
    feet, inches = match["feet"], match["inches"]
    said = f"{number(feet)} {'foot' if feet == '1' else 'feet'}"
    return f"{said} {number(inches)}" + (
        " inches" if match["mark"] and inches != "1" else " inch" if inches == "1" else ""
    )


def _inches(match: re.Match[str]) -> str:
    """A number with ``"`` after it, unless that closes a quotation."""
    mark, before = match["mark"], match.string[: match.start()]
    if (mark == '"' and before.count('"') % 2) or (mark == "”" and before.count("“") > before.count("”")):
        return match[0]
    low = f"{number(match['low'])} to " if match["low"] else ""
    single = match["number"] == "1" or _ADJECTIVE.match(match.string, match.end()) is not None
    return f"{low}{number(match['number'])} {'inch' if single else 'inches'}"


def _part_of_inch(match: re.Match[str]) -> str:
    if int(match["under"]) == 0:
        return match[0]
    said = fraction(match["over"], match["under"])
    if not match["whole"]:
        return f"{said} inch"
    name = "inch" if match["join"] == "-" else "inches"
    return f"{number(match['whole'])} and {'a half' if said == 'one half' else said} {name}"


def _large(match: re.Match[str]) -> str:
    name = {"k": "thousand", "m": "million", "b": "billion"}[match["large"].lower()]
    return f"{number(match['number'])} {name}"


MEASURES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{_BEFORE}(?:(?P<whole>\d{{1,2}})[\s-])?(?P<over>\d{{1,2}})/(?P<under>\d{{1,2}})(?P<join>[\s-]?)(?:[\"″”]|inch(?:es)?\b)"
        ),
        _part_of_inch,
    ),
    (re.compile(r"\b24\s?/\s?7\b"), lambda _: "twenty four seven"),
    (
        re.compile(r"(?<![\w.,])(?P<h>\d{1,3})\s?h(?:rs?)?\s?(?P<m>\d{1,2})\s?m(?:ins?)?\b"),
        lambda m: f"{number(m['h'])} {'hour' if m['h'] == '1' else 'hours'} {number(m['m'])} minutes",
    ),
    (re.compile(r"(?<=\d[VvWA])\s?[/⎓]\s?(?=\d)"), lambda _: ", "),
    (
        re.compile(
            rf"{_BEFORE}(?P<feet>\d{{1,2}})\s?(?:['′’]|ft\.?\s?)\s?(?P<inches>\d{{1,2}})\s?(?P<mark>[\"″”]|''|in\b\.?|)(?!\w)"
        ),
        _feet,
    ),
    (
        re.compile(
            rf"{_BEFORE}(?P<all>{_AMOUNT}(?:\s?(?:{_NAMED_UNIT}|[\"″”'′])?{_BY}{_AMOUNT})+)"
            rf"(?:[\s-]?(?P<unit>{UNIT}{AFTER}|in(?:ch(?:es)?)?\b\.?|[\"″”'′]))?(?!\w)"
        ),
        _dimensions,
    ),
    (
        re.compile(
            rf"{_BEFORE}(?:(?P<low>\d[\d.]*){DASH})?(?P<number>{_AMOUNT})[\s-]?(?P<mark>[\"″”]|in\.(?=\s[a-z])|"
            r"in(?=\s(?:screen|display|wide|tall|long|deep|high|diameter|monitor|tv|TV|x)\b)|in(?=[,;)]))"
        ),
        _inches,
    ),
    (
        re.compile(rf"{_BEFORE}(?P<it>\d{{1,3}},\d{{1,2}})(?=\s?{UNIT}{AFTER})"),
        lambda m: m["it"].replace(",", "."),
    ),
    (
        re.compile(rf"{_BEFORE}(\d{{1,2}})['′’](?![\w'])"),
        lambda m: f"{number(m[1])} {'foot' if m[1] == '1' else 'feet'}",
    ),
    (
        re.compile(
            rf"(?P<minus>(?<![\w.])[-−–])?{_BEFORE}(?P<low>{_AMOUNT})\s?(?:°[CF]?|℃|℉)?{DASH}(?P<below>[-−–])?"
            rf"(?P<high>{_AMOUNT})\s?(?P<unit>°[CF]|℃|℉|°){AFTER}"
        ),
        _degrees,
    ),
    (
        re.compile(
            rf"{_BEFORE}(?P<low>{NUMBER})\s?(?:{UNIT})?{DASH}(?P<high>{NUMBER})[\s-]?(?P<unit>{UNIT}{AFTER}|inch(?:es)?\b|in\b(?!\s))"
        ),
        _range,
    ),
    (
        re.compile(rf"{_BEFORE}{NUMBER}\s?{UNIT}(?P<it>\s?[-–—~]\s?)(?={NUMBER}\s?{UNIT}{AFTER})"),
        lambda _: " to ",
    ),
    (re.compile(rf"{_BEFORE}(?P<low>{NUMBER})\s?[-–—~]\s?(?P<high>{NUMBER})(?![\w-]|[.,/]\d)"), _range),
    (
        re.compile(rf"{_BEFORE}(?P<it>\d{{2,4}}/)(?=\d{{2,4}}\s?{UNIT}{AFTER})"),
        lambda m: number(m["it"][:-1]) + " ",
    ),
    (
        re.compile(rf"{_BEFORE}(?P<whole>\d{{1,4}})\s+(?P<over>\d{{1,2}})/(?P<under>\d{{1,2}})(?![\w/])"),
        _mixed,
    ),
    (
        re.compile(
            rf"{_BEFORE}(?:(?P<score>\d\.\d)\s?/\s?(?P<all>5|10)(?![\w/])|"
            r"(?P<few>\d)\s?/\s?(?P<of>[51]0?)(?=\s(?:stars?|rating|points|people|customers|moms|users|dentists|reviews|score)\b))"
        ),
        _score,
    ),
    (re.compile(r"(?<![\w/.])(?P<over>\d{1,2})/(?P<under>\d{1,3})(?![\w/]|\.\d)"), _fraction),
    (re.compile(rf"{_BEFORE}(?P<number>{NUMBER})\s?[kK]{_KARAT}"), lambda m: f"{number(m['number'])} karat"),
    (re.compile(rf"{_BEFORE}(?P<number>{NUMBER})(?P<large>[kKmMbB]){_FANS}"), _large),
    (re.compile(rf"{_BEFORE}(?![248]K\b)(?P<number>{NUMBER})(?P<large>[kK])(?!\w|-)"), _large),
    (re.compile(rf"{_BEFORE}(?P<number>\d+\.\d+|\d+(?=[MB]\+))(?P<large>[MB])(?!\w|-)"), _large),
    (
        re.compile(rf"{_BEFORE}(?P<number>[1-9]\d{{3}})\s?K(?=\s(?:warm|cool|daylight|white|light|colou?r))"),
        lambda m: f"{model(m[1])} K",
    ),
    (re.compile(r"(?<![\w.,])(\d{3,4})[pi]\b"), lambda m: f"{model(m[1])} {m[0][-1]}"),
    (re.compile(rf"{_BEFORE}{_MINUS}(?P<number>{_AMOUNT})(?P<join>[ \-]?)(?P<unit>{UNIT}){AFTER}"), _measure),
    (
        re.compile(rf"{_BEFORE}(?:(?P<low>{NUMBER})\s?[-–—~]\s?)?(?P<number>{NUMBER})[xX×](?!\w|\s?\d)"),
        _times,
    ),
    (
        re.compile(r"(?<![\w.])[x×]\s?(?P<number>\d{1,3})(?![\w.]\w)"),
        lambda m: f"times {number(m['number'])}",
    ),
    (
        re.compile(r"(?<![\w:.])(?P<low>\d{1,4})\s?:\s?(?P<high>\d{1,4})(?![\w:])"),
        lambda m: f"{number(m['low'])} to {number(m['high'])}",
    ),
)
"""What spans several numbers before single ones."""
