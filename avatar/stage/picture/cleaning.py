"""Strangers' text made safe to draw: nothing hidden, nothing that turns other text round, no towers of marks.

What a reader sees as one character (a grapheme cluster, Unicode UAX 29) is kept or left out as a whole.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

import regex

JOINER, NON_JOINER, EMOJI_STYLE = "\u200d", "\u200c", "\ufe0f"

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Me"))
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}"
)
_JOINED = regex.compile(
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Tamil}\p{Sinhala}\p{Khmer}]"
)
"""Scripts in which the joiners are letters' business and no trick."""
_LONGEST_CLUSTER = 12
"""Characters: a family of four with skin tones has eleven."""
_MARKS_AT_MOST = {False: 2, True: 4}
"""Combining marks on one letter: of the common scripts, and of those that stack them."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A text that may be drawn, and where each of its characters came from."""

    text: str
    places: tuple[int, ...]
    """Of each character, its index in the text that was given; rising."""

    def index(self, place: int) -> int:
        """Where the character that stood at ``place``, or the next one that was kept, is now."""
        return bisect_left(self.places, place)


def clusters(text: str) -> list[str]:
    """What a reader sees as characters, in order."""
    return [str(found.group()) for found in _CLUSTER.finditer(text)]


def is_emoji(cluster: str) -> bool:
    """Whether a cluster is to be drawn as a coloured picture."""
    return _EMOJI.match(cluster) is not None


def cleaned(text: str, longest: int) -> str:
    """Plain text of at most ``longest`` characters.

    Control, direction and other invisible characters go, whitespace becomes single spaces, and no
    letter carries more combining marks than its script needs. A text that is cut ends with ``…``.
    """
    return clean(text, longest).text


def clean(text: str, longest: int) -> Clean:
    """Like :func:`cleaned`, with the places of what was kept."""
    kept: list[str] = []
    places: list[int] = []
    for found in _CLUSTER.finditer(text[: longest * 8]):
        whole = _whole(str(found.group()), found.start())
        if not whole or (whole[0][0] == " " and (not kept or kept[-1] == " ")):
            continue
        if len(kept) + len(whole) > longest:
            return _cut(kept, places, longest, found.start())
        kept += [character for character, _ in whole]
        places += [place for _, place in whole]
    while kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return Clean("".join(kept), tuple(places))


def _cut(kept: list[str], places: list[int], longest: int, place: int) -> Clean:
    pieces = clusters("".join(kept))
    size = len(kept)
    while pieces and (size > longest - 1 or pieces[-1] == " "):
        size -= len(pieces.pop())
    return Clean("".join(pieces) + "…", (*places[:size], place))


def _whole(cluster: str, start: int) -> list[tuple[str, int]]:
    """The characters of a cluster that may be drawn, with their places."""
    if cluster.isspace():
        return [(" ", start)]
    emoji = is_emoji(cluster)
    joined = bool(_JOINED.match(cluster))
    marks = 0
    kept: list[tuple[str, int]] = []
    for offset, character in enumerate(cluster[:_LONGEST_CLUSTER] if emoji else cluster):
        kind = unicodedata.category(character)
        if kind in _MARKS and not "\ufe00" <= character <= "\ufe0f":
            marks += 1
            if marks > _MARKS_AT_MOST[ord(cluster[0]) >= 0x590]:
                continue
        elif kind in _HIDDEN or "\ufe00" <= character <= "\ufe0f":
            if not (kept and _wanted(character, emoji, joined)):
                continue
        elif not emoji or kind != "Sk":
            marks = 0
        kept.append((character, start + offset))
    while kept and kept[-1][0] in (JOINER, NON_JOINER) and (emoji or kept[-1][0] == JOINER):
        kept.pop()
    return kept


def _wanted(character: str, emoji: bool, joined: bool) -> bool:
    if character in (JOINER, EMOJI_STYLE) and emoji:
        return True
    return character in (JOINER, NON_JOINER) and joined
