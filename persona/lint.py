"""What a persona's wordings must and must not be, beyond their form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from persona.phrases import PHRASES, PLACEHOLDER, TAG, Phrase
from persona.schema import Persona
from persona.yamlfile import Where

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

_HUMAN = re.compile(
    r"\bi(?:['’]m| am) (?:a |an )?(?:real|human|person|actual (?:person|human)|living)\b"
    r"|\bi(?:['’]m| am) not (?:a |an )?(?:ai|robot|bot|machine)\b"
    r"|我是(?:个|一个)?(?:真人|活人)|我(?:不是|可不是)(?:个|一个)?(?:AI|人工智能|机器人|数字人|虚拟)",
    re.IGNORECASE,
)
_SAYS_AI = re.compile(r"\bAI\b|AI(?=[\u4e00-\u9fff])|人工智能", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_BRACED = re.compile(r"\{([^{}]*)\}")


def lint(persona: Persona) -> Iterator[tuple[Where, str]]:
    """Every fault of a persona's phrases, with its place in the document."""
    for language in persona.languages:
        for name, phrase in PHRASES.items():
            if language not in phrase.plain and not persona.phrases.get(name, {}).get(language):
                yield ("phrases", name, language), "has no wording"
    for name, by_language in persona.phrases.items():
        known = PHRASES.get(name)
        if known is None:
            yield ("phrases", name), "is no known phrase" + _closest(name)
            continue
        for language, wordings in by_language.items():
            for index, wording in enumerate(wordings):
                where: Where = ("phrases", name, language, index)
                yield from ((where, fault) for fault in _wording(persona, name, known, wording))


def _wording(persona: Persona, name: str, phrase: Phrase, wording: str) -> Iterator[str]:
    bare = PLACEHOLDER.sub("x", TAG.sub("", wording)).strip()
    if not any(char.isalnum() for char in bare):
        yield "has nothing to say"
        return
    yield from _tags(persona, wording)
    yield from _placeholders(phrase, wording)
    for pattern, fault in (
        (_PERSONAL, "claims personal experience"),
        (_ABSOLUTE, "is an absolute claim"),
        (_HUMAN, "claims to be human"),
    ):
        if found := pattern.search(bare):
            yield f"{found.group()!r} {fault}; a host may not say it"
    if name == "disclosure" and not _SAYS_AI.search(bare):
        yield "must say that the host is an AI"
    if re.search(r"\d", bare):
        yield "has a number; numbers come from the shop's facts, through placeholders"


def _tags(persona: Persona, wording: str) -> Iterator[str]:
    for tag in _BRACKETED.findall(wording):
        if tag not in persona.tags:
            yield f"[{tag}] is no mood or gesture of this persona" + _closest(tag, persona.tags)
    if wording.rstrip().endswith("]"):
        yield "ends in a tag; a tag stands before the words it colours"
    if re.search(r"[\[\]]", _BRACKETED.sub("", wording)):
        yield "has a lone square bracket"


def _placeholders(phrase: Phrase, wording: str) -> Iterator[str]:
    used = _BRACED.findall(wording)
    for name in used:
        if name not in phrase.must and name not in phrase.may:
            known = ", ".join("{" + known + "}" for known in (*phrase.must, *phrase.may)) or "none"
            yield f"{{{name}}} is not known here (known: {known})"
    for name in phrase.must:
        if name not in used:
            yield f"lacks {{{name}}}"
    if re.search(r"[{}]", _BRACED.sub("", wording)):
        yield "has a lone brace"


def _closest(name: str, known: frozenset[str] | None = None) -> str:
    near = difflib.get_close_matches(name, sorted(known if known is not None else PHRASES), n=1)
    return f"; did you mean {near[0]}?" if near else ""
