"""What two wordings must agree in before they can ask the same thing: numbers, negation, and contraries.

Neither words in common nor a neighbouring vector tells "with sugar" from "without sugar" or 110 volts from
220: these are compared outright.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.contrasts import contrary, members
from knowledge.tokens import is_han, normal, tokens

_READ = 1000
_MAX_TOKENS = 80

_NEGATIONS = """
not no never without neither nor none nothing cannot cant dont doesnt didnt isnt arent wasnt werent wont
wouldnt couldnt shouldnt hasnt havent hadnt aint non minus avoid stopped lack
"""
_NOT = frozenset(_NEGATIONS.split())
_NEGATED_ASKING = "dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt cant hasnt havent"
_ASKS_YES = frozenset(_NEGATED_ASKING.split())
"""At the head of a question these ask for a yes: "isn't it…", "don't you…"."""
_INGREDIENTS = """
sugar gluten fragrance alcohol bpa cruelty lactose dairy oil latex nickel paraben caffeine nut fat lead
sulfate silicone perfume plastic scent salt soy meat acid phthalate hassle maintenance wrinkle lint frizz
"""
_FREE_OF = frozenset(_INGREDIENTS.split())
_HARMLESS = re.compile(
    r"(\S)[不没]\1|有没有?|没有?[吗呢啊呀吧]?$|[不没][吗呢啊呀]?$|不好意思|不知道|不锈|不粘|不过|不错|差不多|不管"
    r"|不同|不到|不少|不会说|没关系|没问题|无线|无人|无论|无纺|无骨|特别|分别|性别|级别|类别|区别|别人|别的|识别|告别"
    r"|非常|非洲|免费|免运|免邮|免息|免签|未来|是否|能否|可否"
)
_NEGATED_HAN = re.compile(r"[不没無无未别非勿]|避免|忌|零(?=[糖脂卡添])|[0](?=[糖脂卡添])")
_OR_NOT = re.compile(
    r"\bor (?:not|no)\b|\byes or no\b|\bno problem\b|\bno\.(?= ?\d)|\bwhy not\b|\bnot sure\b"
)
_LEADING_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = "zero . two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ENGLISH = {word: str(value) for value, word in enumerate(_COUNTED.split()) if value != 1} | {
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "hundred": "100",
    "dozen": "12",
}
_SIZES = frozenset(["xs", "s", "m", "l", "xl", "xxl", "xxxl"])
_WANTED = re.compile(
    r"(?P<time>\b(?:when|how (?:often|long|soon|many (?:times|days|hours|weeks|months|years)))\b"
    r"|多久|多长时间|什么时候|啥时候|何时|几时|几[天次]|多少[天次]|哪天)"
    r"|(?P<price>\bhow much (?:is|are|does|do|for)\b|多少钱|什么价|价格|价钱|怎么卖|几块)"
    r"|(?P<amount>\bhow (?:much|many)\b|多少|几)"
    r"|(?P<place>\bwhere\b|哪里|哪儿|在哪|什么地方)"
    r"|(?P<reason>\bwhy\b|\bhow come\b|为什么|为啥|为何|怎么会)"
    r"|(?P<person>\bwho(?:se|m)?\b|谁)"
    r"|(?P<way>\bhow (?:do|does|should|can|could|to|would|must|did)\b|怎么(?!样的)|怎样(?!的)|如何|咋)"
    r"|(?P<choice>\bwh(?:ich|at)\b|哪[种个款一]|什么|啥)"
)
_LOOSE = frozenset(["choice"])
_FIRM = frozenset(["time", "price", "amount", "place", "reason", "person"])
_HAN_NUMBER = re.compile(
    r"([一二两三四五六七八九十百]+)(?=[个件天年月周岁次台只条双杯块元伏度米层人瓶包盒号倍])"
)
_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Marks:
    """What of a text must agree."""

    numbers: frozenset[str]
    negated: bool
    members: frozenset[tuple[int, int]]
    """Of kinds of things that exclude each other."""
    wanted: frozenset[str]
    """What kind of reply is wanted, where the question says so: a place, a time, a number, a reason…"""


def marks(text: str) -> Marks:
    """Read the marks of a text; its first 1,000 characters count."""
    text = normal(text[:_READ])
    words = tokens(text)[:_MAX_TOKENS]
    return Marks(_numbers(text, words), _negated(text, words), members(words), _wanted(text))


def agree(asked: Marks, held: Marks) -> bool:
    """Whether a wording may stand for a question, as far as numbers, negation and contraries go.

    A number of the question must be the wording's; the wording may hold others.
    """
    return (
        asked.negated == held.negated
        and asked.numbers <= held.numbers
        and not contrary(asked.members, held.members)
    )


def answers_kind(asked: Marks, wanted: Sequence[frozenset[str]]) -> bool:
    """Whether an answer gives the kind of thing that a question wants.

    "How long does it take?" is no question for an answer to "Do you do it?", nor the other way round.

    Args:
        asked: Of the question.
        wanted: What each wording of the answer's questions wants.
    """
    given = frozenset[str]().union(*wanted)
    if asked.wanted - _LOOSE:
        return bool(asked.wanted - _LOOSE <= given)
    if asked.wanted:
        return True
    return any(not each & _FIRM for each in wanted)


def same(one: Marks, other: Marks) -> bool:
    """Whether two wordings agree both ways."""
    return agree(one, other) and agree(other, one)


def _wanted(text: str) -> frozenset[str]:
    return frozenset(str(match.lastgroup) for match in _WANTED.finditer(text))


def in_digits(text: str) -> str:
    """A normal text with its Chinese numbers before measure words in digits: 三十天 is 30天; 一 stays."""
    return _HAN_NUMBER.sub(
        lambda match: str(_han_value(match[1])) if _han_value(match[1]) > 1 else match[1], text
    )


def _numbers(text: str, words: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in words:
        if word[0].isdigit():
            number = _LEADING_NUMBER.match(word)
            found.add(_plain(number[0]) if number else word)
        elif any(char.isdigit() for char in word) or word in _SIZES:
            found.add(word)
        elif word in _ENGLISH:
            found.add(_ENGLISH[word])
    for match in _HAN_NUMBER.finditer(text):
        value = _han_value(match[1])
        if value > 1:
            found.add(str(value))
    return frozenset(found)


def _plain(number: str) -> str:
    """A number without separators of thousands and useless zeros."""
    plain = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _han_value(text: str) -> int:
    total = digit = 0
    for char in text[:8]:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    return total + digit


def _negated(text: str, words: Sequence[str]) -> bool:
    if any(is_han(word) for word in words):
        stripped = _HARMLESS.sub("。", "".join(char for char in text if char.isalnum()))
        if _NEGATED_HAN.search(stripped):
            return True
    if text.isascii() and _OR_NOT.search(text):
        text = _OR_NOT.sub(" ", text)
        words = [word for word in words if word not in ("not", "no")]
    negative = [at for at, word in enumerate(words) if word in _NOT]
    if negative and negative[0] == 0 and words[0] in _ASKS_YES:
        negative = negative[1:]
    free = sum(after == "free" and before in _FREE_OF for before, after in pairwise(words))
    free += sum(before == "free" and after in ("of", "from") for before, after in pairwise(words))
    return (len(negative) + free) % 2 == 1
