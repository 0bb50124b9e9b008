"""Strangers' text as plain text: markup off, and which language it is in."""

from __future__ import annotations

import html
import re

from knowledge.feeds.base import MAX_CELL, clean
from knowledge.model import Text

_TAG = re.compile(
    r"<!--|<(?P<end>/?)(?P<name>a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col"
    r"|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i"
    r"|iframe|img|input|ins|label|li|link|main|mark|meta|nav|object|ol|option|p|picture|pre|q|s|script|section"
    r"|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th"
    r"|thead|time|title|tr|u|ul|var|video)(?=[\s/>])[^<>]{0,4000}>",
    re.IGNORECASE,
)
_UNSEEN = ("script", "style", "template", "head", "svg", "iframe", "object", "textarea")
"""Elements whose content is not read by a person."""
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _UNSEEN}
_INLINE = """
    a abbr b big cite code del em font i ins mark q s small span strike strong sub sup u var time label
"""
_INLINE_NAMES = frozenset(_INLINE.split())
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[\s]*")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_READ = 60_000
"""Characters of markup looked at."""


def plain(text: str, limit: int = MAX_CELL) -> str:
    """Text without markup and entities; what a browser would not show is left out.

    Only elements of HTML count as markup, so ``<3`` and ``5 < 6`` stay. The work grows with the length.
    """
    if "<" not in text and "&" not in text:
        return clean(text, limit)
    text = text[: max(_READ, limit)]
    shown = _unmarked(text) if "<" in text else text
    if "&" in shown:
        shown = html.unescape(shown)
        if "<" in shown:
            shown = _unmarked(shown)
    if shown == text:
        return clean(text, limit)
    return clean(_BREAKS.sub("\n", _SPACE.sub(" ", shown)), limit)


def _unmarked(text: str) -> str:
    parts, at = [], 0
    while found := _TAG.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            end = text.find("-->", at)
            at = len(text) if end < 0 else end + 3
        elif name in _UNSEEN and not found["end"]:
            ended = _ENDS[name].search(text, at)
            close = text.find(">", ended.end()) if ended else -1
            at = len(text) if close < 0 else close + 1
        elif name not in _INLINE_NAMES:
            parts.append("\n")
    parts.append(text[at:])
    return "".join(parts)


def language_of(text: str) -> str:
    """``zh`` for a text that is mostly Han characters, else ``en``.

    A Han character weighs half a Latin word, and model numbers nothing: ``Xiaomi 14 手机`` is Chinese.
    """
    if text.isascii():
        return "en"
    han = sum(1 for _ in _HAN.finditer(text[:2000]))
    return "zh" if han and han >= len(_LATIN_WORD.findall(text[:2000])) else "en"


def by_language(text: str, language: str = "") -> Text:
    """A text under its language: the one stated, else that of its script; nothing for an empty text."""
    return {language or language_of(text): text} if text else {}
