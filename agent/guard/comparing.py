"""Comparisons: "cheaper than …", 比…轻. Both sides must be known, and it must be so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.guard.ledger import BLANK, Carrier, Ledger
from agent.guard.polarity import clause_before, is_negated, is_open

_EN = {
    "cheaper": ("price", -1),
    "less expensive": ("price", -1),
    "pricier": ("price", 1),
    "dearer": ("price", 1),
    "more expensive": ("price", 1),
    "costlier": ("price", 1),
    "more affordable": ("price", -1),
    "lighter": ("weight", -1),
    "heavier": ("weight", 1),
    "taller": ("height", 1),
    "higher": ("height", 1),
    "wider": ("width", 1),
    "narrower": ("width", -1),
    "deeper": ("depth", 1),
    "thicker": ("depth", 1),
    "thinner": ("depth", -1),
    "slimmer": ("depth", -1),
    "brighter": ("brightness", 1),
    "dimmer": ("brightness", -1),
    "more powerful": ("power", 1),
    "less powerful": ("power", -1),
    "roomier": ("capacity", 1),
    "shorter": ("height", -1),
    "bigger": ("capacity", 1),
    "larger": ("capacity", 1),
    "smaller": ("capacity", -1),
    "longer": ("length", 1),
}
_ZH = {
    "便宜": ("price", -1),
    "实惠": ("price", -1),
    "划算": ("price", -1),
    "贵": ("price", 1),
    "轻": ("weight", -1),
    "轻便": ("weight", -1),
    "重": ("weight", 1),
    "沉": ("weight", 1),
    "高": ("height", 1),
    "矮": ("height", -1),
    "宽": ("width", 1),
    "窄": ("width", -1),
    "厚": ("depth", 1),
    "薄": ("depth", -1),
    "亮": ("brightness", 1),
    "暗": ("brightness", -1),
    "大": ("capacity", 1),
    "小": ("capacity", -1),
    "长": ("length", 1),
    "能装": ("capacity", 1),
    "短": ("length", -1),
}
_WORDY = re.compile(
    r"(?<![A-Za-z])((?:(?:much|far|way|a lot|a bit|slightly|even|no|any|times|twice as|half as) )?"
    r"(?:(?:more|less|fewer|better|worse|[a-z]{3,12}er) (?:[a-z-]{3,16} )?))than\s",
    re.IGNORECASE,
)
_AS = re.compile(
    r"(?<![A-Za-z])(?:twice|half|double|three times|ten times|\w{2,8} times|just|nearly|almost|not)? "
    r"?as (?!well|soon|long|far|much|many|always|usual|if)([a-z]{3,12}) as (?!you\b|possible\b|long\b|"
    r"soon\b|I\b|we\b|well\b|it gets|ever\b)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<![A-Za-z])(?:beats?|outperforms?|outlasts?(?! any (?:night|day|trip|movie|flight))|outshines?|"
    r"puts? \w{2,12} to shame|superior to|"
    r"inferior to|compared to other|ahead of|blows? \w{2,12} away)(?![A-Za-z])",
    re.IGNORECASE,
)
_OF_TWO = re.compile(
    r"\bthe ((?:less |more )?[a-z]{4,10}) (?:one |option |choice |model )?(?:of|among|between) (?:the|"
    r"these|those) "
    r"(?:two|pair|both)\b|(?:两个|两款|两者|这两|二者)[^，。]{0,4}(?:里|中|之间|当中)[^，。]{0,6}(?:更|"
    r"最|比较|要)",
    re.IGNORECASE,
)
_PLAIN_THAN = re.compile(r"(?:rather|other|earlier|later|sooner|less|more) than$", re.IGNORECASE)
_NOBODY = re.compile(
    r"\s{0,2}(?:you(?:'d|'re| might| may| would| think| expect| can| need)?|I|ever|usual|that|never|"
    r"nothing|before|expected|happy|welcome|words|one|it (?:looks|sounds|seems)"
    r"|(?:the |its |our )?(?:list|tag|original|regular) price|[$€£¥]?[0-9])(?![A-Za-z])",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s{0,2}(?:the |its |our )?(?:list|tag|original|regular|old) price", re.IGNORECASE)
_ZH_THAN = re.compile(
    r"(?<!对)(?<![好无])比(?!如|较|例|赛|分|拼|心|价|一比|比看|喻|划|对|方|重"
    r"|[\u3400-\u9fff]{1,8}(?:的话|呢|方面|[，,]))"
    r"((?:☐{1,300} ?)?[^，。！？；：☐]{1,24})"
)
_ZH_LISTED = re.compile(r"(?:原价|标价|划线价|平时|吊牌价)")
_ZH_DEGREE = re.compile(
    r"(?:还要|还|更|都|要|稍微|稍|略|就)?(?:更|要|还)?(?:"
    + "|".join(sorted(_ZH, key=len, reverse=True))
    + ")"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a text."""

    start: int
    end: int
    text: str
    aspect: str
    """What is compared; empty when it cannot be told."""
    sign: int
    """1: the first has more of it; -1: less."""
    first: str
    """Product ids."""
    second: str


def comparisons(text: str, ledger: Ledger, about: str) -> list[Comparison]:
    """The comparisons that a text makes.

    Args:
        text: In plain letters.
        ledger: Knows the products' names.
        about: The product talked about, where the sentence names none before the comparison.
    """
    named = ledger.places(text)
    found: list[Comparison] = []
    for pattern in (_WORDY, _AS, _BESIDE):
        for match in pattern.finditer(text):
            said = match[0].strip()
            end = match.end()
            if is_open(text, match.start(), end) or (pattern is _WORDY and _harmless(said, text, end)):
                continue
            second = next((subject for start, _, subject in named if 0 <= start - end <= 6), "")
            stop = next((last for start, last, _ in named if 0 <= start - end <= 6), end)
            first = (
                next((subject for start, _, subject in reversed(named) if start < match.start()), "") or about
            )
            aspect, sign = _meaning(said) if pattern is _WORDY else ("", 0)
            if pattern is _WORDY and _LISTED.match(text, end - 1):
                second, sign = (
                    "list_price",
                    -1 if re.match(r"less|lower|cheaper|fewer", said, re.IGNORECASE) else 1,
                )
            if is_negated(clause_before(text, match.start())):
                sign = -sign
            found.append(
                Comparison(match.start(), stop, text[match.start() : stop], aspect, sign, first, second)
            )
    for match in _OF_TWO.finditer(text):
        first = next((subject for start, _, subject in reversed(named) if start < match.start()), "") or about
        others = [subject for subject in ledger.subjects if subject != first]
        aspect, sign = _meaning(match[0])
        second = others[0] if len(others) == 1 else ""
        found.append(Comparison(*match.span(), match[0], aspect, sign, first, second))
    for match in _ZH_THAN.finditer(ledger.blanked(text)):
        if not is_open(text, match.start(), match.end()):
            found += _chinese(match, text, ledger, about)
    return found


def _harmless(said: str, text: str, end: int) -> bool:
    if _LISTED.match(text, end - 1):
        return False
    return bool(_PLAIN_THAN.fullmatch(said) or _NOBODY.match(text, end - 1)) or said.lower() in (
        "other than",
        "rather than",
    )


def _meaning(said: str) -> tuple[str, int]:
    lower = said.lower()
    return next((meaning for word, meaning in _EN.items() if re.search(rf"\b{word}\b", lower)), ("", 0))


def _chinese(match: re.Match[str], text: str, ledger: Ledger, about: str) -> list[Comparison]:
    rest = match[1]
    named = [place for place in ledger.places(text) if place[0] >= match.start() and place[1] <= match.end()]
    degree = _ZH_DEGREE.search(rest, max(1, rest.rfind(BLANK) + 1))
    before = [subject for _, end, subject in ledger.places(text) if end <= match.start()]
    first = (before[-1] if before else "") or about
    if _ZH_LISTED.match(rest):
        lower = re.search(r"便宜|少|低|省|降", rest)
        if not lower and not degree and not re.search(r"贵|高|多|涨", rest):
            return []
        return [
            Comparison(
                *match.span(), text[slice(*match.span())], "price", -1 if lower else 1, first, "list_price"
            )
        ]
    if re.match(r"(?:我|你|您|大家)(?:想|以为|预期|说)", rest):
        return []
    aspect, sign = "", 0
    if degree:
        word = next(word for word in sorted(_ZH, key=len, reverse=True) if degree[0].endswith(word))
        aspect, sign = _ZH[word]
        denied = text[max(0, match.start() - 2) : match.start()].endswith(("不", "没", "不会"))
        sign = -sign if denied else sign
    second = named[0][2] if named else ""
    return [Comparison(*match.span(), text[slice(*match.span())], aspect, sign, first, second)]


def carried_comparison(found: Comparison, ledger: Ledger) -> tuple[str, ...] | None:
    """The ids of the facts that bear a comparison out; None when they do not, or are not known."""
    if found.second == "list_price":
        first = ledger.of(found.first, "price")
        second = next(
            (item for item in ledger.about(frozenset({found.first})) if item.fact.kind == "list_price"), None
        )
        second = second if second and second.fact.subject == found.first else None
        return _ordered(first, second, found.sign)
    if not found.aspect or not found.first or not found.second or found.first == found.second:
        return None
    return _ordered(ledger.of(found.first, found.aspect), ledger.of(found.second, found.aspect), found.sign)


def _ordered(first: Carrier | None, second: Carrier | None, sign: int) -> tuple[str, ...] | None:
    if first is None or second is None or not first.numbers or not second.numbers or not sign:
        return None
    left, right = first.numbers[-1], second.numbers[-1]
    if left.kind != right.kind or left.unit != right.unit:
        return None
    difference = (left.value * left.factor - right.value * right.factor) * Decimal(sign)
    return (first.fact.id, second.fact.id) if difference > 0 else None


def differences(found: Sequence[Comparison], ledger: Ledger) -> list[Decimal]:
    """By how much products differ in the compared aspect, as it may be said ("$20 cheaper than …")."""
    known = []
    for item in found:
        first, second = ledger.of(item.first, item.aspect), ledger.of(item.second, item.aspect)
        if first and second and first.numbers and second.numbers:
            known.append(abs(first.numbers[-1].value - second.numbers[-1].value))
    return known
