"""A text without what no voice can say: markup, control characters, pictures, decoration."""

from __future__ import annotations

import re
import unicodedata

from avatar.spelling.rule import Rule
from avatar.spelling.spelling import Spelling

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>|&(?:lt|gt|amp|quot|nbsp|#\d{1,5});")
_ENTITIES = {"&amp;": "&"}
_KEPT = frozenset("°℃℉№″′²³…，！？；：（）")
_SILENT = frozenset("™℠©®")
_MARKED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "CJK", "DIGIT")
"""Scripts that need no combining marks once composed; what is left on them is decoration."""
_MOST_MARKS = 4
_FRACTION_SLASH = "\u2044"

_LEFTOVER: Rule = (re.compile(r"[<>\[\]{}|\\^_`#\"“”„«»「」『』《》【】〈〉*~～=@″′•·→←↑↓]+"), lambda _: " ")
_LINES: Rule = (
    re.compile(r"([-–—_=*~·•#/\\|])\1{3,}|\+{5,}|(?:[-=_*~/\\|+#] ){3,}[-=_*~/\\|+#]?"),
    lambda _: " ",
)
_LOOSE: Rule = (re.compile(r"(?<=\S)\s+(?=[，。！？；、,.](?!\d))"), lambda _: "")
_BLANKS: Rule = (re.compile(r"\s{2,}"), lambda _: " ")
_NEW_LINES: Rule = (
    re.compile(r"(?<=[\w%)）])[ \t]*\n\s*(?=\S)"),
    lambda match: "，" if match.string[match.start() - 1] > "\u2e80" else ", ",
)
_DOTS: Rule = (
    re.compile(r"(?:\.{2,}|…+)(?P<blank>\s*)(?=\w)"),
    lambda match: "，" if match.string[match.end()] > "\u2e80" else ", ",
)
_LAST_DOTS: Rule = (
    re.compile(r"\.{2,}|…+"),
    lambda match: "。" if match.start() and match.string[match.start() - 1] > "\u2e80" else ".",
)
_REPEATED: Rule = (re.compile(r"([^\w\s+/'-])\1+"), lambda match: match.group(1))
_SHOUTED: Rule = (
    re.compile(r"[!！?？]{2,}"),
    lambda match: "?" if set(match.group()) & set("?？") else match.group()[0],
)
_SMILEYS: Rule = (
    re.compile(
        r"(?<![\w:;])(?:[:;][-'^]?[)(\]\[DPpOo|/\\*3]+(?![\w/])|=[)DP]|[xX]D|<3+(?!\d)|\^[_.o-]?\^|[TQ][_.][TQ]|>[_.]+<|"
        r"-_+-|[oO]_[oO]|orz|¯\\_\(ツ\)_/¯)(?!\w)"
    ),
    lambda _: " ",
)
_KAOMOJI: Rule = (
    re.compile(r"[\(（][^\w\s()（）]{0,4}[´`｀ω・д▽≧≦•̀ᴗ◕‿￣∀︶^][^()（）]{0,12}[\)）][\w~]?(?<![A-Za-z\d])"),
    lambda _: " ",
)

DECORATION: tuple[Rule, ...] = (
    _NEW_LINES,
    _KAOMOJI,
    _SMILEYS,
    _LINES,
    _SHOUTED,
    _DOTS,
    _LAST_DOTS,
    _REPEATED,
)
"""Applied before the rules of a language."""
LEFTOVERS: tuple[Rule, ...] = (_LEFTOVER, _BLANKS, _LOOSE)
"""Applied after them: symbols that no rule gave a word."""


def plain(text: str) -> Spelling:
    """The characters that can be said or that a rule may need, full-width and styled ones made plain."""
    said: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    text = _TAG.sub(lambda match: _ENTITIES.get(match.group(), "").ljust(len(match.group())), text)
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for character in _cluster(text[at:end]):
            said.append(character)
            spans.append((at, end))
        at = end
    return Spelling("".join(said), tuple(spans))


def _cluster(cluster: str) -> str:
    """One character with its combining marks, as it is read."""
    if len(cluster) == 1:
        return _character(cluster)
    composed = unicodedata.normalize("NFC", cluster[: _MOST_MARKS + 1])
    if unicodedata.name(composed[0], "").startswith(_MARKED_SCRIPTS):
        return _character(composed[0])
    return "".join(_character(character) for character in composed[: _MOST_MARKS + 1])


def _character(character: str) -> str:
    """One character as it is read: itself, a plainer one, a blank, or nothing."""
    if character <= "~" and character >= " ":
        return character
    if character in _KEPT:
        return character
    if character in _SILENT:
        return " "
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co", "Cn", "Me") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category[0] in "LNPS" or category == "Zs":
        plainer = _compatible(character)
        if plainer != character:
            return plainer
    if category in ("Cc", "So", "Sk", "Zs", "Zl", "Zp"):
        return " "
    return character


def _compatible(character: str) -> str:
    """Unicode's plain form of a styled letter, digit or unit: ``Ａ``, ``𝐀``, ``①``, ``㎏``, ``½``, ``Ⅱ``."""
    plainer = unicodedata.normalize("NFKC", character)
    if plainer == character or len(plainer) > 6 or not plainer.strip():
        return character
    if _FRACTION_SLASH in plainer:
        return " " + plainer.replace(_FRACTION_SLASH, "/")
    if not any(one.isalnum() or one <= "~" for one in plainer) or unicodedata.combining(plainer[0]):
        return character
    if unicodedata.category(character) in ("So", "Sk") and "SQUARED" in unicodedata.name(character, ""):
        return " " + plainer + " "
    return plainer
