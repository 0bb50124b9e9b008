"""What a question is about, by rules over the tables of ``lexicon`` and ``attributes``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent.guard.numbers import Number
from agent.lanes import attributes, lexicon
from agent.lanes.reading import Mark, Phrases, Tokens, one_slip, scan, tokenise

Kind = Literal[
    "price", "stock", "attribute", "discount", "about", "compare", "cheapest", "under", "list", "recommend",
    "shipping", "returns", "warranty", "payment", "support", "privacy", "greeting", "thanks", "identity",
    "howto", "other",
]  # fmt: skip
"""``other``: it asks something, but nothing that facts alone answer surely."""

POLICIES: tuple[Kind, ...] = ("shipping", "returns", "warranty", "payment", "support", "privacy")
SMALL_TALK: tuple[Kind, ...] = ("identity", "greeting", "thanks")

_ALONE: tuple[Kind, ...] = ("identity", "cheapest", "list")
"""Kinds that say all there is to say, the weightier first."""
_LIGHT: tuple[Kind, ...] = ("howto", "about", "greeting", "thanks")
"""Kinds that count only where nothing else is asked, the weightier first."""
_PLAIN: tuple[Kind, ...] = ("price", "stock", "discount", "compare", *POLICIES)
_BY_DIMENSION = {
    "volume": "capacity", "mass": "weight", "power": "power", "voltage": "voltage",
    "charge": "battery_capacity", "light": "brightness", "loudness": "noise",
    "length": "dimensions", "time": "battery_life",
}  # fmt: skip
_ASKS = re.compile(lexicon.INTERROGATIVE)
_REMARK_WORDS = 3
"""A comment without anything interrogative may hold fewer unknown words than this to be a question."""
_EMPTY = Phrases()


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question is about."""

    kinds: tuple[Kind, ...]
    """In the order asked; at least one."""
    attributes: tuple[str, ...] = ()
    """For ``attribute``: keys of ``ATTRIBUTES``, or machine names of a product's facts."""
    colors: tuple[str, ...] = ()
    """Colours named."""
    sizes: tuple[str, ...] = ()
    """Sizes named."""
    amounts: tuple[Number, ...] = ()
    """Numbers the viewer brought along."""
    deixis: Literal["", "this", "previous"] = ""
    """Whether it points at what is shown, or at what was shown before."""
    supposes: bool = False
    """Whether it supposes something (``isn't it``, ``是不是``)."""
    count: bool = False
    """Whether it asks how many are left."""
    rest: tuple[int, ...] = ()
    """Indexes of the tokens that nothing here explains: perhaps a product's name."""
    tokens: Tokens = field(default_factory=lambda: Tokens("", ()))


def asks(text: str, language: str = "") -> bool:
    """Whether a comment wants a reply: a question, a greeting, thanks; not mere chatter.

    Args:
        text: A viewer's words.
        language: Not needed; both languages are read at once.
    """
    return read_intent(text) is not None


def read_intent(question: str) -> Intent | None:
    """What a question is about; ``None`` when nothing is asked."""
    return understand(tokenise(question))


def understand(
    tokens: Tokens, *, named: frozenset[int] = frozenset(), labels: Phrases = _EMPTY, known: Phrases = _EMPTY
) -> Intent | None:
    """Like :func:`read_intent`, knowing more.

    Args:
        tokens: The question.
        named: Indexes of tokens that name a product.
        labels: Names of the products' own properties, as ``attribute:`` concepts.
        known: Words that explain themselves (the host's and the shop's name), as ``filler``.
    """
    tables = (labels, attributes.PHRASES, lexicon.PHRASES, known)
    marks = scan(tokens.words, tables, named | frozenset(tokens.numbers))
    held = named | frozenset(tokens.numbers) | {i for mark in marks for i in range(mark.start, mark.end)}
    rest: list[int] = []
    for index, word in enumerate(tokens.words):
        if index in held:
            continue
        concept = _slip(word)
        if concept:
            marks.append(Mark(concept, index, index + 1))
        else:
            rest.append(index)
    marks = _without_tails(sorted(marks, key=lambda mark: mark.start))
    asked = _ASKS.search(tokens.plain) is not None
    kinds = _kinds(marks, tokens, asked=asked, named=bool(named))
    if not kinds or not (asked or _plausible(kinds, marks, rest)):
        return None
    concepts = [mark.concept for mark in marks]
    return Intent(
        kinds=kinds,
        attributes=_attributes(concepts, tokens) if "attribute" in kinds else (),
        colors=_after(concepts, attributes.COLOR_PREFIX),
        sizes=_after(concepts, attributes.SIZE_PREFIX),
        amounts=tuple(tokens.numbers.values()),
        deixis="previous" if "previous" in concepts else "this" if "this" in concepts else "",
        supposes="premise" in concepts,
        count="count" in concepts or ("stock" in concepts and bool({"how_many", "how_much"} & set(concepts))),
        rest=tuple(rest),
        tokens=tokens,
    )


def _kinds(marks: Sequence[Mark], tokens: Tokens, *, asked: bool, named: bool) -> tuple[Kind, ...]:
    concepts = list(dict.fromkeys(mark.concept for mark in marks))
    if "recommend" in concepts and asked:
        return ("recommend",)
    if "veto" in concepts:
        return ("other",)
    if "under" in concepts and any(n.kind in ("price", "count") for n in tokens.numbers.values()):
        return ("under",)
    for kind in _ALONE:
        if kind in concepts:
            return (kind,)
    kinds = _asked_for(concepts, marks, tokens)
    if _of_a_thing(concepts, marks, tokens):
        return ("other",)
    if kinds:
        return tuple(kinds)
    if "have" in concepts and (asked or named):
        return ("stock",)
    for kind in _LIGHT:
        if kind in concepts and not (kind == "greeting" and "chat" in concepts):
            return (kind,)
    return ("other",) if asked and (tokens.words or "?" in tokens.plain) else ()


def _asked_for(concepts: Sequence[str], marks: Sequence[Mark], tokens: Tokens) -> list[Kind]:
    kinds: list[Kind] = []
    for concept in concepts:
        kind: str = "stock" if concept == "count" else concept
        if kind.startswith((attributes.PREFIX, attributes.COLOR_PREFIX, attributes.SIZE_PREFIX)):
            kind = "attribute"
        for plain in (*_PLAIN, "attribute"):
            if plain == kind and plain not in kinds:
                kinds.append(plain)
    if "how_much" in concepts and not kinds:
        kinds.append("price")
    if not kinds:
        kinds = _supposed(tokens)
    if {"price", "shipping"} <= set(kinds) and not _joined(marks, tokens, "price", "shipping"):
        kinds.remove("price")
    if "attribute" in kinds and "stock" in kinds and "count" not in concepts:
        options = any(c.startswith((attributes.COLOR_PREFIX, attributes.SIZE_PREFIX)) for c in concepts)
        if options:
            kinds.remove("stock")
    return kinds


def _without_tails(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without a general "how big" that only ends another property's question (功率多大)."""
    size = attributes.PREFIX + "dimensions"
    ends = {mark.end for mark in marks if mark.concept.startswith(attributes.PREFIX) and mark.concept != size}
    return [mark for mark in marks if mark.concept != size or mark.start not in ends]


def _supposed(tokens: Tokens) -> list[Kind]:
    """What a question that only brings a number ("isn't it $20?") must be about."""
    for number in tokens.numbers.values():
        if number.kind == "price":
            return ["price"]
        if number.kind == "percent":
            return ["discount"]
        if number.kind == "quantity" and number.unit in _BY_DIMENSION:
            return ["attribute"]
    return []


def _of_a_thing(concepts: Sequence[str], marks: Sequence[Mark], tokens: Tokens) -> bool:
    """Whether the price or stock of a part or another appliance is asked for ("how much is the lid")."""
    for name in _after(concepts, attributes.PREFIX):
        concept = attributes.PREFIX + name
        for other in ("price", "how_much", "stock"):
            if other in concepts and name in attributes.THINGS and not _joined(marks, tokens, concept, other):
                return True
        if name in attributes.APPLIANCES and "have" in concepts and "this" not in concepts:
            return True
    return False


def _joined(marks: Sequence[Mark], tokens: Tokens, first: str, second: str) -> bool:
    """Whether two things are asked one beside the other rather than one of the other."""
    ends = [(mark.start, mark.end) for mark in marks if mark.concept in (first, second)]
    between = tokens.words[min(end for _, end in ends) : max(start for start, _ in ends)]
    return bool({"and", "also", "plus", "和", "还", "跟", "以"} & set(between))


def _attributes(concepts: Sequence[str], tokens: Tokens) -> tuple[str, ...]:
    found = list(_after(concepts, attributes.PREFIX))
    if _after(concepts, attributes.COLOR_PREFIX) and "light_color" not in found:
        found.append("color")
    if _after(concepts, attributes.SIZE_PREFIX):
        found.append("sizes")
    if not found:
        units = [number.unit for number in tokens.numbers.values() if number.kind == "quantity"]
        found = [_BY_DIMENSION[unit] for unit in units if unit in _BY_DIMENSION]
    return tuple(dict.fromkeys(found))


def _after(concepts: Sequence[str], prefix: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.removeprefix(prefix) for c in concepts if c.startswith(prefix)))


def _plausible(kinds: Sequence[Kind], marks: Sequence[Mark], rest: Sequence[int]) -> bool:
    """Whether words without anything interrogative are a question cut short ("kettle price")."""
    if kinds[0] in ("greeting", "thanks", "identity"):
        return len(rest) < _REMARK_WORDS
    chatter = any(mark.concept == "chat" for mark in marks)
    weak = kinds[0] in ("recommend", "other", "howto", "compare", "about")
    return not chatter and not weak and len(rest) < _REMARK_WORDS


def _slip(word: str) -> str:
    """What a word one slip of the finger away from a keyword stands for."""
    if word in lexicon.REAL_WORDS:
        return ""
    return next((concept for key, concept in lexicon.KEYWORDS.items() if one_slip(word, key)), "")
