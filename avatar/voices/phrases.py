"""An utterance cut into what an engine speaks at once: one language, bounded length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from avatar.voices.spelling import Spelling, spell

LONGEST_PHRASE = 300
"""Characters of spelling, about 20 s of speech."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff][\u3000-\u303f\u3400-\u9fff\uf900-\ufaff，！？；：]*")
_SENTENCE_END = re.compile(r"[。！？；…]|[.!?;](?=\s)")
_CLAUSE_END = re.compile(r"[，、,：:]|\s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is spoken at once."""

    spelling: Spelling
    language: str
    joined: bool
    """Whether the next phrase is the same sentence going on."""


def phrases(text: str, language: str, longest: int) -> list[Phrase]:
    """The phrases of a text, in order; none when there is nothing to say.

    Chinese inside another language is a phrase of its own, because engines that switch languages
    by themselves do so only from Chinese.

    Args:
        text: Plain text.
        language: BCP 47 primary subtag.
        longest: Characters of spelling; the rest is not spoken.
    """
    spelling = spell(text[: 2 * longest], language)
    if len(spelling.text) > longest:
        spelling = spelling.cut(0, _break(spelling.text, longest))
    found = []
    for start, end, spoken in _runs(spelling.text, language):
        found += [(part, spoken) for part in _parts(spelling.cut(start, end)) if part.speakable]
    return [
        Phrase(part, spoken, joined=index + 1 < len(found) and found[index + 1][1] != spoken)
        for index, (part, spoken) in enumerate(found)
    ]


def _runs(text: str, language: str) -> list[tuple[int, int, str]]:
    if language == "zh":
        return [(0, len(text), language)]
    runs = []
    done = 0
    for match in _HAN.finditer(text):
        runs += [(done, match.start(), language), (match.start(), match.end(), "zh")]
        done = match.end()
    return [*runs, (done, len(text), language)]


def _parts(spelling: Spelling) -> list[Spelling]:
    parts = []
    while len(spelling.text) > LONGEST_PHRASE:
        end = _break(spelling.text, LONGEST_PHRASE)
        parts.append(spelling.cut(0, end))
        spelling = spelling.cut(end, len(spelling.text))
    return [*parts, spelling]


def _break(text: str, limit: int) -> int:
    """The best place to cut at or before a limit: a sentence's end, a clause's, a blank, anywhere."""
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        ends = [match.end() for match in pattern.finditer(text, 0, limit)]
        if ends and ends[-1] > limit // 4:
            return ends[-1]
    return limit
