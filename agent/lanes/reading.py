"""A question as tokens, and phrases found in it: words of Latin script, single Han characters, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agent.guard.numbers import Number
from agent.guard.numbers import read as read_numbers
from knowledge.tokens import is_han, singular

LONGEST = 400
"""Characters of a question that are read; a longer comment is no short question."""
LEAST_LETTERS = 5
"""Letters of a word in which a slip is looked for."""

_SIMPLER = str.maketrans(
    "這個錢貨價嗎麼運費顏換還買賣貴長寬輕電壓質條雙隻現沒種尺碼紅藍綠黃紫幾適裝點無時間會員請問說講紹兩氣親哪裡誰幫選薦於優惠發遞郵寄網總線燈開關機聲"
    "產體積續處頻觸類應級檔當過歲來係螢連廠記憶頁數據庫標準協議號輸轉單雙門幣購圍術設備內輪電繪圖聽剛給對嘅樣覺",
    "这个钱货价吗么运费颜换还买卖贵长宽轻电压质条双只现没种尺码红蓝绿黄紫几适装点无时间会员请问说讲绍两气亲哪里谁帮选荐于优惠发递邮寄网总线灯开关机声"
    "产体积续处频触类应级档当过岁来系荧连厂记忆页数据库标准协议号输转单双门币购围术设备内轮电绘图听刚给对的样觉",
)
"""Traditional characters that viewers' questions use, in their simplified form."""
_REPEATED = re.compile(r"([a-z])\1{2,}")
_PIECE = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]")
_PAUSE = re.compile(r"[,;:.!?…，。；：！？、\n()（）~～|]|[\u2600-\u27bf\U0001f000-\U0001faff]")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’`](?=[a-z])")
_DIGITS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?[a-z]{0,3}")
_RADIO = re.compile(r"[2-6]g(?: ?lte)?")
"""Generations of mobile networks, which are no grams."""
_OPENERS = frozenset({"what", "which", "how", "whats"})
"""Words before a property that is asked for."""
_ONE = frozenset({"one", "ones", "一"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens."""

    plain: str
    """The text in compatibility form, small letters, simplified characters."""
    words: tuple[str, ...]
    """Words in the singular, Han characters; a number is ``#``."""
    numbers: Mapping[int, Number] = field(default_factory=dict)
    """The numbers, by their index among the words."""
    breaks: frozenset[int] = frozenset()
    """Indexes of the words before which a comma, a full stop, an emoji… stands."""

    def shown(self) -> tuple[str, ...]:
        """The words, with numbers written in digits as they stand there."""
        shown = list(self.words)
        for index, number in self.numbers.items():
            if _DIGITS.fullmatch(number.text):
                shown[index] = number.text
        return tuple(shown)


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase that was found."""

    concept: str
    start: int
    """Index of its first token."""
    end: int
    """Index after its last token."""


@lru_cache(maxsize=8192)
def split(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase of our own or of the catalogue; digits are words here."""
    return tuple(_word(piece) for piece in _PIECE.findall(_plain(phrase)))


def tokenise(text: str) -> Tokens:
    """The tokens of a viewer's words."""
    plain = _plain(text[:LONGEST])
    words: list[str] = []
    numbers: dict[int, Number] = {}
    breaks: set[int] = set()
    at = 0

    def take(until: int) -> None:
        last = at
        for piece in _PIECE.finditer(plain, at, until):
            if _PAUSE.search(plain, last, piece.start()) or _apart(plain, last, piece.start()):
                breaks.add(len(words))
            words.append(_word(piece[0]))
            last = piece.end()
        if _PAUSE.search(plain, last, until):
            breaks.add(len(words))

    for number in read_numbers(plain):
        if number.kind in ("code", "ordinal") or number.text in _ONE or _RADIO.fullmatch(number.text):
            continue
        take(number.start)
        numbers[len(words)] = number
        words.append("#")
        at = number.end
    take(len(plain))
    return Tokens(plain, tuple(words), numbers, frozenset(breaks))


def _apart(plain: str, last: int, start: int) -> bool:
    """Whether nothing but a space stands between two Han characters: it parts clauses."""
    between = plain[last:start]
    return last > 0 and between.isspace() and is_han(plain[last - 1]) and is_han(plain[start])


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLER)
    return _REPEATED.sub(r"\1", _APOSTROPHE.sub("", plain))


def _word(piece: str) -> str:
    return singular(piece)


class Phrases:
    """Phrases, each standing for a concept; the longest that fits is the one that counts."""

    def __init__(self, phrases: Iterable[tuple[str, str]] = ()) -> None:
        """Take ``(phrase, concept)`` pairs; of two equal phrases the first counts."""
        self._root: dict[str, object] = {}
        self.words: set[str] = set()
        """Every word of every phrase."""
        for phrase, concept in phrases:
            self.add(phrase, concept)

    def add(self, phrase: str, concept: str) -> None:
        """Add a phrase."""
        self.add_words(split(phrase), concept)

    def add_words(self, tokens: Sequence[str], concept: str) -> None:
        """Add a phrase by its tokens."""
        if not tokens:
            return
        node = self._root
        for token in tokens:
            below = node.setdefault(token, {})
            assert isinstance(below, dict)
            node = below
        node.setdefault("", concept)
        self.words.update(tokens)

    def longest(self, words: Sequence[str], start: int) -> Mark | None:
        """The longest phrase that begins at a token."""
        node: dict[str, object] = self._root
        found: Mark | None = None
        for index in range(start, len(words)):
            below = node.get(words[index])
            if not isinstance(below, dict):
                break
            node = below
            concept = node.get("")
            if isinstance(concept, str):
                found = Mark(concept, start, index + 1)
        return found


def scan(words: Sequence[str], tables: Sequence[Phrases], taken: frozenset[int] = frozenset()) -> list[Mark]:
    """Phrases from left to right, none overlapping; of equal length, the earlier table's.

    Args:
        words: The tokens.
        tables: Where to look.
        taken: Token indexes that belong to something else.
    """
    open_words = ["\0" if index in taken else word for index, word in enumerate(words)]
    marks: list[Mark] = []
    at = 0
    while at < len(open_words):
        found = [mark for table in tables if (mark := table.longest(open_words, at))]
        if found:
            best = max(found, key=lambda mark: mark.end)
            if (
                best.end - at > 1
                and open_words[at] in _OPENERS
                and _reaches(open_words, tables, at + 1, best.end)
            ):
                best = Mark("filler", at, at + 1)
            marks.append(best)
            at = best.end
        else:
            at += 1
    return marks


def _reaches(words: Sequence[str], tables: Sequence[Phrases], start: int, end: int) -> bool:
    """Whether a phrase from ``start`` goes further than ``end``: "what *brand compatibility*"."""
    return any((mark := table.longest(words, start)) is not None and mark.end > end for table in tables)


def one_slip(typed: str, meant: str) -> bool:
    """Whether a Latin word differs from another by one letter missing, added, wrong or swapped with the next.

    Short words, and words that begin with another letter, are never taken for each other.
    """
    if (
        min(len(typed), len(meant)) < LEAST_LETTERS
        or abs(len(typed) - len(meant)) > 1
        or typed[0] != meant[0]
    ):
        return False
    if typed == meant or not (typed.isascii() and typed.isalpha()):
        return False
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    typed, meant = typed[same:], meant[same:]
    swapped = len(typed) > 1 and typed[0] == meant[1:2] and typed[1] == meant[0] and typed[2:] == meant[2:]
    return swapped or typed[1:] == meant[1:] or typed[1:] == meant or typed == meant[1:]
