"""What was said within the last hour, by anybody in the room, so that nothing is said twice word for word.

Sentences are compared by their words: marks, case, spaces and tags do not count. What must be said again gets
a lead-in ("As I said: …"), and is another sentence then.
"""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from agent.events import Line
from agent.journal import Entry
from agent.sentences import SentenceSplitter
from persona.phrases import TAG, fill, variants
from persona.schema import Persona

WINDOW_S = 3660.0
"""Seconds for which a sentence is not said again."""
LIMIT = 8192
"""Sentences remembered; more than an hour of quick talk. The one longest unsaid is forgotten first."""
LONGEST = 560
"""Characters of a line that still takes a lead-in; the guard allows 600."""
_LEAD_INS = 400
"""Lead-ins looked at for one that makes a line new."""
_BRIEFEST_OF = 12
"""Lead-ins among which the briefest is taken, so that what comes again takes little air."""
_MARKS = re.compile(r"[^\w.%$€£¥+]+|\.(?!\d)|_")
_LANGUAGES = frozenset({"en", "zh"})
"""Languages of the lead-ins that every persona has."""


@lru_cache(maxsize=4096)
def normal(sentence: str) -> str:
    """A sentence's words alone: what is the same here is the same word for word."""
    plain = unicodedata.normalize("NFKC", TAG.sub(" ", sentence)).casefold()
    return " ".join(_MARKS.sub(" ", plain).split())


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a tagged text, as they will be spoken: lines of their own."""
    splitter = SentenceSplitter()
    plain = TAG.sub("", text)
    return tuple(one.text for one in (*splitter.push(plain), *splitter.finish()))


class Variety:
    """The memory of one room. Any thread may ask; only what was spoken is remembered."""

    def __init__(
        self,
        persona: Persona,
        *,
        now: Callable[[], float] = time.time,
        window_s: float = WINDOW_S,
        limit: int = LIMIT,
    ) -> None:
        """Remember nothing yet.

        Args:
            persona: Whose lead-ins are used (phrases ``again`` and ``again_asked``).
            now: Unix seconds.
            window_s: Seconds for which a sentence is not said again.
            limit: Sentences remembered.
        """
        self._persona = persona
        self._now = now
        self._window_s = window_s
        self._limit = limit
        self._said: OrderedDict[str, float] = OrderedDict()
        self._turn = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Sentences remembered."""
        return len(self._said)

    def fresh(self, text: str) -> bool:
        """Whether no sentence of a (tagged) text was said within the window, and none of it is said twice."""
        words = [normal(one) for one in sentences(text)]
        return len(set(words)) == len(words) and not any(self._lately(one) for one in words)

    def last(self, text: str) -> float:
        """Unix seconds at which the latest sentence of a text was said; 0 when none was."""
        return max((self._said.get(normal(one), 0.0) for one in sentences(text)), default=0.0)

    def spoken(self, text: str, at: float | None = None) -> None:
        """Remember a text as said at a time (Unix seconds; now when not given)."""
        at = self._now() if at is None else at
        with self._lock:
            for one in sentences(text):
                self._keep(normal(one), at)

    def restore(self, entries: Iterable[Entry]) -> None:
        """Remember what a journal says was spoken (``speaking`` events; others are passed over)."""
        since = self._now() - self._window_s
        for entry in entries:
            if entry.kind == "speaking" and entry.at > since:
                self.spoken(str(entry.data.get("text", "")), entry.at)

    def renew(self, line: Line, language: str = "", n: int = 0) -> Line:
        """A line as it may be said now: itself, or, said within the window, with a lead-in.

        Args:
            line: Passed by the guard.
            language: Of the lead-in; the line's own when not given.
            n: Which lead-in to begin with.
        """
        if not self._lately(normal(line.text)) or len(line.text) > LONGEST:
            return line
        language = language or line.language
        if language not in _LANGUAGES or language not in self._persona.languages:
            return line
        text = self._led_in(line.text, language, n)
        if self._lately(normal(text)):
            text = self._led_in(text, language, n + 1)
        return replace(line, text=text)

    def admit(self, line: Line) -> Line:
        """The last gate: the line as it may be said now, which from here on counts as said."""
        self._turn += 1
        renewed = self.renew(line, n=self._turn)
        with self._lock:
            self._keep(normal(renewed.text), self._now())
        return renewed

    def _led_in(self, text: str, language: str, n: int) -> str:
        """With the briefest of the next lead-ins that make it new; else with the first that does.

        Where none does, with the one used longest ago.
        """
        asks = text.rstrip('"”’」)').endswith(("?", "？"))
        among = variants(self._persona, "again_asked" if asks else "again", language)
        count = min(len(among), _LEAD_INS)
        oldest, best = float("inf"), text
        new: list[str] = []
        for step in range(count):
            if step >= _BRIEFEST_OF and new:
                break
            wording = TAG.sub("", among[(n + step) % len(among)]).strip()
            said = fill(wording, {"text": text}, language)
            if not self._lately(normal(said)):
                new.append(said)
                continue
            at = self._said.get(normal(said), 0.0)
            if at < oldest:
                oldest, best = at, said
        return min(new, key=len, default=best)

    def _lately(self, words: str) -> bool:
        at = self._said.get(words)
        return at is not None and at > self._now() - self._window_s

    def _keep(self, words: str, at: float) -> None:
        if not words:
            return
        self._said[words] = max(at, self._said.pop(words, 0.0))
        since = self._now() - self._window_s
        while self._said:
            first = next(iter(self._said))
            if len(self._said) <= self._limit and self._said[first] > since:
                break
            del self._said[first]
