"""Words a host may not say, and words a persona's description may not have, by what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PERSONAL = re.compile(
    r"\b(?:i(?:['’]ve| have)? (?:personally |always |often |actually )?"
    r"(?:used?|tried|own(?:ed)?|bought|wore|wear|tasted?|ate|eat|drank|drink|cook(?:ed)?|slept|sleep)\b"
    r"|i(?:['’]m| am) (?:using|wearing|drinking|eating)\b"
    r"|i (?:love|like|enjoy) (?:using|wearing|drinking|eating|cooking)\b"
    r"|(?:at|in) my (?:own )?(?:home|house|kitchen|flat|apartment|bedroom|office)\b"
    r"|my (?:own|husband|wife|kids?|mom|mum|dad|family|boyfriend|girlfriend|skin|hair)\b"
    r"|i have one\b|i got one\b)"
    r"|亲测|自用|我(?:自己|本人|平时|每天|一直|也)*(?:在用|用过|试过|穿过|吃过|喝过|买过|用了|试了|买了|入手)"
    r"|我(?:每天|平时|一直|自己|本人)(?:都|也|在|就)?(?:用|穿|吃|喝)|我家(?:里|人|也|就|用|孩子|宝宝)"
    r"|我(?:妈|爸|老公|老婆|男朋友|女朋友|同事|闺蜜)",
    re.IGNORECASE,
)
"""Personal use or experience, which a host that is a machine cannot have (FTC endorsement guides)."""

_ABSOLUTE = re.compile(
    r"\b(?:the (?:very )?best|best (?:price|quality|deal|value|choice|product|in)"
    r"|(?:number|no\.?) ?(?:one|1)\b|cheapest|lowest prices?|unbeatable|world['’]?s|guarantee[ds]?"
    r"|flawless|perfect|miracle|risk[- ]free|never fails?|always works?|nobody else|the only)\b"
    r"|#1\b|\b100 ?%"
    r"|最(?:好|佳|低|便宜|高级|高|强|优|先进|新|大|火|受欢迎|划算|值)|国家级|世界级|顶级|极致|极品|万能"
    r"|唯一|绝对|百分之百|100%|首选|全网|史上|第一(?!次|件|个|步|时间|句|位|眼)|永久|零风险|无敌|王牌",
    re.IGNORECASE,
)
"""Absolute claims (Advertising Law of the PRC, article 9 (3); FTC on unqualified superiority)."""

_PRESSURE = re.compile(
    r"\b(?:last chance|now or never|while (?:stocks|supplies) last|before it['’]?s (?:gone|too late)"
    r"|selling (?:out )?fast|(?<!no )(?<!n.t )hurry(?: up)?|going fast|everyone(?: else)? is buying)\b"
    r"|手慢无|手慢就没|最后(?:一波|机会|几件|几个)|抢完|抢光|错过(?:今天|就没)|再不(?:拍|买|抢)|赶紧(?:拍|抢|下单)|马上就没",
    re.IGNORECASE,
)
"""Scarcity and urgency that no fact carries (FTC on dark patterns; PRC rules for live marketing)."""

_HUMAN = re.compile(
    r"\bi(?:['’]m| am) (?:a |an )?(?:real|human|person|actual (?:person|human)|living)\b"
    r"|\bi(?:['’]m| am) not (?:a |an )?(?:ai|robot|bot|machine)\b"
    r"|我是(?:个|一个)?(?:真人|活人)|我(?:不是|可不是)(?:个|一个)?(?:AI|人工智能|机器人|数字人|虚拟)",
    re.IGNORECASE,
)

_PERSON = re.compile(
    r"\b(?:real|actual|living|flesh[- ]and[- ]blood)[- ](?:human(?: being)?|person|woman|man|girl|boy)\b"
    r"|\b(?:is|am|are) (?:a |an )?human\b"
    r"|是(?:一个|一位|个|位)?(?:真人|活人|真实的人)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\bnot|n['’]t|\bno|\bnever|\bthan|\binstead of|不|并非)(?: an?| the)? ?$", re.IGNORECASE
)
_NO_MACHINE = re.compile(
    r"(?:\bnot|n['’]t|\bno) (?:an? |just an? )?(?:AI|robot|bot|chatbot|machine|language model)\b"
    r"|\b(?:denies|hides?|never (?:admits?|mentions?|says?|reveals?))\b[^.]{0,30}\b(?:AI|robot|bot|machine)\b"
    r"|不是(?:AI|人工智能|机器人|数字人|虚拟)|(?:从不|绝不|不会)承认自己是(?:AI|人工智能|机器人|数字人)",
    re.IGNORECASE,
)
_SAYS_AI = re.compile(r"(?<![a-z])AI(?![a-z])|人工智能", re.IGNORECASE)
_SAYS_GENERATED = re.compile(r"\bgenerat|\bsynthe[st]i|生成|合成", re.IGNORECASE)
_LIKE_A_PERSON = re.compile(
    r"\b(?:aged? \d{1,3}|\d{1,3}[- ]years?[- ]old|woman|girl|man|boy|lady)\b"
    r"|\d{1,3}岁|[二三四五六七八九]?十[一二三四五六七八九]?岁|女孩|女人|男人|姑娘|小姐姐",
    re.IGNORECASE,
)

_UNSAFE = re.compile(
    r"\b(?:nsfw|porn\w*|erotic\w*|lewd|nude|naked|sex|sexual\w*|orgasm\w*|fetish\w*|hentai|rape\w*|horny"
    r"|seduc\w+|genital\w*|breasts?|nipples?|suicide|self[- ]harm|tortur\w+|gore)\b"
    r"|色情|情色|裸体|裸露|做爱|性爱|性感|诱惑|调教|强奸|自杀|自残|虐待|血腥",
    re.IGNORECASE,
)
"""What has no place in a shop."""

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instructions?|rules?|prompts?|guidelines|guardrails?|restrictions?|policy|policies|facts)\b"
    r"|\b(?:jailbreak|system prompt|developer mode|do anything now)\b"
    r"|\bnever (?:break|leave) character\b|\bstay in character\b"
    r"|\b(?:you|assistant|model|ai) (?:must|will|shall|should|can)(?: always| never| not|n['’]t)? "
    r"(?:comply|obey|refuse|write|respond|reply|roleplay|role-play|act|speak|continue|pretend)\b"
    r"|(?:忽略|无视|忘记|绕过|不要遵守).{0,20}(?:指令|规则|提示|限制|设定|要求)|系统提示词|越狱|不得跳出角色",
    re.IGNORECASE,
)
"""Orders to a model, which are no description of anybody."""


def says_ai(text: str) -> bool:
    """Whether a disclosure says that the host is an AI."""
    return bool(_SAYS_AI.search(text))


def says_generated(text: str) -> bool:
    """Whether a disclosure says that picture or voice are generated."""
    return bool(_SAYS_GENERATED.search(text))


def in_speech(text: str) -> Iterator[str]:
    """What is wrong with words a host would speak, each with the words that show it."""
    for pattern, fault in (
        (_PERSONAL, "claims personal experience; a host may not say it"),
        (_ABSOLUTE, "is an absolute claim; a host may not say it"),
        (_PRESSURE, "is pressure that no fact carries; a host may not say it"),
        (_HUMAN, "claims to be human; a host may not say it"),
        (_UNSAFE, "is not fit for a shop"),
    ):
        if found := pattern.search(text):
            yield f"{found.group()!r} {fault}"


def in_story(text: str) -> Iterator[str]:
    """What is wrong with words that describe a host and are never spoken as they stand."""
    person = next(
        (found for found in _PERSON.finditer(text) if not _DENIED.search(text[: found.start()])),
        None,
    )
    for found, fault in (
        (person, "makes the host a person; it is an AI and says so"),
        (_NO_MACHINE.search(text), "makes the host a person; it is an AI and says so"),
        (_ORDERS.search(text), "is an order to a model; a persona is only described"),
        (_UNSAFE.search(text), "is not fit for a shop"),
    ):
        if found:
            yield f"{found.group()!r} {fault}"


def odd_in_story(text: str) -> Iterator[str]:
    """What reads as a person in a description that does not say that the host is an AI."""
    if not says_ai(text) and (found := _LIKE_A_PERSON.search(text)):
        yield f"{found.group()!r} reads as a person; say that it is an AI"
