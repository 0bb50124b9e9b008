"""Strangers' names and numbers out of a chat, the same one always replaced by the same mask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tools.cleaning import masked

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"@[\w.\u3400-\u9fff-]{2,40}")
_HANDLE = re.compile(
    r"(?:\b(?:wechat|weixin|whatsapp|telegram|instagram|insta|snapchat|line id|vx|wx|qq)\b|微信"
    r"|薇信|加v)"
    r"(?:\s*(?:号|is|:|：|=)?\s*)([A-Za-z0-9_.-]{4,30})",
    re.IGNORECASE,
)
_SHORTEST = 2
"""Characters of the shortest name that is looked for inside texts."""
_ORDINARY_WORDS = """
    the and for you how much what this that guest user viewer fan mama papa 大家 主播 老板 有没有 多少
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Names that are words: they are masked as authors, not inside texts."""


class Masks:
    """Names by their mask: ``viewer1``, ``viewer2``, … in a room that speaks English, else 观众1."""

    def __init__(self, language: str, keep: Iterable[str] = ()) -> None:
        """Begin without any.

        Args:
            language: Of the room.
            keep: Names that are no stranger's: the host's, the shop's, products'.
        """
        self._word = "观众" if language == "zh" else "viewer"
        self._keep = {_plain(name) for name in keep}
        self._masks: dict[str, str] = {}

    def name(self, author: str) -> str:
        """The mask of a viewer."""
        return self._masks.setdefault(author, f"{self._word}{len(self._masks) + 1}")

    def text(self, text: str) -> str:
        """A text without the names of viewers seen so far, addresses, links, mentions and long numbers."""
        for pattern, mask in ((_EMAIL, "name@example.com"), (_LINK, "example.com")):
            text = pattern.sub(mask, text)
        text = _HANDLE.sub(lambda found: found[0].replace(found[1], "…"), text)
        for author in sorted(self._masks, key=len, reverse=True):
            text = self._without(author, text)
        text = _MENTION.sub(lambda found: self._mention(found[0]), text)
        return masked(text)

    def _mention(self, mention: str) -> str:
        return mention if mention[1:] in self._masks.values() else f"@{self._word}"

    def _without(self, author: str, text: str) -> str:
        plain = _plain(author)
        if len(plain) < _SHORTEST or plain in _ORDINARY | self._keep or plain.isdigit():
            return text
        pattern = re.escape(author)
        if author[0].isascii():
            pattern = r"(?<![A-Za-z0-9_])" + pattern
        if author[-1].isascii():
            pattern += r"(?![A-Za-z0-9_])"
        return re.sub(pattern, self._masks[author], text, flags=re.IGNORECASE)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
