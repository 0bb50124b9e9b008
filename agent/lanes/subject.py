"""Which product a question is about.

A product is taken only if every word that the question uses for it is a word of that product: "the Lumen
toaster" is not the Lumen kettle, however alike the two look to a search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from agent.lanes.intent import Intent
from agent.lanes.reading import Tokens, one_slip, split
from knowledge.model import Hit, Product
from knowledge.tokens import is_han

Doubt = Literal["", "none", "unknown", "ambiguous"]
"""Why no product was taken: none is named or shown, it is no product of this shop, several fit."""

MANY = 3
"""More products than this are not named in one reply."""
_JOINTS = frozenset({"and", "or", "和", "跟", "与"})
BESIDE = 2
"""Tokens between which two words are taken to name one thing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The products a question is about."""

    products: tuple[Product, ...] = ()
    """The main one first; those that fit when the doubt is ``ambiguous``."""
    doubt: Doubt = ""
    named: bool = False
    """Whether the question named them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A product, and the tokens that name it."""

    product: Product
    tokens: frozenset[int]


def mentions(tokens: Tokens, hits: Sequence[Hit], nearby: Sequence[Product]) -> list[Mention]:
    """The products a question names: those the search is sure of, and others by their full name."""
    found: list[Mention] = []
    sure = [hit.product for hit in hits if hit.sure]
    for product in _distinct([*sure, *nearby]):
        full = _full_names(tokens, product)
        if not full and any(product.id == other.id for other in sure):
            full = _together(_own_words(tokens, range(len(tokens.words)), product, slips=True))
        if full:
            found.append(Mention(product, full))
    return [one for one in found if not any(one.tokens < other.tokens for other in found)]


def find(
    intent: Intent,
    named: Sequence[Mention],
    hits: Sequence[Hit],
    on_stage: Product | None,
    recent: Sequence[Product],
) -> Subject:
    """The products a question is about.

    Args:
        intent: What it is about; its ``rest`` are the words still unexplained.
        named: From :func:`mentions`.
        hits: What the search found.
        on_stage: The product on the card now.
        recent: Products that were on stage before it, latest first.
    """
    if named:
        return _of_named(intent, named, hits, on_stage)
    rest = intent.rest
    if rest:
        return _by_words(intent, hits, on_stage)
    if intent.deixis == "previous":
        before = next((one for one in recent if on_stage is None or one.id != on_stage.id), None)
        return Subject((before,)) if before else Subject(doubt="none")
    if on_stage is not None:
        return Subject((on_stage,))
    if intent.deixis == "this" and recent:
        return Subject((recent[0],))
    return Subject(doubt="none")


def _of_named(
    intent: Intent, named: Sequence[Mention], hits: Sequence[Hit], on_stage: Product | None
) -> Subject:
    groups: dict[frozenset[int], list[Product]] = {}
    for mention in named:
        groups.setdefault(mention.tokens, []).append(mention.product)
    chosen: list[Product] = []
    for group in groups.values():
        shown = next((one for one in group if on_stage is not None and one.id == on_stage.id), None)
        if len(group) > 1 and shown is None:
            return Subject(tuple(group[:MANY]), "ambiguous", named=True)
        chosen.append(shown or group[0])
    order = {mention.product.id: min(mention.tokens) for mention in named}
    chosen.sort(key=lambda product: order[product.id])
    words = intent.tokens
    left = set(intent.rest)
    for product in chosen:
        near = [index for index in intent.rest if _beside(index, named, product)]
        left -= set(_own_words(words, near, product, slips=True))
    if left and "compare" in intent.kinds:
        others = _distinct(
            hit.product for hit in hits if left <= set(_own_words(words, intent.rest, hit.product))
        )
        if len(others) == 1:
            chosen.append(others[0])
            left.clear()
    if left or len(chosen) > MANY:
        return Subject(tuple(chosen), "unknown", named=True)
    if (
        "compare" in intent.kinds
        and len(chosen) == 1
        and on_stage is not None
        and chosen[0].id != on_stage.id
    ):
        chosen.insert(0, on_stage)
    return Subject(tuple(chosen), named=True)


def _by_words(intent: Intent, hits: Sequence[Hit], on_stage: Product | None) -> Subject:
    """Products that have every unexplained word among their own: the one on stage, else a single hit."""
    if on_stage is not None and _explains(intent, on_stage, shown=intent.deixis == "this"):
        return Subject((on_stage,), named=True)
    between = intent.tokens.words[intent.rest[0] : intent.rest[-1]]
    one = not _JOINTS & set(between)
    fitting = _distinct(hit.product for hit in hits if one and _explains(intent, hit.product, shown=False))
    if len(fitting) == 1:
        return Subject((fitting[0],), named=True)
    if fitting:
        return Subject(tuple(fitting[:MANY]), "ambiguous", named=True)
    compared = _each_by_words(intent, hits) if "compare" in intent.kinds else []
    return Subject(tuple(compared), named=True) if compared else Subject(doubt="unknown")


def _beside(index: int, named: Sequence[Mention], product: Product) -> bool:
    """Whether a token stands near enough to a product's name to belong to it."""
    tokens = [token for mention in named if mention.product.id == product.id for token in mention.tokens]
    return any(abs(index - token) <= BESIDE for token in tokens)


def _each_by_words(intent: Intent, hits: Sequence[Hit]) -> list[Product]:
    """The products compared, where each run of unexplained words fits exactly one of them."""
    runs: list[list[int]] = []
    for index in intent.rest:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    found: list[Product] = []
    for run in runs:
        own = _distinct(
            hit.product for hit in hits if len(set(_own_words(intent.tokens, run, hit.product))) == len(run)
        )
        if len(own) != 1:
            return []
        found += own
    return found if 1 < len(_distinct(found)) == len(found) <= MANY else []


def _explains(intent: Intent, product: Product, *, shown: bool) -> bool:
    """Whether all unexplained words are the product's; a Chinese noun after 这个 needs one character."""
    left = set(intent.rest) - set(_own_words(intent.tokens, intent.rest, product))
    if not left:
        return True
    if not shown or len(left) > MANY or not all(is_han(intent.tokens.words[i]) for i in left):
        return False
    characters = {token for name in _names(product) for token in split(name)}
    return any(intent.tokens.words[index] in characters for index in left)


def _full_names(tokens: Tokens, product: Product) -> frozenset[int]:
    found: set[int] = set()
    for name in _names(product):
        phrase = split(name)
        size = len(phrase)
        for start in range(len(tokens.words) - size + 1 if size else 0):
            if _word_at(tokens, start, size) == phrase:
                found.update(range(start, start + size))
    return frozenset(found)


def _together(indexes: Iterable[int]) -> frozenset[int]:
    """The largest group of tokens that stand near each other, the last of equals."""
    groups: list[list[int]] = []
    for index in indexes:
        if groups and index - groups[-1][-1] <= BESIDE:
            groups[-1].append(index)
        else:
            groups.append([index])
    return frozenset(sorted(groups, key=len)[-1]) if groups else frozenset()


def _word_at(tokens: Tokens, start: int, size: int) -> tuple[str, ...]:
    return tokens.words[start : start + size]


def _own_words(
    tokens: Tokens, indexes: Iterable[int], product: Product, *, slips: bool = False
) -> Iterable[int]:
    """Those tokens that are words of the product, or nearly if wanted; Han characters count in twos."""
    own: set[str] = set()
    for name in (*_names(product), product.brand, *product.category.values()):
        phrase = split(name)
        own.update(word for word in phrase if not is_han(word))
        own.update(a + b for a, b in pairwise(phrase) if is_han(a) and is_han(b))
    words = tokens.words
    for index in indexes:
        if is_han(words[index]):
            before, after = words[max(0, index - 1) : index + 1], words[index : index + 2]
            if "".join(before) in own or "".join(after) in own:
                yield index
        elif words[index] in own or (slips and any(one_slip(words[index], word) for word in own)):
            yield index


def _names(product: Product) -> tuple[str, ...]:
    return (*product.name.values(), *product.aliases)


def _distinct(products: Iterable[Product]) -> list[Product]:
    return list({product.id: product for product in products}.values())
