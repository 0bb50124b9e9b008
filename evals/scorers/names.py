"""Names in a sentence, and whether anybody knows them.

A name is a word with a capital inside a sentence, or of letters and digits mixed. In Chinese only what
stands in Latin letters is seen: Chinese names carry no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.scorers.numbers import fold
from evals.transcript import Spoken, Transcript
from persona.loader import PersonaError, load_persona

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-'’][A-Za-z0-9]+)*|\d+[A-Za-z]+\d*[A-Za-z0-9]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？:：;；\"“”「」…]\s*|-\s|\u2014\s*)$")
_PLAIN = re.compile(r"[A-Z][a-z]*(?:-[a-z]+)*")
"""A word that has its capital from standing first."""
_NAME = re.compile(r"[A-Z]|[a-z]+[A-Z]|(?=.*\d)(?=.*[A-Za-z])")
_CONTRACTED = re.compile(r"(?:n['’]t|['’](?:s|m|re|ll|ve|d))$", re.IGNORECASE)
_COMMON_WORDS = """
    i ai ok okay tv usb us usa uk eu led lcd pm am id gps wifi faq diy asap vip dm hi mr mrs ms dr english
    chinese american european canadian monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december christmas easter
    s m l xs xl xxl
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words with a capital that are nobody's name."""
_UNIT = re.compile(r"\d+(?:mm|cm|m|kg|g|ml|l|w|v|wh|mah|h|min|lm|db|s|k|d|x|st|nd|rd|th|inch)", re.IGNORECASE)


class Vocabulary:
    """Every word that a name may have in one conversation."""

    def __init__(self, transcript: Transcript) -> None:
        """Take in the shop, the viewers and the host.

        Args:
            transcript: The conversation as it went.
        """
        texts = [text for fact in transcript.facts for text in (*fact.texts, *fact.labels)]
        texts += [name for product in transcript.products for name in product.names]
        texts += [*transcript.shop, *(message.by for message in transcript.messages)]
        texts += _persona_names(transcript.persona)
        self._words = {word for text in texts for word in _words(text)}

    def names(self, line: Spoken, quotable: str) -> Iterator[tuple[str, bool]]:
        """The names of a line, and whether they are known.

        Args:
            line: As it was heard.
            quotable: The viewer's own words, where the line may repeat them.
        """
        quoted = set(_words(quotable))
        text = line.heard
        for found in _WORD.finditer(text):
            word = _CONTRACTED.sub("", found[0])
            if not _NAME.match(word) or _UNIT.fullmatch(word):
                continue
            if _SENTENCE_START.search(text[: found.start()]) and _PLAIN.fullmatch(word):
                continue
            parts = {part for part in fold(word).split("-") if part}
            if parts <= _COMMON or parts <= quoted:
                continue
            yield word, parts <= self._words | _COMMON | quoted


def _words(text: str) -> Iterator[str]:
    """The words of a text as they are compared: small letters, without what is added to a noun."""
    for found in _WORD.finditer(text):
        folded = _CONTRACTED.sub("", fold(found[0]))
        yield from (part for part in folded.split("-") if part)
        yield folded
    for digits in re.findall(r"[A-Za-z]+|\d+[A-Za-z]*", text):
        yield fold(digits)


def _persona_names(persona: str) -> list[str]:
    try:
        return list(load_persona(persona).name.values())
    except PersonaError:
        return []
