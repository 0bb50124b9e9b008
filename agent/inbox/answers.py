"""Which waiting questions get the same answer: found by what the answer rests on, whatever the wording."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from agent.events import Question
from agent.inbox.meaning import asks_alike, names_something
from agent.inbox.sameness import Key
from agent.inbox.waiting import Waiting
from knowledge.errors import ShopError

_BUCKET = 8
"""Questions kept apart under one answer, because they differ in a number or a no."""

_FEW = 3
"""Questions of which so many are unread will be answered at once: their answers go before their keys."""
_GIVE_WAY_S = 0.1
"""What finding an answer takes on a busy machine, and more."""

AnswerKey = Callable[[Question], Awaitable[str]]


class Answers:
    """The answers that waiting questions would get, as far as they are known."""

    def __init__(self, answer_key: AnswerKey | None) -> None:
        """Know nothing yet.

        Args:
            answer_key: What a question's answer would rest on; empty where facts do not surely answer it.
                May raise ``ShopError`` or ``TimeoutError``.
        """
        self._answer_key = answer_key
        self._unknown: dict[str, Waiting] = {}
        self._held: dict[Key, dict[str, Waiting]] = {}

    def enter(self, waiting: Waiting) -> None:
        """A question waits."""
        if self._answer_key is not None and not waiting.asked_for_answer:
            self._unknown[waiting.id] = waiting
        self.hold(waiting)

    def leave(self, waiting: Waiting) -> None:
        """It waits no more."""
        self._unknown.pop(waiting.id, None)
        bucket = self._held.get(waiting.answer) if waiting.answer is not None else None
        if bucket is not None:
            bucket.pop(waiting.id, None)
            if not bucket and waiting.answer is not None:
                del self._held[waiting.answer]

    def to_learn(self, first: Iterable[Waiting], most: int) -> list[Waiting]:
        """Questions whose answer nobody asked for yet.

        Args:
            first: Those to begin with; then the others, the latest first.
            most: So many.
        """
        if self._answer_key is None:
            return []
        chosen = {one.id: one for one in first if not one.asked_for_answer}
        for one in reversed(self._unknown.values()):
            if len(chosen) >= most:
                break
            chosen.setdefault(one.id, one)
        return list(chosen.values())[:most]

    def learned(self, waiting: Waiting) -> bool:
        """Whether all is known of a question's answer that will be."""
        return self._answer_key is None or waiting.asked_for_answer

    async def learn(self, waiting: Waiting, question: Question) -> None:
        """Ask what the answer to a question would rest on.

        Where few wait it is asked a moment later, for the same catalogue is just being asked for the answer
        itself. Where facts do not surely answer it, that is what it names and asks; where it names nothing it
        may point at what was on stage, and nothing is known.
        """
        waiting.asked_for_answer = True
        if len(self._unknown) < _FEW:
            await asyncio.sleep(_GIVE_WAY_S)
        self._unknown.pop(waiting.id, None)
        try:
            key = await self._answer_key(question) if self._answer_key is not None else ""
        except (ShopError, TimeoutError):
            key = ""
        if key:
            waiting.answer = ("facts", waiting.language, key)
        elif names_something(waiting.text, waiting.language):
            waiting.answer = ("words", waiting.words.about or waiting.words.exact)

    def same(self, one: Waiting, other: Waiting) -> bool:
        """Whether two questions get the same answer."""
        known = one.answer is not None and one.answer == other.answer
        return known and asks_alike(one.same.marks, other.same.marks)

    def like(self, waiting: Waiting) -> list[Waiting]:
        """Other questions that wait, get the same answer, and say nothing to the contrary."""
        held = self._held.get(waiting.answer, {}) if waiting.answer is not None else {}
        return [one for one in held.values() if one is not waiting and self.same(one, waiting)]

    def hold(self, waiting: Waiting) -> None:
        """Let others find it by its answer, if that is known."""
        if waiting.answer is not None:
            bucket = self._held.setdefault(waiting.answer, {})
            if len(bucket) < _BUCKET:
                bucket[waiting.id] = waiting
