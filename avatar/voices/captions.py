"""Word times of a spelling, moved onto the text that the caption shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from avatar.media import Word
from avatar.spelling import Spelling
from avatar.voices.espeak.messages import SpokenWord

_SEAM = re.compile(r"[!-~]{2}|\d\.\d")
"""Where two of the engine's words are one to the reader: inside ``AirPods``, inside ``5.0``."""


def caption_words(spoken: Iterable[SpokenWord], spelling: Spelling, offset: int) -> tuple[Word, ...]:
    """Words as the caption highlights them.

    What the engine speaks in pieces (``39 dollars 90 cents``) but the text writes as one
    (``$39.90``) is one word; so is a run of letters and digits.

    Args:
        spoken: The engine's words, in order.
        spelling: What the engine read.
        offset: Samples of the utterance before the sound.
    """
    words: list[Word] = []
    done = 0
    for start, end, item in _extents(spoken, spelling.text):
        first, last = spelling.spans[start][0], spelling.spans[end - 1][1]
        word = Word(item.start + offset, item.end + offset, first, last)
        if words and (first < words[-1].text_end or _SEAM.fullmatch(spelling.text[done - 1 : start + 1])):
            before = words.pop()
            word = Word(before.start, word.end, before.text_start, max(before.text_end, last))
        words.append(word)
        done = end
    return tuple(words)


def _extents(spoken: Iterable[SpokenWord], text: str) -> list[tuple[int, int, SpokenWord]]:
    """Start and end of each word in the spelling: up to the next word, without what is not said."""
    items = list(spoken)
    ends = [*(item.position for item in items[1:]), len(text)][: len(items)]
    found = []
    for item, limit in zip(items, ends, strict=True):
        start, end = item.position, max(item.position + 1, limit)
        while start < end and start < len(text) and not _said(text[start]):
            start += 1
        end = min(end, len(text))
        while end > start and not _said(text[end - 1]):
            end -= 1
        if end > start:
            found.append((start, end, item))
    return found


def _said(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"
