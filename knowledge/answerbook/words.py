"""Strangers' and marketers' words, made fit to be kept, compared and shown in a terminal."""

from __future__ import annotations

import re
import unicodedata

LONGEST_QUESTION = 300
"""Characters of a question that are kept."""
LONGEST_REPLY = 600
"""Characters of a reply: what the guard lets through as one line."""
_READ = 4_000
"""Characters looked at: what is cut off anyway costs nothing."""
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]{0,40}[ -/]{0,8}[@-~]?|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)?|[@-Z\\^_]?)")
_RUN = re.compile(r"(.)\1{5,}", re.DOTALL)
_DROPPED = frozenset(["Cc", "Cf", "Co", "Cs", "Cn"])
_BREAKS = frozenset(["Zs", "Zl", "Zp"])
_MARKS = 4
"""Combining marks kept on one letter."""
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_MENTION = re.compile(r"(?<!\w)@[\w.-]{1,40}")
_LONG_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){8,30}")
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def cleaned(text: str, limit: int = LONGEST_QUESTION) -> str:
    """One line of visible text.

    Terminal escapes, control and format characters (bidirectional overrides, zero-width ones), unassigned
    code points and halves of characters are left out; white space becomes single spaces; a character repeated
    more than five times is said five times.

    Args:
        text: Anything.
        limit: Characters kept.
    """
    plain = _ESCAPE.sub("", text[:_READ])
    kept: list[str] = []
    marks = 0
    for char in plain:
        if char in "\t\n\r\v\f":
            kept.append(" ")
            continue
        kind = unicodedata.category(char)
        marks = marks + 1 if kind[0] == "M" else 0
        if kind in _DROPPED or marks > _MARKS:
            continue
        kept.append(" " if kind in _BREAKS else char)
    return _RUN.sub(r"\1\1\1\1\1", " ".join("".join(kept).split()))[:limit].strip()


def masked(text: str) -> str:
    """A clean text without what says who somebody is: mentions, mail addresses, and long numbers."""
    return " ".join(_LONG_NUMBER.sub("***", _MENTION.sub(" ", _MAIL.sub("***", text))).split())


def cell(text: str) -> str:
    """A text for a table that a spreadsheet program will open: never taken for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(text: str) -> str:
    """The text of ``cell``."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text
