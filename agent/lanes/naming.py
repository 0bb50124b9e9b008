"""The products that a question names or points at, cut out of it before the rest is understood.

"6 pc(s)", "Black" or "3 m" in a product's title are no amounts, colours or sizes that a viewer asks for, so a
name is replaced by one mark before anything else is read. Where words may be a name or not ("the cable"),
there are several readings, the one that takes the fewest words for names first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.lanes import properties
from agent.lanes.attributes import PHRASES
from agent.lanes.reading import Tokens, split
from knowledge.model import Product
from knowledge.names import NameMatch
from knowledge.tokens import normal

_MARK = "qqname"
_LINKS = frozenset({"of", "for", "on", "in"})
"""What stands between a property and the product it is asked of."""
_ARTICLES = frozenset({"the", "a", "an", "your", "this", "that"})
_POSSESSIVE = re.compile(r"[\s)\]”]{0,3}['’`]s\b")
_PIECE = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST_LABEL = 60
"""Characters behind a name in which a property's name may end."""
_LABEL_WORDS = 4
_MOST_SIDES = 4
_LETTERS = "abcdefgh"
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6,
}  # fmt: skip
_POINTING = re.compile(
    r"\b(?:the|this|that|your)\s+(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|6th)"
    r"(?:\s+(?:one|product|item|option|thing|link)\b|(?=\s*(?:[?!.,;]|$)))"
    r"|\b(?:number|no\.?|item|link|product|option|#)\s*([1-6])(?=\s*(?:[?!.,;，。？]|$))"
    r"|第([一二三四五六1-6])(?:个|款|件|种|双|台|样|号)|([1-6])号(?:链接|商品|产品)"
)

_EITHER = re.compile(r"\s+(?:or|vs\.?|versus|against|than)\s+|还是|和|跟|与|比")
"""What stands between two things to compare."""


@dataclass(frozen=True, slots=True)
class Named:
    """One mention: the product it names, or several that its words fit."""

    mark: str
    products: tuple[Product, ...]
    sure: bool
    decisive: bool
    """Whether a whole name, model number or EAN names it."""
    strangers: frozenset[str] = frozenset()
    """Words of the same sentence that name other things."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with some of its words taken for names."""

    text: str
    """The question, each name replaced by its mark."""
    named: tuple[Named, ...] = ()

    @property
    def products(self) -> tuple[Product, ...]:
        """All that may be meant."""
        return tuple({one.id: one for named in self.named for one in named.products}.values())

    def places(self, tokens: Tokens) -> dict[int, Named]:
        """Where the marks stand among the tokens of ``text``."""
        by_mark = {named.mark: named for named in self.named}
        return {at: by_mark[word] for at, word in enumerate(tokens.words) if word in by_mark}


def mentioned(named: Callable[[str], list[NameMatch]], question: str) -> list[NameMatch]:
    """The products that a question names; each of two to compare by itself, where the whole is unclear.

    "The Tern suitcase or the Nestmoor kettle" of one brand is no mention of a "Tern suitcase Nestmoor".

    Args:
        named: ``Shop.named``.
        question: As the viewer wrote it.
    """
    whole = named(question)
    text = normal(question[:1000])
    joints = [joint.span() for joint in _EITHER.finditer(text)][:_MOST_SIDES]
    if not joints or all(match.sure for match in whole):
        return whole
    apart: list[NameMatch] = []
    begin = sides = 0
    for end, following in [*joints, (len(text), len(text))]:
        own = [match for match in named(text[begin:end]) if match.sure]
        apart += [replace(one, start=one.start + begin, end=one.end + begin) for one in own]
        sides, begin = sides + bool(own), following
    return apart if sides > 1 else whole


def readings(
    question: str,
    matches: Sequence[NameMatch],
    product: Callable[[str], Product | None],
    listed: Sequence[str],
) -> list[Reading]:
    """The ways to read a question, the one with the fewest names first.

    Args:
        question: As the viewer wrote it.
        matches: From ``Shop.named``.
        product: Finds a product by id.
        listed: Product ids that "the second one" counts through.
    """
    text = normal(question[:1000])
    pointed = _POINTING.search(text)
    found = _mentions(text, matches, product)
    if pointed is not None and not any(match.sure for _, _, match, _ in found):
        return [_pointing(text, pointed, product, listed)]
    kept: list[Reading] = []
    sure = [one for one in found if one[2].sure]
    named = [one for one in found if one[2].sure or one[2].heard]
    decided = any(match.decisive for _, _, match, _ in sure)
    single = [] if decided else [[one] for one in named]
    for wanted in (sure if decided else [], *single, sure, named, found):
        reading = _marked(text, wanted)
        if reading not in kept:
            kept.append(reading)
    return kept


def cut_through(parts: Sequence[str], question: str, matches: Sequence[NameMatch]) -> bool:
    """Whether a question was parted inside a name ("Cat5e, 25 ft"), or beside what makes it another's."""
    if any(match.decisive and not match.sure and not match.heard for match in matches):
        return True
    text = normal(question[:1000])
    whole = [normal(part) for part in parts]
    return any(not any(text[match.start : match.end] in part for part in whole) for match in matches)


def nearly_named(part: str, question: str, matches: Sequence[NameMatch]) -> bool:
    """Whether a part of a question nearly names a product, with a number ("DAP-1390, EU plug")."""
    text, said = normal(question[:1000]), normal(part)
    numbered = any(char.isdigit() for char in said)
    return numbered and any(not match.sure and text[match.start : match.end] in said for match in matches)


_Mention = tuple[int, int, NameMatch, tuple[Product, ...]]


def _mentions(
    text: str, matches: Sequence[NameMatch], product: Callable[[str], Product | None]
) -> list[_Mention]:
    """Start, end, match and products of each mention that is one product's or fits several."""
    groups: dict[tuple[int, int], list[NameMatch]] = {}
    for match in matches:
        if match.sure or match.shared or match.heard:
            groups.setdefault((match.start, match.end), []).append(match)
    found: list[_Mention] = []
    for (start, end), group in sorted(groups.items()):
        products = tuple(one for match in group if (one := product(match.product_id)) is not None)
        if products:
            last = _before_label(text, start, end, products[0]) if len(products) == 1 else end
            found.append((_behind_label(text, start, last, products[0]), last, group[0], products))
    return found[: len(_LETTERS)]


def _before_label(text: str, start: int, end: int, product: Product) -> int:
    """Where the name ends if the words behind it finish a property's name: "… patch *cable* length"."""
    pieces = list(_PIECE.finditer(text, start, min(len(text), end + _LONGEST_LABEL)))
    words = [split(piece[0])[0] for piece in pieces]
    inside = sum(piece.start() < end for piece in pieces)
    if inside == len(pieces):
        return end
    labels = properties.table([product])
    for at in range(max(1, inside - _LABEL_WORDS), inside):
        mark = labels.longest(words, at)
        if mark is not None and mark.end > inside:
            return pieces[at].start()
    return end


def _behind_label(text: str, start: int, end: int, product: Product) -> int:
    """Where the name begins if its first words end a property's: "connector *gender of the* VGA cable"."""
    pieces = list(_PIECE.finditer(text, max(0, start - _LONGEST_LABEL), end))
    words = [split(piece[0])[0] for piece in pieces]
    first = sum(piece.end() <= start for piece in pieces)
    link = next(
        (at for at in range(first + 1, min(len(words), first + _LABEL_WORDS)) if words[at] in _LINKS), 0
    )
    tables = (properties.table([product]), PHRASES) if link else ()
    for at in range(max(0, link - _LABEL_WORDS), link):
        if any((mark := table.longest(words, at)) is not None and mark.end == link for table in tables):
            behind = next((at for at in range(link + 1, len(words)) if words[at] not in _ARTICLES), link)
            return pieces[behind].start()
    return start


def _marked(text: str, found: Sequence[_Mention]) -> Reading:
    parts: list[str] = []
    named: list[Named] = []
    at = 0
    for letter, (start, end, match, products) in zip(_LETTERS, found, strict=False):
        mark = _MARK + letter
        parts += [text[at:start], f" {mark} "]
        sure = match.sure or match.heard
        named.append(Named(mark, products, sure, match.sure and match.decisive, match.strangers))
        owner = _POSSESSIVE.match(text, end)
        at = owner.end() if owner else end
    return Reading("".join([*parts, text[at:]]), tuple(named))


def _pointing(
    text: str, pointed: re.Match[str], product: Callable[[str], Product | None], listed: Sequence[str]
) -> Reading:
    """The product meant by "the second one"; a mark without products where none is listed there."""
    number = _ORDINALS[next(group for group in pointed.groups() if group)]
    found = product(listed[number - 1]) if number <= len(listed) else None
    mark = _MARK + _LETTERS[0]
    products = (found,) if found is not None else ()
    marked = f"{text[: pointed.start()]} {mark} {text[pointed.end() :]}"
    return Reading(marked, (Named(mark, products, sure=found is not None, decisive=True),))
