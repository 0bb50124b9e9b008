"""How alike a question and a wording of an approved question are, all evidence taken together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.agreement import Marks, marks
from knowledge.likeness import ASKING, STOP, Features, Rarity, cosine, words_of
from knowledge.tokens import is_han

THRESHOLD = 0.65
"""The least resemblance that is an answer."""
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ness",
    "ings",
    "ing",
    "able",
    "ed",
    "er",
    "ly",
    "es",
    "al",
    "e",
    "y",
)
_SLIP_LENGTH = 5
_ASKING_HAN = frozenset(
    ["怎么", "什么", "多久", "多少", "哪里", "怎样", "为什", "如何", "几", "哪", "谁", "多", "吗"]
)

_MANY = 3
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Weights:
    """A logistic regression on the labelled questions, and its threshold."""

    each: tuple[float, ...]
    """Of the likeness by words and by meaning, of the share of the question that no wording of the answer
    has, of the share of the wording that the question lacks, and of the number of such things."""
    least: float
    """From which sum on a question is answered: above all questions of the tuning half that are not to be."""


_MEANING = _Weights((0.97, 6.56, -2.75, -1.66, -0.53, -0.59), 4.11)
_LATIN = _Weights((2.08, 0.0, -2.48, -2.98, -0.82, -0.87), -0.82)
_HAN = _Weights((2.26, 0.0, -3.32, -2.98, -0.61, -1.48), -2.78)
_AT_THRESHOLD = -math.log(THRESHOLD / (1 - THRESHOLD))


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking for an answer."""

    number: int
    answer: int
    words: Words
    marks: Marks
    features: Features


class Asked:
    """A question, read once for all wordings."""

    def __init__(self, words: Words, read: Marks, rarity: Rarity, names: frozenset[str]) -> None:
        """Read a question.

        Args:
            words: Its words.
            read: What of it must agree.
            rarity: Of the sheet.
            names: Words by which the products it is about are called.
        """
        self.words, self.marks, self.names = words, read, names
        self.bare = without(words, names)
        self.features = rarity.weigh(words)
        self.bare_features = rarity.weigh(self.bare)


class Sheet:
    """All wordings of one language, with an inverted index of their features."""

    def __init__(self, asked: Sequence[tuple[int, str]]) -> None:
        """Index the wordings.

        Args:
            asked: The number of the answer, and the wording.
        """
        read = [(number, *_read(text)) for number, text in asked]
        self.rarity = Rarity(words for _, words, _ in read)
        self.wordings = [
            Wording(at, number, words, read_marks, self.rarity.weigh(words))
            for at, (number, words, read_marks) in enumerate(read)
        ]
        by_answer: dict[int, list[Words]] = defaultdict(list)
        counts: Counter[str] = Counter()
        postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for wording in self.wordings:
            counts.update(set(_contents(wording.words)))
            by_answer[wording.answer].append(wording.words)
            for feature, weight in wording.features.items():
                postings[feature][0].append(wording.number)
                postings[feature][1].append(weight)
        self._vocabularies = {answer: Vocabulary(texts) for answer, texts in by_answer.items()}
        total = len(self.wordings)
        self._rare = {content: math.log(1 + total / (count + 0.5)) for content, count in counts.items()}
        self._rarest = math.log(1 + total / 0.5)
        self._postings = {
            feature: (np.array(places, np.int32), np.array(weights, np.float32))
            for feature, (places, weights) in postings.items()
        }

    def alike(self, asked: Asked) -> NDArray[np.float32]:
        """The likeness by words of a question to every wording."""
        scores = np.zeros(len(self.wordings), np.float32)  # (wordings,)
        for feature, weight in asked.features.items():
            if feature in self._postings:
                places, weights = self._postings[feature]
                scores[places] += weight * weights
        return scores

    def weight(self, content: str) -> float:
        """What a content of a text counts: the rarer, the more."""
        return self._rare.get(content, self._rarest)

    def vocabulary(self, answer: int) -> Vocabulary:
        """The contents of all wordings of an answer."""
        return self._vocabularies[answer]


def evidence(
    sheet: Sheet, asked: Asked, wording: Wording, meaning: float | None, *, settled: bool
) -> tuple[float, ...]:
    """What speaks for and against, in the order of ``Weights``."""
    if settled:
        words, others = asked.bare, without(wording.words, asked.names)
        lexical = cosine(asked.bare_features, sheet.rarity.weigh(others))
    else:
        words, others = asked.words, wording.words
        lexical = cosine(asked.features, wording.features)
    uncovered, more = _open(words, sheet.vocabulary(wording.answer), sheet)
    missing, fewer = _open(others, Vocabulary([words]), sheet)
    return lexical, max(0.0, meaning or 0.0), uncovered, missing, min(more, _MANY), min(fewer, _MANY)


def resemblance(
    sheet: Sheet, asked: Asked, wording: Wording, meaning: float | None, *, settled: bool
) -> float:
    """How sure it is that they ask the same, 0 … 1.

    Args:
        sheet: All wordings.
        asked: The question.
        wording: One of the sheet, of the same language.
        meaning: The inner product of their vectors, of MiniLM; ``None`` where only words are compared.
        settled: Whether it is clear that both are about the same product, so that its names do not count.
    """
    latin = _LATIN if meaning is None else _MEANING
    weights = _HAN if any(is_han(word) for word in asked.words) else latin
    told = evidence(sheet, asked, wording, meaning, settled=settled)
    logit = sum(weight * value for weight, value in zip(weights.each, told, strict=True)) - weights.least
    return 1 / (1 + math.exp(_AT_THRESHOLD - logit))


def without(words: Words, names: frozenset[str]) -> Words:
    """Words that are no name; a Han character is one only beside another."""
    if not names:
        return words
    named = [word in names for word in words]
    kept = []
    for at, word in enumerate(words):
        beside = (at > 0 and named[at - 1] and is_han(words[at - 1])) or (
            at + 1 < len(words) and named[at + 1] and is_han(words[at + 1])
        )
        if not named[at] or (is_han(word) and not beside):
            kept.append(word)
    return tuple(kept)


def _contents(words: Words) -> Iterator[str]:
    """The words a text is about: stems, and of Han characters the pairs, or one that stands alone."""
    for at, word in enumerate(words):
        if not is_han(word):
            if word not in STOP and word not in ASKING:
                yield stem(word)
        elif _says(words, at):
            before, after = _says(words, at - 1), _says(words, at + 1)
            if after:
                yield word + words[at + 1]
            elif not before:
                yield word


def _says(words: Words, at: int) -> bool:
    """Whether there is a Han character that says something of its own."""
    if not 0 <= at < len(words) or not is_han(words[at]) or words[at] in STOP:
        return False
    pairs = words[at] + "".join(words[at + 1 : at + 2]), "".join(words[at - 1 : at] if at else ()) + words[at]
    return pairs[0] not in _ASKING_HAN and pairs[1] not in _ASKING_HAN and words[at] not in _ASKING_HAN


def _open(words: Words, held: Vocabulary, sheet: Sheet) -> tuple[float, int]:
    """What a text is about that is not among what is held: its share, and how many things it is."""
    total = left = 0.0
    count = 0
    for content in dict.fromkeys(_contents(words)):
        weight = sheet.weight(content)
        total += weight
        if not held.has(content):
            left += weight
            count += 1
    return (left / total if total else 0.0), count


class Vocabulary:
    """What some wordings are about."""

    def __init__(self, wordings: Iterable[Words]) -> None:
        """Collect it."""
        self._contents = {content for words in wordings for content in _contents(words)}
        self._characters = {char for words in wordings for char in words if is_han(char)}

    def has(self, content: str) -> bool:
        """Whether it holds a content, or nearly."""
        if content in self._contents:
            return True
        if is_han(content):
            return len(content) == 1 and content in self._characters
        return len(content) >= _SLIP_LENGTH and any(_one_slip(content, other) for other in self._contents)


@lru_cache(16_384)
def _read(text: str) -> tuple[Words, Marks]:
    """A wording, read; a sheet of which little has changed is indexed again in half the time."""
    return words_of(text), marks(text)


@lru_cache(16_384)
def stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other or swapped makes one word the other."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    start = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
