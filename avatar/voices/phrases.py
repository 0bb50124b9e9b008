"""An utterance cut into what an engine speaks at once: one language, bounded length."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace

from avatar.spelling import Lexicon, Spelling, spell
from avatar.spelling.letters import tie_letter_a
from avatar.spelling.spell import best_cut, windows

log = logging.getLogger(__name__)

LONGEST_PHRASE = 300
"""Characters of text, about 20 s of English."""

_HAN = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff](?:[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff，！？；：]|"
    r"\s(?=[\u3400-\u9fff\uf900-\ufaff]))*"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is spoken at once."""

    spelling: Spelling
    language: str
    joined: bool
    """Whether the next phrase is the same sentence going on."""


def phrases(text: str, language: str, longest: int, lexicon: Lexicon | None = None) -> list[Phrase]:
    """The phrases of a text, in order; none when there is nothing to say.

    Chinese inside another language is a phrase of its own, because engines that switch languages
    by themselves do so only from Chinese.

    Args:
        text: Plain text.
        language: BCP 47 primary subtag.
        longest: Characters; what a longer text has beyond them is not spoken.
        lexicon: How the shop wants its names said.
    """
    if len(text) > longest:
        log.warning("a text of %d characters is spoken only up to %d", len(text), longest)
        text = text[: best_cut(text[:longest])]
    found = []
    done = 0
    for start, end in windows(text, LONGEST_PHRASE):
        spelling = tie_letter_a(spell(text[start:end], language, lexicon).moved(start))
        for first, last, spoken in _runs(spelling.text, language):
            run = spelling.cut(first, last)
            if run.speakable:
                # A character that is read as words of two phrases (¼ before Chinese) belongs to the first.
                spans = tuple((max(done, begin), max(done, after)) for begin, after in run.spans)
                found.append((replace(run, spans=spans), spoken))
                done = spans[-1][1]
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
