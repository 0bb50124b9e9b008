"""From a question to products: its filters read, its typing mistakes put right, then searched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from knowledge.facetwords import ASKING
from knowledge.filters import Filters, Understood
from knowledge.kinds import Kinds, Words, kind_words
from knowledge.lexical import wanted_terms
from knowledge.phrases import read, text_of
from knowledge.rewording import Parts, said_otherwise
from knowledge.search import Candidate, Floats, Places, Search, Wanted
from knowledge.tokens import is_han
from knowledge.topics import telling
from knowledge.vocabulary import FUNCTION

_REMEMBERED = 128
"""Questions whose products are remembered: each lane asks for itself."""
_TOPICS = 32
_DEPTH = 10
_MOST_KINDS = 12
_BY_NAME = 0.5
_MANY = 20
_RARELY = 0.05
"""Share of the products with a word that are called by it, where the word goes with other nouns."""
_ASKING = ASKING | FUNCTION


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

    def __init__(self, search: Search, filters: Filters, kinds: Kinds) -> None:
        """Use these indexes.

        Args:
            search: Finds products.
            filters: Reads what a question filters by.
            kinds: What kind of thing each product is.
        """
        self._search = search
        self._filters = filters
        self._kinds = kinds
        self.understood = lru_cache(_REMEMBERED)(filters.read)
        """What a question filters by."""
        self._topic = lru_cache(_TOPICS)(self._topic_of)
        self._first = lru_cache(_REMEMBERED)(lambda question: self._find(question, _DEPTH))

    def find(self, question: str, k: int) -> list[Candidate]:
        """The best ``k`` products for a question, of those not known to differ from what it filters by."""
        if k <= _DEPTH:
            return self._first(question)[: max(0, k)]
        return self._find(question, k)

    def choose(self, question: str, k: int) -> Chosen:
        """The products that are known to fit what a question filters by, at most ``k`` of them."""
        return self._chosen(self.understood(question), k)

    def _chosen(self, understood: Understood, k: int) -> Chosen:
        wanted, places = self._topic(understood.topic)
        fitting = places[self._filters.fitting(understood)[places]]
        if understood.order:
            ordered = self._filters.in_order(fitting, understood.order)[:k].tolist()
            scored = [(place, 1 / rank) for rank, place in enumerate(ordered, 1)]
        elif wanted is None:
            scored = [(place, 0.0) for place in fitting[:k].tolist()]
        else:
            scored = self._search.rank(wanted, fitting, k)
        ids = self._search.lexical.ids
        found = tuple(Candidate(ids[place], score, False, ("filter",)) for place, score in scored)
        return Chosen(understood, found, len(fitting), len(places))

    def _find(self, question: str, k: int) -> list[Candidate]:
        understood = self.understood(question)
        text = self._spelled(telling(understood.text, _ASKING) or understood.text)
        others = said_otherwise(text)
        allowed = self._filters.allowed(understood)
        topic = self._spelled(understood.topic)
        of_kind = self._of_kind(topic)
        beside = of_kind is None and self._is_beside(topic)
        wanted = Wanted(question, topic if beside else text, others, allowed, of_kind, beside)
        found = self._search.find(wanted, k)
        if understood.order:
            return self._by_price(understood, found, k)
        return found

    def _by_price(self, understood: Understood, found: list[Candidate], k: int) -> list[Candidate]:
        """Those that fit by price, then the rest as they were; the scores are put in that order too."""
        known = {each.product_id: each for each in found}
        first = [known.get(each.product_id, each) for each in self._chosen(understood, k).candidates]
        before = {each.product_id for each in first}
        ordered = (first + [each for each in found if each.product_id not in before])[:k]
        scores = sorted((each.score for each in ordered), reverse=True)
        return [replace(each, score=score) for each, score in zip(ordered, scores, strict=True)]

    def _topic_of(self, topic: str) -> tuple[Wanted | None, Places]:
        """A topic as it is searched for, and the products that are that; all if there is no topic."""
        topic = self._spelled(topic)
        if not wanted_terms(topic):
            return None, np.arange(len(self._search.lexical.ids))
        others = said_otherwise(topic)
        kinds = _kinds(topic, others)
        said = self._kinds.said(kinds)
        called = self._kinds.called(kinds) & self._search.lexical.having_all(topic, others)
        wanted = Wanted("", topic, others, of_kind=said.astype(np.float32))
        return wanted, self._search.alike(wanted, np.flatnonzero(said | called))

    def _of_kind(self, topic: str) -> Floats | None:
        """How far products are known to be of the kind that a topic is.

        What the shop says of a few of them only counts little: it says it of the unusual ones. Without it,
        a Chinese name tells by its last word; an English one does not tell enough.
        """
        kinds = _kinds(topic, said_otherwise(topic))
        said, called = self._kinds.said(kinds), self._kinds.called(kinds)
        if said.any():
            return said.astype(np.float32) * np.float32(
                np.count_nonzero(said) / np.count_nonzero(said | called)
            )
        in_han = self._kinds.called([kind for kind in kinds if is_han(kind[-1])])
        return in_han.astype(np.float32) * np.float32(_BY_NAME) if in_han.any() else None

    def _is_beside(self, topic: str) -> bool:
        """Whether many products have a word, and next to none is called by it."""
        if not (topic.isascii() and topic.isalpha()):
            return False
        having = self._search.lexical.having_all(topic)
        called = np.count_nonzero(having & self._kinds.called([kind_words(topic)]))
        return int(np.count_nonzero(having)) >= _MANY and bool(called <= _RARELY * np.count_nonzero(having))

    def _spelled(self, text: str) -> str:
        """The text with mistyped words put right; as it was where there are none."""
        spelled = self._search.names.corrected(text)
        return text if spelled == text_of(read(text)) else spelled


def _kinds(topic: str, others: Parts) -> list[Words]:
    """A topic, and the same with one of its parts said otherwise."""
    found = [topic]
    for part, words in others:
        found += [topic.replace(part, f" {word} ") for word in words]
    return list(dict.fromkeys(filter(None, map(kind_words, found))))[:_MOST_KINDS]
