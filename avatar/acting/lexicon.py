"""Which words call for which gesture, in English and Chinese.

Emblems and deictics after D. McNeill, "Hand and Mind" (1992): greeting, counting, pointing, agreeing; what
has no such word is accented by beats alone (``avatar.acting.stress``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words in a line that a gesture goes with."""

    gesture: str
    start: int
    """Index of the first character in the line."""
    end: int
    """Index after the last."""
    chance: float
    """0 … 1: how often it is taken up; what is said all the time is not shown all the time."""
    number: int = 0


_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "first": 1, "second": 2, "third": 3}
_SMALL |= {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5} | {
    str(digit): digit for digit in range(1, 6)
}

_COUNTED = (
    r"(?:reasons?|things?|ways?|points?|colou?rs?|steps?|tips?|benefits?|sizes?|options?|features?|choices"
    r"|questions?|settings?|modes?|levels?|years?|parts?)"
)
_ENGLISH: tuple[tuple[str, float, str], ...] = (
    ("wave", 1.0, r"^\W*(?:hi|hello|hey|welcome|good (?:morning|afternoon|evening))\b"),
    ("wave", 1.0, r"\b(?:bye|goodbye|see you)\b"),
    ("count", 1.0, rf"\b(two|three|four|five|[2-5]) (?:\w+ )?{_COUNTED}\b"),
    ("count", 0.9, r"(?:^|[.;:!?,] )(first|second|third)(?:ly)?,"),
    ("point_down", 0.95, r"\b(?:cart|basket|checkout|link|button|below|add to)\b"),
    ("point_card", 0.9, r"\b(?:this one|(?:right|over) here|on (?:the |your )?screen|a look|look at)\b"),
    ("bow", 0.9, r"\b(?:sorry|apologi[sz]e|apologies|forgive)\b"),
    ("heart", 0.9, r"\b(?:love|adore|favou?rite|so much for|lots of love)\b"),
    ("thanks", 1.0, r"\b(?:thank you|thanks|grateful|appreciate)\b"),
    ("clap", 0.95, r"\b(?:congratulations|congrats|well done|bravo|hooray|sold out)\b"),
    ("thumbs_up", 0.85, r"\b(?:great|perfect|excellent|awesome|recommend|good (?:choice|pick)|worth it)\b"),
    ("surprise", 0.9, r"\b(?:wow|unbelievable|incredible|no way|guess what|can you believe|whoa)\b"),
    ("shrug", 0.9, r"\b(?:maybe|perhaps|not sure|do(?: not|n't) know|depends|hard to say|can't say)\b"),
    ("think", 0.9, r"\b(?:let me (?:think|see|check)|hmm+|good question|i wonder|let's see)\b"),
    ("listen", 0.9, r"\b(?:ask (?:me|away|whenever)|(?:any|your) questions?|tell me|all ears|let me know)\b"),
    ("listen", 0.6, r"\b(?:what|which|who|where|how|why|would you|do you)\b[^.!?]*\?"),
    ("hold_product", 0.8, r"\b(?:in (?:my|your|the) hands?|weighs?|lightweight|compact|fits|feels?)\b"),
    ("nod", 0.7, r"\b(?:yes|exactly|of course|absolutely|definitely|that's right|indeed|certainly)\b"),
    ("shake", 0.7, r"^\W*no\b|\b(?:never|not at all|no need|don't worry|doesn't|isn't|won't)\b"),
    ("open_palms", 0.6, r"\b(?:everyone|everybody|everything|all of you|the whole|for you|here you go)\b"),
)  # fmt: skip
_CHINESE: tuple[tuple[str, float, str], ...] = (
    ("wave", 1.0, r"^\W*(?:大家好|你好|哈喽|嗨|欢迎|各位好|晚上好|早上好|下午好)|好[，,]欢迎"),
    ("wave", 1.0, r"再见|拜拜|下次见"),
    ("count", 1.0, r"([二两三四五2-5])(?:个|点|种|大|款|件|色|步|档|样|重)"),
    ("count", 0.9, r"第([一二三四五1-5])(?:个|点|步|，)"),
    ("point_down", 0.95, r"购物车|链接|小黄车|下单|下方|下面|加购|按钮|车里"),
    ("point_card", 0.9, r"这款|这个|这盏|这件|这只|这台|看一下|看看|屏幕上|卡片|这边|这里"),
    ("bow", 0.9, r"抱歉|对不起|不好意思|请见谅"),
    ("heart", 0.9, r"爱你|比心|喜欢|爱了|最爱|心意"),
    ("thanks", 1.0, r"谢谢|感谢|多谢|辛苦"),
    ("clap", 0.95, r"恭喜|太棒了|鼓掌|祝贺|售罄"),
    ("thumbs_up", 0.85, r"推荐|很棒|真棒|完美|不错|值得|好选择|划算|最好"),
    ("surprise", 0.9, r"哇|天哪|居然|竟然|没想到|不敢相信"),
    ("shrug", 0.9, r"也许|可能|不确定|不知道|说不准|不好说|看情况"),
    ("think", 0.9, r"想一想|想想|我看看|好问题|让我查|稍等"),
    ("listen", 0.9, r"问我|告诉我|有什么问题|尽管问|打在公屏|尽管说|我都在|听你"),
    ("listen", 0.6, r"(?:什么|哪|怎么|为什么|多少|谁)[^。！？]*[？?]"),
    ("hold_product", 0.8, r"手里|手上|拿着|轻便|重量|小巧|手感|捧"),
    ("nod", 0.7, r"是的|没错|当然|对的|确实|好的"),
    ("shake", 0.7, r"^\W*不[，,是用会]|不用|不会|从不|千万别|没有"),
    ("open_palms", 0.6, r"所有|大家|全部|一切|给你|朋友们|整个"),
)  # fmt: skip


def _compiled(table: tuple[tuple[str, float, str], ...]) -> list[tuple[str, float, re.Pattern[str]]]:
    return [(gesture, chance, re.compile(words, re.IGNORECASE)) for gesture, chance, words in table]


_TABLES = {"en": _compiled(_ENGLISH), "zh": _compiled(_CHINESE)}
_LONGEST = 2_000
"""Characters of a line that are read."""


def triggers(text: str, language: str) -> list[Trigger]:
    """The words of a line that call for a gesture, in their order; where two overlap, the table's first.

    Args:
        text: The line, plain.
        language: BCP 47 primary subtag; a line with Chinese characters is read as Chinese, too.
    """
    text = text[:_LONGEST]
    tables = [_TABLES["zh"]] if language == "zh" else [_TABLES["en"]]
    if language != "zh" and re.search(r"[\u4e00-\u9fff]", text):
        tables.append(_TABLES["zh"])
    found: list[Trigger] = []
    for table in tables:
        for gesture, chance, words in table:
            for match in words.finditer(text):
                if not any(match.start() < other.end and other.start < match.end() for other in found):
                    found.append(_trigger(gesture, chance, match))
    return sorted(found, key=lambda trigger: trigger.start)


def _trigger(gesture: str, chance: float, match: re.Match[str]) -> Trigger:
    counted = match[1] if match.re.groups and match[1] else ""
    number = _SMALL.get(counted.casefold(), 0)
    return Trigger(gesture, match.start(), match.end(), chance, number)


_GENERIC = frozenset({"with", "from", "pack", "pcs", "size", "black", "white", "model", "edition", "series"})


@lru_cache(maxsize=64)
def _named(product: str) -> re.Pattern[str] | None:
    """What a product is called for short: its name, its distinctive words, the end of a Chinese name."""
    parts = [re.escape(product)]
    for word in re.findall(r"[^\W\d_]{4,}", product):
        if re.match(r"[\u4e00-\u9fff]", word):
            parts.append(re.escape(word[-2:]))
        elif word.casefold() not in _GENERIC:
            parts.append(rf"\b{re.escape(word)}s?\b")
    parts += [re.escape(run[-2:]) for run in re.findall(r"[\u4e00-\u9fff]{2,3}", product)]
    return re.compile("|".join(parts), re.IGNORECASE)


def mentions(text: str, product: str) -> Iterator[tuple[int, int]]:
    """Start and end of each mention of a product by its name, or a part of it, in a line."""
    pattern = _named(product.strip()[:200]) if product.strip() else None
    if pattern is not None:
        for match in pattern.finditer(text[:_LONGEST]):
            if match.end() > match.start():
                yield match.span()
