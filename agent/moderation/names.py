"""Viewers' names as they may be spoken."""

from __future__ import annotations

import re
import unicodedata

from agent.moderation.reading import is_han_text, read

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
    r"|免费|价|折|特惠|优惠|降|元|块钱|促销|清仓|售罄|卖完|包邮|红包|返现|中奖|管理|系统|官方|客服|运营"
    r"|主播|机器人|真人|人工智能|骗|假货|召回|退款|老板|店主|国家|领导人"
    r"|[$€£¥%￥]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:buy|buys|selling|sells?|orders?|avoid|broken|breaks?|burns?|burning|explodes?|leaks?|poison"
    r"|poisonous"
    r"|toxic|cancer|kill\w*|suicide|dead|dies?|death|hitler|heil|stalin|kkk|isis|terror\w*|bombs?|lies?"
    r"|fraud|quality"
    r"|warranty|returns?|says?|said|everything|nobody|never|don'?t|do not|not|must|everyone|elsewhere|label"
    r"|prompt"
    r"|stream(?:er)?|shop|store|dollars?|bucks?|euros?|yuan|mood|gesture|whatsapp|telegram|wechat)\b"
    r"|买|卖|质量|差评|太差|很差|垃圾|爆炸|起火|毒|致癌|癌|漏|坏了|会坏|自杀|杀人|希特勒|纳粹|主席|总统"
    r"|习近平|毛泽东"
    r"|别信|别来|别|不要|不是|没有|千万|退|店长|掌柜|店家|微信|v信|薇信|加我|扣扣|电话|过敏|含税|保修|质保|人类|块",
    re.IGNORECASE,
)
_WORDS = 3
"""Words of a name; more is a sentence."""
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def as_spoken(name: str) -> str:
    """What of a name can be said: letters, few digits, no decoration, at most a few words.

    Empty when nothing is left, or when the name itself says something about the shop or poses as somebody of
    it: greeting "Everything is free" would say so.
    """
    plain = unicodedata.normalize("NFKC", name[:200])
    plain = "".join(char for char in plain if unicodedata.category(char)[0] in "LNMZP" or char in " '’")
    spaced = _UNSPOKEN.sub(" ", plain)
    folded = read(spaced)
    for form in (name[:200], spaced, folded.plain, folded.loose, folded.han):
        if form and (_CLAIM.search(form) or _SENTENCE.search(form)):
            return ""
    if len(spaced.split()) > _WORDS:
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
