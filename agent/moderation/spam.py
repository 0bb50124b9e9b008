"""Spam: what one author writes too often, what many paste alike, and walls of characters."""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Sequence

from agent.moderation.cautions import is_warned
from agent.moderation.config import SpamConfig
from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit
from agent.moderation.reading import Reading, count_han

_FLOOD = 60
"""Characters from which a text of hardly any different ones is a wall, not a cheer."""
_FEW = 4
"""Different characters of such a wall."""
_ZALGO = 4
"""Characters that came to one that was read: the rest were marks piled upon it."""


_ASKS = re.compile(
    r"[?？吗呢么]|多少|几|怎|什|哪|价|\b(?:how|what|when|where|which|who|why|price|costs?|know"
    r"|tell me|please)\b"
    r"|^ ?(?:is|are|do|does|can|could)\b"
)
"""A question: however many paste it, it becomes one, and how many ask is worth knowing."""


class SpamMemory:
    """What was written of late, in bounded memory."""

    def __init__(self, config: SpamConfig) -> None:
        """Remember nothing yet."""
        self._config = config
        self._authors: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()
        self._texts: OrderedDict[int, dict[str, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._authors)

    def saw(self, author: str, reading: Reading, at: float) -> Finding | None:
        """Remember a message, and say what is wrong with its coming now.

        Args:
            author: Who wrote it, with the platform.
            reading: What was written.
            at: When, in Unix seconds.
        """
        key = hash(reading.words)
        since = at - self._config.window_s
        while self._authors and next(iter(self._authors.values()))[-1][0] < since:
            self._authors.popitem(last=False)
        kept = self._authors.get(author)
        if kept is None:
            kept = self._authors[author] = deque(maxlen=self._config.messages)
            if len(self._authors) > self._config.remembered:
                self._authors.popitem(last=False)
        else:
            self._authors.move_to_end(author)
        while kept and kept[0][0] < since:
            kept.popleft()
        full = len(kept) >= self._config.messages
        same = 0
        for _, other in kept:
            same += other == key
        kept.append((at, key))
        if full:
            return Finding("spam", "flood", 1.0, f"more than {self._config.messages} messages")
        if same >= self._config.same and len(reading.words) > 2:
            return Finding("spam", "repeated", 1.0, reading.words.strip())
        return self._copied(author, key, reading, at)

    def _copied(self, author: str, key: int, reading: Reading, at: float) -> Finding | None:
        if _ASKS.search(reading.plain):
            return None
        length = len(reading.words)
        if length < self._config.copied_from and (
            length + count_han(reading.han) < self._config.copied_from or not reading.han
        ):
            return None
        authors = self._texts.setdefault(key, {})
        self._texts.move_to_end(key)
        if len(self._texts) > self._config.remembered:
            self._texts.popitem(last=False)
        since = at - self._config.window_s
        for old in [name for name, seen in authors.items() if seen < since]:
            del authors[old]
        copied = len(authors) >= self._config.copies and author not in authors
        if len(authors) <= self._config.copies:
            authors[author] = at
        elif copied:
            del authors[next(iter(authors))]
            authors[author] = at
        return Finding("spam", "copied", 1.0, reading.words.strip()) if copied else None


def findings(hits: Sequence[Hit], reading: Reading, raw: str, config: SpamConfig) -> list[Finding]:
    """What makes a text spam by itself: advertising, walls of characters, great length."""
    found = [
        Finding("spam", hit.entry.kind, hit.entry.weight, hit.word)
        for hit in {hit.word: hit for hit in hits if hit.entry.rule == "spam"}.values()
        if not is_warned(hit.form, hit.at)
    ]
    length = len(raw)
    if length > config.longest:
        found.append(Finding("spam", "too long", 1.0, f"{length} characters"))
    if length > _FLOOD:
        if len(set(reading.plain.replace(" ", ""))) <= _FEW:
            found.append(Finding("spam", "wall", 1.0, reading.plain[:20]))
        if length > _ZALGO * max(1, len(reading.plain)):
            found.append(Finding("spam", "piled marks", 1.0, reading.plain[:20]))
    return found
