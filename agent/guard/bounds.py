"""Regular expressions that people write in files: refused when matching one could take long.

What is allowed is linear in the text, with a small factor: every repeat has an upper bound, no repeat holds
another, there are no back references, and the ways to match at one place (the product of the widths of all
repeats) are limited.
"""

from __future__ import annotations

import re
import warnings

LONGEST = 1_000
"""Characters of one pattern."""
_WIDEST = 60
_MOST_WAYS = 20_000
_REPEAT = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")
_FORBIDDEN = re.compile(r"\(\?P=|\(\?\(|\(\?[aiLmsux-]")


class PatternError(ValueError):
    """A pattern that may not be used; says why."""


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, letters of either case alike.

    Raises:
        PatternError: It is too long, not bounded, or no regular expression.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"is longer than {LONGEST} characters")
    _check(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            found = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        raise PatternError(f"is no regular expression: {error}") from None
    if found.fullmatch(""):
        raise PatternError("matches the empty text")
    return found


def _check(pattern: str) -> None:
    if _FORBIDDEN.search(pattern):
        raise PatternError("uses a back reference, condition or flag; none of these is allowed")
    open_groups: list[bool] = [False]  # whether each holds a repeat
    ways, at, closed = 1, 0, False
    while at < len(pattern):
        char = pattern[at]
        repeat = _REPEAT.match(pattern, at) if at else None
        step = 1
        if char == "\\":
            if pattern[at + 1 : at + 2].isdigit():
                raise PatternError("uses a back reference; none is allowed")
            step, closed = 2, False
        elif char == "[":
            step, closed = _set_length(pattern, at), False
        elif char == "(":
            open_groups.append(False)
            step, closed = (2 if pattern.startswith("(?", at) else 1), False
        elif char == ")" and len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] |= closed
        elif repeat and char != "(":
            width = _width(repeat)
            if closed and width > 2:
                raise PatternError("repeats a group that holds a repeat")
            open_groups[-1] = open_groups[-1] or width > 2
            ways *= max(1, width - 1) if width > 2 else 1
            step = repeat.end() - at + (pattern[repeat.end() : repeat.end() + 1] in ("?", "+"))
            closed = False
        else:
            closed = False
        at += step
    if ways > _MOST_WAYS:
        raise PatternError("has too many wide repeats")


def _set_length(pattern: str, at: int) -> int:
    """Characters of a set like ``[a-z]``."""
    end = at + 1 + pattern.startswith("^", at + 1)
    end += pattern.startswith("]", end)
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1 - at


def _width(repeat: re.Match[str]) -> int:
    """How many counts a repeat allows."""
    if repeat[0] in "*+" or (repeat[2] and not repeat[3]):
        raise PatternError(f"has {repeat[0]!r}, which has no upper bound; write {{0,40}} or the like")
    if repeat[0] == "?":
        return 2
    least, most = int(repeat[1] or 0), int(repeat[3] or repeat[1] or 0)
    if most > _WIDEST:
        raise PatternError(f"repeats more than {_WIDEST} times")
    return most - least + 1
