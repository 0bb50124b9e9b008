"""Which attribute a number in a sentence is about: the one named nearest to it.

"It weighs 1.7 kg" is about the weight, whatever else is 1.7. The same reading is made of the facts, so that
"hot for 12 hours, cold for 24" in a selling point is two different things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.guard.lexicon import ASPECTS_EN, ASPECTS_ZH, LONGEST_PHRASE
from agent.guard.numbers import Number

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]{1,2})?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ZH = re.compile("|".join(sorted(map(re.escape, ASPECTS_ZH), key=len, reverse=True)))
_FAR = 28
"""Characters between a number and the word that says what it is."""
_TIME = ("time", "month", "workday")
_MEASURED: Mapping[str, tuple[str, ...]] = {
    "weight": ("mass",),
    "capacity": ("volume", "charge", "storage", "mass", "energy", "cups"),
    "height": ("length",),
    "width": ("length",),
    "depth": ("length",),
    "length": ("length",),
    "diameter": ("length",),
    "cord": ("length",),
    "power": ("power",),
    "voltage": ("voltage",),
    "boil": _TIME,
    "keeps_hot": _TIME,
    "keeps_cold": _TIME,
    "battery": (*_TIME, "charge", "energy", "voltage"),
    "charge": (*_TIME, "power", "current", "charge"),
    "brightness": ("light",),
    "warranty": _TIME,
    "shipping": _TIME,
    "returns": _TIME,
    "support": _TIME,
    "memory": ("storage",),
    "storage": ("storage",),
    "screen": ("length",),
    "resolution": ("pixels", "megapixels", "dpi"),
    "speed": ("rpm",),
    "ages": _TIME,
}
"""The dimensions that a number about an aspect may have, where it has a unit."""
_PRICED = frozenset({"price", "shipping", "returns"})
_WALL = re.compile(r"[.;!?。；！？]")


@dataclass(frozen=True, slots=True)
class Aspect:
    """Words that name an attribute."""

    keys: frozenset[str]
    start: int
    end: int


def english_words(text: str) -> list[re.Match[str]]:
    """The English words of a text."""
    return list(_WORD.finditer(text))


def phrases(text: str, known: Mapping[str, tuple[str, ...]], words: Sequence[re.Match[str]]) -> list[Aspect]:
    """Known phrases of a text, the longest at each place; words may be parted by a space or hyphen."""
    lower = [word[0].lower().removesuffix("'s") for word in words]
    found: list[Aspect] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(lower[at : at + length])
            keys = known.get(phrase)
            if keys and words[at + length - 1].end() - words[at].start() <= len(phrase) + 3:
                found.append(Aspect(frozenset(keys), words[at].start(), words[at + length - 1].end()))
                at += length
                break
        else:
            at += 1
    return found


def aspects(text: str, labels: Mapping[str, frozenset[str]] | None = None) -> list[Aspect]:
    """The attributes that a text names.

    Args:
        text: In plain letters.
        labels: Besides those everybody knows: the labels of facts, in small letters, and their keys.
    """
    found = phrases(text, ASPECTS_EN, english_words(text))
    if _HAN.search(text):
        found += [
            Aspect(frozenset(ASPECTS_ZH[match[0].lower()]), *match.span()) for match in _ZH.finditer(text)
        ]
    lower = text.lower()
    for label, keys in (labels or {}).items():
        at = lower.find(label)
        if at >= 0 and _apart(lower, at, at + len(label)):
            found.append(Aspect(keys, at, at + len(label)))
    return found


def nearest(number: Number, numbers: Sequence[Number], named: Sequence[Aspect], text: str) -> frozenset[str]:
    """The keys of the attribute that a number is about; empty when none is named near it.

    Args:
        number: One of ``numbers``.
        numbers: All numbers of the text.
        named: What the text names.
        text: The text.
    """
    ends = [other.end for other in numbers if other.end <= number.start]
    starts = [other.start for other in numbers if other.start >= number.end]
    begin, stop = max(ends, default=0), min(starts, default=len(text))
    best: frozenset[str] = frozenset()
    distance = _FAR + 1
    for aspect in named:
        if aspect.start < number.end and aspect.end > number.start:
            if not any(key.startswith("l:") for key in aspect.keys):  # its unit: "65 watts"
                continue
            gap, between = 0, ""
        elif aspect.end <= number.start and aspect.start >= begin:
            gap, between = number.start - aspect.end, text[aspect.end : number.start]
            held = begin and aspect.start - begin <= 2 and _taken(text[begin : aspect.start])
            if held and (gap > 4 or re.search("[,，]", between)):
                continue
        elif aspect.start >= number.end and aspect.end <= stop:
            gap, between = aspect.start - number.end, text[number.end : aspect.start]
            gap += 2 + 20 * bool(re.search(r"[,，]|\band\b|和", between))
        else:
            continue
        gap -= between.count("☐")
        if _WALL.search(between) or not _can_be(number, aspect.keys):
            continue
        if gap == distance:
            best |= aspect.keys
        elif gap < distance:
            best, distance = aspect.keys, gap
    return best


def _taken(between: str) -> bool:
    """Whether an attribute right behind a number belongs to that one: "72 percent cocoa, 80 grams"."""
    return between in ("", " ", "的")


def _can_be(number: Number, keys: frozenset[str]) -> bool:
    """Whether a number of this kind and unit can be about the attribute at all."""
    if any(key.startswith("l:") for key in keys):
        topics = {key for key in keys if not key.startswith("l:")}
        if number.kind == "quantity" and topics and topics <= _MEASURED.keys():
            return any(number.unit in _MEASURED[key] for key in topics)
        return number.kind != "price" or bool(keys & _PRICED)
    if number.kind == "price":
        return bool(keys & _PRICED)
    if number.kind == "quantity":
        return any(number.unit in _MEASURED.get(key, ()) for key in keys)
    return number.kind in ("count", "code", "ordinal") and (not keys <= _PRICED or keys == {"shipping"})


def _apart(lower: str, start: int, end: int) -> bool:
    """Whether a span is not a part of longer English words."""
    left, right = lower[max(0, start - 1) : start], lower[end : end + 1]
    inside = left.isascii() and left.isalnum() and lower[start].isascii()
    return not inside and not (right.isascii() and right.isalnum() and lower[end - 1].isascii())
