"""An order that is kept, not made: a sorted list found into by bisection."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice

Place = tuple[int, int, int, str]
"""When a question counts as asked, when it was asked (both in ms), the order of arrival, and its id."""


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

    def first(self, n: int) -> list[str]:
        """Ids of the first ``n``."""
        return [place[3] for place in islice(self._places, max(0, n))]

    def backwards(self) -> Iterator[str]:
        """Ids from the last one on."""
        return (place[3] for place in reversed(self._places))
