"""One shop, as the host asks it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from knowledge import embeddings as embedding_names
from knowledge.approved import Approved, ApprovedBook
from knowledge.catalogue import Catalogue, ShopInfo
from knowledge.chroma import ChromaConfig
from knowledge.config import KnowledgeConfig, remembered
from knowledge.dense import DenseSearch
from knowledge.embeddings.base import Embedding
from knowledge.errors import ShopError
from knowledge.facets import Facets
from knowledge.filters import Filters, Understood
from knowledge.finder import Finder
from knowledge.index import Progress, VectorIndex, no_progress
from knowledge.kinds import Kinds
from knowledge.kinship import Kinship
from knowledge.lexical import LexicalIndex
from knowledge.model import AnswerHit, ApprovedAnswer, Fact, Hit, Product, Text
from knowledge.names import NameIndex, NameMatch
from knowledge.neighbours import Neighbours
from knowledge.phrases import words_in
from knowledge.search import Candidate, Search
from knowledge.selection import Selection
from knowledge.tokens import normal, tokens

_KEPT = 512
"""Products kept in memory."""


_QUESTIONS = 128
"""Questions whose products are remembered: each lane asks for itself."""


class _Held:
    """A product, and all its words once they are asked for."""

    def __init__(self, product: Product) -> None:
        self.product = product

    @cached_property
    def words(self) -> frozenset[str]:
        return words_in(self.product)


@dataclass(frozen=True, slots=True)
class _State:
    """What was made of one revision of the catalogue."""

    revision: str
    info: ShopInfo
    search: Search
    finder: Finder
    named: Callable[[str], list[NameMatch]]
    """The products that a question names; the latest questions are remembered."""
    labels: tuple[tuple[str, str], ...] = ()
    """Machine names of all attributes, and what they are called."""


class Shop:
    """A shop's truth and the ways into it. Everything blocks; any thread may call.

    The catalogue is watched: after another process has written it, the next call answers from the new state.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        embedding: Embedding,
        chroma: ChromaConfig | None,
        *,
        wait_s: float | None,
        progress: Progress,
    ) -> None:
        """Use ``Shop.open``."""
        self._folder = folder
        self._catalogue = catalogue
        self._embedding = embedding
        self._lock = threading.RLock()
        self._products: OrderedDict[str, _Held] = OrderedDict()
        self._vectors = DenseSearch(folder, VectorIndex(folder, embedding, chroma))
        self._approved = ApprovedBook(folder, embedding)
        self._stamp = catalogue.stamp()
        self._state = self._load(wait_s, progress)
        self._approved_now()

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embeddings: str = "",
        knowledge: KnowledgeConfig | None = None,
        wait_s: float | None = None,
        progress: Progress = no_progress,
    ) -> Shop:
        """Open a shop, and bring its indexes up to date if they are not.

        Args:
            folder: The shop's folder.
            embeddings: Name of the embedding, or ``module:Class``; empty for what the shop remembers.
            knowledge: What goes before what the shop remembers.
            wait_s: Seconds to wait for the vectors, where they must be made; until then, and while an
                endpoint or a server they need is away, the shop is searched by words. ``None``: until they
                are there or have failed.
            progress: Told of what is embedded, where ``wait_s`` is ``None``.

        Raises:
            ShopError: There is no shop in the folder, or it is damaged.
        """
        config = (knowledge or KnowledgeConfig()).over(remembered(folder))
        embedding = embedding_names.load(embeddings or config.embeddings)
        catalogue = Catalogue(folder)
        with ExitStack() as on_failure:
            on_failure.callback(catalogue.close)
            if not catalogue.revision():
                raise ShopError(f"no shop in {folder}; make one with: nightshift ingest FILE --shop NAME")
            shop = cls(folder, catalogue, embedding, config.chroma, wait_s=wait_s, progress=progress)
            on_failure.pop_all()
            return shop

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self._folder

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self._folder.name

    @property
    def embedding(self) -> Embedding:
        """What makes its vectors."""
        return self._embedding

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
        return found.product if found else None

    def fact(self, fact_id: str) -> Fact | None:
        """One fact of a product, a policy, or what an approved answer rests on."""
        state = self._current()
        answer_facts = self._approved_now().facts
        if fact_id in answer_facts:
            return answer_facts[fact_id]
        subject, _, name = fact_id.rpartition("/")
        product = self.product(subject)
        if product is not None:
            return product.fact(name)
        return next((fact for fact in state.info.policies if fact.id == fact_id), None)

    @property
    def approved_answers(self) -> tuple[ApprovedAnswer, ...]:
        """The catalogue's own approved answers, as they are now."""
        return tuple(self._current().info.answers)

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
        return self._hits(state.finder.find(question, k))

    def warm(self) -> None:
        """Load what the first question in either language would otherwise wait for."""
        self._current().finder.find("hello 你好", 1)

    def ranked(self, question: str, k: int) -> list[Candidate]:
        """As ``search``, by id: for long lists."""
        return self._current().finder.find(question, k)

    def understood(self, question: str) -> Understood:
        """What a question filters by: price, colour, brand and so on."""
        return self._current().finder.understood(question)

    def select(self, question: str, *, k: int = 5) -> Selection:
        """The products known to fit what a question filters by: "the cheapest", "a red one", "under $50".

        Unlike in ``search``, a product that does not say is left out.

        Args:
            question: In any language; a stranger's words.
            k: At most this many.
        """
        chosen = self._current().finder.choose(question, k)
        return Selection(
            chosen.understood, tuple(self._hits(chosen.candidates)), chosen.total, chosen.considered
        )

    def _hits(self, candidates: Sequence[Candidate]) -> list[Hit]:
        found = ((self.product(each.product_id), each) for each in candidates)
        return [Hit(product, each.score, each.sure, each.reasons) for product, each in found if product]

    def nearest(self, text: str, k: int) -> list[str]:
        """Ids of the products nearest to a text by their vectors alone, nearest first."""
        search = self._current().search
        return [search.lexical.ids[place] for place in search.near.nearest(text, k)[0]]

    def named(self, question: str) -> list[NameMatch]:
        """The products that a question names, and those that words of it fit as well; sure ones first."""
        return self._current().named(question)

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Machine name and label of every attribute in the catalogue; the same object until it changes."""
        return self._current().labels

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
        held = (found for key in about if (found := self._cached(key)))
        names = frozenset(word for each in held for word in _called(each.product))
        return self._approved_now().answers.find(question, language, about=about, names=names)

    def _approved_now(self) -> Approved:
        """The approved answers, as the catalogue and the answer book have them now."""
        state = self._current()
        known = self._catalogue.product
        return self._approved.current(
            state.revision, state.info.answers, lambda product_id: known(product_id) is not None
        )

    def close(self) -> None:
        """Let go of the files."""
        self._approved.close()
        with self._lock:
            self._vectors.close()
            self._catalogue.close()

    def _cached(self, product_id: str) -> _Held | None:
        """A product and what was made of it."""
        with self._lock:
            if product_id in self._products:
                self._products.move_to_end(product_id)
                return self._products[product_id]
        product = self._catalogue.product(product_id)
        if product is None:
            return None
        held = _Held(product)
        with self._lock:
            self._products[product_id] = held
            while len(self._products) > _KEPT:
                self._products.popitem(last=False)
        return held

    def _words_of(self, product_id: str) -> frozenset[str]:
        found = self._cached(product_id)
        return found.words if found else frozenset()

    def _current(self) -> _State:
        """The state of the catalogue as it is now."""
        with self._lock:
            stamp = self._catalogue.stamp()
            if stamp != self._stamp:
                self._products.clear()
                self._stamp = stamp
                if self._catalogue.revision() != self._state.revision:
                    self._state = self._load(wait_s=0.0)
            return self._state

    def _load(self, wait_s: float | None, progress: Progress = no_progress) -> _State:
        revision = self._catalogue.revision()
        searchables = self._catalogue.searchables()
        info = self._catalogue.info()
        self._vectors.follow(searchables, revision, wait_s=wait_s, progress=progress)
        lexical = LexicalIndex.open(self._folder, searchables, revision)
        near = Neighbours(self._folder, lexical.places, revision, self._vectors)
        if wait_s is None:
            near.prepare()
        facets = Facets.open(self._folder, self._catalogue, lexical.ids, revision)
        kinship = Kinship(facets.starts, facets.attributes)
        search = Search(NameIndex(searchables, self._words_of), lexical, near, kinship)
        filters = Filters(facets, [each.brand for each in searchables], info.currency)
        finder = Finder(search, filters, Kinds.open(self._folder, searchables, facets, revision))
        named = lru_cache(_QUESTIONS)(search.names.match)
        return _State(revision, info, search, finder, named, facets.said())


def _called(product: Product) -> set[str]:
    """The words of its names, and what kind of thing its aliases say it is."""
    kinds = (alias.split()[-1] for alias in product.aliases if alias.isascii() and alias.strip())
    return {token for text in (*product.name.values(), *kinds) for token in tokens(normal(text))}
