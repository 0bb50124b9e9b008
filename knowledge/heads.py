"""Whether a product is a thing, or only has to do with it: a laptop's sleeve is no laptop."""

from __future__ import annotations

import re

from knowledge.facetwords import COLOURS, EMPTY, MATERIALS
from knowledge.tokens import TOKEN, is_han, normal, singular
from knowledge.vocabulary import FUNCTION

_MAX_NAME = 300
_BESIDE = re.compile(r"\b(?:for|fits|with|w/|from)\b|适用于?|用于|专用|配|兼容|[,;|–，；、-]", re.IGNORECASE)
"""What says that a product only goes with what is named next, up to a pause."""
_PAUSES = frozenset(",;|–，；、-")
_COMMAS = frozenset(",，、")
"""After "for" they part more that a product goes with."""
_QUALITIES = frozenset(
    word for table in (COLOURS, MATERIALS) for ways in table.values() for way in ways for word in way.split()
)
_SMALL = FUNCTION | EMPTY | _QUALITIES
_ACCESSORIES = """
adapter adaptor cable cord charger battery case sleeve bag backpack cover lock stand mount bracket holder dock
protector filter cap strap skin module upgrade kit splitter extender switch control arm rest tripod service
svc svcs support supp warranty licence license subscription manual card
"""
_PARTS = frozenset(_ACCESSORIES.split())
"""Nouns of what goes with another thing: beside one of them the other is not meant."""


def nouns(name: str) -> list[tuple[str, ...]]:
    """What a name calls its product: each noun with the one before it, both in the singular.

    A noun is a word after which nothing follows that could be the noun in its place (``laptop sleeve``,
    ``键盘膜``), and before which nothing says that the product only goes with it ("cable for printers").
    What may follow: a mark, a number, an abbreviation, a colour or material, a small word, or a word with a
    capital after one without (``mouse Optical``). An accessory ("Laptop 12 V Car Adapter") takes the place of
    all that stands before it, up to the next pause or after one.

    Args:
        name: A product's name or category; its first 300 characters are read. A Han character is a word.
    """
    name = name[:_MAX_NAME]
    found = list(TOKEN.finditer(name))
    joints = [(match.start(), match.group() in _PAUSES) for match in _BESIDE.finditer(name)]
    words: list[tuple[str, ...]] = []
    run: list[tuple[str, ...]] = []
    before, beside, at = "", False, 0
    for number, match in enumerate(found):
        while at < len(joints) and joints[at][0] < match.start():
            place, mark = joints[at]
            at += 1
            if not mark:
                beside = True
            elif not (beside and (words or run) and name[place] in _COMMAS) and _is_pause(name, place):
                words, run, beside = _joined(words, run), [], False
        plain = singular(normal(match.group()))
        if not beside and not plain[:1].isdigit() and _ends(name, found, number):
            run.append((before, plain) if before else (plain,))
        before = plain
    return _joined(words, run)


def _is_pause(name: str, at: int) -> bool:
    """Whether a mark parts two phrases; a hyphen within a word does not."""
    return name[at] != "-" or name[max(0, at - 1) : at + 2].strip() == "-"


def _joined(before: list[tuple[str, ...]], run: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The nouns of the phrases before a pause, and of one more; only the accessories of that if there are."""
    accessories = [words for words in run if words[-1] in _PARTS]
    if accessories or any(words[-1] in _PARTS for words in before):
        return before + accessories
    return before + run


def _ends(name: str, found: list[re.Match[str]], at: int) -> bool:
    """Whether a word is a noun of the name, seeing what follows it."""
    while at + 1 < len(found) and name[found[at].end() : found[at + 1].start()].strip() == "/":
        at += 1  # "laptop / notebook cord" is a cord
    if at + 1 == len(found):
        return True
    word, following = found[at].group(), found[at + 1].group()
    between = name[found[at].end() : found[at + 1].start()]
    if between.strip():
        return True
    if is_han(following):
        return bool(between)
    if following.casefold() == "to":
        return False  # "mouse to USB adapter"
    if not following.isalpha() or following.isupper() or singular(normal(following)) in _SMALL:
        return True
    return word.islower() and following[0].isupper()
