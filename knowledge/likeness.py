"""How alike two questions are by their words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge.agreement import in_digits
from knowledge.paraphrases import one_form, one_word
from knowledge.tokens import is_han, normal, tokens

_STOP_WEIGHT = 0.12
_GRAM_WEIGHT = 0.5
"""What the trigrams of a Latin word weigh together, next to the word."""
_HAN_WEIGHT = 0.4
"""What a Han character weighs next to a pair of them."""
_MAX_TOKENS = 80
_READ = 1000
"""Characters of a question that count."""
_ENGLISH = """
a an the is are am be was do doe did can could will would i u you we he she they my your our it this
that these of to for in on at with and or me please hi hello hey there ok so just have ha got get any
some if as by from here now too also one im r u ur pls plz thx
"""
_CHINESE = "的了吗呢吧啊呀么嘛是有没不你我们它这那个请问一下可以会能要想就都也还"
STOP = frozenset(_ENGLISH.split()) | frozenset(_CHINESE)
"""Words that weigh little: they are in any question."""
ASKING = frozenset(
    ["how", "what", "when", "where", "which", "why", "who", "should", "often", "much", "many", "long"]
)
_ASKING_WEIGHT = 0.4

Features = dict[str, float]


def words_of(text: str) -> tuple[str, ...]:
    """The words and Han characters of a question that count, everyday paraphrases in one form."""
    return tuple(one_word(word) for word in tokens(one_form(in_digits(normal(text[:_READ])))))[:_MAX_TOKENS]


class Rarity:
    """How rare each feature is among the wordings of one language.

    Features are words, pairs of neighbouring Han characters and, at less weight, trigrams of Latin words and
    single Han characters, each weighted by inverse document frequency (Spärck Jones 1972). A word that no
    wording has counts as the rarest, so a question about another thing falls short: what it is about weighs
    most.
    """

    def __init__(self, wordings: Iterable[tuple[str, ...]]) -> None:
        """Count the features of all wordings."""
        counts: Counter[str] = Counter()
        total = 0
        for words in wordings:
            counts.update({feature for feature, _ in _features(words)})
            total += 1
        self._top = math.log(1 + total / 0.5) if total else 1.0
        self._idf = {feature: math.log(1 + total / (count + 0.5)) for feature, count in counts.items()}

    def weigh(self, words: tuple[str, ...]) -> Features:
        """The features of a text and their weights, of length 1; empty without features."""
        weights: Features = {}
        for feature, weight in _features(words):
            weights[feature] = max(weights.get(feature, 0.0), weight * self._idf.get(feature, self._top))
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: weight / length for feature, weight in weights.items()} if length else {}


def _features(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for at, word in enumerate(words):
        weight = _STOP_WEIGHT if word in STOP else _ASKING_WEIGHT if word in ASKING else 1.0
        if not is_han(word):
            yield word, weight
            edged = f"#{word}#"
            count = len(edged) - 2
            for start in range(count if len(word) > 3 else 0):
                yield edged[start : start + 3] + "~", weight * _GRAM_WEIGHT / math.sqrt(count)
            continue
        yield word, weight * _HAN_WEIGHT
        if at + 1 < len(words) and is_han(words[at + 1]):
            both = word in STOP and words[at + 1] in STOP
            either = word in STOP or words[at + 1] in STOP
            yield word + words[at + 1], _STOP_WEIGHT if both else 0.5 if either else 1.0


def cosine(left: Features, right: Features) -> float:
    """The inner product of two bags of length 1, 0 … 1."""
    return min(1.0, sum(weight * right.get(feature, 0.0) for feature, weight in left.items()))


_PLAIN = Rarity(())


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two questions are where nothing is known of how rare their words are, 0 … 1."""
    return cosine(_PLAIN.weigh(one), _PLAIN.weigh(other))
