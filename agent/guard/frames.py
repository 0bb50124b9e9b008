"""Phrases that claim whatever stands in them: "made of …", "comes with …", 支持…, "the material is …".

The words in such a phrase must be words of the facts, or say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.guard.ledger import BLANK, Ledger, has_word, is_none, stem
from agent.guard.lexicon import IDLE
from agent.guard.naming import _COMMON_CAPITALS as COMMON
from agent.guard.numerals import words as number_words
from agent.guard.polarity import is_asked, is_negated, is_open
from agent.guard.units import named
from knowledge.vocabulary import FUNCTION

_SLOT = r"([^.,;!?:()☐—–]{2,70})"
_EN = tuple(
    re.compile(rf"(?<![A-Za-z]){frame}\s{_SLOT}", re.IGNORECASE)
    for frame in (
        r"(?:made|crafted|built|constructed|forged|woven|knitted) (?:entirely |mostly |completely |"
        r"out )?(?:of|from|with)",
        r"(?:comes?|available|offered|sold) (?:only |also |exclusively |just )?in",
        r"(?:comes?|ships|bundled|equipped|fitted|packed|delivered) (?:complete |also |bundled )?with",
        r"(?:includes|including|is included|contains)",
        r"(?:works|work|compatible|syncs|connects|integrates) (?:seamlessly |perfectly |well |great "
        r")?(?:with|to)",
        r"(?:it|this one|that one|☐{1,80}|the (?:kettle|lamp|bottle|product|item))(?:'s| also| even|"
        r" really| actually)? (?:has(?! (?:gone|been|come|dropped|to|a (?:list )?price)\b)|features|"
        r"offers|supports|boasts|got|gets)",
        r"(?:(?:get|have|order|buy) (?:it|this|one|them) (?:also )?in|there(?:'s| is) (?:also |even "
        r")?(?:a|an|another)|doubles? as(?: an?)?|turns? into(?: an?)?)",
        r"(?:take|wear|control|connect|mount|charge) (?:it|this|them)",
        r"(?:lining|body|shell|inside|outside|sole|upper|fabric|cloth|panel|filling|frame|base|lid|"
        r"handle|cover)"
        r"(?:'s| is| are)(?: all| entirely| real| genuine| pure| mostly){0,2}(?! (?:covered|included|"
        r"yours|easy|fine|nice))",
        r"there(?:'s| is| are)(?: also| even| some| plenty of)?(?=[^.,;!?]{2,40} (?:in (?:it|there|"
        r"here|this|the box)"
        r"|inside)\b)",
        r"(?:they|these)(?: also| even| really| both)? (?:have(?! (?:gone|been|come|dropped|to)\b)|"
        r"feature|offer|support)",
        r"you(?:'ll)?(?: also| even) (?:get|receive)|there are(?! [^.,;!?]{0,30}\b(?:left|in stock|"
        r"available|remaining)\b)(?: also| even)?",
        r"(?:runs on|powered by|charges (?:over|via|by|through|with)|controlled (?:by|via|from|with)|"
        r"treated with|coated (?:in|with)|lined with|filled with|infused with)",
    )
)
_ZH = tuple(
    re.compile(frame)
    for frame in (
        r"(?:支持|自带|配有|配备|内置|具备|具有|附带|搭载|兼容|适配|可连接?|能连接?|添加了?|加了|含有|"
        r"富含|采用了?|选用了?|配套|随机(?:送|附)|盒(?:子)?里(?:有|还有|带))([^，。！？；：、☐]{2,14})",
        r"(?<![携附随佩穿顺连捆])带(?![走回你您大来着给到去我货动他她孩小])(?:了|有|着)?([^，。！？；：、☐"
        r"]{2,12}?)(?:功能|的|$|[，。！？；])",
        r"里面(?:还|也|都)?(?:有|是|加了|放了|带)([^，。！？；：、☐]{2,14})",
        r"(?:还有|也有|另有)([^，。！？；：、☐]{1,10})(?:可以|可)?(?:选|挑)",
        r"(?:还能|也能|可以|能)(?:直接)?当([^，。！？；：、]{2,30}?)(?:来)?用",
        r"(?<!没)有([^，。！？；：、☐]{2,12})(?:模式|功能|按钮|提示音|提示|指示灯|认证)",
        r"(?:材质|面料|材料|内胆|外壳|机身|杯身|壶身|表面|涂层|灯罩|底座|手柄|盖子)(?:都|全|整个)?(?:是|"
        r"用的是|为|采用|选用)([^，。！？；：、☐]{2,16})",
        r"(?:颜色|尺码|款式|口味|香味|型号|版本|规格)(?:有|是|为|可选|可以选|一共有|包括)([^，。！？；：☐]"
        r"{1,24})",
    )
)
_CUT = re.compile(
    r"\s(?:so|which|that|because|when|while|if|for|to|by the way|as well|too|and (?:it|you|we|they|"
    r"the|I|that|is|has)|but|at|until|where|in case|right|today|plus|than|like)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{1,30}")
_SIZE = re.compile(r"(?<![A-Za-z0-9'])(?:X{0,4}[SML]|[2-6]XL)(?![A-Za-z0-9'])")
_THINGS = frozenset(
    [
        "box",
        "piece",
        "set",
        "type",
        "cup",
        "mug",
        "desk",
        "bag",
        "counter",
        "kitchen",
        "home",
        "office",
        "coffee",
        "tea",
        "water",
        "single",
    ]
)
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z-]{0,12}[0-9])(?=[0-9-]{0,12}[A-Za-z])[A-Za-z0-9-]{2,24}")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_ZH_IDLE = re.compile(
    r"可以|大家|一下|一些|这个|那个|这种|这样|什么|非常|特别|比较|真的|还有|就是|以及|或者|并且|而且|"
    r"它的|功能|上这么写|这么写|写的|写着|设计|材质|材料|颜色|选择|使用|款式|"
    r"一点点?|些许|少许|两种|三种|两个|三个|一个|一层|一种|做的|制成|打造|日常|我们|咱们|朋友|方便|"
    r"好看|温柔|简单|舒服|"
    r"喜欢|主播|直播间|看看|问题|资料|"
    r"[的了是也都还很就有和跟与及或而在里上下把让给用着过吗呢吧啊呀哦哈嘛一这那它些更最又再会能可要想说看到"
    r"从为等、款种个]"
)


_BEING = re.compile(
    r"(?:屏幕?|屏|里面|外面|内衬|内里|里子|鞋底|鞋面|鞋垫|镜头|表面|整个|整体|全身|衣服|裤子|裙子|包|"
    r"杯子|箱子|拉杆|盖子|"
    r"手柄|机身|壶身|杯身|面料|料子|底部|电池|接口|按键|轮子|灯头)(?:都|也|全|全都)?是([^，。！？；：、☐]{"
    r"2,10})的"
)
"""What a part is said to be: 屏幕是曲面的."""
_BEING_IDLE = re.compile(
    r"很|挺|蛮|超|特别|非常|比较|真的|好看|百搭|实在|方便|舒服|简单|漂亮|精致|高级|耐看|大气|可爱|温柔|"
    r"清爽|一样|"
    r"这样|这种|自己|单独|另外|可以|能|装在|放在|我们|大家"
)
_BIG = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<twice>double|triple)[ -](?P<long>XL|extra[ -]large)|(?P<size>X{1,4}[SL]|"
    r"[2-6]XL))"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SAME_SIZE = {"2xl": "xxl", "3xl": "xxxl", "4xl": "xxxxl"}


def _sizes(match: re.Match[str]) -> tuple[str, ...]:
    """How the facts may write a size."""
    said = match["size"] or ("2XL" if match["twice"].lower() == "double" else "3XL")
    said = said.lower()
    other = next(
        (long if said == short else short for short, long in _SAME_SIZE.items() if said in (short, long)),
        said,
    )
    return said, other


def _wholly_missing(slot: str, literal: str) -> bool:
    """Whether the facts have no two characters of a Chinese phrase that follow each other in it."""
    runs = [run for run in _HAN_RUN.findall(_BEING_IDLE.sub(" ", slot)) if len(run) > 1]
    return bool(runs) and all(run[at : at + 2] not in literal for run in runs for at in range(len(run) - 1))


@dataclass(frozen=True, slots=True)
class Unheard:
    """Words of a claim that no fact has."""

    start: int
    end: int
    text: str


def unheard(text: str, masked: str, ledger: Ledger, subjects: frozenset[str]) -> list[Unheard]:
    """Phrases of a plain text that claim something no fact speaks of.

    Args:
        text: The line.
        masked: The line with product names made blank.
        ledger: What is known.
        subjects: Which products it is about.
    """
    found: list[Unheard] = []
    literal = ledger.spoken(subjects)
    for patterns, check in ((_EN, _missing_words), (_ZH, _missing_han)):
        for pattern in patterns:
            for match in pattern.finditer(masked):
                before = masked[max(0, match.start() - 40) : match.start()]
                ends = masked[match.end() : match.end() + 1]
                if ends in ("?", "？") or is_open(masked, *match.span()) or is_asked(before):
                    continue
                if is_negated(before) and patterns is _ZH:
                    continue
                slot = _CUT.sub("", match[1]) if patterns is _EN else match[1]
                missing = slot if slot.strip(BLANK) == "" else check(slot, literal, ledger)
                if missing:
                    found.append(Unheard(match.start(), match.start(1) + len(slot), missing))
    found += [
        Unheard(*match.span(), match[1])
        for match in _BEING.finditer(masked)
        if not is_open(masked, *match.span()) and _wholly_missing(match[1], literal)
    ]
    found += [
        Unheard(*match.span(), match[0])
        for match in _BIG.finditer(masked)
        if not is_negated(masked[max(0, match.start() - 60) : match.start()])
        and not any(has_word(literal, size) for size in _sizes(match))
    ]
    return found + list(_labelled(text, masked, ledger, subjects))


def _missing_words(slot: str, literal: str, ledger: Ledger, *, strict: bool = False) -> str:
    """The first word that is neither idle nor in the facts; ``strict``: names and codes are no idle words."""
    counted = {at for numeral in number_words(slot) for at in range(numeral.start, numeral.end)}
    for match in _WORD.finditer(slot):
        word = match[0].lower().strip("'-").removesuffix("'s")
        idle = _is_idle(word) if not strict else word in IDLE - _THINGS or word in FUNCTION
        short = len(word) < 3 and not (strict and match[0].isupper())
        if (
            match.start() in counted
            or short
            or idle
            or named(word) is not None
            or (not strict and ledger.is_name(word))
        ):
            continue
        if not _said(word, literal, strict=strict):
            return match[0]
    if strict:
        for match in _CODE.finditer(slot):
            if match[0].lower() not in literal:
                return match[0]
        for match in _SIZE.finditer(slot):
            if not has_word(literal, match[0].lower()):
                return match[0]
    return _missing_han(slot, literal, ledger, strict=strict) if _HAN_RUN.search(slot) else ""


def _is_idle(word: str) -> bool:
    return word in IDLE or word in FUNCTION or word in COMMON or stem(word) in IDLE


def _said(word: str, literal: str, *, strict: bool = False) -> bool:
    if word in literal or stem(word) in literal:
        return True
    parts = [part for part in word.split("-") if part]
    return len(parts) > 1 and all(
        (part in literal and len(part) > 1) or (not strict and _is_idle(part)) for part in parts
    )


def _missing_han(slot: str, literal: str, ledger: Ledger, *, strict: bool = False) -> str:
    """What is left of a Chinese phrase that the facts do not have."""
    for match in _WORD.finditer(slot):
        word = match[0].lower()
        if (strict or not (_is_idle(word) or ledger.is_name(word))) and word not in literal:
            return match[0]
    missed = pairs = 0
    for run in _HAN_RUN.findall(_ZH_IDLE.sub(" ", slot)):
        absent = sum(run[at : at + 2] not in literal for at in range(len(run) - 1))
        if strict and len(run) > 1 and absent == len(run) - 1:
            return slot
        pairs += len(run) - 1
        missed += absent
    return slot if pairs and missed * 2 >= pairs else ""


def whole_label(lower: str, start: int, end: int, every: Mapping[str, object]) -> bool:
    """Whether a label stands in a text on its own, and not as a part of a longer label."""
    if _inside_word(lower, start, end):
        return False
    label = lower[start:end]
    if len(label) == 1:
        if lower[end : end + 1] not in ("是", "：", ":", "，", "有", "为"):
            return False
        if _HAN_RUN.match(lower, start - 1) and lower[start - 1] not in "的它这把个款":
            return False
    for longer in every:
        if len(longer) > len(label) and label in longer:
            at = lower.find(longer)
            if 0 <= at <= start and end <= at + len(longer):
                return False
    return True


def _inside_word(lower: str, start: int, end: int) -> bool:
    """Whether an English label is a part of longer words."""
    left, right = lower[max(0, start - 1) : start], lower[end : end + 1]
    before = left.isascii() and left.isalnum() and lower[start].isascii()
    return before or (right.isascii() and right.isalnum() and lower[end - 1].isascii())


_IS = re.compile(
    r"\s{0,2}(?:(?:on|of|for) (?:the )?☐{1,80})?\s{0,2}(?:is|are|was|would be|comes in at|reads|says|"
    r":|：|=|,|，|是|为|有|方面是|写的是|上?写着|标着|标的是|(?:这边)?显示(?:的是|是|为)?|一栏是|它?是)"
    r"\s{0,2}"
    r"(?:(?:the |on the |for the )?☐{1,80}\s?(?:is|has|comes in|it is|that is|，|,|:|：|是|有)\s{0,2})?([^"
    r".!?;。"
    r"！？；]{1,80})"
)
_SHEET = re.compile(
    r"\bsheet\b|\bspecs?\b|\bit says\b|\bsays\b|\blisted\b|\bas for\b|资料|参数|写着|数据|\bunder\b",
    re.IGNORECASE,
)
_YESNO = re.compile(r"\s*(?:yes|no|not|是的?|否|有的?|没有|不|可以|支持)", re.IGNORECASE)


def _slot(line: str, masked: str, follows: re.Match[str]) -> str:
    """What is said of a label; a product's name counts where it stands for the value itself."""
    start, end = follows.span(1)
    if masked[start:end].startswith(BLANK):
        return line[start:end]
    return masked[start:end].replace(BLANK, " ")


def _labelled(line: str, text: str, ledger: Ledger, subjects: frozenset[str]) -> Iterator[Unheard]:
    """Values said of a text attribute by its name that the attribute does not have."""
    lower, carriers = line.lower(), ledger.about(subjects)
    every = ledger.labels(subjects)
    for item in carriers:
        if item.fact.kind != "attribute" or not isinstance(item.fact.value, str | tuple):
            continue
        for label in item.labels:
            at = lower.find(label) if label else -1
            end = at + len(label)
            if at < 0 or not whole_label(lower, at, end, every):
                continue
            follows = _IS.match(text, end)
            slot, start = (_slot(line, text, follows), follows.start(1)) if follows else ("", end)
            if not follows and _SHEET.search(text):
                slot, start = text[:at] + " " * len(label) + text[end:], 0
            if (
                not slot
                or is_open(text, at, end)
                or (is_none(item.fact) and is_negated(text[:at][-40:]))
                or _YESNO.fullmatch(slot)
                or text.rstrip().endswith(("?", "？"))
            ):
                continue
            same = "\n".join(
                other.literal
                for other in carriers
                if label in other.labels
                or (other.fact.kind in ("point", "policy", "faq") and label in other.literal)
            )
            slot = _CUT.sub("", slot) if start else slot
            missing = _missing_words(slot, same, ledger, strict=True)
            if missing:
                yield Unheard(at, start + len(slot), missing)
