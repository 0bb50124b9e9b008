"""The door: messages wait here for a moment, a bounded number of them, and what is turned away is counted."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

from agent.events import ChatMessage
from agent.lanes import lexicon

Reason = Literal["full", "late", "repeated", "duplicate", "off air"]

PATIENCE_S = 0.5
"""Seconds for which messages may wait without a break before those that waited too long are let go."""
TARGET_S = 0.025
"""Seconds that a message may then have waited."""
SAMPLE = 5
"""Ids kept of the messages turned away for one reason, until they are journaled."""
_SEEMS_ASKED = re.compile(lexicon.INTERROGATIVE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, and when it came."""

    number: int
    """Order of arrival."""
    at: float
    """Loop time."""
    message: ChatMessage


class Recent:
    """Things seen within some seconds, so many of them."""

    def __init__(self, size: int, for_s: float) -> None:
        """Remember.

        Args:
            size: Things remembered; the one seen first is forgotten first.
            for_s: Seconds a thing is remembered, and then forgotten.
        """
        self._size = size
        self._for_s = for_s
        self._seen: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def again(self, thing: Hashable, now: float) -> bool:
        """Whether it was seen lately; from now on it is."""
        before = self._seen.get(thing)
        if before is not None and now - before < self._for_s:
            return True
        while self._seen and now - next(iter(self._seen.values())) >= self._for_s:
            self._seen.popitem(last=False)
        self._seen[thing] = now
        self._seen.move_to_end(thing)
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
        return False


class Losses:
    """Messages turned away, by reason: how many, and the ids of some."""

    def __init__(self) -> None:
        self.total: Counter[str] = Counter()
        """Since the beginning."""
        self._count: Counter[str] = Counter()
        self._sample: dict[str, list[str]] = {}

    def add(self, reason: Reason, message: ChatMessage) -> None:
        """One more."""
        self.total[reason] += 1
        self._count[reason] += 1
        sample = self._sample.setdefault(reason, [])
        if len(sample) < SAMPLE:
            sample.append(f"{message.platform}:{message.id}")

    def __bool__(self) -> bool:
        return bool(self._count)

    def take(self) -> list[dict[str, Any]]:
        """What was counted since the last call, a row for each reason."""
        rows = [
            {"reason": reason, "count": count, "sample": self._sample[reason]}
            for reason, count in self._count.items()
        ]
        self._count.clear()
        self._sample.clear()
        return rows


class Arrivals:
    """Messages waiting to be read, in three lines: paid ones and orders, what may be questions, the rest.

    When it is full the oldest of the rest goes first, then the oldest that may be a question; what was paid
    for goes last. When it does not run empty for a while, more comes than can be read: then what has waited
    too long is let go, so that what is read is new (after CoDel, Nichols and Jacobson 2012).
    """

    def __init__(self, limit: int, losses: Losses) -> None:
        """Nothing waits.

        Args:
            limit: Messages that may wait, of all three lines.
            losses: Where those that are turned away are counted.
        """
        self._limit = limit
        self._losses = losses
        self._lines: tuple[deque[Arrival], ...] = (deque(), deque(), deque())
        self._number = 0
        self._emptied = float("-inf")

    def __len__(self) -> int:
        return sum(len(line) for line in self._lines)

    def put(self, message: ChatMessage, at: float) -> bool:
        """Let a message wait; whether there was room for it."""
        kind = _line_of(message)
        if not len(self):
            self._emptied = at
        if len(self) >= self._limit and not self._make_room(kind):
            self._losses.add("full", message)
            return False
        self._number += 1
        self._lines[kind].append(Arrival(self._number, at, message))
        return True

    def take(self, most: int, now: float = float("-inf")) -> list[Arrival]:
        """Take out the next ones in the order they came: those paid for first, then what may be asked.

        Args:
            most: So many, at most.
            now: Loop time.
        """
        if now - self._emptied > PATIENCE_S:
            self._let_go(most, now)
        taken: list[Arrival] = []
        for line in self._lines:
            while line and len(taken) < most:
                taken.append(line.popleft())
        taken.sort(key=lambda arrival: arrival.number)
        return taken

    def _let_go(self, most: int, now: float) -> None:
        for line in self._lines[1:]:
            while len(line) > most and now - line[0].at > TARGET_S:
                self._losses.add("late", line.popleft().message)

    def put_back(self, arrivals: list[Arrival]) -> None:
        """Let messages wait that were taken out and not read."""
        for arrival in reversed(arrivals):
            self._lines[_line_of(arrival.message)].appendleft(arrival)

    def _make_room(self, kind: int) -> bool:
        for line in reversed(self._lines[kind:]):
            if line:
                self._losses.add("full", line.popleft().message)
                return True
        return False


def pays(message: ChatMessage) -> bool:
    """Whether somebody paid for a message, or bought something."""
    return message.kind in ("superchat", "order") or (message.paid is not None and message.paid.minor > 0)


def _line_of(message: ChatMessage) -> int:
    if pays(message):
        return 0
    return 1 if message.kind == "comment" and _SEEMS_ASKED.search(message.text) else 2
