"""The catalogue's search for what was just asked, begun while the journal still writes the question down."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future

FEW = 2
"""Questions waiting up to which the one that just came is most likely the next to be answered."""


class Ahead:
    """Searches once, so that the answer finds the result remembered: a shop remembers what it was asked.

    Nothing follows from the search itself. At most one is under way; under a rush there is none.
    """

    def __init__(self, search: Callable[[str], object], executor: Executor) -> None:
        """Search nothing yet.

        Args:
            search: The catalogue's; blocking. What it raises is passed over: the answer will ask again.
            executor: The catalogue's thread.
        """
        self._search = search
        self._executor = executor
        self._under_way: Future[object] | None = None

    def look(self, question: str, waiting: int) -> None:
        """Search for a question, unless others come first.

        Args:
            question: As asked.
            waiting: Questions in the inbox.
        """
        busy = self._under_way is not None and not self._under_way.done()
        if not busy and waiting <= FEW:
            self._under_way = self._executor.submit(self._search, question)
