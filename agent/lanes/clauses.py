"""One comment with several questions, taken apart."""

from __future__ import annotations

import re

MOST = 4
"""Parts looked at; more of them are no question for one breath."""
_LEAST = 2
"""Characters of the shortest part."""

_ENDS = re.compile(
    r"[?？。！!;；\n]+|(?<![\d.])\.(?=\s|$)|[,，](?!\d)|、(?=.{0,12}(?:吗|多少|几|能不能|可以|有没有))"
    r"|\s+(?:and|also|plus|&|\+)\s+(?=(?:also\s+|then\s+)?(?:how|what|whats|which|where|when|is|are|does|do|can|could"
    r"|will|would|has|have|any|got|it|should)\b)"
    r"|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])|(?:(?<=[吗呢])|(?<=[^什怎多那这要]么))(?=[\u3400-\u9fffA-Za-z])",
    re.IGNORECASE,
)
_JOINT = re.compile(r"^(?:and|also|plus|then)\s+", re.IGNORECASE)
_CONDITION = re.compile(
    r"^\s*(?:if|when|unless|without|with|once|after|before|as|since|for|on|in|at|than|instead|including)\b"
    r"|如果|要是|假如|的话|买[两二三四五六七八九十几\d]|(?:时候|之后|以后)$",
    re.IGNORECASE,
)


def clauses(question: str) -> list[str]:
    """The parts of a comment that may each be a question; one where it cannot be parted.

    A condition ("if I take two, …") changes what the rest asks, so a comment with one stays whole.
    """
    found = [part for one in _ENDS.split(question) if len(part := _JOINT.sub("", one.strip())) >= _LEAST]
    if not 1 < len(found) <= MOST or any(_CONDITION.search(part) for part in found):
        return [question]
    return found
