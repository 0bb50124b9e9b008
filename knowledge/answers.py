"""Approved answers, found by how alike the questions are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import AnswerHit, ApprovedAnswer
from knowledge.tokens import is_han, normal, tokens

THRESHOLD = 0.62
"""Set on the pairs of ``tests/knowledge/answer_pairs.yaml``; see ``ApprovedAnswers``."""
_CLOSE = 0.08
"""An answer must lead the next best, unlike one by this much, or both stay unsaid."""
_GRAM = 3
_GRAM_WEIGHT = 0.35
"""What a piece of a Latin word weighs next to the word."""
_STOP = frozenset(
    """
    a an the is are be was do does did can could will would i you we my your our it its this that of to for in on
    at with and or me please hi hello hey there ok so just have has got get any some if what how when
    """.split()
) | frozenset("的 了 吗 呢 吧 啊 呀 么 嘛 是 有 你 我 们 它 这 那 个 请 问 一 下 可 以 会 能 要 想 就 都 也 还".split())
"""Words that weigh little: they are in any question."""
_STOP_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class _Wording:
    answer: ApprovedAnswer
    weights: dict[str, float]
    length: float
    numbers: frozenset[str]


class ApprovedAnswers:
    """Approved answers by language.

    Likeness is the cosine of two bags of features: words, pairs of neighbouring Han characters and, at
    less weight, trigrams of Latin words, each weighted by how rare it is among all wordings (the inverse
    document frequency of Spärck Jones 1972); a word that no wording has counts as the rarest. So a
    question about another thing keeps too little in common: what it is about weighs most.
    """

    def __init__(self, answers: Sequence[ApprovedAnswer]) -> None:
        """Index the wordings of their questions."""
        E
