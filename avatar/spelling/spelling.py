"""A text as a voice is to read it, every character with its place in the original."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from avatar.spelling.rule import Rule


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of a spelling whose sound the shop's lexicon gives."""

    start: int
    """Index of its first character in the spelling."""
    end: int
    """Index after its last character."""
    ipa: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text to be read, each character with its place in the original."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """For each character of ``text``: start and end in the original. Both never fall."""
    sounds: tuple[Sound, ...] = ()
    """In order; none overlap."""

    def replace(self, rule: Rule) -> Spelling:
        """Apply one rule everywhere; what it says stands for all that it replaced."""
        pattern, say = rule
        group: str | int = "it" if "it" in pattern.groupindex else 0
        text: list[str] = []
        spans: list[tuple[int, int]] = []
        done = 0
        for match in pattern.finditer(self.text):
            start, end = match.span(group)
            if end <= start or start < done:
                continue
            said = say(match)
            if said == match.group(group):
                continue
            text.append(self.text[done:start] + said)
            spans.extend(self.spans[done:start])
            spans.extend([(self.spans[start][0], self.spans[end - 1][1])] * len(said))
            done = end
        if not done:
            return self
        text.append(self.text[done:])
        spans.extend(self.spans[done:])
        return Spelling("".join(text), tuple(spans))

    def apply(self, rules: Iterable[Rule]) -> Spelling:
        """Apply rules in order. Only for spellings without ``sounds``."""
        spelling = self
        for rule in rules:
            spelling = spelling.replace(rule)
        return spelling

    def cut(self, start: int, end: int) -> Spelling:
        """The part between two indices of ``text``; a sound that is cut through is left out."""
        sounds = [Sound(it.start - start, it.end - start, it.ipa) for it in self.sounds]
        inside = tuple(it for it in sounds if it.start >= 0 and it.end <= end - start)
        return Spelling(self.text[start:end], self.spans[start:end], inside)

    def moved(self, offset: int) -> Spelling:
        """The same, for an original that begins ``offset`` characters later."""
        spans = tuple((start + offset, end + offset) for start, end in self.spans)
        return Spelling(self.text, spans, self.sounds)

    @property
    def speakable(self) -> bool:
        """Whether there is a letter or a digit to say."""
        return any(unicodedata.category(character)[0] in "LN" for character in self.text)


def joined(parts: Iterable[Spelling]) -> Spelling:
    """Spellings of one original, one after the other."""
    text: list[str] = []
    spans: list[tuple[int, int]] = []
    sounds: list[Sound] = []
    for part in parts:
        sounds += [Sound(it.start + len(spans), it.end + len(spans), it.ipa) for it in part.sounds]
        text.append(part.text)
        spans += part.spans
    return Spelling("".join(text), tuple(spans), tuple(sounds))
