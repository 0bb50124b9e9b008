"""Warnings: who says "don't click that link" advertises nothing."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?:\b(?:don't|dont|do not|never|not|avoid|beware|careful|watch out|scam|scammer|scammers|fake"
    r"|nobody should|stop|against)\b[^\n]{0,30}"
    r"|(?:别|不要|勿|莫|小心|谨防|警惕|当心|注意|千万|防止|拒绝|不能|不可以|骗子|假的|举报)[^\n]{0,8})$"
)
_REACH = 45


def is_warned(form: str, at: int) -> bool:
    """Whether what stands at a place of a text is something that the writer warns against."""
    return _BEFORE.search(form, max(0, at - _REACH), at) is not None
