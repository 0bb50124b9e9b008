"""The inbox itself."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.events import ChatMessage, Question
from agent.inbox.askers import Askers
from agent.inbox.config import InboxConfig, Worth
from agent.inbox.lately import Known, Lately
from agent.inbox.meaning import Meanings, asks_alike
from agent.inbox.order import Order
from agent.inbox.pace import Pace
from agent.inbox.sameness import Key, Sameness, sameness
from agent.inbox.waiting import MESSAGES, Keys, Waiting
from agent.inbox.worth import TOP_S, Reason, dollars, of_money, of_words
from knowledge.errors import ShopError

ASKERS_KNOWN = 10_000
"""People remembered to have asked something before."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A question that will not be answered."""

    question: Question
    reason: str
    """``expired``, ``inbox full``, ``more questions than air``, ``skipped``, or what it was removed for."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A question that turned out to ask what another one asks."""

    into: Question
    gone: Question


class Inbox:
    """Questions waiting for a turn. Not for several threads at once."""

    def __init__(
        self,
        config: InboxConfig,
        *,
        new_id: Callable[[], str],
        embed: Callable[[Sequence[str]], NDArray[np.float32]] | None = None,
        executor: Executor | None = None,
        answer_key: Callable[[Question], Awaitable[str]] | None = None,
    ) -> None:
        """An empty inbox.

        Args:
            config: How many wait, and how long.
            new_id: Makes ids of questions.
            embed: Vectors of English texts, each of length 1; without, English questions are compared by
                what they are about alone.
            executor: Where meaning is read; the loop's own by default.
            answer_key: What a question's answer would rest on; empty where facts do not surely answer it.
                Questions with the same are one. May raise ``ShopError``.
        """
        self._config = config
        self._new_id = new_id
        self._waiting: dict[str, Waiting] = {}
        self._order = Order()
        self._keys = Keys()
        self._expiries: list[tuple[float, str]] = []
        self._lately = Lately(config.lately_s)
        self._known = Known(ASKERS_KNOWN)
        self._answering: Waiting | None = None
        self._meanings = Meanings(embed, executor)
        self._answer_key = answer_key
        self._left_key: tuple[str, Key | None] = ("", None)
        self.pace = Pace()
        """How long answers take."""
        self._arrivals = 0
        self._raised = 0
        self._now = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._waiting

    def get(self, question_id: str) -> Question | None:
        """A waiting question as it stands."""
        waiting = self._waiting.get(question_id)
        return waiting.question(self._ms()) if waiting else None

    def take_in(self, message: ChatMessage, language: str) -> tuple[Question, Dropped | None]:
        """Add a message that asks something.

        Returns:
            The question it became or joined (that may be the one being answered), and the question dropped
            to make room, if any.
        """
        self._now = max(self._now, message.at)
        same = sameness(message.text, language)
        new_here = self._known.add(f"{message.platform}\0{message.author}")
        if self._answering is not None and _alike(self._answering.same, same):
            self._join(self._answering, message)
            return self._answering.question(self._ms()), None
        found = self._keys.find(same)
        if found:
            waiting = self._waiting[found]
            self._order.leave(waiting.place)
            self._join(waiting, message)
            self._order.enter(waiting.settle(self._config.worth))
            return waiting.question(self._ms()), None
        waiting = self._new(message, language, same, new_here=new_here)
        self._enter(waiting)
        return waiting.question(self._ms()), self._make_room()

    def next(self, now: float | None = None) -> Question | None:
        """Take out the question to answer now: highest rank, then the one waiting longest."""
        self._told(now)
        first = self._order.first(1)
        return self._leave(first[0]).question(self._ms()) if first else None

    def peek(self, n: int, now: float | None = None) -> list[Question]:
        """The ``n`` questions to be answered next, in that order."""
        self._told(now)
        return [self._waiting[key].question(self._ms()) for key in self._order.first(n)]

    def remove(self, question_id: str, reason: str) -> Dropped | None:
        """Take a question out unanswered; ``None`` if it is not waiting."""
        if question_id not in self._waiting:
            return None
        return Dropped(self._leave(question_id).question(self._ms()), reason)

    def raise_to_top(self, question_id: str, now: float | None = None) -> Question | None:
        """Have a question answered next; of several, the one raised last.

        Its time to expire begins anew. ``None`` if it is not waiting.
        """
        self._told(now)
        waiting = self._waiting.get(question_id)
        if waiting is None:
            return None
        self._order.leave(waiting.place)
        self._raised += 1
        waiting.reasons["operator"] = Reason("raised by the operator", self._raised * TOP_S)
        waiting.expires_at = max(waiting.expires_at, self._now + self._config.expire_s)
        self._order.enter(waiting.settle(self._config.worth))
        return waiting.question(self._ms())

    def restore(self, question: Question) -> None:
        """Put back a question from before a restart, with what is still known of its reasons."""
        same = sameness(question.text, question.language)
        paid = next((reason for reason in question.reasons if reason.startswith("paid message")), "")
        reasons = {"paid": Reason(paid, self._config.worth.paid)} if paid else {}
        words = of_words(self._config.worth, question.text)
        if words:
            reasons["words"] = words
        self._enter(
            Waiting(
                question.id, question.text, question.author, question.language, question.message_ids,
                round(1000 * question.asked_at), question.expires_at, self._next_number(), same,
                Askers(question.askers, question.asked_by), reasons,
            )
        )  # fmt: skip

    def expire(self, now: float) -> list[Dropped]:
        """Take out what has waited too long, and what there is no air for (``now`` in Unix seconds)."""
        self._told(now)
        gone: list[Dropped] = []
        while self._expiries and self._expiries[0][0] <= now:
            _, key = heapq.heappop(self._expiries)
            waiting = self._waiting.get(key)
            if waiting is None:
                continue
            if waiting.expires_at > now:
                heapq.heappush(self._expiries, (waiting.expires_at, key))
            else:
                gone.append(Dropped(self._leave(key).question(self._ms()), "expired"))
        while (dropped := self._make_room()) is not None:
            gone.append(dropped)
        return gone

    def answering(self, question: Question, now: float | None = None, *, key: str = "") -> None:
        """A question is being answered: until ``answered``, whoever asks the same joins it.

        Args:
            question: Which.
            now: Unix seconds.
            key: What its answer rests on, where that is known already; see ``answer_key``.
        """
        self._told(now)
        self.pace.begins(self._now)
        self._answering = Waiting(
            question.id, question.text, question.author, question.language, question.message_ids,
            round(1000 * question.asked_at), question.expires_at, 0,
            sameness(question.text, question.language), Askers(question.askers, question.asked_by), {},
        )  # fmt: skip
        self._answering.settle(self._config.worth)
        left, known = self._left_key
        self._answering.answer = _answer(key, question.language) or (known if left == question.id else None)
        self._answering.asked_for_answer = self._answering.answer is not None

    def answered(self, question: Question, now: float) -> Question:
        """A question has been answered; asked again soon, it ranks lower.

        Returns:
            The question with everybody who asked it while it was answered.
        """
        self._told(now)
        self.pace.ends(self._now)
        answering, self._answering = self._answering, None
        if answering is None or answering.id != question.id:
            self._lately.answered(sameness(question.text, question.language), now)
            return question
        self._lately.answered(answering.same, now, *([answering.answer] if answering.answer else []))
        joined = answering.question(self._ms())
        return replace(
            question, askers=joined.askers, message_ids=joined.message_ids, asked_by=joined.asked_by
        )

    def skipped(self) -> None:
        """What was being answered will not be; it does not count as answered."""
        self.pace.forget()
        self._answering = None

    async def merge_by_meaning(self, now: float | None = None) -> list[Merged]:
        """Merge questions near the top that ask the same thing in other words.

        At most ``read_at_once`` of them are read in one call, off the event loop; call it again from time
        to time. What leaves meanwhile is left alone.
        """
        self._told(now)
        near = [self._waiting[key] for key in self._order.first(self._config.near_top)]
        await self._learn_answers(near)
        merged = self._same_answer(near)
        near = [waiting for waiting in near if waiting.id in self._waiting]
        for one, other in await self._meanings.pairs(near, self._config.read_at_once):
            if one in self._waiting and other in self._waiting:
                merged.append(self._merge(self._waiting[one], self._waiting[other]))
        return merged

    async def _learn_answers(self, near: Sequence[Waiting]) -> None:
        """Ask what the answers would rest on, of so many questions."""
        if self._answer_key is None:
            return
        first = [self._answering] if self._answering is not None else []
        new = [waiting for waiting in (*first, *near) if not waiting.asked_for_answer]
        for waiting in new[: self._config.read_at_once]:
            waiting.asked_for_answer = True
            try:
                key = await self._answer_key(waiting.question(self._ms()))
            except ShopError:
                key = ""
            waiting.answer = _answer(key, waiting.language)
            since = self._lately.since(self._now, waiting.answer)
            if since is not None and waiting.id in self._waiting and "lately" not in waiting.reasons:
                self._order.leave(waiting.place)
                waiting.reasons["lately"] = _answered_lately(since, self._config.worth)
                self._order.enter(waiting.settle(self._config.worth))

    def _same_answer(self, near: Sequence[Waiting]) -> list[Merged]:
        """Merge what would get the same answer, into what is being answered now if that is the one."""
        answering = [self._answering] if self._answering is not None else []
        held: dict[Key | None, list[Waiting]] = {}
        merged: list[Merged] = []
        for waiting in (*answering, *sorted(near, key=lambda waiting: waiting.number)):
            if waiting.answer is None or (waiting is not self._answering and waiting.id not in self._waiting):
                continue
            others = held.setdefault(waiting.answer, [])
            for other in others:
                if asks_alike(other.same.marks, waiting.same.marks):
                    merged.append(self._merge(other, waiting))
                    break
            else:
                others.append(waiting)
        return merged

    def _merge(self, one: Waiting, other: Waiting) -> Merged:
        """Make two questions one: the one being answered, or else the one that came first."""
        if one is self._answering:
            gone = self._leave(other.id)
            one.take_over(gone)
            one.settle(self._config.worth)
            return Merged(one.question(self._ms()), gone.question(self._ms()))
        first, second = sorted((one, other), key=lambda waiting: waiting.number)
        gone = self._leave(second.id)
        self._order.leave(first.place)
        first.take_over(gone)
        self._order.enter(first.settle(self._config.worth))
        for same in first.also:
            self._keys.add(same, first.id)
        return Merged(first.question(self._ms()), gone.question(self._ms()))

    def _new(self, message: ChatMessage, language: str, same: Sameness, *, new_here: bool) -> Waiting:
        worth = self._config.worth
        reasons: dict[str, Reason] = {}
        if _pays(message):
            reasons["paid"] = of_money(worth, message.paid)
        words = of_words(worth, message.text)
        if words is not None:
            reasons["words"] = words
        if new_here:
            reasons["first"] = Reason("first question", worth.first)
        since = self._lately.since(message.at, same.exact, same.about)
        if since is not None:
            reasons["lately"] = _answered_lately(since, worth)
        return Waiting(
            self._new_id(), message.text, message.author, language, (message.id,), round(1000 * message.at),
            message.at + self._config.expire_s, self._next_number(), same, Askers((message.author,)), reasons,
        )  # fmt: skip

    def _join(self, waiting: Waiting, message: ChatMessage) -> None:
        waiting.askers.add(message.author)
        waiting.expires_at = max(waiting.expires_at, message.at + self._config.expire_s)
        if len(waiting.message_ids) < MESSAGES:
            waiting.message_ids += (message.id,)
        if _pays(message):
            paid = of_money(self._config.worth, message.paid)
            held = waiting.reasons.get("paid")
            if held is None or held.seconds < paid.seconds:
                waiting.reasons["paid"] = paid

    def _enter(self, waiting: Waiting) -> None:
        self._waiting[waiting.id] = waiting
        self._order.enter(waiting.settle(self._config.worth))
        self._keys.add(waiting.same, waiting.id)
        heapq.heappush(self._expiries, (waiting.expires_at, waiting.id))
        if len(self._expiries) > 2 * len(self._waiting) + 64:
            self._expiries = [(one.expires_at, key) for key, one in self._waiting.items()]
            heapq.heapify(self._expiries)

    def _leave(self, key: str) -> Waiting:
        waiting = self._waiting.pop(key)
        self._order.leave(waiting.place)
        for same in (waiting.same, *waiting.also):
            self._keys.drop(same, key)
        self._meanings.forget(key)
        self._left_key = (key, waiting.answer)
        return waiting

    def _make_room(self) -> Dropped | None:
        if len(self._waiting) > self._config.limit:
            last = next(self._order.backwards())
            return Dropped(self._leave(last).question(self._ms()), "inbox full")
        horizon_s = self._config.horizon_s
        if not horizon_s or len(self._waiting) <= self.pace.room_for(horizon_s):
            return None
        for key in self._order.backwards():
            if not self._waiting[key].exempt:
                return Dropped(self._leave(key).question(self._ms()), "more questions than air")
        return None

    def _next_number(self) -> int:
        self._arrivals += 1
        return self._arrivals

    def _told(self, now: float | None) -> None:
        if now is not None:
            self._now = max(self._now, now)

    def _ms(self) -> int:
        return round(1000 * self._now)


def _pays(message: ChatMessage) -> bool:
    return message.kind == "superchat" or (message.paid is not None and dollars(message.paid) > 0)


def _answer(key: str, language: str) -> Key | None:
    return (language, "answer", key) if key else None


def _answered_lately(seconds: float, worth: Worth) -> Reason:
    return Reason(f"answered {seconds:.0f} s ago", -worth.answered)


def _alike(one: Sameness, other: Sameness) -> bool:
    return one.exact == other.exact or (one.about is not None and one.about == other.about)
