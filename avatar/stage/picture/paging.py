"""Long captions in pages of a few lines, turned as the voice goes on."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import accumulate

from avatar.stage.picture.cleaning import clusters

_STOPS = frozenset(",.;:!?…，。；：！？、—")
_CLOSING = frozenset("，。；：！？、）》」』】”’…,.;:!?)]}%")
_OPENING = frozenset("（《「『【“‘([{$¥€£#")
_EARLIEST = 0.55
"""A page may end at a stop this far into it, rather than in the middle of a phrase."""
_FEW = 0.3
"""A last page with less than this of a full one takes over some of the page before."""
_WIDE_S, _NARROW_S = 0.21, 0.066
"""Seconds in which a Chinese character and a letter are spoken; only where a voice tells no word times."""


def pages(text: str, fits: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Cut a text into pages.

    Args:
        text: Already cleaned.
        fits: Whether a piece fits on one page.

    Returns:
        Start and end of each, in order, without the spaces between them.
    """
    found: list[tuple[int, int]] = []
    ends = _ends(text)
    start = 0
    while start < len(text):
        end = (
            len(text) if fits(text[start:]) else _page_end(text, start, [e for e in ends if e > start], fits)
        )
        stop = start + len(text[start:end].rstrip())
        found.append((start, stop))
        start = end + len(text[end:]) - len(text[end:].lstrip())
    return found


def _page_end(text: str, start: int, ends: list[int], fits: Callable[[str], bool]) -> int:
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[start : ends[middle]].rstrip()):
            low = middle
        else:
            high = middle - 1
    full = ends[low] - start
    fitting = ends[: low + 1]
    stops = [end for end in fitting if end - start >= _EARLIEST * full and _stops(text, end)]
    if stops:
        return stops[-1]
    rest = len(text) - ends[low]
    if rest < _FEW * full:
        wanted = start + (full + rest) * 0.6
        return min(fitting, key=lambda end: abs(end - wanted))
    return ends[low]


def _ends(text: str) -> list[int]:
    """Where a page may end: after a space or between two characters of a script without spaces."""
    found = []
    at = 0
    whole = clusters(text)
    for cluster, following in zip(whole, [*whole[1:], ""], strict=False):
        at += len(cluster)
        if not following or cluster == " ":
            found.append(at)
        elif following in _CLOSING or cluster in _OPENING or following == " ":
            continue
        elif _wide(cluster) or _wide(following):
            found.append(at)
    if max((b - a for a, b in zip([0, *found], found, strict=False)), default=0) > 60:
        return list(accumulate(len(cluster) for cluster in whole))
    return found


def _stops(text: str, end: int) -> bool:
    return text[:end].rstrip()[-1:] in _STOPS


def _wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in "WF"


def spoken_by(text: str, seconds: float) -> int:
    """About how many characters of a text are spoken after so many seconds."""
    for index, character in enumerate(text):
        seconds -= _WIDE_S if _wide(character) else _NARROW_S
        if seconds < 0:
            return index
    return len(text)
