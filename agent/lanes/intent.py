"""What a question is about, by rules over the tables of ``lexicon`` and ``attributes``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from agent.guard.numbers import Number
from agent.lanes import attributes, lexicon
from agent.lanes.lexicon import Kind
from agent.lanes.reading import Mark, Phrases, Tokens, one_slip, scan, tokenise
from agent.lanes.relations import (
    BY_DIMENSION,
    Read,
    after,
    asks_a_measure,
    compound,
    inside,
    joined,
    marks_of,
    material_words,
    of_a_thing,
    of_the_past,
    supposed_kind,
    touching,
    value_words,
    without_tails,
    without_verbs,
)

POLICIES: tuple[Kind, ...] = ("shipping", "returns", "warranty", "payment", "support", "privacy")
SMALL_TALK: tuple[Kind, ...] = ("identity", "greeting", "thanks")

_ALONE: tuple[Kind, ...] = ("identity", "cheapest", "list")
"""Kinds that say all there is to say, the weightier first."""
_LIGHT: tuple[Kind, ...] = ("howto", "about", "greeting", "thanks")
"""Kinds that count only where nothing else is asked, the weightier first."""
_PLAIN: tuple[Kind, ...] = ("price", "stock", "discount", "compare", *POLICIES)
_ASKS = re.compile(lexicon.INTERROGATIVE)
_PLAINLY = re.compile(
    r"\?|[吗呢么几哪]|什么|多[少久大长]|怎么|\b(?:how|what|which|where|when|who|why|does|do|can|is)\b"
)
_PLURAL = re.compile(
    r"\b(?:which ones|which of|any ones?|ones|anything|something|any|some|show me|list|got any|looking for)\b"
    r"|哪些|哪几|有什么|有啥|有没有什么|来点|想要|想买|找"
)
_LASTING = frozenset({"length", "battery_life", "dimensions"})
"""Properties by whose words the length of a warranty is asked for."""
_VALUE = frozenset({"what", "which", "how"})
"""Words that ask for a value, not for a yes."""
_YES_NO = re.compile(
    r"\byes or no\b|\b(?:does|do|is|has|support|supports|can|are)\b|[吗么]|支持|有没有|是不是|能不能"
)
_IS_IT_NOT = re.compile(r"\b(?:isnt|arent|right)\b|[吗么吧]|是不是")
_IS_IT = re.compile(rf"\b(?:is|are)\b|{_IS_IT_NOT.pattern}")
"""What asks whether something is so."""
_OPEN = re.compile(r"\b(?:what|whats|which|how)\b|什么|啥|多少|哪|几")
_REMARK_WORDS = 3
"""A comment without anything interrogative may hold fewer unknown words than this to be a question."""
_EMPTY = Phrases()
_REMARKS = re.compile(
    r"^(?:(?:wow|omg|ooh?|aww?|haha|lol|ye[sp]|yeah|ok|okay|and|but|damn|so|such an?|very|really) )*"
    r"(?:(?:i|we|they|my \w+)(?: (?:really|just|so|absolutely|totally|do|also|all|always))* "
    r"(?:likes?|loves?|adores?|hates?|prefers?|bought|ordered|enjoys?|wears?"
    r"|(?:have|own|got) (?:one|this|it|two|mine))"
    r"|(?:nice|great|good|lovely|beautiful|pretty|cute|amazing|awesome|cool|gorgeous"
    r"|perfect|fantastic|not bad|bad|crazy|love|loving|liking|what an?))\b"
    r"|^(?:(?:i|ive|im|we|weve|have|been|just|still) )*(?:watch|wait|listen|follow|here|stay)\w* .{0,20}"
    r"(?:hours?|minutes?|mins?|days?|weeks?|months?|years?)\b"
    r"|^(?:我|我都|都|已经|在这|我已经)?(?:看|等|来|听|蹲|守|关注|用|买|坐)[了过].{0,8}(?:小时|分钟|天|周|月|年)了?\W*$"
    r"|^(?:这个?|这款|价格|价钱)*(?:真|好|太|很|挺|蛮|还)?是?(?:便宜|贵|不错|划算|实惠|香|合适)[了啊呀哦哈的]*\W*$"
)
"""How a remark on something begins ("I like that colour", "great price")."""
_YET_ASKS = re.compile(
    r"\?|,|\b(?:how|which|where|when|does|do you|can|could|is|are|any|tell|need|know|wonder|please|pls"
    r"|question|what(?! an?\b))\b|[吗呢么多哪]"
)
"""What makes a question of a comment that begins like a remark."""
_BARE = re.compile(r"^(?:[\w-]{1,20} ){1,3}([\u3400-\u9fff]{2,8})$")
"""A thing and, behind a space, the property that is asked of it (卧室加湿器 高度)."""
_PROPERTY_ENDS = re.compile(
    r".(?:[数量度率期质色长宽高径型]|时间|尺寸|寿命|接口|电压|面积|体积|功能|规格|参数)$"
)
"""How names of properties end."""


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
    carried: bool = False
    """Whether it only asks if the shop has something ("do you have X")."""
    yes_no: bool = False
    """Whether it asks for a yes or no rather than for a value."""
    strict: bool = False
    """Whether a word that nobody explains must change what is asked ("the *call divert* is how much")."""
    plural: bool = False
    """Whether it asks for any products that fit ("which ones", "anything red")."""
    past: bool = False
    """Whether what it supposes is of another day."""
    supposed_words: tuple[str, ...] = ()
    """Words of an attribute's supposed value ("is it made in *China*", "does it work with an *iPhone*"); they
    are not in ``rest``."""
    how_much: tuple[int, ...] = ()
    """Indexes of unexplained tokens right behind "how much": the price is asked only if a product is named by
    them."""
    touching: tuple[int, ...] = ()
    """Indexes of unexplained tokens that stand at an attribute's name, and may make it another's ("*pallet*
    weight")."""
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


def asks_plainly(text: str) -> bool:
    """Whether a text has a question mark or a question word that no remark has."""
    return _PLAINLY.search(tokenise(text).plain) is not None


def vetoed(tokens: Tokens) -> bool:
    """Whether a remark holds a word that changes what is asked beside it ("used", "wholesale")."""
    return any(mark.concept == "veto" for mark in scan(tokens.words, (attributes.PHRASES, lexicon.PHRASES)))


def unexplained(tokens: Tokens) -> tuple[int, ...]:
    """Indexes of the tokens that no table explains, question or not."""
    marks = scan(tokens.words, (attributes.PHRASES, lexicon.PHRASES))
    held = {index for mark in marks for index in range(mark.start, mark.end)}
    return tuple(
        i for i, word in enumerate(tokens.words) if i not in held and word != "#" and not _slip(word)
    )


def read_intent(question: str) -> Intent | None:
    """What a question is about; ``None`` when nothing is asked."""
    return understand(tokenise(question))


def understand(
    tokens: Tokens,
    *,
    named: frozenset[int] = frozenset(),
    labels: Sequence[Phrases] = (),
    known: Phrases = _EMPTY,
) -> Intent | None:
    """Like :func:`read_intent`, knowing more.

    Args:
        tokens: The question.
        named: Indexes of tokens that name a product.
        labels: Names of the products' own properties, and of other products', as ``attribute:`` concepts.
        known: Words that explain themselves (the host's and the shop's name), as ``filler``.
    """
    words = tokens.shown()
    tables = (*labels, attributes.PHRASES, lexicon.PHRASES, known)
    marks = marks_of(words, tables, named, frozenset(i for i in tokens.numbers if words[i] == "#"))
    amounts = {i: number for i, number in tokens.numbers.items() if not inside(i, marks)}
    held = named | frozenset(amounts) | {i for mark in marks for i in range(mark.start, mark.end)}
    rest: list[int] = []
    for index, word in enumerate(tokens.words):
        if index in held:
            continue
        concept = _slip(word)
        if concept:
            marks.append(Mark(concept, index, index + 1))
        else:
            rest.append(index)
    marks = without_tails(sorted(marks, key=lambda mark: mark.start))
    if _REMARKS.match(tokens.plain) and not _YET_ASKS.search(tokens.plain):
        return None
    asked = _ASKS.search(tokens.plain) is not None or _asks_barely(tokens, marks)
    read = Read(tokens, marks, amounts, frozenset(rest), named)
    marks = without_verbs(read)
    read = replace(read, marks=marks)
    kinds = _kinds(read, asked=asked)
    so = _IS_IT if kinds == ("other",) else _IS_IT_NOT
    material = material_words(read) if kinds in ((), ("other",)) and so.search(tokens.plain) else ()
    if material:
        kinds, asked = ("attribute",), True
    if not kinds or not (asked or _plausible(kinds, marks, rest)):
        return None
    concepts = [mark.concept for mark in marks]
    asked_for = ("material",) if material else _attributes(concepts, amounts)
    supposed = material or (value_words(read) if kinds == ("attribute",) else ())
    return Intent(
        kinds=kinds,
        attributes=asked_for if "attribute" in kinds else (),
        colors=after(concepts, attributes.COLOR_PREFIX),
        sizes=after(concepts, attributes.SIZE_PREFIX),
        amounts=tuple(amounts.values()),
        deixis="previous" if "previous" in concepts else "this" if "this" in concepts else "",
        supposes="premise" in concepts,
        count="count" in concepts or ("stock" in concepts and bool({"how_many", "how_much"} & set(concepts))),
        yes_no=bool(_YES_NO.search(tokens.plain)) and not _OPEN.search(tokens.plain),
        strict=kinds[0] in ("about", "stock", "price") and not set(concepts) & {"price", "stock", "count"},
        plural=_PLURAL.search(tokens.plain) is not None,
        carried=kinds == ("stock",) and not {"stock", "count"} & set(concepts),
        past=kinds == ("price",) and of_the_past(read),
        supposed_words=tuple(tokens.words[index] for index in supposed),
        how_much=tuple(m.end for m in marks if m.concept == "how_much" and m.end in read.rest),
        touching=tuple(index for index in touching(read) if index not in supposed),
        rest=tuple(index for index in rest if index not in supposed),
        tokens=tokens,
    )


def _kinds(read: Read, *, asked: bool) -> tuple[Kind, ...]:
    concepts = list(dict.fromkeys(mark.concept for mark in read.marks))
    if "recommend" in concepts and asked:
        return ("recommend",)
    if of_the_past(read):
        return ("price",)
    if "veto" in concepts:
        return ("other",)
    if "under" in concepts and any(n.kind in ("price", "count") for n in read.amounts.values()):
        return ("under",)
    told = bool(read.named) or any(concept.startswith(attributes.PREFIX) for concept in concepts)
    for kind in _ALONE:
        if kind in concepts and not (kind == "list" and told):
            return (kind,)
    kinds = _asked_for(concepts, read)
    if of_a_thing(concepts, read.marks, read.tokens) or compound(read):
        return ("other",)
    if kinds:
        return tuple(kinds)
    wants_value = bool(read.named) and bool(_VALUE & set(read.tokens.words))
    if "have" in concepts and (asked or read.named) and not wants_value:
        return ("stock",)
    for kind in _LIGHT:
        polite = kind in ("greeting", "thanks") and asked and bool(read.rest or read.named)
        if kind in concepts and not polite and not (kind == "greeting" and "chat" in concepts):
            return (kind,)
    return ("other",) if asked and (read.tokens.words or "?" in read.tokens.plain) else ()


def _asked_for(concepts: Sequence[str], read: Read) -> list[Kind]:
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
        kinds = supposed_kind(read, supposes="premise" in concepts)
    if {"price", "shipping"} <= set(kinds) and not joined(read.marks, read.tokens, "price", "shipping"):
        kinds.remove("price")
    if "attribute" in kinds and "price" in kinds and asks_a_measure(read):
        kinds.remove("price")
    if "warranty" in kinds and set(after(concepts, attributes.PREFIX)) <= _LASTING:
        kinds = [kind for kind in kinds if kind != "attribute"]
    if "attribute" in kinds and "stock" in kinds and "count" not in concepts:
        options = any(c.startswith((attributes.COLOR_PREFIX, attributes.SIZE_PREFIX)) for c in concepts)
        if options:
            kinds.remove("stock")
    return kinds


def _attributes(concepts: Sequence[str], amounts: Mapping[int, Number]) -> tuple[str, ...]:
    found = list(after(concepts, attributes.PREFIX))
    if after(concepts, attributes.COLOR_PREFIX) and "light_color" not in found:
        found.append("color")
    if after(concepts, attributes.SIZE_PREFIX):
        found.append("sizes")
    if not found:
        units = [number.unit for number in amounts.values() if number.kind == "quantity"]
        found = [BY_DIMENSION[unit] for unit in units if unit in BY_DIMENSION]
    return tuple(dict.fromkeys(found))


def _plausible(kinds: Sequence[Kind], marks: Sequence[Mark], rest: Sequence[int]) -> bool:
    """Whether words without anything interrogative are a question cut short ("kettle price")."""
    if kinds[0] in ("greeting", "thanks", "identity"):
        return len(rest) < _REMARK_WORDS
    chatter = any(mark.concept == "chat" for mark in marks)
    weak = kinds[0] in ("recommend", "other", "howto", "compare", "about")
    return not chatter and not weak and len(rest) < _REMARK_WORDS


def _asks_barely(tokens: Tokens, marks: Sequence[Mark]) -> bool:
    """Whether a Chinese comment is a thing's name and a property of it, parted by a space."""
    said = _BARE.match(tokens.plain.strip())
    if said is None or any(mark.concept in ("chat", "greeting", "thanks") for mark in marks):
        return False
    if _PROPERTY_ENDS.search(said[1]):
        return True
    if not marks:
        return False
    last = marks[-1]
    whole = last.end == len(tokens.words) and last.end - last.start == len(said[1])
    return whole and (last.concept.startswith(attributes.PREFIX) or last.concept in _PLAIN)


@lru_cache(maxsize=20_000)
def _slip(word: str) -> str:
    """What a word one slip of the finger away from a keyword stands for."""
    if word in lexicon.REAL_WORDS:
        return ""
    return next((concept for key, concept in lexicon.KEYWORDS.items() if one_slip(word, key)), "")
