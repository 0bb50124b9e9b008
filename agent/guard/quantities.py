"""Whether a number says how many are left."""

from __future__ import annotations

import re

_LEFT_AFTER = re.compile(
    r"(?:(?:[\w'-]{1,20} )?(?:[\w'-]{1,20} )?(?:[\w'-]{1,20} )?[\w'-]{1,20} )?"
    r"(?:left|remain(?:ing|s)?|in stock|in the warehouse|on the shelf|available|to go|on hand)\b"
)
_LEFT_BEFORE = re.compile(
    r"(?:\b(?:last|final|stock:?|inventory:?)"
    r"|(?:只|仅|还|就)?剩(?:下|余|了)?(?:最后)?|最后|库存(?:只|仅|还)?(?:有|剩)?:?|仅有|限量)\s?$",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"\b(?:we have|we've got|we got|there are|there's|i have|i've got)(?: (?:just|only|still|over|about|"
    r"around"
    r"|nearly|almost|more than|exactly)){0,2}\s?$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"of (?:them|these|those|this one)\b")
_LEFT_MEASURE = re.compile(r"[件个台套双只条瓶盒单份把](?:库存|现货|了|呢|$)")


def counts_stock(before: str, noun: str) -> bool:
    """Whether a number says how many are left, from the text before it and the words behind it."""
    if _HAVE.search(before[-32:]) and _OF_THEM.match(noun):
        return True
    more = before.rstrip().endswith(("还有", "只有", "就")) and _LEFT_MEASURE.match(noun)
    return bool(_LEFT_AFTER.match(noun) or _LEFT_BEFORE.search(before[-16:]) or more)
