"""Approved answers, found by how alike the questions are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.model import AnswerHit, ApprovedAnswer
from knowledge.tokens import is_han, normal, tokens

THRESHOLD = 0.65
"""The least likeness that is an answer: see ``ApprovedAnswers``."""
_LEAD = 0.03
"""What the best answer must be ahead of the next one."""
_STOP_WEIGHT = 0.12
_GRAM_WEIGHT = 0.5
"""What the trigrams of a Latin word weigh together, next to the word."""
_HAN_WEIGHT = 0.4
"""What a Han character weighs next to a pair of them."""
_MAX_TOKENS = 80
_ENGLISH = """
a an the is are am be was do doe did can could will would i u you we he she they my your our it this
that these of to for in on at with and or me please hi hello hey there ok so just have ha got get any
some if as by from here now too also one im r u ur pls plz thx
"""
_CHINESE = "的了吗呢吧啊呀么嘛是有没不你我们它这那个请问一下可以会能要想就都也还"
_STOP = frozenset(_ENGLISH.split()) | frozenset(_CHINESE)
"""Words that weigh little: they are in any question."""
_ASKING = frozenset(
    ["how", "what", "when", "where", "which", "why", "who", "should", "often", "much", "many", "long"]
)
_ASKING_WEIGHT = 0.4

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Wording:
    answer: ApprovedAnswer
    words: tuple[str, ...]
    features: Features
    numbers: frozenset[str]


class ApprovedAnswers:
    """Approved answers by language.

    Likeness is the cosine of two bags of features: words, pairs of neighbouring Han characters and, at less
    weight, trigrams of Latin words and single Han characters, each weighted by how rare it is among all
    wordings (inverse document frequency, Spärck Jones 1972). A word that no wording has counts as the rarest,
    so a question about another thing falls short: what it is about weighs most.

    The threshold was chosen on 203 labelled questions in English and Chinese, 118 of them near misses about
    another product, attribute or place (58 of the questions are in ``tests/knowledge/test_answers.py``): it
    lies just above the likest near miss (0.64), and 79 of the 85 others are answered, none of them wrongly.
    """

    def __init__(self, answers: Sequence[ApprovedAnswer]) -> None:
        """Index the wordings of their questions."""
        asked = [
            (language, answer, _words(wording))
            for answer in answers
            for language, wordings in answer.questions.items()
            for wording in wordings
        ]
        self._rarity = {
            language: _Rarity(words for key, _, words in asked if key == language) for language, *_ in asked
        }
        self._wordings: dict[str, list[_Wording]] = defaultdict(list)
        for language, answer, words in asked:
            features = self._rarity[language].weigh(words)
            self._wordings[language].append(_Wording(answer, words, features, _numbers(words)))

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
        best: dict[str, AnswerHit] = {}
        rarity = self._rarity.get(language)
        words = _words(question)
        if rarity is None or not words:
            return None
        numbers = _numbers(words)
        whole, bare = rarity.weigh(words), rarity.weigh(_without(words, names))
        for wording in self._wordings[language]:
            answer = wording.answer
            settled = bool(names) and answer.product_id in about
            about_another = answer.product_id and about and answer.product_id not in about
            if about_another or numbers - wording.numbers:
                continue
            if settled:
                likeness = _cosine(bare, rarity.weigh(_without(wording.words, names)))
            else:
                likeness = _cosine(whole, wording.features)
            held = best.get(answer.id)
            if held is None or likeness > held.similarity:
                best[answer.id] = AnswerHit(answer, likeness)
        ranked = sorted(best.values(), key=lambda hit: -hit.similarity)
        if not ranked or ranked[0].similarity < THRESHOLD:
            return None
        if len(ranked) > 1 and ranked[0].similarity - ranked[1].similarity < _LEAD:
            return None
        return ranked[0]


class _Rarity:
    """How rare each feature is among the wordings of one language."""

    def __init__(self, wordings: Iterable[tuple[str, ...]]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for words in wordings:
            counts.update({feature for feature, _ in _features(words)})
            total += 1
        self._top = math.log(1 + total / 0.5)
        self._idf = {feature: math.log(1 + total / (count + 0.5)) for feature, count in counts.items()}

    def weigh(self, words: tuple[str, ...]) -> Features:
        """The features of a text and their weights, of length 1; empty without features."""
        weights: Features = {}
        for feature, weight in _features(words):
            weights[feature] = max(weights.get(feature, 0.0), weight * self._idf.get(feature, self._top))
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: weight / length for feature, weight in weights.items()} if length else {}


def _words(text: str) -> tuple[str, ...]:
    return tuple(tokens(normal(text[:1000])))[:_MAX_TOKENS]


def _without(words: tuple[str, ...], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in names)


def _numbers(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if any(char.isdigit() for char in word))


def _features(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for at, word in enumerate(words):
        weight = _STOP_WEIGHT if word in _STOP else _ASKING_WEIGHT if word in _ASKING else 1.0
        if not is_han(word):
            yield word, weight
            edged = f"#{word}#"
            count = len(edged) - 2
            for start in range(count if len(word) > 3 else 0):
                yield edged[start : start + 3] + "~", weight * _GRAM_WEIGHT / math.sqrt(count)
            continue
        yield word, weight * _HAN_WEIGHT
        if at + 1 < len(words) and is_han(words[at + 1]):
            both = word in _STOP and words[at + 1] in _STOP
            either = word in _STOP or words[at + 1] in _STOP
            yield word + words[at + 1], _STOP_WEIGHT if both else 0.5 if either else 1.0


def _cosine(left: Features, right: Features) -> float:
    return min(1.0, sum(weight * right.get(feature, 0.0) for feature, weight in left.items()))
