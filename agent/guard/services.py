"""Ranges and services: "standard takes 3 to 5 days" is one range, of one service.

That a policy names a 2 and a 3 somewhere does not make "2 to 3 days" true, and what express costs is not what
standard does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.guard.numbers import Number

_BETWEEN = re.compile(r"\s?(?:-|–|—|~|～|to|and|or|至|到)\s?", re.IGNORECASE)
_SERVICES = {
    "standard": r"standard|regular shipping|normal shipping|economy|标准|普通(?:快递|配送)|平邮",
    "express": r"express|expedited|priority|rush|加急|特快|极速",
    "overnight": r"overnight|next[- ]day|次日达|隔日达|隔夜",
}
_SERVICE = re.compile(
    "|".join(f"(?P<{key}>{words})" for key, words in _SERVICES.items()),
    re.IGNORECASE,
)
_STOP = re.compile(r"[.。!！?？;；](?!\d)")


def ranges(text: str, numbers: Sequence[Number]) -> dict[int, tuple[str, str]]:
    """The ranges that a text states: the index of each number of one, and its two ends."""
    found: dict[int, tuple[str, str]] = {}
    for at in range(len(numbers) - 1):
        first, second = numbers[at], numbers[at + 1]
        if first.value < second.value and _BETWEEN.fullmatch(text, first.end, second.start):
            if re.match(r"and", text[first.end : second.start].strip()) and not text[
                : first.start
            ].lower().endswith("between "):
                continue
            ends = (str(first.value.normalize()), str(second.value.normalize()))
            found[at] = found[at + 1] = ends
    return found


def service(text: str, start: int) -> str:
    """The service that a number of a text is said of; empty when none is named.

    It is the last one named before the number in its sentence, else the first after it.
    """
    begin = max((match.end() for match in _STOP.finditer(text, 0, start)), default=0)
    named = [match.lastgroup or "" for match in _SERVICE.finditer(text, begin, start)]
    if named:
        return named[-1]
    stop = _STOP.search(text, start)
    after = _SERVICE.search(text, start, stop.start() if stop else len(text))
    return (after.lastgroup or "") if after else ""
