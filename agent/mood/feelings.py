"""What a viewer's message does to the host, by rules; English and Chinese."""

from __future__ import annotations

import re
from typing import Literal, Protocol

from agent.events import ChatMessage

Feeling = Literal[
    "praise", "thanks", "joke", "sale", "gift", "follow", "abuse", "silence", "long_question"
]  # fmt: skip
LONGEST = 300
"""Characters that are read."""
LONG_QUESTION = 120
"""Characters of a long question in Latin script; Chinese says it in a third."""

_BY_KIND: dict[str, Feeling] = {"gift": "gift", "superchat": "gift", "follow": "follow", "order": "sale"}
_PRAISE = re.compile(
    r"\b(?:(?:you(?:'re|r| are)|ur|u r|she(?:'s| is)|he(?:'s| is)|host is|this is|that's|so|such "
    r"an?)\s+(?:\w+\s+)?"
    r"(?:amazing|awesome|great|wonderful|lovely|brilliant|adorable|cute|fun|helpful|sweet|kind"
    r"|funny|fantastic|gorgeous"
    r"|beautiful|the best|good at this)"
    r"|(?:i )?(?:love|adore) (?:you|u|this|it|your|the|that|her|him|how)|best (?:host|stream|live"
    r"|shop)|well done|good job"
    r"|nice (?:one|job|work|stream|voice)|great (?:job|stream|work|explanation|answer|show|host"
    r"|voice)|(?:amazing|awesome"
    r"|fantastic|wonderful|brilliant|gorgeous|stunning)|you rock|keep it up|10/10|goat)\b|❤|😍|🥰|💖|👏|💯",
    re.IGNORECASE,
)
_PRAISE_ZH = re.compile(
    r"主播(?:真|太|好|很|超|最)?(?:好|棒|美|可爱|专业|厉害|漂亮|帅|有耐心|细心|用心|给力|牛)"
    r"|(?:太|真|超|好|很)(?:棒|厉害|专业|可爱|贴心"
    r"|好看|好听|漂亮|良心|给力|有耐心|喜欢|爱了)|讲得(?:真|太|很)?(?:好|清楚|明白|细|仔细)|爱了"
    r"|种草了|好喜欢|喜欢(?:你|主播|这个直播间)"
    r"|(?:绝绝子|yyds|给你点赞|点个赞|为你点赞|声音好听|必须支持)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|isn'?t|aren'?t|wasn'?t|don'?t|doesn'?t|never|no|hardly|would|if|hate|worst|boring"
    r"|bot|scam|fake|yeah right)\b"
    r"|不|没|别|假|骗|垃圾|难听|无聊|才怪|呵呵|如果",
    re.IGNORECASE,
)
"""What turns praise into something else."""
_JOKE = re.compile(
    r"\b(?:lo+l+|lmf?ao+|ro+fl|(?:ha){2,}h?|(?:he){2,}|(?:ja){2,}|xd+|jk|just kidding|knock knock|i'?m dead"
    r"|that's hilarious|hilarious)\b|😂|🤣|😆|💀|哈{2,}|嘿{2,}|笑死|笑哭|太搞笑|好搞笑|好好笑"
    r"|\b[hx]h{2,}\b|\b23{2,}\b|(?<![a-z])h{3,}(?![a-z])|红红火火恍恍惚惚",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thanks?(?: you| u)?|thx|tysm|ty|appreciate (?:it|that|you)|cheers)\b|谢谢|感谢|多谢|谢啦|蟹蟹",
    re.IGNORECASE,
)
_NO_THANKS = re.compile(r"\bno,? thanks?\b|thanks? for nothing|不用谢|谢绝", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]|吗|呢|怎么|什么|哪|\b(?:what|how|which|when|where|why|can|could|does|is there)\b", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")


class Judged(Protocol):
    """What is needed of a moderator's judgement."""

    @property
    def allowed(self) -> bool:
        """Whether the message may go on."""
        ...

    @property
    def rule(self) -> str:
        """Which rule it broke; ``abuse`` is felt, the others are not."""
        ...


def feelings_of(message: ChatMessage, judgement: Judged) -> tuple[Feeling, ...]:
    """What a message makes the host feel; nothing, most of the time."""
    if not judgement.allowed:
        return ("abuse",) if judgement.rule == "abuse" else ()
    felt: list[Feeling] = [_BY_KIND[message.kind]] if message.kind in _BY_KIND else []
    if message.kind in ("comment", "superchat", "gift"):
        felt += _of_text(message.text[:LONGEST])
    return tuple(felt)


def _of_text(text: str) -> list[Feeling]:
    felt: list[Feeling] = []
    asks = _ASKS.search(text) is not None
    if asks:
        size = len(text) + 2 * len(_HAN.findall(text))
        if size >= LONG_QUESTION:
            felt.append("long_question")
    praised = _PRAISE.search(text) or _PRAISE_ZH.search(text)
    if praised and not asks and not _NOT.search(text):
        felt.append("praise")
    if _JOKE.search(text):
        felt.append("joke")
    if _THANKS.search(text) and not _NO_THANKS.search(text):
        felt.append("thanks")
    return felt
