"""Approved answers, found by how alike the questions are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.agreement import agree, answers_kind, marks
from knowledge.embeddings.base import Vectors
from knowledge.errors import ShopError
from knowledge.likeness import words_of
from knowledge.model import AnswerHit, ApprovedAnswer
from knowledge.paraphrases import one_word
from knowledge.resemblance import THRESHOLD, Asked, Sheet, Wording, resemblance

_READ = 300
"""Characters of a question whose meaning is compared."""
_LEAD = 0.03
"""What the best answer must be ahead of the next one."""
_CANDIDATES = 24
"""Wordings compared in full: so many of the likest by words, and by meaning."""
_SETTLED = 200
"""Wordings compared in full that are about the very product asked about."""
_CLOSE = 0.02
"""What an answer must be liker than the likest question of the sheet that it does not answer."""
_STRICTEST = 0.97
_CALIBRATED = 12
"""Wordings of an answer that its threshold is set from."""
_REMEMBERED = 256
"""Questions whose answers are remembered: the lanes ask several times for the same."""

_MEANT = frozenset(["en"])
"""Languages whose meaning the model knows; of others, words are compared."""

Embed = Callable[[Sequence[str]], Vectors]


class ApprovedAnswers:
    """Approved answers by language; ``knowledge.resemblance`` says how alike two questions are.

    A question is answered when one answer is like enough, ahead of every other, and agrees with it in
    numbers, negation and contraries.

    The threshold is set from data twice. ``THRESHOLD`` was chosen on labelled questions about several shops
    (``tests/knowledge/asked``); and each answer's own threshold is raised where this shop's sheet shows that
    other questions come close to it: each wording is asked of the sheet without its own answer, and
    whatever answer it resembles then must be liker than that.
    """

    def __init__(
        self, answers: Sequence[ApprovedAnswer], embed: Embed | None = None, embed_one: Embed | None = None
    ) -> None:
        """Index the wordings of their questions.

        Args:
            answers: Of two with the same question the first one counts.
            embed: Vectors of wordings; without, only words are compared.
            embed_one: Vectors of questions, where they are made otherwise (without being kept).
        """
        asked: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, answer in enumerate(answers):
            for language, wordings in answer.questions.items():
                asked[language].extend((number, wording) for wording in wordings if wording.strip())
        self._languages = {
            language: _Language(language, answers, wordings, embed, embed_one or embed)
            for language, wordings in asked.items()
        }
        self._found = lru_cache(_REMEMBERED)(self._find)

    def find(
        self,
        question: str,
        language: str,
        *,
        about: frozenset[str] = frozenset(),
        names: frozenset[str] = frozenset(),
    ) -> AnswerHit | None:
        """The answer whose question is most like this one, if it is like enough and no other is as like.

        Args:
            question: As asked.
            language: Only wordings in this language are compared.
            about: Ids of the products the question is about; an answer about another product is not given.
                Empty: unknown.
            names: Words by which those products are called: they are not compared with answers about
                these products, as what the question is about is settled.
        """
        return self._found(question, language, about, names)

    def _find(
        self, question: str, language: str, about: frozenset[str], names: frozenset[str]
    ) -> AnswerHit | None:
        sheet = self._languages.get(language)
        return sheet.find(question, about, names) if sheet is not None else None


class _Language:
    """The wordings of one language."""

    def __init__(
        self,
        language: str,
        answers: Sequence[ApprovedAnswer],
        asked: Sequence[tuple[int, str]],
        embed: Embed | None,
        embed_one: Embed | None,
    ) -> None:
        self._answers = answers
        self._embed_one = embed_one
        if language not in _MEANT:
            embed = None
        self._sheet = Sheet([(number, text) for number, text in asked])
        self._exact: dict[tuple[str, ...], list[Wording]] = defaultdict(list)
        self._of_answer: dict[int, list[Wording]] = defaultdict(list)
        self._about: dict[str, list[Wording]] = defaultdict(list)
        for wording in self._sheet.wordings:
            self._exact[wording.words].append(wording)
            self._of_answer[wording.answer].append(wording)
            self._about[answers[wording.answer].product_id].append(wording)
        self._vectors = _vectors(embed, [text for _, text in asked])
        self._thresholds: dict[int, float] = {}

    def find(self, question: str, about: frozenset[str], names: frozenset[str]) -> AnswerHit | None:
        words = words_of(question)
        if not words:
            return None
        read = marks(question)
        exact = [
            one for one in self._exact.get(words, ()) if self._fits(one, about) and agree(read, one.marks)
        ]
        if exact:
            subjects = {self._answers[one.answer].product_id for one in exact}
            settled = [one for one in exact if self._answers[one.answer].product_id in about]
            if settled or len(subjects) == 1:
                return AnswerHit(self._answers[(settled or exact)[0].answer], 1.0)
            return None
        called = names | {one_word(name) for name in names}
        asked = Asked(words, read, self._sheet.rarity, called)
        ranked = self._ranked(asked, None, about, surely=1.0)
        if self._vectors is not None and ranked and ranked[0][0] >= THRESHOLD:
            ranked = self._ranked(asked, self._vector(question), about)
        if not ranked or ranked[0][0] < THRESHOLD or ranked[0][0] < self._threshold(ranked[0][1]):
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD:
            return None
        return AnswerHit(self._answers[ranked[0][1]], min(1.0, ranked[0][0]))

    def _ranked(
        self,
        asked: Asked,
        vector: NDArray[np.float32] | None,
        about: frozenset[str],
        *,
        surely: float | None = None,
    ) -> list[tuple[float, int]]:
        """The likest answers, best first: (resemblance, number).

        Args:
            asked: The question.
            vector: Its vector; without one, words are compared.
            about: As in ``find``.
            surely: The likeness by meaning, where there is one, that is taken for granted: with 1, what comes
                out is the most that could.
        """
        lexical = self._sheet.alike(asked)  # (wordings,)
        dense = self._vectors @ vector if self._vectors is not None and vector is not None else None
        given = surely if self._vectors is not None else None
        settled = [one for key in about if key for one in self._about.get(key, ())][:_SETTLED]
        best: dict[int, float] = {}
        for number in {*_top(lexical), *_top(dense), *(one.number for one in settled)}:
            wording = self._sheet.wordings[number]
            if not self._fits(wording, about):
                continue
            if not agree(asked.marks, wording.marks) or not self._same_kind(asked, wording.answer):
                continue
            product = self._answers[wording.answer].product_id
            meaning = float(dense[number]) if dense is not None else given
            score = resemblance(
                self._sheet, asked, wording, meaning, settled=bool(asked.names) and product in about
            )
            best[wording.answer] = max(score, best.get(wording.answer, 0.0))
        return sorted(((score, number) for number, score in best.items()), reverse=True)

    def _same_kind(self, asked: Asked, answer: int) -> bool:
        return answers_kind(asked.marks, [one.marks.wanted for one in self._of_answer[answer]])

    def _fits(self, wording: Wording, about: frozenset[str]) -> bool:
        product = self._answers[wording.answer].product_id
        return not product or not about or product in about

    def _vector(self, question: str) -> NDArray[np.float32] | None:
        made = _vectors(self._embed_one, [question[:_READ]]) if self._vectors is not None else None
        return made[0] if made is not None else None

    def _threshold(self, answer: int) -> float:
        """An answer's threshold, raised by what comes close to it in this sheet."""
        if answer not in self._thresholds:
            near = (self._nearness(wording) for wording in self._of_answer[answer][:_CALIBRATED])
            self._thresholds[answer] = max(THRESHOLD, min(_STRICTEST, max(near) + _CLOSE))
        return self._thresholds[answer]

    def _nearness(self, wording: Wording) -> float:
        """How alike to a wording the likest question of another answer is."""
        product = self._answers[wording.answer].product_id
        dense = self._vectors @ self._vectors[wording.number] if self._vectors is not None else None
        likest = 0.0
        for number in {*_top(self._sheet.alike(self._read(wording))), *_top(dense)}:
            other = self._sheet.wordings[number]
            others_product = self._answers[other.answer].product_id
            if other.answer == wording.answer or (product and others_product and product != others_product):
                continue
            asked = self._read(other)
            if agree(asked.marks, wording.marks) and self._same_kind(asked, wording.answer):
                meaning = float(dense[number]) if dense is not None else None
                likest = max(likest, resemblance(self._sheet, asked, wording, meaning, settled=False))
        return likest

    def _read(self, wording: Wording) -> Asked:
        return Asked(wording.words, wording.marks, self._sheet.rarity, frozenset())


def _vectors(embed: Embed | None, texts: Sequence[str]) -> Vectors | None:
    """Vectors of texts; ``None`` without an embedding, or while it is away."""
    if embed is None:
        return None
    try:
        return embed(texts)
    except ShopError:
        return None


def _top(scores: NDArray[np.float32] | None) -> Sequence[int]:
    if scores is None:
        return ()
    if len(scores) <= _CANDIDATES:
        return range(len(scores))
    return [int(number) for number in np.argpartition(-scores, _CANDIDATES)[:_CANDIDATES]]
