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
from agent.lanes.naming import Named, Reading
from agent.lanes.reading import Tokens, one_slip, split
from knowledge.model import Product
from knowledge.tokens import is_han

Doubt = Literal["", "none", "unknown", "ambiguous"]
"""Why no product was taken: none is named or shown, it is no product of this shop, several fit."""

_CLEARER: tuple[Doubt, ...] = ("", "ambiguous", "unknown", "none")
"""Doubts, the least first."""
CLEAR = (0, False)
"""The best that ``clearness`` gives."""
MANY = 3
"""More products than this are not named in one reply."""
BESIDE = 2
"""Tokens between which two words are taken to name one thing."""
_LINKS = frozenset({"for", "of", "on", "in", "with", "to", "from", "at", "inside", "under", "behind", "的"})
_ARTICLES = frozenset({"the", "a", "an", "my", "your", "our", "this", "that", "these"})
_POINTERS = frozenset({"it", "its", "它"})


@dataclass(frozen=True, slots=True)
class Subject:
    """The products a question is about."""

    products: tuple[Product, ...] = ()
    """The main one first; those that fit when the doubt is ``ambiguous``."""
    doubt: Doubt = ""
    named: bool = False
    """Whether the question named them."""
    left: tuple[int, ...] = ()
    """Indexes of the tokens that neither the intent nor the products' words explain."""


def clearness(intent: Intent | None, subject: Subject) -> tuple[int, bool]:
    """How unclear a reading of a question leaves it; of several readings the one with the least counts.

    That is the doubt about the product, and whether nothing that is known is asked.
    """
    return _CLEARER.index(subject.doubt), intent is None or intent.kinds == ("other",)


def find(intent: Intent, reading: Reading, on_stage: Product | None, recent: Sequence[Product]) -> Subject:
    """The products a question is about.

    Args:
        intent: What it is about; its ``rest`` are the words still unexplained.
        reading: The question with the names that were cut out of it.
        on_stage: The product on the card now.
        recent: Products that were on stage before it, latest first.
    """
    places = reading.places(intent.tokens)
    if reading.named:
        return _of_named(intent, places, on_stage)
    if intent.rest:
        explains = on_stage is not None and _explains(intent, on_stage, shown=intent.deixis == "this")
        if explains and on_stage is not None:
            return Subject((on_stage,), named=True)
        return Subject(doubt="unknown", left=intent.rest)
    if intent.deixis == "previous":
        before = next((one for one in recent if on_stage is None or one.id != on_stage.id), None)
        return Subject((before,)) if before else Subject(doubt="none")
    if on_stage is not None:
        return Subject((on_stage,))
    if intent.deixis == "this" and recent:
        return Subject((recent[0],))
    return Subject(doubt="none")


def _of_named(intent: Intent, places: dict[int, Named], on_stage: Product | None) -> Subject:
    chosen: list[Product] = []
    sure = True
    for at, named in sorted(places.items()):
        if not named.products:
            return Subject(doubt="none")
        shown = next((one for one in named.products if on_stage is not None and one.id == on_stage.id), None)
        product = shown or named.products[0]
        if not named.decisive and shown is None and on_stage is not None and _pointed_before(intent, at):
            return Subject((product,), "unknown", named=True, left=(*intent.rest, at))
        if not named.sure and shown is None:
            left = tuple(index for index in intent.rest if not _own(intent.tokens, index, named.products))
            return Subject(named.products[:MANY], "unknown" if left else "ambiguous", named=True, left=left)
        sure = sure and named.decisive
        chosen.append(product)
    chosen = _distinct(chosen)
    left = tuple(index for index in intent.rest if not _own(intent.tokens, index, chosen))
    if len(chosen) > MANY or any(_matters(intent.tokens, index, places, sure=sure) for index in left):
        return Subject(tuple(chosen[:MANY]), "unknown", named=True, left=left)
    alone = "compare" in intent.kinds and len(chosen) == 1
    if alone and on_stage is not None and chosen[0].id != on_stage.id:
        chosen.insert(0, on_stage)
    return Subject(tuple(chosen), named=True, left=left)


def _pointed_before(intent: Intent, at: int) -> bool:
    """Whether "it" stands before a mention: then the product on stage is asked about."""
    return any(word in _POINTERS for word in intent.tokens.words[:at])


def _matters(tokens: Tokens, index: int, places: dict[int, Named], *, sure: bool) -> bool:
    """Whether an unexplained word may make it another thing.

    An unknown Chinese word or number does, and any where the product is not surely named; a Latin one where
    it stands beside the name or is said to be of it.
    """
    words = tokens.words
    stranger = any(words[index] in named.strangers for named in places.values())
    numbered = any(char.isdigit() for char in words[index])
    if not sure or stranger or numbered or is_han(words[index]):
        return True
    if {index - 1, index + 1} & set(places) and not {index, index + 1} & set(tokens.breaks):
        return True
    at = index + 1
    while at < len(words) and (words[at] in _LINKS or words[at] in _ARTICLES) and at not in tokens.breaks:
        at += 1
    linked = any(word in _LINKS for word in words[index + 1 : at])
    return linked and at in places and at not in tokens.breaks


def _own(tokens: Tokens, index: int, products: Iterable[Product]) -> bool:
    return any(index in set(_own_words(tokens, (index,), product)) for product in products)


def _explains(intent: Intent, product: Product, *, shown: bool) -> bool:
    """Whether all unexplained words are the product's; a Chinese noun after 这个 needs one character."""
    left = set(intent.rest) - set(_own_words(intent.tokens, intent.rest, product))
    if not left:
        return True
    if not shown or len(left) > MANY or not all(is_han(intent.tokens.words[i]) for i in left):
        return False
    characters = {token for name in _names(product) for token in split(name)}
    return any(intent.tokens.words[index] in characters for index in left)


def _own_words(tokens: Tokens, indexes: Iterable[int], product: Product) -> Iterable[int]:
    """Those tokens that are words of the product, or nearly; Han characters count in twos."""
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
        elif words[index] in own or any(one_slip(words[index], word) for word in own):
            yield index


def _names(product: Product) -> tuple[str, ...]:
    return (*product.name.values(), *product.aliases)


def _distinct(products: Iterable[Product]) -> list[Product]:
    return list({product.id: product for product in products}.values())
