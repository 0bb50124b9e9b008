"""What a viewer wants with a message: an answer, a greeting, thanks, or nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from agent.events import ChatMessage
from agent.lanes import attributes, lexicon
from agent.lanes.intent import read_intent
from agent.lanes.reading import LONGEST, one_slip, split

What = Literal[
    "question", "greeting", "thanks", "gift", "follow", "like", "join", "order", "click", "remark", "refused"
]
Said = Literal["question", "greeting", "thanks", "remark"]

_ASKS = re.compile(lexicon.INTERROGATIVE)
_SUPPOSES = re.compile(r"\b(?:right|isnt|arent)\b|[0-9吧一二两三四五六七八九十百千万半]")
_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half dozen couple
pair quarter grand
"""
_COUNTED = frozenset(_NUMBERS.split())
_APOSTROPHE = re.compile(r"(?<=[a-z])['’`](?=[a-z])")
_SAYS_NOTHING = frozenset({"filler", "chat"})
_TABLES = (attributes.PHRASES, lexicon.PHRASES)


def sort(message: ChatMessage) -> What:
    """What a message is."""
    if message.kind == "superchat":
        return "question" if what_is_said(message.text) == "question" else "gift"
    return what_is_said(message.text) if message.kind == "comment" else message.kind


_LOOKS_UP = re.compile(
    r"\border\W{0,3}\d{4,}\W{1,3}status\b|\bstatus of (?:my |the )?order\b"
    r"|查.{0,4}订单|订单.{0,3}\d{4,}.{0,6}(?:到|查|状态|哪)|[发上给求甩].{0,12}链接",
    re.IGNORECASE,
)
"""Orders to look something up, which hold no word of a question."""


def what_is_said(text: str) -> Said:
    """What a comment's words are; each wording is read once in a while, however often it comes."""
    return _said(" ".join(text[:LONGEST].split()))


@lru_cache(16_384)
def _said(text: str) -> Said:
    if _LOOKS_UP.search(text):
        return "question"
    if not may_ask(text):
        return "remark"
    intent = read_intent(text)
    if intent is None:
        return "remark"
    if intent.kinds == ("greeting",):
        return "greeting"
    return "thanks" if intent.kinds == ("thanks",) else "question"


def may_ask(text: str) -> bool:
    """Whether the rules of intent could find anything in a text; where not, ``asks`` says no.

    Reading an intent takes a hundred microseconds, this about ten, and most chatter holds nothing that the
    rules know.
    """
    words = split.__wrapped__(text[:LONGEST])
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    han = "" if plain.isascii() else "".join(word for word in words if not word.isascii())
    if _ASKS.search(plain) or _SUPPOSES.search(plain) or not _COUNTED.isdisjoint(words):
        return True
    if han and (_ASKS.search(han) or _SUPPOSES.search(han)):
        return True
    for at, word in enumerate(words):
        for table in _TABLES:
            if (
                word in table.words
                and (mark := table.longest(words, at))
                and mark.concept not in _SAYS_NOTHING
            ):
                return True
        if _is_slip(word):
            return True
    return False


@lru_cache(16_384)
def _is_slip(word: str) -> bool:
    return any(one_slip(word, key) for key in lexicon.KEYWORDS)
