"""Viewers' names as they may be spoken."""

from __future__ import annotations

import re
import unicodedata

from agent.moderation.reading import is_han_text

LONGEST_LATIN = 24
"""Letters of a name that are spoken."""
LONGEST_HAN = 8
"""Han characters of a name that are spoken."""
_UNSPOKEN = re.compile(r"[^\w\s'’.\-·]|_")
_DIGITS_AT_END = re.compile(r"(?<=\D)\d{3,}$")
_MANY_DIGITS = re.compile(r"\d{5,}")
_CLAIM = re.compile(
    r"\b(?:free|price|prices|discount|sale|sold ?out|cheap|cheaper|refund|off|deal|only|coupon|giveaway"
    r"|winner|system|operator|admin|moderator|host|official|support|staff|owner|assistant|bot|ai|human"
    r"|scam|fake|recall|recalled|dangerous)\b"
    r"|免费|价|折|特惠|优惠|降|元|块钱|促销|清仓|售罄|卖完|包邮|红包|返现|中奖|管理|系统|官方|客服|运营|主播|机器人|真人|人工智能|骗|假货|召回|退款|老板|店主|国家|领导人"
    r"|[$€£¥%￥]",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def as_spoken(name: str) -> str:
    """What of a name can be said: letters, few digits, no decoration, at most a few words.

    Empty when nothing is left, or when the name itself says something about the shop or poses as somebody of
    it: greeting "Everything is free" would say so.
    """
    plain = unicodedata.normalize("NFKC", name[:200])
    plain = "".join(char for char in plain if unicodedata.category(char)[0] in "LNMZP" or char in " '’")
    if _CLAIM.search(name[:200]) or _CLAIM.search(_UNSPOKEN.sub(" ", plain)):
        return ""
    plain = _SPACES.sub(" ", _UNSPOKEN.sub(" ", plain)).strip(" .-·'’")
    plain = _DIGITS_AT_END.sub("", plain).strip(" .-·'’")
    if not _LETTER.search(plain) or _MANY_DIGITS.search(plain):
        return ""
    return _cut(plain)


def _cut(plain: str) -> str:
    longest = LONGEST_HAN if is_han_text(plain) else LONGEST_LATIN
    if len(plain) <= longest:
        return plain
    words = plain[: longest + 1].rsplit(" ", 1)
    kept = words[0] if len(words) > 1 and words[0].strip() else ""
    return kept[:longest].strip(" .-·'’")
