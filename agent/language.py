"""Which language a viewer wrote in."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE_GRAMMAR = re.compile(
    r"[吗呢吧么的了是有在这那哪啥谁几咋]|多少|怎|什|请问|价格|卖|要不|能不|可以|包邮|我|你|主播"
)
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:how|what|which|when|where|why|who|is|are|does|do|did|can|could|will|would|the|this|that|it|you|i"
    r"|of|for|have|has|much|please|price|cost)\b",
    re.IGNORECASE,
)


def detect(text: str, default: str = "en") -> str:
    """``zh`` or ``en``; the default when the text has neither script.

    Names of products stand in either script inside a question in the other, so the words that make a
    sentence decide: a Chinese particle or question word says Chinese however long a Latin name stands beside
    it, English ones without any Chinese say English, and only text without either is judged by how many
    Han characters there are to a Latin word.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if not han:
        return "en" if latin else default
    if not latin or _CHINESE_GRAMMAR.search(text):
        return "zh"
    if _ENGLISH_GRAMMAR.search(text):
        return "en"
    return "zh" if han * 3 >= latin else "en"
