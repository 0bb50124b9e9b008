"""One shop, as the host asks it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from knowledge import embeddings as embedding_names
from knowledge.answers import ApprovedAnswers
from knowledge.catalogue import Catalogue, Searchable, ShopInfo
from knowledge.embeddings.base import Embedding
from knowledge.errors import ShopError
from knowledge.index import VectorIndex
from knowledge.lexical import LexicalIndex
from knowledge.model import AnswerHit, Fact, Hit, Product, Text
from knowledge.names import NameIndex
from knowledge.phrases import words_in
from knowledge.search import Candidate, Search
from knowledge.tokens import normal, tokens

_KEPT = 512
"""Products kept in memory."""


_DEPTH = 10
_QUESTIONS = 128
"""Questions whose products are remembered: each lane asks for itself."""


@dataclass(frozen=True, slots=True)
class _State:
    """What was made of one revision of the catalogue."""

    revision: str
    info: ShopInfo
    search: Search
    answers: ApprovedAnswers
    answer_facts: dict[str, Fact]
    found: Callable[[str], list[Candidate]]
    """The best ``_DEPTH`` products for a question; the latest questions are remembered."""


class Shop:
    """A shop's truth and the ways into it. Everything blocks; any thread may call.

    The catalogue is watched: after another process has written it, the next call answers from the new state.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, embedding: Embedding) -> None:
        """Use ``Shop.open``."""
        self._folder = folder
        self._catalogue = catalogue
        self._embedding = embedding
        self._lock = threading.RLock()
        self._products: OrderedDict[str, tuple[Product, frozenset[str]]] = OrderedDict()
        self._vectors = VectorIndex(folder, embedding)
        self._stamp = catalogue.stamp()
        self._state = self._load()

    @classmethod
    def open(cls, folder: Path, *, embeddings: str = "hashing") -> Shop:
        """Open a shop, and bring its indexes up to date if they are not.

        Args:
            folder: The shop's folder.
            embeddings: Name of the embedding, or ``module:Class``.

        Raises:
            ShopError: There is no shop in the folder, or it is damaged.
        """
        embedding = embedding_names.load(embeddings)
        catalogue = Catalogue(folder)
        with ExitStack() as on_failure:
            on_failure.callback(catalogue.close)
            if not catalogue.revision():
                raise ShopError(f"no shop in {folder}; make one with: nightshift ingest FILE --shop NAME")
            shop = cls(folder, catalogue, embedding)
            on_failure.pop_all()
            return shop

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self._folder.name

    @property
    def title(self) -> Text:
        """Its name as shown and spoken."""
        return self._current().info.title

    @property
    def currency(self) -> str:
        """ISO 4217, of prices that name none."""
        return self._current().info.currency

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 primary subtags, the default first."""
        return self._current().info.languages

    def products(self, limit: int | None = None) -> list[Product]:
        """Products in the order of the shop's file."""
        return self._catalogue.products(limit)

    def product(self, product_id: str) -> Product | None:
        """One product, as the catalogue has it now."""
        self._current()
        found = self._cached(product_id)
        return found[0] if found else None

    def fact(self, fact_id: str) -> Fact | None:
        """One fact of a product, a policy, or what an approved answer rests on."""
        state = self._current()
        if fact_id in state.answer_facts:
            return state.answer_facts[fact_id]
        subject, _, name = fact_id.rpartition("/")
        product = self.product(subject)
        if product is not None:
            return product.fact(name)
        return next((fact for fact in state.info.policies if fact.id == fact_id), None)

    def shop_facts(self) -> tuple[Fact, ...]:
        """The policies."""
        return self._current().info.policies

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        """The products a question may be about, best first.

        Args:
            question: In any language; a stranger's words.
            k: At most this many.
            language: BCP 47 primary subtag, if known. All languages of the catalogue are searched anyway.
        """
        state = self._current()
        hits = []
        ranked = state.found(question)[:k] if k <= _DEPTH else state.search.find(question, k)
        for found in ranked:
            product = self.product(found.product_id)
            if product is not None:
                hits.append(Hit(product, found.score, found.sure, found.reasons))
        return hits

    def approved(self, question: str, language: str, product_id: str = "") -> AnswerHit | None:
        """The approved answer to a question, if there surely is one.

        Args:
            question: As asked.
            language: Of the question; only its wordings are compared.
            product_id: The product talked about, where known. A product that the question names goes first.
        """
        state = self._current()
        named = [match.product_id for match in state.search.names.match(question)]
        about = frozenset(named or ([product_id] if product_id else []))
        names = frozenset(word for key in about if (found := self._cached(key)) for word in _called(found[0]))
        return state.answers.find(question, language, about=about, names=names)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._vectors.close()
            self._catalogue.close()

    def _cached(self, product_id: str) -> tuple[Product, frozenset[str]] | None:
        """A product and all its words."""
        with self._lock:
            if product_id in self._products:
                self._products.move_to_end(product_id)
                return self._products[product_id]
        product = self._catalogue.product(product_id)
        if product is None:
            return None
        entry = (product, words_in(product))
        with self._lock:
            self._products[product_id] = entry
            while len(self._products) > _KEPT:
                self._products.popitem(last=False)
        return entry

    def _words_of(self, product_id: str) -> frozenset[str]:
        found = self._cached(product_id)
        return found[1] if found else frozenset()

    def _current(self) -> _State:
        """The state of the catalogue as it is now."""
        with self._lock:
            stamp = self._catalogue.stamp()
            if stamp != self._stamp:
                self._products.clear()
                self._stamp = stamp
                if self._catalogue.revision() != self._state.revision:
                    self._vectors.close()
                    self._state = self._load()
            return self._state

    def _load(self) -> _State:
        revision = self._catalogue.revision()
        searchables = self._catalogue.searchables()
        info = self._catalogue.info()
        self._bring_up_to_date(searchables, revision)
        search = Search(
            NameIndex(searchables, self._words_of),
            LexicalIndex.open(self._folder, searchables, revision),
            self._vectors,
        )
        facts = {answer.fact.id: answer.fact for answer in info.answers if answer.fact}
        found = lru_cache(_QUESTIONS)(partial(search.find, k=_DEPTH))
        return _State(revision, info, search, ApprovedAnswers(info.answers), facts, found)

    def _bring_up_to_date(self, searchables: list[Searchable], revision: str) -> None:
        if self._vectors.is_current(revision, len(searchables)):
            return
        with self._catalogue.writing():
            self._vectors.close()
            if not self._vectors.is_current(revision, len(searchables)):
                self._vectors.update(searchables, revision)


def _called(product: Product) -> set[str]:
    """The words of its names, and what kind of thing its aliases say it is."""
    kinds = (alias.split()[-1] for alias in product.aliases if alias.isascii() and alias.strip())
    return {token for text in (*product.name.values(), *kinds) for token in tokens(normal(text))}
