"""Alternation in wordings: ``(Have a look|Take a look) at {product}`` is two wordings on one line.

An option may be empty: ``(So, |)have a look``. Parentheses without a ``|`` stay as they are; alternations do
not nest. The first letter of a sentence is made a capital, and spaces left by an empty option go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import overload

MAX_VARIANTS = 4096
"""Variants of one phrase in one language; what a file has beyond them is never said."""

ALTERNATION = re.compile(r"\(([^()]*\|[^()]*)\)")

_SPACES = re.compile(r" {2,}")
_SPACE_BEFORE_MARK = re.compile(r" +(?=[,.!?;:，。！？；：、])")
_SENTENCE_START = re.compile(r"(?:^|[.!?][\"”’)]*\s+)(?:\s*\[[a-z_]+\]\s*)*[a-z]")


class Alternation:
    """One wording, taken apart: what is fixed and what may be chosen."""

    __slots__ = ("_fixed", "_options", "count")

    def __init__(self, wording: str) -> None:
        """Take a wording apart."""
        parts = ALTERNATION.split(wording)
        self._fixed = parts[::2]
        self._options = [part.split("|") for part in parts[1::2]]
        self.count = prod(len(options) for options in self._options)
        """How many variants it has."""

    def variant(self, turn: int) -> str:
        """One variant; successive turns differ in as many choices as they can."""
        picked, before = [], 0
        for options in self._options:
            turn, own = divmod(turn, len(options))
            before = (own + before) % len(options)
            picked.append(options[before])
        return self._written(picked)

    def samples(self) -> Iterator[str]:
        """Variants that hold every option of a choice beside every option of the next, each once.

        What is wrong with a wording shows within a choice, or where two meet; all variants may be many.
        """
        seen = set()
        sizes = [range(len(options)) for options in self._options]
        steps = range(max(1, len(sizes) - 1))
        for step in steps:
            for turn, pair in enumerate(product(*sizes[step : step + 2])):
                picked = [
                    options[pair[at - step] if step <= at < step + 2 else turn % len(options)]
                    for at, options in enumerate(self._options)
                ]
                text = self._written(picked)
                if text not in seen:
                    seen.add(text)
                    yield text

    def _written(self, picked: Sequence[str]) -> str:
        if not picked:
            return self._fixed[0]
        text = self._fixed[0] + "".join(
            option + fixed for option, fixed in zip(picked, self._fixed[1:], strict=True)
        )
        text = _SPACE_BEFORE_MARK.sub("", _SPACES.sub(" ", text)).strip()
        return _SENTENCE_START.sub(lambda start: start[0][:-1] + start[0][-1].upper(), text)


class Variants(Sequence[str]):
    """All variants of several wordings, written when they are asked for.

    One of each wording comes before the second of any, so that neighbours differ as much as they can.
    """

    def __init__(self, wordings: Sequence[str]) -> None:
        """Take the wordings apart.

        Raises:
            ValueError: There are none.
        """
        if not wordings:
            raise ValueError("no wordings")
        self._wordings = [Alternation(wording) for wording in wordings]
        self._starts: list[int] = []
        self._stages: list[tuple[int, list[Alternation]]] = []
        start = turn = 0
        for count in sorted({one.count for one in self._wordings}):
            left = [one for one in self._wordings if one.count > turn]
            self._starts.append(start)
            self._stages.append((turn, left))
            start += len(left) * (count - turn)
            turn = count
        self._length = min(start, MAX_VARIANTS)

    def __len__(self) -> int:
        """How many there are, at most ``MAX_VARIANTS``."""
        return self._length

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        """One variant, or some.

        Raises:
            IndexError: There is none of that index.
        """
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        stage = bisect_right(self._starts, index) - 1
        turn, left = self._stages[stage]
        step, which = divmod(index - self._starts[stage], len(left))
        return left[which].variant(turn + step)


@lru_cache(maxsize=1024)
def variants_of(wordings: tuple[str, ...]) -> Variants:
    """The variants of these wordings, taken apart once."""
    return Variants(wordings)
