"""A mixed text cut into stretches of one language, so that each number is read in the language around it."""

from __future__ import annotations

import re

_HAN = r"\u3400-\u9fff\uf900-\ufaff\u3007"
_HAN_STRETCH = re.compile(
    rf"(?:[¥￥]\s?)?(?:\d[\d.,:/%+~-]*\s?)?[{_HAN}](?:[{_HAN}，。！？；：、（）]|"
    rf"(?:[¥￥]\s?)?\d[\d.,:/%+~-]*(?=\s?[{_HAN}]|[\d%]|$|[，。！？])|\s(?=[{_HAN}]))*"
    rf"(?:[¥￥$]?\s?\d[\d.,]*\d|\s?\d(?![A-Za-z]))?"
)
_LATIN_STRETCH = re.compile(rf"[^{_HAN}，。！？；：、（）]+")
_LATIN_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z][a-z']+(?![A-Za-z])")
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "off",
        "for",
        "to",
        "in",
        "on",
        "at",
        "with",
        "is",
        "are",
        "was",
        "be",
        "your",
        "our",
        "my",
        "you",
        "we",
        "it",
        "this",
        "that",
        "get",
        "buy",
        "only",
        "free",
        "now",
        "from",
        "up",
        "all",
        "new",
        "just",
        "not",
        "more",
        "each",
        "per",
        "by",
        "today",
    ]
)
_ENOUGH_WORDS = 4


def stretches(text: str, language: str) -> list[tuple[int, int, str]]:
    """Start, end and language of each stretch, in order, over the whole text.

    In an English text what is Chinese is Chinese; in a Chinese one only whole English sentences are English,
    because a brand between Chinese words has its number said in Chinese.
    """
    if language == "en":
        return _cut(text, [match.span() for match in _HAN_STRETCH.finditer(text)], "en", "zh")
    if language == "zh":
        found = [match.span() for match in _LATIN_STRETCH.finditer(text) if _english(match[0])]
        return _cut(text, found, "zh", "en")
    return [(0, len(text), language)]


def _english(stretch: str) -> bool:
    words = [word.lower() for word in _LATIN_WORD.findall(stretch)]
    return len(words) >= _ENOUGH_WORDS and bool(_FUNCTION_WORDS.intersection(words))


def _cut(text: str, others: list[tuple[int, int]], language: str, other: str) -> list[tuple[int, int, str]]:
    found = []
    done = 0
    for start, end in others:
        if start > done:
            found.append((done, start, language))
        found.append((start, end, other))
        done = end
    if done < len(text):
        found.append((done, len(text), language))
    return found
