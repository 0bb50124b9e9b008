"""Whether a product is a thing, or only has to do with it: a laptop's sleeve is no laptop."""

from __future__ import annotations

import re

from knowledge.facetwords import COLOURS, EMPTY, MATERIALS
from knowledge.tokens import TOKEN, is_han, normal, singular
from knowledge.vocabulary import FUNCTION

_MAX_NAME = 300
_BESIDE = re.compile(r"(?:\b(?:for|fits|with|w/|to|from)|适用于?|用于|专用|配|兼容)\b[^,;|–-]*$")
"""What says, before a word, that the product only goes with it."""
_QUALITIES = frozenset(
    word for table in (COLOURS, MATERIALS) for ways in table.values() for way in ways for word in way.split()
)


def is_called(name: str, kind: str) -> bool:
    """Whether a name says that its product is of a kind.

    The kind's last word must be the name's noun: nothing may follow that could be the noun in its place
    (``laptop sleeve``, ``键盘膜``), and nothing before may say that the product only goes with it ("cable
    for printers"). What may follow: a mark, a number, an abbreviation, a colour or material, a small word,
    or a word with a capital after a kind without (``mouse Optical``).

    Args:
        name: The product's name or category.
        kind: One or several words.
    """
    name = name[:_MAX_NAME]
    found = list(TOKEN.finditer(name))
    words = [singular(normal(match.group())) for match in found]
    wanted = [singular(normal(word)) for word in TOKEN.findall(kind)]
    for at in range(len(words) - len(wanted) + 1):
        if not wanted or words[at : at + len(wanted)] != wanted:
            continue
        if _BESIDE.search(normal(name[: found[at].start()])):
            continue
        last = at + len(wanted) - 1
        while last + 1 < len(found) and name[found[last].end() : found[last + 1].start()].strip() == "/":
            last += 1  # "laptop / notebook cord" is a cord
        if last + 1 == len(found):
            return True
        between = name[found[last].end() : found[last + 1].start()]
        if _is_noun(found[last].group(), between, found[last + 1].group()):
            return True
    return False


def _is_noun(word: str, between: str, following: str) -> bool:
    """Whether a word is the name's noun, seeing what follows it."""
    if between.strip():
        return True
    if is_han(following):
        return bool(between)
    plain = singular(normal(following))
    if not following.isalpha() or following.isupper() or plain in FUNCTION | EMPTY | _QUALITIES:
        return True
    return word.islower() and following[0].isupper()
