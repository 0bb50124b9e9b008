"""Orders that are kept, not made: sorted lists found into by bisection.

While there is air for all, whoever waits longest comes first. When more is asked than that, everybody would
wait until just before giving up; then what was asked last comes first, for its asker still listens (last in,
first out under overload; Facebook's "Fail at Scale", Maurer 2015, does so with requests). Within each of the
two every question gains, or loses, alike as time goes by, so neither is ever sorted again.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from heapq import merge
from itertools import islice

Place = tuple[int, int, int, str]
"""What is compared, in ms; when it was asked, in ms; the order of arrival; the question's id."""


class Order:
    """Places of waiting questions, the first to be answered first.

    Entering and leaving cost a bisection and a shift of at most ``InboxConfig.limit`` pointers; a look at
    the first ones copies just those.
    """

    __slots__ = ("_places",)

    def __init__(self) -> None:
        self._places: list[Place] = []

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def __reversed__(self) -> Iterator[Place]:
        return reversed(self._places)

    def enter(self, place: Place) -> None:
        """Put a question where it belongs."""
        insort(self._places, place)

    def leave(self, place: Place) -> None:
        """Take a question out.

        Raises:
            KeyError: It is not there.
        """
        index = bisect_left(self._places, place)
        if index == len(self._places) or self._places[index] != place:
            raise KeyError(place)
        del self._places[index]


class Orders:
    """All questions by how long they wait, and the same by how lately they were asked.

    Those that must not grow stale keep their claim by waiting in both: in the second they are a list of
    their own, merged into it whenever somebody looks.
    """

    __slots__ = ("_fresh", "_kept", "_patient")

    def __init__(self) -> None:
        self._patient, self._fresh, self._kept = Order(), Order(), Order()

    def __len__(self) -> int:
        return len(self._patient)

    def enter(self, patient: Place, fresh: Place | None) -> None:
        """Put a question where it belongs.

        Args:
            patient: Its place among all by waiting: what is compared grows by a ms in a ms.
            fresh: Its place by freshness; ``None`` for one that does not grow stale.
        """
        self._patient.enter(patient)
        if fresh is None:
            self._kept.enter(patient)
        else:
            self._fresh.enter(fresh)

    def leave(self, patient: Place, fresh: Place | None) -> None:
        """Take a question out.

        Raises:
            KeyError: It is not there.
        """
        self._patient.leave(patient)
        if fresh is None:
            self._kept.leave(patient)
        else:
            self._fresh.leave(fresh)

    def first(self, n: int, *, fresh_first: bool, now_ms: int, fading: float) -> list[str]:
        """Ids of the first ``n``.

        Args:
            n: So many.
            fresh_first: In which of the two orders.
            now_ms: Unix milliseconds.
            fading: What a question loses in a second by freshness, in seconds of waiting.
        """
        if not fresh_first:
            return [place[3] for place in islice(self._patient, max(0, n))]
        kept = ((what - now_ms, at, number, key) for what, at, number, key in self._kept)
        lost = round(fading * now_ms)
        fresh = ((what + lost, at, number, key) for what, at, number, key in self._fresh)
        return [place[3] for place in islice(merge(kept, fresh), max(0, n))]

    def last(self, *, fresh_first: bool) -> str:
        """The id of one that may be let go: the last, one that does not grow stale only if all are such."""
        if not fresh_first:
            return next(reversed(self._patient))[3]
        return next(reversed(self._fresh if len(self._fresh) else self._kept))[3]
