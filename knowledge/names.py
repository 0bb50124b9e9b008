"""Which products a question names, and whether it surely does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.catalogue import Searchable
from knowledge.mentions import Mentions
from knowledge.namewords import NameWords
from knowledge.phrases import Token, read, text_of
from knowledge.surroundings import Surroundings

Reason = Literal["name", "alias", "brand", "category"]

MOST = 5
"""Products returned for one mention that several fit."""
_FEW = 3
"""A mention that fits more products than this hardly names any of them."""
_REMEMBERED = 128
"""Questions whose matches are remembered: an answer asks several times what its question names."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A product that the question names, or nearly."""

    product_id: str
    reason: Reason
    """``category`` where the words fit many products."""
    sure: bool
    shared: bool = False
    """Whether the words fit several products equally."""
    decisive: bool = False
    """Whether a whole name, model number or EAN names it, so that other words matter less."""
    heard: bool = False
    """Not sure, but sure if the unknown words beside it are no part of a name ("is the lamp *dimmable*")."""
    strangers: frozenset[str] = frozenset()
    """Words of the same sentence that name other things ("the *charger* for the dv7")."""
    start: int = 0
    """Where the mention begins in the normal question, in characters."""
    end: int = 0


class NameIndex:
    """Names, aliases, model numbers and brands of a shop.

    A *mention* is a run of words that one product explains: each is a word of its names, brand or category
    (or a synonym, one slip of the finger away, or part of a code written otherwise), and only function words
    stand between. All words of the mention must be the product's; where several products have all of them,
    one that is called just so goes before those that are called so and more. A match is *sure* if its product
    is the only one and nothing around contradicts it, see ``surroundings``.
    """

    def __init__(self, products: Iterable[Searchable], words_of: Callable[[str], frozenset[str]]) -> None:
        """Index the names.

        Args:
            products: All of the shop's.
            words_of: All words of one product by id, as ``phrases.words_in`` gives them.
        """
        self._words = NameWords(list(products))
        self._words_of = words_of
        self._matched = lru_cache(_REMEMBERED)(self._match)

    def corrected(self, question: str) -> str:
        """The question with words mistyped by one letter put right, where a name is meant."""
        return text_of(
            Token(self._words.spelled(token.text), token.start, token.end) for token in read(question)
        )

    def match(self, question: str) -> list[NameMatch]:
        """The products that are named, sure ones first; at most one match each."""
        return list(self._matched(question))

    def _match(self, question: str) -> tuple[NameMatch, ...]:
        tokens = read(question)
        mentions = Mentions(self._words, tokens, self._own).find()
        around = Surroundings(self._words, tokens, mentions)
        found: dict[str, NameMatch] = {}
        for mention in mentions:
            only = len(mention.fitting) == 1
            own = self._own(mention.fitting[0])
            allowed = around.allow(mention, own)
            heard = only and not allowed and around.allow(mention, own, heard=True)
            shared = allowed and not only and len(mentions) == 1
            place = tokens[mention.start].start, tokens[mention.end].end
            strangers = around.strangers(mention)
            reason: Reason = "name" if len(mention.fitting) <= _FEW else "category"
            for product in mention.fitting[:MOST]:
                key = self._words.ids[product]
                match = NameMatch(
                    key, reason, allowed and only, shared, mention.decisive, heard, strangers, *place
                )
                if key not in found or (match.sure and not found[key].sure):
                    found[key] = match
        return tuple(sorted(found.values(), key=lambda match: not match.sure))

    def _own(self, product: int) -> frozenset[str]:
        return self._words_of(self._words.ids[product])
