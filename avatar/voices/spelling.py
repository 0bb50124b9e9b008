"""What a voice is to read, so that prices and units sound right, with every word's way back.

The voice gets the spelling; captions show the original. Rules of a language are patterns with what
to say instead (``spelling_en``, ``spelling_zh``), applied one after the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from avatar.voices import spelling_en, spelling_zh
from avatar.voices.spelling_rule import Rule

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_ABBREVIATION: Rule = (
    re.compile(r"(?<![A-Za-z])(?:VIP|FAQ|ETA|O?LED|ANC|IPX|SKU)s?(?![A-Za-z])"),
    lambda match: " ".join(match.group()).replace(" s", "s"),
)
_LEFTOVER: Rule = (re.compile(r"[*~～]"), lambda _: " ")
_REPEATED: Rule = (re.compile(r"([^\w\s])\1{2,}"), lambda match: match.group(1))
_SILENT = frozenset('<>[]{}|\\^_`#"“”„«»「」『』《》【】')
_SPOKEN_SYMBOLS = frozenset("°℃℉№")
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
for _mark in "，！？；：（）":
    del _FULL_WIDTH[ord(_mark)]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text to be read, each character with its place in the original."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """For each character of ``text``: start and end in the original."""

    def replace(self, rule: Rule) -> Spelling:
        """Apply one rule everywhere; what it says stands for all that it matched."""
        pattern, say = rule
        text: list[str] = []
        spans: list[tuple[int, int]] = []
        done = 0
        for match in pattern.finditer(self.text):
            said = say(match)
            if match.end() == match.start() or said == match.group():
                continue
            text.append(self.text[done : match.start()] + said)
            spans.extend(self.spans[done : match.start()])
            whole = (self.spans[match.start()][0], self.spans[match.end() - 1][1])
            spans.extend([whole] * len(said))
            done = match.end()
        text.append(self.text[done:])
        spans.extend(self.spans[done:])
        return Spelling("".join(text), tuple(spans))

    def apply(self, rules: Iterable[Rule]) -> Spelling:
        """Apply rules in order."""
        spelling = self
        for rule in rules:
            spelling = spelling.replace(rule)
        return spelling

    def cut(self, start: int, end: int) -> Spelling:
        """The part between two indices of ``text``."""
        return Spelling(self.text[start:end], self.spans[start:end])

    def moved(self, offset: int) -> Spelling:
        """The same, for an original that begins ``offset`` characters later."""
        return Spelling(self.text, tuple((start + offset, end + offset) for start, end in self.spans))

    @property
    def speakable(self) -> bool:
        """Whether there is a letter or a digit to say."""
        return any(unicodedata.category(character)[0] in "LN" for character in self.text)


def spell(text: str, language: str) -> Spelling:
    """How a text is to be read.

    Control characters, markup and pictures are dropped, full-width letters and digits become plain
    ones, and money, percentages and units become words where the language has rules.
    """
    rules = {"en": spelling_en.RULES, "zh": spelling_zh.RULES}.get(language, ())
    return _plain(_without_tags(text)).apply((_REPEATED, *rules, _ABBREVIATION, _LEFTOVER))


def _without_tags(text: str) -> str:
    """Blank out what looks like markup, keeping every index."""
    return _TAG.sub(lambda match: " " * len(match.group()), text)


def _plain(text: str) -> Spelling:
    kept = [(_say(character), (index, index + 1)) for index, character in enumerate(text)]
    kept = [(said, span) for said, span in kept if said]
    return Spelling("".join(said for said, _ in kept), tuple(span for _, span in kept))


def _say(character: str) -> str:
    """One character as it is read: itself, a blank, or nothing."""
    if character in _SPOKEN_SYMBOLS:
        return character
    character = _FULL_WIDTH.get(ord(character), character)
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co", "Cn") or 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    if category in ("Cc", "So", "Sk", "Zs", "Zl", "Zp") or character in _SILENT:
        return " "
    return character
