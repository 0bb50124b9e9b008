"""A stranger's text, read once in the forms that the rules match.

Reading takes time in proportion to the text, and only so much of a text is read: what stands beyond does
not count, and a text that long is held back for its length anyway.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.moderation.folding import LEET, Folding, is_han
from agent.moderation.hiding import meant

LONGEST = 1000
"""Characters read."""

_FOLDING = Folding()
_PARTS = str.maketrans({char: " " for char in '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\v\f\x1c\x1d\x1e\x1f'})
_PART = re.compile(r"[^\w']+|_+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HAS_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CLAUSE_END = re.compile(r"[,.!?;:，。！？；：、\n…]+")
_FILLER = re.compile(r"[^\w\n]+|_+")
_DISGUISED = re.compile(
    r"[a-z][@$*#!0-9][a-z]|[@$0-9][a-z]{2}|(.)\1\1|[a-z][.*\-_~|/\\ ][a-z0-9@$!][.*\-_~"
    r"|/\\ ][a-z0-9@$!](?![a-z])"
)
_SPELLED = re.compile(
    r"(?<![^\W_])[^\W_](?P<sign>[^\w\s]|_)(?:[^\W_](?P=sign))+[^\W_](?![^\W_])"
    r"|(?<![^\W_])(?:[^\W_][^\w\n]{1,3}|[^\W_]_){2,}[^\W_](?![^\W_])"
)
_NOT_LETTER = re.compile(r"[\W_]+")
_LEET_WORD = re.compile(r"(?<![a-z0-9@$!*#])[a-z0-9@$!*#]*[a-z][a-z0-9@$!*#]*")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_INVISIBLE_TAGS = re.compile(r"[\U000e0020-\U000e007e]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The forms of one text."""

    plain: str
    """Folded: lower case, one script for look-alikes, nothing invisible; signs and spaces as they stood."""
    words: str
    """Words and runs of Han characters with one space before and after each; no signs."""
    han: str
    """When there is any Han character: the text with nothing between the characters of a clause, clauses
    parted by line ends; otherwise empty."""
    loose: str
    """When a word seems disguised (f.u.c.k, sh1t, fuuuck): the words as they may be meant, in the form of
    ``words``; otherwise empty."""
    meant: str
    """The form of ``han`` as it may be meant where pinyin, pictures or parts stand for characters; otherwise
    empty."""
    hidden: str
    """What was written in invisible tag characters."""
    long: bool
    """Whether the text is longer than what was read."""


def read(text: str) -> Reading:
    """Read a text; any string will do."""
    long = len(text) > LONGEST
    if long:
        text = text[:LONGEST]
    if text.isascii():
        plain = text.lower()
        words = f" {' '.join(plain.translate(_PARTS).split())} "
        return Reading(plain, words, "", _loose(plain), "", "", long)
    hidden = "".join(chr(ord(char) - 0xE0000) for char in _INVISIBLE_TAGS.findall(text))
    plain = text.translate(_FOLDING)[: 2 * LONGEST]
    words = _PART.sub(" ", plain)
    han = ""
    if _HAS_HAN.search(plain):
        han = _FILLER.sub("", _CLAUSE_END.sub("\n", plain))
        words = _HAN_RUN.sub(r" \g<0> ", words)
    words = f" {' '.join(words.split())} "
    return Reading(plain, words, han, _loose(plain), meant(plain), hidden, long)


def _loose(plain: str) -> str:
    if not _DISGUISED.search(plain):
        return ""
    meant = _SPELLED.sub(lambda found: _NOT_LETTER.sub("", found[0]) + " ", plain)
    other = _LEET_WORD.sub(_unleet_l, meant) if "1" in meant else ""
    meant = _LEET_WORD.sub(_unleet, meant)
    once = _LONG_RUN.sub(r"\1", meant)
    twice = _LONG_RUN.sub(r"\1\1", meant)
    both = meant if once == meant else f"{once} \n {twice}"
    if other and other != meant:
        both = f"{both} \n {other}"
    return f" {' '.join(_PART.sub(' ', both).split())} "


def _unleet_l(found: re.Match[str]) -> str:
    """A word whose 1 is an l."""
    word = found[0]
    return word if word.isalpha() else _unleet_word(word.replace("1", "l"))


def _unleet(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.isalpha() else _unleet_word(word)


def _unleet_word(word: str) -> str:
    return word.rstrip("!").translate(LEET).replace("*", "").replace("#", "")


def script_of(text: str) -> Literal["han", "latin", ""]:
    """The script that most letters of a text are in; empty for another one, or none."""
    letters = [char for char in text if char.isalpha()]
    han, latin = count_han(text), sum(char < "\u0250" for char in letters)
    if 2 * max(han, latin) <= len(letters):
        return ""
    return "han" if han >= latin else "latin"


def is_han_text(text: str) -> bool:
    """Whether there is any Han character in a text."""
    return _HAS_HAN.search(text) is not None


def count_han(text: str) -> int:
    """Han characters in a text."""
    return sum(map(is_han, text))
