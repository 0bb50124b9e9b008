"""Whether two questions mean the same, for the few near the top.

Numbers, negation and contraries must agree, what nobody can explain (it may be a product's name) must be in
both, and properties, colours and sizes must be the same ones. Then two questions are one if the rules read
the same intent in both, or if a model of English puts them close together; Chinese ones, if but a few light
characters differ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.answers.unanswered import points
from agent.inbox.waiting import Waiting
from agent.lanes.intent import Intent, read_intent
from knowledge.agreement import Marks, same
from knowledge.errors import ShopError
from knowledge.tokens import han_runs, normal

CLOSE = 0.82
"""Inner product of two English questions' vectors, of MiniLM, from which they ask the same."""
_PLAIN = frozenset({"price", "stock", "attribute", "cheapest", "identity"})
"""Kinds of question that say all there is to say; others ("shipping") need likeness besides."""
_OPEN = frozenset({"other", "howto", "recommend", "about"})
_HAN_SHARE = 0.6
"""Share of the pairs of Han characters (Dice) that two Chinese questions have in common at least."""
_LIGHT = frozenset(
    "的了吗呢吧啊呀么嘛哦呗哈是有无可以能会要想就都也还那这它个款件台只条双问请一下到底得给做弄使用放装拿来去上出把被我你您咱家店里主播老板亲真挺很太最"
)
_SAY_LITTLE = """
way thing kind sort type country place best good use using make making made take put send come go going
get give lot bit time people someone anybody anyone everyone need able allow possible try look find work
help run keep there here this that when where well right much many really sure fine okay usually normally
currently today now yet ever back out up down in on about also please box package include included
"""
_GENERIC = frozenset(_SAY_LITTLE.split())
"""Words without which two questions still ask the same; none is ever a product's name by itself."""
_LOOSE = frozenset({"choice", "way"})
_NUMBERS = frozenset({"price", "amount"})
_SAYS_LITTLE = frozenset({"", "this"})
_NAMING = {"zh": 3}
"""Words (Chinese: characters) that nobody can explain, from which on a question names what it is about; 1
in other languages."""


class _Asked(NamedTuple):
    id: str
    text: str
    language: str
    marks: Marks
    about: str
    answered: bool


@dataclass(frozen=True, slots=True)
class _Read:
    language: str
    about: str
    """What was on stage; empty where that does not matter."""
    answered: bool
    """Whether facts are known that answer it."""
    marks: Marks
    intent: Intent | None
    rest: frozenset[str]
    han: str
    vector: NDArray[np.float32] | None


def asks_alike(one: Marks, other: Marks) -> bool:
    """Whether two questions with the same answer may be one.

    Numbers, negation and contraries must agree, and a price is no other number ("how many people").
    """
    left, right = one.wanted & _NUMBERS, other.wanted & _NUMBERS
    return same(one, other) and (left == right or not (left and right))


def names_something(text: str, language: str) -> bool:
    """Whether a question says by itself what it is about, rather than point at it or leave it out."""
    intent = read_intent(text)
    if intent is None or intent.deixis or points(text):
        return False
    return len(intent.rest) >= _NAMING.get(language, 1)


class Meanings:
    """What has been read of waiting questions, and which pairs of them are one."""

    def __init__(
        self, embed: Callable[[Sequence[str]], NDArray[np.float32]] | None, executor: Executor | None
    ) -> None:
        """Read nothing yet.

        Args:
            embed: Vectors of English texts, each of length 1.
            executor: Where they are made.
        """
        self._embed = embed
        self._executor = executor
        self._read: dict[str, _Read] = {}

    def forget(self, key: str) -> None:
        """A question is no longer waiting."""
        self._read.pop(key, None)

    async def pairs(self, near: Sequence[Waiting], most: int) -> list[tuple[str, str]]:
        """Pairs of ids of questions that mean the same, of those not compared before.

        Args:
            near: The questions near the top.
            most: How many are read now, the first first.
        """
        new = [waiting for waiting in near if waiting.id not in self._read][:most]
        if not new:
            return []
        known = [(waiting.id, self._read[waiting.id]) for waiting in near if waiting.id in self._read]
        asked = [
            _Asked(one.id, one.text, one.language, one.same.marks, one.about, one.facts is not None)
            for one in new
        ]
        loop = asyncio.get_running_loop()
        read, pairs = await loop.run_in_executor(self._executor, self._compare, asked, known)
        self._read.update(read)
        return pairs

    def _compare(
        self,
        asked: Sequence[_Asked],
        known: Sequence[tuple[str, _Read]],
    ) -> tuple[dict[str, _Read], list[tuple[str, str]]]:
        """Read questions and compare each with those read before. Blocking."""
        vectors = self._vectors([one.text for one in asked if one.language == "en"])
        read: dict[str, _Read] = {}
        pairs: list[tuple[str, str]] = []
        for new in asked:
            one = _read(new, next(vectors) if new.language == "en" else None)
            for other, held in [*known, *read.items()]:
                if _one(held, one):
                    pairs.append((other, new.id))
                    break
            read[new.id] = one
        return read, pairs

    def _vectors(self, texts: Sequence[str]) -> _Vectors:
        if self._embed is None or not texts:
            return _Vectors(None)
        try:
            return _Vectors(self._embed(texts))
        except ShopError:
            return _Vectors(None)


class _Vectors:
    """Rows one by one; ``None`` for each where there is no model, or it is away."""

    def __init__(self, rows: NDArray[np.float32] | None) -> None:
        self._rows = iter(rows) if rows is not None else None

    def __next__(self) -> NDArray[np.float32] | None:
        return next(self._rows) if self._rows is not None else None


def _read(asked: _Asked, vector: NDArray[np.float32] | None) -> _Read:
    intent = read_intent(asked.text)
    rest = frozenset(intent.tokens.words[index] for index in intent.rest) if intent else frozenset[str]()
    about = "" if asked.about and names_something(asked.text, asked.language) else asked.about
    han = "".join(han_runs(normal(asked.text)))
    return _Read(asked.language, about, asked.answered, asked.marks, intent, rest, han, vector)


def _one(one: _Read, other: _Read) -> bool:
    """Whether two questions are one."""
    left, right = one.intent, other.intent
    if one.language != other.language or one.about != other.about or left is None or right is None:
        return False
    if one.answered or other.answered:
        return False  # facts answer one of them and not the other, or not with the same
    if not asks_alike(one.marks, other.marks) or not _compatible(left, right):
        return False
    if one.language == "zh":
        light = all(char in _LIGHT for char in set(one.han) ^ set(other.han))
        alike = light and _dice(one.han, other.han) >= _HAN_SHARE
        named = one.rest == other.rest
    else:
        alike = (
            one.vector is not None and other.vector is not None and bool(one.vector @ other.vector >= CLOSE)
        )
        named = one.rest ^ other.rest <= _GENERIC
    if not named and one.language == "en":
        return False
    plainly = named and one.rest == other.rest and left.kinds == right.kinds and set(left.kinds) <= _PLAIN
    return (plainly and _same_details(left, right)) or (alike and _wanted_fits(one.marks, other.marks))


def _compatible(left: Intent, right: Intent) -> bool:
    """Whether nothing that both say is said otherwise."""
    if (
        left.colors != right.colors
        or left.sizes != right.sizes
        or left.supposed_words != right.supposed_words
    ):
        return False
    if [amount.text for amount in left.amounts] != [amount.text for amount in right.amounts]:
        return False
    if left.kinds != right.kinds and not (set(left.kinds) | set(right.kinds)) & _OPEN:
        return False
    if left.attributes and right.attributes and set(left.attributes) != set(right.attributes):
        return False
    return left.deixis == right.deixis or {left.deixis, right.deixis} <= _SAYS_LITTLE


def _same_details(left: Intent, right: Intent) -> bool:
    return (
        set(left.attributes) == set(right.attributes)
        and left.count == right.count
        and left.carried == right.carried
        and left.plural == right.plural
        and left.past == right.past
    )


def _wanted_fits(one: Marks, other: Marks) -> bool:
    left, right = one.wanted - _LOOSE, other.wanted - _LOOSE
    return left == right or not (left and right)


def _dice(one: str, other: str) -> float:
    left = {one[at : at + 2] for at in range(len(one) - 1)}
    right = {other[at : at + 2] for at in range(len(other) - 1)}
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
