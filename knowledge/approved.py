"""Every approved answer of a shop: those of its catalogue, and those that people wrote since."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from knowledge import embeddings
from knowledge.answerbook.book import AnswerBook
from knowledge.answers import ApprovedAnswers, Embed
from knowledge.embeddings.base import Embedding, Vectors
from knowledge.errors import ShopError
from knowledge.model import ApprovedAnswer, Fact

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Approved:
    """One state of a shop's approved answers."""

    catalogue: str
    """Revision of the catalogue."""
    book: int
    """Revision of the answer book."""
    answers: ApprovedAnswers
    facts: dict[str, Fact]
    """What their replies rest on, by id."""


class ApprovedBook:
    """Follows the catalogue and the answer book: what somebody approves is found by the next question.

    Written answers go before those of the catalogue. An answer about a product that the catalogue does not
    have is left out, and comes back with the product. A damaged book costs its answers, never the shop.
    """

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        """Follow the shop in a folder.

        Args:
            folder: The shop's folder.
            embedding: The shop's. Meanings are compared by MiniLM alone, as the threshold was set with it; a
                shop that does without a model compares words.
        """
        self._meaning = _meaning(embedding)
        self._lock = threading.Lock()
        self._book: AnswerBook | None = None
        self._state: Approved | None = None
        self._complained = False
        try:
            self._book = AnswerBook(folder)
        except ShopError as error:
            log.warning("going on without written answers: %s", error)

    def current(
        self, revision: str, answers: Sequence[ApprovedAnswer], known: Callable[[str], bool]
    ) -> Approved:
        """The answers as they are now.

        Args:
            revision: Of the catalogue.
            answers: The catalogue's own.
            known: Whether the catalogue has a product.
        """
        with self._lock:
            book = self._book_revision()
            state = self._state
            if state is None or (state.catalogue, state.book) != (revision, book):
                written = self._written()
                usable = [one for one in (*written, *answers) if not one.product_id or known(one.product_id)]
                index = ApprovedAnswers(usable, self._embed_wordings(), self._embed_question)
                facts = {one.fact.id: one.fact for one in usable if one.fact}
                state = self._state = Approved(revision, book, index, facts)
            return state

    def _embed_wordings(self) -> Embed | None:
        if self._meaning is None or self._book is None:
            return self._meaning.embed if self._meaning else None
        return partial(self._book.vectors.embed, self._meaning)

    def _embed_question(self, texts: Sequence[str]) -> Vectors:
        assert self._meaning is not None
        return np.concatenate([self._meaning.embed_query(text) for text in texts])

    def _book_revision(self) -> int:
        """Of the book as it is now; as it was, while it cannot be read."""
        try:
            return self._book.revision() if self._book else 0
        except ShopError as error:
            self._complain(error)
            return self._state.book if self._state else 0

    def _written(self) -> list[ApprovedAnswer]:
        try:
            return self._book.approved() if self._book else []
        except ShopError as error:
            self._complain(error)
            return []

    def _complain(self, error: ShopError) -> None:
        if not self._complained:
            log.warning("written answers cannot be read: %s", error)
        self._complained = True

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._book is not None:
                self._book.close()
                self._book = None


def _meaning(embedding: Embedding) -> Embedding | None:
    """What compares meanings: MiniLM where it is there, unless the shop wants no model at all."""
    if embedding.name.startswith("minilm"):
        return embedding
    if embedding.name.startswith("hashing"):
        return None
    try:
        return embeddings.load("minilm")
    except ShopError:
        return None
