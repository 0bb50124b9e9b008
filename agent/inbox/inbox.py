"""The inbox itself."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agent.events import ChatMessage, Question
from agent.inbox.answers import AnswerKey, Answers
from agent.inbox.askers import Askers
from agent.inbox.config import InboxConfig
from agent.inbox.lately import Given, Known, Lately
from agent.inbox.load import Load
from agent.inbox.meaning import Meanings, asks_alike
from agent.inbox.order import Orders
from agent.inbox.outcomes import Dropped, Merged
from agent.inbox.sameness import Sameness, sameness
from agent.inbox.waiting import MESSAGES, Keys, Waiting, Wording, restored
from agent.inbox.worth import TOP_S, Reason, of_lately, of_message, of_money, of_words, pays

ASKERS_KNOWN = 10_000
"""People remembered to have asked something before."""


class Inbox:
    """Questions waiting for a turn. Not for several threads at once."""

    def __init__(
        self,
        config: InboxConfig,
        *,
        new_id: Callable[[], str],
        embed: Callable[[Sequence[str]], NDArray[np.float32]] | None = None,
        executor: Executor | None = None,
        answer_key: AnswerKey | None = None,
    ) -> None:
        """An empty inbox.

        Args:
            config: How many wait, and how long.
            new_id: Makes ids of questions.
            embed: Vectors of English texts, each of length 1; without, English questions are compared by
                what they are about alone.
            executor: Where meaning is read; the loop's own by default.
            answer_key: What a question's answer would rest on; empty where facts do not surely answer it.
                Questions with the same are one. May raise ``ShopError`` or ``TimeoutError``.
        """
        self._config = config
        self._new_id = new_id
        self._waiting: dict[str, Waiting] = {}
        self._order = Orders()
        self._keys = Keys()
        self._expiries: list[tuple[float, str]] = []
        self._lately = Lately(config.lately_s)
        self._known = Known(ASKERS_KNOWN)
        self._answering: Waiting | None = None
        self._taken: Waiting | None = None
        self._prepared = ""
        self._meanings = Meanings(embed, executor)
        self._answers = Answers(answer_key)
        self.load = Load(config.horizon_s)
        """What waits against what can be said."""
        self._arrivals = 0
        self._raised = 0
        self._now = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._waiting

    @property
    def overloaded(self) -> bool:
        """Whether more is asked than there is air for, so that what was asked last comes first."""
        return self.load.over

    @property
    def being_answered(self) -> Question | None:
        """The question whose answer is on air, with everybody who asked it."""
        return self._as_it_is(self._answering) if self._answering is not None else None

    def get(self, question_id: str) -> Question | None:
        """A waiting question as it stands."""
        waiting = self._waiting.get(question_id)
        return self._as_it_is(waiting) if waiting else None

    def take_in(
        self, message: ChatMessage, language: str, about: str = ""
    ) -> tuple[Question, Dropped | None]:
        """Add a message that asks something.

        Args:
            message: The message.
            language: To answer in.
            about: The product on stage: questions under different ones may mean different things.

        Returns:
            The question it became or joined (that may be the one being answered), and the question dropped
            to make room, if any; that may be the same, when it was answered just now.
        """
        self._now = max(self._now, message.at)
        same = sameness(message.text, language).under(about)
        new_here = self._known.add(f"{message.platform}\0{message.author}")
        if self._answering is not None and self._answering.same.meets(same):
            self._join(self._answering, message)
            return self._as_it_is(self._answering), None
        found = self._keys.find(same)
        if found:
            waiting = self._waiting[found]
            self._order.leave(waiting.place, waiting.fresh)
            self._join(waiting, message)
            self._order.enter(*waiting.settle(self._config.worth))
            return self._as_it_is(waiting), None
        given = self._lately.latest(self._now, same.exact, same.about)
        waiting = self._new(message, language, same, about, given, new_here=new_here)
        if given is not None and not waiting.exempt and self._covers(given, waiting):
            waiting.settle(self._config.worth)
            return self._as_it_is(waiting), Dropped(self._as_it_is(waiting), "just answered", given.question)
        self._enter(waiting)
        return self._as_it_is(waiting), self._make_room()

    def next(self, now: float | None = None) -> Question | None:
        """Take out the question to answer now: the one of highest rank."""
        self._told(now)
        self.load.weigh(len(self._waiting))
        for first in self._first(1):
            self._taken = self._leave(first)
            return self._as_it_is(self._taken)
        return None

    def peek(self, n: int, now: float | None = None) -> list[Question]:
        """The ``n`` questions to be answered next, in that order."""
        self._told(now)
        self.load.weigh(len(self._waiting))
        return [self._as_it_is(self._waiting[key]) for key in self._first(n)]

    def remove(self, question_id: str, reason: str) -> Dropped | None:
        """Take a question out unanswered; ``None`` if it is not waiting."""
        if question_id not in self._waiting:
            return None
        return Dropped(self._as_it_is(self._leave(question_id)), reason)

    def forget(self, theirs: Callable[[str], bool], reason: str) -> tuple[list[Dropped], list[Question]]:
        """Let a viewer's questions go; what others ask as well, or hear answered now, is theirs from now on.

        Returns:
            What only they asked, and is dropped for a reason; what others ask, as it stands now.
        """
        gone: list[Dropped] = []
        left: list[Question] = []
        if self._answering is not None and not all(map(theirs, self._answering.askers.names)):
            self._answering.forget(theirs)
        for key in [one.id for one in self._waiting.values() if any(map(theirs, one.askers.names))]:
            before, waiting = self._as_it_is(self._waiting[key]), self._leave(key)
            if waiting.forget(theirs):
                self._enter(waiting)
                left.append(self._as_it_is(waiting))
            else:
                gone.append(Dropped(before, reason))
        return gone, left

    def raise_to_top(self, question_id: str, now: float | None = None) -> Question | None:
        """Have a question answered next; of several, the one raised last.

        Its time to expire begins anew. ``None`` if it is not waiting.
        """
        self._told(now)
        waiting = self._waiting.get(question_id)
        if waiting is None:
            return None
        self._order.leave(waiting.place, waiting.fresh)
        self._raised += 1
        waiting.reasons["operator"] = Reason("raised by the operator", self._raised * TOP_S)
        waiting.expires_at = max(waiting.expires_at, self._now + self._config.expire_s)
        self._order.enter(*waiting.settle(self._config.worth))
        return self._as_it_is(waiting)

    def preparing(self, question_id: str) -> None:
        """The answer to a waiting question is being written ahead: not every newcomer overtakes it."""
        before, self._prepared = self._prepared, question_id
        for key in {before, question_id} if before != question_id else ():
            if (waiting := self._waiting.get(key)) is not None:
                self._order.leave(waiting.place, waiting.fresh)
                waiting.reasons.pop("prepared", None)
                if key == question_id:
                    seconds = self._config.worth.prepared
                    waiting.reasons["prepared"] = Reason("its answer is being written", seconds)
                self._order.enter(*waiting.settle(self._config.worth))

    def restore(self, question: Question) -> None:
        """Put back a question from before a restart, with what is still known of its reasons."""
        paid = next((reason for reason in question.reasons if reason.startswith("paid message")), "")
        reasons = {"paid": Reason(paid, self._config.worth.paid)} if paid else {}
        words = of_words(self._config.worth, question.text)
        if words:
            reasons["words"] = words
        self._enter(restored(question, self._next_number(), reasons))

    def expire(self, now: float) -> list[Dropped]:
        """Take out what has waited too long, and what there is no air for (``now`` in Unix seconds)."""
        self._told(now)
        self.load.weigh(len(self._waiting))
        gone: list[Dropped] = []
        while self._expiries and self._expiries[0][0] <= now:
            _, key = heapq.heappop(self._expiries)
            waiting = self._waiting.get(key)
            if waiting is None:
                continue
            if waiting.expires_at > now:
                heapq.heappush(self._expiries, (waiting.expires_at, key))
            else:
                gone.append(Dropped(self._as_it_is(self._leave(key)), "expired"))
        if self.overloaded:
            stale_ms = self._ms() - round(1000 * self._config.patience_s)
            late = [one.id for one in self._waiting.values() if not one.exempt and one.latest_ms <= stale_ms]
            gone += [Dropped(self._as_it_is(self._leave(key)), "more questions than air") for key in late]
        return gone

    def answering(self, question: Question, now: float | None = None) -> None:
        """A question is being answered: until ``answered``, whoever asks the same joins it."""
        self._told(now)
        self.load.pace.begins(self._now)
        taken, self._taken = self._taken, None
        if taken is None or taken.id != question.id:
            taken = restored(question, self._next_number(), {})
            taken.settle(self._config.worth)
        self._answering = taken

    def answered(self, question: Question, now: float, *, whole: bool = True) -> Question:
        """A question has been answered; asked again soon, it ranks lower, or counts as answered.

        Args:
            question: Which.
            now: Unix seconds.
            whole: Whether the answer was heard to its end.

        Returns:
            The question with everybody who asked it while it was answered.
        """
        self._told(now)
        self.load.pace.ends(self._now)
        answering, self._answering = self._answering, None
        if answering is None or answering.id != question.id:
            same = sameness(question.text, question.language).under(question.about)
            self._lately.answered(Given(question.id, now, whole, same.marks), same.exact, same.about)
            return question
        same = answering.same
        given = Given(question.id, now, whole, same.marks)
        self._lately.answered(given, same.exact, same.about, answering.answer)
        joined = self._as_it_is(answering)
        return replace(
            question, askers=joined.askers, message_ids=joined.message_ids, asked_by=joined.asked_by
        )

    def skipped(self) -> None:
        """What was being answered will not be; it does not count as answered."""
        self.load.pace.forget()
        self._answering = None

    async def merge_by_meaning(self, now: float | None = None) -> list[Merged | Dropped]:
        """Merge questions that get the same answer, and those near the top that mean the same.

        At most ``read_at_once`` of them are read in one call, off the event loop; call it again from time
        to time. What leaves meanwhile is left alone.

        Returns:
            What became one, and what turned out to have been answered just now.
        """
        self._told(now)
        near = [self._waiting[key] for key in self._first(self._config.near_top)]
        answering = [self._answering] if self._answering is not None else []
        done: list[Merged | Dropped] = []
        for waiting in self._answers.to_learn((*answering, *near), self._config.read_at_once):
            await self._answers.learn(waiting, self._as_it_is(waiting))
            if waiting is self._answering:
                done += [self._merge(waiting, other) for other in self._answers.like(waiting)]
            elif waiting.id in self._waiting and (one := self._same_answer(waiting)) is not None:
                done.append(one)
        near = [one for one in near if one.id in self._waiting and self._answers.learned(one)]
        for first, second in await self._meanings.pairs(near, self._config.read_at_once):
            if first in self._waiting and second in self._waiting:
                done.append(self._merge(self._waiting[first], self._waiting[second]))
        return done

    def _same_answer(self, waiting: Waiting) -> Merged | Dropped | None:
        """What becomes of a question now that it is known what its answer rests on."""
        answering = self._answering
        if answering is not None and self._answers.same(answering, waiting):
            return self._merge(answering, waiting)
        for other in self._answers.like(waiting):
            return self._merge(other, waiting)
        self._answers.hold(waiting)
        given = self._lately.latest(self._now, waiting.answer)
        if given is None or "lately" in waiting.reasons:
            return None
        if not waiting.exempt and self._covers(given, waiting):
            return Dropped(self._as_it_is(self._leave(waiting.id)), "just answered", given.question)
        self._order.leave(waiting.place, waiting.fresh)
        waiting.reasons["lately"] = self._answered_lately(given)
        self._order.enter(*waiting.settle(self._config.worth))
        return None

    def _covers(self, given: Given, waiting: Waiting) -> bool:
        """Whether an answer was heard so lately that whoever asked for it has it."""
        in_time = waiting.latest_ms / 1000 < given.at + self._config.credit_s
        return given.whole and in_time and asks_alike(given.marks, waiting.same.marks)

    def _answered_lately(self, given: Given) -> Reason:
        return of_lately(self._config.worth, max(0.0, self._now - given.at), self._config.lately_s)

    def _merge(self, one: Waiting, other: Waiting) -> Merged:
        """Make two questions one: the one being answered, or else the one that came first."""
        if one is self._answering:
            gone = self._leave(other.id)
            one.take_over(gone)
            one.settle(self._config.worth)
            return Merged(self._as_it_is(one), self._as_it_is(gone))
        first, second = sorted((one, other), key=lambda waiting: waiting.number)
        gone = self._leave(second.id)
        self._order.leave(first.place, first.fresh)
        first.take_over(gone)
        self._order.enter(*first.settle(self._config.worth))
        for same in first.also:
            self._keys.add(same, first.id)
        return Merged(self._as_it_is(first), self._as_it_is(gone))

    def _new(
        self, message: ChatMessage, language: str, same: Sameness, about: str, given: Given | None, *,
        new_here: bool,
    ) -> Waiting:  # fmt: skip
        reasons = of_message(self._config.worth, message, new_here=new_here)
        if given is not None:
            reasons["lately"] = self._answered_lately(given)
        at = round(1000 * message.at)
        return Waiting(
            self._new_id(), message.text, message.author, language, (message.id,), at,
            message.at + self._config.expire_s, self._next_number(), same, Askers((message.author,)), reasons,
            about, at,
        )  # fmt: skip

    def _join(self, waiting: Waiting, message: ChatMessage) -> None:
        waiting.askers.add(message.author)
        waiting.worded(Wording(message.author, message.text, round(1000 * message.at)))
        waiting.latest_ms = max(waiting.latest_ms, round(1000 * message.at))
        waiting.expires_at = max(waiting.expires_at, message.at + self._config.expire_s)
        if len(waiting.message_ids) < MESSAGES:
            waiting.message_ids += (message.id,)
        if pays(message):
            waiting.paid(of_money(self._config.worth, message.paid))

    def _enter(self, waiting: Waiting) -> None:
        self._waiting[waiting.id] = waiting
        self._order.enter(*waiting.settle(self._config.worth))
        for same in (waiting.same, *waiting.also):
            self._keys.add(same, waiting.id)
        self._answers.enter(waiting)
        heapq.heappush(self._expiries, (waiting.expires_at, waiting.id))
        if len(self._expiries) > 2 * len(self._waiting) + 64:
            self._expiries = [(one.expires_at, key) for key, one in self._waiting.items()]
            heapq.heapify(self._expiries)

    def _leave(self, key: str) -> Waiting:
        waiting = self._waiting.pop(key)
        self._order.leave(waiting.place, waiting.fresh)
        for same in (waiting.same, *waiting.also):
            self._keys.drop(same, key)
        self._answers.leave(waiting)
        self._meanings.forget(key)
        return waiting

    def _make_room(self) -> Dropped | None:
        self.load.weigh(len(self._waiting))
        if len(self._waiting) <= self._config.limit:
            return None
        last = self._order.last(fresh_first=self.overloaded)
        return Dropped(self._as_it_is(self._leave(last)), "inbox full")

    def _first(self, n: int) -> list[str]:
        fading = self._config.worth.fading
        return self._order.first(n, fresh_first=self.overloaded, now_ms=self._ms(), fading=fading)

    def _as_it_is(self, waiting: Waiting) -> Question:
        return waiting.question(self._ms(), fading=self._config.worth.fading if self.overloaded else 0.0)

    def _next_number(self) -> int:
        self._arrivals += 1
        return self._arrivals

    def _told(self, now: float | None) -> None:
        if now is not None:
            self._now = max(self._now, now)

    def _ms(self) -> int:
        return round(1000 * self._now)
