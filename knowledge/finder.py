"""From a question to products: its filters read, its typing mistakes put right, then searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.catalogue import Searchable
from knowledge.facetwords import ASKING
from knowledge.filters import Filters, Mask, Understood, telling
from knowledge.heads import is_called
from knowledge.lexical import wanted_terms
from knowledge.phrases import read, text_of
from knowledge.rewording import Parts, said_otherwise
from knowledge.search import Candidate, Places, Search, Wanted
from knowledge.vocabulary import FUNCTION

_REMEMBERED = 128
"""Questions whose products are remembered: each lane asks for itself."""
_DEPTH = 10
_MOST_KINDS = 12
_ASKING = ASKING | FUNCTION
_FEW = 3
"""Where fewer are called by the whole topic ("wireless mouse"), its last word will do if the rest is said."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Products that fit what a question filters by."""

    understood: Understood
    candidates: tuple[Candidate, ...]
    """In the order asked for; by likeness to the topic where none is."""
    total: int
    """How many of the topic fit."""
    considered: int
    """How many are of the topic at all; 0: the shop has nothing of that kind."""


class Finder:
    """The ways into one state of the catalogue. Any thread may call."""

    def __init__(self, search: Search, filters: Filters, products: Sequence[Searchable]) -> None:
        """Use these indexes.

        Args:
            search: Finds products.
            filters: Reads what a question filters by.
            products: All of the catalogue, in its order.
        """
        self._search = search
        self._filters = filters
        self._products = products
        self.understood = lru_cache(_REMEMBERED)(filters.read)
        """What a question filters by."""
        self._first = lru_cache(_REMEMBERED)(lambda question: self._find(question, _DEPTH))

    def find(self, question: str, k: int) -> list[Candidate]:
        """The best ``k`` products for a question, of those not known to differ from what it filters by."""
        if k <= _DEPTH:
            return self._first(question)[: max(0, k)]
        return self._find(question, k)

    def choose(self, question: str, k: int) -> Chosen:
        """The products that are known to fit what a question filters by, at most ``k`` of them."""
        understood = self.understood(question)
        ids = self._search.lexical.ids
        fitting = self._filters.fitting(understood)
        topic = self._of_topic(understood.topic)
        if topic is None:
            topic = {place: 0.0 for place in range(len(ids))}
        places = np.array([place for place in topic if fitting[place]], np.intp)
        if understood.order:
            places = self._filters.in_order(places, understood.order)
        found = [Candidate(ids[place], topic[int(place)], False, ("filter",)) for place in places[:k]]
        return Chosen(understood, tuple(found), len(places), len(topic))

    def _find(self, question: str, k: int) -> list[Candidate]:
        understood = self.understood(question)
        text = self._spelled(telling(understood.text, _ASKING) or understood.text)
        found = self._search.find(
            Wanted(question, text, said_otherwise(text), self._filters.allowed(understood)), k
        )
        if understood.order:
            return self._by_price(understood, found)
        return found

    def _by_price(self, understood: Understood, found: list[Candidate]) -> list[Candidate]:
        """Those of the topic by price, then the rest as they were."""
        topic = self._of_topic(understood.topic)
        places = self._search.lexical.places
        mine = {each.product_id: each for each in found if topic is None or places[each.product_id] in topic}
        at: Places = np.array([places[key] for key in mine], np.intp)
        ordered = [
            mine[self._search.lexical.ids[place]] for place in self._filters.in_order(at, understood.order)
        ]
        return ordered + [each for each in found if each.product_id not in mine]

    def _of_topic(self, topic: str) -> dict[int, float] | None:
        """The products of a topic with their scores, best first; ``None`` if there is no topic."""
        topic = self._spelled(topic)
        if not wanted_terms(topic):
            return None
        others = said_otherwise(topic)
        has = self._search.lexical.having_all(topic, others)
        kinds = _kinds(topic, others)
        called = self._called(has, kinds)
        if np.count_nonzero(called) < _FEW:
            called |= self._called(has, [kind.split()[-1] for kind in kinds if kind])
        found = self._search.find(Wanted("", topic, others, called), int(np.count_nonzero(called)))
        places = self._search.lexical.places
        return {places[each.product_id]: each.score for each in found}

    def _called(self, among: Mask, kinds: Sequence[str]) -> Mask:
        """Which products are of one of these kinds by their names, aliases or category."""
        found = np.zeros(len(among), bool)
        for place in np.flatnonzero(among):
            product = self._products[int(place)]
            texts = (*product.name.values(), *product.category.values(), *product.aliases)
            found[place] = any(is_called(text, kind) for text in texts for kind in kinds)
        return found

    def _spelled(self, text: str) -> str:
        """The text with mistyped words put right; as it was where there are none."""
        spelled = self._search.names.corrected(text)
        return text if spelled == text_of(read(text)) else spelled


def _kinds(topic: str, others: Parts) -> list[str]:
    """A topic, and the same with one of its parts said otherwise."""
    found = [topic]
    for part, words in others:
        found += [topic.replace(part, f" {word} ") for word in words]
    return list(dict.fromkeys(" ".join(kind.split()) for kind in found))[:_MOST_KINDS]
