"""Questions and answers as people write them in files: which text asks, and how wordings are parted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from knowledge.feeds.base import FactMaker, Reading, clean
from knowledge.feeds.plain import language_of, plain
from knowledge.model import SHOP, ApprovedAnswer

MOST_QUESTIONS = 200
MOST_REPLIES = 50
_MAX_QUESTION = 500
_MAX_REPLY = 2_000
_MARKED = re.compile(r"[?？]\W{0,4}$")
_BEGINS = re.compile(
    r"(?:how|what|when|where|which|why|who|whose|can|could|do|does|did|is|are|will|would|should|may|am|have|has)"
    r"\s+(?:i|you|we|it|the|there|this|that|my|your|long|much|many|often|do|does|is|are|can|should|if|happens|kind)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?:吗|呢|么|怎么办|多少|多久|多长时间|怎么样|如何|什么|哪里|哪些|几天|吗\W?)$|^(?:怎么|如何|什么|为什么|是否|能不能|可不可以|有没有|多久|请问)"
)
_PARTED = re.compile(r"[\n|]+|(?<=[?？])\s*[/／;；]?\s*(?=\S)|\s+/\s+|[;；]")
_REPLIES_PARTED = re.compile(r"\n\s*(?:-{3,}|\|{1,3}|={3,})\s*\n|\s*\|\|\s*")


@dataclass(frozen=True, slots=True)
class Wordings:
    """Ways of asking one thing, and ways of answering it."""

    questions: list[str]
    replies: list[str]
    product_id: str = ""
    language: str = ""
    """Of all of them, where the file says it."""


def is_question(text: str, *, marked: bool = False) -> bool:
    """Whether a heading asks: by its mark, or by how it begins or, in Chinese, ends.

    Args:
        text: One line.
        marked: Whether it is marked as a question anyway (``Q:``).
    """
    text = text.strip(" *_#")[:_MAX_QUESTION]
    if marked or not text:
        return bool(text)
    return bool(_MARKED.search(text) or _BEGINS.match(text) or _CHINESE.search(text))


def questions_in(cell: str) -> list[str]:
    """The questions of a cell or heading: one a line, or parted by ``|``, ``;``, ``/`` or their own marks."""
    parts = (clean(plain(part).strip(" *_"), _MAX_QUESTION) for part in _PARTED.split(cell[:20_000]))
    return list(dict.fromkeys(part for part in parts if any(char.isalnum() for char in part)))[
        :MOST_QUESTIONS
    ]


def replies_in(cell: str) -> list[str]:
    """The wordings of an answer in one cell, parted by ``||`` or a line of dashes."""
    parts = (
        clean(" ".join(plain(part).split()), _MAX_REPLY) for part in _REPLIES_PARTED.split(cell[:60_000])
    )
    return list(dict.fromkeys(part for part in parts if part))[:MOST_REPLIES]


def answer_of(wordings: Wordings, source: str, reading: Reading) -> ApprovedAnswer:
    """An approved answer; its id is made of its first question, so it stays when the rest is edited.

    Args:
        wordings: At least one question and one reply.
        source: File and line.
        reading: Says the language where neither the file nor the script does.
    """
    stated = wordings.language or reading.language
    first = " ".join(wordings.questions[0].casefold().split())
    key = f"faq-{blake2b(f'{wordings.product_id}|{first}'.encode(), digest_size=6).hexdigest()}"
    replies = _by_language((clean(reply, _MAX_REPLY) for reply in wordings.replies[:MOST_REPLIES]), stated)
    joined = {language: " ".join(texts) for language, texts in replies.items()}
    make = FactMaker(wordings.product_id or SHOP, source, reading.at)
    return ApprovedAnswer(
        id=key,
        questions=_by_language(wordings.questions[:MOST_QUESTIONS], stated),
        replies=replies,
        product_id=wordings.product_id,
        fact=make.fact("faq", key, next(iter(joined.values())), text=joined),
    )


def _by_language(texts: Iterable[str], stated: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(stated or language_of(text), []).append(text)
    return {language: tuple(held) for language, held in found.items()}
