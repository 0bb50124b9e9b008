"""How the parts of a question belong together: what is asked of what, and what is only supposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.guard.numbers import Number
from agent.lanes import attributes
from agent.lanes.lexicon import Kind
from agent.lanes.options import MATERIALS
from agent.lanes.reading import Mark, Phrases, Tokens, scan

BY_DIMENSION = {
    "volume": "capacity", "mass": "weight", "power": "power", "voltage": "voltage",
    "charge": "battery_capacity", "light": "brightness", "loudness": "noise",
    "length": "dimensions", "time": "battery_life", "storage": "storage",
}  # fmt: skip
_JOINERS = frozenset({"and", "also", "plus", "or", "和", "还", "跟", "与", "以", "及", "或"})
_OF = frozenset({"of", "for", "the", "a", "an", "it", "in", "on", "this", "的"})
_COPULAS = frozenset({"is", "are", "was", "be", "isnt", "arent", "wasnt", "as", "says", "said", "是", "为"})
_SAFE = frozenset({"safe", "可"})
"""What makes an appliance's name a property ("dishwasher safe")."""
_IS_HOW_MUCH = frozenset({"是", "多", "少"})
"""What asks for a value and not for a price (接口是多少)."""
_IT = "it"
_SUBJECTS = frozenset({"it", "this", "that", "they", "doe", "do", "can", "one", "also"})
_ARTICLES = frozenset({"the", "this", "that", "a", "an", "your", "my"})
_OPEN = frozenset({"how", "what", "which", "where", "many", "多", "几", "哪", "啥"})
_THROUGH = frozenset({"the", "a", "an", "of", "it", "this", "only", "in", "not", "不", "就", "的", "个"})
_PAST = frozenset({
    "yesterday", "last week", "last month", "last time", "before", "earlier", "ago", "昨天", "前天", "上次",
    "之前", "以前", "上周",
})  # fmt: skip
_TAGS = frozenset(
    {"no", "right", "yes", "huh", "now", "today", "then", "still", "only", "or", "not", "isnt", "it"}
)
_HAN_TAGS = frozenset("吗吧呢啊呀么的了啦哦嘛来着对不是没错")
_LONGEST_VALUE = 6


@dataclass(frozen=True, slots=True)
class Read:
    """A question with what was found in it."""

    tokens: Tokens
    marks: Sequence[Mark]
    amounts: Mapping[int, Number]
    rest: frozenset[int]
    named: frozenset[int]

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """The words between two tokens."""
        return self.tokens.words[start:end]

    def parted(self, start: int, end: int) -> bool:
        """Whether a comma, or a word like "and", stands between two tokens."""
        pause = any(start <= index <= end for index in self.tokens.breaks)
        return pause or bool(_JOINERS & set(self.between(start, end)))


def inside(index: int, marks: Sequence[Mark]) -> bool:
    """Whether a token belongs to a phrase."""
    return any(mark.start <= index < mark.end for mark in marks)


def marks_of(
    words: Sequence[str], tables: Sequence[Phrases], named: frozenset[int], amounts: frozenset[int]
) -> list[Mark]:
    """The phrases of a question, a product's name in it read as "it" ("how long does the lamp last")."""
    spans: list[tuple[str, int, int]] = []
    for index, word in enumerate(words):
        if index not in named:
            spans.append((word, index, index + 1))
        elif (spans and index - 1 in named) or (spans and spans[-1][0] in _ARTICLES):
            spans[-1] = (_IT, spans[-1][1], index + 1)
        else:
            spans.append((_IT, index, index + 1))
    products = frozenset(at for at, (_, start, end) in enumerate(spans) if named & set(range(start, end)))
    taken = frozenset(at for at, (_, start, _) in enumerate(spans) if start in amounts)
    found = scan([word for word, _, _ in spans], tables, taken)
    kept = [mark for mark in found if not set(range(mark.start, mark.end)) <= products]
    marks = [Mark(mark.concept, spans[mark.start][1], spans[mark.end - 1][2]) for mark in kept]
    held = {index for mark in marks for index in range(mark.start, mark.end)}
    starts = (spans[at][1] for at in products)
    articles = [Mark("filler", start, start + 1) for start in starts if start not in named | held]
    return sorted([*marks, *articles], key=lambda mark: mark.start)


def supposed_kind(read: Read, *, supposes: bool) -> list[Kind]:
    """What a question that only brings a number ("isn't it $20?") must be about."""
    for number in read.amounts.values():
        if number.kind == "price":
            return ["price"]
        if number.kind == "percent":
            return ["discount"]
        if number.kind == "quantity" and number.unit in BY_DIMENSION:
            return ["attribute"]
        if supposes and _bare(number):
            return ["price"]
    return []


def _bare(number: Number) -> bool:
    """Whether a number counts nothing: what follows it only asks for a yes."""
    if number.kind != "count":
        return False
    return all(word in _TAGS or word in _PAST or set(word) <= _HAN_TAGS for word in number.noun.split())


def of_the_past(read: Read) -> bool:
    """Whether a price of another day is supposed ("it was 30 yesterday, no?")."""
    days = [mark for mark in read.marks if mark.concept in ("veto", "previous")]
    said = [read.between(mark.start, mark.end) for mark in days]
    if not days or not all({" ".join(words), "".join(words)} & _PAST for words in said):
        return False
    prices = [number for number in read.amounts.values() if number.kind == "price" or _bare(number)]
    tail = read.tokens.words[-1] in ("no", "right", "吗", "吧")
    supposes = tail or any(mark.concept == "premise" for mark in read.marks)
    return len(prices) == len(read.amounts) == 1 and supposes


def asks_a_measure(read: Read) -> bool:
    """Whether "how much is" asks for a property, not for a price ("how much is the weight")."""
    for first, second in pairwise(read.marks):
        said = read.between(first.start, first.end)
        near = set(read.between(first.end, second.start)) <= _OF and not read.parted(first.end, second.start)
        asked = first.concept in ("price", "how_much") and said[:2] == ("how", "much")
        if asked and near and second.concept.startswith(attributes.PREFIX):
            return second.concept.removeprefix(attributes.PREFIX) not in attributes.THINGS
    return False


def compound(read: Read) -> bool:
    """Whether a property is asked of another thing than the product ("battery weight")."""
    asked = [mark for mark in read.marks if mark.concept != "filler" or read.parted(mark.start, mark.end)]
    for first, second in pairwise(asked):
        if first.concept == second.concept or read.parted(first.end, second.start):
            continue
        between = read.between(first.end, second.start)
        if not set(between) <= _OF or read.parted(second.start, second.start):
            continue
        both = first.concept.startswith(attributes.PREFIX) and second.concept.startswith(attributes.PREFIX)
        han = not read.tokens.words[second.start].isascii()
        thing = first.concept.removeprefix(attributes.PREFIX) in attributes.THINGS
        if both and (not han or thing or "的" in between):
            return True
        if first.concept.startswith(attributes.PREFIX) and second.concept == "discount" and not between:
            return True
        if first.concept == "price" and "of" in between and second.concept.startswith(attributes.PREFIX):
            return True
    return False


def of_a_thing(concepts: Sequence[str], marks: Sequence[Mark], tokens: Tokens) -> bool:
    """Whether the price or stock of a part or another appliance is asked for ("how much is the lid")."""
    for name in after(concepts, attributes.PREFIX):
        concept = attributes.PREFIX + name
        for other in ("price", "how_much", "stock"):
            if other == "how_much" and set(tokens.words) >= _IS_HOW_MUCH:
                continue
            if other in concepts and name in attributes.THINGS and not joined(marks, tokens, concept, other):
                return True
        if name in attributes.APPLIANCES and "have" in concepts and "this" not in concepts:
            said = [tokens.words[mark.start : mark.end] for mark in marks if mark.concept == concept]
            if not all(_SAFE & set(words) for words in said):
                return True
    return False


def joined(marks: Sequence[Mark], tokens: Tokens, first: str, second: str) -> bool:
    """Whether two things are asked one beside the other rather than one of the other."""
    ends = [(mark.start, mark.end) for mark in marks if mark.concept in (first, second)]
    begin, end = min(end for _, end in ends), max(start for start, _ in ends)
    parted = any(begin <= index <= end for index in tokens.breaks)
    return parted or bool({"and", "also", "plus", "和", "还", "跟", "以"} & set(tokens.words[begin:end]))


def touching(read: Read) -> Iterator[int]:
    """Unexplained tokens right before or behind an attribute's name, or that it is said to be of."""
    for mark in read.marks:
        if not mark.concept.startswith(attributes.PREFIX):
            continue
        if mark.start - 1 in read.rest and mark.start not in read.tokens.breaks:
            yield mark.start - 1
        at = mark.end
        while at < len(read.tokens.words) and read.tokens.words[at] in _OF and at not in read.tokens.breaks:
            at += 1
        if at in read.rest and at not in read.tokens.breaks:
            yield at


def value_words(read: Read) -> tuple[int, ...]:
    """Tokens that say which value an attribute is thought to have: the last words after "is", or "with"."""
    marks = [mark for mark in read.marks if mark.concept.startswith(attributes.PREFIX)]
    if len(marks) != 1 or not read.rest:
        return ()
    behind = sorted(index for index in read.rest if index >= marks[0].end)
    if len(behind) != len(read.rest) or behind[-1] - behind[0] >= _LONGEST_VALUE:
        return ()
    name = marks[0].concept.removeprefix(attributes.PREFIX)
    between = set(read.between(marks[0].end, behind[0]))
    if _OPEN & set(read.between(0, marks[0].end)):
        return ()
    lead = [word for word in read.between(marks[0].end, behind[0]) if word not in _ARTICLES]
    if lead and lead[-1] in ("of", "in", "的"):
        return ()
    if name in attributes.COMPATIBLE or "compat" in name:
        return tuple(behind) if between <= _THROUGH | {"my", "with", "your", "an", "to"} else ()
    said = between | set(read.between(0, min(2, marks[0].start)))
    named = {read.tokens.words[index] for index in read.named}
    return tuple(behind) if said & _COPULAS and between <= _THROUGH | _COPULAS | named else ()


def material_words(read: Read) -> tuple[int, ...]:
    """The unexplained tokens, if they only say what a thing is thought to be made of (*pure cotton*)."""
    shown = _IT in read.tokens.words or any(mark.concept == "this" for mark in read.marks)
    if not read.rest or not (read.named or shown):
        return ()
    words = [word if index in read.rest else "" for index, word in enumerate(read.tokens.words)]
    held = {at for mark in scan(words, (MATERIALS,)) for at in range(mark.start, mark.end)}
    return tuple(sorted(read.rest)) if held == read.rest else ()


def without_tails(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without a general "how big" that only ends another property's question (功率多大)."""
    size = attributes.PREFIX + "dimensions"
    ends = {mark.end for mark in marks if mark.concept.startswith(attributes.PREFIX) and mark.concept != size}
    return [mark for mark in marks if mark.concept != size or mark.start not in ends]


def after(concepts: Sequence[str], prefix: str) -> tuple[str, ...]:
    """What follows a prefix in the concepts that have it."""
    return tuple(dict.fromkeys(c.removeprefix(prefix) for c in concepts if c.startswith(prefix)))


def without_verbs(read: Read) -> list[Mark]:
    """The phrases without a "support" that is a verb ("does it support Bluetooth")."""
    kept: list[Mark] = []
    for mark in read.marks:
        said = read.between(mark.start, mark.end)
        before = read.between(max(0, mark.start - 1), mark.start)
        asking = read.tokens.words[:1] and read.tokens.words[0] in ("do", "doe", "can", "will")
        verb = said == ("support",) and (asking or mark.start - 1 in read.named or set(before) & _SUBJECTS)
        if not verb:
            kept.append(mark)
    return kept
