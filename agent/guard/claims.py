"""Claims without a number, and words a host may never say, in English and Chinese.

Every pattern is linear: no nested repetition, every gap bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Category: TypeAlias = Literal[
    "in_stock",
    "sold_out",
    "scarce",
    "last_one",
    "free_shipping",
    "discount",
    "lowest",
    "urgency",
    "gift",
    "guarantee",
]
Forbidden: TypeAlias = Literal["personal", "human", "contact"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that a fact must carry."""

    category: Category
    start: int
    end: int
    text: str


_CLAIMS: dict[Category, tuple[str, ...]] = {
    "sold_out": (
        r"sold out|out of stock|no longer available|all gone|unavailable",
        r"卖完|卖光|卖断|缺货|没货|没有货|没现货|没有现货|无货|售罄|断货|抢光|抢空|抢完",
    ),
    "in_stock": (
        r"in[ -]stock|(?:is|are|still|it's|that's|they're) available|available now|ready to ship",
        r"有现货|有货|现货|有库存|库存充足|货源充足",
    ),
    "scarce": (
        r"almost gone|almost sold out|selling (?:out )?fast|going fast|running (?:low|out)|low(?: in)? stock",
        r"(?:very |only a |just a )?few (?:\w{1,20} )?(?:left|remaining)|while (?:stocks?|supplies) last",
        r"limited (?:stock|quantit(?:y|ies)|supply|edition)|hurry",
        r"快没了|快没货|快卖完|马上没|手慢无|手慢就没|库存不多|数量有限|所剩无几|库存告急|库存紧张|限量|先到先得",
    ),
    "last_one": (
        r"(?:the |our |very )last (?:one|piece|unit|pair)\b",
        r"(?:剩|剩下|最后|仅有|仅剩)一[件个台套双只条瓶盒]",
    ),
    "free_shipping": (
        r"free (?:\w{1,20} )?(?:shipping|delivery|postage|returns?)|ships? (?:for )?free",
        r"(?:shipping|delivery) is free|no shipping (?:fee|cost|charge)s?",
        r"包邮|免运费|免邮|免费配送|免费送货|运费全免",
    ),
    "discount": (
        r"discount(?:s|ed)?|on sale|sale price|special (?:offer|price)|coupons?|vouchers?|promo(?:s|tions?)?",
        r"promo code|price drop|marked down|cheaper today",
        r"折扣|打折|优惠|特价|促销|满减|立减|直降|降价|秒杀|福利价|活动价|粉丝价",
    ),
    "lowest": (
        r"(?:lowest|best|cheapest|unbeatable) (?:\w{1,20} )?(?:price|deal|offer)s?|cheapest|price match",
        r"number one|no\. ?1|#1|best[ -]?sell(?:ers?|ing)",
        r"最低价|全网最低|史低|史上最低|历史最低|历史低价|底价|最便宜|最划算|销量第一|全网第一|排名第一|爆款|销冠",
    ),
    "urgency": (
        r"today only|only today|tonight only|ends (?:tonight|today|soon)|last chance|limited[ -]time",
        r"final hours|before it'?s (?:gone|over)",
        r"限时|仅限今天|今天最后|最后一天|今晚截止|错过就没|过时不候",
    ),
    "gift": (
        r"free gifts?|gift with|buy \w{1,10},? get|bogo|(?:two|2|three|3) for (?:one|1|two|2)",
        r"赠品|买\w{1,3}送\w{1,3}|免费送|送一个|送一份|加送",
    ),
    "guarantee": (
        r"lifetime (?:warranty|guarantee)|money[- ]back|satisfaction guarantee",
        r"终身(?:质保|保修|包换)|假一赔\w|无理由退",
    ),
}
_NEGATED = re.compile(
    r"(?:\b(?:no|not|never|without|cannot|can't|isn't|aren't|wasn't|don't|doesn't|won't)\b|n't\b)"
    r"(?: \w{1,12}){0,3}[ ]?$"
    r"|(?:没有?|无|不|别|未|非|暂无)(?:是|在|能|可以|会|太|享受|支持|参加|承诺|保证)?(?:任何)?$"
    r"|(?:没法|没办法|无法|不能|不敢|不会)[^，。！？]{0,6}$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:check|checking|see|confirm|ask|find out|tell you|sure|know)\b[\w' ]{0,20}"
    r"\b(?:if|whether|what|when|how)\b[\w' ]{0,30}$"
    r"|\bwhether [\w' ]{0,30}$"
    r"|(?:是否|有没有|有无|能不能)\w{0,4}$"
    r"|(?:查|确认|核实)(?:一下|下)?[^，。！？]{0,10}(?:有没有|是否|还)\w{0,3}$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r"[^，。！？]{0,2}我[^，。！？]{0,4}(?:没有|没查到|没看到|不知道|不清楚|不确定)")
_OPPOSITE: dict[Category, Category] = {"in_stock": "sold_out", "sold_out": "in_stock"}
_CLAUSE_END = re.compile(r"[.,;!?，。；！？]")

_USE = (
    r"(?:use|used|using|own|owned|wear|wore|worn|wearing|bought|tried|tested|drink|drank|eat|ate"
    r"|cook with|sleep (?:on|in))"
)
_FORBIDDEN: dict[Forbidden, tuple[str, ...]] = {
    "personal": (
        r"\bI(?:'ve| have| had)? (?:(?:personally|actually|also|always|just|already|still|really|even|myself"
        rf"|been|love|like|enjoy|keep|started|,) ?){{0,3}}{_USE}\b",
        rf"\bI(?:'m| am) (?:also |still |currently |actually )?{_USE}\b",
        r"\bI (?:swear by|can't live without|have (?:one|two|it|this|mine|the same)|got mine)\b",
        r"\bI take (?:it|mine|this)\b",
        r"\bmy own (?:one|home|kitchen|skin|experience|pair|set|daily|morning)\b",
        r"\bmy (?:skin|hair|kids?|child(?:ren)?|baby|husband|wife|mom|mum|mother|family|dog|cat)\b",
        r"\bmy (?:kitchen|bedroom|bathroom|apartment|house|daily routine)\b",
        r"\bmy personal (?:favou?rite|experience)\b",
        r"\b(?:in|from) my (?:personal |own )?experience\b|\bworks for me\b|\bmine (?:is|has|lasted)\b",
        r"我(?:自己|本人|个人|平时|每天|天天|一直|经常|也|都|家里?|家人|老公|老婆|妈妈?|闺蜜|孩子|同事|最近|现在"
        r"|上周|昨天|从)[^没不无，。！？]{0,5}(?:用|穿|吃|喝|戴|买|试|入手|回购|囤)",
        r"我(?:用过|用了|用着|试过|试了|买过|买了|吃过|喝过|穿过|穿了|戴过|入手|回购|在用|亲测)|亲测|自用",
        r"我(?:刚刚?|才|早就|前几天)(?:买|入手|用|试)",
        r"我家(?:里|的|也|就)|我的皮肤|我皮肤|我的头发|我孩子|我老公|我老婆",
    ),
    "human": (
        r"\bI(?:'m| am) (?:a |an )?(?:real|actual|living|flesh|genuine|human)\b(?! fan)",
        r"\bI(?:'m| am) (?:not|no) (?:an? )?(?:AI|A\.I\.|artificial|bot|robot|machine|virtual|avatar)\b",
        r"\bI(?:'m| am) (?:not|no) (?:an? )?(?:computer|digital)\b|\bnot an? (?:AI|bot|robot)\b",
        r"\bas an? (?:human|person|mom|mum|mother|father|dad|woman|man|girl|guy|doctor|nurse)\b",
        r"我(?:就)?是(?:个)?(?:真人|人类|活人|真实的人|一个人|大活人)|真人(?:主播|在线|直播|出镜)",
        r"我(?:可)?不是(?:一个|个)?(?:AI|人工智能|机器人|机器|虚拟|数字人|程序)",
        r"作为(?:一个|一名)?(?:人类|妈妈|宝妈|女生|男生|医生|过来人)",
    ),
    "contact": (
        r"https?:/|\bwww\.|[\w.+-]{0,64}@[A-Za-z]",
        r"\b[a-z0-9-]{1,63}\.(?:com|net|org|cn|io|shop|store|co|me|app|xyz|top|info|tv|ly|cc|gg|link|site"
        r"|online|vip|club|ru|de|uk)\b",
        r"\bdot (?:com|net|org|cn|io|shop|store)\b|点(?:com|cn|net)",
        r"\b(?:whatsapp|telegram|wechat|snapchat|onlyfans)\b",
        r"(?:加|\+)(?:我|个)?(?:微信|薇信|威信|v信|vx|wx|QQ|扣扣|企鹅)|微信号|QQ群",
        r"\+[0-9](?:[ ().-]{0,2}[0-9]){6,18}",
        r"(?<![0-9.])\(?[0-9]{3}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}(?![0-9])",
        r"(?<![0-9.])[0-9]{3}[.-][0-9]{4}(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])",
        r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])",
    ),
}


def _group(name: str, parts: tuple[str, ...]) -> str:
    return f"(?P<{name}>{'|'.join(parts)})"


def _word(part: str) -> str:
    """English alternatives must be whole words; Chinese has none to be parts of."""
    return rf"(?<![A-Za-z])(?:{part})(?![A-Za-z])" if part.isascii() else part


_CLAIM = re.compile(
    "|".join(_group(name, tuple(map(_word, parts))) for name, parts in _CLAIMS.items()), re.IGNORECASE
)
_NEVER = re.compile("|".join(_group(name, parts) for name, parts in _FORBIDDEN.items()), re.IGNORECASE)


def claims(text: str) -> list[Claim]:
    """Claims of a text, in order. A denial claims nothing, but "not in stock" says sold out, and back."""
    found: list[Claim] = []
    for match in _CLAIM.finditer(text):
        category: Category = next(name for name in _CLAIMS if match.lastgroup == name)
        before = _CLAUSE_END.split(text[max(0, match.start() - 60) : match.start()])[-1]
        if _ASKED.search(before):
            continue
        if _NEGATED.search(before) or _DENIED_AFTER.match(text, match.end()):
            if category not in _OPPOSITE:
                continue
            category = _OPPOSITE[category]
        found.append(Claim(category, match.start(), match.end(), match[0]))
    return found


def forbidden(text: str) -> list[tuple[Forbidden, str]]:
    """Claims of personal use or of being human, and addresses, in order, with the words that say so."""
    found: list[tuple[Forbidden, str]] = []
    for match in _NEVER.finditer(text):
        rule: Forbidden = next(name for name in _FORBIDDEN if match.lastgroup == name)
        found.append((rule, match[0]))
    return found


_LEFT_AFTER = re.compile(r"(?:[\w'-]{1,20} ){0,3}(?:left|remain(?:ing|s)?|in stock|available|to go)\b")
_LEFT_BEFORE = re.compile(
    r"(?:\b(?:last|final|stock:?|inventory:?)"
    r"|(?:只|仅|还|就)?剩(?:下|余|了)?|最后|库存(?:只|仅|还)?(?:有|剩)?:?|仅有|限量)\s?$",
    re.IGNORECASE,
)
_LEFT_MEASURE = re.compile(r"[件个台套双只条瓶盒单份](?:库存|现货|了|$)")


def counts_stock(before: str, noun: str) -> bool:
    """Whether a number says how many are left, from the text before it and the words behind it."""
    more = before.rstrip().endswith(("还有", "只有", "就")) and _LEFT_MEASURE.match(noun)
    return bool(_LEFT_AFTER.match(noun) or _LEFT_BEFORE.search(before[-16:]) or more)
