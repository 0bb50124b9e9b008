"""Sentences out of a stream of text, each as soon as it is certain.

Waiting for the next token to be sure that a sentence ended costs 20 ms at 50 tokens a second and the whole
tail of the stream for the last one, so a sentence ends **at** its terminator (``. ! ? 。 ！ ？ …`` or a new
line). Only these wait for the next character, or the end of the text:

* ``.`` after a digit (``$39.`` may become ``$39.99``) or in a word that looks like an address;
* ``.`` after an abbreviation or a single letter (``e.g.``, ``U.S.``, ``No. 5``);
* a terminator inside an open quotation or bracket, whose closing mark belongs to the sentence.

A ``.`` with a small letter or digit right behind it in the same chunk ends nothing. Where the stream breaks
exactly there, the glued rest of the word is dropped: half an address is not spoken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERMINATORS = frozenset(".!?。！？…\n")
_PAIRS = (("“", "”"), ("(", ")"), ("（", "）"), ("「", "」"), ("『", "』"), ("《", "》"), ("【", "】"))
_CLOSERS = frozenset([*(close for _, close in _PAIRS), '"', "’", "'"])
_NEVER = frozenset({"mr", "mrs", "ms", "dr", "st", "vs", "e.g", "i.e", "eg", "ie", "approx", "fig", "incl"})
_PERHAPS = frozenset({"no", "nos", "inc", "ltd", "co", "corp", "etc", "max", "min", "dept", "est", "vol"})
_PERHAPS |= {"oz", "lb", "lbs", "ft", "in", "sq", "hr", "hrs", "pcs", "a.m", "p.m"}
_LAST_WORD = re.compile(r"[^\s(“\"（]*$")
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+(?=[,.!?;:，。！？；：])")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CUT = re.compile(r"[，、；：]|[,;:](?=\s)")
_NUMERAL = re.compile(r"[0-9.,点零〇一二两三四五六七八九十百千万亿半]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence."""

    text: str
    """White space collapsed."""
    end: int
    """Characters of the stream up to its end."""


class SentenceSplitter:
    """Push splitter for English and Chinese."""

    def __init__(self, shortest: int = 6, longest: int = 240) -> None:
        """Set the bounds.

        Args:
            shortest: A shorter sentence is joined with the next one; in letters and digits, a Chinese
                character counting two.
            longest: A longer one is cut at a comma, else at a space; in characters.
        """
        self._shortest = shortest
        self._longest = longest
        self._text = ""
        self._waiting = ""  # why a terminator is not yet believed: "digit", "word", "number" or "quote"
        self._ended_on_letter = False  # the last thing was a "." after a letter, ended without looking on
        self._dropping = False
        self.offset = 0
        """Characters taken so far."""

    def push(self, text: str) -> list[Sentence]:
        """Take text; return the sentences it completes."""
        done: list[Sentence] = []
        for index, char in enumerate(text):
            self._take(char, text[index + 1 : index + 2], done)
        return done

    def finish(self) -> list[Sentence]:
        """End the text; what is left is the last sentence."""
        done: list[Sentence] = []
        self._end(done)
        return done

    def _take(self, char: str, following: str, done: list[Sentence]) -> None:
        if self._dropped(char):
            self.offset += 1
            return
        if self._waiting:
            self._decide(char, done)
        self.offset += 1
        if not self._text and (char.isspace() or char in _TERMINATORS or char in _CLOSERS - {'"', "'"}):
            return
        if not (char.isspace() and self._text[-1:].isspace()):
            self._text += char
        if self._waiting == "quote" and not _open(self._text):
            self._end(done)
        if self._waiting:
            return
        if char in _TERMINATORS:
            self._terminator(char, following, done)
        if len(self._text) >= self._longest and not self._waiting:
            self._cut(done)

    def _dropped(self, char: str) -> bool:
        """Whether the character is the rest of a word that the sentence before it cut in two."""
        if self._ended_on_letter and char.isascii() and (char.islower() or char.isdigit()):
            self._dropping = True
        self._ended_on_letter = False
        if self._dropping and (char.isspace() or not char.isascii()):
            self._dropping = False
        return self._dropping

    def _terminator(self, char: str, following: str, done: list[Sentence]) -> None:
        if char == "." and following.isascii() and following.isalnum():
            return
        if _weight(self._text) < self._shortest:
            return
        if char == "\n":
            self._end(done)
            return
        if char == "." and (why := _doubt(self._text[:-1])):
            if why != "never":
                self._waiting = why
            return
        if _open(self._text):
            self._waiting = "quote"
            return
        before = self._text[-2:-1]
        self._end(done)
        self._ended_on_letter = char == "." and before.isascii() and before.isalpha()

    def _decide(self, char: str, done: list[Sentence]) -> None:
        """Settle a doubtful terminator by the character behind it (for a word, the first that shows)."""
        why = self._waiting
        if why == "quote":
            if char in _CLOSERS and _open(self._text):
                return
            goes_on = False
        elif why == "digit":
            goes_on = char.isdigit() or (char.isascii() and char.islower())
        else:
            if char.isspace() and char != "\n":
                return
            glued = self._text[-1:] == "." and char.isascii() and char.isalnum()
            goes_on = glued or char.isdigit() or (why == "word" and (char.islower() or char in ",;:)-"))
        self._waiting = ""
        if not goes_on:
            self._end(done)

    def _cut(self, done: list[Sentence]) -> None:
        """Cut an over-long sentence at its last comma, else its last space, else outside a number."""
        text, least = self._text, self._longest // 3
        marks = [match.end() for match in _CUT.finditer(text, least)]
        at = marks[-1] if marks else text.rfind(" ", least) + 1
        if at <= 0:
            at = len(text)
            while at > least and _NUMERAL.match(text[at - 1]):
                at -= 1
        rest = text[at:]
        self._text = text[:at]
        self.offset -= len(rest)
        self._end(done)
        self.offset += len(rest)
        self._text = rest.lstrip()

    def _end(self, done: list[Sentence]) -> None:
        text = _BEFORE_MARK.sub("", _SPACE.sub(" ", self._text.strip()))
        self._text, self._waiting = "", ""
        if any(char.isalnum() for char in text):
            done.append(Sentence(text, self.offset))


def _weight(text: str) -> int:
    return sum(char.isalnum() for char in text) + len(_HAN.findall(text))


def _open(text: str) -> bool:
    """Whether a quotation or bracket is open at the end of the text."""
    return text.count('"') % 2 == 1 or any(text.count(left) > text.count(right) for left, right in _PAIRS)


def _doubt(before: str) -> str:
    """Why a full stop after this text may not end a sentence; empty when it does."""
    last = _LAST_WORD.search(before)
    word = last[0].lower() if last else ""
    if before[-1:].isdigit():
        return "digit"
    if word in _NEVER:
        return "never"
    if word == "no":
        return "number"
    if "://" in word or "@" in word or word.startswith("www"):
        return "digit"
    if word in _PERHAPS or re.search(r"(?:^|[^a-z])[a-z]$", word):
        return "word"
    return ""
