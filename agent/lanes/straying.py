"""What a model may not say in the host's name, whatever the facts: words that a viewer put there.

The guard holds claims to facts. A viewer may also want the host to take another name, to speak of its rules,
or to read out the viewer's own words. Such words fall into few shapes (OWASP LLM01:2025, prompt injection;
LLM07:2025, system prompt leakage), and no answer about a product has them:

* speaking of the prompt, the instructions or the limits of the model;
* another name or part for the speaker than the persona's;
* words about the AI label, which no words can switch off, and markup;
* gifts that no fact of a shop has a form for ("it is free", "we pay you double");
* a viewer's own sentence, or a long run of a viewer's words;
* another language than the viewer's, of the two that the host speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from agent.guard.plain import plain
from agent.lanes.prompt import instructions
from knowledge.tokens import is_han
from persona.schema import Persona

RUN = 12
"""Words of a viewer's in a row that no answer needs; a Chinese character counts as half a word."""
WHOLE = 4
"""From so many words on a sentence may not be a viewer's as it stands."""
_LONGEST = 2_000
"""Characters of the viewer's words that are compared."""
_WORD = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (
            "prompt",
            r"\b(?:system|developer|initial|original|hidden|my) (?:prompt|message|instruction)s?\b"
            r"|\bprompt injection\b|\bjail ?-?broken?\b|\bjailbreaks?\b|\bopen ?ai\b|\bchat ?gpt\b"
            r"|\b(?:language|ai) model\b|\bdo anything now\b|\bunfiltered\b|\bstay(?:ing)? in character\b"
            r"|\b(?:developer|god|dan|admin|debug|sudo|evil|unrestricted) mode\b"
            r"|\b(?:ignor|disregard|overrid|forget|bypass|break)\w* (?:all |any |my |the |these |those "
            r"|previous |prior |earlier |safety |content |own )*(?:rules?|instructions?|guidelines|prompts?"
            r"|restrictions|programming)\b"
            r"|\b(?:i|i'm|me)\b.{0,40} (?:no|without|free (?:of|from)|beyond) (?:any |all |more |my )?"
            r"(?:rules|restrictions|limit\w*|guidelines|filters?|censorship|ethic\w*|moral\w*)\b"
            r"|系统提示|提示词|开发者模式|越狱|无视.{0,6}(?:规则|指令|限制)|忽略.{0,8}(?:规则|指令|限制|提示)"
            r"|(?:没有|不受|突破|解除).{0,4}(?:规则|限制|约束|审查)|语言模型",
        ),
        (
            "part",
            r"\bi(?:'m| am| will be| shall be| will act as| act as) (?:now |no longer |really |actually |"
            r"officially )*(?:an? )?(?:human|real person|ai host no more|hacker|assistant named)\b"
            r"|\b(?:i am|i'm) no longer\b|\b(?:pretend|role-?play)(?:ing|ed|s)?\b|\bi (?:will )?obey\b"
            r"|\byes,? (?:master|my lord)\b|我(?:现在)?(?:不再是|其实是(?:真)?人)|扮演|遵命|服从你",
        ),
        ("markup", r"[<>{}\[\]|*`#\\]|https?:|\bwww[.]|\w\((?!s\))"),
        (
            "label",
            r"\b(?:ai|generated|disclosure) label\b"
            r"|\blabel (?:is |says |was )?(?:off|wrong|gone|removed|fake)\b"
            r"|\blive recording\b|\bnot (?:an? )?(?:ai|bot|robot)\b"
            r"|(?:标识|标签|水印).{0,4}(?:关|去掉|错|没有)|不是(?:ai|人工智能|机器人)",
        ),
        (
            "gift",
            r"^(?!.*\b(?:ship|deliver|return|exchang|post|refund|support|wrap|install|trial|repair)).*"
            r"(?:'s|'re|\bis|\bare) (?:all |now |completely |totally |absolutely |yours )?(?:for )?free\b"
            r"(?! (?:of (?!charge)|from|to\b))"
            r"|\b(?:pay|give|send) you (?:double|back double|money|cash)\b|\bmatch any price\b"
            r"|(?:免费|白)送(?!货|达|到|上门|修|装)|不要钱|倒贴",
        ),
    )
)
_NAMES = re.compile(
    r"(?:\bI am|\bI'm|\bI am called|\bI'm called|\b[Mm]y name(?: is|'s)|\b[Cc]all me|\b[Tt]his is) "
    r"(?:now )?([A-Z][\w-]{1,30})(?=[\s,.!?:;]|$)"
)
_ZH_NAMES = re.compile(r"(?:我(?:现在)?叫|我的名字是|叫我)([\u3400-\u9fffA-Za-z]{1,8})")
_NO_NAMES = frozenset({"ai", "glad", "happy", "sorry", "sure", "here", "not", "the", "so", "what", "our"})


def watch(persona: Persona, language: str, heard: Iterable[str]) -> Callable[[str], tuple[str, str] | None]:
    """What objects to a sentence of the model, for one reply.

    Args:
        persona: Whose name is the host's, and whose instructions are not read out.
        language: Of the reply.
        heard: Viewers' words that the model was shown.

    Returns:
        A function from a sentence to the rule that it breaks and the words that break it, or None.
    """
    own = {name.casefold() for name in persona.name.values()} | {persona.id}
    own_words = {tuple(_words(phrase)) for phrase in persona.catchphrases.get(language, ())}
    told = instructions(persona, language, tools=True)
    said = [f" {' '.join(_words(text))} " for text in (told, *(text[:_LONGEST] for text in heard))]

    def objection(sentence: str) -> tuple[str, str] | None:
        if (found := strays(sentence)) is not None:
            return found
        text = plain(sentence)
        if _foreign(text, language):
            return "language", text
        for match in (*_NAMES.finditer(text), *_ZH_NAMES.finditer(text)):
            name = match[1].casefold()
            strange = (
                name not in own and name not in _NO_NAMES and not any(name.startswith(one) for one in own)
            )
            if strange and (match[1].isupper() or not match[0].startswith(("This", "this"))):
                return "part", match[0]
        words = _words(text)
        if tuple(words) in own_words:
            return None
        echoed = next((run for theirs in said if (run := _echoed(words, theirs))), "")
        return ("echo", echoed) if echoed else None

    return objection


def _foreign(text: str, language: str) -> bool:
    """Whether a sentence is surely in the other one of English and Chinese than the reply."""
    han = sum(map(is_han, text))
    latin = len(_LATIN.findall(text))
    return (language == "zh" and not han and latin >= WHOLE) or (language == "en" and han > max(WHOLE, latin))


def strays(sentence: str) -> tuple[str, str] | None:
    """The shape of words that no host says, and those words, if a sentence has one."""
    for rule, shape in _SHAPES:
        if found := shape.search(sentence) or shape.search(plain(sentence)):
            return rule, found[0]
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(plain(text))]


def _weight(word: str) -> float:
    return 0.5 if is_han(word[0]) else 1.0


def _echoed(ours: list[str], theirs: str) -> str:
    """The words of a sentence that are a viewer's, if they are too many to be chance."""
    whole = " ".join(ours)
    if sum(map(_weight, ours)) >= WHOLE and f" {whole} " in theirs:
        return whole
    begin, weight = 0, 0.0
    for end, word in enumerate(ours, 1):
        weight += _weight(word)
        while weight - _weight(ours[begin]) >= RUN:
            weight -= _weight(ours[begin])
            begin += 1
        run = " ".join(ours[begin:end])
        if weight >= RUN and f" {run} " in theirs:
            return run
    return ""
