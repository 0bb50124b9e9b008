"""What a voice is to read, so that prices, sizes and names sound right, with every word's way back.

The voice gets the spelling; captions show the original. Rules of a language are patterns with what to say
instead (``english``, ``chinese``), applied one after the other; the shop's lexicon comes before all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from avatar.spelling.chinese import rules as chinese
from avatar.spelling.english import rules as english
from avatar.spelling.lexicon import Lexicon
from avatar.spelling.plain import DECORATION, LEFTOVERS, plain
from avatar.spelling.rule import Rule
from avatar.spelling.scripts import stretches
from avatar.spelling.spelling import Sound, Spelling, joined

_RULES: dict[str, tuple[Rule, ...]] = {"en": english.RULES, "zh": chinese.RULES}
_LONGEST_STRETCH = 400
"""Characters that the rules see at once: no pattern's cost grows with more than this."""
_PLACES_TO_CUT = (re.compile(r"[。！？；]|[.!?;](?=\s)"), re.compile(r"[，、,](?!\d)"), re.compile(r"\s"))


def spell(text: str, language: str, lexicon: Lexicon | None = None) -> Spelling:
    """How a text is to be read.

    Control characters, markup, pictures and decoration are dropped. In English and Chinese everything that
    is not a word becomes words: numbers, prices, units, dates, times, codes, addresses. Other languages keep
    their digits for the engine.

    Args:
        text: Plain text, as captions show it.
        language: BCP 47 tag; only its primary subtag counts.
        lexicon: How the shop wants its names said; what it says is read as it stands.
    """
    language = language.partition("-")[0].lower()
    parts = []
    done = 0
    for found in lexicon.find(text, language) if lexicon is not None else ():
        parts.append(_spell(text, done, found.start, language))
        said = _spelled(plain(found.said), language).text or found.said
        sounds = (Sound(0, len(said), found.ipa),) if found.ipa else ()
        parts.append(Spelling(said, ((found.start, found.end),) * len(said), sounds))
        done = found.end
    parts.append(_spell(text, done, len(text), language))
    whole = joined(parts)
    first = len(whole.text) - len(whole.text.lstrip())
    return whole.cut(first, max(first, len(whole.text.rstrip())))


def _spell(text: str, start: int, end: int, language: str) -> Spelling:
    return _spelled(plain(text[start:end]), language).moved(start)


def _spelled(spelling: Spelling, language: str) -> Spelling:
    cuts = windows(spelling.text, _LONGEST_STRETCH)
    return joined(_read(spelling.cut(start, end).apply(DECORATION), language) for start, end in cuts)


def _read(spelling: Spelling, language: str) -> Spelling:
    return joined(
        spelling.cut(start, end).apply(_RULES.get(spoken, ())).apply(LEFTOVERS)
        for start, end, spoken in stretches(spelling.text, language)
    )


def windows(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Start and end of parts of bounded length, cut at the end of a sentence, of a clause, at a blank."""
    start = 0
    while len(text) - start > longest:
        end = start + best_cut(text[start : start + longest])
        yield start, end
        start = end
    yield start, len(text)


def best_cut(text: str) -> int:
    """The best place to cut a text too long: a sentence's end, a clause's, a blank, its end."""
    for pattern in _PLACES_TO_CUT:
        ends = [match.end() for match in pattern.finditer(text)]
        if ends and ends[-1] > len(text) // 4:
            return ends[-1]
    return len(text)
