"""What a marketer does with the unanswered questions of a shop: answer, approve, dismiss, take back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.answers.approval import Approval, NotSoError
from agent.language import detect
from knowledge.answerbook.book import AnswerBook, approved_answer
from knowledge.answerbook.model import UnansweredQuestion, Version, Wordings, WrittenAnswer
from knowledge.answerbook.placeholders import PlaceholderError, gaps
from knowledge.answerbook.words import LONGEST_QUESTION, LONGEST_REPLY, cleaned
from knowledge.catalogue import Catalogue
from knowledge.errors import ShopError
from knowledge.model import Product
from knowledge.tokens import normal

WORDINGS = 50
"""Wordings of one reply, or ways of asking it, in one language."""
_SHORTEST_NAME = 3


class AnswerError(ValueError):
    """What was asked for cannot be done; one clear line."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a marketer writes."""

    texts: tuple[str, ...]
    """Wordings, used in turn."""
    also_asked: tuple[str, ...] = ()
    """More ways of asking."""
    language: str = ""
    """Of the texts; empty: told by their script."""
    product_id: str | None = None
    """``None``: as it was; empty: the whole shop."""


class AnswerDesk:
    """One shop's answer book beside its catalogue. Blocking."""

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open both.

        Raises:
            ShopError: There is no shop in the folder, or one of its files is damaged.
        """
        self._catalogue = Catalogue(folder)
        try:
            if not self._catalogue.revision():
                raise ShopError(f"no shop in {folder}; make one with: nightshift ingest FILE --shop NAME")
            self.book = AnswerBook(folder, now=now)
        except ShopError:
            self._catalogue.close()
            raise
        info = self._catalogue.info()
        self.languages = info.languages
        self._approval = Approval(now, self.product, lambda: info.policies, self._named)

    def __enter__(self) -> Self:
        """Use it in a ``with``."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close both files."""
        self.book.close()
        self._catalogue.close()

    def product(self, product_id: str) -> Product | None:
        """A product, as the catalogue has it now."""
        return self._catalogue.product(product_id)

    def question(self, key: str) -> UnansweredQuestion | None:
        """The question of a key like ``q17``; ``None`` when the key is of another kind.

        Raises:
            AnswerError: There is no such question.
        """
        number = key.removeprefix("q")
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            return None
        found = self.book.questions.get(int(number))
        if found is None:
            raise AnswerError(f"there is no question {key}")
        return found

    def answer(self, key: str) -> WrittenAnswer | None:
        """The answer of a key like ``a3``; ``None`` when there is none."""
        return self.book.answers.get(key)

    def found(self, key: str) -> UnansweredQuestion | WrittenAnswer:
        """The question or answer of a key.

        Raises:
            AnswerError: There is none.
        """
        found = self.question(key) or self.answer(key)
        if found is None:
            raise AnswerError(f"there is no question or answer {cleaned(key, 40)!r}")
        return found

    def answer_of(self, found: UnansweredQuestion | WrittenAnswer) -> WrittenAnswer | None:
        """The answer that was written for a question; an answer itself."""
        return self.answer(found.answer_id) if isinstance(found, UnansweredQuestion) else found

    def write(self, key: str, reply: Reply, *, approve: bool = False) -> tuple[WrittenAnswer, list[str]]:
        """Write an answer to a question, or another version of an answer.

        The texts take the place of those it had in their language; other languages stay.

        Args:
            key: A question (``q17``) or an answer (``a3``).
            reply: What to say.
            approve: Whether it goes on air at once; otherwise it is a draft.

        Returns:
            The answer, and what the marketer should know before it is approved.

        Raises:
            AnswerError: It cannot be written, or not be approved; then nothing is changed.
            ShopError: The answer book cannot be written.
        """
        found = self.found(key)
        question = found if isinstance(found, UnansweredQuestion) else None
        answer = self.answer_of(found)
        version = self._version(question, answer, reply)
        warnings = self._warnings(version, question)
        if approve:
            self._insist(version, answer.id if answer else "it")
        with self.book.answers.changing(f"the answer to {key}") as change:
            asked = [question.id] if question else []
            made = change.write(version, answer.id if answer else "", asked=asked)
            if approve:
                change.approve(made)
        written = self.answer(made)
        assert written is not None
        return written, warnings

    def write_new(
        self, rows: Sequence[tuple[Version, tuple[int, ...], str]], what: str, *, approve: bool
    ) -> list[str]:
        """Write many answers as one change; the rows were checked before.

        Args:
            rows: The version, the questions it answers, and the answer it is of (empty: a new one).
            what: For whoever takes it back.
            approve: Whether they go on air at once.

        Returns:
            Their ids.
        """
        made: list[str] = []
        with self.book.answers.changing(what) as change:
            for version, asked, answer in rows:
                made.append(change.write(version, answer, asked=asked))
                if approve:
                    change.approve(made[-1])
        return made

    def approve(self, keys: Sequence[str]) -> list[str]:
        """Put drafts on air, all or none.

        Args:
            keys: Answers, or the questions they were written for.

        Returns:
            The answers' ids.

        Raises:
            AnswerError: One has no draft, or its draft says what the catalogue does not.
        """
        answers: list[WrittenAnswer] = []
        for key in keys:
            answer = self.answer_of(self.found(key))
            if answer is None:
                raise AnswerError(
                    f'{key} has no answer yet; write one with: nightshift answers answer {key} "TEXT"'
                )
            if answer.draft is None:
                raise AnswerError(f"{answer.id} is approved already")
            self._insist(answer.draft, answer.id)
            answers.append(answer)
        with self.book.answers.changing(f"the approval of {', '.join(keys)}") as change:
            for answer in answers:
                change.approve(answer.id)
        return [answer.id for answer in answers]

    def dismiss(self, keys: Sequence[str]) -> None:
        """Take answers away, and questions off the list.

        Raises:
            AnswerError: One does not exist.
        """
        found = [self.found(key) for key in keys]
        with self.book.answers.changing(f"the dismissal of {', '.join(keys)}") as change:
            for one in found:
                if isinstance(one, UnansweredQuestion):
                    change.dismiss_question(one.id)
                else:
                    change.dismiss_answer(one.id)

    def problems(self, version: Version, name: str = "it") -> list[str]:
        """What stands against approving a version, one line each."""
        found: list[str] = []
        fact = approved_answer(WrittenAnswer(name, version, None, 0.0), version).fact
        for language, texts in version.replies.items():
            for text in texts:
                try:
                    self._approval.ready(text, language, version.product_id)
                    self._approval.speakable(text, language, version.product_id, fact)
                except NotSoError as error:
                    found.append(str(error))
        return list(dict.fromkeys(found))

    def checked(self, version: Version) -> Version:
        """A version whose texts are clean and not too many.

        Raises:
            AnswerError: It has no question or no reply, too many of them, an unknown placeholder, or a
                product that is not in the catalogue.
        """
        questions = _clean(version.questions, LONGEST_QUESTION)
        replies = _clean(version.replies, LONGEST_REPLY, complain=True)
        if not questions or not replies:
            raise AnswerError(f"there is no {'question' if not questions else 'reply'}")
        for texts in (*questions.values(), *replies.values()):
            if len(texts) > WORDINGS:
                raise AnswerError(f"{len(texts)} wordings are too many; up to {WORDINGS} can be kept")
        if version.product_id and self.product(version.product_id) is None:
            raise AnswerError(f"the catalogue has no product {cleaned(version.product_id, 60)!r}")
        for texts in replies.values():
            for text in texts:
                try:
                    gaps(text, version.product_id)
                except PlaceholderError as error:
                    raise AnswerError(str(error)) from error
        return Version(questions, replies, version.product_id)

    def _version(
        self, question: UnansweredQuestion | None, answer: WrittenAnswer | None, reply: Reply
    ) -> Version:
        held = answer.newest if answer else Version({}, {})
        own = question.language if question else next(iter(held.questions), "en")
        replies = dict(held.replies)
        if reply.texts:
            language = reply.language or detect(" ".join(reply.texts), own)
            replies[language] = reply.texts
        questions = {language: list(texts) for language, texts in held.questions.items()}
        asked = [(own, text) for text in (question.wordings if question else ())]
        asked += [(detect(text, own), text) for text in reply.also_asked]
        for language, text in asked:
            if text not in questions.setdefault(language, []):
                questions[language].append(text)
        product = held.product_id
        if answer is None and question is not None and self.product(question.product_id) is not None:
            product = question.product_id
        if reply.product_id is not None:
            product = reply.product_id
        return self.checked(
            Version({language: tuple(texts) for language, texts in questions.items()}, replies, product)
        )

    def _warnings(self, version: Version, question: UnansweredQuestion | None) -> list[str]:
        found = self.problems(version)
        silent = sorted(language for language in version.questions if language not in version.replies)
        for language in silent:
            found.append(f"viewers who ask in {language} get no answer until there is a reply in {language}")
        if question is not None and question.product_id and not version.product_id:
            found.append(f"it was asked about {question.product_id}, and is now answered for every product")
        return found

    def _insist(self, version: Version, name: str) -> None:
        problems = self.problems(version, name)
        if problems:
            raise AnswerError(f"{name} is not approved: {problems[0]}")

    def _named(self, text: str) -> list[Product]:
        """The products whose full name or alias stands in a text."""
        plain = normal(text)
        found: list[Product] = []
        for one in self._catalogue.searchables():
            names = (*one.name.values(), *one.aliases)
            if any(len(name) >= _SHORTEST_NAME and normal(name) in plain for name in names):
                product = self.product(one.id)
                if product is not None:
                    found.append(product)
        return found


def _clean(wordings: Wordings, limit: int, *, complain: bool = False) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, texts in wordings.items():
        for text in texts if complain else ():
            if len(text.strip()) > limit:
                raise AnswerError(
                    f"a reply is {len(text.strip())} characters long; up to {limit} can be said"
                )
        kept = tuple(dict.fromkeys(one for text in texts if (one := cleaned(text, limit))))
        if kept:
            found[language] = kept
    return found
