"""Properties claimed without a number: "it is waterproof", 防水, "made of titanium", "in red"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.guard.aspects import english_words, phrases
from agent.guard.lexicon import COLORS, MATERIALS, PROPERTIES_EN, PROPERTIES_ZH
from agent.guard.polarity import polarity

_KEEPS = re.compile(
    r"\b(?:keep|stay)s? (?:(?:your|the|it|them|its|tea|coffee|water|drinks?|food|a|anything|things|"
    r"really|nice|and|heat|still) ){0,4}(warm|hot|cold|cool|chilled|iced)\b",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def _zh(words: list[str]) -> re.Pattern[str]:
    latin = sorted((re.escape(word) for word in words if word.isascii()), key=len, reverse=True)
    others = sorted((word for word in words if not word.isascii()), key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])|{'|'.join(others)}", re.IGNORECASE)


_ZH_WORDS = _zh([*PROPERTIES_ZH, *(word for word in (*MATERIALS, *COLORS) if not word.isascii())])
_EN_MATERIALS = {word: (f"m:{name}",) for word, name in MATERIALS.items() if word.isascii()}
_EN_COLORS = {word: (f"c:{name}",) for word, name in COLORS.items() if word.isascii()}
_NO_MATERIAL = re.compile(
    r"\s?(?:of (?:water|wine|milk|juice|tea|anything|whatever)|jaw|lining|mine|age|out\b|my\b|your\b|"
    r"the\b|it\b|card|hour|rush|medal|standard|town|table[- ]?cloth|ceiling|half|up\b|full\b|ball|clear\b|"
    r"on\b)",
    re.IGNORECASE,
)
_MATERIAL_BEFORE = re.compile(
    r"(?:\b(?:a|the|your|to|each|one|another|this|wine|water|beer|up|go|goes|going|put|calm|slow|sit|"
    r"come|note|jot|write|wind|cool|broken|let|lay|get|keep|hunt|close|turn|set|pare|scale|shut|run)(?: "
    r"it| that| them)?\s)$",
    re.IGNORECASE,
)
_AMBIGUOUS_MATERIALS = frozenset(
    {
        "down",
        "glass",
        "iron",
        "carbon",
        "pearl",
        "gold",
        "foam",
        "clay",
        "pine",
        "diamond",
        "silver",
        "crystal",
        "satin",
        "resin",
        "walnut",
        "latex",
        "chrome",
        "oak",
        "stone",
        "wood",
        "cotton",
        "wool",
    }
)
_MADE = re.compile(
    r"\b(?:of|from|in|with|is|are|it's|they're|pure|solid|real|genuine|full|all|is all|and|or|inside|"
    r"material|a)\s$|^\s*$",
    re.IGNORECASE,
)
_MADE_OF = re.compile(
    r"\b(?:of|from|in|(?:lined|filled|stuffed|padded) with|pure|solid|real|genuine|full|all)\s$",
    re.IGNORECASE,
)
_THING_AFTER = re.compile(
    r"\s(?:body|lid|handle|base|shell|case|inside|interior|exterior|coating|finish|frame|arm|cover|"
    r"lining|version|one|bottle|kettle|build|construction|blend|plated|fabric|sole|strap|cap|seal|carafe|"
    r"shade|cup|mug|straw|liner|parts?)\b",
    re.IGNORECASE,
)
_COLOR_FRAME = re.compile(
    r"(?:\b(?:in|color|colou?r is|colou?rs?:?|colors are|shade of|either|matte|dark|light|deep|bright|"
    r"pale|ocean|sky|royal|hot|rose|sage|pearl|jet|snow|it's|is|are|comes|a|the|and|or|,)\s?)$",
    re.IGNORECASE,
)
_COLOR_STRONG = re.compile(
    r"\b(?:in|colou?rs?|colou?r is|shade of|either|matte|ocean|sky|royal|jet)\s$", re.IGNORECASE
)
_COLOR_AFTER = re.compile(
    r"\s(?:tea|wine|coffee|friday|lie|flag|carpet|bean|beans|salad|day|light|onion|velvet|pepper|meat|"
    r"house|zone|noise|board|book|gold|hour|hair|sugar|card|thumb|juice|juices?|people|guys|eyes|sky|"
    r"hot|screen|tie)\b",
    re.IGNORECASE,
)
_COLOR_LATER = re.compile(
    r"\s(?:one|version|edition|model|variant|option|finish|colou?r|colou?rway|kettle|lamp|bottle|,|"
    r"and|or|as well|too)\b|[.,!]|$",
    re.IGNORECASE,
)
_LOOSE_COLORS = frozenset(
    {
        "rose",
        "orange",
        "gold",
        "golden",
        "silver",
        "cream",
        "mint",
        "olive",
        "caramel",
        "tan",
        "champagne",
        "lavender",
        "violet",
        "charcoal",
        "ivory",
    }
)


@dataclass(frozen=True, slots=True)
class Property:
    """Words that say a thing to be so."""

    key: str
    """``p:`` a property, ``m:`` a material, ``c:`` a colour."""
    so: bool | None
    """Claimed, denied, or (``None``) only mentioned."""
    start: int
    end: int
    text: str


def properties(text: str) -> list[Property]:
    """What a plain text names of properties, materials and colours, in order."""
    words = english_words(text)
    spans: list[tuple[str, int, int]] = []
    for found in phrases(text, PROPERTIES_EN, words):
        spans += [(f"p:{key}", found.start, found.end) for key in found.keys]
    for found in phrases(text, _EN_MATERIALS, words):
        if _is_material(text, found.start, found.end):
            spans += [(key, found.start, found.end) for key in found.keys]
    for found in phrases(text, _EN_COLORS, words):
        if _is_color(text, found.start, found.end):
            spans += [(key, found.start, found.end) for key in found.keys]
    for match in _KEEPS.finditer(text):
        spans.append(
            (
                "p:keeps_cold" if match[1] in ("cold", "cool", "chilled", "iced") else "p:keeps_hot",
                *match.span(),
            )
        )
    if _HAN.search(text):
        for match in _ZH_WORDS.finditer(text):
            if match[0] != "有机" or text[match.end() : match.end() + 1] not in tuple("身会器动场票构关油盖"):
                spans += [(key, *match.span()) for key in _zh_keys(match[0])]
    return [
        _turned(key, start, end, text)
        if key == "p:leaks"
        else Property(key, polarity(text, start, end), start, end, text[start:end])
        for key, start, end in sorted(spans, key=lambda span: span[1])
    ]


def _turned(key: str, start: int, end: int, text: str) -> Property:
    """What leaks is not leak-proof."""
    so = polarity(text, start, end)
    return Property("p:leak", None if so is None else not so, start, end, text[start:end])


def _zh_keys(word: str) -> list[str]:
    if word in MATERIALS:
        return [f"m:{MATERIALS[word]}"]
    if word in COLORS:
        return [f"c:{COLORS[word]}"]
    return [f"p:{key}" for key in PROPERTIES_ZH[word.lower()]]


def _is_material(text: str, start: int, end: int) -> bool:
    word, before = text[start:end].lower(), text[max(0, start - 16) : start]
    if word not in _AMBIGUOUS_MATERIALS:
        return True
    if _NO_MATERIAL.match(text, end):
        return False
    if word == "down":
        return bool(_MADE_OF.search(before)) and not before.rstrip().endswith(" in")
    if _MATERIAL_BEFORE.search(before):
        return bool(_THING_AFTER.match(text, end))
    return bool(_MADE.search(before) or _THING_AFTER.match(text, end))


def _is_color(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 16) : start]
    if _COLOR_AFTER.match(text, end):
        return False
    if text[start:end].lower() in _LOOSE_COLORS:
        return bool(_COLOR_STRONG.search(before))
    return bool(_COLOR_FRAME.search(before) or not before.strip()) and bool(
        _COLOR_STRONG.search(before) or _COLOR_LATER.match(text, end)
    )
